"""OB-ACH: achievements, and the credits that a learner has earned with them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Draft, Findings, finding, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.rules.credentials.members import untyped
from fairmark.validators.rules.credentials.presence import says_nothing
from fairmark.validators.rules.credentials.versions import OB3
from fairmark.validators.rules.language_tags import LANGUAGE_TAG

LONGEST_LANGUAGE = 3
"""Letters of the first subtag: longer ones are well-formed, and none has ever been registered."""


@rule(
    "OB-ACH-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.1 Achievement",
    message="the types of an achievement do not include {expected}: {observed}",
)
def achievement_says_that_it_is_one(document: Credential) -> Findings:
    """The types of an achievement include Achievement.

    Why: The context gives meaning to the members of an achievement by this type; without it they are not signed.

    Example: `"type": ["Course"]`.

    Repair: Set `type` to `["Achievement"]`; a kind of achievement belongs into `achievementType`.
    """
    return untyped(document, document.of("Achievement"), "Achievement")


@rule(
    "OB-ACH-002",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.6 Criteria",
    message="the criteria have {observed}",
    notes="Both members are optional in the standard's table; the official validator asks for one of them, as criteria "
    "without either are empty.",
)
def criteria_say_what_is_required(document: Credential) -> Findings:
    """The criteria of an achievement have a narrative, or an id that leads to one.

    Why: Without criteria nobody who sees the badge can tell what its holder had to do for it.

    Example: `"criteria": {}`.

    Repair: Describe in `criteria.narrative` what must be done, or put the address of a page that does into
    `criteria.id`.
    """
    for node in document.of("Achievement"):
        if node.data.get("criteria") is None:
            yield _without_criteria(document, node, "criteria")
    for node in document.of("Criteria"):
        if says_nothing(node.data.get("id")) and says_nothing(node.data.get("narrative")):
            yield _without_criteria(document, node)


def _without_criteria(document: Credential, node: Node, *steps: str) -> Draft:
    return finding(at=document.at(node, *steps), observed="neither id nor narrative", expected="id or narrative")


class Credits(NamedTuple):
    """What a subject has earned of what its achievement offers, as far as the input says so in numbers."""

    subject: Node
    earned: float | None
    available: float | None


def _credits(document: Credential) -> Iterator[Credits]:
    for subject in document.of("AchievementSubject"):
        achievement = subject.data.get("achievement")
        available = _number(achievement.get("creditsAvailable")) if isinstance(achievement, dict) else None
        yield Credits(subject, _number(subject.data.get("creditsEarned")), available)


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


@rule(
    "OB-ACH-003",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.3 AchievementSubject (creditsEarned) and B.1.1 Achievement (creditsAvailable)",
    message="the credits should be {expected}",
)
def credits_earned_were_available(document: Credential) -> Findings:
    """Nobody earns more credits than are available, and neither number is negative.

    Why: Whoever counts credits, such as a registrar, cannot tell which of the two numbers is right.

    Example: `"creditsEarned": 4` where the achievement has `"creditsAvailable": 3`.

    Repair: Correct the number that is wrong; both count the same kind of credit.
    """
    for node in document.of("Achievement"):
        available = _number(node.data.get("creditsAvailable"))
        if available is not None and available < 0:
            yield finding(at=document.at(node, "creditsAvailable"), observed=available, expected="0 or more")
    for subject, earned, available in _credits(document):
        if earned is None:
            continue
        if earned < 0:
            yield finding(at=document.at(subject, "creditsEarned"), observed=earned, expected="0 or more")
        elif available is not None and earned > available >= 0:
            expected = "no more than creditsAvailable"
            yield finding(at=document.at(subject, "creditsEarned"), observed=earned, expected=expected)


@rule(
    "OB-ACH-004",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.1 Achievement (inLanguage: BCP 47, RFC 5646 section 2.1)",
    message="{observed} is not {expected}",
    notes="The form is checked, and that the language itself has two or three letters, as every registered one has. "
    "Whether a subtag is registered is not looked up.",
)
def language_is_a_language_tag(document: Credential) -> Findings:
    """The language of an achievement is a BCP 47 language tag.

    Why: Wallets choose the words, the voice of a screen reader and the translation by it.

    Example: `"inLanguage": "en_US"`, or `"English"`.

    Repair: Write a tag such as en, es or en-US.
    """
    for node in document.of("Achievement", "Related"):
        tag = node.data.get("inLanguage")
        if isinstance(tag, str) and not _is_language(tag):
            yield finding(at=document.at(node, "inLanguage"), observed=tag, expected="a language tag")


def _is_language(tag: str) -> bool:
    return LANGUAGE_TAG.fullmatch(tag) is not None and len(tag.partition("-")[0]) <= LONGEST_LANGUAGE


@rule(
    "OB-ACH-005",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.15 Related",
    message="the achievement names itself as related: {observed}",
)
def achievement_is_related_to_another_one(document: Credential) -> Findings:
    """A related achievement is another one than that which names it.

    Why: A reader who looks for the other language or the earlier version lands where he was.

    Example: An achievement whose `related` has an entry with the achievement's own `id`.

    Repair: Name the other achievement in `related.id`, or delete the entry.
    """
    for node in document.of("Related"):
        if node.parent and node.id and node.id == node.parent.id:
            yield finding(at=document.at(node, "id"), observed=node.id, expected="the id of another achievement")
