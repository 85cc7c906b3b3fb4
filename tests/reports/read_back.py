"""Reads the facts of a report back out of each format, so that they can be compared."""

from collections import Counter
from collections.abc import Iterator
import csv
import io
import json
import re
from typing import Any, NamedTuple

from lxml import etree, html
from openpyxl import load_workbook
from rdflib import Graph, Namespace
from rdflib.namespace import RDF

from fairmark.validators.core.report import NOTICE

EARL = Namespace("http://www.w3.org/ns/earl#")
OURS = Namespace("urn:fairmark:earl:")
LEVELS = ("error", "warning", "info")


class Facts(NamedTuple):
    """What every format has to say alike. `rules` has the occurrences of each rule and severity, `checks` and
    `requirements` how many came out how."""

    verdict: str
    counts: dict[str, int]
    waived: int
    known: int
    rules: dict[tuple[str, str], int]
    notice: bool
    checks: dict[str, int]
    requirements: dict[str, int]


def text(form: str, rendered: bytes) -> str:
    """All that a report shows as text; of a workbook the cells, the names of the sheets and its properties."""
    return rendered.decode() if form != "xlsx" else "\n".join(of_cells(rendered))


def of_cells(rendered: bytes) -> Iterator[str]:
    book = load_workbook(io.BytesIO(rendered))
    yield f"{book.properties.title} {book.properties.description}"
    for sheet in book:
        yield sheet.title
        yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def facts(form: str, rendered: bytes) -> Facts:
    return READERS[form](rendered)


def number(text: str) -> int:
    return int(text.replace(",", ""))


def outcomes(members: list[dict[str, Any]]) -> dict[str, int]:
    return dict(Counter(member["outcome"] for member in members))


def tally(text: str) -> dict[str, int]:
    """Of a text such as "2 fail, 1,040 pass"."""
    return {outcome: number(count) for count, outcome in re.findall(r"([\d,]+) ([a-z-]+)", text)}


def of_json(rendered: bytes) -> Facts:
    report = json.loads(rendered)
    rules = {(f["rule"], f["severity"]): f["count"] for f in report["findings"]}
    return Facts(
        report["verdict"],
        report["counts"],
        report["waived"],
        report["known"],
        rules,
        report["notice"] == NOTICE,
        outcomes(report["checks"]),
        outcomes(report["requirements"]),
    )


def of_console(rendered: bytes) -> Facts:
    text = rendered.decode()
    flat = " ".join(text.split())
    totals = re.search(
        r"([\d,]+) errors?, ([\d,]+) warnings?, ([\d,]+) info; ([\d,]+) waived, ([\d,]+) known from the baseline", flat
    )
    assert totals, text
    *counts, waived, known = map(number, totals.groups())
    rules: dict[tuple[str, str], int] = {}
    for cause in re.split(r"(?m)^ *\d+\. (?=ERROR|WARNING|INFO)", text)[1:]:
        cause = " ".join(cause.split())
        title = re.match(r"(\w+) ([\w-]+): ([\d,]+) findings?", cause)
        assert title, cause
        severity, rule, count = title.groups()
        parts = re.findall(r"([\d,]+) (error|warning|info)s? of ([A-Z][\w-]+)", cause)
        for part_count, part_severity, part_rule in parts or [(count, severity.lower(), rule)]:
            rules[part_rule, part_severity] = number(part_count)
        assert sum(number(part[0]) for part in parts or [(count,)]) == number(count)
    verdict = text.split(":", 1)[0].lower()
    said = {name: tally(line) for name, line in re.findall(r"(Checks|Requirements): ([^.]+)\.", flat)}
    checks, requirements = said.get("Checks", {}), said.get("Requirements", {})
    levels = dict(zip(LEVELS, counts, strict=True))
    return Facts(verdict, levels, waived, known, rules, NOTICE in flat, checks, requirements)


def of_html(rendered: bytes) -> Facts:
    page = html.document_fromstring(rendered.decode())
    totals = {total.get("data-total"): number(total.text_content()) for total in page.xpath("//*[@data-total]")}
    groups = page.xpath("//details[@data-rule]")
    rules = {(g.get("data-rule"), g.get("data-severity")): int(g.get("data-count")) for g in groups}
    for group in groups:
        said = re.match(r"\s*([\d,]+) occurrences?", group.xpath(".//*[@class='count']")[0].text_content())
        assert said and number(said[1]) == int(group.get("data-count"))
    return Facts(
        page.xpath("//h1/*[@class='badge']")[0].text_content().rstrip(":").lower(),
        {level: totals[level] for level in LEVELS},
        totals["waived"],
        totals["known"],
        rules,
        NOTICE in page.xpath("//main")[0].text_content(),
        of_rows(page, "checks", "//*[@data-check]//tr[@data-sort]"),
        of_rows(page, "requirements", "//tr[@data-requirement]"),
    )


def of_rows(page: Any, name: str, rows: str) -> dict[str, int]:
    """The outcomes that the page counts up, which are those of its rows."""
    said = {total.get(f"data-{name}"): number(total.text_content()) for total in page.xpath(f"//*[@data-{name}]")}
    assert said == dict(Counter(row.get("data-sort") for row in page.xpath(rows)))
    return said


def of_junit(rendered: bytes) -> Facts:
    root = etree.fromstring(rendered)
    said = {p.get("name"): p.get("value") for p in root.iter("property")}
    rules = {
        (rule, level): int(value)
        for level in LEVELS
        for name, value in said.items()
        for rule in [name.removeprefix(f"occurrences.{level}.")]
        if rule != name
    }
    checks = {name.removeprefix("checks."): int(n) for name, n in said.items() if name.startswith("checks.")}
    if checks:
        assert len(list(root.iter("failure"))) == checks.get("fail", 0)
        not_run = ("blocked", "not-applicable", "cannot-tell")
        assert len(list(root.iter("skipped"))) == sum(checks.get(outcome, 0) for outcome in not_run)
        assert sum(checks.values()) == len(list(root.iter("testcase"))) - len(list(root.iter("error")))
    else:
        failures = [number(f.get("message").split()[0]) for f in root.iter("failure") if f.get("type") == "error"]
        assert sum(failures) == int(said["occurrences.error"])
    for part in ("failures", "errors", "tests"):
        assert int(root.get(part)) == sum(int(suite.get(part)) for suite in root)
    return Facts(
        said["verdict"],
        {level: int(said[f"occurrences.{level}"]) for level in LEVELS},
        int(said["occurrences.waived"]),
        int(said["occurrences.known"]),
        rules,
        said["notice"] == NOTICE,
        checks,
        {name.removeprefix("requirements."): int(n) for name, n in said.items() if name.startswith("requirements.")},
    )


def of_sarif(rendered: bytes) -> Facts:
    [run] = json.loads(rendered)["runs"]
    said = run["properties"]
    rules = {(f["rule"], f["severity"]): f["count"] for f in said["findings"]}
    return Facts(
        said["verdict"],
        said["counts"],
        said["waived"],
        said["known"],
        rules,
        said["notice"] == NOTICE,
        outcomes(said["checks"]),
        outcomes(said["requirements"]),
    )


def of_graph(graph: Graph) -> Facts:
    [report] = graph.subjects(RDF.type, OURS.Report)

    def value(name: str) -> Any:
        return graph.value(report, OURS[name]).toPython()  # type: ignore[union-attr]

    rules: dict[tuple[str, str], int] = {}
    came_out: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for assertion in graph.subjects(RDF.type, EARL.Assertion):
        result = graph.value(assertion, EARL.result)
        count = graph.value(result, OURS["count"])
        if count is not None:
            rule = str(graph.value(assertion, EARL.test)).removeprefix("urn:fairmark:rule:")
            key = rule, str(graph.value(result, OURS.severity))
            rules[key] = rules.get(key, 0) + int(count.toPython())
        outcome = graph.value(result, OURS.outcome)
        if outcome is not None:
            is_requirement = (graph.value(assertion, EARL.test), RDF.type, EARL.TestRequirement) in graph
            came_out[is_requirement][str(outcome)] += 1
    counts = {level: value(level) for level in LEVELS}
    notice = any(str(o) == NOTICE for o in graph.objects(report))
    checks, requirements = dict(came_out[False]), dict(came_out[True])
    return Facts(value("verdict"), counts, value("waived"), value("known"), rules, notice, checks, requirements)


def of_csv(rendered: bytes) -> Facts:
    rows = list(csv.DictReader(io.StringIO(rendered.decode("utf-8-sig"), newline="")))
    totals = {row["level"]: int(row["count"]) for row in rows if row["row"] == "total"}
    rules = {(row["rule"], row["level"]): int(row["count"]) for row in rows if row["row"] == "rule"}
    [report] = [row for row in rows if row["row"] == "report"]
    counts = {level: totals[level] for level in LEVELS}
    said = {
        name: {row["level"]: int(row["count"]) for row in rows if row["row"] == name}
        for name in ("checks", "requirements")
    }
    assert said["checks"] == dict(Counter(row["level"] for row in rows if row["row"] == "check"))
    assert said["requirements"] == dict(Counter(row["level"] for row in rows if row["row"] == "requirement"))
    notice = report["hint"] == NOTICE
    return Facts(report["level"], counts, totals["waived"], totals["known"], rules, notice, **said)


def of_xlsx(rendered: bytes) -> Facts:
    book = load_workbook(io.BytesIO(rendered))
    summary = dict(row[:2] for row in book["Summary"].iter_rows(values_only=True))

    def outcomes(name: str) -> dict[str, int]:
        rows = list(book[name].iter_rows(min_row=2, max_col=1, values_only=True)) if name in book.sheetnames else []
        return dict(Counter(outcome for (outcome,) in rows if outcome))

    rules = {
        (rule, severity): count
        for severity, rule, _, count in book["Rules"].iter_rows(min_row=2, max_col=4, values_only=True)
        if rule
    }
    return Facts(
        summary["Verdict"],
        {level: summary[level] for level in LEVELS},
        summary["waived"],
        summary["known from the baseline"],
        rules,
        summary["Notice"] == NOTICE,
        outcomes("Checks"),
        outcomes("Requirements"),
    )


def of_badge(rendered: bytes) -> Facts:
    """A badge has no room for single rules and requirements."""
    image = etree.fromstring(rendered)
    said = image.findtext("{*}desc")
    assert said
    totals = re.search(r"([\d,]+) errors?, ([\d,]+) warnings?, ([\d,]+) info; ([\d,]+) waived, ([\d,]+) known", said)
    assert totals
    *counts, waived, known = map(number, totals.groups())
    checks = re.search(r"Checks: ([^.]+)\.", said)
    verdict = "".join(image.find("{*}g/{*}text").itertext()).lower()  # type: ignore[union-attr]
    levels = dict(zip(LEVELS, counts, strict=True))
    return Facts(verdict, levels, waived, known, {}, NOTICE in said, tally(checks[1]) if checks else {}, {})


READERS = {
    "console": of_console,
    "json": of_json,
    "html": of_html,
    "junit": of_junit,
    "sarif": of_sarif,
    "earl": lambda rendered: of_graph(Graph().parse(data=rendered, format="json-ld")),
    "earl-turtle": lambda rendered: of_graph(Graph().parse(data=rendered, format="turtle")),
    "csv": of_csv,
    "badge": of_badge,
    "xlsx": of_xlsx,
}
