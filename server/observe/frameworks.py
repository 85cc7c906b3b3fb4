"""The frameworks that a session offers, as CASE packages: plain ones, and one for each situation.

Their addresses begin with `PLACE` and their identifiers with `MARK`. When they are served, both become those of the
session, so that no two sessions hold the same objects and yet all of them share what is made here.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any
import uuid

from fairmark.validators.suites.case_consumer.observation import Situation

Json = dict[str, Any]

PLACE = "https://session.invalid/api"
"""Stands for the base URL of the session's API."""
MARK = "0b5e47ed"
"""Stands for the first eight digits of the session's identifiers."""

NAMES = uuid.UUID("a3f0c1de-5b7a-4a51-9f0e-6d1c7b0a4e52")
WHEN = "2026-01-05T08:00:00Z"

BETWEEN = 6
"""Plain frameworks before each situation: who reads one after the other is known to do so, and what was under way when
a consumer stopped is no other situation."""
TOTAL = 120
"""Frameworks in all: more than a page of 100, which is what the standard sends where no limit is asked for."""
LARGE = 5_000
"""Items of the large package, which make it about 7 MB."""

ONLY_1_1 = (Situation.TYPES, Situation.EXTENSIONS)
"""Situations that CASE 1.0 has no words for."""


def identifier(name: str) -> str:
    """The identifier of the object that is called `name` here."""
    return MARK + str(uuid.uuid5(NAMES, name))[8:]


def thing(collection: str, name: str, **members: Any) -> Json:
    """An object of that collection with its identifier and address; members that are None are left out."""
    own = identifier(f"{collection} {name}")
    filled = {key: value for key, value in members.items() if value is not None}
    return {"identifier": own, "uri": f"{PLACE}/{collection}/{own}", **filled, "lastChangeDateTime": WHEN}


def link(target: Mapping[str, Any]) -> Json:
    """A link to an object."""
    title = target.get("title") or target.get("humanCodingScheme") or target["fullStatement"]
    return {"title": title, "identifier": target["identifier"], "uri": target["uri"]}


LICENCE = thing(
    "CFLicenses", "licence", title="CC0 1.0", licenseText="https://creativecommons.org/publicdomain/zero/1.0/"
)
SUBJECTS = [
    thing("CFSubjects", "reading", title="Reading", hierarchyCode="1"),
    thing("CFSubjects", "sounds", title="Sounds", hierarchyCode="1.1"),
]
ITEM_TYPE = thing("CFItemTypes", "skill", title="Skill", description="What a learner can do.", hierarchyCode="1")
CONCEPT = thing("CFConcepts", "syllable", title="Syllable", hierarchyCode="1", keywords="sound|word")
GROUPING = thing("CFAssociationGroupings", "paths", title="Paths")


def document(name: str, title: str, **members: Any) -> Json:
    """A document with what documents usually have."""
    return thing(
        "CFDocuments",
        name,
        creator="Fairmark project",
        title=title,
        publisher="Fairmark project",
        description="Made to see what a consumer does with it. It is no curriculum.",
        language="en",
        adoptionStatus="Draft",
        licenseURI=link(LICENCE),
        **members,
    )


def item(name: str, code: str, statement: str, **members: Any) -> Json:
    return thing("CFItems", name, fullStatement=statement, humanCodingScheme=code, language="en", **members)


def association(type: str, origin: Json, destination: Json, order: int | None = None, **members: Any) -> Json:
    """An association. `destination` is an object, or a link that is ready."""
    name = f"{type} {origin['identifier']} {destination['identifier']}"
    ready = destination if "lastChangeDateTime" not in destination else link(destination)
    return thing(
        "CFAssociations",
        name,
        associationType=type,
        sequenceNumber=order,
        originNodeURI=link(origin),
        destinationNodeURI=ready,
        **members,
    )


def package(document: Json, items: Sequence[Json], associations: Sequence[Json], **members: Any) -> Json:
    """A package whose items are all children of the document, unless an association says otherwise."""
    placed = {one["originNodeURI"]["identifier"] for one in associations if one["associationType"] == "isChildOf"}
    top = [one for one in items if one["identifier"] not in placed]
    children = [association("isChildOf", one, document, number) for number, one in enumerate(top, start=1)]
    return {
        "CFDocument": document,
        "CFItems": list(items),
        "CFAssociations": [*children, *associations],
        "CFDefinitions": {"CFLicenses": [LICENCE]},
        **members,
    }


# -- plain ones ------------------------------------------------------------------------------------------------------


def plain(number: int) -> Json:
    """A framework of two items."""
    name = f"plain {number}"
    items = [item(f"{name} {n}", f"P{number}.{n}", f"Reads word {n} of list {number}.") for n in (1, 2)]
    return package(document(name, f"Plain framework {number}"), items, [])


def rich() -> Json:
    """A framework with a part of every sort, so that each operation has something to answer."""
    subject, below = SUBJECTS
    head = document("rich", "A framework with every part", subject=["Reading"], subjectURI=[link(subject)])
    typed = {
        "CFItemType": ITEM_TYPE["title"],
        "CFItemTypeURI": link(ITEM_TYPE),
        "conceptKeywords": [CONCEPT["title"]],
        "conceptKeywordsURI": link(CONCEPT),
    }
    items = [item(f"rich {n}", f"R.{n}", f"Claps word {n} in its syllables.", **typed) for n in (1, 2)]
    path = association("precedes", items[0], items[1], CFAssociationGroupingURI=link(GROUPING))
    level = thing("CFRubricCriterionLevels", "rich", quality="Secure", description="Every time.", score=1.0, position=1)
    criterion = thing("CFRubricCriteria", "rich", category="Claps", position=1, CFRubricCriterionLevels=[level])
    criterion["CFItemURI"] = link(items[0])
    return package(
        head,
        items,
        [path],
        CFDefinitions={
            "CFConcepts": [CONCEPT],
            "CFSubjects": [subject, below],
            "CFLicenses": [LICENCE],
            "CFItemTypes": [ITEM_TYPE],
            "CFAssociationGroupings": [GROUPING],
        },
        CFRubrics=[thing("CFRubrics", "rich", title="Clapping", CFRubricCriteria=[criterion])],
    )


# -- situations ------------------------------------------------------------------------------------------------------


def situation_of(situation: Situation, version: str) -> Json:
    """The framework of that situation in that version of CASE."""
    if situation is Situation.LARGE:
        return large()
    head = document(situation.name, f"Observed: {situation.value}")
    items = [item(f"{situation.name} {n}", f"{situation.name[0]}.{n}", f"Reads word {n}.") for n in (1, 2, 3)]
    first, second, third = items
    match situation:
        case Situation.SPARSE:
            return sparse(head["title"])
        case Situation.TYPES:
            return package(
                head,
                items,
                [association("ext:assesses", first, second), association("ext:acme.leads_to", second, third)],
            )
        case Situation.EXTENSIONS:
            return extended(package(head, items, []))
        case Situation.OUTSIDE:
            return package(head, items, [association("isRelatedTo", first, one) for one in outside(version)])
        case Situation.CIRCLE:
            pairs = ((first, second), (second, third), (third, first))
            entry = item("way in", "C.0", "Leads to the items.")
            related = association("isRelatedTo", entry, first)
            return package(
                head, [entry, *items], [related, *(association("isChildOf", child, parent) for child, parent in pairs)]
            )
        case _:
            return package(head, items, [])


def sparse(title: str) -> Json:
    """A framework with nothing but what is mandatory, in the package and in every object of it."""
    head = thing("CFDocuments", Situation.SPARSE.name, creator="Fairmark project", title=title)
    return {"CFDocument": head, "CFItems": [thing("CFItems", Situation.SPARSE.name, fullStatement="Reads a word.")]}


def outside(version: str) -> list[Json]:
    """Links to what is no CASE object: the identifiers are no UUIDs. CASE 1.1 IM 7.1.35."""
    course = {"title": "Course 101", "identifier": "course-101", "uri": "https://catalogue.example.org/courses/101"}
    page = "https://catalogue.example.org/words"
    links = [course, {"title": "A list of words", "identifier": page, "uri": page}]
    return links if version == "1.0" else [{**one, "targetType": "ext:catalogue"} for one in links]


def extended(plain: Json) -> Json:
    """The package with extensions of several shapes in all of its objects."""
    extra = {"acme.code": "X-1", "acme.weights": {"first": 0.5, "rest": [1, 2, 3]}, "acme.shown": True}
    for one in (plain, plain["CFDocument"], *plain["CFItems"], *plain["CFAssociations"]):
        one["extensions"] = extra
    return plain


@cache
def large() -> Json:
    """A framework of many items, the same in both versions."""
    words = "Reads the word, says what it means, and uses it in a sentence of their own that a listener understands. "
    items = [item(f"large {n}", f"L.{n}", f"{n}: {words * 3}".strip()) for n in range(LARGE)]
    return package(document(Situation.LARGE.name, f"Observed: {Situation.LARGE.value}"), items, [])


def offered(version: str) -> Iterator[tuple[Situation | None, Json]]:
    """All frameworks in the order of the list, each with the situation that it is there for."""
    situations = [one for one in Situation if version != "1.0" or one not in ONLY_1_1]
    numbers = iter(range(1, TOTAL - len(situations)))
    yield None, rich()
    for situation in situations:
        yield from ((None, plain(number)) for number in islice(numbers, BETWEEN))
        yield situation, situation_of(situation, version)
    yield from ((None, plain(number)) for number in numbers)
