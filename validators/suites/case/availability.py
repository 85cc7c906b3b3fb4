"""CASE-API-019 and CASE-API-020: a valid request is answered at all, and with a success."""

from collections.abc import Container
from http import HTTPStatus
import re

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case.operations import ASSOCIATIONS, Operation
from fairmark.validators.suites.case.session import REDIRECTS, Session
from fairmark.validators.suites.case.tally import Tally
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results, not_applicable

PATIENCE = 10.0
"""Seconds within which a client wants an answer."""

SHORT = 1 << 20
"""Bytes of a body up to which the time that it takes is the server's, and not that of the line."""

NOT_FOR_US = frozenset({401, 403})
ABSENT = frozenset({404, 405, 501})
"""What a server answers for an operation that it does not have."""

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
NOTHING_KNOWN = "nothing was found that it could be asked for"


@rule(
    "CASE-API-019",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 RB 2.4, every request has an answer; RFC 9112 section 6.3 for a whole one; best practice for 10 s",
    message="{observed}; expected {expected}",
    needs=("CASE-ID-001",),
    notes="The time counts for bodies of up to 1 MB only: how long a larger one takes depends on the line too.",
)
def valid_request_is_answered(session: Session) -> Results:
    """A valid request gets a whole answer within ten seconds.

    Why: Clients give up after some seconds, and then nothing of the framework arrives.

    Example: A connection that stays open in silence; an answer that ends before its Content-Length; a body that says
    gzip and is none.

    Repair: Find out in the server's log what holds the operation up or breaks it off; build large packages ahead.
    """
    for operation, samples in session.samples.items():
        tally = Tally(operation.name)
        for _, answer in samples:
            if answer.response is None:
                tally.breaks(answer, observed=f"no answer: {answer.error}", expected="a whole answer")
            elif answer.seconds > PATIENCE and len(answer.body) <= SHORT:
                observed = f"the answer took {answer.seconds:.0f} s"
                tally.breaks(answer, observed=observed, expected=f"one within {PATIENCE:.0f} s")
            else:
                tally.keeps(answer)
        yield tally.result(NOTHING_KNOWN)


@rule(
    "CASE-API-020",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 RB 2.4",
    message="what the provider itself names is answered with {observed}, not {expected}",
    needs=("CASE-API-019",),
    notes="A redirect, a refusal for want of rights, and a request to wait say nothing. An item without associations "
    "may be answered 404 by getCFItemAssociations, as no valid body exists for it. getCFRubric is optional: a "
    "provider that answers every rubric 404, 405 or 501 does not offer it.",
)
def what_exists_is_served(session: Session) -> Results:
    """An object that the provider lists or links to is answered with HTTP 200.

    Why: A client that walks from the list to the objects ends at an error, and the framework stays incomplete.

    Example: HTTP 500 for one item of a package; HTTP 404 from getCFConcept for a concept in CFDefinitions.

    Repair: Serve every object of a package under the operation of its class; look into the server's log for a 5xx.
    """
    linked = {link.identifier for p in session.indexed.values() for e in p.edges for link in (e.origin, e.destination)}
    for operation, samples in session.samples.items():
        if operation.optional and samples and all(answer.status in ABSENT for _, answer in samples):
            yield not_applicable(operation.name, f"the optional operation is not offered ({samples[0][1].told()})")
            continue
        tally = Tally(operation.name)
        for identifier, answer in samples:
            if answer.status == 200:
                tally.keeps(answer)
            elif answer.response and (excuse := _excuse(session, operation, identifier, answer, linked)):
                tally.doubts_that(excuse, answer)
            elif answer.response:
                tally.breaks(answer, observed=_status(answer.status), expected="HTTP 200")
        yield tally.result("it gave no answer" if samples else NOTHING_KNOWN)


def _excuse(session: Session, operation: Operation, identifier: str, answer: Answer, linked: Container[str]) -> str:
    """Why the answer, though no success, is no fault that can be proved; "" where it is one."""
    if answer.status in NOT_FOR_US:
        return f"this needs other rights than the run has ({answer.told()})"
    if answer.status in REDIRECTS:
        return f"it redirects to another address ({answer.told()}), which clients need not follow"
    if answer.status == 429 or (answer.status == 503 and answer.header("retry-after")):
        return f"it asks to wait ({answer.told()})"
    if answer.status != 404:
        return ""
    if identifier in session.given.get(operation.cls, ()):
        return "the provider does not know an identifier that was given for this run"
    if operation is ASSOCIATIONS and identifier not in linked:
        return "the item has no associations that were seen, and there is no valid body for that"
    return "" if not identifier or UUID.fullmatch(identifier) else "its own identifiers are no UUIDs"


def _status(status: int) -> str:
    """The status with its standard name; the server's own wording stays out."""
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"
