"""Which records of a class somebody may see in lists, as a condition on the facts."""

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select, true

from fairmark.server.learning.access.asker import Asker, Standing
from fairmark.server.learning.access.policy import READ, policy
from fairmark.server.learning.kind import JUDGMENT, SESSION
from fairmark.server.learning.selection import Selection, refers_to
from fairmark.server.learning.tables import fact_learners, facts
from fairmark.server.roster.people import attending, taught_by

Learners = Select[tuple[str]] | Collection[str] | None
"""Whose records: None for everybody's."""


def reach(asker: Asker, cls: str, purpose: str) -> ColumnElement[bool]:
    """The condition that a fact of the class may be shown to the asker: the same as `decide` says of each."""
    return or_(false(), *_conditions(asker, cls, purpose))


def _conditions(asker: Asker, cls: str, purpose: str) -> Iterator[ColumnElement[bool]]:
    for standing, learners in _circles(asker):
        if _may_read(standing, cls, purpose):
            yield and_(true(), *_of(learners), *_visible_to(standing.role))
    if any(_may_read(standing, cls, purpose) for standing in asker.general):
        yield not_(exists().where(fact_learners.c.fact == facts.c.id).correlate(facts))
    if asker.seats and _may_read(Standing("scorer", "session"), cls, purpose):
        yield _in_sessions(asker, cls)
    if asker.grants and _may_read(Standing("grantee", "grant"), cls, purpose):
        yield facts.c.id.in_(_granted(asker, cls))


def _may_read(standing: Standing, cls: str, purpose: str) -> bool:
    rows = policy().rows_for(standing.role, standing.relationship, purpose)
    return any(row.allows(READ, cls, None) for row in rows)


def _circles(asker: Asker) -> Iterator[tuple[Standing, Learners]]:
    """The learners to whom somebody is related in each way that the roster knows."""
    if asker.is_system:
        yield Standing("integrator", "system"), None
    yield from ((Standing(role, "district"), None) for role in ("privacyOfficer", "district") if role in asker.roles)
    if not asker.person:
        return
    yield Standing("learner", "self"), [asker.person]
    if asker.people.has_own_rights(asker.person, asker.today):
        yield Standing("learner", "rightsHolder"), [asker.person]
    yield Standing("guardian", "rightsHolder"), asker.wards
    yield Standing("teacher", "class"), taught_by(asker.person, asker.today)
    yield Standing("support", "openSupport"), asker.supported
    if asker.schools:
        yield Standing("leader", "school"), attending(asker.schools, asker.today)


def _of(learners: Learners) -> Iterator[ColumnElement[bool]]:
    if learners is None:
        return
    whose = learners if isinstance(learners, Select) else list(learners)
    yield facts.c.id.in_(select(fact_learners.c.fact).where(fact_learners.c.learner.in_(whose)))


def _visible_to(role: str) -> Iterator[ColumnElement[bool]]:
    shown = policy().shown_to(role)
    if not shown > policy().visibility.keys():
        yield facts.c.visibility.in_(shown)


def _in_sessions(asker: Asker, cls: str) -> ColumnElement[bool]:
    roots = [session.root for session in asker.seats]
    if cls == SESSION:
        return facts.c.root.in_(roots)
    return refers_to(roots) if cls == JUDGMENT else false()


def _granted(asker: Asker, cls: str) -> list[str]:
    """The ids of what was shared: of one learner there is little enough to look at each."""
    shown = policy().shown_to("grantee")
    return [
        fact.id
        for grant in asker.grants
        for fact in asker.ledger.all(Selection(cls, grant.learner, history=True))
        if grant.covers(cls, fact.data, fact.root) and fact.data.get("visibility", "") in shown
    ]
