"""To whom a report is told: how much of it is withheld from them, and about which learners it is at most.

Who may see single learners by the policy sees what is said of those, as they are related to them on the day. Results
about groups are for those whom the policy lets read a ReportResult: leaders see that of their own schools whole, and
everything else is as for anybody.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from fairmark.server.learning.access.asker import Asker
from fairmark.server.learning.access.gate import DENIED, Denied, Gate
from fairmark.server.learning.access.policy import READ, policy
from fairmark.server.reports.declaration import LEARNER_GROUPINGS, ROSTER_GROUPINGS, Report, Suppression
from fairmark.server.reports.measures.rostering import LEARNER, SCHOOL

RESULT, ONE, GROUPS_OF_ONE = "ReportResult", "LearnerProgress", "Demographics"
"""Classes of the policy: results about groups; what is said of a single learner; the groups that a learner is in."""

LEADING = ("leader", "school")
WIDE = (("integrator", "system"), LEADING, ("district", "district"))
"""Roles in relationships in which somebody may read results about groups."""

Where = Mapping[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Audience:
    """`learners` are those whom the result may be about; None for any."""

    circle: Suppression
    learners: frozenset[str] | None = None

    def narrowed(self, where: Where) -> Where:
        """What is asked about, as far as they may."""
        if self.learners is None:
            return where
        asked = where.get(LEARNER)
        allowed = self.learners if asked is None else self.learners & {str(one) for one in asked}
        return {**where, LEARNER: tuple(sorted(allowed))}


def audience_of(gate: Gate, report: Report, where: Where, by: Collection[str]) -> Audience:
    """To whom the report is told; a refusal where it is told to none of what they are."""
    if report.suppression is Suppression.NAMED:
        found = _named(gate, {*where, *by})
        if found is not None:
            return Audience(Suppression.NAMED, found.learners)
        if report.wider is None:
            raise refusal(gate)
    if not _reads_groups(gate):
        raise refusal(gate)
    if report.suppression is Suppression.STAFF:
        return Audience(Suppression.STAFF)
    leads = _may(gate, *LEADING, RESULT) and bool(gate.asker.schools)
    own = leads and SCHOOL in where and {str(one) for one in where[SCHOOL]} <= set(gate.asker.schools)
    return Audience(Suppression.STAFF if own and report.wider is None else Suppression.WIDE)


def behind_for(gate: Gate, where: Where, by: Collection[str]) -> Audience:
    """Who may see the learners behind a figure, and which; a refusal, which is logged, for everybody else."""
    found = _named(gate, {*where, *by}) if _reads_groups(gate) else None
    if found is None:
        raise refusal(gate)
    return found


def may_see_behind(gate: Gate, where: Where, by: Collection[str]) -> bool:
    """Whether they may, where nobody asks yet."""
    return _reads_groups(gate) and _named(gate, {*where, *by}) is not None


def check_seen(gate: Gate, learners: Collection[str]) -> None:
    """Refuse what is told of a learner whom they may not see; log what they see."""
    for learner in learners:
        gate.check(READ, ONE, learner, {})


def refusal(gate: Gate) -> Denied:
    """The refusal of a report. It is logged, although it is of nobody in particular."""
    return gate.refusal(RESULT, [""], 403, DENIED)


def _named(gate: Gate, names: Collection[str]) -> Audience | None:
    """Who may see single learners; None for who may see none. By groups that single learners are in only who may read
    these."""
    joins = any(name not in (*ROSTER_GROUPINGS, *LEARNER_GROUPINGS, LEARNER) for name in names)
    if joins and not _may_join(gate):
        return None
    learners: set[str] = set()
    found = False
    for role, relationship, related in _relations(gate.asker):
        if _may(gate, role, relationship, ONE):
            if related is None:
                return Audience(Suppression.NAMED)
            learners.update(related)
            found = True
    return Audience(Suppression.NAMED, frozenset(learners)) if found else None


def _relations(asker: Asker) -> Iterator[tuple[str, str, Collection[str] | None]]:
    """Roles and relationships with the learners to whom they are so on the day, None for all."""
    if asker.is_system:
        yield "integrator", "system", None
    for role in ("privacyOfficer", "district"):
        if role in asker.roles:
            yield role, "district", None
    if asker.schools:
        yield (*LEADING, asker.people.learners_at(asker.schools, asker.today))
    if "teacher" in asker.roles:
        yield "teacher", "class", asker.people.learners_of(asker.person, asker.today)
    if asker.supported:
        yield "support", "openSupport", asker.supported
    if asker.wards:
        yield "guardian", "rightsHolder", asker.wards
    if "learner" in asker.roles:
        yield "learner", "self", {asker.person}


def _reads_groups(gate: Gate) -> bool:
    held = {"integrator", *gate.asker.roles} if gate.asker.is_system else gate.asker.roles
    return any(role in held and _may(gate, role, relationship, RESULT) for role, relationship in WIDE)


def _may_join(gate: Gate) -> bool:
    needed = policy().scopes.get(GROUPS_OF_ONE)
    if needed and needed not in gate.asker.scopes:
        return False
    pairs = [(role, relationship) for role, relationship, _ in _relations(gate.asker)]
    return any(_may(gate, *pair, GROUPS_OF_ONE) for pair in pairs)


def _may(gate: Gate, role: str, relationship: str, cls: str) -> bool:
    return any(row.allows(READ, cls, {}) for row in policy().rows_for(role, relationship, gate.purpose))
