"""CASE-VER-001: which of path, profile and payload says the version for sure."""

from one_rule import findings
import pytest

from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.readers.case import Package
from fairmark.validators.rules.case.versions import served_version


@pytest.mark.parametrize(
    ("version", "forced", "served", "said", "wrong"),
    [
        ("1.1", False, "", "1.0", False),
        ("1.1", True, "", "1.0", False),
        ("1.0", True, "", "1.1", True),
        ("1.0", True, "", "1.0", False),
        ("1.1", False, "/ims/case/v1p0/CFPackages/1", "1.1", True),
        ("1.1", False, "/tenant/ims/case/v1p1/CFDocuments/1", "1.1", False),
        ("1.1", True, "/ims/case/v1p1/CFDocuments/1", "1.0", True),
        ("1.0", True, "/ims/case/v1p1/CFDocuments/1", "1.1", False),
        ("1.0", True, "", None, False),
        ("1.0", True, "", 1.1, False),
    ],
)
def test_what_the_document_says_is_held_against_what_is_known(
    version: str, forced: bool, served: str, said: object, wrong: bool
) -> None:
    data = {"CFDocument": {"identifier": "d", "caseVersion": said}}
    package = Package(data, "case-package", version, forced=forced, served=served)
    found = [draft.at.pointer for draft in REGISTRY["CASE-VER-001"].check(package)]
    assert found == (["/CFDocument/caseVersion"] if wrong else [])


def test_without_path_and_profile_nothing_is_known() -> None:
    assert findings("CASE-VER-001", {"CFDocument": {"identifier": "d", "caseVersion": "1.0"}}) == []


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("/ims/case/v1p0/CFItems/1", "1.0"),
        ("/a/ims/case/v1p1", "1.1"),
        ("/ims/case/v1p10/CFItems/1", ""),
        ("/ims/case/v1p2/CFItems/1", ""),
        ("/uri/1", ""),
    ],
)
def test_the_path_names_the_version(path: str, version: str) -> None:
    assert served_version(path) == version
