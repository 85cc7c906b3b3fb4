"""Words for what the learning API says in codes, and for items by the version of the framework that records name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import orjson

from fairmark.server.learning.continuum import Json, identifier_of, package
from fairmark.server.learning.shape import Shape
from fairmark.server.storage.store import Store

KEPT = 16
"""Versions of frameworks whose words are kept in memory."""


@dataclass(frozen=True, slots=True)
class Words:
    """An item in words: `title` is short, `statement` whole; `language` "" where nothing says which."""

    code: str
    title: str
    statement: str
    language: str = ""


class Wording:
    """The words of frameworks, in the versions that shapes are made of."""

    def __init__(self, store: Store, shapes: Mapping[str, Shape]) -> None:
        found = [words_of(store, framework, shape.number) for framework, shape in shapes.items()]
        self._items = {identifier: words for of in found for identifier, words in of.items()}
        self._store = store

    def item(self, uri: str) -> Words:
        """The item with that URI; as it is now, where it is of none of the frameworks."""
        identifier = identifier_of(uri)
        return self._items.get(identifier) or _current(self._store, identifier)


def title_of(store: Store, framework: str, shape: Shape) -> str:
    """What the framework calls itself."""
    document = words_of(store, framework, shape.number).get(framework)
    return document.title if document else "A framework that is no longer here"


def words_of(store: Store, framework: str, number: int) -> Mapping[str, Words]:
    """The words of the framework and of its items by identifier; none where it is no longer here."""
    digest = next((one.digest for one in store.versions(framework) if one.number == number), "")
    return _words_of(store, framework, number, digest)


@lru_cache(maxsize=KEPT)
def _words_of(store: Store, framework: str, number: int, _digest: str) -> Mapping[str, Words]:
    whole = package(store, framework, number) if number else None
    if whole is None:
        return {}
    document = whole["CFDocument"]
    title = str(document.get("title", ""))
    return {framework: Words("", title, title, str(document.get("language", ""))), **dict(_items(whole["CFItems"]))}


def _items(items: Iterable[Json]) -> Iterable[tuple[str, Words]]:
    return ((str(item["identifier"]), _words(item)) for item in items)


def _words(item: Json) -> Words:
    statement = str(item.get("fullStatement", ""))
    title = str(item.get("abbreviatedStatement") or statement)
    return Words(str(item.get("humanCodingScheme", "")), title, statement, str(item.get("language", "")))


def _current(store: Store, identifier: str) -> Words:
    held = store.find("CFItem", identifier) if identifier else None
    return _words(orjson.loads(held.body)) if held else Words("", "An item that is no longer here", "")


# -- codes -----------------------------------------------------------------------------------------------------------

STATUSES = {
    "proficient": "shown",
    "placed": "placed here at the start",
    "notYet": "not there yet",
    "insufficientEvidence": "not enough work yet to say",
    "lapsed": "to be shown again",
}

FLAGS = {
    "attained": "attained",
    "stuck": "stuck",
    "watch": "to be watched",
    "productiveStruggle": "hard work, and rising",
    "indeterminate": "too little work to say",
}
"""Codes of section 3.11 in words."""

PACES = {
    "ahead": "ahead of the plan",
    "onPace": "in step with the plan",
    "behind": "behind the plan",
    "tooEarly": "too early to say",
}

REASONS = {
    "belowHalf": "fewer than half of the competencies have a beginning and an end",
    "complete": "all levels are attained",
    "noAnchors": "no anchors for it",
    "noCalendar": "no calendar says which days are taught",
    "noCut": "the session names no cut",
    "noDetermination": "nothing was concluded yet",
    "noEndDate": "the plan names no end",
    "noEvidence": "there is no work yet",
    "noGrade": "it is meant for no grade",
    "noJudgments": "nothing was judged yet",
    "noLevels": "no levels are numbered here",
    "noPlannedDays": "the plan has no days in school",
    "noQualifyingJudgment": "nothing behind it says how deep",
    "noRoster": "the grade is not known",
    "noRule": "no rule applies",
    "noVariation": "all ratings are the same",
    "nothingAttained": "nothing is attained yet",
    "nothingElapsed": "the plan has not begun",
    "oneValueOnly": "all ratings are the same",
    "tooFew": "too few ratings",
    "tooFewJudgments": "too few judgments",
    "tooShort": "too little time has passed",
}

PURPOSES = {
    "ownRecord": "their own record",
    "instruction": "teaching",
    "scoring": "scoring",
    "support": "a support",
    "improvement": "leading the school",
    "evaluation": "reports about groups",
    "audit": "an audit",
    "privacy": "keeping the law",
    "sharing": "it was shared with them",
    "exchange": "moving data between systems",
}
"""Purposes of the policy in a few words, for families."""

ACTIONS = {
    "read": "looked",
    "disclose": "looked, by a grant",
    "export": "took it along",
    "write": "recorded something",
    "deny": "was refused",
}


def worded(code: object, of: Mapping[str, str]) -> str:
    """What a code means, the code itself where there are no words for it."""
    return of.get(str(code), str(code)) if code is not None else ""
