"""CASE-API-015: sort, filter and fields of the document list, where a provider supports them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from fairmark.schemas.case import tables
from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case.claims import Support, nothing_listed, refused, unsupported
from fairmark.validators.suites.case.filters import UNKNOWN, filtering
from fairmark.validators.suites.case.operations import LIST
from fairmark.validators.suites.case.order import compare
from fairmark.validators.suites.case.session import Session, documents_in, identifiers_in
from fairmark.validators.suites.case.tally import ELSEWHERE, Tally
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, not_applicable

SORT_FIELDS = ("title", "lastChangeDateTime", "identifier", "statusStartDate", "creator")
"""Fields to sort by, the likeliest to be supported first; two of those in which documents differ are tried."""
DIRECTIONS = ("asc", "desc")
NEAR = 20
"""Documents before it that each document of a sorted list is compared with."""


@rule(
    "CASE-API-015",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 RB 3.2 to 3.4",
    message="{observed}; {expected}",
    notes="All of these are optional: they are tried, and count only where the provider acts on them or its discovery "
    "document lists them. An unknown sort field may be answered by 200 or 400, because the binding and the information "
    "model contradict each other. For an unknown filter field the standard asks for a token that its own vocabulary "
    "lacks, so invalid_filter_field and invalid_selection_field are both taken. Only pairs of values that every "
    "collation puts the same way are judged.",
)
def query_arguments_do_what_they_say(session: Session) -> Results:
    """The arguments sort, filter and fields do to the document list what the standard says.

    Why: A client that searches or sorts on the server gets the wrong documents, and cannot know it.

    Example: `filter=title='Reading'` that brings the whole list, or `sort=title&orderBy=desc` that begins with A.

    Repair: Follow the grammar of the argument, or leave it out of the discovery document and ignore it altogether.
    """
    if not session.listed:
        for argument in ("sort", "filter", "fields"):
            yield nothing_listed(session, f"{LIST.name} {argument}")
        return
    yield _sort_result(session)
    yield filtering(session)
    yield _fields_result(session)


# -- sort ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sorting:
    """What the list sorted by each of two fields in either direction came to: `answers` to (field, direction)."""

    support: Support
    fields: tuple[str, ...]
    answers: dict[tuple[str, str], Answer]


def sorting(session: Session) -> Sorting | None:
    """Whether sort makes a difference; None where the documents do not differ in any field to sort by."""
    documents = list(session.listed.values())
    types = _types(session)
    fields = [name for name in SORT_FIELDS if _differ(types[name], [_value(one, name) for one in documents])][:2]
    if not fields:
        return None
    asked = [(name, direction) for name in fields for direction in DIRECTIONS]
    answers = {(name, way): session.get(LIST, sort=name, orderBy=way) for name, way in asked}
    first = next(iter(answers.values()))
    usual = session.usual
    if any(answer.status in ELSEWHERE for answer in answers.values()):
        support = Support.UNCLEAR
    elif refused(first):
        support = Support.REFUSED
    elif all(identifiers_in(answer) == usual for answer in answers.values()):
        support = Support.IGNORED
    elif identifiers_in(session.ask("GET", LIST.path)) != usual:
        support = Support.UNCLEAR  # the list comes in another order each time, sorted or not
    else:
        support = Support.HONOURED
    return Sorting(support, tuple(fields), answers)


def _differ(type: str, values: Sequence[str]) -> bool:
    filled = [value for value in values if value][:100]
    return any(compare(type, filled[0], value) in (-1, 1) for value in filled[1:])


def _sort_result(session: Session) -> Result:
    operation = f"{LIST.name} sort"
    tried = session.once(sorting)
    if tried is None:
        return not_applicable(operation, "the documents do not differ in a field to sort by")
    if said := unsupported(session, operation, "sort", tried.support, *tried.answers.values()):
        return said
    usual = session.usual
    tally = Tally(operation)
    for (name, direction), answer in tried.answers.items():
        _look_at_order(session, tally, answer, name, direction)
    for direction in DIRECTIONS:
        _look_at_first(session, tally, tried.fields[0], direction)
    unknown = session.get(LIST, sort=UNKNOWN)
    if unknown.status == 400 or (unknown.status == 200 and set(identifiers_in(unknown)) == set(usual)):
        tally.keeps(unknown)
    elif unknown.status not in ELSEWHERE:
        expected = "all documents come in their usual order, or HTTP 400"
        came = "loses documents" if unknown.status == 200 else f"is answered by {unknown.told()}"
        tally.breaks(unknown, observed=f"sort={UNKNOWN} {came}", expected=expected)
    return tally.result("")


def _look_at_order(session: Session, tally: Tally, answer: Answer, name: str, direction: str) -> None:
    """Hold a sorted page against the values of the documents."""
    asked = f"sort={name}&orderBy={direction}"
    found = identifiers_in(answer)
    if answer.status != 200:
        tally.breaks(answer, observed=f"{asked} is answered by {answer.told()}", expected="it sorts the list")
        return
    if len(found) < len(session.usual):
        tally.breaks(answer, observed=f"{asked} loses documents", expected="it brings as many as without")
        return
    if pair := _first_wrong(_types(session)[name], [_value(one, name) for one in documents_in(answer)], direction):
        before, after = pair
        observed = f"{asked} puts {_short(before)} before {_short(after)}"
        tally.breaks(answer, observed=observed, expected="it sorts the list by that field")
        return
    tally.keeps(answer)


def _first_wrong(type: str, values: Sequence[str], direction: str) -> tuple[str, str] | None:
    """The first two values of which the one that comes later should clearly have come earlier. Documents without the
    field may stand anywhere."""
    filled = [value for value in values if value]
    late = 1 if direction == "asc" else -1
    for place, value in enumerate(filled):
        for earlier in filled[max(0, place - NEAR) : place]:
            if compare(type, earlier, value) == late:
                return earlier, value
    return None


def _look_at_first(session: Session, tally: Tally, name: str, direction: str) -> None:
    """Hold the first document of the sorted list against all others: the list is sorted before it is cut."""
    answer = session.get(LIST, sort=name, orderBy=direction, limit=1)
    first = next(iter(documents_in(answer)), None)
    if answer.status != 200 or first is None or not _value(first, name):
        tally.doubts_that(f"sort with limit=1: {answer.told()}", answer)
        return
    wrong = 1 if direction == "asc" else -1
    type, value = _types(session)[name], _value(first, name)
    others = (_value(one, name) for one in session.listed.values())
    better = next((other for other in others if other and compare(type, value, other) == wrong), None)
    if better is None:
        tally.keeps(answer)
    else:
        observed = f"sort={name}&orderBy={direction}&limit=1 brings {_short(value)}, and {_short(better)} comes first"
        tally.breaks(answer, observed=observed, expected="it sorts before it cuts")


# -- fields ----------------------------------------------------------------------------------------------------------


def _fields_result(session: Session) -> Result:
    operation = f"{LIST.name} fields"
    one = session.get(LIST, fields="title")
    keys = {key for document in documents_in(session.pages[0]) for key in document}
    if one.status in ELSEWHERE:
        support = Support.UNCLEAR
    elif refused(one):
        support = Support.REFUSED
    elif _members(one) and {key for member in _members(one) for key in member} >= keys:
        support = Support.IGNORED
    else:
        support = Support.HONOURED
    if said := unsupported(session, operation, "fields", support, one):
        return said
    tally = Tally(operation)
    _look_at_fields(session, tally, one, ("title",))
    _look_at_fields(session, tally, _two_fields(session), ("identifier", "title"))
    unknown = session.get(LIST, fields=UNKNOWN)
    if unknown.status == 200 and _same(_members(unknown), _members(session.pages[0])):
        tally.keeps(unknown)
    elif unknown.status not in ELSEWHERE:
        came = f"is answered by {unknown.told()}" if unknown.status != 200 else "changes the documents"
        tally.breaks(unknown, observed=f"fields={UNKNOWN} {came}", expected="an unknown field brings all data")
    blank = session.get(LIST, fields="")
    if blank.status == 400:
        tally.keeps(blank)
    elif blank.status not in ELSEWHERE:
        observed = f"a blank fields is answered by {blank.told()}"
        tally.breaks(blank, observed=observed, expected="it is HTTP 400, invalid_selection_field")
    return tally.result("")


def _two_fields(session: Session) -> Answer:
    """The list with two fields: with a comma between them, or, where that is not understood, with the argument twice.
    The published files of the two versions differ in this."""
    joined = session.get(LIST, fields="identifier,title")
    if all(set(member) <= {"identifier", "title"} for member in _members(joined)) and joined.status == 200:
        return joined
    twice = session.fetch(f"{LIST.path}?fields=identifier&fields=title")
    return twice if all(set(member) == {"identifier", "title"} for member in _members(twice)) else joined


def _look_at_fields(session: Session, tally: Tally, answer: Answer, names: Sequence[str]) -> None:
    asked = f"fields={','.join(names)}"
    if answer.status in ELSEWHERE:
        tally.doubts_that(f"{asked}: {answer.told()}", answer)
        return
    wanted = [{name: one[name] for name in names if name in one} for one in _members(session.pages[0])]
    if answer.status == 200 and _same(_members(answer), wanted):
        tally.keeps(answer)
        return
    expected = "exactly those fields of every document come"
    tally.breaks(answer, observed=f"{asked} {_what_came(answer, wanted, names)}", expected=expected)


def _what_came(answer: Answer, wanted: Sequence[dict[str, Any]], names: Sequence[str]) -> str:
    members = _members(answer)
    if answer.status != 200:
        return f"is answered by {answer.told()}"
    if len(members) != len(wanted):
        return f"brings {len(members)} documents of {len(wanted)}"
    if surplus := sorted({key for member in members for key in member} - set(names)):
        return f"brings {surplus[0]} too"
    if lost := next((name for name in names if not any(name in member for member in members)), ""):
        return f"leaves {lost} out"
    return "brings other values than the whole list"


def _members(answer: Answer) -> list[dict[str, Any]]:
    """The documents of a list, with identifier or without."""
    found = answer.object().get("CFDocuments")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _same(members: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]) -> bool:
    """Whether these are the same documents, in whatever order."""
    return sorted(map(_spelled, members)) == sorted(map(_spelled, others))


def _spelled(member: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(member, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # nested deeper than anything in CASE
        return b""


def _types(session: Session) -> dict[str, str]:
    return {name: field.type for name, field in tables(session.version)["CFDocument"].items()}


def _value(document: dict[str, Any], name: str) -> str:
    value = document.get(name)
    return value if isinstance(value, str) else ""


def _short(value: str) -> str:
    return f"“{value[:30]}{'…' if len(value) > 30 else ''}”"
