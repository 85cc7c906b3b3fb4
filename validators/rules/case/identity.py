"""CASE-ID-002 to CASE-ID-006: one object, one identifier, one spelling."""

from collections import Counter
from collections.abc import Iterator
import json
import re

from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Node, Package
from fairmark.validators.rules.case.resolution import resolution
from fairmark.validators.rules.case.versions import BOTH

UUID_SHAPE = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}")
LATER_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[678][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)


@rule(
    "CASE-ID-002",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.2.3",
    message="{observed} is also the identifier of another object",
    notes="The standard calls identifiers globally unique, so two classes may not share one either. The first object "
    "that has it keeps it. Objects that are equal in every field are CASE-ID-003, other letter case is CASE-ID-005.",
)
def identifier_is_unique(package: Package) -> Findings:
    """No two objects share an identifier, whatever their classes.

    Why: Whoever imports the file overwrites one object with the other, and links to it become ambiguous.

    Example: Two CFItems with different statements and the same `identifier`.

    Repair: Give one of the objects a new UUID and mend the links that mean it.
    """
    for node, copy in _surplus(package):
        if not copy:
            yield finding(
                at=package.at(node, "identifier"), observed=node.identifier, expected="an identifier of its own"
            )


@rule(
    "CASE-ID-003",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: an object that is stated twice is soon mended in one place only",
    message="The {observed} is stated twice, word for word",
    notes="Only an object of the same class with the same value in every field counts as a copy.",
)
def object_is_stated_once(package: Package) -> Findings:
    """Every object is stated only once.

    Why: Counts are wrong, and a later change to one of the two copies makes them contradict each other.

    Example: The same CFItem twice in `CFItems`.

    Repair: Delete the second copy.
    """
    for node, copy in _surplus(package):
        if copy:
            yield finding(at=package.at(node, "identifier"), observed=node.cls, expected="one copy")


def _surplus(package: Package) -> Iterator[tuple[Node, bool]]:
    """Each object whose identifier an earlier one has, and whether it is a copy of one of the earlier ones."""
    for nodes in package.repeated.values():
        known: set[tuple[str, str]] = set()
        for node in nodes:
            # As text, because comparing each with each would take for ever where thousands share one identifier.
            content = (node.cls, json.dumps(node.data, sort_keys=True))
            if node is not nodes[0]:
                yield node, content in known
            known.add(content)


# -- placeholders ----------------------------------------------------------------------------------------------------

DIGITS = "0123456789abcdef"


def _patterned(length: int) -> frozenset[str]:
    """The texts of so many hexadecimal digits that repeat one digit or count up, in base 16 or in base 10."""
    repeated = {digit * length for digit in DIGITS}
    counted = {
        "".join(digits[(start + step) % len(digits)] for step in range(length))
        for digits in (DIGITS, DIGITS[:10])
        for start in range(len(digits))
    }
    return frozenset(text for lower in repeated | counted for text in (lower, lower.upper()))


PATTERNED = {length: _patterned(length) for length in (3, 4, 8, 12)}
MOST = 24
"""Of 32 digits. The chance of a random UUID to have so many equal ones is below one in 10^15."""


def _placeholder(identifier: str) -> bool:
    """Whether the identifier is a UUID that somebody typed: three quarters of its digits are the same, or each of its
    groups repeats one digit or counts up, version and variant left aside."""
    if identifier[9:13] not in PATTERNED[4] or not UUID_SHAPE.fullmatch(identifier):
        return False
    first, second, third, fourth, last = identifier.split("-")
    if Counter((first + second + third + fourth + last).lower()).most_common(1)[0][1] >= MOST:
        return True
    middle = all(group in PATTERNED[4] or group[1:] in PATTERNED[3] for group in (third, fourth))
    return middle and first in PATTERNED[8] and last in PATTERNED[12]


@rule(
    "CASE-ID-004",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: identifiers are unique only if a generator makes them",
    message="{observed} is a placeholder, not {expected}",
    notes="A UUID counts as a placeholder if its second group repeats one digit or counts up, and either 24 of its 32 "
    "digits are the same, or all its groups repeat one digit or count up as well (the digits of version and variant "
    "left aside). No generator makes such a UUID, not even a time-based one on a machine without an address.",
    follows=("CASE-ID-001",),
)
def identifier_is_no_placeholder(package: Package) -> Findings:
    """No identifier is the nil UUID or another evident placeholder.

    Why: The next framework made from the same template has the same identifiers, and importing both mixes them up.

    Example: `"identifier": "00000000-0000-0000-0000-000000000001"`.

    Repair: Replace it by a UUID from a generator, everywhere in the file.
    """
    patterned = PATTERNED[4]
    for node in package.nodes:
        if node.identifier[9:13] in patterned and _placeholder(node.identifier):
            yield finding(
                at=package.at(node, "identifier"), observed=node.identifier, expected="a UUID from a generator"
            )
    told = set()
    for link in package.once(resolution).strays:
        identifier = link.identifier
        if _placeholder(identifier) and identifier not in told:
            told.add(identifier)
            yield finding(
                at=package.at_link(link, "identifier"), observed=identifier, expected="a UUID from a generator"
            )


# -- spelling --------------------------------------------------------------------------------------------------------


@rule(
    "CASE-ID-005",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM 7.2.3",
    message="{observed} stands elsewhere in the file in {expected}",
    notes="Only identifiers that look like UUIDs are compared without regard to case: the ends of an association may "
    "carry identifiers of other systems, where case may matter.",
)
def identifier_has_one_spelling(package: Package) -> Findings:
    """An identifier is spelled with the same letter case wherever it stands.

    Why: Systems that compare identifiers letter by letter take the two spellings for two objects and lose the link.

    Example: An item `6ba7b810-…` and an association whose origin is `6BA7B810-…`.

    Repair: Write the identifier in lower case everywhere.
    """
    for at, identifier in _other_spellings(package):
        yield finding(at=at, observed=identifier, expected="another letter case")


def _other_spellings(package: Package) -> Iterator[tuple[Location, str]]:
    """Where an identifier differs in nothing but letter case from that of the first object that has it."""
    by_lower_case = package.by_lower_case
    spelled_twice = len(by_lower_case) < len(package.by_identifier)
    for node in package.nodes if spelled_twice else ():
        first = by_lower_case.get(node.identifier.lower())
        if first is not None and first.identifier != node.identifier and UUID_SHAPE.fullmatch(node.identifier):
            yield package.at(node, "identifier"), node.identifier
    for link in package.once(resolution).strays:
        if link.identifier.lower() in by_lower_case and UUID_SHAPE.fullmatch(link.identifier):
            yield package.at_link(link, "identifier"), link.identifier


@rule(
    "CASE-ID-006",
    severity=INFO,
    versions=BOTH,
    basis="CASE 1.1 IM 7.2.3",
    message="{observed} is a UUID of a later version than {expected}",
    gated=True,
    follows=("CASE-ID-001",),
    notes="RFC 9562 defines the versions 6 to 8, which the pattern of CASE does not admit: CASE-ID-001 is the breach, "
    "this rule says what kind of breach it is.",
)
def identifier_is_of_an_admitted_version(package: Package) -> Findings:
    """No identifier is a UUID of version 6, 7 or 8.

    Why: Such a UUID is valid and unique, but consumers that check the pattern of CASE refuse it.

    Example: `"identifier": "0190163d-8694-739b-aea5-966c26f8ad91"`.

    Repair: Have the generator make version 4, and keep the old identifier in notes if others refer to it.
    """
    for node in package.nodes:
        if LATER_UUID.fullmatch(node.identifier):
            yield finding(at=package.at(node, "identifier"), observed=node.identifier, expected="CASE admits (1 to 5)")
