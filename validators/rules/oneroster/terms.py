"""OR-TYP: the terms of enumerations."""

from collections.abc import Iterator
import difflib
from functools import partial

from fairmark.schemas.oneroster import ColumnSpec
from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.rules.oneroster.types import columns_of, wrong_items
from fairmark.validators.rules.oneroster.values import Meanings
from fairmark.validators.rules.oneroster.versions import BOTH

PRIVATE = "ext:"
"""What a term begins with that somebody has added to a vocabulary."""

OF_OBJECTIVES = "source"
"""A column of whose terms OR-LO-003 speaks."""

SHOWN = (Privacy.PUBLIC, Privacy.RECORD_KEY)
NEAR = 0.75


def _unknown(roster: Roster) -> Iterator[tuple[Location, ColumnSpec, str, str]]:
    """The places of terms that the column may not have, each with its definition, the term, and the one that may be
    meant, "" where none is near."""
    for table, spec, column in columns_of(roster, "enumeration"):
        if spec.name == OF_OBJECTIVES:
            continue
        near = Meanings(partial(_nearest, spec))
        for row, term in wrong_items(spec, column, partial(_may_not_stand, spec)):
            yield table.at(row, spec.name), spec, term, near[term]


def _may_not_stand(spec: ColumnSpec, term: str) -> bool:
    is_added = spec.extensible and term.startswith(PRIVATE) and term != PRIVATE
    return term not in spec.vocabulary and not is_added


def _nearest(spec: ColumnSpec, term: str) -> str:
    by_lower = {known.lower(): known for known in spec.vocabulary}
    near = difflib.get_close_matches(term.strip().lower(), by_lower, n=1, cutoff=NEAR)
    return by_lower[near[0]] if near else ""


def _is_private(term: str, spec: ColumnSpec, near: str) -> bool:
    """Whether somebody has meant to add the term, and not to write one of the vocabulary. Nobody adds terms where that
    is not allowed, unless with the prefix that is for it."""
    return term.lower().startswith(PRIVATE) or (spec.extensible and not near)


@rule(
    "OR-TYP-006",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, enumerations",
    message="{observed} is none of {expected}",
    follows=("OR-MAN-003",),
    notes="A term that is near none of an extensible vocabulary is taken for a private one: OR-TYP-007.",
)
def terms_are_those_of_the_vocabulary(roster: Roster) -> Findings:
    """Where the standard lists the terms of a field, its value is one of them, letter by letter.

    Why: An importer drops the record, or does not know what its user may do.

    Example: `Student` for `student`, or `inactive`, which only OneRoster 1.0 had.

    Repair: Write one of the terms, with the same capital and small letters.
    """
    for at, spec, term, near in _unknown(roster):
        if not _is_private(term, spec, near):
            yield finding(at=at, observed=term, expected=", ".join(spec.vocabulary), hint=_hint(at, term, near))


def _hint(at: Location, term: str, near: str) -> str:
    if not near or at.privacy not in SHOWN:
        return ""
    if near.lower() == term.lower():
        return f"Only capital and small letters differ: write {near}."
    return f"Perhaps {near} is meant."


@rule(
    "OR-TYP-007",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, extension of enumerations",
    message="{observed} {expected}",
)
def added_terms_are_marked(roster: Roster) -> Findings:
    """Terms are added only to vocabularies that may be extended, and begin with `ext:`.

    Why: An importer does not know the term, and drops the record or the field.

    Example: `locker` as the type of a class instead of `ext:locker`, or `ext:third` as roleType, where nothing may be
    added.

    Repair: Write `ext:` before a term of your own; where none may be added, use one of the standard.
    """
    for at, spec, term, near in _unknown(roster):
        if not _is_private(term, spec, near):
            continue
        if spec.extensible:
            told = "is no term of the standard, and does not begin with ext: and a name"
        else:
            told = "is added to a vocabulary that may not be extended"
        yield finding(at=at, observed=term, expected=told)
