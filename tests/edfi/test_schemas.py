"""Schemas that the user supplies: where they are looked up, and what is said when they are wrong."""

from collections.abc import Callable
from pathlib import Path
import pickle
import shutil
from typing import Any

from lxml import etree
import pytest

from conftest import ROOT, Run
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.xml_schemas import SchemaFolder, UnusableSchema
from fairmark.validators.rules.xml_shape import violations

Judged = Callable[..., dict[str, Any]]

SCHEMAS = ROOT / "fixtures" / "edfi" / "schemas"
SAMPLES = ROOT / "fixtures" / "edfi" / "samples"
NAMESPACE = "http://ed-fi.org/5.2.0"


def test_a_folder_without_schemas_is_wrong_usage(tmp_path: Path, fairmark: Run) -> None:
    done = fairmark("validate", SAMPLES, "--xsd", tmp_path)
    assert done.exit_code == 2
    assert "no .xsd file" in done.output
    with pytest.raises(WrongUsage):
        SchemaFolder(tmp_path)


def test_schemas_are_found_in_folders_within(tmp_path: Path) -> None:
    shutil.copytree(SCHEMAS, tmp_path / "5.2" / "Bulk")
    folder = SchemaFolder(tmp_path)
    assert folder.schema_for(NAMESPACE, "InterchangeStandards") is not None
    assert folder.schema_for(NAMESPACE, "InterchangeStudent") is None
    assert folder.schema_for("http://ed-fi.org/5.1.0", "InterchangeStandards") is None


def test_a_folder_of_schemas_goes_to_another_process() -> None:
    folder = SchemaFolder(SCHEMAS)
    folder.schema_for(NAMESPACE, "InterchangeStandards")
    again = pickle.loads(pickle.dumps(folder))  # noqa: S301
    assert again.schema_for(NAMESPACE, "InterchangeStandards") is not None


def test_an_extended_schema_comes_before_the_one_that_it_extends(tmp_path: Path) -> None:
    shutil.copytree(SCHEMAS, tmp_path, dirs_exist_ok=True)
    text = (SCHEMAS / "Interchange-Standards.xsd").read_text("utf-8")
    more = text.replace("<xs:choice", '<xs:choice minOccurs="0"')
    (tmp_path / "EXTENSION-Interchange-Standards-Extension.xsd").write_text(more, "utf-8")
    schema = SchemaFolder(tmp_path).schema_for(NAMESPACE, "InterchangeStandards")
    assert schema.validate(etree.fromstring(f'<InterchangeStandards xmlns="{NAMESPACE}"/>'))


def schema(tmp_path: Path, body: str) -> SchemaFolder:
    text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="u">{body}<xs:element name="a"/>'
    (tmp_path / "a.xsd").write_text(f"{text}</xs:schema>", "utf-8")
    return SchemaFolder(tmp_path)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<xs:include schemaLocation="../outside.xsd"/>', "needs outside.xsd, which is not in the folder"),
        ('<xs:include schemaLocation="/etc/hosts"/>', "needs hosts, which is not in the folder"),
        (
            '<xs:import namespace="v" schemaLocation="http://example.org/v.xsd"/>'
            '<xs:element name="b" xmlns:v="v" type="v:T"/>',
            "needs v.xsd, which is not in the folder",
        ),
        ('<xs:element name="b" type="nobody"/>', "is no schema that can be used (line 1)"),
    ],
)
def test_nothing_outside_the_folder_is_read(tmp_path: Path, body: str, said: str) -> None:
    inner = tmp_path / "schemas"
    inner.mkdir()
    (tmp_path / "outside.xsd").write_text((SCHEMAS / "Core.xsd").read_text("utf-8"), "utf-8")
    with pytest.raises(UnusableSchema, match=said.replace("(", r"\(").replace(")", r"\)")):
        schema(inner, body).schema_for("u", "a")


def test_an_address_is_looked_up_by_its_name(tmp_path: Path) -> None:
    head = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="v">'
    type_ = '<xs:simpleType name="T"><xs:restriction base="xs:int"/></xs:simpleType>'
    (tmp_path / "v.xsd").write_text(f"{head}{type_}</xs:schema>", "utf-8")
    body = (
        '<xs:import namespace="v" schemaLocation="http://example.org/2001/v.xsd"/>'
        '<xs:element name="b" xmlns:v="v" type="v:T"/>'
    )
    assert schema(tmp_path, body).schema_for("u", "a") is not None


def test_a_schema_that_cannot_be_used_is_said(tmp_path: Path, judged: Judged) -> None:
    for path in SCHEMAS.glob("Interchange-*.xsd"):
        shutil.copy(path, tmp_path)
    report = judged(SAMPLES / "2-standards.xml", "--xsd", tmp_path)
    [found] = [each for each in report["findings"] if each["rule"] == "EF-XML-003"]
    assert found["severity"] == "warning"
    assert "Interchange-Standards.xsd needs Core.xsd" in found["samples"][0]["message"]


def test_the_location_in_a_document_is_not_followed(tmp_path: Path, judged: Judged) -> None:
    text = (SAMPLES / "2-standards.xml").read_text("utf-8")
    hint = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://ed-fi.org/5.2.0 other.xsd"'
    (tmp_path / "standards.xml").write_text(text.replace('5.2.0">', f'5.2.0" {hint}>', 1), "utf-8")
    assert judged(tmp_path / "standards.xml", "--xsd", SCHEMAS)["findings"] == []


def test_every_record_is_validated_and_numbered(tmp_path: Path, judged: Judged) -> None:
    """Though only some hundred are looked at together."""
    text = (SAMPLES / "2-standards.xml").read_text("utf-8")
    start, end = text.index("  <LearningStandard>"), text.index("</InterchangeStandards>")
    record = text[start : text.index("  <LearningStandard>", start + 1)]
    records = [record.replace("f4e246ea", f"{number:08x}") for number in range(1700)]
    wrong = [number for number in range(1700) if number % 3 == 0]
    for number in wrong:
        records[number] = (
            records[number].replace("<Description>", "<Sentence>").replace("</Description>", "</Sentence>")
        )
    (tmp_path / "standards.xml").write_text(text[:start] + "".join(records) + text[end:], "utf-8")
    report = judged(tmp_path / "standards.xml", "--xsd", SCHEMAS)
    [found] = report["findings"]
    assert (found["rule"], found["count"]) == ("EF-XML-003", len(wrong))
    for number, sample in zip(wrong, found["samples"], strict=True):
        assert sample["pointer"] == f"/InterchangeStandards/LearningStandard/{number + 1}/Sentence"
        assert sample["recordId"].startswith(f"{number:08x}")
        assert sample["message"] == "Sentence stands where it does not belong; expected: " + (
            "LearningStandardIdentificationCode or Description"
        )


XSD = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="r"><xs:complexType><xs:choice
maxOccurs="unbounded"><xs:element name="e"><xs:simpleType><xs:restriction base="xs:string">{}</xs:restriction>
</xs:simpleType></xs:element></xs:choice></xs:complexType></xs:element></xs:schema>"""


@pytest.mark.parametrize(
    ("facet", "value", "expected"),
    [
        ('<xs:maxLength value="5"/>', "Ms. Quill", "at most 5 characters"),
        ('<xs:minLength value="50"/>', "Ms. Quill", "at least 50 characters"),
        ('<xs:pattern value="[a-z]+"/>', "Ms. Quill", "the pattern [a-z]+"),
        ('<xs:pattern value="[a-z]+"/>', "x' is not accepted by the pattern 'Ms. Quill'.", "the pattern [a-z]+"),
        ('<xs:enumeration value="a"/><xs:enumeration value="b"/>', "Ms. Quill", "one of 'a', 'b'"),
        (
            '<xs:enumeration value="a"/>',
            "x' is not an element of the set {'Ms. Quill'}.",
            "one of 'a'",
        ),
    ],
)
def test_a_value_never_stands_in_what_is_said(facet: str, value: str, expected: str) -> None:
    made = etree.XMLSchema(etree.fromstring(XSD.format(facet)))
    root = etree.fromstring("<r><e/></r>")
    root[0].text = value
    [violation] = list(violations(made, root))
    assert violation.expected == expected
    assert "Quill" not in violation.what + violation.expected


def test_a_version_that_is_not_known_is_validated_all_the_same(tmp_path: Path, judged: Judged) -> None:
    """Its schemas may be newer than all that is known here."""
    newer = tmp_path / "7.0.0"
    newer.mkdir()
    for path in (*SCHEMAS.glob("*.xsd"), SAMPLES / "2-standards.xml"):
        (newer / path.name).write_text(path.read_text("utf-8").replace("5.2.0", "7.0.0"), "utf-8")
    report = judged(newer / "2-standards.xml", "--xsd", newer)
    assert [finding["rule"] for finding in report["findings"]] == ["EF-XML-002"]
    assert report["verdict"] == "warn"


@pytest.mark.parametrize(
    ("version", "severity"),
    [
        ("6.0.1", "warning"),
        ("10.0.0", "warning"),
        ("4.1.0", "error"),
        ("5.2", "error"),
        ("0100", "error"),
        ("", "error"),
    ],
)
def test_only_a_version_that_is_newer_may_be_right(version: str, severity: str, tmp_path: Path, judged: Judged) -> None:
    text = (SAMPLES / "2-standards.xml").read_text("utf-8").replace("5.2.0", version)
    (tmp_path / "standards.xml").write_text(text, "utf-8")
    found = {each["rule"]: each["severity"] for each in judged(tmp_path / "standards.xml")["findings"]}
    assert found["EF-XML-002"] == severity
