"""The pages of frameworks: the list, the tree, search, crosswalks and rubrics."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from marshmallow import Schema, validate
from marshmallow import fields as ma
from sqlalchemy import Engine

from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.storage.browse import Browse
from fairmark.server.storage.records import Framework
from fairmark.server.web.rubrics import rubric
from fairmark.server.web.site import HEADERS, HTML, page, render
from fairmark.server.web.views import PAGE, Rows, inner, member, node, nodes, page_of, text, texts

LONGEST_SEARCH = 200
FURTHEST = 10_000_000


class PageQuery(Schema):
    """Where a page of a list begins."""

    offset = ma.Int(load_default=0, validate=validate.Range(0, FURTHEST))


class SearchQuery(PageQuery):
    """What is searched for."""

    q = ma.Str(load_default="", validate=validate.Length(max=LONGEST_SEARCH))


@dataclass(frozen=True, slots=True)
class Shown:
    """A framework as its pages head it."""

    identifier: str
    title: str
    creator: str
    publisher: str
    description: str
    language: str
    status: str
    since: str
    until: str
    version: str
    subjects: list[str]
    licence: str
    licence_uri: str
    source: str
    uri: str
    notes: str
    changed: str


def shown(framework: Framework) -> Shown:
    data = member(framework.document)
    licence = inner(data, "licenseURI")
    return Shown(
        identifier=framework.identifier,
        title=framework.title or "Framework without a title",
        creator=framework.creator,
        publisher=text(data, "publisher"),
        description=text(data, "description"),
        language=framework.language,
        status=framework.adoption_status,
        since=text(data, "statusStartDate"),
        until=text(data, "statusEndDate"),
        version=text(data, "version"),
        subjects=texts(data, "subject"),
        licence=text(licence, "title"),
        licence_uri=text(licence, "uri"),
        source=text(data, "officialSourceURL"),
        uri=text(data, "uri"),
        notes=text(data, "notes"),
        changed=text(data, "lastChangeDateTime"),
    )


def home(call: Call) -> Answer:
    return page("home.html", here="home", frameworks=len(call.context.store.frameworks()))


def list_frameworks(call: Call) -> Answer:
    sizes = browse(call).sizes()
    found = [
        (shown(framework), *sizes.get(framework.identifier, (0, 0))) for framework in call.context.store.frameworks()
    ]
    return page("frameworks.html", here="frameworks", frameworks=found)


def show_framework(call: Call) -> Answer:
    found = framework_of(call)
    identifier = found.identifier
    reader = browse(call)
    return page(
        "framework.html",
        here="frameworks",
        framework=shown(found),
        tree=children(call, identifier, identifier),
        count=reader.child_count(identifier, identifier),
        outside=_has_items_outside(call.context.store.engine, found),
        rubrics=[rubric(stored) for stored in call.context.store.members(identifier, "CFRubric")],
        versions=call.context.store.versions(identifier),
    )


@lru_cache(maxsize=256)
def _has_items_outside(engine: Engine, framework: Framework) -> bool:
    """Whether any item stands outside the tree: to know that none does, all have to be looked at. The framework as it
    is now says which version was looked at."""
    return bool(Browse(engine).outside(framework.identifier, 0, 1))


def show_below(call: Call) -> Answer:
    """The items below one, as rows for the tree that asks for them."""
    found = framework_of(call)
    parent = call.path["parent"]
    rows = children(call, found.identifier, parent)
    text = render("rows.html", framework=found.identifier, parent=parent, tree=rows)
    return Answer(200, text.encode("utf-8", "replace"), HEADERS, HTML)


def show_outside(call: Call) -> Answer:
    found = framework_of(call)
    start: int = call.query["offset"]
    rows = page_of(nodes(browse(call).outside(found.identifier, start, PAGE + 1)), start)
    return page("outside.html", here="frameworks", framework=shown(found), tree=rows)


def search(call: Call) -> Answer:
    found = framework_of(call)
    words = " ".join(call.query["q"].split())
    start: int = call.query["offset"]
    hits = call.context.store.search(found.identifier, words, PAGE + 1, start) if words else []
    rows = page_of(hits, start)
    paths = browse(call).paths(found.identifier, [hit.identifier for hit in rows.rows])
    results = Rows([node(hit, path=paths[hit.identifier]) for hit in rows.rows], rows.start, rows.following)
    return page("search.html", here="frameworks", framework=shown(found), words=words, results=results)


def show_rubric(call: Call) -> Answer:
    found = framework_of(call)
    stored = browse(call).member(found.identifier, call.path["rubric"], "CFRubric")
    if stored is None:
        raise Refusal(404, "unknown", "This framework has no such rubric.")
    return page("rubric.html", here="frameworks", framework=shown(found), rubric=rubric(stored))


def list_crosswalks(call: Call) -> Answer:
    found = framework_of(call)
    titles = {other.identifier: other.title for other in call.context.store.frameworks()}
    crosswalks = browse(call).crosswalks(found.identifier)
    return page("crosswalks.html", here="frameworks", framework=shown(found), crosswalks=crosswalks, titles=titles)


def show_crosswalk(call: Call) -> Answer:
    found = framework_of(call)
    other = call.context.store.framework(call.path["other"])
    if other is None:
        raise Refusal(404, "unknown", "There is no such framework to compare with.")
    start: int = call.query["offset"]
    matches = page_of(browse(call).matches(found.identifier, other.identifier, start, PAGE + 1), start)
    return page("crosswalk.html", here="frameworks", framework=shown(found), other=shown(other), matches=matches)


# -- what the pages share --------------------------------------------------------------------------------------------


def browse(call: Call) -> Browse:
    return Browse(call.context.store.engine)


def framework_of(call: Call) -> Framework:
    """The framework that the address names."""
    found = call.context.store.framework(call.path["framework"])
    if found is None:
        raise Refusal(404, "unknown", "There is no such framework here.")
    return found


def children(call: Call, framework: str, parent: str) -> Rows:
    """One page of the items below `parent`."""
    start: int = call.query["offset"]
    found: list[Any] = nodes(call.context.store.children(framework, parent, start, PAGE + 1))
    return page_of(found, start)
