"""An attained CASE item becomes an AchievementCredential that says exactly that."""

from collections.abc import Callable
import copy
from datetime import UTC, datetime
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from fairmark.validators.issuing.award import (
    Award,
    Evidence,
    Identifier,
    Learner,
    LevelReached,
    Measured,
    Progress,
    Stamp,
    Wording,
)
from fairmark.validators.issuing.badge import badge
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.framework import Framework
from fairmark.validators.issuing.terms import EXTENSIONS, Json
from issuers import DEVELOPING, EMERGING, FRAMEWORK, FRAMEWORK_FILE, HTTPS, SECURE, START, award

ISSUER = {"id": HTTPS, "type": ["Profile"], "name": "Valley"}
STAMP = Stamp(id="urn:uuid:00000000-0000-4000-8000-000000000001", valid_from=START, awarded=START)
ITEM = "82b5c745-2785-5fad-9570-34d7f793e84b"
ITEMS = "https://frameworks.example.org/ims/case/v1p1/CFItems/"


def made(given: Award | None = None, framework: Framework = FRAMEWORK) -> Json:
    return badge(given or award(), framework, ISSUER, STAMP)


def with_framework(change: Callable[[Any], None]) -> Framework:
    """The sample framework with something changed."""
    package = json.loads(FRAMEWORK_FILE.read_bytes())
    change(package)
    return Framework.read(json.dumps(package).encode())


def item_of(package: Any) -> Json:
    found: Json = next(item for item in package["CFItems"] if item.get("humanCodingScheme") == "DE.4")
    return found


def test_the_achievement_is_aligned_to_the_item() -> None:
    achievement = made()["credentialSubject"]["achievement"]
    statement = "Reads longer words by their parts: stem, ending, syllables."
    assert achievement["achievementType"] == "Competency"
    assert achievement["description"] == statement
    assert achievement["alignment"] == [
        {
            "type": ["Alignment"],
            "targetType": "CFItem",
            "targetUrl": f"{ITEMS}{ITEM}",
            "targetName": statement,
            "targetCode": "DE.4",
            "targetFramework": "Reading continuum (sample)",
        }
    ]


@pytest.mark.parametrize("name", ["DE.4", ITEM, f"{ITEMS}{ITEM}"])
def test_an_item_is_named_by_code_identifier_or_uri(name: str) -> None:
    assert made(award(item=name)) == made()


def test_a_result_on_a_rubric_names_the_level_among_all_levels_of_its_criterion() -> None:
    subject = made()["credentialSubject"]
    (described,), (result,) = subject["achievement"]["resultDescription"], subject["result"]
    levels = described["rubricCriterionLevel"]
    assert [level["name"] for level in levels] == ["Emerging", "Developing", "Secure", "Extending"]
    assert [level["points"] for level in levels] == ["1", "2", "3", "4"]
    assert described["resultType"] == "RubricCriterionLevel"
    assert described["requiredLevel"] == levels[1]["id"]
    assert result == {"type": ["Result"], "resultDescription": described["id"], "achievedLevel": levels[2]["id"]}
    assert [level["alignment"][0]["targetType"] for level in levels] == ["CFRubricCriterionLevel"] * 4
    assert levels[2]["alignment"][0]["targetUrl"].endswith(SECURE)
    assert described["alignment"][0]["targetType"] == "CFRubricCriterion"


def test_levels_are_ordered_by_score_whatever_their_order_in_the_file() -> None:
    def shuffle(package: Any) -> None:
        for rubric in package["CFRubrics"]:
            for criterion in rubric["CFRubricCriteria"]:
                criterion["CFRubricCriterionLevels"].reverse()

    assert made(framework=with_framework(shuffle)) == made()


def test_results_on_other_scales() -> None:
    results = (
        Measured(name="Words", kind="Percent", value="97", minimum="0", maximum="100", required="90"),
        Measured(name="Grade", kind="LetterGrade", value="B", allowed=("C", "B", "A"), required="B"),
        Progress(status="Completed"),
    )
    subject = made(award(results=results))["credentialSubject"]
    described = subject["achievement"]["resultDescription"]
    assert [one["resultType"] for one in described] == ["Percent", "LetterGrade", "Status"]
    assert described[0]["valueMin"] == "0" and described[0]["requiredValue"] == "90"
    assert described[1]["allowedValue"] == ["C", "B", "A"]
    assert [result.get("value", result.get("status")) for result in subject["result"]] == ["97", "B", "Completed"]
    assert [result["resultDescription"] for result in subject["result"]] == [one["id"] for one in described]


@pytest.mark.parametrize(
    "result",
    [
        LevelReached(level=EMERGING, required=DEVELOPING),
        Measured(name="Words", kind="Percent", value="9", required="10"),
        Measured(name="Grade", kind="LetterGrade", value="C", allowed=("C", "B"), required="B"),
    ],
)
def test_what_is_not_attained_is_no_badge_unless_it_says_that_it_is_under_way(result: Any) -> None:
    with pytest.raises(CannotIssue, match="nothing is attained"):
        made(award(results=(result,)))
    assert made(award(results=(result, Progress(status="InProgress"))))
    with pytest.raises(CannotIssue, match="nothing is attained"):
        made(award(results=(result, Progress(status="Completed"))))


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (Measured(name="W", kind="Percent", value="101", minimum="0", maximum="100"), "outside its bounds"),
        (Measured(name="W", kind="Percent", value="7", minimum="0", maximum="9", required="10"), "outside its bounds"),
        (Measured(name="W", kind="Percent", value="many", maximum="100"), "not all of them"),
        (Measured(name="W", kind="Percent", value="nan", maximum="100"), "not all of them"),
        (Measured(name="W", kind="LetterGrade", value="E", allowed=("A",)), "not among its allowed values"),
        (LevelReached(level="nowhere"), "no rubric of the framework"),
        (LevelReached(level=SECURE, required="6e4b8fd4-0000-4000-8000-000000000000"), "no rubric of the framework"),
    ],
)
def test_a_result_that_makes_no_sense_is_refused(result: Any, why: str) -> None:
    with pytest.raises(CannotIssue, match=why):
        made(award(results=(result,)))


def test_two_results_on_one_criterion_are_refused() -> None:
    with pytest.raises(CannotIssue, match="same criterion"):
        made(award(results=(LevelReached(level=SECURE), LevelReached(level=DEVELOPING))))


def test_levels_of_two_criteria_are_not_compared() -> None:
    other = FRAMEWORK.package.of("CFRubricCriterionLevel")
    elsewhere = next(node.identifier for node in other if node.parent is not FRAMEWORK.level(SECURE).parent)
    with pytest.raises(CannotIssue, match="two different criteria"):
        made(award(results=(LevelReached(level=SECURE, required=elsewhere),)))


def test_evidence_keeps_what_it_says_and_says_nothing_empty() -> None:
    (evidence,) = made()["evidence"]
    assert evidence == {
        "type": ["Evidence"],
        "id": "https://valley.example/works/1",
        "name": "Recording",
        "genre": "Audio",
        "audience": "Class",
    }
    with pytest.raises(CannotIssue, match="shows nothing"):
        made(award(evidence=(Evidence(name="Recording"),)))


def test_an_identifier_is_told_as_a_salted_hash_or_plainly() -> None:
    learner = Learner(identifiers=(Identifier("emailAddress", "m@valley.example", "pepper"), Identifier("name", "M")))
    hashed, plain = made(award(learner=learner))["credentialSubject"]["identifier"]
    assert hashed == {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": "sha256$" + hashlib.sha256(b"m@valley.examplepepper").hexdigest(),
        "identityType": "emailAddress",
        "salt": "pepper",
    }
    assert plain == {"type": "IdentityObject", "hashed": False, "identityHash": "M", "identityType": "name"}
    with pytest.raises(CannotIssue, match="nobody is meant"):
        made(award(learner=Learner()))


def test_an_extension_context_stands_only_where_it_is_needed() -> None:
    assert EXTENSIONS not in made()["@context"]
    refreshed = made(award(refresh="https://valley.example/refresh/1"))
    assert refreshed["@context"][2:] == [EXTENSIONS]
    assert refreshed["refreshService"] == {"id": "https://valley.example/refresh/1", "type": "1EdTechCredentialRefresh"}


def test_the_achievement_may_have_words_of_its_own() -> None:
    criteria = "https://valley.example/criteria"
    wording = Wording(id="https://valley.example/a/1", name="Reader", criteria_url=criteria, tags=("x",))
    achievement = made(award(wording=wording))["credentialSubject"]["achievement"]
    assert (achievement["id"], achievement["name"], achievement["tag"]) == (wording.id, "Reader", ["x"])
    assert achievement["criteria"] == {"id": criteria}


def test_two_learners_have_the_same_achievement_and_two_issuers_have_not() -> None:
    def achievement(document: Json) -> Json:
        found: Json = document["credentialSubject"]["achievement"]
        return found

    elsewhere = badge(award(), FRAMEWORK, {**ISSUER, "id": "https://other.example/issuer.json"}, STAMP)
    assert achievement(made(award(learner=Learner("did:example:2")))) == achievement(made())
    assert achievement(elsewhere)["id"] != achievement(made())["id"]


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(CannotIssue, match="validUntil"):
        made(award(valid_until=START))
    assert made(award(valid_until=datetime(2027, 6, 1, tzinfo=UTC)))["validUntil"] == "2027-06-01T00:00:00Z"


# -- frameworks that are not as they should be -----------------------------------------------------------------------


def no_uri(package: Any) -> None:
    item_of(package)["uri"] = "urn:uuid:82b5c745-2785-5fad-9570-34d7f793e84b"


def no_statement(package: Any) -> None:
    item_of(package)["fullStatement"] = None


def twice_the_code(package: Any) -> None:
    other = copy.deepcopy(item_of(package))
    package["CFItems"].append(
        {**other, "identifier": "11111111-2785-4fad-9570-34d7f793e84b", "uri": "https://x.example/1"}
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (no_uri, "no http"),
        (no_statement, "no fullStatement"),
        (twice_the_code, "2 items of the framework have the code"),
    ],
)
def test_an_item_that_cannot_be_quoted_is_refused(change: Callable[[Any], None], why: str) -> None:
    with pytest.raises(CannotIssue, match=why):
        made(framework=with_framework(change))


def test_an_item_that_is_not_there_is_refused() -> None:
    with pytest.raises(CannotIssue, match="no CFItem"):
        made(award(item="nowhere"))


def test_a_language_that_is_no_language_tag_is_left_out() -> None:
    def change(package: Any) -> None:
        item_of(package)["language"] = "English (US)"

    assert "inLanguage" not in made(framework=with_framework(change))["credentialSubject"]["achievement"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"a": 1, "a": 2}', b"\xff"])
def test_what_is_no_case_package_is_refused(content: bytes) -> None:
    with pytest.raises(CannotIssue, match="CASE package"):
        Framework.read(content)


def test_a_wrapped_package_and_one_of_version_1_0_are_read_too() -> None:
    package = json.loads(FRAMEWORK_FILE.read_bytes())
    assert made(framework=Framework.read(json.dumps({"CFPackage": package}).encode())) == made()
    older = Path(str(FRAMEWORK_FILE).replace("1.1", "1.0"))
    assert made(framework=Framework.read(older.read_bytes()))["name"] == made()["name"]
