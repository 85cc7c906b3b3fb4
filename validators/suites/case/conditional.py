"""CASE-API-022 to CASE-API-024: whether what is cached and what is packed can be trusted. RFC 9110."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case.operations import BY_NAME, LIST, PACKAGE, Operation
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.case.tally import ELSEWHERE
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds, not_applicable

NEVER_GIVEN = '"fairmark-never-given"'
"""An entity tag that no server gives."""

PACKED = (LIST, PACKAGE, BY_NAME["getCFItem"])
"""Operations that are asked for gzip: what packs one answer packs the others."""

NO_SUCCESS = "it has not answered with a success"
NO_TAG = "its answers have no ETag"


def _tagged(session: Session, operation: Operation) -> tuple[Answer | None, str]:
    """A success of the operation and its entity tag, "" without one."""
    got = session.success(operation)
    return got, (got.header("etag") or "").strip() if got else ""


def _ask(session: Session, got: Answer, tag: str) -> Answer:
    return session.ask("GET", str(got.request.url), (("If-None-Match", tag),))


@rule(
    "CASE-API-022",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="RFC 9110 section 13.1.2",
    message="{observed}; expected {expected}",
    notes="Where answers have no ETag, clients cannot ask so, and nothing is wrong.",
)
def known_answer_is_not_sent_again(session: Session) -> Results:
    """A request with the ETag of the last answer is answered with 304 while nothing has changed.

    Why: Packages have several megabytes; clients that ask every night would fetch all of them every night.

    Example: HTTP 200 with the whole body and the very ETag that was sent; an ETag that is new for every request.

    Repair: Compare If-None-Match with the ETag before the body is built; make the ETag of the content, not the time.
    """
    for operation in session.samples:
        got, tag = _tagged(session, operation)
        if got is None or not tag:
            yield not_applicable(operation.name, NO_TAG if got else NO_SUCCESS)
        else:
            yield _spared(operation.name, got, tag, _ask(session, got, tag))


def _spared(name: str, got: Answer, tag: str, answer: Answer) -> Result:
    expected = "HTTP 304"
    if answer.status == 304:
        return holds(name, answer)
    if answer.status in ELSEWHERE:
        return cannot_tell(name, answer.told(), answer)
    if answer.status != 200:
        return breach(name, answer, got, observed=f"If-None-Match makes it answer {answer.told()}", expected=expected)
    if answer.header("etag") == tag:
        observed = "the ETag that the client has is answered with HTTP 200 and the same ETag"
        return breach(name, answer, got, observed=observed, expected=expected)
    if answer.body == got.body:
        return breach(name, answer, got, observed="the same body has another ETag each time", expected=expected)
    return cannot_tell(name, "the answer has changed in between", answer)


@rule(
    "CASE-API-023",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="RFC 9110 sections 8.8.1 and 13.1.2",
    message="{observed}; expected {expected}",
    needs=("CASE-API-022",),
    notes="A weak ETag may stand for bodies that mean the same, so only strong ones are compared.",
)
def stale_answer_is_not_kept(session: Session) -> Results:
    """An ETag stands for one body, and 304 is answered only to a client that has it.

    Why: A client that is told 304 keeps the framework of last year for ever and never notices.

    Example: HTTP 304 for whatever If-None-Match says; one strong ETag for two bodies that differ.

    Repair: Make the ETag of the bytes that are sent, or of the revision of the framework, and compare it as a whole.
    """
    for operation in session.samples:
        got, tag = _tagged(session, operation)
        if got is None:
            yield not_applicable(operation.name, NO_SUCCESS)
        else:
            yield _fresh(operation.name, got, tag, _ask(session, got, NEVER_GIVEN))


def _fresh(name: str, got: Answer, tag: str, answer: Answer) -> Result:
    if answer.status == 304:
        observed = "HTTP 304 to a client that has an ETag which was never given"
        return breach(name, answer, got, observed=observed, expected="HTTP 200 with the body")
    if answer.status != 200:
        return cannot_tell(name, answer.told(), answer)
    is_strong = bool(tag) and not tag.startswith("W/")
    same_form = answer.header("content-encoding") == got.header("content-encoding")
    if is_strong and same_form and answer.header("etag") == tag and answer.body != got.body:
        return breach(
            name, answer, got, observed="two bodies that differ have one strong ETag", expected="an ETag for each"
        )
    return holds(name, answer)


@rule(
    "CASE-API-024",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="RFC 9110 section 8.4, RFC 1952",
    message="{observed}; expected {expected}",
    needs=("CASE-API-019",),
    notes="Packing is optional: a server that sends plain bodies to clients that accept gzip conforms.",
)
def packed_answer_can_be_unpacked(session: Session) -> Results:
    """An answer that is announced as gzip is gzip, whole, and holds what the plain one holds.

    Why: Nearly every client accepts gzip and unpacks by itself; what cannot be unpacked never reaches the program.

    Example: `Content-Encoding: gzip` in front of plain JSON, as when a proxy unpacks and keeps the header.

    Repair: Let one place pack (web server or application), and check that no proxy changes a body without its headers.
    """
    for operation in PACKED:
        got = session.success(operation)
        if got is None:
            yield not_applicable(operation.name, NO_SUCCESS)
            continue
        answer = session.ask("GET", str(got.request.url), (("Accept-Encoding", "gzip"),))
        coding = answer.header("content-encoding")
        if answer.response is None:
            observed = f"asked for gzip, it gives no answer: {answer.error}"
            yield breach(operation.name, answer, got, observed=observed, expected="a packed answer, or a plain one")
        elif answer.status != 200:
            yield cannot_tell(operation.name, answer.told(), answer)
        elif not coding:
            yield not_applicable(operation.name, "it sends plain bodies to clients that accept gzip")
        elif answer.json() is None and got.json() is not None:
            observed = "what comes out of the packed body is no JSON"
            yield breach(operation.name, answer, got, observed=observed, expected="what the plain one holds")
        else:
            yield holds(operation.name, answer)
