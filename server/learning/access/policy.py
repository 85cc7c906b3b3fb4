"""The policy: a table of who may do what with which records, for which purpose and on which legal basis. What it does
not list is refused.

It is data, in policy.json, and published as it stands at /scl/v1/access-policy.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

READ, WRITE, EXPORT = "read", "write", "export"
ACTIONS = (READ, WRITE, EXPORT)

ANY = "any"
"""The relationship of a role to what is about no learner."""
EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Row:
    """What a role may do in a relationship to the learner, for a purpose: `may` has the classes for each action. With
    `where`, only records whose member has one of those values."""

    role: str
    relationship: str
    purpose: str
    legal_basis: str
    may: Mapping[str, frozenset[str]]
    where: Mapping[str, Collection[str]]

    def allows(self, action: str, cls: str, record: Mapping[str, Any] | None) -> bool:
        """Whether it allows that; where nothing is known of a record, what only some records allow is refused."""
        if cls not in self.may[action]:
            return False
        known = record or {}
        return all(known.get(member) in values for member, values in self.where.items())


@dataclass(frozen=True, slots=True)
class Policy:
    """`document` is the policy as it is published. `defaults` are the purposes of roles where none is said;
    `visibility` the roles to which a record is shown that says so; of the classes in `hidden` it is not said that there
    is a record, to whom it may not be shown; `scopes` are those that a token needs besides, by class."""

    document: bytes
    rows: tuple[Row, ...]
    purposes: frozenset[str]
    defaults: Mapping[str, str]
    visibility: Mapping[str, frozenset[str]]
    hidden: frozenset[str]
    scopes: Mapping[str, str]

    def rows_for(self, role: str, relationship: str, purpose: str = "") -> list[Row]:
        """The rows for that purpose; where none is said, for the one that the role has by default."""
        wanted = purpose or self.defaults[role]
        return [
            row
            for row in self.rows
            if (row.role, row.relationship) == (role, relationship) and (row.purpose == wanted or role == EVERYBODY)
        ]

    def shown_to(self, role: str) -> frozenset[str]:
        """The visibilities of records that are shown to the role; "" is that of records that say nothing of it."""
        return frozenset({"", *(one for one, roles in self.visibility.items() if role in roles)})


@cache
def policy() -> Policy:
    """The policy that comes with the server."""
    return policy_in(files(__package__).joinpath("policy.json").read_bytes())


def policy_in(document: bytes) -> Policy:
    """The policy in a JSON document."""
    said = orjson.loads(document)
    return Policy(
        document=orjson.dumps(said),
        rows=tuple(_row(row) for row in said["rows"]),
        purposes=frozenset(said["purposes"]),
        defaults=said["defaults"],
        visibility={name: frozenset(roles) for name, roles in said["visibility"].items()},
        hidden=frozenset(said["hidden"]),
        scopes=said["scopes"],
    )


def _row(said: Mapping[str, Any]) -> Row:
    return Row(
        role=said["role"],
        relationship=said["relationship"],
        purpose=said["purpose"],
        legal_basis=said["legalBasis"],
        may={action: frozenset(said.get(action, ())) for action in ACTIONS},
        where=said.get("where", {}),
    )
