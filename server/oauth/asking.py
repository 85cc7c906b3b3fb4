"""What a request says, in the form that Authlib reads it in."""

from base64 import b64decode
import binascii
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, unquote

from authlib.oauth2.rfc6749 import OAuth2Payload, OAuth2Request  # type: ignore[import-untyped]  # Authlib has no types

from fairmark.server.http import Call, Refusal

FORM = "application/x-www-form-urlencoded"

LARGEST = 64 << 10
"""Bytes of a body."""

LONGEST = 4_000
"""Characters of a parameter."""

MOST = 100
"""Parameters of a request."""

Parameters = Mapping[str, Sequence[str]]


def form_of(call: Call) -> Parameters:
    """The parameters in the body, each as often as it was sent; Refusal where the body is no form."""
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Refusal(400, "bad_query", f"Send the parameters in the body, as {FORM}.")
    return parameters_in(call.body.decode("utf-8", "replace"))


def parameters_in(text: str) -> Parameters:
    """The parameters by name. Those without a value count as left out (RFC 6749 section 3.1)."""
    try:
        pairs = parse_qsl(text, errors="replace", max_num_fields=MOST)
    except ValueError:
        raise Refusal(400, "bad_query", "These are too many parameters.") from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if len(value) > LONGEST:
            raise Refusal(400, "bad_query", "A parameter is too long.")
        found.setdefault(name, []).append(value)
    return found


def basic_credentials(authorization: str | None) -> tuple[str, str] | None:
    """Id and secret of the client in the header `Authorization` (RFC 6749 section 2.3.1), None where it has none."""
    scheme, _, encoded = (authorization or "").strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    id, colon, secret = text.partition(":")
    return (unquote(id), unquote(secret)) if colon else None


class Payload(OAuth2Payload):  # type: ignore[misc]  # Authlib has no types
    """The parameters of a request; of one that is repeated, `data` has the first."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters

    @property
    def data(self) -> dict[str, str]:
        return {name: values[0] for name, values in self._parameters.items()}

    @property
    def datalist(self) -> Parameters:
        return self._parameters


class Asked(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    """A request, with the headers of the call and the parameters that stand in its query or its form."""

    def __init__(self, method: str, call: Call, parameters: Parameters) -> None:
        super().__init__(method, call.url, headers=call.headers)
        self.payload = Payload(parameters)

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data
