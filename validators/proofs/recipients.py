"""Whose a credential is: compare what is known of a person with the identifiers that a credential gives its subject.

An identifier may stand there as it is, or as a hash of it and a salt (Open Badges 3.0 section 9.3 and B.1.12
IdentityObject).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
import hashlib
import re
from typing import Any

HASHED = re.compile(r"(md5|sha256)\$([0-9A-Fa-f]+)", re.IGNORECASE)
EMAIL = "emailAddress"


@dataclass(frozen=True, slots=True)
class Recipient:
    """An identifier of a person: `kind` is an identityType, or "id" for the id of a subject. The value is personal and
    goes into no report, log or message."""

    kind: str
    value: str = field(repr=False)

    def is_named_by(self, subject: Mapping[str, Any]) -> bool:
        """Whether the credentialSubject `subject` has this identifier."""
        if self.kind == "id":
            return subject.get("id") == self.value
        return any(self.is_in(identity) for identity in identities_of(subject))

    def is_in(self, identity: Mapping[str, Any]) -> bool:
        """Whether the IdentityObject `identity` holds this identifier, hashed or plain."""
        stated = identity.get("identityHash")
        if identity.get("identityType") != self.kind or not isinstance(stated, str):
            return False
        if identity.get("hashed") is not True:
            return stated in self._spellings or (self.kind == EMAIL and stated.lower() == self.value.lower())
        found, salt = HASHED.fullmatch(stated), identity.get("salt")
        if not found:
            return False
        salt = salt if isinstance(salt, str) else ""
        return found[2].lower() in [_hash(found[1].lower(), each + salt) for each in self._spellings]

    @property
    def _spellings(self) -> tuple[str, ...]:
        """The value as it may have been hashed: issuers often write addresses in lower case first."""
        return (self.value, self.value.lower()) if self.kind == EMAIL else (self.value,)


def identities_of(subject: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The IdentityObjects of a subject, one or several."""
    identifier = subject.get("identifier")
    several = identifier if isinstance(identifier, list) else [identifier]
    return [each for each in several if isinstance(each, Mapping)]


def plain_in(subject: Mapping[str, Any]) -> list[Recipient]:
    """The identifiers that a subject gives as they are, its id left out."""
    return [
        Recipient(kind, value)
        for identity in identities_of(subject)
        if identity.get("hashed") is not True
        and isinstance(kind := identity.get("identityType"), str)
        and isinstance(value := identity.get("identityHash"), str)
    ]


def _hash(name: str, text: str) -> str:
    return hashlib.new(name, text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
