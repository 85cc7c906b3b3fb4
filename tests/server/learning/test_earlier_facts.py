"""Facts that an earlier version recorded are read like those of today."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
import orjson
from sqlalchemy import select, text

from fairmark.server.learning.ledger import looking
from fairmark.server.learning.selection import Selection
from fairmark.server.learning.tables import facts
from fairmark.server.learning.times import ALWAYS
from fairmark.server.storage import migrations
from fairmark.server.storage.database import open_database, writing
from fairmark.server.storage.migrations import upgrade
from learning_api import LEARNER, TEACHER, on_both

INSERT = """INSERT INTO facts (id, cls, framework, target, effective_at, recorded_at, replaces, body)
VALUES (:id, :cls, '', '', :effective_at, :recorded_at, :replaces, :body)"""


def row(number: int, cls: str, replaces: int | None = None, **data: Any) -> dict[str, Any]:
    at = f"2024-05-0{number}T00:00:00.000000+00:00"
    return {
        "id": f"urn:{number}",
        "cls": cls,
        "effective_at": at,
        "recorded_at": at,
        "replaces": f"urn:{replaces}" if replaces else None,
        "body": orjson.dumps({"id": f"urn:{number}", **data}),
    }


@on_both
def test_earlier_facts_know_whose_place_they_take(database_url: str) -> None:
    engine = open_database(database_url)
    settings = Config()
    settings.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    rows = [
        row(1, "EvidenceRecord", status="submitted", evidence={"type": ["Evidence"]}),
        row(2, "EvidenceRecord", 1, status="submitted", evidence={"type": ["Evidence"]}, visibility="team"),
        row(3, "Judgment", status="scored", evidence="urn:1", purpose="summative"),
        row(4, "Judgment", 3, status="scored", evidence="urn:1", purpose="summative"),
        row(5, "DeterminationRule", name="Latest"),
        row(6, "Determination", status="proficient", rule="urn:5", learner=LEARNER),
        row(7, "Support", status="open", learners=[LEARNER], staff=[TEACHER]),
    ]
    with writing(engine) as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0005")
        connection.execute(text(INSERT), rows)
    upgrade(engine)
    with looking(engine) as ledger:
        (work,) = ledger.all(Selection("EvidenceRecord"))
        (judgment,) = ledger.all(Selection("Judgment"))
        (determination,) = ledger.all(Selection("Determination", status="proficient"))
        assert (work.id, work.root, work.replaces_from) == ("urn:2", "urn:1", work.effective_at)
        assert (judgment.id, judgment.root, judgment.replaces_from) == ("urn:4", "urn:3", ALWAYS)
        assert [ledger.linked(fact) for fact in (judgment, determination)] == [["urn:1"], ["urn:5"]]
        assert [fact.id for fact in ledger.naming(TEACHER, Selection("Support"))] == ["urn:7"]
        shown = select(facts.c.id).where(facts.c.visibility == "team")
        assert list(ledger.connection.scalars(shown)) == ["urn:2"]
        assert (determination.replaces_from, determination.root) == (None, "urn:6")
    engine.dispose()
