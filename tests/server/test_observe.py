"""Consumers observed: what a session offers, what it keeps, and what is said of those who came."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
import json
from pathlib import Path
from typing import Any

from case_server import SEGMENTS, judged
from consumers import ALSO, WRONG, Broken, Clock, Consumer, having, stops_at
from flask import Flask
from flask.testing import FlaskClient
import pytest

from fairmark.server import observe, web
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.observe import session as limits
from fairmark.server.observe.course import course_of
from fairmark.server.observe.session import Sessions
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.judge import load_rules
from fairmark.validators.suites import recording
from fairmark.validators.suites.case_consumer.observation import Situation
from fairmark.validators.suites.run import run_suite
from fairmark.validators.suites.transport import InProcess

load_rules()

SITE = "https://case.example.org"
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
RULES = sorted(id for id, rule in REGISTRY.items() if rule.scope == "observed")
COLLECTION_KINDS = {
    "CFDocuments": "case-document",
    "CFItems": "case-item",
    "CFAssociations": "case-association",
    "CFRubrics": "case-rubric",
    "CFConcepts": "case-concept-set",
    "CFSubjects": "case-subject-set",
    "CFLicenses": "case-license",
    "CFItemTypes": "case-item-type-set",
    "CFAssociationGroupings": "case-association-grouping",
    "CFItemAssociations": "case-association-set",
}

Begin = Callable[..., dict[str, Any]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> Flask:
    engine = open_database(f"sqlite:///{(tmp_path / 'observe.db').as_posix()}")
    upgrade(engine)
    context = Context(Settings(public_url=SITE, observe=True), Store(engine))
    sessions = Sessions(clock, clock.wall)
    made = create_app(context, pages=[web.mount, partial(observe.mount, sessions=sessions)])
    made.config.update(SERVER_NAME="case.example.org", PREFERRED_URL_SCHEME="https")
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def begin(client: FlaskClient) -> Begin:
    def make(version: str = "1.1") -> dict[str, Any]:
        answer = client.post("/observe", data={"version": version})
        assert answer.status_code == 201
        told: dict[str, Any] = answer.get_json()
        return told

    return make


def outcomes(report: dict[str, Any]) -> dict[str, set[str]]:
    """Outcome to the rules that have it for some operation."""
    found: dict[str, set[str]] = {}
    for check in report["checks"]:
        found.setdefault(check["outcome"], set()).add(check["rule"])
    return found


def watched(client: FlaskClient, clock: Clock, told: dict[str, Any], kind: type[Consumer]) -> dict[str, Any]:
    """The report about a consumer of that kind, when it has come to its end."""
    with suppress(Broken):
        kind(client, told["base"], clock).run()
    assert client.post(told["end"]).status_code == 200
    report: dict[str, Any] = client.get(told["report"]).get_json()
    return report


# -- what is said of a consumer --------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_who_does_everything_right_is_told_so(client: FlaskClient, clock: Clock, begin: Begin, version: str) -> None:
    report = watched(client, clock, begin(version), Consumer)
    assert outcomes(report) == {"pass": {id for id in RULES if version in REGISTRY[id].versions}}
    assert report["verdict"] == "pass"
    assert report["profile"] == f"case-{version}-consumer"
    assert report["findings"] == []
    assert {required["outcome"] for required in report["requirements"]} == {"pass"}


@pytest.mark.parametrize("rule", WRONG)
def test_who_does_one_thing_wrong_is_told_which(client: FlaskClient, clock: Clock, begin: Begin, rule: str) -> None:
    report = watched(client, clock, begin(), WRONG[rule])
    assert report["faults"] == []
    told = {found["rule"] for found in report["findings"] if found["severity"] != "info" or found["rule"] == rule}
    assert told == {rule, *ALSO.get(rule, ())}, [check for check in report["checks"] if check["rule"] in told]
    assert {finding["severity"] for finding in report["findings"] if finding["rule"] == rule} == {
        REGISTRY[rule].severity
    }
    proof = next(check for check in report["checks"] if check["rule"] == rule and check["exchanges"])
    assert proof["exchanges"][0]["request"].startswith(("GET /observe/", "PUT /observe/"))
    assert f"/ims/case/{SEGMENTS['1.1']}/" in proof["exchanges"][0]["curl"]


def test_every_rule_has_somebody_who_breaks_it() -> None:
    assert set(WRONG) == set(RULES) - {"CASE-OBS-001"}, "CASE-OBS-001 cannot be failed, only not seen"


def test_of_whom_nothing_was_seen_nothing_is_said(client: FlaskClient, begin: Begin) -> None:
    told = begin()
    client.post(told["end"])
    report = client.get(told["report"]).get_json()
    assert outcomes(report) == {"cannot-tell": set(RULES)}
    assert report["verdict"] == "undetermined"
    assert report["headline"].startswith("UNDETERMINED: ")


def test_who_reads_one_framework_is_not_blamed_for_the_others(client: FlaskClient, clock: Clock, begin: Begin) -> None:
    """A person may have chosen it."""

    def run(self: Consumer) -> None:
        documents = list(self.documents())
        self.package(next(d["identifier"] for d in documents if "circle" in d["title"]))

    report = watched(client, clock, begin(), having(run=run))
    assert not {"fail", "warn"} & set(outcomes(report))
    assert "CASE-OBS-011" in outcomes(report)["cannot-tell"]


def test_what_is_left_undone_counts_only_at_the_end(client: FlaskClient, clock: Clock, begin: Begin) -> None:
    told = begin()
    with pytest.raises(Broken):
        having(understand=stops_at("circle"))(client, told["base"], clock).run()
    clock.wait(limits.SILENCE - 1)
    assert not {"fail", "warn"} & set(outcomes(client.get(told["report"]).get_json()))
    clock.wait(2)
    assert {"CASE-OBS-011"} <= outcomes(client.get(told["report"]).get_json())["warn"]


def test_several_requests_at_a_time_prove_nothing(client: FlaskClient, clock: Clock, begin: Begin) -> None:
    """Those that follow at once may have been under way when the unusual answer came."""

    def run(self: Consumer) -> None:
        listed = [d["identifier"] for d in self.documents()]
        names = course_of("1.1").offer.documents
        start = names.index(course_of("1.1").offer.situations[Situation.CIRCLE])
        for identifier in listed[start : start + 4]:
            self.get(f"CFPackages/{identifier}")

    report = watched(client, clock, begin(), having(run=run))
    check = next(check for check in report["checks"] if check["rule"] == "CASE-OBS-011")
    assert (check["outcome"], check["reason"][:30]) == ("cannot-tell", "Only 3 requests for others cam")


def test_a_first_look_at_the_list_is_no_overlap(client: FlaskClient, clock: Clock, begin: Begin) -> None:
    def run(self: Consumer) -> None:
        self.get("CFDocuments?limit=1")
        self.get("CFDocuments?limit=30&offset=90")
        Consumer.run(self)

    report = watched(client, clock, begin(), having(run=run))
    assert report["verdict"] == "pass"


def test_pages_smaller_than_asked_for_are_noticed(client: FlaskClient, clock: Clock, begin: Begin) -> None:
    """Providers bound their pages: who adds the limit that it asked for skips what was left out."""

    def following(_self: Consumer, arguments: dict[str, Any], received: int) -> dict[str, Any]:
        return {**arguments, "offset": arguments["offset"] + arguments["limit"]} if received else {}

    greedy = having(first_page={"limit": 1000, "offset": 0}, following=following)
    report = watched(client, clock, begin(), greedy)
    check = next(check for check in report["checks"] if check["rule"] == "CASE-OBS-002")
    assert check["outcome"] == "warn"
    assert check["reason"].startswith("100 of 120 documents were read; number 101 was not")


# -- what is offered -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_what_is_offered_is_right_but_for_what_it_is_there_for(client: FlaskClient, begin: Begin, version: str) -> None:
    meant = {
        Situation.SPARSE: {"CASE-PKG-002": "warning"},
        Situation.CIRCLE: {"CASE-ASSOC-003": "error"},
        Situation.OUTSIDE: {"CASE-ASSOC-014": "warning"} if version == "1.0" else {},
    }
    told, course = begin(version), course_of(version)
    path = told["base"].removeprefix(SITE)
    for document in own_documents(client, told):
        name = shared(document["identifier"])
        answer = client.get(f"{told['base']}/CFPackages/{document['identifier']}")
        situation = course.situations.get(name)
        if situation in (Situation.BUSY, Situation.BUSY_UNTIL):
            assert answer.status_code == 429
        elif situation is Situation.MISSING:
            assert answer.status_code == 404
        else:
            found = judged(answer.data, f"{path}/CFPackages/x", version, "case-package")
            assert found == meant.get(situation, {}) if situation else found == {}, situation


def own_documents(client: FlaskClient, told: dict[str, Any]) -> list[dict[str, Any]]:
    pages = [client.get(f"{told['base']}/CFDocuments?offset={start}").get_json() for start in (0, 100)]
    return [document for page in pages for document in page["CFDocuments"]]


def shared(identifier: str) -> str:
    """An identifier as all sessions have it."""
    return "0b5e47ed" + identifier[8:]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_single_objects_are_right(client: FlaskClient, begin: Begin, version: str) -> None:
    told = begin(version)
    base, path = told["base"], told["base"].removeprefix(SITE)
    package = client.get(f"{base}/CFPackages/{own_documents(client, told)[0]['identifier']}").get_json()
    parts = {**package, **package["CFDefinitions"], "CFDocuments": [package["CFDocument"]]}
    parts["CFItemAssociations"] = package["CFItems"]
    for collection, kind in COLLECTION_KINDS.items():
        for one in parts[collection]:
            address = f"{base}/{collection}/{one['identifier']}"
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert judged(answer.data, f"{path}/{collection}/x", version, kind) == {}
            assert one["identifier"] in answer.text
    below = client.get(f"{base}/CFSubjects/{package['CFDefinitions']['CFSubjects'][0]['identifier']}").get_json()
    assert [one["title"] for one in below["CFSubjects"]] == ["Reading", "Sounds"]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_the_provider_suite_has_nothing_against_a_session(
    app: Flask, begin: Begin, clock: Clock, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    """What trips a consumer must not be a fault of this provider."""
    monkeypatch.setattr(recording, "sleep", clock.wait)
    told = begin(version)
    profile = profile_named(f"case-{version}-provider", live=True)
    report = run_suite(told["base"], profile, InProcess(app))
    assert report.headline.startswith("PASS: "), report.headline
    assert {group.rule.id for group in report.findings} <= {"CASE-DOC-009"}


def test_two_sessions_share_no_address_and_no_identifier(client: FlaskClient, begin: Begin) -> None:
    one, other = begin(), begin()
    first, second = (client.get(f"{told['base']}/CFDocuments").text for told in (one, other))
    identifiers = {document["identifier"] for document in json.loads(first)["CFDocuments"]}
    assert not any(identifier in second for identifier in identifiers)
    assert one["base"] in first and one["base"] not in second
    for text in (first, second):
        assert "session.invalid" not in text and "0b5e47ed" not in text
    foreign = next(iter(identifiers))
    assert client.get(f"{other['base']}/CFPackages/{foreign}").status_code == 404


def test_busy_means_the_same_in_both_forms(client: FlaskClient, clock: Clock, begin: Begin) -> None:
    told = begin()
    offer = course_of("1.1").offer
    mark = own_documents(client, told)[0]["identifier"][:8]
    for situation in (Situation.BUSY, Situation.BUSY_UNTIL):
        address = f"{told['base']}/CFPackages/{mark}{offer.situations[situation][8:]}"
        first = client.get(address)
        assert first.status_code == 429
        assert first.get_json()["imsx_codeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"] == "server_busy"
        clock.wait(0.5)
        assert client.get(address).status_code == 429
        Consumer(client, told["base"], clock).wait(first.headers["Retry-After"])
        assert client.get(address).status_code == 200


# -- what is kept ----------------------------------------------------------------------------------------------------


def test_no_secret_comes_into_the_log(client: FlaskClient, begin: Begin) -> None:
    told = begin()
    client.post(
        f"{told['base']}/CFDocuments?api_key=SECRET1&limit=SECRET2&filter=title='SECRET3'",
        data=b"SECRET4",
        headers={"Authorization": "Bearer SECRET5", "Cookie": "session=SECRET6", "X-Api-Key": "SECRET7"},
    )
    client.get(f"{told['base']}/CFItems/x", headers={"Authorization": "SECRET8"})
    entries = client.get(told["requests"]).get_json()
    assert entries[0]["target"] == "CFDocuments?api_key=…&limit=…&filter=…"
    assert entries[0]["headers"]["authorization"] == "Bearer ********"
    assert entries[1]["headers"]["authorization"] == "********"
    for form in ("json", "html", "console", "csv"):
        assert "SECRET" not in client.get(told["report"].replace("/json", f"/{form}")).text
    assert "SECRET" not in client.get(told["page"]).text + client.get(told["requests"]).text


def test_the_log_tells_method_path_arguments_time_and_answer(client: FlaskClient, clock: Clock, begin: Begin) -> None:
    told = begin()
    clock.wait(1.5)
    client.get(f"{told['base']}/CFDocuments?limit=5&offset=10", headers={"User-Agent": "probe/1.0"})
    (entry,) = client.get(told["requests"]).get_json()
    assert (entry["number"], entry["at"], entry["method"], entry["status"]) == (1, 1.5, "GET", 200)
    assert entry["target"] == "CFDocuments?limit=5&offset=10"
    assert entry["headers"]["user-agent"] == "probe/1.0"
    assert entry["answered"]["x-total-count"] == "120"


@pytest.mark.parametrize(
    ("path", "collection"),
    [
        ("v1p1/CFDocuments", "CFDocuments"),
        ("v1p1/CFDocuments/", ""),
        ("v1p1/CFItems", ""),
        ("v1p1/CFItems/", "CFItems"),
        ("v1p1/CFItems/a/b", "CFItems"),
        ("v1p1/nothing/x", ""),
        ("v1p1", ""),
        ("v1p1/", ""),
        ("v1p0/CFDocuments", ""),
        ("v9/CFDocuments", ""),
        ("v1p1/discovery/imscasev1p1_openapi3_v1p0.json", "discovery"),
        ("v1p1/CFItems/%00%ff", "CFItems"),
        ("v1p1/CFItems//x", "CFItems"),
    ],
)
def test_whatever_is_asked_for_is_answered_and_kept(
    app: Flask, client: FlaskClient, begin: Begin, path: str, collection: str
) -> None:
    told = begin()
    answer = client.get(f"{told['base'].rpartition('/')[0]}/{path}")
    assert answer.status_code in (200, 404)
    if answer.status_code == 404:
        assert answer.get_json()["imsx_codeMajor"] == "failure"
    (entry,) = client.get(told["requests"]).get_json()
    assert entry["status"] == answer.status_code
    report = client.get(told["report"]).get_json()
    assert ("CASE-OBS-016" in outcomes(report).get("warn", ())) is (collection == "")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
def test_every_method_is_answered_and_kept(client: FlaskClient, begin: Begin, method: str) -> None:
    told = begin()
    answer = client.open(f"{told['base']}/CFDocuments", method=method)
    assert answer.status_code == {"HEAD": 200, "OPTIONS": 204}.get(method, 405)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    (entry,) = client.get(told["requests"]).get_json()
    assert entry["method"] == method


def test_a_full_log_keeps_no_more_and_says_so(
    client: FlaskClient, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LOGGED", 3)
    told = begin()
    for _ in range(5):
        assert client.get(f"{told['base']}/CFDocuments").status_code == 200
    assert len(client.get(told["requests"]).get_json()) == 3
    steps = {step["name"]: step["detail"] for step in client.get(told["report"]).get_json()["steps"]}
    assert steps["log"] == "the log was full: what came after was not looked at"


def test_sessions_are_bounded_in_number_and_time(
    client: FlaskClient, clock: Clock, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST", 2)
    first, second = begin(), begin()
    refused = client.post("/observe")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    client.post(second["end"])
    third = begin()  # in the place of the one that is over
    assert client.get(second["report"]).status_code == 404
    assert client.get(first["report"]).status_code == client.get(third["report"]).status_code == 200
    clock.wait(limits.KEPT + 1)
    for told in (first, third):
        assert client.get(f"{told['base']}/CFDocuments").status_code == 404


# -- pages -----------------------------------------------------------------------------------------------------------


def test_a_person_begins_watches_and_ends_a_session(client: FlaskClient, clock: Clock) -> None:
    assert "Begin a session" in client.get("/observe", headers=BROWSER).text
    begun = client.post("/observe", headers=BROWSER, data={"version": "1.0"})
    assert begun.status_code == 303
    page = client.get(begun.headers["Location"], headers=BROWSER)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "End the session" in page.text and "not seen" in page.text and "live.js" not in page.text.split("<body")[1]
    base = f"{SITE}{begun.headers['Location']}/ims/case/v1p0"
    assert base in page.text
    client.get(f"{base}/CFDocuments", headers={"User-Agent": "<script>alert(1)</script>"})
    client.get(f"{base}/<script>alert(1)</script>")
    page = client.get(begun.headers["Location"], headers=BROWSER)
    assert "shown" in page.text and "<script>alert" not in page.text
    assert "data-over" not in client.get(begun.headers["Location"] + "/state", headers=BROWSER).text
    client.post(begun.headers["Location"] + "/end", headers=BROWSER)
    assert "The session is over" in client.get(begun.headers["Location"], headers=BROWSER).text
    assert "data-over" in client.get(begun.headers["Location"] + "/state", headers=BROWSER).text


@pytest.mark.parametrize("address", ["/observe", "/observe/x/end"])
def test_another_site_cannot_send_the_forms(client: FlaskClient, address: str) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post(address, headers=headers).status_code == 403


def test_without_the_setting_there_is_nothing(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{(tmp_path / 'x.db').as_posix()}")
    upgrade(engine)
    app = create_app(Context(Settings(public_url=SITE), Store(engine)), pages=[web.mount])
    assert app.test_client().get("/observe", base_url=SITE).status_code == 404
    engine.dispose()
