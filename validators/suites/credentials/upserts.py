"""API-UPS: what happens to a credential that is sent. Open Badges 3.0 section 6.2, CLR 2.0 likewise."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.suites.credentials.bodies import id_of
from fairmark.validators.suites.credentials.operations import LIST, UPSERT
from fairmark.validators.suites.credentials.session import Session
from fairmark.validators.suites.credentials.uploading import (
    ENCODED,
    FOREIGN,
    JSON,
    OWN,
    PLAIN,
    TEXT,
    Sent,
    listed,
    sent,
)
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.result import Results, breach, cannot_tell, holds, not_applicable

BASIS = "Open Badges 3.0 section 6.2.3 upsertCredential"
GUIDE = "Open Badges 3.0 certification guide, Service Provider (Write)"
EQUALITY = "Open Badges 3.0 section 6.2.3 upsertCredential, section 10"
HOSTS = ("host",)
JSON_TYPES = (JSON, "application/vc+ld+json", "application/ld+json", "application/vc")
"""Media types in which a credential with an embedded proof may come back."""
NOT_NEWER = frozenset({200, 304})
"""How an upload may be answered that changes nothing. The standard leaves it open."""


@rule(
    "API-UPS-001",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    kinds=HOSTS,
    basis=BASIS,
    message="{observed}; expected {expected}",
    needs=("API-AUTH-001",),
)
def sending_says_whether_it_is_new(session: Session) -> Results:
    """A new credential is answered with 201, and a newer version of one that is held with 200.

    Why: A client tells by it whether it has added something or replaced something.

    Example: HTTP 200 for a credential that the service has never seen.

    Repair: Compare issuer and id with what is held: answer 201 where nothing has both, else 200.
    """
    done = sent(session)
    for form in done.forms:
        for one, expected, what in (
            (done.first[form], {201}, "a new credential"),
            (done.newer[form], {200}, "a newer one"),
            (done.older[form], NOT_NEWER, "an older one"),
        ):
            if one.answer.status not in expected:
                yield breach(
                    UPSERT.name,
                    one.answer,
                    observed=f"{what} as {form} is answered with {one.answer.told()}",
                    expected=" or ".join(f"HTTP {status}" for status in sorted(expected)),
                )
                return
    yield holds(UPSERT.name, *(done.first[form].answer for form in done.forms))


@rule(
    "API-UPS-002",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    kinds=HOSTS,
    basis=BASIS,
    message="{observed}",
    needs=("API-UPS-001",),
)
def sending_is_answered_with_what_was_sent(session: Session) -> Results:
    """The answer to a credential that is sent is that credential, in the media type in which it came.

    Why: It is the receipt: a client sees by it that what is held is what it sent.

    Example: A compact JWS sent as text/plain that comes back as a JSON object.

    Repair: Answer with the bytes that came, and with their Content-Type.
    """
    done = sent(session)
    for form in done.forms:
        for one in (done.first[form], done.newer[form]):
            if observed := _receipt(one):
                yield breach(UPSERT.name, one.answer, observed=f"what was sent as {form} comes back {observed}")
                return
    yield holds(UPSERT.name, *(done.first[form].answer for form in done.forms))


def _receipt(one: Sent) -> str:
    """How what was sent comes back in the answer to it, "" for as it should."""
    types = (TEXT,) if one.is_token else JSON_TYPES
    if one.answer.media_type not in types:
        return f"as {one.answer.media_type or 'no media type'}"
    return "" if one.came_back(one.answer.body) else "changed"


@rule(
    "API-UPS-003",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    kinds=HOSTS,
    basis=BASIS,
    message="{observed}",
    needs=("API-LIST-001", "API-UPS-001", "API-UPS-004"),
)
def newest_version_is_kept(session: Session) -> Results:
    """Of two versions of a credential the one with the later validFrom is kept, in whatever order they come.

    Why: Otherwise an old copy that is sent again undoes a correction or a renewal.

    Example: The older version is sent after the newer one, and the list then holds the older one.

    Repair: Keep a credential that is held, unless the one that comes has the same issuer and id and a later validFrom.
    """
    done, held = sent(session), session.once(listed)
    for form in done.forms:
        if done.older[form].body in held:
            observed = f"the older version, sent last as {form}, is in the list"
            yield breach(LIST.name, done.older[form].answer, observed=observed)
            return
    if all(done.newer[form].body in held for form in done.forms):
        yield holds(LIST.name)
    else:
        yield cannot_tell(LIST.name, "neither version is in the list")


@rule(
    "API-UPS-004",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    kinds=HOSTS,
    basis=GUIDE,
    message="{observed}",
    needs=("API-LIST-001", "API-UPS-001"),
)
def what_is_sent_can_be_got(session: Session) -> Results:
    """What was sent comes back from getCredentials unchanged.

    Why: A credential whose members are changed, reordered by value or dropped no longer verifies.

    Example: A host that rewrites the contexts, or that turns a compact JWS into JSON.

    Repair: Keep the bytes that came, and answer with them.
    """
    done, held = sent(session), session.once(listed)
    for form in done.forms:
        one = done.newer[form]
        # That the older version is held instead is another fault.
        if one.body not in held and done.older[form].body not in held:
            is_changed = any(id_of(other) == one.id for other in held)
            observed = "in the list, but changed" if is_changed else "not in the list"
            yield breach(LIST.name, one.answer, observed=f"what was sent as {form} is {observed}")
            return
    yield holds(LIST.name)


@rule(
    "API-UPS-005",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    kinds=HOSTS,
    basis="Open Badges 3.0 section 6.2.3 upsertCredential, section B.3.1 Imsx_StatusInfo",
    message="{observed}, not with a refusal from 400 to 499",
    needs=("API-AUTH-001",),
)
def what_is_no_credential_is_refused(session: Session) -> Results:
    """What is no credential is refused, and as a mistake of who sends it.

    Why: A host that keeps anything hands it on as a credential; one that fails is asked again and again.

    Example: JSON that breaks off is answered with HTTP 500.

    Repair: Answer 400 with imsx_codeMinor invalid_data when the body cannot be read or is no credential.
    """
    spoilt = sent(session).spoilt
    for what, answer in spoilt.items():
        if not 400 <= answer.status < 500:
            yield breach(UPSERT.name, answer, observed=f"{what} is answered with {answer.told()}")
            return
    yield holds(UPSERT.name, *spoilt.values())


@rule(
    "API-UPS-006",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    kinds=HOSTS,
    basis=EQUALITY,
    message="{observed}",
    needs=("API-LIST-001", "API-UPS-001"),
)
def another_issuer_means_another_credential(session: Session) -> Results:
    """A credential of another issuer is another credential, though its id is the same.

    Why: Otherwise anybody can make a learner lose a credential by issuing one with the same id.

    Example: Two issuers count their credentials from 1, and only one of the two that a learner sends is kept.

    Repair: Look for the id of the issuer and the id of the credential together.
    """
    done = sent(session)
    foreign, own = done.others[FOREIGN], done.others[OWN]
    if not foreign.is_kept or not own.is_kept:
        yield cannot_tell(UPSERT.name, "not both of the credentials are taken", foreign.answer, own.answer)
        return
    held = session.once(listed)
    if own.answer.status != 201 or (own.body in held and foreign.body not in held):
        observed = "a credential takes the place of one by another issuer with the same id"
        yield breach(UPSERT.name, own.answer, observed=observed)
    else:
        yield holds(UPSERT.name, foreign.answer, own.answer)


@rule(
    "API-UPS-007",
    scope="live",
    severity=WARNING,
    versions=SERVICES,
    kinds=HOSTS,
    basis=EQUALITY,
    message="a newer version {expected} is answered with {observed}, not with HTTP 200",
    needs=("API-UPS-001",),
    notes="The standard asks of hosts that they should compare so.",
)
def spelling_of_an_id_makes_no_difference(session: Session) -> Results:
    """Ids are compared after percent-decoding, so that two spellings of one id are one credential.

    Why: Otherwise a learner has two versions of one credential, the older of which is out of date.

    Example: .../%7E1 is kept beside .../~1.

    Repair: Decode what is percent-encoded in both ids and trim them before they are compared.
    """
    done = sent(session)
    plain, encoded = done.others[PLAIN], done.others[ENCODED]
    if not plain.is_kept or not encoded.is_kept:
        yield cannot_tell(UPSERT.name, "not both of the credentials are taken", plain.answer, encoded.answer)
    elif encoded.answer.status != 200:
        yield breach(UPSERT.name, encoded.answer, observed=encoded.answer.told(), expected=ENCODED)
    else:
        yield holds(UPSERT.name, plain.answer, encoded.answer)


@rule(
    "API-UPS-008",
    scope="live",
    severity=WARNING,
    versions=SERVICES,
    kinds=HOSTS,
    basis="Open Badges 3.0 certification guide, Host",
    message="a credential as {expected} is refused with {observed}",
    needs=("API-UPS-001",),
    notes="The certification guide has hosts import all formats; the standard itself does not say so.",
)
def both_forms_are_taken(session: Session) -> Results:
    """Credentials are taken in both forms: with a proof in them, and as a compact JWS.

    Why: A learner does not choose in which form an issuer signs.

    Example: A host that answers HTTP 415 to text/plain.

    Repair: Take text/plain with a compact JWS as well as JSON.
    """
    done = sent(session)
    if not any(one.is_kept for one in done.first.values()):
        yield not_applicable(UPSERT.name, "no credential is taken")
        return
    for form, one in done.first.items():
        if not one.is_kept:
            yield breach(UPSERT.name, one.answer, observed=one.answer.told(), expected=form)
            return
    yield holds(UPSERT.name)
