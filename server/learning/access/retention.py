"""How long records are kept, and their deletion: what they said is gone, and a stub without personal data stays, so
that chains of versions keep their links. SCL-PRV-09.

A record goes when the policy that is valid for its class says so: so many years after it was recorded, or after the
learner has left, which the roster knows by the last day of the last class. `graduated` counts for those who left from
the last grade. Where the roster does not know, a record stays. Versions of one record go together, with the last one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import orjson
from sqlalchemy import Engine, delete, func, select, update

from fairmark.server.learning import times
from fairmark.server.learning.bodies import moment_of, wrong
from fairmark.server.learning.desk import Desk, learners_of
from fairmark.server.learning.kind import RETENTION, TRUST, Draft, Kind, Rest
from fairmark.server.learning.ledger import DELETED, Fact, Recorder, recording
from fairmark.server.learning.selection import Selection
from fairmark.server.learning.tables import answered, fact_learners, fact_links, fact_parties, facts
from fairmark.server.roster.people import POSTSECONDARY
from fairmark.server.roster.tables import enrollments, people

LAST_GRADES = ("12", "13", POSTSECONDARY)
DAYS = 365.25
KEPT_WITH_STUB = ("id", "type", "recordedAt")

CLASSES = (
    "EvidenceRecord",
    "Judgment",
    "Determination",
    "Pathway",
    "Goal",
    "Portfolio",
    "Support",
    "ShareGrant",
    "AmendmentRequest",
)
"""Classes of records of learners, which a policy may be about."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """How many records of each class were deleted, or would be where they are only `planned`."""

    counts: dict[str, int]
    planned: bool

    @property
    def headline(self) -> str:
        """The result in a line."""
        told = ", ".join(f"{count} {cls}" for cls, count in sorted(self.counts.items()))
        return f"{'Would be deleted' if self.planned else 'Deleted'}: {told or 'nothing'}."


def delete_due(engine: Engine, at: datetime, *, dry_run: bool = False) -> Deletion:
    """Delete what is due at the moment, in one transaction; with `dry_run` only count it. Busy as elsewhere."""
    with recording(engine) as ledger:
        due = list(_due(ledger, at))
        counts: dict[str, int] = {}
        for fact in due:
            counts[fact.cls] = counts.get(fact.cls, 0) + 1
        if due and not dry_run:
            _delete(ledger, due, at)
    return Deletion(counts, planned=dry_run)


def _due(ledger: Recorder, at: datetime) -> Iterator[Fact]:
    seen = set[str]()
    for policy in ledger.all(Selection(RETENTION)):
        begins, ends = times.read(policy.data["validFrom"]), times.read(policy.data.get("validTo", ""))
        if begins is None or at < begins or (ends is not None and at >= ends):
            continue
        for cls in policy.data["classes"]:
            for latest in ledger.all(Selection(cls, history=True)):
                if latest.root in seen or ledger.is_replaced(latest):
                    continue
                if _is_due(ledger, policy, latest, at):
                    seen.add(latest.root)
                    yield from ledger.chain(latest.root)


def _is_due(ledger: Recorder, policy: Fact, latest: Fact, at: datetime) -> bool:
    """Whether the time of a record is over: that of the learner who has left last, of the work of several."""
    if policy.data["after"] == "recorded":
        begins: list[date | None] = [latest.recorded_at.date()]
    else:
        graduated = policy.data["after"] == "graduated"
        begins = [_left(ledger, learner, graduated=graduated) for learner in learners_of(latest)]
    kept = float(policy.data["keepYears"]) * DAYS
    return bool(begins) and all(day is not None and (at.astimezone(UTC).date() - day).days >= kept for day in begins)


def _left(ledger: Recorder, learner: str, *, graduated: bool) -> date | None:
    """The first day on which the learner was in no class any more; None for one of whom the roster does not know it."""
    grade = ledger.connection.scalar(select(people.c.grade).where(people.c.id == learner))
    if graduated and grade not in LAST_GRADES:
        return None
    mine = (enrollments.c.person == learner, enrollments.c.role == "student")
    if ledger.connection.scalar(select(enrollments.c.number).where(*mine, enrollments.c.ends.is_(None)).limit(1)):
        return None
    found: date | None = ledger.connection.scalar(select(func.max(enrollments.c.ends)).where(*mine))
    return found


def _delete(ledger: Recorder, due: list[Fact], at: datetime) -> None:
    """Put the stubs in their places. Answers to requests that may be sent twice hold records too: they go."""
    connection = ledger.connection
    for fact in due:
        stub = {name: fact.data[name] for name in KEPT_WITH_STUB} | {"deletedAt": times.written(at)}
        values = {"cls": DELETED, "target": "", "framework": "", "status": "", "visibility": ""}
        connection.execute(update(facts).where(facts.c.id == fact.id), {**values, "body": orjson.dumps(stub)})
        for table in (fact_learners, fact_links, fact_parties):
            connection.execute(delete(table).where(table.c.fact == fact.id))
    connection.execute(delete(answered))


def _complete(_desk: Desk, draft: Draft) -> Rest:
    body = draft.body
    for index, cls in enumerate(body["classes"]):
        if cls not in CLASSES:
            raise wrong(f"/classes/{index}", "There are no records of learners of this class.")
    begins = moment_of(body, "validFrom")
    if "validTo" in body and moment_of(body, "validTo") <= begins:
        raise wrong("/validTo", "This is not after validFrom.")
    return Rest()


RETENTIONS = Kind(
    cls=RETENTION,
    segment="retention-policies",
    member="retentionPolicies",
    words="a retention policy",
    schema=TRUST,
    numbered=False,
    complete=_complete,
)
