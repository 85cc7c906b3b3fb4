"""Recognise credentials: Open Badges 3.0 and 2.0, CLR 2.0, and the W3C's own kinds that belong to them."""

from collections.abc import Mapping
from typing import Any

from fairmark.validators.core.location import Path

CLR, OB3, OB2, OB1 = ("CLR", "2.0"), ("OB", "3.0"), ("OB", "2.0"), ("OB", "1.x")
KINDS = {
    "clr": ("ClrCredential", CLR),
    "open-badge": ("AchievementCredential", OB3),
    "endorsement": ("EndorsementCredential", OB3),
    "open-badge-2": ("Assertion", OB2),
    "open-badge-2-class": ("BadgeClass", OB2),
    "open-badge-2-issuer": ("Profile", OB2),
    "open-badge-2-endorsement": ("Endorsement", OB2),
    "open-badge-2-key": ("CryptographicKey", OB2),
    "open-badge-2-revocations": ("RevocationList", OB2),
    "open-badge-1": ("Assertion", OB1),
}
"""Kind of input to its class, its standard and that one's version."""

FORCED = {CLR: "clr", OB3: "open-badge", OB2: "open-badge-2"}
"""Standard and version that the user named to the kind that is then expected."""

TYPES = {
    "ClrCredential": "clr",
    "AchievementCredential": "open-badge",
    "OpenBadgeCredential": "open-badge",
    "EndorsementCredential": "endorsement",
}
"""Type of a credential to its kind, the most telling first."""

CONTEXTS = {
    "https://purl.imsglobal.org/spec/clr/v2p0/": "clr",
    "https://purl.imsglobal.org/spec/ob/v3p0/": "open-badge",
}
"""Beginning of a context's URL to the kind that it belongs to, the most telling first."""

OB2_CONTEXT = "https://w3id.org/openbadges/v2"
OB2_CONTEXTS = ("w3id.org/openbadges/v2", "openbadgespec.org/v2", "purl.imsglobal.org/spec/ob/v2p")
OB1_CONTEXTS = ("w3id.org/openbadges/v1", "openbadgespec.org/v1")
"""Parts of the URLs of contexts of Open Badges, the wrong and the outdated ones too."""

OB2_TYPES = {
    "Assertion": "open-badge-2",
    "BadgeClass": "open-badge-2-class",
    "Issuer": "open-badge-2-issuer",
    "Profile": "open-badge-2-issuer",
    "Endorsement": "open-badge-2-endorsement",
    "CryptographicKey": "open-badge-2-key",
    "RevocationList": "open-badge-2-revocations",
}
"""Type of an object of Open Badges 2.0 to its kind."""
OB2_MEMBERS = {
    "criteria": "open-badge-2-class",
    "claim": "open-badge-2-endorsement",
    "publicKeyPem": "open-badge-2-key",
    "revokedAssertions": "open-badge-2-revocations",
    "email": "open-badge-2-issuer",
}
"""Member that tells the kind of one whose type does not."""


def credential_kind(data: Mapping[str, Any]) -> tuple[str | None, Path]:
    """The kind of a credential and the path of it, which is that of the claim `vc` in the payload of an older token;
    None for what is none."""
    inner = data.get("vc")
    if isinstance(inner, Mapping) and "@context" not in data:
        return _kind(inner), ("vc",)
    return _kind(data), ()


def _kind(data: Mapping[str, Any]) -> str | None:
    contexts, types = texts(data.get("@context")), texts(data.get("type"))
    named = next((kind for name, kind in TYPES.items() if name in types), None)
    if named and ("credentialSubject" in data or contexts):
        return named
    for begin, kind in CONTEXTS.items():
        if any(context.startswith(begin) for context in contexts):
            return kind
    return _older_kind(data, contexts)


def _older_kind(data: Mapping[str, Any], contexts: list[str]) -> str | None:
    """The kind of an object of Open Badges 1 or 2. Before version 1.1 they had no context, and then only an assertion
    can be told from what is nothing of the sort."""
    if any(part in context for context in contexts for part in OB2_CONTEXTS):
        types = texts(data.get("type", data.get("@type")))
        told = [kind for name, kind in OB2_TYPES.items() if name in types]
        return next(iter([*told, *(kind for name, kind in OB2_MEMBERS.items() if name in data)]), "open-badge-2")
    if any(part in context for context in contexts for part in OB1_CONTEXTS):
        return "open-badge-1"
    verify = data.get("verify")
    if "recipient" in data and "badge" in data:
        return "open-badge-2" if "verification" in data or "Assertion" in texts(data.get("type")) else "open-badge-1"
    return "open-badge-1" if isinstance(verify, Mapping) and "url" in verify else None


def texts(value: Any) -> list[str]:
    """The texts of a member that holds one or several."""
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
