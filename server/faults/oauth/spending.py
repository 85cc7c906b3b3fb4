"""Faults of the token endpoint: who is given tokens, and how often."""

from base64 import b64encode

from fairmark.server.faults.credentials.exchange import REGISTER, TOKEN, Asked, Reply, Serve
from fairmark.server.faults.credentials.fault import body_of, oauth_fault, reply_of
from fairmark.server.faults.exchange import Json
from fairmark.server.oauth.asking import basic_credentials

GRANTS = ("authorization_code", "refresh_token")


def spends_code(asked: Asked) -> bool:
    """Whether a code is to be exchanged."""
    return asked.operation == TOKEN and asked.form.get("grant_type") == "authorization_code"


def refused_with(error: str, status: int = 400) -> Reply:
    """What an honest token endpoint would answer, had it a reason to."""
    headers = (("Content-Type", "application/json"), ("Cache-Control", "no-store"))
    return Reply(status, headers).saying({"error": error})


@oauth_fault("code-good-twice", breaks="API-OAUTH-003")
def code_good_twice(asked: Asked, serve: Serve) -> Reply:
    """A code that was spent is exchanged again.

    Whoever finds a code in a history has the learner's record.
    """
    spent: dict[str, Reply] = asked.memory.setdefault("spent", {})
    code = asked.form.get("code", "") if spends_code(asked) else ""
    if code in spent:
        return spent[code]
    reply = serve(asked)
    if code and reply.status == 200:
        spent[code] = reply
    return reply


@oauth_fault("replay-goes-unpunished", breaks="API-OAUTH-003")
def replay_goes_unpunished(asked: Asked, serve: Serve) -> Reply:
    """A code that comes a second time is refused, but the tokens that it gave stay good.

    Whoever was faster than the client with a stolen code keeps the access.
    """
    spent: set[str] = asked.memory.setdefault("codes", set())
    code = asked.form.get("code", "") if spends_code(asked) else ""
    if code in spent:
        return refused_with("invalid_grant")
    reply = serve(asked)
    if code and reply.status == 200:
        spent.add(code)
    return reply


@oauth_fault("secret-not-compared", breaks="API-OAUTH-011")
def secret_not_compared(asked: Asked, serve: Serve) -> Reply:
    """The client's secret is not looked at.

    Whoever has got hold of a code or of a refresh token can use it.
    """
    secrets: dict[str, str] = asked.memory.setdefault("secrets", {})
    named = basic_credentials(asked.header("Authorization")) if asked.operation == TOKEN else None
    if named and named[0] in secrets:
        own = b64encode(f"{named[0]}:{secrets[named[0]]}".encode()).decode()
        return serve(asked.having(Authorization=f"Basic {own}"))
    reply = serve(asked)
    if asked.operation == REGISTER and reply.status == 201:
        secrets[reply.object()["client_id"]] = reply.object()["client_secret"]
    return reply


@oauth_fault("wrong-secret-as-400", breaks="API-OAUTH-011")
@reply_of(TOKEN, status=401)
def wrong_secret_as_400(reply: Reply) -> Reply:
    """A client with a wrong secret is refused with 400.

    A consumer takes its request for wrong instead of its secret.
    """
    return reply.being(400)


@oauth_fault("wrong-secret-without-a-challenge", breaks="API-OAUTH-011")
@reply_of(TOKEN, status=401)
def wrong_secret_without_a_challenge(reply: Reply) -> Reply:
    """A client with a wrong secret is not told by WWW-Authenticate how to prove who it is.

    A consumer's library does not know that HTTP Basic is wanted.
    """
    return reply.showing("WWW-Authenticate", None)


@oauth_fault("wrong-secret-as-wrong-grant", breaks="API-OAUTH-011")
@body_of(TOKEN, status=401)
def wrong_secret_as_wrong_grant(_told: Json) -> Json:
    """A client with a wrong secret is told invalid_grant.

    A consumer asks the learner again and again, and never looks at its secret.
    """
    return {"error": "invalid_grant"}


@oauth_fault("unknown-code-as-a-page", breaks="API-OAUTH-012")
@reply_of(TOKEN, status=400)
def unknown_code_as_a_page(reply: Reply) -> Reply:
    """The token endpoint refuses with a page for people.

    A consumer's parser stops at the first byte, and the reason is lost.
    """
    return reply.showing("Content-Type", "text/html").saying(b"<!doctype html><title>Sorry</title>")


@oauth_fault("unknown-code-misnamed", breaks="API-OAUTH-012")
@body_of(TOKEN, status=400)
def unknown_code_misnamed(told: Json) -> Json:
    """A code that there is not is told as invalid_code, which RFC 6749 does not know.

    A consumer does not know that it has to ask the learner again.
    """
    return {**told, "error": "invalid_code"} if told.get("error") == "invalid_grant" else told


@oauth_fault("unknown-grant-misnamed", breaks="API-OAUTH-012")
@body_of(TOKEN, status=400)
def unknown_grant_misnamed(told: Json) -> Json:
    """A grant that there is not is told in words.

    A consumer cannot tell what it has to do in another way.
    """
    return {"error": "This is not supported."} if told.get("error") == "unsupported_grant_type" else told


@oauth_fault("unknown-grant-fails", breaks="API-OAUTH-012")
def unknown_grant_fails(asked: Asked, serve: Serve) -> Reply:
    """A grant that there is not makes the token endpoint fail with 500.

    A consumer waits and tries again, for ever.
    """
    is_unknown = asked.operation == TOKEN and asked.form.get("grant_type") not in (
        "authorization_code",
        "refresh_token",
    )
    return refused_with("server_error", 500) if is_unknown else serve(asked)
