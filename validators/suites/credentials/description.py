"""What the service says about itself: where to register, to ask for consent and for tokens, and which scopes there are
(Open Badges 3.0 section 6.3.1 getServiceDescription)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fairmark.validators.suites.recording import Answer


@dataclass(frozen=True, slots=True)
class Description:
    """The addresses in the discovery document, "" where it names none. `revoke` has no slot in the standard: it comes
    from the authorization server's own metadata, where that is published."""

    document: Mapping[str, Any]
    register: str = ""
    authorize: str = ""
    token: str = ""
    refresh: str = ""
    scopes: tuple[str, ...] = ()

    @property
    def lacking(self) -> list[str]:
        """The names of the addresses without which no token can be had, of those that are no URL."""
        urls = {
            "x-imssf-registrationUrl": self.register,
            "authorizationUrl": self.authorize,
            "tokenUrl": self.token,
        }
        return [name for name, value in urls.items() if not is_url(value)]


def is_url(value: object) -> bool:
    parts = urlsplit(value) if isinstance(value, str) else None
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.netloc)


def described(answer: Answer) -> Description:
    """The description that the answer holds; an empty one where it holds none."""
    document = answer.object()
    scheme = _at(document, "components", "securitySchemes", "OAuth2ACG")
    flow = _at(scheme, "flows", "authorizationCode")
    return Description(
        document,
        _text(scheme, "x-imssf-registrationUrl"),
        _text(flow, "authorizationUrl"),
        _text(flow, "tokenUrl"),
        _text(flow, "refreshUrl"),
        tuple(str(name) for name in _at(flow, "scopes")),
    )


def _at(value: Any, *names: str) -> Mapping[str, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
