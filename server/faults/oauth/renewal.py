"""Faults of refresh tokens and of revocation: access that is not renewed, or does not end."""

from fairmark.server.faults.credentials.exchange import REVOKE, TOKEN, Asked, Reply, Serve
from fairmark.server.faults.credentials.fault import oauth_fault
from fairmark.server.faults.oauth.spending import refused_with

NOBODYS = "nobody-s"
"""A token that there is not."""


def renews(asked: Asked) -> bool:
    """Whether a refresh token is to be exchanged."""
    return asked.operation == TOKEN and asked.form.get("grant_type") == "refresh_token"


@oauth_fault("refresh-gives-the-old-token", breaks="API-OAUTH-009")
def refresh_gives_the_old_token(asked: Asked, serve: Serve) -> Reply:
    """A refresh token is answered with the access token from before.

    A consumer stops when that ends, though the learner has allowed it to go on.
    """
    access: dict[str, str] = asked.memory.setdefault("access", {})
    reply = serve(asked)
    if asked.operation != TOKEN or reply.status != 200:
        return reply
    told = reply.object()
    if renews(asked):
        told["access_token"] = access.get(asked.form.get("refresh_token", ""), told["access_token"])
    if "refresh_token" in told:
        access[told["refresh_token"]] = told["access_token"]
    return reply.saying(told)


@oauth_fault("refresh-refused", breaks="API-OAUTH-009")
def refresh_refused(asked: Asked, serve: Serve) -> Reply:
    """Refresh tokens are given, and never taken.

    A consumer that works while the learner is away stops after an hour.
    """
    return refused_with("invalid_grant") if renews(asked) else serve(asked)


@oauth_fault("refresh-gives-a-dead-token", breaks="API-OAUTH-009")
def refresh_gives_a_dead_token(asked: Asked, serve: Serve) -> Reply:
    """The new access token of a refresh token is not taken.

    A consumer renews and renews, and is refused each time.
    """
    reply = serve(asked)
    is_renewed = renews(asked) and reply.status == 200
    return reply.saying({**reply.object(), "access_token": "dead.on.arrival"}) if is_renewed else reply


@oauth_fault("refresh-widens-the-scope", breaks="API-OAUTH-009")
def refresh_widens_the_scope(asked: Asked, serve: Serve) -> Reply:
    """A refresh token is exchanged for whatever scope is asked for.

    A consumer that a learner has shown badges helps itself to the profile.
    """
    wanted = asked.form.get("scope") if renews(asked) else None
    if wanted is None:
        return serve(asked)
    reply = serve(asked.filled(scope=None))
    return reply.saying({**reply.object(), "scope": wanted}) if reply.status == 200 else reply


@oauth_fault("revocation-without-effect", breaks="API-OAUTH-006")
def revocation_without_effect(asked: Asked, serve: Serve) -> Reply:
    """A revocation is answered with 200, and the token stays good.

    A learner takes a permission back, and the record is read on.
    """
    return _deaf_to(asked, serve, "access_token", "refresh_token")


@oauth_fault("revocation-of-access-without-effect", breaks="API-OAUTH-006")
def revocation_of_access_without_effect(asked: Asked, serve: Serve) -> Reply:
    """The revocation of an access token is answered with 200, and the token stays good until it ends by itself.

    A learner takes a permission back, and the record is read for another hour.
    """
    return _deaf_to(asked, serve, "access_token")


@oauth_fault("revocation-of-renewal-without-effect", breaks="API-OAUTH-006")
def revocation_of_renewal_without_effect(asked: Asked, serve: Serve) -> Reply:
    """The revocation of a refresh token is answered with 200, and the token stays good.

    A learner takes a permission back, and the consumer renews it.
    """
    return _deaf_to(asked, serve, "refresh_token")


def _deaf_to(asked: Asked, serve: Serve, *kinds: str) -> Reply:
    is_meant = asked.operation == REVOKE and asked.form.get("token_type_hint", "access_token") in kinds
    return serve(asked.filled(token=NOBODYS) if is_meant else asked)


@oauth_fault("revocation-as-204", breaks="API-OAUTH-006")
def revocation_as_204(asked: Asked, serve: Serve) -> Reply:
    """The revocation of a token that is good is answered with 204.

    A consumer that waits for 200 reports that the permission could not be taken back.
    """
    reply = serve(asked)
    known: set[str] = asked.memory.setdefault("issued", set())
    if asked.operation == TOKEN and reply.status == 200:
        known.update(str(reply.object().get(name)) for name in ("access_token", "refresh_token"))
    is_known = asked.operation == REVOKE and asked.form.get("token") in known
    return reply.being(204).saying(b"") if is_known and reply.status == 200 else reply


@oauth_fault("revocation-of-nothing-refused", breaks="API-OAUTH-013")
def revocation_of_nothing_refused(asked: Asked, serve: Serve) -> Reply:
    """The revocation of a token that there is not is answered with 404.

    A consumer that tidies up reports an error, every night.
    """
    reply = serve(asked)
    known: set[str] = asked.memory.setdefault("issued", set())
    if asked.operation == TOKEN and reply.status == 200:
        known.update(str(reply.object().get(name)) for name in ("access_token", "refresh_token"))
    is_unknown = asked.operation == REVOKE and asked.form.get("token") not in known
    return refused_with("invalid_token", 404) if is_unknown else reply


@oauth_fault("revocation-of-nothing-fails", breaks="API-OAUTH-013")
def revocation_of_nothing_fails(asked: Asked, serve: Serve) -> Reply:
    """The revocation of a token that there is not makes the server fail with 500.

    A consumer that tidies up waits and tries again, for ever.
    """
    reply = revocation_of_nothing_refused(asked, serve)
    return reply.being(500) if asked.operation == REVOKE and reply.status == 404 else reply
