"""Ed-Fi standards become packages as docs/convert.md says."""

from collections.abc import Callable
from typing import Any

import pytest

from fairmark.validators.convert.conversion import Conversion, convert
from fairmark.validators.convert.edfi_standards import GRADES
from fairmark.validators.convert.package_draft import identifier_of
from fairmark.validators.rules.case.grades import CEDS_LEVELS

Sample = Callable[..., Conversion]
UUID_OF_BACK = "f3f9c5a0-8d0e-4b3e-9a53-2f6f3d1c7b11"


def item(package: dict[str, Any], text: str) -> dict[str, Any]:
    return next(item for item in package["CFItems"] if item["fullStatement"] == text)


def edges(package: dict[str, Any], *types: str) -> set[tuple[str, str, str]]:
    """Type and titles of both ends of the associations of these types."""
    return {
        (edge["associationType"], edge["originNodeURI"]["title"], edge["destinationNodeURI"]["title"])
        for edge in package["CFAssociations"]
        if edge["associationType"] in types
    }


def test_the_fields_of_a_standard(sample: Sample) -> None:
    made = item(sample("edfi-5.xml").packages[0], "Count and compare whole numbers.")
    assert made["identifier"] == identifier_of("uri://standards.example.org/number#N.1")
    assert made["humanCodingScheme"] == "N.1"
    assert made["educationLevel"] == ["KG", "01"]
    assert made["subject"] == ["Mathematics"]
    assert made["subjectURI"][0]["title"] == "Mathematics"
    assert made["CFItemType"] == made["CFItemTypeURI"]["title"] == "Core Ideas"
    assert made["notes"] == "Success criteria: Counts without skipping."
    assert made["extensions"] == {
        "ed-fi.GradeLevel": "uri://district.example.org/GradeLevelDescriptor#Mixed ages",
        "ed-fi.LearningStandardIdentificationCode": [
            {"IdentificationCode": "7001", "ContentStandardName": "Old number standards"}
        ],
        "ed-fi.URI": "https://standards.example.org/number/1",
        "ed-fi.LearningStandardScope": "uri://ed-fi.org/LearningStandardScopeDescriptor#State",
    }


def test_the_fields_of_a_document(sample: Sample) -> None:
    document = sample("edfi-5.xml").packages[0]["CFDocument"]
    assert document["title"] == "Number standards: Numbers 1"
    assert document["creator"] == "Example Board of Education; Example Teachers"
    assert (document["version"], document["adoptionStatus"]) == ("2026", "Adopted")
    assert (document["statusStartDate"], document["statusEndDate"]) == ("2026-08-01", "2030-07-31")
    assert document["officialSourceURL"] == "https://standards.example.org/number"
    assert document["subject"] == ["Mathematics"]
    assert document["extensions"]["ed-fi.ContentStandard.PublicationYear"] == "2026"


def test_an_item_code_is_the_code_and_a_uuid_the_identifier(sample: Sample) -> None:
    first, second = sample("edfi-5.xml").packages
    assert item(first, "Count to 100.")["humanCodingScheme"] == "a"
    assert item(first, "Count to 100.")["extensions"]["ed-fi.LearningStandardId"] == "N.1.a"
    back = item(second, "Count back from 20.")
    assert back["identifier"] == UUID_OF_BACK
    assert "humanCodingScheme" not in back


def test_parents_hold_inside_a_document_and_become_parts_across(sample: Sample) -> None:
    first, second = sample("edfi-5.xml").packages
    assert ("isChildOf", "a", "N.1") in edges(first, "isChildOf")
    assert edges(second, "isChildOf") == {("isChildOf", "Count back from 20.", "Number standards, draft")}
    assert edges(second, "isPartOf") == {("isPartOf", "Count back from 20.", "N.1")}


def test_only_equal_is_an_exact_match(sample: Sample) -> None:
    first = sample("edfi-5.xml").packages[0]
    assert edges(first, "exactMatchOf", "isRelatedTo") == {
        ("exactMatchOf", "a", "Count back from 20."),
        ("isRelatedTo", "N.1", "K.CC.1"),
    }
    related = next(edge for edge in first["CFAssociations"] if edge["associationType"] == "isRelatedTo")
    assert related["destinationNodeURI"]["targetType"] == "ext:ed-fi.LearningStandard"
    assert related["notes"] == "Both count."


def test_prerequisites_precede(sample: Sample) -> None:
    """By XML id inside the file, by key outside."""
    package = sample("edfi-4.xml").packages[0]
    assert edges(package, "precedes") == {("precedes", "R.1", "R.2"), ("precedes", "S.9", "R.2")}


def test_hierarchy_is_derived_only_when_asked(sample: Sample) -> None:
    stated = sample("edfi-3.xml").packages[0]
    derived = sample("edfi-3.xml", derive_hierarchy=True).packages[0]
    assert edges(stated, "isChildOf") == {
        ("isChildOf", "S.1", "Sound standards"),
        ("isChildOf", "S.1.1", "Sound standards"),
    }
    assert edges(derived, "isChildOf") == {("isChildOf", "S.1", "Sound standards"), ("isChildOf", "S.1.1", "S.1")}


def test_parents_that_go_round_are_refused(raised: Callable[..., set[str]]) -> None:
    pairs = {"A": "B", "B": "A", "C": "A", "D": "D"}
    conversion = convert(standards({id: reference("Parent", parent) for id, parent in pairs.items()}))
    assert edges(conversion.packages[0], "isChildOf") == {
        ("isChildOf", "A", "T"),
        ("isChildOf", "B", "T"),
        ("isChildOf", "C", "A"),
        ("isChildOf", "D", "T"),
    }
    assert raised(conversion.packages) == set()


@pytest.mark.parametrize(
    ("begin", "end"), [("2026-08-01", "2025-08-01"), ("soon", "2026-08-01"), ("20260801", "2027-08-01")]
)
def test_a_period_that_is_none_is_carried_as_it_is(raised: Callable[..., set[str]], begin: str, end: str) -> None:
    content = f"<Title>T</Title><BeginDate>{begin}</BeginDate><EndDate>{end}</EndDate>"
    package = convert(standards({"A": ""}, content)).packages[0]
    assert "statusStartDate" not in package["CFDocument"]
    assert package["CFDocument"]["extensions"]["ed-fi.ContentStandard.BeginDate"] == begin
    assert raised([package]) == set()


def standards(extras: dict[str, str], content: str = "<Title>T</Title>") -> bytes:
    """An interchange of standards by id, each with more elements."""
    each = "".join(
        f"<LearningStandard><LearningStandardId>{id}</LearningStandardId><Description>Text of {id}</Description>"
        f"<ContentStandard>{content}</ContentStandard><GradeLevel>x#Ninth grade</GradeLevel>"
        f"<AcademicSubject>x#Art</AcademicSubject>{extra}<Namespace>uri://example.org</Namespace></LearningStandard>"
        for id, extra in extras.items()
    )
    return f'<InterchangeStandards xmlns="http://ed-fi.org/5.1.0">{each}</InterchangeStandards>'.encode()


def reference(kind: str, id: str) -> str:
    name = f"{kind}LearningStandardReference"
    key = f"<LearningStandardIdentity><LearningStandardId>{id}</LearningStandardId></LearningStandardIdentity>"
    return f"<{name}>{key}</{name}>"


def test_grades_are_ceds_codes() -> None:
    assert set(GRADES.values()) <= CEDS_LEVELS


# -- the sample of the Ed-Fi Alliance ---------------------------------------------------------------------------------


def test_facts_of_the_real_file(real: Sample) -> None:
    packages = real("edfi").packages
    assert len(packages) == 67
    assert sum(len(package["CFItems"]) for package in packages) == 5597
    algebra = next(p for p in packages if p["CFDocument"]["title"] == "State Standard: Algebra I")
    assert len(algebra["CFItems"]) == 39
    assert {tuple(item["educationLevel"]) for item in algebra["CFItems"]} == {("09",)}
    content = next(p for p in packages if p["CFDocument"]["title"] == "Content Standard")
    assert len(content["CFItems"]) == 240
    matches = [edge for p in packages for edge in edges(p, "exactMatchOf", "isRelatedTo")]
    assert sorted(matches) == [
        ("exactMatchOf", "111.14.2.1.B", "CC.3.NBT.2"),
        ("exactMatchOf", "112.19.14.C", "7.1.6-8.F"),
        ("isRelatedTo", "110.13.1.A", "CC.4.L.2b"),
        ("isRelatedTo", "113.18.17.A", "E.4.9-12.a"),
    ]


def test_ends_of_matches_are_the_items_of_the_other_package(real: Sample) -> None:
    packages = real("edfi").packages
    made = {item["identifier"]: item["uri"] for package in packages for item in package["CFItems"]}
    ends = [
        edge["destinationNodeURI"]
        for package in packages
        for edge in package["CFAssociations"]
        if edge["associationType"] != "isChildOf"
    ]
    assert len(ends) == 4
    assert all(made[end["identifier"]] == end["uri"] for end in ends)


def test_codes_of_the_real_file_make_a_hierarchy_when_asked(real: Sample, raised: Callable[..., set[str]]) -> None:
    conversion = real("edfi", derive_hierarchy=True)
    supplied = {how: count for (target, how), count in conversion.loss.supplied.items() if target.endswith("isChildOf")}
    assert supplied["the parent was read out of the dotted code, as asked"] == 1009
    assert raised(conversion.packages) == set()
