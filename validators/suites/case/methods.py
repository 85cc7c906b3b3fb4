"""CASE-API-016 and CASE-API-021: what is answered to methods other than GET."""

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case.operations import BY_IDENTIFIER
from fairmark.validators.suites.case.probes import MALFORMED
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.case.tally import ELSEWHERE, Tally
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds, not_applicable

WRITES = ("POST", "PUT", "DELETE")
REFUSED = frozenset({401, 403, 404, 405, 501})
"""How a write may be refused: 405 as the standard has it, and what says as much."""

PLAIN = frozenset({None, "", "identity"})
"""Content-Encodings under which the length of a body is that of its text."""


@rule(
    "CASE-API-016",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM B1.3",
    message="{observed}; expected {expected}",
    notes="Tried with an identifier that cannot exist and an empty body, so that nothing is changed. 401, 403, 404 and "
    "501 are let pass.",
)
def writes_are_refused(session: Session) -> Results:
    """A service that only reads refuses POST, PUT and DELETE, with 405.

    Why: Whoever can write to a framework can change what a district teaches and grades by.

    Example: `DELETE /CFItems/...` that answers 204.

    Repair: Route GET and HEAD only, and answer every other method with 405 and the header Allow.
    """
    for operation in BY_IDENTIFIER:
        tally = Tally(operation.name)
        for method in WRITES:
            answer = session.ask(method, f"{operation.path}/{MALFORMED}", wait=False)
            if answer.status in REFUSED:
                tally.keeps(answer)
            elif answer.status in ELSEWHERE:
                tally.doubts_that(f"{method}: {answer.told()}", answer)
            else:
                tally.breaks(answer, observed=f"{method} is answered with {answer.told()}", expected="HTTP 405")
        yield tally.result("there was nothing to try")


@rule(
    "CASE-API-021",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="RFC 9110 sections 9.1, 9.3.2 and 8.6; best practice for CASE: clients look with HEAD before a large package",
    message="HEAD is answered with {observed}, not {expected}",
    needs=("CASE-API-019", "CASE-API-020"),
)
def head_is_answered_like_get(session: Session) -> Results:
    """HEAD is answered with the status and headers of GET, and without a body.

    Why: Clients, caches and monitors ask with HEAD whether something is there, how large it is and whether it changed.

    Example: HTTP 405 or 404 for HEAD where GET gives 200; a Content-Length of 0; a body behind the headers.

    Repair: Route HEAD wherever GET is routed, and let the web server leave out the body.
    """
    for operation, samples in session.samples.items():
        got = session.success(operation)
        if got is None:
            why = "GET has not succeeded" if samples else "nothing was found that it could be asked for"
            yield not_applicable(operation.name, why)
        else:
            yield _compared(session, operation.name, got)


def _compared(session: Session, name: str, got: Answer) -> Result:
    head = session.ask("HEAD", str(got.request.url))
    if head.response is not None and head.status in ELSEWHERE:
        return cannot_tell(name, f"HEAD is answered with {head.told()}", head)
    if head.status != 200:
        return breach(name, head, got, observed=head.told(), expected="HTTP 200, as GET is")
    if head.media_type != got.media_type:
        told = head.media_type or "no Content-Type"
        return breach(name, head, got, observed=told, expected=got.media_type or "none, as GET has none")
    if _tells_another_length(head, got):
        # The object may have changed between the two requests.
        got = session.ask("GET", str(got.request.url))
        if got.status == 200 and _tells_another_length(head, got):
            observed = f"Content-Length {_length(head)}"
            return breach(name, head, got, observed=observed, expected=f"{len(got.body)}, as many bytes as GET sends")
    return holds(name, head)


def _tells_another_length(head: Answer, got: Answer) -> bool:
    """RFC 9110 section 8.6: the length may be left out, but not be another one."""
    told = _length(head)
    both_plain = head.header("content-encoding") in PLAIN and got.header("content-encoding") in PLAIN
    return both_plain and told is not None and told != len(got.body)


def _length(answer: Answer) -> int | None:
    told = (answer.header("content-length") or "").strip()
    return int(told) if told.isdecimal() and told.isascii() and len(told) < 20 else None
