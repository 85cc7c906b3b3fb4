"""Which facts of a class are meant: whose, about what, and what of them was known and stood at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select

from fairmark.server.learning.tables import fact_learners, fact_links, facts


@dataclass(frozen=True, slots=True)
class Veiled:
    """What somebody may not see for now: facts that refer to one of the roots `about`, unless they are `own` (by id),
    and those whose own root is one of `themselves`."""

    about: Collection[str] = ()
    own: Collection[str] = ()
    themselves: Collection[str] = ()


NOTHING = Veiled()


@dataclass(frozen=True, slots=True)
class Selection:
    """Facts of the class `cls`: of a learner, about a CFItem (its identifier), referring to a fact (its root), of a
    status; None for any.

    `known_at` leaves out what was recorded later, `as_of` what was effective later; None for neither. With `history`
    all of what is left is meant, without it what stood then: in whose place no other fact stood, and, of evidence and
    judgments, what had not been withdrawn. `reach` is the condition that whoever asks may see a fact, None for all.
    """

    cls: str
    learner: str | None = None
    target: str | None = None
    refers_to: str | None = None
    status: str | None = None
    as_of: datetime | None = None
    known_at: datetime | None = None
    history: bool = False
    veiled: Veiled = NOTHING
    reach: ColumnElement[bool] | None = None


def chosen(wanted: Select[Any], selection: Selection) -> Select[Any]:
    """The statement with the conditions of the selection."""
    if selection.learner is not None:
        wanted = about_learner(wanted, selection.learner)
    wanted = wanted.where(facts.c.cls == selection.cls, *_plain(selection))
    if not selection.history:
        wanted = wanted.where(*_stands(selection))
    if selection.reach is not None:
        wanted = wanted.where(selection.reach)
    return wanted.where(*_unveiled(selection.veiled))


def about_learner(wanted: Select[Any], learner: str) -> Select[Any]:
    return wanted.where(facts.c.id.in_(select(fact_learners.c.fact).where(fact_learners.c.learner == learner)))


def _plain(selection: Selection) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if selection.target is not None:
        found.append(facts.c.target == selection.target)
    if selection.status is not None:
        found.append(facts.c.status == selection.status)
    if selection.refers_to is not None:
        found.append(refers_to([selection.refers_to]))
    if selection.known_at is not None:
        found.append(facts.c.recorded_at <= selection.known_at)
    if selection.as_of is not None:
        found.append(facts.c.effective_at <= selection.as_of)
    return found


def refers_to(roots: Collection[str]) -> ColumnElement[bool]:
    """The condition that a fact refers to one of those roots."""
    return facts.c.id.in_(select(fact_links.c.fact).where(fact_links.c.root.in_(list(roots))))


def _stands(selection: Selection) -> list[ColumnElement[bool]]:
    found = [not_(_replaced(facts, selection))]
    if selection.cls == "EvidenceRecord":
        found.append(facts.c.status != "withdrawn")
    if selection.cls == "Judgment":
        found.append(not_(_of_withdrawn_work(selection)))
    return found


def _replaced(which: Any, selection: Selection) -> ColumnElement[bool]:
    """Whether another fact stood in its place."""
    later = facts.alias()
    conditions = [later.c.replaces == which.c.id]
    if selection.known_at is not None:
        conditions.append(later.c.recorded_at <= selection.known_at)
    if selection.as_of is not None:
        conditions.append(later.c.replaces_from <= selection.as_of)
    return exists().where(and_(*conditions))


def _of_withdrawn_work(selection: Selection) -> ColumnElement[bool]:
    """Whether the judged work had been withdrawn, in its latest version."""
    work = facts.alias()
    conditions = [
        fact_links.c.fact == facts.c.id,
        work.c.root == fact_links.c.root,
        work.c.cls == "EvidenceRecord",
        work.c.status == "withdrawn",
        not_(_replaced(work, selection)),
    ]
    if selection.known_at is not None:
        conditions.append(work.c.recorded_at <= selection.known_at)
    return (
        select(work.c.id)
        .select_from(fact_links.join(work, work.c.root == fact_links.c.root))
        .where(and_(*conditions))
        .correlate(facts)
        .exists()
    )


def _unveiled(veiled: Veiled) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if veiled.about:
        found.append(or_(not_(refers_to(veiled.about)), facts.c.id.in_(list(veiled.own))))
    if veiled.themselves:
        found.append(facts.c.root.not_in(list(veiled.themselves)))
    return found
