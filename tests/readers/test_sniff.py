"""Recognising what a document is, and by which version to judge it."""

from typing import Any

import pytest

from fairmark.validators.readers.case import ROOTS
from fairmark.validators.readers.sniff import Recognition, UnknownKind, kind_named, recognise

V1P0, V1P1 = "https://a.example/ims/case/v1p0/", "https://a.example/ims/case/v1p1/"
BASIS = {"identifier": "x", "uri": "https://a.example/uri/x", "lastChangeDateTime": "2026-01-15T09:00:00Z"}


def seen(data: Any, **known: Any) -> tuple[str, str, tuple[str | int, ...]] | None:
    found = recognise(data, **known)
    return (found.kind, found.version, found.root) if found else None


@pytest.mark.parametrize(
    ("data", "kind", "root"),
    [
        ({"CFDocument": {}, "CFItems": []}, "case-package", ()),
        ({"CFDocument": {"title": "t"}}, "case-package", ()),
        ({"CFItems": []}, "case-package", ()),
        ({"CFPackage": {"CFDocument": {}}}, "case-package", ("CFPackage",)),
        ({"CFPackage": {"CFDocument": {}}, "@context": "x"}, "case-package", ("CFPackage",)),
        ({"CFDocument": {"CFPackageURI": {}}}, "case-document", ("CFDocument",)),
        ({"CFItem": {"fullStatement": "s"}}, "case-item", ("CFItem",)),
        ({"CFRubric": {}}, "case-rubric", ("CFRubric",)),
        ({"CFItem": {}, "CFAssociations": []}, "case-association-set", ()),
        ({"CFDocuments": [], "total": 3}, "case-document-set", ()),
        ({"CFConcepts": []}, "case-concept-set", ()),
        ({"CFSubjects": []}, "case-subject-set", ()),
        ({"CFItemTypes": []}, "case-item-type-set", ()),
        ({"imsx_codeMajor": "failure"}, "case-status-info", ()),
        ({"fullStatement": "s"}, "case-item", ()),
        ({"destinationNodeURI": {}}, "case-association", ()),
        ({"CFPackageURI": {}}, "case-document", ()),
        ({"licenseText": "t"}, "case-license", ()),
        ({"CFRubricCriteria": []}, "case-rubric", ()),
        ({**BASIS, "creator": "c"}, "case-document", ()),
        ({**BASIS, "keywords": "a|b"}, "case-concept", ()),
        ({**BASIS, "typeCode": "c"}, "case-item-type", ()),
        ({"uri": V1P1 + "CFSubjects/x"}, "case-subject", ()),
        ({"uri": V1P1 + "CFAssociationGroupings/x"}, "case-association-grouping", ()),
    ],
)
def test_a_document_is_recognised(data: Any, kind: str, root: tuple[str, ...]) -> None:
    assert seen(data) == (kind, "1.1", root)


@pytest.mark.parametrize(
    "data",
    [
        None,
        1,
        "CFDocument",
        [],
        [{"CFDocument": {}}],
        {},
        {"CFPackage": None},
        {"uri": 5},
        {"name": "a-package", "version": "1.0", "keywords": ["npm"]},
        {"identifier": "x", "creator": "an Open Badges achievement"},
    ],
)
def test_what_is_not_known_is_not_guessed(data: Any) -> None:
    assert recognise(data) is None


@pytest.mark.parametrize(
    "data",
    [
        {"CFDocument": {"uri": V1P0, "caseVersion": "1.1"}},
        {"CFDocument": {"uri": V1P0, "frameworkType": "x"}},
        {"CFDocument": {"uri": V1P0}, "extensions": {}},
        {"CFDocument": {"uri": V1P0}, "CFItems": [{}, {"subject": ["s"]}]},
        {"CFDocument": {"uri": V1P0}, "CFItems": [1, {"extensions": {}}]},
        {"CFDocument": {"uri": V1P0}, "CFAssociations": [{"notes": "n"}]},
        {"CFDocument": {"uri": V1P0}, "CFAssociations": [{"associationType": "isTranslationOf"}]},
        {"CFDocument": {"uri": V1P0}, "CFAssociations": [{"associationType": "ext:near"}]},
        {"CFDocument": {"uri": V1P0}, "CFAssociations": [{"originNodeURI": {"targetType": "CASE"}}]},
        {"CFDocument": {"uri": V1P0}, "CFDefinitions": {"CFLicenses": [{"extensions": {}}]}},
        {"CFDocument": {"uri": V1P0}, "CFRubrics": [{"extensions": {}}]},
        {"fullStatement": "s", "uri": V1P0, "subjectURI": []},
        {"CFDocuments": [{"uri": V1P0}, {"caseVersion": "1.1"}]},
        {"CFItem": {"uri": V1P0}, "CFAssociations": [{"notes": "n"}]},
    ],
)
def test_what_only_1_1_has_makes_it_1_1(data: Any) -> None:
    found = recognise(data)
    assert found is not None
    assert found.version == "1.1"


@pytest.mark.parametrize(
    "data",
    [
        {"CFDocument": {"uri": V1P0 + "CFDocuments/x", "subject": ["s"], "notes": "n", "frameworkType": None}},
        {"CFDocument": {"uri": "https://a.example/uri/x", "CFPackageURI": V1P0 + "CFPackages/x"}},
        {"CFDocument": {"uri": "urn:x"}, "CFItems": [{"CFDocumentURI": {"uri": V1P0 + "CFDocuments/x"}}]},
        {"CFDocuments": [{"uri": V1P0 + "CFDocuments/x"}]},
        {"CFPackage": {"CFDocument": {"uri": V1P0 + "CFDocuments/x"}}},
        {"CFRubricCriteria": [], "uri": V1P0 + "CFRubrics/x"},
        {"CFItems": [{"notes": "n", "uri": V1P0 + "CFItems/x"}]},
        {"imsx_codeMajor": "failure", "imsx_codeMinor": {"imsx_codeMinorField": [{"v": "invaliduuid"}]}},
    ],
)
def test_links_of_a_1_0_service_make_it_1_0(data: Any) -> None:
    found = recognise(data)
    assert found is not None
    assert found.version == "1.0"


def test_the_url_that_it_came_from_tells_the_version_for_sure() -> None:
    data = {"CFDocument": {"uri": V1P0, "caseVersion": "1.1"}}
    assert seen(data, served="/tenant/ims/case/v1p0/CFPackages/x") == ("case-package", "1.0", ())
    assert seen({"CFItems": []}, served="/ims/case/v1p1/CFPackages/x") == ("case-package", "1.1", ())
    assert seen({"CFItems": []}, served="/files/x.json") == ("case-package", "1.1", ())


def test_a_kind_can_be_forced() -> None:
    assert seen({"title": "t"}, kind="case-concept") == ("case-concept", "1.1", ())
    assert seen({"CFItem": {}}, kind="case-item") == ("case-item", "1.1", ("CFItem",))
    assert seen({"CFItem": {}}, kind="case-association-set") == ("case-association-set", "1.1", ())
    assert seen([], kind="case-item") is None


def test_every_kind_can_be_named_and_no_other() -> None:
    assert [kind_named(kind) for kind in ROOTS] == list(ROOTS)
    with pytest.raises(UnknownKind, match="case-package"):
        kind_named("case-pakage")


@pytest.mark.parametrize("kind", ROOTS)
def test_every_kind_survives_nonsense(kind: str) -> None:
    nonsense: Any = {cls: value for value in (None, 1, [[]], {"uri": 1}) for cls in (*ROOTS.values(), "CFDefinitions")}
    assert isinstance(recognise(nonsense, kind=kind), Recognition)
