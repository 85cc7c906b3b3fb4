"""What is sent: read without changing a byte, held against the schema, and named by what tells it from all others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
import hashlib
from typing import Any
from urllib.parse import unquote

from fairmark.server.credentials.edition import SCHEMA, Edition
from fairmark.server.credentials.refusals import invalid
from fairmark.server.http import Call, Refusal
from fairmark.server.learning import times
from fairmark.server.learning.bodies import WORDS
from fairmark.server.storage.credentials import JSON, JWS, Kept
from fairmark.validators.core.location import pointer
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import ProofError
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.sniff_credentials import KINDS, TYPES, texts
from fairmark.validators.rules.shape import first_breach

LARGEST = 4 << 20
"""Bytes of a credential. Verifying takes time with the size, and honest records stay far below."""

LARGEST_PROFILE = 256 << 10
DEEPEST = 64
"""Levels of nesting of a body. Honest records have about 12."""

LONGEST_URI = 2_048
"""Characters of an identifier: it is recorded with each disclosure."""

JSON_TYPES = ("application/json", "application/ld+json", "application/vc+ld+json", "application/vc")
TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class Sent:
    """A credential that was sent, of the form JSON or JWS, in the media type `media_type`. `body` are the bytes that
    are kept; `data` what they say, `token` the compact JWS of which that is the payload, "" for none."""

    form: str
    media_type: str
    body: bytes
    data: Mapping[str, Any]
    issued_at: datetime
    token: str = ""

    @property
    def called(self) -> str:
        """Its identifier, as it stands in it."""
        return str(self.data["id"])

    @property
    def identity(self) -> str:
        """What tells the credential from others: issuer and identifier, percent-decoded and trimmed. Open Badges 3.0
        section 10, as SHA-256 in hexadecimal."""
        issuer = self.data["issuer"]
        said = (issuer if isinstance(issuer, str) else issuer["id"], self.data["id"])
        whole = "\0".join(unquote(text).strip() for text in said)
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()

    def kept_for(self, person: str, edition: Edition) -> Kept:
        """What is kept of it for that person."""
        called = self.called.encode("utf-8", "replace").decode()  # no database has lone surrogates
        return Kept(person, edition.name, self.identity, called, self.form, self.issued_at, self.body)


def read_credential(call: Call, edition: Edition) -> Sent:
    """The credential in the body; a Refusal names what keeps it from being one of that standard."""
    media_type = media_type_of(call)
    check_extent(call, LARGEST)
    if media_type == TEXT:
        token, data = _payload(call.body)
        form, body = JWS, token.encode("ascii")
    elif media_type in JSON_TYPES:
        token, data, form, body = "", read_object(call.body), JSON, call.body
    else:
        raise Refusal(415, "bad_query", f"Send a credential as {', '.join(JSON_TYPES)}, or as {TEXT} for VC-JWT.")
    check_class(data, edition)
    return Sent(form, media_type, body, data, issued_at(data), token)


def media_type_of(call: Call) -> str:
    return call.headers.get("content-type", "").partition(";")[0].strip().lower()


def check_extent(call: Call, largest: int) -> None:
    """Refuse a body that is too large, or compressed."""
    if call.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refusal(415, "bad_query", "Send it uncompressed.", headers={"Accept-Encoding": "identity"})
    if len(call.body) > largest:
        raise Refusal(413, "bad_query", f"The body may have at most {largest} bytes.")


def read_object(body: bytes) -> Mapping[str, Any]:
    """The JSON object that the bytes are. Nothing may be wrong with them, since they are sent on as they are."""
    text = read_json(body, DEEPEST)
    if text.problems or len(text.documents) != 1 or not isinstance(text.documents[0].data, dict):
        rule = f" ({text.problems[0].rule})" if text.problems else ""
        raise invalid(f"The body cannot be read as one JSON object{rule}.")
    found: Mapping[str, Any] = text.documents[0].data
    return found


def check_schema(data: Mapping[str, Any], cls: str) -> None:
    """Refuse what is no instance of that class, with the first place that is wrong."""
    first = first_breach(SCHEMA, cls, data)
    if first is not None:
        raise invalid(WORDS.get(first.keyword, "This cannot stand here so."), pointer(first.path))


def check_class(data: Mapping[str, Any], edition: Edition) -> None:
    """Refuse what is no credential of that standard."""
    types = texts(data.get("type"))
    if "VerifiableCredential" not in types or not any(name in types for name in edition.types):
        kind = next((kind for name, kind in TYPES.items() if name in types), None)
        found = f"a credential of the class {KINDS[kind][0]}" if kind else "something else"
        raise invalid(f"This service keeps credentials of the class {edition.cls}; this is {found}.", "/type")
    check_schema(data, edition.cls)
    issuer = data["issuer"]
    for field, text in (("/id", data["id"]), ("/issuer", issuer if isinstance(issuer, str) else issuer["id"])):
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_URI:
            raise invalid(f"This must be a URI of at most {LONGEST_URI} characters.", field)


def _payload(body: bytes) -> tuple[str, Mapping[str, Any]]:
    """The compact JWS that the bytes are, white space around it apart, and the credential in it."""
    try:
        token = body.decode("ascii").strip()
        payload = jws.decode(token).payload
    except UnicodeDecodeError:
        raise invalid("A compact JWS has ASCII characters only.") from None
    except ProofError as error:
        raise invalid(f"The body is no compact JWS: {error}.") from None
    return token, read_object(payload)


def issued_at(data: Mapping[str, Any]) -> datetime:
    """The moment from which the credential is valid; a Refusal where it names none."""
    moment = times.read(data["validFrom"])
    if moment is None:
        raise invalid("This must be a date and time with an offset.", "/validFrom")
    return moment
