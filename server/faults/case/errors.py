"""Faults of refusals: what is unknown or malformed is answered with the wrong status, token or body."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from fairmark.server.faults.case.exchange import Json, Reply
from fairmark.server.faults.case.fault import ONLY_1_1, Change, fault, reply_of

UNKNOWN = ("unknownobject",)
MALFORMED = ("invaliduuid", "invalid_uuid")
OTHER_SPELLING = {"invaliduuid": "invalid_uuid", "invalid_uuid": "invaliduuid"}


def refusal(*tokens: str) -> Callable[[Callable[[Reply], Reply]], Change]:
    """The decorated function changes refusals with one of these tokens (of any, where none is named)."""

    def lift(change: Callable[[Reply], Reply]) -> Change:
        @reply_of(status=404)
        @wraps(change)
        def changed(reply: Reply) -> Reply:
            return change(reply) if not tokens or token_of(reply) in tokens else reply

        return changed

    return lift


def token_of(reply: Reply) -> str:
    """The codeMinor token of a refusal of the honest server."""
    fields = reply.object().get("imsx_codeMinor", {}).get("imsx_codeMinorField", [])
    return "".join(field["imsx_codeMinorFieldValue"] for field in fields)


def saying_token(reply: Reply, token: str) -> Reply:
    """The refusal with another codeMinor token."""
    field = {"imsx_codeMinorFieldName": "fairmark", "imsx_codeMinorFieldValue": token}
    return reply.saying({**reply.object(), "imsx_codeMinor": {"imsx_codeMinorField": [field]}})


def renamed(reply: Reply, **names: str) -> Reply:
    """The refusal with members called otherwise."""
    return reply.saying({names.get(name, name): value for name, value in reply.object().items()})


# -- identifiers that are unknown ------------------------------------------------------------------------------------


@fault("unknown-is-bad-request", breaks="CASE-API-003")
@refusal(*UNKNOWN)
def unknown_is_bad_request(reply: Reply) -> Reply:
    """An identifier that nothing here has is answered 400 instead of 404.

    A consumer takes its own request for wrong, and never removes what was withdrawn.
    """
    return reply.being(400)


@fault("unknown-is-a-failure", breaks="CASE-API-003")
@refusal(*UNKNOWN)
def unknown_is_a_failure(reply: Reply) -> Reply:
    """An identifier that nothing here has is answered 500.

    A consumer waits and tries again, for ever.
    """
    return saying_token(reply, "internal_server_error").being(500)


@fault("unknown-is-malformed", breaks="CASE-API-003", profiles=ONLY_1_1)
@refusal(*UNKNOWN)
def unknown_is_malformed(reply: Reply) -> Reply:
    """An identifier that nothing here has is answered with the token for a malformed one.

    A consumer reports a fault in the sender's data instead of removing what was withdrawn.
    """
    return saying_token(reply, "invalid_uuid")


@fault("unknown-without-a-token", breaks="CASE-API-003")
@refusal(*UNKNOWN)
def unknown_without_a_token(reply: Reply) -> Reply:
    """The refusal of an unknown identifier has no imsx_codeMinor.

    A consumer cannot tell what does not exist from an address that is wrong.
    """
    return reply.saying({name: value for name, value in reply.object().items() if name != "imsx_codeMinor"})


# -- identifiers that are malformed ----------------------------------------------------------------------------------


@fault("malformed-is-bad-request", breaks="CASE-API-004")
@refusal(*MALFORMED)
def malformed_is_bad_request(reply: Reply) -> Reply:
    """An identifier that is no UUID is answered 400 instead of 404.

    A consumer that handles the statuses of the standard has no plan for this one.
    """
    return reply.being(400)


@fault("malformed-is-unknown", breaks="CASE-API-004")
@refusal(*MALFORMED)
def malformed_is_unknown(reply: Reply) -> Reply:
    """An identifier that is no UUID is answered as an unknown one.

    A consumer takes a fault in its data for something that was withdrawn, and deletes it.
    """
    return saying_token(reply, "unknownobject")


@fault("malformed-is-a-failure", breaks="CASE-API-004")
@refusal(*MALFORMED)
def malformed_is_a_failure(reply: Reply) -> Reply:
    """An identifier that is no UUID makes the server answer 500.

    A consumer waits and tries again, for ever.
    """
    return saying_token(reply, "internal_server_error").being(500)


@fault("token-of-the-other-version", breaks="CASE-API-006")
@refusal(*MALFORMED)
def token_of_the_other_version(reply: Reply) -> Reply:
    """The token for a malformed identifier is spelled as the other version of CASE spells it.

    A consumer that compares tokens does not recognise it.
    """
    return saying_token(reply, OTHER_SPELLING[token_of(reply)])


# -- bodies of refusals ----------------------------------------------------------------------------------------------


@fault("refusal-as-a-page", breaks="CASE-API-005")
@refusal()
def refusal_as_a_page(reply: Reply) -> Reply:
    """Refusals are pages for people, announced as JSON.

    A consumer's parser stops at the first byte, and the reason is lost.
    """
    return reply.saying(b"<!doctype html><title>404 Not Found</title>")


@fault("refusal-without-a-body", breaks="CASE-API-005")
@refusal()
def refusal_without_a_body(reply: Reply) -> Reply:
    """Refusals have no body.

    A consumer cannot tell why it got nothing.
    """
    return reply.saying(b"").showing("Content-Type", None)


@fault("refusal-as-problem", breaks="CASE-API-005")
@refusal()
def refusal_as_problem(reply: Reply) -> Reply:
    """Refusals have the members of RFC 9457 instead of imsx_StatusInfo.

    A consumer that looks for imsx_codeMinor finds no reason.
    """
    return reply.saying({"type": "about:blank", "title": "Not Found", "status": 404})


@fault("refusal-says-success", breaks="CASE-API-005")
@refusal()
def refusal_says_success(reply: Reply) -> Reply:
    """The imsx_codeMajor of refusals is `success`.

    A consumer that goes by the body takes the refusal for an object.
    """
    return reply.saying({**reply.object(), "imsx_codeMajor": "success"})


@fault("refusal-misspelt", breaks="CASE-API-005")
@refusal()
def refusal_misspelt(reply: Reply) -> Reply:
    """The members of refusals are spelled with a capital letter: imsx_CodeMinor.

    A consumer does not find the token.
    """
    return renamed(reply, imsx_codeMajor="imsx_CodeMajor", imsx_codeMinor="imsx_CodeMinor")


@fault("refusal-in-a-wrapper", breaks="CASE-API-005")
@refusal()
def refusal_in_a_wrapper(reply: Reply) -> Reply:
    """Refusals stand in an envelope, `{"imsx_StatusInfo": {…}}`.

    A consumer does not find the token.
    """
    wrapped: Json = {"imsx_StatusInfo": reply.object()}
    return reply.saying(wrapped)


@fault("token-made-up", breaks="CASE-API-005")
@refusal(*UNKNOWN)
def token_made_up(reply: Reply) -> Reply:
    """The token for an unknown identifier is not in the vocabulary: `not_found`.

    A consumer generated from the published schema refuses the refusal.
    """
    return saying_token(reply, "not_found")


@fault("status-info-as-success", breaks="CASE-API-007")
@reply_of("getCFLicense")
def status_info_as_success(reply: Reply) -> Reply:
    """getCFLicense answers 200 with an imsx_StatusInfo that says success, instead of the licence.

    A consumer stores a licence without a text.
    """
    told: dict[str, Any] = {
        "imsx_codeMajor": "success",
        "imsx_severity": "status",
        "imsx_codeMinor": {
            "imsx_codeMinorField": [
                {"imsx_codeMinorFieldName": "fairmark", "imsx_codeMinorFieldValue": "fullsuccess"},
            ]
        },
    }
    return reply.saying(told)


@fault("unknown-is-a-success", breaks="CASE-API-007")
@refusal(*UNKNOWN)
def unknown_is_a_success(reply: Reply) -> Reply:
    """The refusal of an unknown identifier comes with HTTP 200.

    A consumer that goes by the status stores the refusal as an object.
    """
    return reply.being(200)
