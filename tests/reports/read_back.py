"""Reads the facts of a report back out of each format, so that they can be compared."""

import csv
import io
import json
import re
from typing import Any, NamedTuple

from lxml import etree, html
from rdflib import Graph, Namespace
from rdflib.namespace import RDF

from fairmark.validators.core.report import NOTICE

EARL = Namespace("http://www.w3.org/ns/earl#")
OURS = Namespace("urn:fairmark:earl:")
LEVELS = ("error", "warning", "info")


class Facts(NamedTuple):
    """What every format has to say alike. `rules` has the occurrences of each rule and severity."""

    verdict: str
    counts: dict[str, int]
    waived: int
    known: int
    rules: dict[tuple[str, str], int]
    notice: bool


def facts(form: str, rendered: bytes) -> Facts:
    return READERS[form](rendered)


def number(text: str) -> int:
    return int(text.replace(",", ""))


def of_json(rendered: bytes) -> Facts:
    report = json.loads(rendered)
    rules = {(f["rule"], f["severity"]): f["count"] for f in report["findings"]}
    return Facts(
        report["verdict"], report["counts"], report["waived"], report["known"], rules, report["notice"] == NOTICE
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
    return Facts(verdict, dict(zip(LEVELS, counts, strict=True)), waived, known, rules, NOTICE in flat)


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
    )


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
    )


def of_sarif(rendered: bytes) -> Facts:
    [run] = json.loads(rendered)["runs"]
    said = run["properties"]
    rules = {(f["rule"], f["severity"]): f["count"] for f in said["findings"]}
    return Facts(said["verdict"], said["counts"], said["waived"], said["known"], rules, said["notice"] == NOTICE)


def of_graph(graph: Graph) -> Facts:
    [report] = graph.subjects(RDF.type, OURS.Report)

    def value(name: str) -> Any:
        return graph.value(report, OURS[name]).toPython()  # type: ignore[union-attr]

    rules: dict[tuple[str, str], int] = {}
    for assertion in graph.subjects(RDF.type, EARL.Assertion):
        result = graph.value(assertion, EARL.result)
        count = graph.value(result, OURS["count"])
        if count is not None:
            rule = str(graph.value(assertion, EARL.test)).removeprefix("urn:fairmark:rule:")
            key = rule, str(graph.value(result, OURS.severity))
            rules[key] = rules.get(key, 0) + int(count.toPython())
    counts = {level: value(level) for level in LEVELS}
    notice = any(str(o) == NOTICE for o in graph.objects(report))
    return Facts(value("verdict"), counts, value("waived"), value("known"), rules, notice)


def of_csv(rendered: bytes) -> Facts:
    rows = list(csv.DictReader(io.StringIO(rendered.decode("utf-8-sig"), newline="")))
    totals = {row["level"]: int(row["count"]) for row in rows if row["row"] == "total"}
    rules = {(row["rule"], row["level"]): int(row["count"]) for row in rows if row["row"] == "rule"}
    [report] = [row for row in rows if row["row"] == "report"]
    counts = {level: totals[level] for level in LEVELS}
    return Facts(report["level"], counts, totals["waived"], totals["known"], rules, report["hint"] == NOTICE)


READERS = {
    "console": of_console,
    "json": of_json,
    "html": of_html,
    "junit": of_junit,
    "sarif": of_sarif,
    "earl": lambda rendered: of_graph(Graph().parse(data=rendered, format="json-ld")),
    "earl-turtle": lambda rendered: of_graph(Graph().parse(data=rendered, format="turtle")),
    "csv": of_csv,
}
