"""The page of one item: what it says, what is above and below it, its associations, its crosswalks, its rubrics."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.web.frameworks import browse, children, framework_of, shown
from fairmark.server.web.relations import groups, leaving, staying
from fairmark.server.web.rubrics import Rubric, rubric
from fairmark.server.web.site import page
from fairmark.server.web.views import inner, member, node, text, texts

MOST_RELATIONS = 500
"""Associations that the page of an item shows. The API has all."""


class Fact(NamedTuple):
    """A line of what is known about an item. `uri` is where its value links to, "" for nowhere."""

    name: str
    value: str
    uri: str = ""


def show_item(call: Call) -> Answer:
    found = framework_of(call)
    reader = browse(call)
    stored = reader.member(found.identifier, call.path["item"])
    if stored is None:
        raise Refusal(404, "unknown", "This framework has no such item.")
    data = member(stored.body)
    relations = reader.relations(stored.identifier, MOST_RELATIONS + 1)
    known = reader.known({relation.other for relation in relations})
    grouped = groups(relations[:MOST_RELATIONS], known, found.identifier)
    return page(
        "item.html",
        here="frameworks",
        framework=shown(found),
        item=node(stored),
        uri=text(data, "uri"),
        facts=list(_facts(data)),
        extensions=_pretty(data.get("extensions")),
        path=reader.paths(found.identifier, [stored.identifier])[stored.identifier],
        tree=children(call, found.identifier, stored.identifier),
        count=reader.child_count(found.identifier, stored.identifier),
        relations=staying(grouped, found.identifier),
        crosswalks=leaving(grouped, found.identifier),
        more_relations=len(relations) > MOST_RELATIONS,
        rubrics=_rubrics(call, found.identifier, stored.identifier),
    )


def _rubrics(call: Call, framework: str, item: str) -> list[Rubric]:
    """The rubrics of the framework that judge the item, each with those criteria alone."""
    holding = (s for s in call.context.store.members(framework, "CFRubric") if item.encode() in s.body)
    return [part for stored in holding if (part := rubric(stored).about(item)).criteria]


def _facts(data: dict[str, Any]) -> Iterator[Fact]:
    linked = {"CFItemType": "CFItemTypeURI", "conceptKeywords": "conceptKeywordsURI"}
    for name, title in (
        ("CFItemType", "Type"),
        ("humanCodingScheme", "Code"),
        ("listEnumeration", "Number in its list"),
        ("abbreviatedStatement", "In short"),
        ("alternativeLabel", "Also called"),
        ("educationLevel", "Level of education"),
        ("subject", "Subject"),
        ("conceptKeywords", "Keywords"),
        ("language", "Language"),
    ):
        value = text(data, name) or ", ".join(texts(data, name))
        if value:
            yield Fact(title, value, text(inner(data, linked.get(name, "")), "uri"))
    if licence := inner(data, "licenseURI"):
        yield Fact("Licence", text(licence, "title"), text(licence, "uri"))
    for name, title in (
        ("statusStartDate", "Valid from"),
        ("statusEndDate", "Valid until"),
        ("lastChangeDateTime", "Last changed"),
        ("notes", "Notes"),
    ):
        if value := text(data, name):
            yield Fact(title, value)


def _pretty(extensions: Any) -> str:
    if not extensions:
        return ""
    return orjson.dumps(extensions, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()
