"""Who may do what, cell by cell: the table here is written out, not made from the policy. SCL-PRV-01."""

from pathlib import Path
from typing import Any

from case_server import BASE
from learning_cast import URNS, Cast, grant
import pytest
from sqlalchemy import delete

from fairmark.server.roster.tables import ROSTER
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from learning_api import (
    LEARNER,
    MARCH,
    PUBLISHED,
    SECURE,
    TARGET,
    Json,
    agreed,
    determination,
    evidence,
    goal,
    judgment,
    pathway,
    portfolio,
    rule,
)

ASKING = """
            system learner classmate other guardian teacher teacher2 counselor leaderX leaderY district officer verifier scorer stranger
"""  # noqa: E501 - a table
READ = """
evidence         200    200       403   403      200     200      403       200     403     403      403     200      200    403      403
judgments        200    200       403   403      200     200      403       200     200     403      403     200      403    403      403
determinations   200    200       403   403      200     200      403       200     200     403      403     200      403    403      403
pathways         200    200       403   403      200     200      403       200     200     403      403     200      403    403      403
goals            200    200       404   404      200     200      404       200     404     404      404     200      404    404      404
portfolios       200    200       403   403      200     200      403       403     200     403      403     200      403    403      403
supports         200    200       404   404      200     200      404       200     200     404      404     200      404    404      404
share-grants     200    200       403   403      200     403      403       403     403     403      403     200      403    403      403
amendment-requests 200  200       403   403      200     403      403       403     403     403      403     200      403    403      403
progress         200    200       403   403      200     200      403       200     200     403      403     200      403    403      403
credential       200    200       403   403      200     200      403       403     200     403      403     200      403    403      403
access-events    403    403       403   403      200     403      403       403     403     403      403     200      403    403      403
determination-rules 200 200       200   200      200     200      200       200     200     200      200     200      200    200      200
calendars        200    200       200   200      200     200      200       200     200     200      200     200      200    200      200
calibration-sessions 200 403      403   403      403     200      200       403     200     200      200     200      403    200      403
work             200    403       403   403      403     403      403       403     403     403      403     403      403    200      403
private          200    200       403   403      200     403      403       403     403     403      403     200      403    403      403
school           200    200       403   403      200     200      403       200     200     403      403     200      200    403      403
"""  # noqa: E501 - a table
AUDIT = {"judgments": 200, "determinations": 200, "progress": 200, "evidence": 403, "goals": 404}
"""What the district administrator may read for the purpose audit."""

WRITE = """
evidence         201    201       403   403      403     201      403       403     403     403      403     403      403    403      403
judgments        201    403       403   403      403     201      403       403     403     403      403     403      403    403      403
self             201    201       403   403      403     201      403       403     403     403      403     403      403    403      403
peer             201    403       201   403      403     201      403       403     403     403      403     403      403    403      403
determinations   201    403       403   403      403     201      403       403     403     403      403     403      403    403      403
pathways         201    201       403   403      403     201      403       403     403     403      403     403      403    403      403
goals            201    201       403   403      403     201      403       201     403     403      403     403      403    403      403
portfolios       201    201       403   403      403     403      403       403     403     403      403     403      403    403      403
supports         201    403       403   403      403     201      403       201     403     403      403     403      403    403      403
determination-rules 201 403       403   403      403     201      201       403     201     201      201     403      403    403      403
retention-policies 403  403       403   403      403     403      403       403     403     403      403     201      403    403      403
"""  # noqa: E501 - a table


def cells(table: str) -> list[tuple[str, str, int]]:
    who = ASKING.split()
    rows = (line.split() for line in table.split("\n") if line)
    return [(what, name, int(status)) for what, *cells in rows for name, status in zip(who, cells, strict=True)]


def support(**members: Any) -> Json:
    return {
        "learners": [LEARNER],
        "kind": "Paired reading",
        "description": "Ten minutes a day",
        "targets": [TARGET],
        "reason": {"flag": "stuck", "target": TARGET, "at": MARCH},
        "startDate": "2024-03-21",
        "reviewDate": "2024-04-19",
        "status": "open",
        "staff": [URNS["counselor"]],
        **members,
    }


class Scene:
    """A record of each class about the learner, and what would be posted to make another one."""

    def __init__(self, cast: Cast) -> None:
        system = cast["system"]
        self.cast = cast
        work = system.evidence()
        made = system.rule()
        judged = system.judgment(work, SECURE)
        concluded = system.determination(made)
        year = system.calendar()
        request = {"learner": LEARNER, "record": judged["id"], "grounds": "Not mine.", "status": "open"}
        asked = cast["guardian"].post("amendment-requests", {**request, "requestedBy": URNS["guardian"]})
        scored = system.evidence(learners=[URNS["classmate"]], submittedBy=URNS["classmate"])
        records = {
            "evidence": work,
            "judgments": judged,
            "determinations": concluded,
            "pathways": system.pathway(year),
            "goals": system.goal(),
            "portfolios": system.portfolio(work),
            "supports": system.post("supports", support()),
            "share-grants": cast["guardian"].post("share-grants", grant("guardian", "verifier")),
            "amendment-requests": asked,
            "determination-rules": made,
            "calendars": year,
            "calibration-sessions": system.post("calibration-sessions", session(scored)),
        }
        self.paths = {what: f"{what}/{record['id']}" for what, record in records.items()}
        self.paths |= {
            "progress": f"learners/{LEARNER}/progress",
            "credential": f"determinations/{concluded['id']}/credential",
            "access-events": "access-events",
            "work": f"{self.paths['calibration-sessions']}/work",
            "private": f"evidence/{system.evidence(visibility='learner')['id']}",
            "school": f"evidence/{system.evidence(visibility='school')['id']}",
        }
        self.bodies: dict[str, tuple[str, Json]] = {
            "evidence": ("evidence", evidence()),
            "judgments": ("judgments", judgment(work, SECURE)),
            "self": ("judgments", judgment(work, SECURE, scorerRole="self")),
            "peer": ("judgments", judgment(work, SECURE, scorerRole="peer")),
            "determinations": ("determinations", determination(made)),
            "pathways": ("pathways", pathway(year)),
            "goals": ("goals", goal(agreedBy=[agreed(URNS["teacher"])])),
            "portfolios": ("portfolios", portfolio(work)),
            "supports": ("supports", support()),
            "determination-rules": ("determination-rules", rule()),
            "retention-policies": (
                "retention-policies",
                {"title": "T", "classes": ["Goal"], "keepYears": 5, "after": "left", "validFrom": MARCH},
            ),
        }


def session(work: Json) -> Json:
    item = {"evidence": work["id"], "evidenceVersion": work["version"]}
    seat = {"scorer": URNS["scorer"], "organisation": "urn:example:x", "role": "scorer"}
    return {
        "title": "Reading aloud",
        "rubric": f"{PUBLISHED}/CFRubrics/3fb19a1d-e546-5a02-9e31-84b98e70659f",
        "targets": [TARGET],
        "organisations": ["urn:example:x"],
        "items": [item],
        "scorers": [seat],
        "blind": True,
        "tolerance": 1,
        "status": "scoring",
        "openedAt": "2024-05-01T08:00:00Z",
    }


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("matrix")
    own = request.param == "sqlite"
    url = f"sqlite:///{(folder / 'store.db').as_posix()}" if own else request.getfixturevalue("postgresql")()
    engine = open_database(url)
    upgrade(engine)
    yield Scene(Cast(Store(engine), folder))
    engine.dispose()


@pytest.mark.parametrize("what", dict.fromkeys(what for what, *_ in cells(READ)))
def test_reading(scene: Scene, what: str) -> None:
    expected = {who: status for one, who, status in cells(READ) if one == what}
    query = {"learner": LEARNER} if what == "access-events" else {}
    path = scene.paths[what]
    assert {who: scene.cast[who].ask("GET", path, **query).status_code for who in expected} == expected


@pytest.mark.parametrize("what", dict.fromkeys(what for what, *_ in cells(WRITE)))
def test_writing(scene: Scene, what: str) -> None:
    expected = {who: status for one, who, status in cells(WRITE) if one == what}
    path, body = scene.bodies[what]
    assert {who: scene.cast[who].ask("POST", path, body).status_code for who in expected} == expected


def test_lists_hold_what_may_be_seen_one_by_one(scene: Scene) -> None:
    """The condition that lists are made by and the decision on one record agree."""
    for what, who, status in cells(READ):
        if what in scene.bodies and "/" in scene.paths[what]:
            id = scene.paths[what].partition("/")[2]
            found = scene.cast[who].ask("GET", what, limit=1000, history="true")
            assert found.status_code == 200
            (records,) = found.get_json().values()
            assert (id in [one["id"] for one in records]) == (status == 200), (what, who)


def test_of_whom_one_may_see_nothing_a_list_is_refused(scene: Scene) -> None:
    for who, status in (("teacher", 200), ("teacher2", 403), ("stranger", 403), ("learner", 200), ("verifier", 200)):
        assert scene.cast[who].ask("GET", "evidence", learner=LEARNER).status_code == status, who


def test_the_district_looks_at_records_for_an_audit_only(scene: Scene) -> None:
    audit = {"Access-Purpose": "audit"}
    for what, status in AUDIT.items():
        assert scene.cast["district"].ask("GET", scene.paths[what], headers=audit).status_code == status, what
    assert scene.cast["teacher"].ask("GET", scene.paths["judgments"], headers=audit).status_code == 403
    wrong = scene.cast["district"].ask("GET", scene.paths["judgments"], headers={"Access-Purpose": "curiosity"})
    assert (wrong.status_code, wrong.get_json()["field"]) == (400, "Access-Purpose")


def test_what_is_recorded_of_learners_says_nothing_about_who_they_are(scene: Scene) -> None:
    """SCL-PRV-07 and -08: neither demographics nor names."""
    for what in ("evidence", "judgments", "determinations", "goals"):
        told = scene.cast["teacher"].ask("GET", scene.paths[what]).text
        assert not [word for word in ("Quarshie", "asian", "2012-05-17", "@") if word in told]


def test_the_policy_is_published(scene: Scene) -> None:
    published = scene.cast["stranger"].get("access-policy", "AccessPolicy")
    assert {row["role"] for row in published["rows"]} >= {"learner", "guardian", "teacher", "district"}
    assert published["hidden"] == ["Goal", "Support"]
    assert BASE not in str(published)


def test_a_batch_is_refused_for_the_first_record_that_may_not_be_recorded(scene: Scene) -> None:
    records = [evidence(), evidence(learners=[URNS["other"]])]
    answer = scene.cast["teacher"].ask("POST", "evidence/batch", records)
    assert (answer.status_code, answer.get_json()["field"]) == (403, "/1")
    partly = scene.cast["teacher"].ask("POST", "evidence/batch", records, partial="true")
    assert [one["status"] for one in partly.get_json()["records"]] == [201, 403]


def test_work_of_a_group_is_handed_in_by_any_of_them(scene: Scene) -> None:
    together = evidence(learners=[LEARNER, URNS["classmate"]])
    assert scene.cast["classmate"].ask("POST", "evidence", together).status_code == 201
    for who in ("other", "classmate"):
        strangers = evidence(learners=[URNS["other"], URNS["classmate"]])
        assert scene.cast[who].ask("POST", "evidence", strangers).status_code == 403


def test_without_a_roster_people_are_related_to_nobody(sqlite_store: Store, tmp_path: Path) -> None:
    cast = Cast(sqlite_store, tmp_path)
    with sqlite_store.engine.begin() as connection:
        for table in ROSTER:
            connection.execute(delete(table))
    work = cast["system"].evidence()
    asked = {
        who: cast[who].ask("GET", f"evidence/{work['id']}").status_code for who in ("learner", "teacher", "guardian")
    }
    assert asked == {"learner": 200, "teacher": 403, "guardian": 403}
