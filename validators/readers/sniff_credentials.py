"""Recognise credentials: Open Badges 3.0 and 2.0, CLR 2.0, and the W3C's own kinds that belong to them."""

from collections.abc import Mapping
from typing import Any

from fairmark.validators.core.location import Path

CLR, OB3, OB2 = ("CLR", "2.0"), ("OB", "3.0"), ("OB", "2.0")
KINDS = {
    "clr": ("ClrCredential", CLR),
    "open-badge": ("AchievementCredential", OB3),
    "endorsement": ("EndorsementCredential", OB3),
    "open-badge-2": ("Assertion", OB2),
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
    "https://w3id.org/openbadges/v2": "open-badge-2",
}
"""Beginning of a context's URL to the kind that it belongs to, the most telling first."""

OB2_TYPES = ("Assertion", "BadgeClass", "Issuer", "Profile", "Endorsement", "CryptographicKey", "RevocationList")


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
    return None


def texts(value: Any) -> list[str]:
    """The texts of a member that holds one or several."""
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
