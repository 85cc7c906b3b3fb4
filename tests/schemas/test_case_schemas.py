"""The CASE schemas: sound as schemas, faithful to the classes of the standard, and each class with an example."""

from collections.abc import Iterator, Mapping
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import ROOT
from fairmark.schemas import load
from fairmark.schemas.case import SCHEMAS, build, tables
from fairmark.validators.readers.case import ROOTS
from fairmark.validators.rules.shape import CLOSED, REQUIRED, Breach, accepts, by_gate, by_reference

SCHEMA_FILES = sorted((ROOT / "schemas").rglob("*.schema.json"))
FOLDER = {version: ROOT / "schemas" / "case" / "examples" / Path(path).name[5:9] for version, path in SCHEMAS.items()}

DEFINITION = "identifier! uri! title! lastChangeDateTime!"
DOCUMENT = (
    "identifier! uri! creator! title! lastChangeDateTime! officialSourceURL publisher description subject[] "
    "subjectURI[] language version adoptionStatus statusStartDate statusEndDate licenseURI notes"
)
ITEM = (
    "identifier! fullStatement! alternativeLabel CFItemType uri! humanCodingScheme listEnumeration "
    "abbreviatedStatement conceptKeywords[] conceptKeywordsURI notes language educationLevel[] CFItemTypeURI "
    "licenseURI statusStartDate statusEndDate lastChangeDateTime!"
)
ASSOCIATION = (
    "identifier! associationType! sequenceNumber uri! originNodeURI! destinationNodeURI! CFAssociationGroupingURI "
    "lastChangeDateTime!"
)
CLASSES = {
    "LinkURI": "title! identifier! uri!",
    "LinkGenURI": "title! identifier! uri!",
    "CFPckgDocument": DOCUMENT,
    "CFDocument": DOCUMENT + " CFPackageURI!",
    "CFPckgItem": ITEM,
    "CFItem": ITEM + " CFDocumentURI!",
    "CFPckgAssociation": ASSOCIATION,
    "CFAssociation": ASSOCIATION + " CFDocumentURI",
    "CFConcept": DEFINITION + " keywords hierarchyCode! description",
    "CFSubject": DEFINITION + " hierarchyCode! description",
    "CFItemType": DEFINITION + " description! hierarchyCode! typeCode",
    "CFLicense": DEFINITION + " licenseText! description",
    "CFAssociationGrouping": DEFINITION + " description",
    "CFRubric": "identifier! uri! title description lastChangeDateTime! CFRubricCriteria[]",
    "CFRubricCriterion": "identifier! uri! category description CFItemURI weight position rubricId "
    "lastChangeDateTime! CFRubricCriterionLevels[]",
    "CFRubricCriterionLevel": "identifier! uri! description quality score feedback position rubricCriterionId "
    "lastChangeDateTime!",
    "CFDefinition": "CFConcepts[] CFSubjects[] CFLicenses[] CFItemTypes[] CFAssociationGroupings[]",
    "CFPackage": "CFDocument! CFItems[] CFAssociations[] CFDefinitions CFRubrics[]",
    "CFDocumentSet": "CFDocuments[]!",
    "CFAssociationSet": "CFItem! CFAssociations[]!",
    "CFConceptSet": "CFConcepts[]!",
    "CFSubjectSet": "CFSubjects[]!",
    "CFItemTypeSet": "CFItemTypes[]!",
    "imsx_CodeMinorField": "imsx_codeMinorFieldName! imsx_codeMinorFieldValue!",
    "imsx_CodeMinor": "imsx_codeMinorField[]!",
    "imsx_StatusInfo": "imsx_codeMajor! imsx_severity! imsx_description imsx_codeMinor",
}
"""Every class of CASE 1.0, written down a second time from the standard: `!` mandatory, `[]` an array."""

CAME_WITH_1_1 = {
    "LinkGenURI": "targetType",
    "CFPckgDocument": "frameworkType caseVersion extensions",
    "CFDocument": "frameworkType caseVersion extensions",
    "CFPckgItem": "subject[] subjectURI[] extensions",
    "CFItem": "subject[] subjectURI[] extensions",
    "CFPckgAssociation": "notes extensions",
    "CFAssociation": "notes extensions",
    "CFRubricCriterionLevel": "extensions[]",
    "CFConcept": "extensions",
    "CFSubject": "extensions",
    "CFItemType": "extensions",
    "CFLicense": "extensions",
    "CFAssociationGrouping": "extensions",
    "CFDefinition": "extensions",
    "CFPackage": "extensions",
    "CFRubric": "extensions",
    "CFRubricCriterion": "extensions",
}
CASES = [(version, name) for version in SCHEMAS for name in CLASSES]


def example(version: str, name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER[version] / f"{name}.json").read_text("utf-8"))
    return read


def everything_in(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in a schema."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for member in node:
            yield from everything_in(member)


# -- sound as schemas ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SCHEMA_FILES, ids=lambda path: path.name)
def test_a_schema_file_is_valid_against_its_meta_schema(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_schema_of_1_1_is_what_the_delta_makes_of_1_0() -> None:
    written = (ROOT / "schemas" / SCHEMAS["1.1"]).read_text("utf-8")
    assert written == build.build(), "run `make schemas`"


@pytest.mark.parametrize("version", SCHEMAS)
def test_every_pattern_is_anchored_and_means_the_same_to_every_engine(version: str) -> None:
    patterns = [node["pattern"] for node in everything_in(load(SCHEMAS[version])) if "pattern" in node]
    assert patterns
    for pattern in patterns:
        assert pattern.startswith("^") and pattern.endswith("$")
        assert "\\" not in pattern, "classes such as \\d are Unicode in one engine and ASCII in the other"


@pytest.mark.parametrize("version", SCHEMAS)
def test_every_member_has_a_privacy_class(version: str) -> None:
    members = [
        (name, member)
        for body in load(SCHEMAS[version])["$defs"].values()
        for name, member in body.get("properties", {}).items()
    ]
    assert members
    assert [name for name, member in members if member.get("x-privacy") not in {f"P{n}" for n in range(6)}] == []


@pytest.mark.parametrize("version", SCHEMAS)
def test_every_link_says_which_class_it_leads_to(version: str) -> None:
    known = tables(version)
    for name in CLASSES:
        for field in known[name].values():
            if field.type == "LinkURI":
                assert field.target in known, f"{name}.{field.name}"


# -- faithful to the standard ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "name"), CASES)
def test_a_class_has_the_members_of_the_standard(version: str, name: str) -> None:
    listed = CLASSES[name].split() + (CAME_WITH_1_1.get(name, "").split() if version == "1.1" else [])
    stated = {field.name + "[]" * field.many + "!" * field.required for field in tables(version)[name].values()}
    assert stated == set(listed)


@pytest.mark.parametrize("version", SCHEMAS)
def test_the_schema_has_no_class_that_the_standard_lacks(version: str) -> None:
    closed = {
        name
        for name, body in load(SCHEMAS[version])["$defs"].items()
        if body.get("additionalProperties") is False or body.get("unevaluatedProperties") is False
    }
    assert closed == set(CLASSES)


# -- the examples ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", SCHEMAS)
def test_there_is_an_example_of_every_class_and_of_nothing_else(version: str) -> None:
    assert {path.stem for path in FOLDER[version].glob("*.json")} == set(CLASSES)


@pytest.mark.parametrize(("version", "name"), CASES)
def test_an_example_is_valid_and_shows_every_member(version: str, name: str) -> None:
    data = example(version, name)
    assert accepts(SCHEMAS[version], name, data)
    assert by_reference(SCHEMAS[version], name, data) == []
    assert data.keys() == tables(version)[name].keys()


@pytest.mark.parametrize(("version", "name"), CASES)
def test_both_engines_miss_each_mandatory_member_and_no_other(version: str, name: str) -> None:
    schema, data = SCHEMAS[version], example(version, name)
    for field in tables(version)[name].values():
        rest = {member: value for member, value in data.items() if member != field.name}
        missed = [Breach((field.name,), REQUIRED)] if field.required else []
        assert by_gate(schema, name, rest) == missed
        assert by_reference(schema, name, rest) == missed


@pytest.mark.parametrize(("version", "name"), CASES)
def test_both_engines_refuse_a_member_that_the_class_does_not_have(version: str, name: str) -> None:
    data = {**example(version, name), "unheardOf": 1}
    assert by_gate(SCHEMAS[version], name, data) == [Breach(("unheardOf",), CLOSED)]
    assert by_reference(SCHEMAS[version], name, data) == [Breach(("unheardOf",), CLOSED)]


PAYLOADS = [(version, name) for version in SCHEMAS for name in ROOTS.values()]


@pytest.mark.parametrize(("version", "name"), PAYLOADS)
def test_an_example_of_a_payload_raises_nothing(version: str, name: str, judged: Any) -> None:
    report = judged(FOLDER[version] / f"{name}.json", "--profile", f"case-{version}", "--at", "2026-06-01T00:00:00Z")
    assert [finding["rule"] for finding in report["findings"] if finding["severity"] != "info"] == []
    kinds = {cls: kind for kind, cls in ROOTS.items()}
    assert report["inputs"][0]["kind"] == kinds[name]
