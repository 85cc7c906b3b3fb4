"""The operations of the gradebook service that read. OneRoster 1.2, REST binding."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema
import orjson

from fairmark.schemas import class_tables, named
from fairmark.server.admin.writing import PRIVATE
from fairmark.server.case import query
from fairmark.server.case.collation import fold
from fairmark.server.case.columns import moment
from fairmark.server.case.filter import Clause, parse
from fairmark.server.case.paging import Window, link_header
from fairmark.server.http import Answer, Call, Function, Refusal
from fairmark.server.learning.access.gate import guarded
from fairmark.server.oneroster.circle import Circle
from fairmark.server.oneroster.gradebook import Gradebook, Key
from fairmark.server.oneroster.wire import Json, Wire

URN = "urn:fairmark:schema:oneroster:gradebook-v1p2"
REFERENCE = f"{URN}#/$defs/"
CLASSES = class_tables(named(URN))

MOST = 1_000
"""Records on a page, whatever is asked for: a link leads to the next one."""

AT_ONCE = 200
"""Records that are made together, where all must be looked at."""


class FieldsQuery(Schema):
    """Arguments of the operations that give one record. Others are ignored."""

    class Meta:
        unknown = EXCLUDE

    chosen = query.Names(
        data_key="fields",
        metadata={
            "description": "Names of the fields to return, with commas between them. An unknown one returns all."
        },
    )


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of the service: its name, that of one of its records, their class; which there are, and how some
    are made."""

    name: str
    one: str
    cls: str
    keys: Callable[[Gradebook], list[Key]]
    made: Callable[[Gradebook, Sequence[Key]], list[Json]]

    @property
    def listed(self) -> query.Listed:
        return query.Listed(self.cls, CLASSES)


CATEGORIES = Collection("categories", "category", "Category", Gradebook.categories, Gradebook.made_categories)
LINE_ITEMS = Collection("lineItems", "lineItem", "LineItem", Gradebook.line_items, Gradebook.made_line_items)
RESULTS = Collection("results", "result", "Result", Gradebook.results, Gradebook.made_results)
SCORE_SCALES = Collection(
    "scoreScales", "scoreScale", "ScoreScale", Gradebook.score_scales, Gradebook.made_score_scales
)

ID = "sourcedId"
OF_RESULTS: Mapping[str, Callable[[Gradebook, Key], str]] = {
    "lineItem.sourcedId": lambda book, key: book.line_item(key.entries[0]),
    "student.sourcedId": lambda book, key: book.student(key),
}
"""Fields of results that are known before they are made."""


@contextmanager
def opened(call: Call) -> Iterator[Gradebook]:
    """The gradebook as it is now, as far as the asker may see it."""
    with guarded(call) as gate:
        yield Gradebook(gate.ledger.connection, call.context.store, Wire(call.context.settings.base_url), Circle(gate))


def many(collection: Collection, narrowed: Callable[[Call, Gradebook, list[Key]], list[Key]] | None = None) -> Function:
    """The operation that gives a page of the collection, or of those that `narrowed` leaves of it."""

    def get(call: Call) -> Answer:
        window = Window(call.query["offset"], min(call.query["limit"], MOST))
        whole = slice(window.offset, window.offset + window.limit)
        with opened(call) as book:
            keys = collection.keys(book)
            if narrowed is not None:
                keys = narrowed(call, book, keys)
            if _is_plain(collection, call.query):
                total, page = len(keys), collection.made(book, keys[whole])
            else:
                records = _all(collection, call, book, keys)
                total, page = len(records), list(query.ordered(records, call.query, collection.listed)[whole])
            book.note(keys, {record["sourcedId"] for record in page})
        headers = {
            "X-Total-Count": str(total),
            "Link": link_header(call.url, window, total, query.kept_arguments(call.query, collection.listed)),
        }
        records = [query.selected(record, call.query, collection.listed) for record in page]
        return Answer(200, orjson.dumps({collection.name: records}), {**PRIVATE, **headers})

    return get


def single(collection: Collection) -> Function:
    """The operation that gives one record of the collection."""

    def get(call: Call) -> Answer:
        with opened(call) as book:
            keys = [key for key in collection.keys(book) if key.id == call.path["sourcedId"]]
            found = collection.made(book, keys)
            if not found:
                raise Refusal(404, "unknown", f"There is no such {collection.one} here.", "sourcedId")
            book.note(keys, {record["sourcedId"] for record in found})
        return Answer(
            200, orjson.dumps({collection.one: query.selected(found[0], call.query, collection.listed)}), PRIVATE
        )

    return get


def _is_plain(collection: Collection, asked: Mapping[str, Any]) -> bool:
    """Whether a page can be cut before records are made. Whether a standard has a scale shows only when it is made."""
    return collection is not SCORE_SCALES and "filter" not in asked and "sort" not in asked


def _all(collection: Collection, call: Call, book: Gradebook, keys: list[Key]) -> list[Json]:
    """The records that the filter lets through. What was not touched since a moment for which it asks is not made."""
    query.filtered([], call.query, collection.listed)  # what is wrong with it is said before anything is read
    clauses, joint = parse(call.query["filter"]) if "filter" in call.query else ([], "")
    for clause in clauses if joint != "OR" else ():
        keys = _narrowed(collection, clause, book, keys)
    found: list[Json] = []
    for begin in range(0, len(keys), AT_ONCE):
        made = collection.made(book, keys[begin : begin + AT_ONCE])
        found += query.filtered(made, call.query, collection.listed)
    return found


def _narrowed(collection: Collection, clause: Clause, book: Gradebook, keys: list[Key]) -> list[Key]:
    """The records that a clause may let through, as far as that is known before they are made."""
    since = (
        moment(clause.value) if clause.field == "dateLastModified" and clause.predicate in (">", ">=", "=") else None
    )
    if since is not None and collection in (LINE_ITEMS, RESULTS):
        touched = book.since(since)
        return [key for key in keys if any(entry.root in touched for entry in key.entries)]
    if clause.predicate == "=" and clause.field == ID:
        return [key for key in keys if fold(key.id) == fold(clause.value)]
    if clause.predicate == "=" and collection is RESULTS and clause.field in OF_RESULTS:
        return [key for key in keys if fold(OF_RESULTS[clause.field](book, key)) == fold(clause.value)]
    return keys


# -- parts of collections ----------------------------------------------------------------------------------------------


def of_class(call: Call, book: Gradebook, keys: list[Key]) -> list[Key]:
    """Those of the class in the path."""
    wanted = call.path["classSourcedId"]
    _check(any(entry.place.class_ == wanted for entry in book.entries), "class")
    return _with(keys, lambda entry: entry.place.class_ == wanted)


def of_school(call: Call, book: Gradebook, keys: list[Key]) -> list[Key]:
    """Those of the school in the path."""
    wanted = call.path["schoolSourcedId"]
    _check(any(entry.place.school == wanted for entry in book.entries), "school")
    return _with(keys, lambda entry: entry.place.school == wanted)


def of_line_item(call: Call, book: Gradebook, keys: list[Key]) -> list[Key]:
    """Those of the class for the line item in the path."""
    found = [
        key for key in of_class(call, book, keys) if book.line_item(key.entries[0]) == call.path["lineItemSourcedId"]
    ]
    _check(bool(found), "line item")
    return found


def of_student(call: Call, book: Gradebook, keys: list[Key]) -> list[Key]:
    """Those of the class of the student in the path."""
    wanted = call.path["studentSourcedId"]
    found = [key for key in of_class(call, book, keys) if book.student(key) == wanted]
    _check(bool(found), "student")
    return found


def _with(keys: list[Key], holds: Callable[[Any], bool]) -> list[Key]:
    return [key for key in keys if any(map(holds, key.entries))]


def _check(known: bool, what: str) -> None:
    if not known:
        raise Refusal(404, "unknown", f"There is no such {what} here.")
