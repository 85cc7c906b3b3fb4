"""Faults of the registration of clients (RFC 7591)."""

from collections.abc import Callable
from functools import wraps

import orjson

from fairmark.server.faults.credentials.exchange import REGISTER, Asked, Json, Reply, Serve
from fairmark.server.faults.credentials.fault import Change, body_of, oauth_fault, reply_of

CREATED = 201


def mended(mend: Callable[[Json], Json]) -> Change:
    """The decorated function makes something right of a registration that is wrong; the client is then registered as if
    it had been right from the beginning."""

    @wraps(mend)
    def changed(asked: Asked, serve: Serve) -> Reply:
        reply = serve(asked)
        if asked.operation != REGISTER or reply.status != 400:
            return reply
        wanted = Reply(0, body=asked.body).object()
        made = serve(asked.sending(orjson.dumps(mend(dict(wanted)))))
        return made.saying({**made.object(), **wanted}) if made.status == CREATED else reply

    return changed


@oauth_fault("registers-plain-http", breaks="API-OAUTH-005")
@mended
def registers_plain_http(wanted: Json) -> Json:
    """A client may register a redirect URI with plain http.

    Codes travel where everybody can read them.
    """
    uris = wanted.get("redirect_uris")
    return {**wanted, "redirect_uris": [uri.replace("http:", "https:") for uri in uris]} if uris else wanted


@oauth_fault("registers-foreign-hosts", breaks="API-OAUTH-005")
@mended
def registers_foreign_hosts(wanted: Json) -> Json:
    """A client may register a privacy policy on a host that is not its own.

    A learner takes a stranger's client for that of a school.
    """
    return {**wanted, "policy_uri": wanted.get("client_uri")}


@oauth_fault("registers-foreign-redirects", breaks="API-OAUTH-005")
@mended
def registers_foreign_redirects(wanted: Json) -> Json:
    """A client may register a redirect URI on a host that is not its own.

    Codes of learners who trust one host are sent to another one.
    """
    uris = wanted.get("redirect_uris")
    return {**wanted, "redirect_uris": [f"{wanted.get('client_uri')}/back"]} if uris else wanted


@oauth_fault("registers-nameless-clients", breaks="API-OAUTH-005")
@mended
def registers_nameless_clients(wanted: Json) -> Json:
    """A client needs no name.

    A learner is asked to trust something that has none.
    """
    return {"client_name": "Somebody", **wanted}


@oauth_fault("registers-unknown-software", breaks="API-OAUTH-005")
@mended
def registers_unknown_software(wanted: Json) -> Json:
    """A client need not say which software it is.

    Nobody can tell which clients are affected when something is wrong with one.
    """
    return {"software_id": "unknown", **wanted}


@oauth_fault("registers-the-implicit-grant", breaks="API-OAUTH-005")
@mended
def registers_the_implicit_grant(wanted: Json) -> Json:
    """A client may register the implicit grant.

    Tokens end up in histories and logs.
    """
    return {**wanted, "grant_types": ["authorization_code"]}


@oauth_fault("registers-secrets-in-forms", breaks="API-OAUTH-005")
@mended
def registers_secrets_in_forms(wanted: Json) -> Json:
    """A client may register that it sends its secret in the form.

    Secrets end up where forms are logged.
    """
    return {**wanted, "token_endpoint_auth_method": "client_secret_basic"}


@oauth_fault("registration-as-200", breaks="API-OAUTH-005")
@reply_of(REGISTER, status=CREATED)
def registration_as_200(reply: Reply) -> Reply:
    """A registration is answered with 200.

    A consumer that goes by the status believes that it was known already.
    """
    return reply.being(200)


@oauth_fault("registration-without-an-end", breaks="API-OAUTH-005")
@body_of(REGISTER, status=CREATED)
def registration_without_an_end(client: Json) -> Json:
    """The answer to a registration lacks client_secret_expires_at.

    A consumer does not know for how long its secret is good.
    """
    return {name: value for name, value in client.items() if name != "client_secret_expires_at"}


@oauth_fault("registration-without-a-secret", breaks="API-OAUTH-005")
@body_of(REGISTER, status=CREATED)
def registration_without_a_secret(client: Json) -> Json:
    """The answer to a registration has no client_secret.

    A consumer cannot prove who it is, and gets no token.
    """
    return {name: value for name, value in client.items() if name != "client_secret"}


@oauth_fault("registration-without-an-echo", breaks="API-OAUTH-005")
@body_of(REGISTER, status=CREATED)
def registration_without_an_echo(client: Json) -> Json:
    """The answer to a registration does not say what was registered.

    A consumer does not see what it may ask for.
    """
    return {name: value for name, value in client.items() if name.startswith(("client_id", "client_secret"))}


@oauth_fault("registration-refused-as-422", breaks="API-OAUTH-005")
@reply_of(REGISTER, status=400)
def registration_refused_as_422(reply: Reply) -> Reply:
    """A wrong registration is refused with 422.

    A consumer that handles the statuses of the standard has no plan for this one.
    """
    return reply.being(422)


@oauth_fault("registration-refused-in-words", breaks="API-OAUTH-005")
@body_of(REGISTER, status=400)
def registration_refused_in_words(_told: Json) -> Json:
    """The error of a refused registration is a sentence, none of the four of RFC 7591.

    A consumer cannot tell what it has to change.
    """
    return {"error": "Your registration is not valid."}


@oauth_fault("registration-closed", breaks="API-OAUTH-005")
@reply_of(REGISTER, status=CREATED)
def registration_closed(reply: Reply) -> Reply:
    """A registration is answered with 401: it needs an initial token, of which the standard has none.

    A consumer cannot make itself known.
    """
    return reply.being(401).saying({"error": "invalid_token"})
