"""Faults of a provider that asks for a token. The token that it takes is `TOKEN`; everything else is refused as the
honest guard below does it, but for the one fault."""

from dataclasses import replace

import orjson

from fairmark.server.case.edition import V1_0, V1_1
from fairmark.server.faults.case.exchange import Asked, Reply, Serve
from fairmark.server.faults.case.fault import TOKEN, fault

EXPIRED = "fairmark.yesterday.signature"
"""A token that they took once."""
OTHER_SCOPE = "fairmark.elsewhere.signature"
"""A token that is good for something else."""

CHALLENGE = 'Bearer realm="CASE"'


def guard(asked: Asked, serve: Serve) -> Reply:
    """The honest guard: reading needs the token, discovery does not."""
    if asked.operation == "discovery" or token_of(asked) == TOKEN:
        return serve(asked)
    return refused(asked)


def token_of(asked: Asked) -> str:
    """The bearer token of the request, "" for none."""
    scheme, _, token = (asked.header("Authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def refused(asked: Asked) -> Reply:
    """401, or 403 where the token is good for something else, as the version that was asked spells it."""
    edition = V1_0 if asked.version == "1.0" else V1_1
    token, is_other = token_of(asked), token_of(asked) == OTHER_SCOPE
    field = {
        "imsx_codeMinorFieldName": "fairmark",
        "imsx_codeMinorFieldValue": "forbidden" if is_other else edition.unauthorised,
    }
    body = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": "A token is needed that permits reading.",
        "imsx_codeMinor": {"imsx_codeMinorField": [field]},
    }
    why = ', error="insufficient_scope"' if is_other else ', error="invalid_token"' if token else ""
    headers = (("Content-Type", "application/json"), ("WWW-Authenticate", CHALLENGE + why))
    return Reply(403 if is_other else 401, headers, orjson.dumps(body))


@fault("refusal-without-a-challenge", breaks="CASE-SEC-002", guarded=True)
def refusal_without_a_challenge(asked: Asked, serve: Serve) -> Reply:
    """A request without a token is answered 401, but not told by WWW-Authenticate what it lacks.

    A consumer cannot know which kind of credentials to get.
    """
    reply = guard(asked, serve)
    return reply.showing("WWW-Authenticate", None) if reply.status == 401 else reply


@fault("items-unguarded", breaks="CASE-SEC-003", guarded=True)
def items_unguarded(asked: Asked, serve: Serve) -> Reply:
    """Everything needs a token but getCFItem, which everybody may ask.

    A publisher's closed framework can be read by everybody, item by item.
    """
    return serve(asked) if asked.operation == "getCFItem" else guard(asked, serve)


@fault("made-up-token-accepted", breaks="CASE-SEC-004", guarded=True)
def made_up_token_accepted(asked: Asked, serve: Serve) -> Reply:
    """A token that nobody has issued is good enough; only those that are known to be spent are refused.

    A publisher's closed frameworks can be read by everybody who makes one up.
    """
    is_made_up = token_of(asked) not in ("", EXPIRED, OTHER_SCOPE)
    return serve(asked) if is_made_up else guard(asked, serve)


@fault("signature-not-verified", breaks="CASE-SEC-004", guarded=True)
def signature_not_verified(asked: Asked, serve: Serve) -> Reply:
    """What a token says is believed, and its signature, the part behind the last dot, is not verified.

    A publisher's closed frameworks can be read by everybody who writes a token.
    """
    says_the_same = token_of(asked).rpartition(".")[0] == TOKEN.rpartition(".")[0]
    return serve(asked) if says_the_same else guard(asked, serve)


@fault("token-of-another-scope-accepted", breaks="CASE-SEC-005", guarded=True)
def token_of_another_scope_accepted(asked: Asked, serve: Serve) -> Reply:
    """A token that was issued for something else is good enough.

    A program that may do one small thing for a publisher reads all its frameworks.
    """
    return serve(asked) if token_of(asked) == OTHER_SCOPE else guard(asked, serve)


@fault("expired-token-accepted", breaks="CASE-SEC-006", guarded=True)
def expired_token_accepted(asked: Asked, serve: Serve) -> Reply:
    """A token is good for ever, though it has expired.

    A token that was leaked once opens a publisher's frameworks for good.
    """
    return serve(asked) if token_of(asked) == EXPIRED else guard(asked, serve)


@fault("unauthorised-of-the-other-version", breaks="CASE-API-006", guarded=True)
def unauthorised_of_the_other_version(asked: Asked, serve: Serve) -> Reply:
    """The codeMinor token of a 401 is spelled as the other version of CASE spells it.

    A consumer that compares tokens does not learn that its own has expired.
    """
    reply = guard(asked, serve)
    ours, theirs = (V1_0, V1_1) if asked.version == "1.0" else (V1_1, V1_0)
    body = reply.body.replace(f'"{ours.unauthorised}"'.encode(), f'"{theirs.unauthorised}"'.encode())
    return replace(reply, body=body) if reply.status == 401 else reply


@fault("token-refused-as-a-page", breaks="CASE-API-005", guarded=True)
def token_refused_as_a_page(asked: Asked, serve: Serve) -> Reply:
    """A request without a token is answered by a page for people to log in at.

    A consumer's parser stops at the first byte, and nobody learns that the token has expired.
    """
    reply = guard(asked, serve)
    is_refused = reply.status == 401
    return replace(reply, body=b"<!doctype html><title>Log in</title>") if is_refused else reply
