"""Contexts, types and forms of what is issued, as the standards spell them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
import uuid

Json = dict[str, Any]

VC = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
"""Maps the types 1EdTechCredentialRefresh and its like; needed only where one of them stands."""

NAMES = uuid.UUID("5f4a5dd4-4a3c-5a0e-8f0c-3d1f7f0a9e52")
"""Namespace of the identifiers that are made from others (RFC 9562 section 5.5)."""


def name(*parts: str) -> str:
    """A URN that is the same for the same parts, so that two badges of one competency have one achievement."""
    return uuid.uuid5(NAMES, "\n".join(parts)).urn


def moment(time: datetime) -> str:
    """A time as credentials write it: UTC, to the second, as the claims of a token know nothing finer."""
    return time.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def present(**members: Any) -> Json:
    """The members that say something: no null, no empty text or array (Open Badges 3.0 section A.1)."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {}, ())}


def subject_of(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The credentialSubject, an empty one where there is none."""
    subject = document.get("credentialSubject")
    return subject if isinstance(subject, Mapping) else {}


def issuer_of(document: Mapping[str, Any]) -> str:
    """The id of a credential's issuer, "" where it has none."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return found if isinstance(found, str) else ""
