"""The reports over HTTP: to whom each is told, who is behind a figure, and that every answer is as described."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
import pytest
import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import func, select

from fairmark.fixtures import frameworks
from fairmark.fixtures.district import District
from fairmark.fixtures.district.continuums import USED
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.importing.importer import How, import_source
from fairmark.server.learning.access.log import access_events
from fairmark.server.reports.catalogue import REPORTS
from fairmark.server.reports.operations import REPORTS_API
from fairmark.server.roster.people import People
from fairmark.server.serving.demo_district import DemoPeople, demo_people, holds_district, put_district
from fairmark.server.serving.places import TIME_ZONE
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database, reading
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.readers.source import of_bytes
from fairmark.validators.rules.shape import accepts

BASE = "http://localhost"
VIEWS = "scl/scl-views-v1.schema.json"
ON = date(2026, 11, 20)
NAMED = [id for id, report in REPORTS.items() if report.suppression == "SUP-0"]
WIDE = [id for id, report in REPORTS.items() if report.suppression == "SUP-2"]

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A small sample district."""
    engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('reports') / 'store.db').as_posix()}")
    upgrade(engine)
    made = Store(engine)
    for name in USED:
        import_source(made, of_bytes(f"{name}.json", frameworks()[name].read_bytes()), How(lenient=False))
    assert not holds_district(engine)
    put_district(engine, District(learners=200))
    assert holds_district(engine)
    yield made
    engine.dispose()


@pytest.fixture(scope="module")
def app(store: Store) -> Flask:
    return create_app(Context(Settings(public_url=BASE, time_zone=TIME_ZONE), store), apis=(REPORTS_API,))


@pytest.fixture(scope="module")
def people(store: Store) -> DemoPeople:
    found = demo_people(store.engine)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def tokens(store: Store, people: DemoPeople) -> dict[str, str]:
    who = {name: getattr(people, name) for name in people.__slots__} | {"system": None}
    known = Tokens(store.engine)
    return {name: issue(known, name, frozenset({"scl.read"}), acts_as=urn) for name, urn in who.items()}


@pytest.fixture
def ask(client: FlaskClient, tokens: dict[str, str]) -> Ask:
    def run(who: str, path: str, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get(f"/scl/v1/reports{path}", headers={"Authorization": f"Bearer {tokens[who]}", **named})

    return run


def _named_in(result: dict[str, Any]) -> set[str]:
    at = [number for number, column in enumerate(result["columns"]) if column["unit"] == "learner"]
    return {row[number] for row in result["rows"] for number in at}


def test_the_catalogue_lists_every_report(ask: Ask) -> None:
    answer = ask("learner", "")
    assert [one["id"] for one in answer.json["reports"]] == [f"R-{number:02}" for number in range(1, 24)]
    assert accepts(VIEWS, "ReportCatalogue", answer.json)


@pytest.mark.parametrize("id", REPORTS)
def test_every_report_answers_a_system_in_each_form(ask: Ask, id: str) -> None:
    answer = ask("system", f"/{id}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert accepts(VIEWS, "ReportResult", answer.json)
    assert answer.json["rows"]
    table = ask("system", f"/{id}?format=csv")
    assert table.mimetype == "text/csv"
    assert len(table.data.decode("utf-8-sig").splitlines()) >= len(answer.json["rows"])
    assert table.headers["Content-Disposition"] == f'attachment; filename="{id}.csv"'
    assert ask("system", f"/{id}?format=xlsx").data.startswith(b"PK")


def test_single_learners_are_told_of_to_those_only_who_are_related_to_them(
    ask: Ask, store: Store, people: DemoPeople
) -> None:
    with reading(store.engine) as connection:
        roster = People(connection)
        allowed = {
            "learner": {people.learner},
            "guardian": set(roster.children_of(people.guardian)),
            "teacher": set(roster.learners_of(people.teacher, ON)),
            "leader": set(roster.learners_at(roster.schools_of(people.leader, ON), ON)),
        }
    for who, learners in allowed.items():
        for id in ("R-01", "R-02", "R-08"):
            answer = ask(who, f"/{id}")
            assert answer.status_code == 200, (who, id)
            assert answer.json["meta"]["suppression"]["class"] == "SUP-0"
            assert _named_in(answer.json) <= learners, (who, id)
        assert _named_in(ask(who, "/R-08").json), who
    elsewhere = ask("other_teacher", f"/R-08?where=learner={people.learner}")
    assert (elsewhere.status_code, elsewhere.json["rows"]) == (200, [])
    for id in NAMED:
        if REPORTS[id].wider is None:
            assert ask("district", f"/{id}").status_code == 403, id
    assert ask("district", "/R-01", Access_Purpose="audit").status_code == 200  # said expressly


def test_groups_are_told_of_to_leaders_and_the_district_and_whole_of_their_own_school_only(
    ask: Ask, store: Store, people: DemoPeople
) -> None:
    with reading(store.engine) as connection:
        (own,) = People(connection).schools_of(people.leader, ON)
        other = People(connection).schools_of(people.other_teacher, ON)[0]
    circle = lambda answer: answer.json["meta"]["suppression"]["class"]  # noqa: E731
    for id in WIDE:
        assert ask("district", f"/{id}").status_code == ask("leader", f"/{id}").status_code == 200, id
        assert circle(ask("district", f"/{id}")) == circle(ask("leader", f"/{id}")) == "SUP-2"
        assert [ask(who, f"/{id}").status_code for who in ("learner", "guardian", "teacher")] == [403] * 3
    assert circle(ask("leader", f"/R-11?where=school={own}")) == "SUP-1"
    assert circle(ask("leader", f"/R-11?where=school={other}")) == "SUP-2"
    assert circle(ask("leader", f"/R-11?where=school={own}&where=school={other}")) == "SUP-2"
    assert circle(ask("district", "/R-22")) == "SUP-2"  # of single learners to others, of groups to them


def test_a_figure_is_of_the_learners_who_are_listed_behind_it(ask: Ask, store: Store, people: DemoPeople) -> None:
    with reading(store.engine) as connection:
        (own,) = People(connection).schools_of(people.leader, ON)
    result = ask("leader", f"/R-11?where=school={own}").json
    at = {column["name"]: number for number, column in enumerate(result["columns"])}
    row = max(result["rows"], key=lambda each: each[at["determined"]])
    keys = "&".join(f"row={name}={row[at[name]]}" for name in ("code", "level", "competency"))
    listed = ask("leader", f"/R-11/learners?where=school={own}&{keys}").json
    status = [column["name"] for column in listed["columns"]].index("status")
    assert len(listed["rows"]) == row[at["determined"]] + row[at["insufficient"]]
    assert sum(each[status] == "proficient" for each in listed["rows"]) == row[at["proficient"]]


def test_who_may_not_see_whom_a_figure_is_about_is_refused_and_that_is_logged(ask: Ask, store: Store) -> None:
    refused = select(func.count()).select_from(access_events).where(access_events.c.action == "deny")

    def count() -> int:
        with reading(store.engine) as connection:
            return connection.scalar(refused) or 0

    before = count()
    assert ask("district", "/R-11/learners").status_code == 403
    assert count() == before + 1


def test_who_is_named_in_a_report_has_it_in_their_log(ask: Ask, store: Store, people: DemoPeople) -> None:
    ask("teacher", "/R-08")
    wanted = select(access_events.c.resource).where(
        access_events.c.learner == people.learner, access_events.c.actor == people.teacher
    )
    with reading(store.engine) as connection:
        assert f"{BASE}/scl/v1/reports/R-08" in connection.scalars(wanted).all()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("by=school", 200),
        ("by=school,grade", 200),
        ("by=school,grade,race", 400),  # more than anybody may be told
        ("by=on", 400),
        ("by=learner", 400),
        ("by=class", 400),
        ("where=grade=KG", 200),
        ("where=grade=x", 400),
        ("where=grade", 400),
        ("set=nothing=1", 400),
        ("asOf=2026-01-31", 400),
        ("asOf=2026-01-31T12:00:00Z&knownAt=2026-01-31T12:00:00Z", 200),
        ("asOf=0001-01-01T00:00:00Z", 400),
        ("asOf=9999-12-31T23:59:59Z", 200),
        ("misspelt=1", 400),
    ],
)
def test_what_cannot_be_asked_is_refused(ask: Ask, query: str, status: int) -> None:
    assert ask("district", f"/R-11?{query}").status_code == status


def test_there_is_no_other_report_and_none_without_data(ask: Ask, tokens: dict[str, str], tmp_path: Any) -> None:
    assert ask("system", "/R-99").status_code == 404
    engine = open_database(f"sqlite:///{(tmp_path / 'empty.db').as_posix()}")
    upgrade(engine)
    empty = create_app(Context(Settings(public_url=BASE), Store(engine)), apis=(REPORTS_API,))
    token = issue(Tokens(engine), "t", frozenset({"scl.read"}))
    answer = empty.test_client().get("/scl/v1/reports/R-11", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 409
    engine.dispose()


@pytest.fixture(scope="module")
def described(app: Flask) -> BaseSchema:
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


@pytest.mark.parametrize("way", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda way: way.value)
@pytest.mark.parametrize("operation", [f"reports_{route.operation}" for route in REPORTS_API.routes])
def test_every_answer_is_as_described(
    described: BaseSchema, tokens: dict[str, str], operation: str, way: GenerationMode
) -> None:
    headers = {"Accept-Encoding": "identity", "Authorization": f"Bearer {tokens['system']}"}

    @given(described.find_operation_by_id(operation).as_strategy(generation_mode=way))
    @settings(max_examples=10, deadline=None, derandomize=True)
    def agrees(case: Case) -> None:
        # No schema says which reports there are, and by what each may be asked.
        if "reportId" in case.path_parameters:
            case.path_parameters["reportId"] = "R-11"
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    agrees()
