"""The sample frameworks that ship with the package."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from fairmark.fixtures import frameworks, published
from fairmark.schemas.case import tables

Judged = Callable[..., dict[str, Any]]
OWN = ("reading-continuum-1.0", "reading-continuum-1.1")
AT = ("--at", "2026-12-01T00:00:00Z")


def path_of(name: str) -> Path:
    return Path(str(frameworks()[name]))


@pytest.mark.parametrize("name", sorted(frameworks()))
def test_a_sample_raises_nothing_above_info(judged: Judged, name: str) -> None:
    report = judged(path_of(name), *AT)
    assert report["inputs"][0]["kind"] == "case-package"
    assert {finding["rule"] for finding in report["findings"] if finding["severity"] != "info"} == set()


@pytest.mark.parametrize("name", OWN)
def test_our_own_sample_raises_nothing_at_all(judged: Judged, name: str) -> None:
    report = judged(path_of(name), *AT)
    assert report["inputs"][0]["version"] == name[-3:]
    assert report["findings"] == []


@pytest.mark.parametrize("name", sorted(published()))
def test_a_sample_as_published_shows_real_deviations(judged: Judged, name: str) -> None:
    assert judged(str(published()[name]), *AT)["verdict"] == "fail"


def fields_used(form: str, value: Any, version: str) -> set[tuple[str, str]]:
    """Class and name of every field that occurs in an object of class `form` and in what it holds."""
    table = tables(version)[form]
    used = set()
    for object in value if isinstance(value, list) else [value]:
        for name in object:
            used.add((form, name))
            if table[name].type in tables(version) and table[name].type != "LinkURI":
                used |= fields_used(table[name].type, object[name], version)
    return used


PARTS = (
    "CFPckgDocument",
    "CFPckgItem",
    "CFPckgAssociation",
    "CFDefinition",
    "CFConcept",
    "CFSubject",
    "CFLicense",
    "CFItemType",
    "CFAssociationGrouping",
    "CFRubric",
    "CFRubricCriterion",
    "CFRubricCriterionLevel",
)
LEFT_OUT = {
    ("CFPckgDocument", "frameworkType"),  # CourseCodes is its only value, and this is no list of courses
    ("CFPckgDocument", "statusEndDate"),  # the continuum is in use
    # Extensions are shown on the document, items, the rubric and its levels.
    *(
        (form, "extensions")
        for form in PARTS
        if form not in ("CFPckgDocument", "CFPckgItem", "CFRubric", "CFRubricCriterionLevel")
    ),
}


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_our_own_sample_uses_every_field(version: str) -> None:
    package = json.loads(path_of(f"reading-continuum-{version}").read_text("utf-8"))
    used = fields_used("CFPackage", package, version)
    known = {(form, name) for form in PARTS for name in tables(version)[form]}
    assert known - used <= LEFT_OUT


def test_our_own_sample_uses_every_association_type() -> None:
    package = json.loads(path_of("reading-continuum-1.1").read_text("utf-8"))
    types = {edge["associationType"] for edge in package["CFAssociations"]}
    assert types == {
        "isChildOf",
        "isPeerOf",
        "isPartOf",
        "exactMatchOf",
        "precedes",
        "isRelatedTo",
        "replacedBy",
        "exemplar",
        "hasSkillLevel",
        "isTranslationOf",
        "ext:fairmark.supports",
    }


def test_sources_name_every_sample() -> None:
    sources = (ROOT / "fixtures" / "SOURCES.md").read_text("utf-8")
    folder = ROOT / "fixtures" / "frameworks"
    for path in folder.rglob("*.json"):
        assert f"`frameworks/{path.relative_to(folder).as_posix()}`" in sources


def test_the_samples_are_light() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "fixtures" / "frameworks").rglob("*.json")) < 1_500_000
