"""Deletion when the time of records is over: content is gone, a stub stays. SCL-PRV-09."""

from datetime import UTC, datetime, timedelta

from learning_cast import Cast
from sqlalchemy import select

from conftest import Run
from fairmark.server.learning.access.retention import delete_due
from fairmark.server.learning.tables import facts
from fairmark.server.storage.database import reading
from learning_api import LEARNER, MARCH, SECURE, on_both

YEARS_ON = datetime.now(UTC) + timedelta(days=6 * 365)


def keep_for(cast: Cast, classes: list[str], **members: object) -> None:
    body = {"title": "Five years", "classes": classes, "keepYears": 5, "after": "recorded", "validFrom": MARCH}
    cast["officer"].post("retention-policies", {**body, **members})


@on_both
def test_content_is_gone_and_a_stub_without_personal_data_stays(cast: Cast) -> None:
    system = cast["system"]
    first = system.evidence()
    second = system.evidence(previousVersion=first["id"])
    judged = system.judgment(second, SECURE)
    system.determination(system.rule())
    keep_for(cast, ["EvidenceRecord", "Judgment"])
    engine = cast.store.engine
    assert delete_due(engine, datetime.now(UTC)).counts == {}
    assert delete_due(engine, YEARS_ON, dry_run=True).counts == {"EvidenceRecord": 2, "Judgment": 1}
    assert system.ask("GET", f"judgments/{judged['id']}").status_code == 200
    assert delete_due(engine, YEARS_ON).counts == {"EvidenceRecord": 2, "Judgment": 1}
    assert delete_due(engine, YEARS_ON).counts == {}
    for path in (f"evidence/{first['id']}", f"evidence/{second['id']}", f"judgments/{judged['id']}"):
        assert system.ask("GET", path).status_code == 410
    for path in ("evidence", "judgments"):
        assert system.ask("GET", path, history="true").headers["X-Total-Count"] == "0"
    with reading(engine) as connection:
        wanted = select(facts).where(facts.c.cls == "Deleted").order_by(facts.c.recorded_at)
        stubs = connection.execute(wanted).all()
    assert [(stub.id, stub.replaces) for stub in stubs] == [
        (first["id"], None),
        (second["id"], first["id"]),
        (judged["id"], None),
    ]
    assert not [stub for stub in stubs if LEARNER.encode() in stub.body or b"tin boat" in stub.body]
    assert system.ask("GET", f"learners/{LEARNER}/progress").status_code == 200


def test_what_began_when_the_learner_left_waits_for_the_roster_to_say_so(cast: Cast) -> None:
    cast["system"].goal()
    keep_for(cast, ["Goal"], after="left")
    assert delete_due(cast.store.engine, YEARS_ON).counts == {}, "the classes of the roster go on until 2099"
    end = datetime(2105, 1, 1, tzinfo=UTC)
    assert delete_due(cast.store.engine, end).counts == {"Goal": 1}


def test_a_policy_is_about_records_of_learners_and_holds_while_it_is_valid(cast: Cast) -> None:
    body = {"title": "All", "classes": ["Goal", "Person"], "keepYears": 1, "after": "recorded", "validFrom": MARCH}
    assert cast["officer"].refused("retention-policies", body, "/classes/1") == 422
    assert (
        cast["officer"].refused("retention-policies", {**body, "classes": ["Goal"], "validTo": MARCH}, "/validTo")
        == 422
    )
    cast["system"].goal()
    keep_for(cast, ["Goal"], validTo="2026-01-01T00:00:00Z")
    assert delete_due(cast.store.engine, YEARS_ON).counts == {}


def test_the_command(cast: Cast, fairmark: Run, database_url: str) -> None:
    cast["system"].goal()
    keep_for(cast, ["Goal"], keepYears=0)
    told = fairmark("retain", "--dry-run", "--database", database_url)
    assert (told.exit_code, told.stdout) == (0, "Would be deleted: 1 Goal.\n")
    assert fairmark("retain", "--database", database_url).stdout == "Deleted: 1 Goal.\n"
    assert fairmark("retain", "--database", database_url).stdout == "Deleted: nothing.\n"
