"""OB-ACH and CLR-ACH: what counts as a breach, and what does not."""

from copy import deepcopy
from typing import Any

from one_credential_rule import edited, findings, places
import pytest

from credential_twins.samples import achievement, badge, record
from credential_twins.signing import Json

ACHIEVEMENT = "/credentialSubject/achievement"


def with_achievement(**changed: Any) -> Json:
    return edited(lambda document: document["credentialSubject"]["achievement"].update(changed))


# -- criteria --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "criteria",
    [{"id": "https://valley.example/seal"}, {"narrative": {"en": "Speak.", "es": "Habla."}}, "Speak.", [], 7],
)
def test_criteria_that_say_something_or_are_the_schemas_business_pass(criteria: Any) -> None:
    assert not findings("OB-ACH-002", with_achievement(criteria=criteria))


@pytest.mark.parametrize("criteria", [{}, {"narrative": " \n"}, {"id": None, "narrative": ""}, None])
def test_criteria_that_say_nothing_do_not(criteria: Any) -> None:
    assert places("OB-ACH-002", with_achievement(criteria=criteria)) == [f"{ACHIEVEMENT}/criteria"]


def test_listed_achievements_of_a_record_are_looked_at_too() -> None:
    document = edited(lambda it: it["credentialSubject"]["achievement"][0].pop("criteria"), record)
    assert places("OB-ACH-002", document) == ["/credentialSubject/achievement/0/criteria"]


# -- credits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earned", "available"),
    [(3, 3), (0, 0), (2.5, 3), ("4", 3), (4, "3"), (True, 0), (None, 3), (4, None), (4, float("nan")), (1, 10**400)],
)
def test_credits_that_fit_or_cannot_be_compared_pass(earned: Any, available: Any) -> None:
    document = with_achievement(creditsAvailable=available)
    document["credentialSubject"]["creditsEarned"] = earned
    assert not findings("OB-ACH-003", document)


def test_of_negative_available_credits_it_speaks_once() -> None:
    document = with_achievement(creditsAvailable=-3)
    document["credentialSubject"]["creditsEarned"] = 1
    assert places("OB-ACH-003", document) == [f"{ACHIEVEMENT}/creditsAvailable"]


def test_credits_earned_are_not_shown() -> None:
    document = with_achievement(creditsAvailable=1)
    document["credentialSubject"]["creditsEarned"] = 417
    (one,) = findings("OB-ACH-003", document)
    assert "417" not in repr(one)


# -- languages and relations -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["en", "en-US", "zh-Hant-TW", "haw", "es-419", "x-klingon", "i-navajo", {"en": "en"}])
def test_language_tags_pass(tag: Any) -> None:
    assert not findings("OB-ACH-004", with_achievement(inLanguage=tag))


@pytest.mark.parametrize("tag", ["en_US", "English", "", "e", "en-", "en US", "en-US\n"])
def test_what_is_no_language_tag_does_not(tag: str) -> None:
    assert places("OB-ACH-004", with_achievement(inLanguage=tag)) == [f"{ACHIEVEMENT}/inLanguage"]


def test_two_achievements_may_name_each_other() -> None:
    other = {"id": "https://valley.example/achievements/2", "type": ["Related"]}
    assert not findings("OB-ACH-005", with_achievement(related=[other, {"type": ["Related"]}, other["id"]]))


# -- the same achievement twice in a record --------------------------------------------------------------------------


def listing(**changed: Any) -> Json:
    """A record that lists an achievement which a badge in it asserts, with some members changed; None takes one away"""
    document = record()
    listed = {**achievement(1), **changed}
    document["credentialSubject"]["achievement"] = [
        {name: value for name, value in listed.items() if value is not None}
    ]
    return document


@pytest.mark.parametrize(
    "changed",
    [
        {"description": None, "criteria": None},
        {"type": "Achievement"},
        {"endorsement": [{"type": ["EndorsementCredential"]}]},
        {"criteria": {"id": "https://valley.example/seal"}},
        {"humanCode": "SEAL"},
    ],
)
def test_a_listed_achievement_may_be_shorter_longer_or_endorsed(changed: Any) -> None:
    assert not findings("CLR-ACH-002", listing(**changed))


@pytest.mark.parametrize(
    ("changed", "observed"),
    [
        ({"name": "Another"}, "name"),
        ({"criteria": {"narrative": "Sing."}, "name": "Another"}, "criteria, name"),
        ({"type": ["Achievement", "Other"]}, "type"),
    ],
)
def test_a_listed_achievement_may_not_contradict(changed: Any, observed: str) -> None:
    (one,) = findings("CLR-ACH-002", listing(**changed))
    assert one.observed == observed


def test_the_order_of_a_list_does_not_count() -> None:
    document = listing(tag=["a", "b"])
    document["credentialSubject"]["verifiableCredential"][0]["credentialSubject"]["achievement"]["tag"] = ["b", "a"]
    assert not findings("CLR-ACH-002", document)


def test_names_of_members_that_no_schema_knows_are_not_shown() -> None:
    document = listing(**{"of Ada Lovelace": 1})
    document["credentialSubject"]["verifiableCredential"][0]["credentialSubject"]["achievement"]["of Ada Lovelace"] = 2
    (one,) = findings("CLR-ACH-002", document)
    assert one.observed == "members of its own"


def test_two_badges_of_one_achievement_are_one_finding() -> None:
    document = listing(name="Another")
    first = document["credentialSubject"]["verifiableCredential"][0]
    document["credentialSubject"]["verifiableCredential"].append(deepcopy(first))
    assert places("CLR-ACH-002", document) == ["/credentialSubject/achievement/0"]


def test_a_badge_alone_repeats_nothing() -> None:
    assert not findings("OB-ACH-005", badge())
