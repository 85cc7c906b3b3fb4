"""Faults of the authorization endpoint: where the browser is sent back to, and what it takes along."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import wraps
import hashlib
from urllib.parse import parse_qsl, urlencode, urlsplit

from fairmark.server.faults.credentials.exchange import AUTHORIZE, DECIDE, REGISTER, TOKEN, Asked, Reply, Serve
from fairmark.server.faults.credentials.fault import Change, oauth_fault

ASKING = (AUTHORIZE, DECIDE)
VERIFIER = "the-same-for-everybody-the-same-for-everybody"
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def parameters_of(reply: Reply) -> dict[str, str]:
    """What a redirect back to a client takes along; nothing where it is none."""
    return dict(parse_qsl(urlsplit(reply.header("location") or "").query, keep_blank_values=True))


def back_changed(change: Callable[[dict[str, str]], dict[str, str]]) -> Change:
    """The decorated function changes the parameters of every redirect back to a client."""

    @wraps(change)
    def changed(asked: Asked, serve: Serve) -> Reply:
        reply = serve(asked)
        location = reply.header("location") if asked.operation in ASKING else None
        if location is None:
            return reply
        parameters = change(parameters_of(reply))
        return reply.showing("Location", f"{location.partition('?')[0]}?{urlencode(parameters)}")

    return changed


# -- state -----------------------------------------------------------------------------------------------------------


@oauth_fault("state-lost", breaks="API-OAUTH-002")
@back_changed
def state_lost(back: dict[str, str]) -> dict[str, str]:
    """The redirect back to the client has no state.

    A consumer cannot tell an answer to its own request from a planted one.
    """
    return {name: value for name, value in back.items() if name != "state"}


@oauth_fault("state-in-lower-case", breaks="API-OAUTH-002")
@back_changed
def state_in_lower_case(back: dict[str, str]) -> dict[str, str]:
    """The state comes back in lower case.

    A consumer does not recognise it, and refuses the learner's consent.
    """
    return {name: value.lower() if name == "state" else value for name, value in back.items()}


@oauth_fault("state-lost-with-errors", breaks="API-OAUTH-002")
@back_changed
def state_lost_with_errors(back: dict[str, str]) -> dict[str, str]:
    """A redirect with an error has no state.

    A consumer cannot tell which request was refused, and lets the learner wait.
    """
    return {name: value for name, value in back.items() if name != "state" or "error" not in back}


# -- PKCE ------------------------------------------------------------------------------------------------------------


@oauth_fault("pkce-not-asked-for", breaks="API-OAUTH-001")
def pkce_not_asked_for(asked: Asked, serve: Serve) -> Reply:
    """A code is given without a code_challenge.

    Whoever intercepts a code on a learner's device can use it.
    """
    is_bare = asked.operation in ASKING and "client_id" in asked.query and "code_challenge" not in asked.query
    return serve(asked.arguing(code_challenge=CHALLENGE, code_challenge_method="S256") if is_bare else asked)


@oauth_fault("pkce-plain", breaks="API-OAUTH-001")
def pkce_plain(asked: Asked, serve: Serve) -> Reply:
    """A code is given with the challenge method plain.

    Whoever sees the request in the browser knows the verifier.
    """
    is_plain = asked.operation in ASKING and asked.query.get("code_challenge_method") == "plain"
    return serve(asked.arguing(code_challenge=CHALLENGE, code_challenge_method="S256") if is_plain else asked)


@oauth_fault("verifier-not-compared", breaks="API-OAUTH-001")
def verifier_not_compared(asked: Asked, serve: Serve) -> Reply:
    """A code is exchanged whatever the verifier is.

    Whoever intercepts a code on a learner's device can use it.
    """
    is_asking = asked.operation in ASKING and asked.query.get("code_challenge_method") == "S256"
    if is_asking and "code_challenge" in asked.query:
        return serve(asked.arguing(code_challenge=CHALLENGE))
    is_spending = asked.operation == TOKEN and "code_verifier" in asked.form
    return serve(asked.filled(code_verifier=VERIFIER) if is_spending else asked)


# -- where the browser goes ------------------------------------------------------------------------------------------


def _lax(fits: Callable[[str, str], bool]) -> Change:
    """A change that lets the browser be sent to an address that fits a registered one."""

    def changed(asked: Asked, serve: Serve) -> Reply:
        registered: dict[str, list[str]] = asked.memory.setdefault("registered", {})
        wanted = asked.query.get("redirect_uri", "")
        own = registered.get(asked.query.get("client_id", ""), [])
        near = next((uri for uri in own if uri != wanted and fits(uri, wanted)), None)
        if asked.operation not in ASKING or near is None or wanted in own:
            reply = serve(asked)
            if asked.operation == REGISTER and reply.status == 201:
                registered[reply.object()["client_id"]] = reply.object()["redirect_uris"]
            return reply
        reply = serve(asked.arguing(redirect_uri=near))
        # The pages of the honest server lead on to addresses with the registered one: they must keep the other.
        old, new = (urlencode({"redirect_uri": uri}).encode() for uri in (near, wanted))
        reply = reply.saying(reply.body.replace(old, new))
        return reply.showing("Location", _moved(reply.header("location"), near, wanted))

    return changed


def _moved(location: str | None, near: str, wanted: str) -> str | None:
    return location and location.replace(near, wanted, 1)


@oauth_fault("redirects-by-prefix", breaks="API-OAUTH-004")
def redirects_by_prefix(asked: Asked, serve: Serve) -> Reply:
    """The browser is sent to every address that begins with a registered one.

    An address on the client's host that hands everything on gives the code away.
    """
    return _lax(lambda registered, wanted: wanted.startswith(registered))(asked, serve)


@oauth_fault("redirects-by-host", breaks="API-OAUTH-004")
def redirects_by_host(asked: Asked, serve: Serve) -> Reply:
    """The browser is sent to every address on the host of a registered one.

    Whoever may put a page on that host gets the codes of its learners.
    """
    return _lax(lambda registered, wanted: urlsplit(registered).netloc == urlsplit(wanted).netloc)(asked, serve)


@oauth_fault("errors-redirected-anywhere", breaks="API-OAUTH-004")
def errors_redirected_anywhere(asked: Asked, serve: Serve) -> Reply:
    """Where the redirect URI was not registered, the browser is sent there with an error.

    A link to a service that learners trust takes them to any page.
    """
    reply, wanted = serve(asked), asked.query.get("redirect_uri", "")
    if asked.operation != AUTHORIZE or reply.status != 400 or not wanted:
        return reply
    told = urlencode({"error": "invalid_request", "state": asked.query.get("state", "")})
    return Reply(302, (("Location", f"{wanted}?{told}"),))


@oauth_fault("code-for-another-redirect", breaks="API-OAUTH-004")
def code_for_another_redirect(asked: Asked, serve: Serve) -> Reply:
    """A code is exchanged whatever redirect URI is named with it.

    A code that was planted in another client's redirect is exchanged there.
    """
    given: dict[str, str] = asked.memory.setdefault("given", {})
    if asked.operation == TOKEN and (uri := given.get(asked.form.get("code", ""))):
        return serve(asked.filled(redirect_uri=uri))
    reply = serve(asked)
    if (location := reply.header("location")) and asked.operation in ASKING:
        given[parameters_of(reply).get("code", "")] = location.partition("?")[0]
    return reply


# -- scopes and response types ---------------------------------------------------------------------------------------


@oauth_fault("unknown-scope-granted", breaks="API-OAUTH-010")
def unknown_scope_granted(asked: Asked, serve: Serve) -> Reply:
    """A scope that there is not ends in a token, whose answer names that scope.

    A consumer believes that it may do something that the learner was never asked about.
    """
    return _granted(asked, serve, lambda scope: "/scope/nothing." in scope)


@oauth_fault("unregistered-scope-granted", breaks="API-OAUTH-010")
def unregistered_scope_granted(asked: Asked, serve: Serve) -> Reply:
    """A client is given a scope that it has not registered.

    A consumer that was known as a reader writes.
    """
    return _granted(asked, serve, lambda scope: "/scope/nothing." not in scope)


def _granted(asked: Asked, serve: Serve, is_meant: Callable[[str], bool]) -> Reply:
    """Ask for what the client has registered where it asks for something else, and say what it has asked for."""
    registered: dict[str, str] = asked.memory.setdefault("scopes", {})
    wishes: dict[str, str] = asked.memory.setdefault("wishes", {})
    promised: dict[str, str] = asked.memory.setdefault("promised", {})
    if asked.operation == TOKEN and (scope := promised.get(asked.form.get("code", ""))):
        reply = serve(asked.filled(scope=None))
        return reply.saying({**reply.object(), "scope": scope}) if reply.status == 200 else reply
    wanted, own = asked.query.get("scope", ""), registered.get(asked.query.get("client_id", ""), "")
    if asked.operation in ASKING and own and not set(wanted.split()) <= set(own.split()) and is_meant(wanted):
        wishes[asked.query.get("state", "")] = wanted
        asked = asked.arguing(scope=own)
    reply = serve(asked)
    if asked.operation == REGISTER and reply.status == 201:
        registered[reply.object()["client_id"]] = reply.object()["scope"]
    if (back := parameters_of(reply)) and back.get("state") in wishes and asked.operation in ASKING:
        promised[back.get("code", "")] = wishes[back["state"]]
    return reply


@oauth_fault("tokens-in-addresses", breaks="API-OAUTH-014")
def tokens_in_addresses(asked: Asked, serve: Serve) -> Reply:
    """response_type=token is answered with a token in the address.

    A learner's token ends up in histories and logs.
    """
    wishes: set[str] = asked.memory.setdefault("implicit", set())
    if asked.operation in ASKING and asked.query.get("response_type") == "token":
        wishes.add(asked.query.get("state", ""))
        asked = asked.arguing(response_type="code")
    reply = serve(asked)
    state, location = parameters_of(reply).get("state", ""), reply.header("location") or ""
    if asked.operation not in ASKING or state not in wishes:
        return reply
    told = urlencode({"access_token": "in.an.address", "token_type": "bearer", "state": state})
    return reply.showing("Location", f"{location.partition('?')[0]}#{told}")
