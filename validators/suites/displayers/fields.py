"""API-DISP: whether a displayer shows what a viewer has to see of a badge."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.suites.credentials.versions import OPEN_BADGES
from fairmark.validators.suites.displayers.answers import EXPIRED, ISSUED, REVOKED, TEXTS, UNSUPPORTED, VERIFIED, Shown
from fairmark.validators.suites.displayers.expected import RECORD, Expected
from fairmark.validators.suites.displayers.session import Pair, Session
from fairmark.validators.suites.displayers.statuses import DISPLAYERS, GUIDE
from fairmark.validators.suites.result import Results

LOOKED_AT = (VERIFIED, EXPIRED, REVOKED)
"""Statuses of the badges of which certification demands that they be displayed."""
WORDS = {"name": "name", "description": "description", "issuer": "issuer's name", ISSUED: "date of issue"}
NEAR = timedelta(days=1)
"""How far two dates of one moment can be apart, each in a time zone of its own."""


def _displayed(session: Session) -> Iterator[tuple[str, list[Pair]]]:
    """Each kind with those of its badges that should be displayed; records are no badges."""
    for group, pairs in session.answered():
        concerned = [(one, shown) for one, shown in pairs if one.status in LOOKED_AT and shown.status != UNSUPPORTED]
        if concerned and not group.endswith(RECORD):
            yield group, concerned


@rule(
    "API-DISP-007",
    scope="live",
    severity=ERROR,
    versions=OPEN_BADGES,
    kinds=DISPLAYERS,
    basis=f"{GUIDE}, tests 1 and 3",
    message="not shown as the badge has it: {observed}",
    notes="Texts are compared without regard to white space; dates may differ by a day, as each may be in a time zone "
    "of its own.",
)
def badge_is_shown_with_what_it_says(session: Session) -> Results:
    """Of a badge its name, its description, the name of its issuer and its date of issue are shown.

    Why: A viewer has to see what it is for, and who says so since when.

    Example: A badge that is shown with its name and the issuer's logo, but without the issuer's name.

    Repair: Show these four, from the credential itself, with its status.
    """
    for group, pairs in _displayed(session):
        yield session.result(group, (told for one, shown in pairs if (told := _lacking(one, shown))))


def _lacking(one: Expected, shown: Shown) -> str:
    """What is not shown of a badge as it should be, "" for nothing."""
    lacking = [WORDS[name] for name in TEXTS if one.texts[name] and shown.texts[name] not in one.texts[name]]
    if one.dates and not _is_near(shown.texts[ISSUED], one.dates):
        lacking.append(WORDS[ISSUED])
    return f"{one.name} ({', '.join(lacking)})" if lacking else ""


def _is_near(text: str, dates: frozenset[date]) -> bool:
    """Whether the text is one of the dates, or a moment on it."""
    try:
        shown = datetime.fromisoformat(text).date()
    except ValueError:
        return False
    return any(abs(shown - each) <= NEAR for each in dates)


@rule(
    "API-DISP-008",
    scope="live",
    severity=ERROR,
    versions=OPEN_BADGES,
    kinds=DISPLAYERS,
    basis=f"{GUIDE}, tests 1 and 3",
    message="the image is not shown: {observed}",
)
def image_of_a_baked_badge_is_shown(session: Session) -> Results:
    """Of a badge that is baked into an image the image is shown.

    Why: It is what the learner shows around, and by what others know the badge.

    Example: A baked SVG of which the displayer shows a picture of its own.

    Repair: Show the image in which the badge came.
    """
    for group, pairs in _displayed(session):
        baked = [(one, shown) for one, shown in pairs if one.baked]
        if baked:
            yield session.result(group, (one.name for one, shown in baked if not shown.image))
