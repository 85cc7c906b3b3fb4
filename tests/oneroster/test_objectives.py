"""OR-LO: learning objectives."""

from pathlib import Path

from oneroster.asking import findings, places
import pytest

from fairmark.validators.core.shelf import Shelved, Standing

ONE, TWO, THREE = (f"0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e0{digit}" for digit in "123")
OF_ITEMS = "lineItemSourcedId,source,learningObjectiveId"
OF_RESULTS = "resultSourcedId,source,learningObjectiveId,score,textScore"
RESULTS = "lineItemSourcedId,studentSourcedId,scoreDate"


class Books:
    """A shelf with these items."""

    def __init__(self, **standings: Standing) -> None:
        names = {"one": ONE, "two": TWO, "three": THREE}
        self._items = {names[name]: standing for name, standing in standings.items()}

    def find(self, identifier: str) -> Shelved | None:
        standing = self._items.get(identifier)
        return None if standing is None else Shelved(identifier, "CFItem", "", "", "", "", standing)


@pytest.mark.parametrize(
    ("id", "rule"),
    [
        (f"urn:uuid:{ONE}", None),
        (f"URN:UUID:{ONE.upper()}", None),
        (ONE, "OR-LO-002"),
        (f"https://x.example/ims/case/v1p1/CFItems/{ONE}", "OR-LO-002"),
        (f" urn:uuid:{ONE}", "OR-LO-002"),
        ("5.NF.A.1", "OR-LO-001"),
        (ONE[:-1], "OR-LO-001"),
        ("", None),  # OR-TYP-001 speaks
    ],
)
def test_of_each_identifier_one_rule_speaks(tmp_path: Path, id: str, rule: str | None) -> None:
    rows = [OF_ITEMS, f"...,i,case,{id}", f"...,i,unknown,{id}", f"gone,tobedeleted,,i,case,{id}"]
    for each in ("OR-LO-001", "OR-LO-002"):
        found = findings(tmp_path, each, lineItemLearningObjectiveIds=rows)
        assert places(found) == ([(2, "learningObjectiveId")] if each == rule else [])


def test_sources(tmp_path: Path) -> None:
    rows = [f"...,i,{source},x" for source in ("case", "unknown", "ext:own", "", "Case", "ext:", "canvas")]
    found = findings(tmp_path, "OR-LO-003", lineItemLearningObjectiveIds=[OF_ITEMS, *rows])
    assert [draft.observed for draft in found] == ["Case", "ext:", "canvas"]


def test_without_a_shelf_it_is_said_once_that_nothing_is_looked_up(tmp_path: Path) -> None:
    rows = [OF_ITEMS, f"...,i,case,{ONE}", f"...,i,case,{ONE}", f"...,i,unknown,{TWO}"]
    found = findings(tmp_path, "OR-LO-004", lineItemLearningObjectiveIds=rows)
    assert [(draft.severity, draft.observed) for draft in found] == [("info", "0 of 1 objectives")]
    found = findings(tmp_path, "OR-LO-004", lineItemLearningObjectiveIds=rows, shelf=Books())
    assert [draft.severity for draft in found] == [None, None]
    only_unknown = [OF_ITEMS, f"...,i,unknown,{TWO}"]
    assert not findings(tmp_path, "OR-LO-004", lineItemLearningObjectiveIds=only_unknown)


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (Standing(), None),
        (Standing(ended="2026-11-01"), None),  # today
        (Standing(ended="2026-10-31"), "has ended on 2026-10-31"),
        (Standing(ended="some day"), None),
        (Standing(is_deprecated=True), "is of a deprecated framework"),
        (Standing(is_deprecated=True, replaced_by=(TWO,)), f"is replaced by {TWO}"),
    ],
)
def test_items_that_are_no_longer_in_force(tmp_path: Path, standing: Standing, told: str | None) -> None:
    rows = [OF_ITEMS, f"...,i,case,urn:uuid:{ONE.upper()}"]
    found = findings(tmp_path, "OR-LO-006", lineItemLearningObjectiveIds=rows, shelf=Books(one=standing))
    assert [draft.expected for draft in found] == ([told] if told else [])


@pytest.mark.parametrize(
    ("levels", "grades", "is_right"),
    [
        (("08",), "05", False),
        (("05", "06"), '"04, 05"', True),
        (("HS",), "05", True),
        (("08",), "", True),
        ((), "05", True),
    ],
)
def test_grades_are_compared_where_both_are_known(
    tmp_path: Path, levels: tuple[str, ...], grades: str, is_right: bool
) -> None:
    found = findings(
        tmp_path,
        "OR-LO-008",
        shelf=Books(one=Standing(levels=levels)),
        classes=["grades", f"c,,,{grades}"],
        lineItems=["classSourcedId", "i,,,c", "j,,,nowhere"],
        lineItemLearningObjectiveIds=[OF_ITEMS, f"...,i,case,{ONE}", f"...,j,case,{ONE}", f"...,nowhere,case,{ONE}"],
    )
    assert places(found) == ([] if is_right else [(2, "learningObjectiveId")])


def test_mastery_without_any_scale_is_told_also_where_no_scale_is_sent(tmp_path: Path) -> None:
    tables = {
        "lineItems": ["classSourcedId", "i,,,c"],
        "results": [RESULTS, "r,,,i,s,2026-10-01"],
        "resultLearningObjectiveIds": [
            OF_RESULTS,
            f"...,r,case,{ONE},3,",
            f"...,r,case,{TWO},,",
            f"...,x,case,{ONE},3,",
        ],
    }
    assert places(findings(tmp_path, "OR-LO-009", **tables)) == [(2, "learningObjectiveId")]
    assert not findings(tmp_path, "OR-LO-009", scoreScales=["classSourcedId", "...,c"], **tables)


def test_only_the_latest_level_counts_and_only_words_that_are_plain(tmp_path: Path) -> None:
    rows = [
        f"...,old,case,{ONE},,Meets",
        f"...,new,case,{ONE},,Beginning",
        f"...,new,case,{TWO},,meets",
        f"...,new,case,{THREE},,Level 3",
        f"...,other,case,{TWO},,Meets",
    ]
    shelf = Books(one=Standing(precedes=(TWO, ONE)), two=Standing(precedes=(THREE,)), three=Standing(precedes=(ONE,)))
    found = findings(
        tmp_path,
        "OR-LO-012",
        shelf=shelf,
        results=[RESULTS, "old,,,i,s,2026-09-01", "new,,,j,s,2026-10-01", "other,,,j,t,2026-10-01"],
        resultLearningObjectiveIds=[OF_RESULTS, *rows],
    )
    assert [(*draft.at.path[1:], draft.expected) for draft in found] == [(4, "textScore", f"urn:uuid:{ONE}")]


@pytest.mark.parametrize(("latest", "is_told"), [("Extending,", False), (",4.0", False), (",", True)])
def test_a_latest_level_that_says_nothing_plainly_takes_the_place_of_earlier_ones(
    tmp_path: Path, latest: str, is_told: bool
) -> None:
    text, score = latest.split(",")
    found = findings(
        tmp_path,
        "OR-LO-012",
        shelf=Books(one=Standing(precedes=(TWO,)), two=Standing()),
        results=[RESULTS, "old,,,i,s,2026-09-01", "new,,,j,s,2026-10-01"],
        resultLearningObjectiveIds=[
            OF_RESULTS,
            f"...,old,case,{ONE},1,Developing",
            f"...,new,case,{ONE},{score},{text}",
            f"...,new,case,{TWO},3,Secure",
        ],
    )
    assert bool(found) is is_told


@pytest.mark.parametrize(
    ("title", "is_standard"),
    [
        ("5.NF.A.1", True),
        ("CCSS.MATH.CONTENT.5.NF.A.1", True),
        ("5.NF.A.1 quiz", False),
        ("K. Adams", False),
        (ONE, True),
    ],
)
def test_line_items_that_stand_for_standards(tmp_path: Path, title: str, is_standard: bool) -> None:
    found = findings(tmp_path, "OR-LO-013", version="1.1", lineItems=["title", f"...,{title}"])
    assert places(found) == ([(2, "title")] if is_standard else [])


@pytest.mark.parametrize(
    ("name", "is_mastery"),
    [
        ("masteryScore", True),
        ("caseId", True),
        ("standard_code", True),
        ("standardized", False),
        ("caseManager", False),
    ],
)
def test_columns_that_hold_mastery(tmp_path: Path, name: str, is_mastery: bool) -> None:
    found = findings(tmp_path, "OR-LO-013", version="1.1", results=[f"score,metadata.{name}", "...,1,2"])
    assert places(found) == ([(1, f"metadata.{name}")] if is_mastery else [])


def test_coverage_is_told_for_each_school_and_course(tmp_path: Path) -> None:
    found = findings(
        tmp_path,
        "OR-LO-011",
        orgs=["type", "o,,,school"],
        courses=["title", "m,,,Maths", "a,,,Art"],
        classes=["courseSourcedId,schoolSourcedId", "c1,,,m,o", "c2,,,a,o"],
        lineItems=["classSourcedId", "i,,,c1", "j,,,c1", "k,,,c2"],
        lineItemLearningObjectiveIds=[OF_ITEMS, "...,i,case,x", "...,k,case,x"],
        results=[RESULTS, "r,,,i,s,", "q,,,j,s,"],
        resultLearningObjectiveIds=[OF_RESULTS, "...,r,case,x,,", "...,r,case,y,,", "...,nowhere,case,y,,"],
    )
    told = "1 of 2 line items and 1 of 2 results carry a learning objective"
    assert [(draft.at.record, draft.observed, draft.expected) for draft in found] == [
        ("m", told, "at the school in row 2 of orgs.csv")
    ]
