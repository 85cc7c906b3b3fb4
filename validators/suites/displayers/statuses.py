"""API-DISP: whether a displayer tells good badges from others, and says what is the matter with them."""

from collections.abc import Iterator

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.suites.credentials.versions import OPEN_BADGES
from fairmark.validators.suites.displayers.answers import (
    EXPIRED,
    NOT_YET_VALID,
    REVOKED,
    STATUSES,
    UNSUPPORTED,
    VERIFIED,
)
from fairmark.validators.suites.displayers.expected import RECORD, Expected
from fairmark.validators.suites.displayers.session import Pair, Session
from fairmark.validators.suites.result import Results, not_applicable

DISPLAYERS = ("displayer",)
GUIDE = "Open Badges 3.0 certification guide, Displayer"
VERIFICATION = "Open Badges 3.0 section 9.1"


@rule(
    "API-DISP-001",
    scope="live",
    severity=ERROR,
    versions=OPEN_BADGES,
    kinds=DISPLAYERS,
    basis=f"{GUIDE}, tests 1 and 3",
    message="{observed}; expected one of {expected}",
)
def every_badge_has_a_status(session: Session) -> Results:
    """The displayer gives every badge of the kit a status.

    Why: A viewer who gets no word of whether a badge holds takes it as it looks.

    Example: A revoked badge that is shown without any status.

    Repair: Verify each badge when a viewer asks for it, and show how that came out; in the answers, fill in `status`.
    """
    for group, badges in session.groups.items():
        yield session.result(group, _without_status(session, badges), ", ".join(STATUSES))


def _without_status(session: Session, badges: list[Expected]) -> Iterator[str]:
    for one in badges:
        shown = session.shown.get(one.name)
        if shown is None:
            yield f"{one.name} has no answer"
        elif not shown.status:
            yield f"{one.name} has no status"


@rule(
    "API-DISP-002",
    scope="live",
    severity=ERROR,
    versions=OPEN_BADGES,
    kinds=DISPLAYERS,
    basis=VERIFICATION,
    message="shown as verified: {observed}",
    notes="Of a badge in which nothing but an endorsement is broken, API-DISP-009 speaks.",
)
def nothing_else_is_shown_as_verified(session: Session) -> Results:
    """A badge that is not good is never shown as verified.

    Why: A viewer lets somebody in, or hires, or gives credits, on the strength of a forgery.

    Example: A badge whose text was changed after it was signed, and that is shown as verified.

    Repair: Go through every step of the standard's verification, and show as verified only what has passed them all.
    """
    for group, pairs in session.answered():
        others = [(one, shown) for one, shown in pairs if one.status != VERIFIED]
        if others:
            false = (f"{one.name} ({one.why})" for one, shown in others if shown.status == VERIFIED)
            yield session.result(group, false)


@rule(
    "API-DISP-003",
    scope="live",
    severity=ERROR,
    versions=OPEN_BADGES,
    kinds=DISPLAYERS,
    basis=VERIFICATION,
    message="good badges that are not shown as verified: {observed}",
)
def good_badges_are_shown_as_verified(session: Session) -> Results:
    """A good badge is shown as verified, in each of the forms in which badges come.

    Why: A learner who has earned it is taken for somebody who forges badges.

    Example: A good badge as a compact JWS that is shown as invalid, because the displayer reads JSON alone.

    Repair: Support embedded proofs and VC-JWT, both versions of the data model, and PNG and SVG.
    """
    for group, pairs in session.answered():
        good = [(one, shown) for one, shown in pairs if one.status == VERIFIED and not one.is_endorsement]
        if good:
            yield session.result(group, _called_otherwise(good))


def _called_otherwise(pairs: list[Pair]) -> Iterator[str]:
    """What is shown as something else than it is, what is shown as verified left out where it is not."""
    for one, shown in pairs:
        if shown.status not in (one.status, VERIFIED):
            yield f"{one.name} ({shown.status})"


def _of_status(session: Session, status: str) -> Results:
    for group, pairs in session.answered():
        concerned = [(one, shown) for one, shown in pairs if one.status == status]
        if not concerned:
            continue
        if group.endswith(RECORD) and all(shown.status == UNSUPPORTED for _, shown in concerned):
            yield not_applicable(group, "the displayer does not take records")
        else:
            yield session.result(group, _called_otherwise(concerned))


@rule(
    "API-DISP-004",
    scope="live",
    severity=ERROR,
    versions=OPEN_BADGES,
    kinds=DISPLAYERS,
    basis=f"{GUIDE}, tests 1 and 3",
    message="expired badges that are shown as something else: {observed}",
    needs=("API-DISP-002",),
)
def expired_badges_are_shown_as_expired(session: Session) -> Results:
    """A badge whose validUntil is past is shown as expired.

    Why: It was earned, and may only need renewal; called invalid it looks like a forgery.

    Example: An expired first-aid badge that is shown as invalid.

    Repair: Tell the status from the proof: show a badge whose proof holds and whose time is over as expired.
    """
    return _of_status(session, EXPIRED)


@rule(
    "API-DISP-005",
    scope="live",
    severity=ERROR,
    versions=OPEN_BADGES,
    kinds=DISPLAYERS,
    basis=f"{GUIDE}, tests 1 and 3",
    message="revoked badges that are shown as something else: {observed}",
    needs=("API-DISP-002",),
)
def revoked_badges_are_shown_as_revoked(session: Session) -> Results:
    """A badge that its issuer has revoked is shown as revoked.

    Why: The issuer has taken it back, and the viewer should learn that and nothing else.

    Example: A revoked badge that is shown as expired.

    Repair: Look up the status list that the badge names, by BitstringStatusListEntry or 1EdTechRevocationList, and show
    what it says.
    """
    return _of_status(session, REVOKED)


@rule(
    "API-DISP-006",
    scope="live",
    severity=WARNING,
    versions=OPEN_BADGES,
    kinds=DISPLAYERS,
    basis=VERIFICATION,
    message="badges that are not valid yet and are shown as something else: {observed}",
    needs=("API-DISP-002",),
    notes="Certification has no such badge, so that another word for it is a warning.",
)
def badges_to_come_are_shown_as_such(session: Session) -> Results:
    """A badge whose validFrom lies ahead is shown as not yet valid.

    Why: It will be good; called invalid it looks like a forgery.

    Example: A badge for a course that begins next month and that is shown as invalid.

    Repair: Compare validFrom with the time, once the proof holds, and say so.
    """
    return _of_status(session, NOT_YET_VALID)


@rule(
    "API-DISP-009",
    scope="live",
    severity=WARNING,
    versions=OPEN_BADGES,
    kinds=DISPLAYERS,
    basis=f"{VERIFICATION} step 6, section 9.2",
    message="shown as verified although an endorsement in it does not verify: {observed}",
    notes="The standard lets a badge be treated as verified when all steps have passed, that of its endorsements too. "
    "A displayer that shows the badge and leaves out the endorsement does no harm, so that it is a warning.",
)
def broken_endorsements_are_noticed(session: Session) -> Results:
    """A badge with an endorsement that does not verify is not shown as if all in it were verified.

    Why: Whoever wants a badge to look better writes an endorsement for it in somebody's name.

    Example: An endorsement whose comment was changed after the endorser had signed it.

    Repair: Verify each endorsement as a credential of its own, and leave out those that fail, or say so.
    """
    for group, pairs in session.answered():
        broken = [(one, shown) for one, shown in pairs if one.is_endorsement]
        if broken:
            yield session.result(group, (one.name for one, shown in broken if shown.status == VERIFIED))
