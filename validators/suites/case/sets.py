"""CASE-DEF-003 and CASE-DEF-004: concepts, subjects and item types come as a set, the one that was asked for and those
below it. CASE 1.1 IM 7.1.8, 7.1.18, 7.1.34."""

from collections.abc import Iterator
from itertools import pairwise

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case.forms import Json, objects
from fairmark.validators.suites.case.operations import BY_NAME, SETS, Operation
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.case.tally import Tally
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results

NOTHING = "no object of this class was found"


def _sets(session: Session, operation: Operation) -> Iterator[tuple[str, Answer, list[Json]]]:
    """Identifier, answer and members of every set that came."""
    for identifier, answer in session.samples[operation]:
        members = answer.object().get(SETS[operation.name])
        if answer.status == 200 and isinstance(members, list):
            yield identifier, answer, objects(members)


@rule(
    "CASE-DEF-003",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.8, 7.1.18, 7.1.34",
    message="the set begins with {observed}, and {expected} was asked for",
    needs=("CASE-API-001",),
)
def set_begins_with_what_was_asked_for(session: Session) -> Results:
    """The first member of a set is the object that was asked for.

    Why: Clients take the first member for the object and the others for its children.

    Example: getCFConcept for the concept "1.2" with a set that begins with "1".

    Repair: Put the object with the identifier in the path first, then those below it.
    """
    for name in SETS:
        tally = Tally(name)
        for identifier, answer, members in _sets(session, BY_NAME[name]):
            first = members[0].get("identifier") if members else "nothing"
            if first == identifier:
                tally.keeps(answer)
            else:
                tally.breaks(answer, observed=str(first), expected=identifier)
        yield tally.result(NOTHING)


@rule(
    "CASE-DEF-004",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.8, 7.1.18, 7.1.34",
    message="the set holds hierarchyCode {observed}, which is not below {expected}",
    needs=("CASE-API-001", "CASE-DEF-003"),
    notes="How a hierarchyCode says what is below what is not specified. Customary is that the code of the parent "
    "begins that of the child; where no code in the known packages begins another one, nobody can tell.",
)
def set_holds_what_is_below(session: Session) -> Results:
    """The other members of a set are below the object that was asked for, by their hierarchyCode.

    Why: A client shows as its children what has nothing to do with it.

    Example: A set for the concept "1" that holds the concept "2.1".

    Repair: Select by hierarchyCode those whose code continues the code of the object that was asked for.
    """
    for name in SETS:
        tally, tells = Tally(name), _codes_nest(session, BY_NAME[name].cls)
        for identifier, answer, members in _sets(session, BY_NAME[name]):
            own = next((m.get("hierarchyCode") for m in members if m.get("identifier") == identifier), None)
            strange = [code for member in members if (code := _code(member)) and not code.startswith(str(own))]
            if not isinstance(own, str) or not own:
                continue
            if not strange:
                tally.keeps(answer)
            elif tells:
                tally.breaks(answer, observed=strange[0], expected=own)
            else:
                tally.doubts_that("the hierarchyCodes do not show what is below what", answer)
        yield tally.result(NOTHING)


def _codes_nest(session: Session, cls: str) -> bool:
    """Whether the code of some definition in the known packages begins that of another one of its class."""
    return any(
        _nest(sorted(code for node in p.of(cls) if (code := _code(node.data)))) for p in session.indexed.values()
    )


def _nest(codes: list[str]) -> bool:
    """`codes` are sorted, so that one which begins others stands right before the first of them."""
    return any(later != code and later.startswith(code) for code, later in pairwise(codes))


def _code(member: Json) -> str:
    code = member.get("hierarchyCode")
    return code if isinstance(code, str) else ""
