"""Pages of a learner's work: portfolios as they were submitted, each version of a piece with what was said of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.learning import times
from fairmark.server.learning.answers import found
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.desk import learners_of
from fairmark.server.learning.kind import EVIDENCE, JUDGMENT, PORTFOLIO
from fairmark.server.learning.known import CALIBRATION, WITHDRAWN
from fairmark.server.learning.ledger import Fact
from fairmark.server.learning.portfolios import PORTFOLIOS
from fairmark.server.learning.ratings import standing
from fairmark.server.learning.selection import Selection
from fairmark.server.web.learning.look import Look, looking
from fairmark.server.web.learning.rubrics import RubricWords, levels_of
from fairmark.server.web.learning.showing import page
from fairmark.server.web.learning.visiting import Visitor
from fairmark.server.web.learning.wording import Wording, Words

A_PAGE = 50
"""Pieces of work on a page, the latest ones."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece in a portfolio, in the version that was chosen: `work` is None where the visitor may not see it."""

    view: Json
    work: Fact | None

    @property
    def title(self) -> str:
        return title_of(self.work) if self.work else "A piece of work that is not shown here"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A portfolio: `view` as the API answers it, with what has become of the work since."""

    view: Json
    entries: Sequence[Entry]
    reflections: Sequence["Said"]

    @property
    def snapshot_at(self) -> datetime | None:
        return times.read(self.view["snapshotAt"]) if "snapshotAt" in self.view else None


@dataclass(frozen=True, slots=True)
class Said:
    """Words with who said them and when."""

    text: str
    by: str
    at: datetime | None
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgment of one version: in words of its rubric, without a level where it was not scored."""

    target: Words
    level: RubricWords | None
    view: Json
    by: str
    at: datetime


def show(call: Call, visitor: Visitor) -> Answer:
    """A learner's portfolios with their reflections, and the latest of their work."""
    learner = call.path["learner"]
    with looking(call, visitor) as look:
        look.check(learner, PORTFOLIO)
        works = works_of(look, learner)
        return page(
            "learning_portfolio.html",
            learner=learner,
            name=look.name(learner),
            is_own=visitor.person == learner,
            shelves=[_shelf(look, fact, learner) for fact in look.shown(_portfolios(look, learner), learner)],
            works=works[:A_PAGE],
            total=len(works),
        )


def show_work(call: Call, visitor: Visitor) -> Answer:
    """One version of a piece of work, as it was handed in, and what was said of it."""
    learner = call.path["learner"]
    with looking(call, visitor) as look:
        look.check(learner, EVIDENCE)
        work = found(look.ledger, EVIDENCE, call.path["work"])
        if learner not in learners_of(work) or not look.shown([work], learner):
            raise Refusal(404, "unknown", "There is no such work here that you may see.")
        versions = look.ledger.chain(work.root)
        return page(
            "learning_work.html",
            learner=learner,
            name=look.name(learner),
            is_own=visitor.person == learner,
            work=work,
            title=title_of(work),
            is_withdrawn=versions[-1].status == WITHDRAWN,
            versions=versions,
            handed_in=times.read(work.data["submittedAt"]),
            aligned=_aligned(look, work),
            files=files_of(work),
            reflections=_reflections(look, work.data),
            creators=_creators(look, work),
            judged=list(_judged(look, work, learner)),
        )


def title_of(work: Fact) -> str:
    """What a piece of work is called."""
    evidence = work.data["evidence"]
    return str(evidence.get("name") or evidence.get("genre") or "A piece of work")


def files_of(work: Fact) -> list[tuple[Json, list[Json]]]:
    """The files of a piece, each with its alternative forms, such as captions and transcripts."""
    files = work.data.get("files", ())
    urls = {one["url"] for one in files}
    alternatives: dict[str, list[Json]] = {}
    for one in files:
        if one.get("alternateFormOf") in urls:
            alternatives.setdefault(one["alternateFormOf"], []).append(one)
    return [(one, alternatives.get(one["url"], [])) for one in files if one.get("alternateFormOf") not in urls]


def _portfolios(look: Look, learner: str) -> list[Fact]:
    return look.ledger.all(Selection(PORTFOLIO, learner))[::-1]


def works_of(look: Look, learner: str) -> list[Fact]:
    """Work that was handed in and that the visitor may see, in its latest version, the latest first."""
    seen = look.sight(EVIDENCE).veiled
    facts = look.shown(look.ledger.all(Selection(EVIDENCE, learner, status="submitted", veiled=seen)), learner)
    return sorted(facts, key=lambda fact: (fact.effective_at, fact.recorded_at), reverse=True)


def _shelf(look: Look, fact: Fact, learner: str) -> Shelf:
    view = PORTFOLIOS.shown(look.ledger, fact, look.sight(PORTFOLIO))
    entries = sorted(view["entries"], key=lambda entry: entry["order"])
    return Shelf(view, [Entry(entry, _chosen(look, entry, learner)) for entry in entries], _reflections(look, view))


def _chosen(look: Look, entry: Json, learner: str) -> Fact | None:
    """The version of the work that was chosen. What has been withdrawn is not shown any more: SCL-EVD-11."""
    work = look.ledger.find(EVIDENCE, entry["evidence"])
    return work if work and not entry.get("withdrawn") and look.shown([work], learner) else None


def _reflections(look: Look, data: Json) -> list[Said]:
    said = data.get("reflection", ())
    names = look.names(one["author"] for one in said)
    return [Said(one["text"], names[one["author"]], times.read(one["at"]), one.get("promptedBy", "")) for one in said]


def _creators(look: Look, work: Fact) -> list[tuple[str, str]]:
    """Who made it, and which part. SCL-EVD-05."""
    creators = work.data.get("provenance", {}).get("creators", ())
    names = look.names(one["learner"] for one in creators)
    return [(names[one["learner"]], one.get("part", "")) for one in creators]


def _aligned(look: Look, work: Fact) -> list[Words]:
    wording = Wording(look.context.store, {})
    return [_words_of(wording, alignment) for alignment in work.data["alignment"]]


def _words_of(wording: Wording, alignment: Mapping[str, str]) -> Words:
    """The item in words; as the alignment has it, where this server has not got it."""
    words = wording.item(alignment["targetUrl"])
    if words.statement:
        return words
    return Words(alignment.get("targetCode", ""), alignment["targetName"], alignment.get("targetDescription", ""))


def _judged(look: Look, work: Fact, learner: str) -> Iterator[Judged]:
    """What was said of this version of it, for calibration apart: that is none of the learner's own."""
    judgments = standing(look.ledger.referring(work.root, JUDGMENT))
    own = [
        one
        for one in judgments
        if one.data["evidence"] == work.id and one.data["learner"] == learner and one.data["purpose"] != CALIBRATION
    ]
    shown = look.shown(own, learner)
    names = look.names(one.data["scorer"] for one in shown)
    wording = Wording(look.context.store, {})
    for one in shown:
        levels = levels_of(look.context.store, one.framework)
        level = levels.get(one.data.get("rubricLevel", ""))
        target = wording.item(one.data["target"])
        yield Judged(target, level, one.data, names[one.data["scorer"]], one.effective_at)
