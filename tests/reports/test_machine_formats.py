"""JSON, JUnit, SARIF, EARL and CSV, each held against its own schema or rules."""

import csv
import io
import json
from pathlib import Path
import re
from typing import Any

import jsonschema
from lxml import etree
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS
from reports import made_reports

from fairmark.schemas import load
from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.report import Report
from fairmark.validators.reports import FORMATS
from fairmark.validators.reports.csv_report import COLUMNS, cell
from fairmark.validators.reports.safe_text import visible
from fairmark.validators.reports.sarif import message, uri

DATA = Path(__file__).parent / "data"
EARL = Namespace("http://www.w3.org/ns/earl#")
POINTERS = Namespace("http://www.w3.org/2009/pointers#")


def rendered(form: str, report: Report) -> Any:
    return json.loads(FORMATS[form].render(report))


# -- JSON ------------------------------------------------------------------------------------------------------------


def test_json_follows_its_published_schema(any_report: Report) -> None:
    jsonschema.Draft202012Validator(load("report/report.schema.json")).validate(rendered("json", any_report))


def test_json_counts_per_input_sum_to_the_count(any_report: Report) -> None:
    for group in rendered("json", any_report)["findings"]:
        assert sum(one["count"] for one in group["inputs"]) == group["count"]


# -- JUnit -----------------------------------------------------------------------------------------------------------


def test_junit_follows_the_schema_of_jenkins(any_report: Report) -> None:
    schema = etree.XMLSchema(etree.parse(DATA / "junit-10.xsd"))
    schema.assertValid(etree.fromstring(FORMATS["junit"].render(any_report)))


def junit(report: Report) -> etree._Element:
    return etree.fromstring(FORMATS["junit"].render(report))


def test_junit_has_a_suite_per_input_and_fails_for_errors_alone() -> None:
    report = made_reports.hostile()
    suites = {suite.get("name"): suite for suite in junit(report)}
    assert list(suites) == ["fairmark", *(visible(i.name) for i in report.inputs)]
    failed = {name: int(suite.get("failures")) for name, suite in suites.items()}
    assert list(failed.values()) == [0, 2, 2, 0, 0]
    warned = suites[report.inputs[2].name]
    assert "2 warnings" in warned.findtext("testcase/system-out")


def test_junit_a_clean_input_passes_one_case_and_an_unjudged_one_is_an_error() -> None:
    assert [case.get("name") for case in junit(made_reports.clean()).iter("testcase")] == ["raises no finding"]
    root = junit(made_reports.undetermined())
    assert (root.get("errors"), root.get("failures")) == ("1", "0")
    assert root.find(".//error").get("type") == "undetermined"


def test_junit_says_nothing_about_a_container_whose_members_speak() -> None:
    inputs = (made_reports.an_input("x", kind="folder"), made_reports.an_input("x!a.json"))
    samples = (made_reports.sample("x!a.json", ("CFItems", 0), "?"),)
    report = made_reports.report(inputs, (made_reports.group(made_reports.IDENTIFIER, 1, samples, {"x!a.json": 1}),))
    assert [len(suite.findall("testcase")) for suite in junit(report)] == [0, 0, 1]


def test_junit_of_a_suite_has_a_case_per_check_and_says_why_one_was_skipped() -> None:
    _, suite = junit(made_reports.suite())
    assert suite.get("name") == f"{made_reports.BASE}/calm"
    cases = {(case.get("classname"), case.get("name").partition(":")[0]): case for case in suite.iter("testcase")}
    assert len(cases) == len(made_reports.suite().checks)
    failure = cases["getCFItem", "CASE-API-003"].find("failure")
    assert failure.get("message") == "an unknown identifier is answered with calm"
    for words in (
        "clause: CASE 1.1 IM 7.2.3",
        "sent: GET /ims",
        "received: HTTP/1.1 200, application/json",
        "curl --i",
    ):
        assert words in failure.text
    assert "(no answer: calm)" in cases["getCFItem", "CASE-API-016"].findtext("system-out")
    skipped = {key: case.find("skipped").get("message") for key, case in cases.items() if len(case.findall("skipped"))}
    assert skipped == {
        ("getAllCFDocuments", "CASE-API-011"): "blocked: blocked by CASE-API-003: "
        "an unknown identifier is answered with calm",
        ("getAllCFDocuments", "CASE-API-012"): "cannot-tell: an unknown identifier is answered with calm",
        ("the system", "CASE-SEC-001"): "not-applicable: plain http, calm",
    }


# -- SARIF -----------------------------------------------------------------------------------------------------------


def test_sarif_follows_its_schema(any_report: Report) -> None:
    schema = json.loads((DATA / "sarif-2.1.0-rtm.5.json").read_bytes())
    checker = jsonschema.Draft4Validator.FORMAT_CHECKER
    jsonschema.Draft4Validator(schema, format_checker=checker).validate(rendered("sarif", any_report))


def test_sarif_results_point_at_their_rule_and_file(any_report: Report) -> None:
    [run] = rendered("sarif", any_report)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == sum(len(group.samples) for group in any_report.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        [at] = result["locations"]
        place = at["physicalLocation"]["artifactLocation"]
        assert run["artifacts"][place["index"]]["location"]["uri"] == place["uri"]
        assert at["logicalLocations"][0]["fullyQualifiedName"] == result["properties"]["pointer"]


def test_sarif_counts_columns_in_code_points_and_keeps_the_fingerprint() -> None:
    [run] = rendered("sarif", made_reports.three_findings())["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    first = run["results"][0]
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 41, "startColumn": 21}
    assert list(first["partialFingerprints"]) == ["fairmark/v1"]
    assert first["level"] == "error"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/b c.json", "a/b%20c.json"),
        ("export.zip!inner/数.json", "export.zip!inner/%E6%95%B0.json"),
        ("c:d.json", "c%3Ad.json"),
        ("100%.json", "100%25.json"),
        ("-", "-"),
        (
            "https://example.org/ims/case/v1p1/CFPackages/1?x=%20y",
            "https://example.org/ims/case/v1p1/CFPackages/1?x=%20y",
        ),
        ("\udcff.json", "%ED%B3%BF.json"),
    ],
)
def test_sarif_names_files_by_uri(name: str, expected: str) -> None:
    assert uri(name) == expected


def test_sarif_names_an_absolute_path_by_a_file_uri(tmp_path: Path) -> None:
    assert uri(str(tmp_path / "é.json")) == (tmp_path / "é.json").as_uri()


def test_sarif_has_no_link_of_somebody_else() -> None:
    assert "](" not in message("[click](https://evil.example/)")
    assert "](" not in "".join(
        r["message"]["text"] for r in rendered("sarif", made_reports.hostile())["runs"][0]["results"]
    )


def test_sarif_puts_a_member_into_its_container() -> None:
    inputs = (made_reports.an_input("x.zip", kind="zip"), made_reports.an_input("x.zip!a!b.json"))
    artifacts = rendered("sarif", made_reports.report(inputs, ()))["runs"][0]["artifacts"]
    assert "parentIndex" not in artifacts[0]
    nested = (*inputs[:1], made_reports.an_input("x.zip!a.json"))
    assert rendered("sarif", made_reports.report(nested, ()))["runs"][0]["artifacts"][1]["parentIndex"] == 0


def test_sarif_of_a_suite_has_the_exchange_that_proves_a_result(suite_report: Report) -> None:
    [run] = rendered("sarif", suite_report)["runs"]
    broken = {check.rule for check in suite_report.checks if check.outcome in (Outcome.FAIL, Outcome.WARN)}
    proved = {result["ruleId"] for result in run["results"] if "webRequest" in result}
    assert proved == broken
    for result in run["results"]:
        if "webRequest" in result:
            assert result["webRequest"]["target"].startswith("/ims/case/v1p1")
            assert result["webResponse"]["statusCode"] in (200, 404, 500)
            assert result["properties"]["curl"].startswith("curl ")


# -- EARL ------------------------------------------------------------------------------------------------------------


def graphs(report: Report) -> tuple[Graph, Graph]:
    return (
        Graph().parse(data=FORMATS["earl"].render(report), format="json-ld"),
        Graph().parse(data=FORMATS["earl-turtle"].render(report), format="turtle"),
    )


@pytest.mark.parametrize(
    "make", ["clean", "undetermined", "hostile", "long_and_foreign", "three_findings", "suite", "hostile_suite"]
)
def test_earl_is_one_graph_in_both_forms(make: str) -> None:
    linked, turtle = graphs(getattr(made_reports, make)())
    assert len(linked) > 20
    assert isomorphic(linked, turtle)


def test_earl_needs_no_context_from_elsewhere() -> None:
    assert isinstance(rendered("earl", made_reports.clean())["@context"], dict)


def test_earl_every_assertion_is_complete(any_report: Report) -> None:
    graph, _ = graphs(any_report)
    outcomes = {EARL.passed, EARL.failed, EARL.cantTell, EARL.inapplicable, EARL.untested}
    assertions = list(graph.subjects(None, EARL.Assertion))
    breached = sum(len(g.by_input) for g in any_report.findings)
    of_suite = len(any_report.checks) + len(any_report.requirements)
    assert len(assertions) == len(any_report.inputs) + breached + of_suite
    for assertion in assertions:
        for part in (EARL.assertedBy, EARL.subject, EARL.test, EARL.mode):
            assert isinstance(graph.value(assertion, part, any=False), URIRef)
        assert graph.value(graph.value(assertion, EARL.result), EARL.outcome) in outcomes


def test_earl_names_the_input_by_its_digest_and_points_into_it() -> None:
    graph, _ = graphs(made_reports.three_findings())
    [subject] = graph.subjects(None, EARL.TestSubject)
    assert re.fullmatch("ni:///sha-256;[A-Za-z0-9_-]{43}", str(subject))
    lines = {int(line.toPython()) for line in graph.objects(None, POINTERS.lineNumber)}  # type: ignore[attr-defined]
    assert lines == {41, 314, 319}
    assert {str(o) for o in graph.objects(subject, DCTERMS.title)} == {"compass-framework.json"}


def test_earl_asserts_every_requirement_of_the_system() -> None:
    graph, _ = graphs(made_reports.suite())
    said = {}
    for requirement in graph.subjects(None, EARL.TestRequirement):
        [assertion] = graph.subjects(EARL.test, requirement)
        assert graph.value(assertion, EARL.subject) == URIRef(f"{made_reports.BASE}/calm")
        outcome = graph.value(graph.value(assertion, EARL.result), EARL.outcome)
        said[str(requirement).rpartition(":")[2]] = str(outcome).rpartition("#")[2]
    assert said == {
        "CASE-REQ-001": "passed",
        "CASE-REQ-002": "failed",
        "CASE-REQ-003": "cantTell",
        "CASE-REQ-004": "untested",
        "CASE-REQ-005": "untested",  # no rule checks it
        "CASE-REQ-006": "cantTell",
        "CASE-REQ-007": "inapplicable",
    }


# -- CSV -------------------------------------------------------------------------------------------------------------


def rows(report: Report) -> list[list[str]]:
    return list(csv.reader(io.StringIO(FORMATS["csv"].render(report).decode("utf-8-sig"), newline=""), strict=True))


def test_csv_is_rectangular_and_has_a_row_per_sample(any_report: Report) -> None:
    table = rows(any_report)
    assert table[0] == list(COLUMNS)
    assert {len(row) for row in table} == {len(COLUMNS)}
    assert sum(row[0] == "sample" for row in table) == sum(len(group.samples) for group in any_report.findings)


def test_csv_has_a_row_per_requirement_and_check() -> None:
    report = made_reports.suite()
    table = [dict(zip(COLUMNS, row, strict=True)) for row in rows(report)[1:]]
    [blocked] = [row for row in table if row["row"] == "check" and row["level"] == "blocked"]
    assert (blocked["rule"], blocked["operation"]) == ("CASE-API-011", "getAllCFDocuments")
    assert blocked["message"].startswith("blocked by CASE-API-003: ")
    failed = [row for row in table if row["row"] == "check" and row["level"] == "fail"]
    assert all(row["curl"].startswith("curl ") and row["clause"] for row in failed)
    required = [row["rule"] for row in table if row["row"] == "requirement"]
    assert required == [one.id for one in report.requirements]


def test_csv_opens_in_excel() -> None:
    text = FORMATS["csv"].render(made_reports.long_and_foreign())
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.endswith(b"\r\n")


def test_csv_has_no_formula(any_report: Report) -> None:
    for row in rows(any_report):
        for value in row:
            for part in value.split(";"):  # the separator of a spreadsheet in many countries
                assert part.lstrip("\"' \t\r\n")[:1] not in tuple("=+-@＝＋－＠") or part.startswith("'"), value


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        (' "=1+1', "' \"=1+1"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("a;=1", "a;'=1"),
        ("\t=1", r"\t=1"),
        ("a=1", "a=1"),
        ("/CFItems/0", "/CFItems/0"),
        ("2026-01-15", "2026-01-15"),
    ],
)
def test_csv_neutralises_formulas_and_nothing_else(text: str, safe: str) -> None:
    assert cell(text) == safe
