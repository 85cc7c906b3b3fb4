"""API-PROF: the profile of the person, where the service offers one. Open Badges 3.0 section 6.2."""

from dataclasses import dataclass
import json
import uuid

from fairmark.schemas.credentials import ACCEPTED
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.shape import accepts
from fairmark.validators.suites.credentials.grants import offered
from fairmark.validators.suites.credentials.operations import PROFILE, PUT_PROFILE
from fairmark.validators.suites.credentials.session import Session
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results, breach, cannot_tell, holds, not_applicable

SCHEMA = ACCEPTED["2.0"]
MEDIA_TYPES = ("application/json", "application/ld+json")
ABSENT = frozenset({404, 405, 501})
BARRED = frozenset({401, 403})
NOT_OFFERED = "the operation is not offered"


@rule(
    "API-PROF-001",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 6.2.4 getProfile",
    message="{observed}",
    needs=("API-AUTH-001",),
)
def profile_has_its_form(session: Session) -> Results:
    """The profile is answered as a Profile in JSON, or with 404 where there is none.

    Why: A client shows by it whose credentials these are.

    Example: A profile without an id, or in an envelope.

    Repair: Answer with the Profile itself: id, a type that holds Profile, and what else is known of the person.
    """
    if PROFILE not in offered(session):
        yield not_applicable(PROFILE.name, NOT_OFFERED)
        return
    answer = session.get(PROFILE)
    if answer.status in ABSENT:
        yield not_applicable(PROFILE.name, "there is no profile")
    elif answer.status in BARRED and session.grant is None:
        yield cannot_tell(PROFILE.name, f"the token may not read the profile ({answer.told()})", answer)
    elif observed := _deviation(answer):
        yield breach(PROFILE.name, answer, observed=observed)
    else:
        yield holds(PROFILE.name, answer)


def _deviation(answer: Answer) -> str:
    if answer.status != 200:
        return f"the profile is answered with {answer.told()}"
    if answer.media_type not in MEDIA_TYPES:
        return f"the profile is announced as {answer.media_type or 'nothing'}"
    return "" if accepts(SCHEMA, "Profile", answer.json()) else "the answer is no Profile"


# -- putting ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Put:
    """A profile that was put: the one from before with another description, what came back, and what is got then."""

    description: str
    answer: Answer
    after: Answer


def put(session: Session) -> Put | None:
    """Put the profile with another description, and put it back as it was; None where there is none to go by."""
    before = session.get(PROFILE)
    if _deviation(before):
        return None
    description = f"Seen by the Fairmark conformance suite, {uuid.uuid4()}"
    changed = json.dumps({**before.object(), "description": description}).encode()
    answer = _put(session, changed)
    after = session.ask(PROFILE.method, PROFILE.path)
    _put(session, before.body)
    return Put(description, answer, after)


def _put(session: Session, body: bytes) -> Answer:
    return session.ask(PUT_PROFILE.method, PUT_PROFILE.path, (("Content-Type", "application/json"),), body)


@rule(
    "API-PROF-002",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    kinds=("host",),
    basis="Open Badges 3.0 section 6.2.5 putProfile",
    message="{observed}",
    needs=("API-AUTH-001", "API-PROF-001"),
)
def putting_a_profile_is_answered_with_it(session: Session) -> Results:
    """A profile that is put is answered with 200 and a Profile, or with 202 and an Imsx_StatusInfo.

    Why: A client tells by it whether the profile has been changed already or will be.

    Example: HTTP 201 without a body.

    Repair: Answer 200 with the profile, or 202 with imsx_codeMajor success where it takes a while.
    """
    done = session.once(put) if PUT_PROFILE in offered(session) else None
    if done is None:
        yield not_applicable(PUT_PROFILE.name, "the operation is not offered, or there is no profile to put")
        return
    answer = done.answer
    if answer.status in ABSENT:
        yield not_applicable(PUT_PROFILE.name, NOT_OFFERED)
    elif answer.status in BARRED and session.grant is None:
        yield cannot_tell(PUT_PROFILE.name, f"the token may not change the profile ({answer.told()})", answer)
    elif answer.status not in (200, 202):
        yield breach(PUT_PROFILE.name, answer, observed=f"a profile that is put is answered with {answer.told()}")
    elif not accepts(SCHEMA, "Profile" if answer.status == 200 else "Imsx_StatusInfo", answer.json()):
        expected = "Profile" if answer.status == 200 else "Imsx_StatusInfo"
        yield breach(PUT_PROFILE.name, answer, observed=f"{answer.told()} comes without a {expected}")
    else:
        yield holds(PUT_PROFILE.name, answer)


@rule(
    "API-PROF-003",
    scope="live",
    severity=WARNING,
    versions=SERVICES,
    kinds=("host",),
    basis="Open Badges 3.0 section 6.2.5 putProfile",
    message="the profile that was put with HTTP 200 is not the one that is got",
    needs=("API-AUTH-001", "API-PROF-001", "API-PROF-002"),
    notes="The answer to putProfile need not show the new values yet, so that a service may take a while.",
)
def profile_that_is_put_can_be_got(session: Session) -> Results:
    """A profile that was put is the one that is got from then on.

    Why: A person who corrects a name or an address relies on it.

    Example: putProfile is answered with 200, and getProfile with what was there before.

    Repair: Keep the profile before it is answered, or answer 202.
    """
    done = session.once(put) if PUT_PROFILE in offered(session) else None
    if done is None or done.answer.status != 200 or done.after.status != 200:
        yield not_applicable(PUT_PROFILE.name, "no profile was put at once")
    elif done.after.object().get("description") == done.description:
        yield holds(PUT_PROFILE.name, done.answer, done.after)
    else:
        yield breach(PUT_PROFILE.name, done.answer, done.after, observed="")
