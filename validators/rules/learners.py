"""Learners as credentials name them, looked up among the users of a roster."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
import hashlib
import re
from typing import Any, NamedTuple

from fairmark.validators.credentials.document import Node
from fairmark.validators.proofs.recipients import EMAIL, HASHED, identities_of
from fairmark.validators.readers.oneroster import Roster, RosterTable

MOST_HASHES = 5_000_000
"""Identifiers that are hashed to find out whose a hashed one is, which takes some seconds. Past that nobody knows."""

SUBJECT_ID = "id"
SPACES: Mapping[str, tuple[str, ...]] = {
    SUBJECT_ID: ("userMasterIdentifier", "sourcedId"),
    "sourcedId": ("sourcedId",),
    "oneRosterSourcedId": ("sourcedId",),
    "lisSourcedId": ("sourcedId",),
    "sisSourcedId": ("sourcedId", "userIds", "identifier"),
    "systemId": ("userIds", "identifier", "userMasterIdentifier"),
    "accountId": ("userIds", "identifier"),
    "identifier": ("identifier", "userIds", "userMasterIdentifier"),
    "userName": ("username",),
    EMAIL: ("email",),
}
"""identityType to the columns of users.csv that hold such identifiers. Other types, such as name, identify nobody."""

PAIR = re.compile(r"\{[^{}:,]*:([^{}]*)\}")
UUID = re.compile(r"(?:.*[:/])?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.ASCII | re.IGNORECASE)
AMBIGUOUS = -1
"""In place of a row: several users have the identifier."""
MOSTLY = 2
"""Somebody is missed in a column only where one in so many users has something in it."""


class Identity(NamedTuple):
    """An identifier of a learner: its type, the value or the hash, and the function and salt of a hash."""

    kind: str
    value: str
    function: str = ""
    salt: str = ""


def identities(subject: Mapping[str, Any]) -> tuple[Identity, ...]:
    """The identifiers that a credentialSubject gives, its own id included, of the types that a roster may know."""
    found = []
    if isinstance(id := subject.get("id"), str) and id:
        found.append(Identity(SUBJECT_ID, id))
    for each in identities_of(subject):
        kind, value, salt = each.get("identityType"), each.get("identityHash"), each.get("salt")
        if not isinstance(kind, str) or kind not in SPACES or kind == SUBJECT_ID or not isinstance(value, str):
            continue
        if each.get("hashed") is not True:
            found.append(Identity(kind, value))
        elif hashed := HASHED.fullmatch(value):
            salt = salt if isinstance(salt, str) else ""
            found.append(Identity(kind, hashed[2].lower(), hashed[1].lower(), salt))
    return tuple(found)


def learner_of(node: Node) -> tuple[Identity, ...]:
    """The identifiers of the learner whose credential the object belongs to, and of that around it, which is about the
    same learner."""
    found: dict[Identity, None] = {}
    credential: Node | None = node.credential
    while credential is not None:
        subject = credential.data.get("credentialSubject")
        for each in subject if isinstance(subject, list) else [subject]:
            found.update(dict.fromkeys(identities(each)) if isinstance(each, Mapping) else {})
        credential = credential.parent.credential if credential.parent else None
    return tuple(found)


@dataclass
class People:
    """The users of a roster by what identifies them. `is_bulk` says whether they are all there."""

    users: RosterTable
    is_bulk: bool
    _known: dict[str, dict[str, int]] = field(default_factory=dict)
    _hashes: dict[tuple[str, str, str], dict[str, int] | None] = field(default_factory=dict)
    _hashed: int = 0

    def id_of(self, learner: Iterable[Identity]) -> str:
        """The sourcedId of the user that a learner is; "" where none is, or where it is not certain who."""
        rows = {row for each in learner for row in self._rows(each)}
        return self.users.cell(rows.pop(), "sourcedId") if len(rows) == 1 and AMBIGUOUS not in rows else ""

    def misses(self, learner: Sequence[Identity]) -> bool:
        """Whether the learner is certainly none of the users: an identifier is of a type that most users have, and
        none is known."""
        if not self.is_bulk or not self.users.data.complete or self.users.data.lost:
            return False
        return any(map(self._can_tell, learner)) and not any(self._rows(each) for each in learner)

    def _can_tell(self, identity: Identity) -> bool:
        """Whether a user with that identifier would be found. The id of a subject may be of any sort."""
        if identity.kind == SUBJECT_ID:
            return False
        spaces = [space for space in SPACES[identity.kind] if len(self._index(space)) * MOSTLY >= self.users.rows]
        return any(not identity.function or self._hashes_in(space, identity) is not None for space in spaces)

    def _rows(self, identity: Identity) -> set[int]:
        """The rows of the users that have the identifier."""
        found = set()
        for space in SPACES[identity.kind]:
            if identity.function:
                row = (self._hashes_in(space, identity) or {}).get(identity.value)
            else:
                row = self._index(space).get(_key(space, identity.value))
            if row is not None:
                found.add(row)
        return found

    def _index(self, space: str) -> dict[str, int]:
        """What stands in a column to the row of the user, or AMBIGUOUS."""
        if space not in self._known:
            index = self._known[space] = {}
            column = self.users.column(space)
            for row, cell in enumerate(column if column is not None else ()):
                for value in PAIR.findall(cell) if space == "userIds" else [cell]:
                    if key := _key(space, value):
                        index[key] = AMBIGUOUS if index.get(key, row) != row else row
        return self._known[space]

    def _hashes_in(self, space: str, identity: Identity) -> dict[str, int] | None:
        """Hash to row, for hashes made as that of the identity; None where there would be too many to make."""
        made = (space, identity.function, identity.salt)
        if made not in self._hashes:
            index = self._index(space)
            self._hashed += len(index)
            self._hashes[made] = None if self._hashed > MOST_HASHES else _hashed(index, identity)
        return self._hashes[made]


def _hashed(index: Mapping[str, int], like: Identity) -> dict[str, int]:
    salt = like.salt.encode("utf-8", "surrogatepass")
    return {
        hashlib.new(like.function, key.encode("utf-8", "surrogatepass") + salt, usedforsecurity=False).hexdigest(): row
        for key, row in index.items()
    }


def _key(space: str, value: str) -> str:
    """An identifier as it is compared: addresses in small letters, of a URI that ends with a UUID that UUID."""
    value = value.strip()
    if space == "email":
        return value.lower()
    found = UUID.fullmatch(value)
    return found[1].lower() if found else value


def people_of(roster: Roster) -> People | None:
    """The users of a roster, None where there are none."""
    users = roster.get("users")
    return None if users is None else People(users, not roster.is_delta(users))
