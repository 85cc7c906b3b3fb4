"""How many records are dropped: counted once each, whatever finds fault with them, and in whatever parts they come."""

from collections.abc import Iterable
from itertools import pairwise
import random
from typing import Any

import pytest

from fairmark.validators.core.collector import Collector
from fairmark.validators.core.distinct import Distinct
from fairmark.validators.core.events import Counted, Event, Found, InputClosed, InputOpened
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import ERROR, INFO, WARNING, Severity, Strictness, Verdict
from fairmark.validators.core.location import HEADER, Location, in_table
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.report import Report
from fairmark.validators.core.rule import REGISTRY, Findings, Rule, Text, finding
from fairmark.validators.reports.json_report import as_json

TEXT = Text("Every value is good.", "Records are dropped.", "A bad value.", "Write a good one.")


def never(_subject: object) -> Findings:
    yield from ()


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Any:
    def declared(id: str, severity: Severity, **more: Any) -> Rule:
        message = more.pop("message", "{observed} is not {expected}")
        rule = Rule(id, severity, ("1",), "none", message, never, TEXT, **more)
        monkeypatch.setitem(REGISTRY, id, rule)
        return rule

    return declared


def found(rule: Rule, row: int, table: str = "results.csv", *, value: str = "", **more: Any) -> Found:
    at = in_table(table, row, more.pop("field", "score"), record=f"id-{row}", privacy=Privacy.PUBLIC)
    return Found(f"export!{table}", Finding.of(rule, finding(at=at, observed=value or None, **more)))


def opened(*tables: tuple[str, int]) -> list[Event]:
    events: list[Event] = [InputOpened("export", "oneroster", "1.2", "")]
    for table, rows in tables:
        events.append(InputOpened(f"export!{table}", "oneroster-file", None, "", "export"))
        events.append(Counted(f"export!{table}", rows, table.removesuffix(".csv"), table))
    return events


def closed(*tables: str, **more: Any) -> list[Event]:
    names = [*(f"export!{table}" for table in tables), "export"]
    return [InputClosed(name, lambda places: [None for _ in places], **more) for name in names]


def told(events: Iterable[Event], strictness: Strictness = Strictness.STANDARD) -> Report:
    collector = Collector(strictness=strictness)
    for event in events:
        collector(event)
    return collector.report(version="0", profile=None)


RESULTS, USERS = ("results.csv", 9_310), ("users.csv", 1_200)


def test_a_record_counts_once_however_many_rules_find_fault_with_it(declare: Any) -> None:
    first, second, third = declare("OR-T-1", ERROR), declare("OR-T-2", ERROR), declare("OR-T-3", WARNING)
    findings = [found(first, row) for row in range(2, 302)]
    findings += [found(second, row, field="comment") for row in range(202, 414)]
    findings += [found(third, row) for row in (2, 3, 1000, 1001)]  # two of them are dropped anyway
    report = told([*opened(RESULTS, USERS), *findings, *closed("results.csv", "users.csv")])
    [results] = report.inputs[1].consequence.records  # type: ignore[union-attr]
    assert (results.total, results.failed, results.doubted) == (9_310, 412, 2)
    assert report.headline == (
        "FAIL: export: 412 of 9,310 results will be dropped or misread, and a field of 2 more may be lost or misread. "
        "512 errors and 4 warnings from 3 causes."
    )
    [input] = [each for each in as_json(report)["inputs"] if each["name"] == "export!results.csv"]
    assert input["consequence"]["records"] == [
        {"table": "results.csv", "what": "results", "total": 9_310, "failed": 412, "doubted": 2}
    ]


def test_the_worst_sorts_are_named_and_the_others_added_up(declare: Any) -> None:
    rule = declare("OR-T-1", ERROR)
    tables = [RESULTS, USERS, ("orgs.csv", 12), ("classes.csv", 400)]
    findings = [
        *(found(rule, row) for row in range(2, 12)),
        *(found(rule, row, "users.csv") for row in range(2, 7)),
        found(rule, 2, "orgs.csv"),
        *(found(rule, row, "classes.csv") for row in (2, 3)),
    ]
    report = told([*opened(*tables), *findings, *closed(*(name for name, _ in tables))])
    assert "10 of 9,310 results, 5 of 1,200 users and 3 of 412 other records will be dropped" in report.headline
    three = told([*opened(*tables), *findings[:-2], *closed(*(name for name, _ in tables))])
    assert "10 of 9,310 results, 5 of 1,200 users and 1 of 12 orgs will be dropped" in three.headline


def test_what_is_wrong_with_a_whole_file_is_no_number_of_records(declare: Any) -> None:
    rule = declare("OR-T-1", ERROR)
    findings = [found(rule, HEADER, "users.csv"), found(rule, 7, "users.csv"), found(rule, 7)]
    report = told([*opened(RESULTS, USERS), *findings, *closed("results.csv", "users.csv")])
    assert report.headline.startswith(
        "FAIL: export: an importer may refuse or misread all of users.csv (1,200 users); beside that, 1 of 9,310 "
        "results will be dropped or misread."
    )
    users = report.inputs[2].consequence
    assert users and users.whole is ERROR
    assert users.records[0].failed == 1


def test_what_is_wrong_with_the_manifest_or_the_package_is_about_all_of_it(declare: Any) -> None:
    rule = declare("OR-T-1", ERROR)
    manifest: list[Event] = [InputOpened("export!manifest.csv", "oneroster-file", None, "", "export")]
    for where in (found(rule, 3, "manifest.csv"), Found("export", Finding.of(rule, finding(at=Location())))):
        report = told([*opened(RESULTS), *manifest, where, *closed("results.csv", "manifest.csv")])
        assert report.headline.startswith("FAIL: export: an importer may refuse or misread it as a whole. 1 error")


def test_a_place_may_stand_for_the_whole_table(declare: Any) -> None:
    rule = declare("OR-T-1", ERROR)
    at = in_table("results.csv", 40, whole=True)
    report = told(
        [*opened(RESULTS), Found("export!results.csv", Finding.of(rule, finding(at=at))), *closed("results.csv")]
    )
    assert "may refuse or misread all of results.csv (9,310 results)" in report.headline


def test_warnings_alone_let_it_be_sent(declare: Any) -> None:
    rule = declare("OR-T-1", WARNING)
    report = told([*opened(RESULTS), *(found(rule, row) for row in (2, 2, 3)), *closed("results.csv")])
    assert report.headline == (
        "WARN: export: it can be sent, but a field of 2 of 9,310 results may be lost or misread. "
        "3 warnings from 1 cause."
    )


def test_a_clean_export_says_how_much_was_looked_at(declare: Any) -> None:
    report = told([*opened(RESULTS, USERS), *closed("results.csv", "users.csv")])
    assert report.headline == (
        "PASS: export: nothing stands in the way of sending it. No errors and no warnings in 10,510 records."
    )


def test_where_only_a_part_was_looked_at_there_may_be_more(declare: Any) -> None:
    rule = declare("OR-T-1", ERROR)
    report = told([*opened(RESULTS), found(rule, 2), *closed("results.csv", partial=True)])
    assert "at least 1 of 9,310 results" in report.headline


def test_strictness_decides_what_drops_a_record(declare: Any) -> None:
    rule = declare("OR-T-1", ERROR, lenient=WARNING)
    for strictness, counts in ((Strictness.STANDARD, (1, 0)), (Strictness.LENIENT, (0, 1))):
        report = told([*opened(RESULTS), found(rule, 2), *closed("results.csv")], strictness)
        [records] = report.inputs[1].consequence.records  # type: ignore[union-attr]
        assert (records.failed, records.doubted) == counts


def test_records_that_stand_in_no_table_are_told_apart_by_name(declare: Any) -> None:
    rule = declare("EF-T-1", ERROR)
    events: list[Event] = [InputOpened("grades.xml", "edfi", "5.2", ""), Counted("grades.xml", 50, "grades")]
    for student, field in (("1", "a"), ("1", "b"), ("2", "a")):
        at = Location(("InterchangeStudentGrade", "StudentGrade", 0, field), student, Privacy.PUBLIC)
        events.append(Found("grades.xml", Finding.of(rule, finding(at=at))))
    report = told([*events, InputClosed("grades.xml", lambda places: [None for _ in places])])
    assert "2 of 50 grades will be dropped or misread" in report.headline


def test_sheets_of_one_workbook_are_told_apart(declare: Any) -> None:
    rule = declare("CS-T-1", ERROR)
    events: list[Event] = [InputOpened("book.xlsx", "case-workbook", None, "")]
    for sheet in ("CF Item", "CF Association"):
        events.append(Counted("book.xlsx", 10, sheet, sheet))
    for sheet in ("CF Item", "CF Association"):
        at = in_table(sheet, 5, "identifier", table="sheet")
        events.append(Found("book.xlsx", Finding.of(rule, finding(at=at))))
    report = told([*events, InputClosed("book.xlsx", lambda places: [None for _ in places])])
    assert [each.failed for each in report.inputs[0].consequence.records] == [1, 1]  # type: ignore[union-attr]
    assert report.findings[0].records == 2


def test_parts_add_up_to_what_one_process_counts(declare: Any) -> None:
    """The same events in one go, and in parts that are judged apart and added up."""
    error, warning = declare("OR-T-1", ERROR), declare("OR-T-2", WARNING)
    shuffled = random.Random(7)  # noqa: S311 - no secret
    findings = [
        found(shuffled.choice((error, warning)), shuffled.randrange(2, 300), value=f"v{shuffled.randrange(3)}")
        for _ in range(500)
    ]
    whole = told([*opened(("results.csv", 300)), *findings, *closed("results.csv")])
    parts = Collector(strictness=Strictness.STANDARD)
    for start, end in pairwise((0, 100, 101, 350, 500)):
        part = Collector(strictness=Strictness.STANDARD)
        total = ("results.csv", 300 if start == 0 else 0)
        for event in (*opened(total), *findings[start:end], *closed("results.csv", whole=False)):
            part(event)
        parts.merge(part.tally)
    for event in closed("results.csv"):
        parts(event)
    assert as_json(parts.report(version="0", profile=None)) == as_json(whole)


def test_a_set_of_rows_counts_as_a_set_does() -> None:
    shuffled = random.Random(3)  # noqa: S311 - no secret
    numbers = [[shuffled.randrange(5_000_000) for _ in range(4_000)] for _ in range(2)]
    first, second = Distinct(), Distinct()
    for distinct, rows in zip((first, second), numbers, strict=True):
        for row in rows:
            distinct.add(row)
            distinct.add(str(row % 10))
    assert len(first) == len(set(numbers[0])) + 10
    assert first.beyond(second) == len(set(numbers[0]) - set(numbers[1]))
    first.update(second)
    assert len(first) == len(set(numbers[0]) | set(numbers[1])) + 10


# -- on hold ---------------------------------------------------------------------------------------------------------


def test_a_rule_that_holds_makes_the_verdict_fail(declare: Any) -> None:
    rule = declare("OR-DIF-T", WARNING, may_be=(ERROR,), holds=True)
    found_by = (found(rule, HEADER), Found("export", Finding.of(rule, finding(at=Location(), severity=ERROR))))
    report = told([*opened(RESULTS), *found_by, *closed("results.csv")])
    assert report.verdict is Verdict.FAIL
    assert report.headline.startswith("FAIL: on hold: export: ")
    assert "OR-DIF-T" in report.headline
    assert "refuse" not in report.headline
    assert as_json(report)["onHold"] == ["OR-DIF-T"]


def test_what_is_only_worth_knowing_holds_nothing(declare: Any) -> None:
    rule = declare("OR-DIF-T", WARNING, may_be=(INFO,), holds=True)
    report = told([*opened(RESULTS), found(rule, HEADER, severity=INFO), *closed("results.csv")])
    assert report.verdict is Verdict.PASS
    assert "onHold" not in as_json(report)


# -- causes ----------------------------------------------------------------------------------------------------------


def test_many_records_of_which_the_same_is_said_are_one_cause(declare: Any) -> None:
    rule = declare("OR-T-1", ERROR, message="{observed} is no sourcedId in {expected}")
    findings = [
        found(rule, row, value="c-17", expected="classes.csv", field="classSourcedId") for row in range(2, 3002)
    ]
    findings += [found(rule, row, value=f"c-{row}", expected="classes.csv") for row in range(4000, 4005)]
    report = told([*opened(RESULTS), *findings, *closed("results.csv")])
    first, second = as_json(report)["causes"]
    assert first["says"] == "c-17 is no sourcedId in classes.csv"
    assert (first["value"], first["count"]) == ("c-17", 3_000)
    assert first["where"] == [{"pattern": "results.csv/classSourcedId", "count": 3_000}]
    assert (second["count"], second["says"]) == (5, "… is no sourcedId in classes.csv (5 different values)")
    assert sum(cause.count for cause in report.causes) == sum(report.counts.values())


def test_many_values_that_one_file_lacks_are_one_cause(declare: Any) -> None:
    rule = declare("OR-T-1", ERROR, message="{observed} is no sourcedId in {expected}")
    findings = [found(rule, row, value=f"u-{row}", expected="users.csv") for row in range(2, 202)]
    findings += [found(rule, row, value="c-17", expected="classes.csv") for row in range(300, 312)]
    report = told([*opened(RESULTS), *findings, *closed("results.csv")])
    assert [(cause.says, cause.count) for cause in report.causes] == [
        ("… is no sourcedId in users.csv (200 different values)", 200),
        ("c-17 is no sourcedId in classes.csv", 12),
    ]


def test_more_values_than_can_be_told_apart_are_still_one_cause(declare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairmark.validators.core.tally.MOST_FACTS", 50)
    rule = declare("OR-T-1", ERROR, message="{observed} is no sourcedId in {expected}")
    findings = [found(rule, row, value=f"u-{row}", expected="users.csv") for row in range(2, 202)]
    report = told([*opened(RESULTS), *findings, *closed("results.csv")])
    [cause] = report.causes
    assert (cause.says, cause.count) == ("… is no sourcedId in users.csv (many different values)", 200)
    words = [found(rule, row, value="x", expected=f"e-{row}") for row in range(2, 202)]
    [cause] = told([*opened(RESULTS), *words, *closed("results.csv")]).causes
    assert (cause.says, cause.count) == ("", 200)


def test_a_value_that_is_only_described_is_no_common_one(declare: Any) -> None:
    rule = declare("OR-T-1", ERROR)
    at = [in_table("results.csv", row, "comment", privacy=Privacy.EDUCATION_RECORD) for row in range(2, 102)]
    findings = [Found("export!results.csv", Finding.of(rule, finding(at=each, observed="Well done!"))) for each in at]
    [cause] = told([*opened(RESULTS), *findings, *closed("results.csv")]).causes
    assert (cause.says, cause.value) == ("", "")


def test_a_finding_may_say_what_explains_it(declare: Any) -> None:
    blank = declare("OR-T-1", WARNING, message="a blank")
    lost = declare("OR-T-2", ERROR, follows=("OR-T-1",), message="no {observed}")
    more = declare("OR-T-3", WARNING, follows=("OR-T-2",), message="empty")
    findings = [
        found(blank, 2),
        *(found(lost, row, value="c-1", follows="OR-T-1") for row in range(10, 13)),
        *(found(lost, row, value="c-2", follows="") for row in range(20, 60)),
        *(found(more, row, follows="OR-T-2") for row in range(70, 75)),
    ]
    report = told([*opened(RESULTS), *findings, *closed("results.csv")])
    assert [(cause.rule.id, cause.count, cause.explains, cause.says) for cause in report.causes] == [
        ("OR-T-2", 45, ("OR-T-3",), "no c-2"),
        ("OR-T-1", 4, ("OR-T-2",), "a blank" if report.causes[1].says else ""),
    ]
    assert all(sum(p.count for p in cause.portions) == cause.count for cause in report.causes)
    assert [sample.observed for sample in report.causes[1].portions[1].samples] == ["c-1"] * 3
