"""The part of CASE-API-015 about filter: what each predicate of the grammar should let through, worked out from the
unfiltered list. CASE 1.1 RB 3.3."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
import re
from typing import Any

from fairmark.schemas.case import tables
from fairmark.validators.suites.case.claims import Support, refused, unsupported
from fairmark.validators.suites.case.operations import LIST
from fairmark.validators.suites.case.order import compare
from fairmark.validators.suites.case.session import Session, documents_in, identifiers_in
from fairmark.validators.suites.case.tally import ELSEWHERE, Tally
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result

Json = dict[str, Any]

NOBODY = "5bd3c6a9-0f5e-4c1f-9d0e-3a6f7f1f0c11"
"""An identifier that no document has."""

UNKNOWN = "noSuchField"
TOKENS = frozenset({"invalid_filter_field", "invalid_selection_field"})
"""For an unknown field the text asks for the first, which the vocabulary of codeMinor lacks."""

SIMPLE = re.compile(r"[A-Za-z0-9.:+-]+(?: [A-Za-z0-9.:+-]+)*")
"""A value that takes no thought: nothing in it can be taken for a part of the grammar, but for AND and OR."""
LONG_VALUE = re.compile(r"('[^']{12})[^']{2,}'")
WORD = re.compile(r"[A-Za-z]{3,}")
DATES = ("lastChangeDateTime", "statusStartDate")
ALWAYS, LONG_AGO = "lastChangeDateTime", "1970-01-01T00:00:00Z"
"""A field that every document has, and a moment before all of them."""
ORDERS: Mapping[str, Sequence[int]] = {">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0)}
"""Predicate to how the document's own value may stand to the given one."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A filter, and whether it lets a document through: None where the standard leaves that open."""

    filter: str
    passes: Callable[[Json], bool | None]


def filtering(session: Session) -> Result:
    """What is to be said of filter."""
    operation = f"{LIST.name} filter"
    support, answers = _support(session)
    if said := unsupported(session, operation, "filter", support, *answers):
        return said
    tally = Tally(operation)
    for trial in trials(session):
        _look_at(session, tally, trial)
    _look_at_unknown_field(session, tally)
    return tally.result("no document has a value to filter by")


def _support(session: Session) -> tuple[Support, list[Answer]]:
    """Whether filter makes a difference: two that nothing can match."""
    answers = [session.get(LIST, filter=f"{name}='{NOBODY}'") for name in ("identifier", "title")]
    usual = set(session.usual)
    if any(answer.status in ELSEWHERE for answer in answers):
        return Support.UNCLEAR, answers
    if all(refused(answer) for answer in answers):
        return Support.REFUSED, answers
    if all(set(identifiers_in(answer)) == usual for answer in answers):
        return Support.IGNORED, answers
    return Support.HONOURED, answers


# -- what is tried ---------------------------------------------------------------------------------------------------


def trials(session: Session) -> Iterator[Trial]:
    """Filters over the documents of the list."""
    documents = [document for document in session.listed.values() if _is_plain(document["identifier"])]
    if not documents:
        return
    first = next((one for one in documents if _is_plain(one.get("title"))), documents[0])
    one, title = first["identifier"], first.get("title")
    other = next((document["identifier"] for document in documents if document is not first), NOBODY)
    yield Trial(f"identifier='{one}'", lambda document: _is(document, "identifier", one))
    yield Trial(f"identifier!='{one}'", lambda document: not _is(document, "identifier", one))
    yield Trial(
        f"identifier='{one}' OR identifier='{other}'",
        lambda document: _is(document, "identifier", one) or _is(document, "identifier", other),
    )
    yield Trial(f"identifier='{one}' AND identifier='{other}'", lambda document: False)
    if isinstance(title, str) and _is_plain(title):
        yield from _about_title(one, title)
    yield from _about_dates(session, documents)
    link = first.get("CFPackageURI")
    if isinstance(link, dict) and _is_plain(link.get("identifier")):
        named = link["identifier"]
        yield Trial(
            f"CFPackageURI.identifier='{named}'",
            lambda document: _is(_object(document.get("CFPackageURI")), "identifier", named),
        )


def _about_title(identifier: str, title: str) -> Iterator[Trial]:
    otherwise = title.lower() if title.lower() != title else title.title()
    for spelled in (title, otherwise):
        yield Trial(f"title='{spelled}'", lambda document: _is(document, "title", title) or _open(document))
    yield Trial(
        f"identifier='{identifier}' AND title='{title}'", lambda document: _is(document, "identifier", identifier)
    )
    if words := WORD.findall(title):
        word = max(words, key=len)
        yield Trial(f"title~'{word}'", lambda document: _holds(document, word) or _open(document))


def _about_dates(session: Session, documents: Sequence[Json]) -> Iterator[Trial]:
    """The predicates of order: on the field in which the documents differ, and on a moment before all of them.

    A moment that is equal to the given one is left open: the server may know it more precisely than it shows it.
    """
    held = {name: sorted({one[name] for one in documents if _is_plain(one.get(name))}) for name in DATES}
    name = max(DATES, key=lambda name: min(len(held[name]), 2))
    if not held[name]:
        return
    middle = held[name][len(held[name]) // 2]
    kinds = {field: tables(session.version)["CFDocument"][field].type for field in DATES}

    def passing(field: str, value: str, orders: Sequence[int]) -> Callable[[Json], bool | None]:
        def passes(document: Json) -> bool | None:
            own = document.get(field)
            order = compare(kinds[field], own, value) if isinstance(own, str) else None
            return None if order is None or (order == 0 and kinds[field] == "DateTime") else order in orders

        return passes

    for predicate, orders in ORDERS.items():
        yield Trial(f"{name}{predicate}'{middle}'", passing(name, middle, orders))
    for predicate in (">", "<"):
        yield Trial(f"{ALWAYS}{predicate}'{LONG_AGO}'", passing(ALWAYS, LONG_AGO, ORDERS[predicate]))


def _is(document: Json, name: str, value: str) -> bool:
    """Whether the field has the value; case is no difference."""
    return str(document.get(name)).casefold() == value.casefold()


def _holds(document: Json, word: str) -> bool:
    return word.casefold() in str(document.get("title")).casefold()


def _open(document: Json) -> bool | None:
    """False, but None for a title with letters beyond ASCII: to some databases an accent is no difference."""
    return False if str(document.get("title")).isascii() else None


def _is_plain(value: Any) -> bool:
    return isinstance(value, str) and bool(SIMPLE.fullmatch(value)) and not {"AND", "OR"} & set(value.split())


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


# -- what comes ------------------------------------------------------------------------------------------------------


def _look_at(session: Session, tally: Tally, trial: Trial) -> None:
    answer = session.get(LIST, filter=trial.filter)
    verdicts = {identifier: trial.passes(document) for identifier, document in session.listed.items()}
    must = {identifier for identifier, passes in verdicts.items() if passes}
    may = {identifier for identifier, passes in verdicts.items() if passes is not False}
    found = set(identifiers_in(answer))
    bounded = len(session.pages) > 1 and len(may) > len(session.usual)
    if answer.status in ELSEWHERE:
        tally.doubts_that(f"filter: {answer.told()}", answer)
        return
    came = ""
    if answer.status != 200 and not (answer.status == 404 and not must):
        came = f"is answered by {answer.told()}"
    elif wrong := found - may:
        came = f"brings {len(wrong)} documents that do not match"
    elif must and not found:
        came = "brings nothing"
    elif not bounded and must - found:
        came = f"leaves out {len(must - found)} of {len(must)} documents"
    if came:
        expected = "exactly the documents that match come"
        tally.breaks(answer, observed=f"filter={_short(trial.filter)} {came}", expected=expected)
    else:
        tally.keeps(answer)


def _look_at_unknown_field(session: Session, tally: Tally) -> None:
    """No data and 400, with either token."""
    answer = session.get(LIST, filter=f"{UNKNOWN}='x'")
    told = tokens(answer)
    came = ""
    if answer.status in ELSEWHERE:
        return
    if leaked := documents_in(answer):
        came = f"brings {len(leaked)} documents"
    elif answer.status != 400:
        came = f"is answered by {answer.told()}"
    elif not TOKENS & set(told):
        came = f"is answered with the token {told[0]}" if told else "is answered without a token"
    if came:
        expected = "an unknown field is HTTP 400 without data, invalid_filter_field or invalid_selection_field"
        tally.breaks(answer, observed=f"filter={UNKNOWN}='x' {came}", expected=expected)
    else:
        tally.keeps(answer)


def tokens(answer: Answer) -> list[str]:
    """The codeMinor tokens of an imsx_StatusInfo."""
    fields = _object(answer.object().get("imsx_codeMinor")).get("imsx_codeMinorField")
    members = fields if isinstance(fields, list) else []
    return [str(_object(member).get("imsx_codeMinorFieldValue")) for member in members]


def _short(filter: str) -> str:
    """The filter, long values cut, as far as it fits into a report; the exchange has the whole."""
    cut = LONG_VALUE.sub(r"\1…'", filter)
    return cut if len(cut) <= 60 else f"{cut[:59]}…"
