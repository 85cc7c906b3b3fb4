"""The progress of learners worked out anew, and for each statement that is wrong, which mistake explains it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from fairmark.validators.core.moments import Instant, instant
from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.scl.exported import PROGRESS, Exported
from fairmark.validators.suites.scl.graph import Json, identifier_of
from fairmark.validators.suites.scl.history import History, Reading
from fairmark.validators.suites.scl.oracle.standing import Standing
from fairmark.validators.suites.scl.views import competencies_in, reading_of


class Slip(Enum):
    """What explains where a learner is said to stand."""

    NOTHING = "nothing"
    BY_GRADE = "levels in the order of their grades"
    NO_CROSSWALK = "no exact match"
    RELATED = "related items"
    NOT_REPLACED = "only the new version"
    UNDATED_RULE = "a new rule that counts from ever on"
    NOT_TRANSLATED = "translations apart"
    UNEXPLAINED = "unexplained"


SLIPS: Mapping[Slip, Callable[[Reading], Reading]] = {
    Slip.BY_GRADE: lambda reading: replace(reading, by_grade=True),
    Slip.NO_CROSSWALK: lambda reading: replace(reading, crosswalk=False),
    Slip.RELATED: lambda reading: replace(reading, related=True),
    Slip.NOT_REPLACED: lambda reading: replace(reading, replaced=False),
    Slip.UNDATED_RULE: lambda reading: replace(reading, dated_rules=False),
    Slip.NOT_TRANSLATED: lambda reading: replace(reading, translated=False),
}
"""Mistake to the reading that makes it."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a view says of a competency of a learner. `right` are the standings that the profile allows (empty: there is
    none to be worked out), `slip` what explains another one; `matters` are the mistakes that would have shown."""

    view: Record
    part: Json
    competency: str
    reading: Reading
    right: frozenset[Standing]
    slip: Slip
    matters: frozenset[Slip]

    @property
    def learner(self) -> str:
        return self.view.text("learner")


def statements(exported: Exported, history: History) -> list[Stated]:
    """What the views of a package say of competencies."""
    return [stated for view in exported.view(PROGRESS) for stated in _stated(history, view)]


def _stated(history: History, view: Record) -> Iterator[Stated]:
    learner, reading = view.text("learner"), reading_of(view)
    for part in competencies_in(view):
        competency = identifier_of(part.get("competency"))
        right = _standings(history, learner, competency, reading)
        said = _said(part)
        wrong = {slip: _standings(history, learner, competency, make(reading)) for slip, make in SLIPS.items()}
        slip = Slip.NOTHING
        if right and said not in right:
            slip = next((slip for slip, found in wrong.items() if said in found), Slip.UNEXPLAINED)
        matters = frozenset(slip for slip, found in wrong.items() if right and found.isdisjoint(right))
        yield Stated(view, part, competency, reading, right, slip, matters)


def _standings(history: History, learner: str, competency: str, reading: Reading) -> frozenset[Standing]:
    found = (history.standing(learner, competency, each) for each in reading.right())
    return frozenset(each for each in found if each is not None)


def _said(part: Json) -> Standing:
    """Where the view says that the learner stands; a reach of null is none."""
    gaps, working = part.get("gaps"), part.get("workingLevel")
    return Standing(
        _whole(part.get("position"), -1),
        _whole(part.get("reach"), 0),
        tuple(sorted(gap for gap in gaps if isinstance(gap, int))) if isinstance(gaps, list) else (),
        None if working is None else _whole(working, -1),
    )


def _whole(value: object, otherwise: int) -> int:
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else otherwise


def is_as_of(exported: Exported, history: History, stated: Stated) -> bool:
    """Whether the determination and the latest work that are named were known and effective at those times."""
    part = stated.part
    named = exported.learning.find("Determination", str(part.get("determination", "")))
    if named is not None and not (
        history.stands(named, stated.reading) and part.get("status") in (None, named.text("status"))
    ):
        return False
    if "lastEvidenceAt" not in part:
        return True
    said = part.get("lastEvidenceAt")
    return (instant(said) if isinstance(said, str) else None) in _latest_work(history, stated)


def _latest_work(history: History, stated: Stated) -> set[Instant | None]:
    """When the latest work for the competency was done, None for no work: that which is aligned to it or its levels,
    without and with what counts for them."""
    direct = {stated.competency, *history.graph.ordered(stated.competency)}
    found: set[Instant | None] = set()
    for about in (direct, {each for one in direct for each in history.leading_to(one, stated.reading)}):
        moments = [
            moment
            for one in history.evidence(stated.learner, stated.reading)
            if about & {identifier_of(each.get("targetUrl")) for _, each in one.objects("alignment")}
            and (moment := one.instant("effectiveAt")) is not None
        ]
        found.add(max(moments, default=None))
    return found
