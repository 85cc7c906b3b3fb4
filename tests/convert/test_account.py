"""Every statement of a source is accounted for, once, and the documentation says the same."""

from collections.abc import Callable
from io import BytesIO
import json
import re
from typing import Any

from lxml import etree
import pytest
from rdflib import Graph

from conftest import ROOT
from fairmark.validators.convert.conversion import Conversion, convert, recognise_form
from fairmark.validators.convert.loss import EXAMPLES, Kind, LossReport

# rdflib's own Notation3 parser uses what rdflib itself deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")

MARKS = {"=": Kind.KEPT, "~": Kind.CHANGED, "-": Kind.DROPPED}
ROW = re.compile(r"\| `([^`]+)` \| [^|]+ \| ([=~ -]+) \|")


def statements_in(data: bytes) -> int:
    """The number of statements, counted without the converter."""
    if recognise_form(data) == "edfi-standards":
        elements = [element for element in etree.parse(BytesIO(data)).getroot().iter() if isinstance(element.tag, str)]
        leaves = [e for e in elements if len(e) == 0 and ((e.text or "").strip() or not e.attrib)]
        return len(leaves) + sum(len(element.attrib) for element in elements)
    return len(Graph().parse(data=data, format="n3"))


def adds_up(loss: LossReport, statements: int) -> bool:
    return loss.statements == statements == sum(loss.count(kind) for kind in Kind)


def test_counts_of_a_sample_add_up(any_sample: bytes) -> None:
    assert adds_up(convert(any_sample).loss, statements_in(any_sample))


def test_counts_of_a_real_file_add_up(any_real: bytes) -> None:
    assert adds_up(convert(any_real).loss, statements_in(any_real))


def test_no_fate_is_left_to_chance(any_real: bytes) -> None:
    """The mapping says of every construct of the real files why it is dropped."""
    silent = [entry.source for entry in convert(any_real).loss.entries if entry.fate.how == "CASE has no place for it"]
    assert silent == []


def documented() -> dict[str, set[Kind]]:
    text = (ROOT / "docs" / "convert.md").read_text("utf-8")
    return {source: {MARKS[mark] for mark in marks.split()} for source, marks in ROW.findall(text)}


def undocumented(conversion: Conversion) -> list[str]:
    rows = documented()
    missing = []
    for entry in conversion.loss.entries:
        names = [row for row in rows if row == entry.source or (row[-1] == "…" and entry.source.startswith(row[:-2]))]
        if not any(entry.fate.kind in rows[name] for name in names):
            missing.append(f"{entry.source} {entry.fate.kind}")
    return missing


def test_the_page_documents_what_becomes_of_a_sample(any_sample: bytes) -> None:
    assert undocumented(convert(any_sample)) == []


def test_the_page_documents_what_becomes_of_a_real_file(any_real: bytes) -> None:
    assert undocumented(convert(any_real)) == []


def test_the_report_as_json_and_as_text_says_the_same(sample: Callable[..., Conversion]) -> None:
    loss = sample("edfi-5.xml").loss
    report: dict[str, Any] = json.loads(json.dumps(loss.as_json()))
    assert report["kept"] + report["changed"] + report["dropped"] == report["statements"]
    assert sum(entry["count"] for entry in report["entries"]) == report["statements"]
    assert all(len(entry["examples"]) <= EXAMPLES for entry in report["entries"])
    assert f"{report['kept']} kept, {report['changed']} changed, {report['dropped']} dropped" in loss.as_text()
    assert all(entry["source"] in loss.as_text() for entry in report["entries"])


@pytest.mark.parametrize("name", ["oak.ttl", "edfi-3.xml"])
def test_what_the_conversion_adds_is_no_statement(sample: Callable[..., Conversion], name: str) -> None:
    loss = sample(name).loss
    assert loss.supplied
    assert not {target for target, _ in loss.supplied} & {entry.source for entry in loss.entries}
