"""Faults of access: who gets in, and how those are refused who do not."""

from fairmark.server.faults.credentials.exchange import LIST, PROFILE, UPSERT, Asked, Reply, Serve
from fairmark.server.faults.credentials.fault import ACTIONS, Lend, fault, knowing_tokens
from fairmark.server.faults.credentials.refusals import refusal


@fault("list-for-everybody", breaks="API-AUTH-001")
@knowing_tokens
def list_for_everybody(asked: Asked, serve: Serve, lend: Lend) -> Reply:
    """The list is answered to who has no token: that of the person who was there last.

    A learner's record is read by whoever knows the address.
    """
    is_open = asked.operation == LIST and not asked.token
    return serve(asked.bearing(lend(ACTIONS[LIST])) if is_open else asked)


@fault("list-for-made-up-tokens", breaks="API-AUTH-001")
@knowing_tokens
def list_for_made_up_tokens(asked: Asked, serve: Serve, lend: Lend) -> Reply:
    """A token with the look of a JWT, which nobody has signed, opens the list of the person who was there last.

    A learner's record is read by whoever makes a token up.
    """
    reply = serve(asked)
    is_made_up = asked.operation == LIST and reply.status == 401 and "." in asked.token
    return serve(asked.bearing(lend(ACTIONS[LIST]))) if is_made_up else reply


@fault("upload-for-everybody", breaks="API-AUTH-001")
@knowing_tokens
def upload_for_everybody(asked: Asked, serve: Serve, lend: Lend) -> Reply:
    """A credential is kept without a token, among those of the person who was there last.

    A learner finds credentials that nobody has earned.
    """
    is_open = asked.operation == UPSERT and not asked.token
    return serve(asked.bearing(lend(ACTIONS[UPSERT])) if is_open else asked)


@fault("profile-for-everybody", breaks="API-AUTH-001")
@knowing_tokens
def profile_for_everybody(asked: Asked, serve: Serve, lend: Lend) -> Reply:
    """The profile is answered to who has no token.

    A learner's name and address are read by whoever knows the address of the service.
    """
    is_open = asked.operation == PROFILE and not asked.token
    return serve(asked.bearing(lend(ACTIONS[PROFILE])) if is_open else asked)


@fault("strangers-forbidden", breaks="API-AUTH-001")
def strangers_forbidden(asked: Asked, serve: Serve) -> Reply:
    """A request without a token, or with a wrong one, is answered with 403 instead of 401.

    A consumer whose token has ended takes the refusal for final, and asks for no new one.
    """
    reply = serve(asked)
    return refusal(403) if asked.operation in ACTIONS and reply.status == 401 else reply


@fault("strangers-sent-to-a-login", breaks="API-AUTH-001")
def strangers_sent_to_a_login(asked: Asked, serve: Serve) -> Reply:
    """A request without a token is redirected to a page to log in at.

    A consumer gets a page where it expects a list.
    """
    reply = serve(asked)
    is_stranger = asked.operation == LIST and reply.status == 401
    return Reply(302, (("Location", f"{asked.root}/login"),)) if is_stranger else reply


@fault("list-by-any-scope", breaks="API-AUTH-002")
@knowing_tokens
def list_by_any_scope(asked: Asked, serve: Serve, lend: Lend) -> Reply:
    """Any token opens the list, whatever its scope.

    A consumer that a learner has shown the profile reads the whole record.
    """
    return _by_any_scope(LIST, asked, serve, lend)


@fault("upload-by-any-scope", breaks="API-AUTH-002")
@knowing_tokens
def upload_by_any_scope(asked: Asked, serve: Serve, lend: Lend) -> Reply:
    """Any token may send credentials, whatever its scope.

    A consumer that a learner has shown the profile adds credentials.
    """
    return _by_any_scope(UPSERT, asked, serve, lend)


@fault("profile-by-any-scope", breaks="API-AUTH-002")
@knowing_tokens
def profile_by_any_scope(asked: Asked, serve: Serve, lend: Lend) -> Reply:
    """Any token opens the profile, whatever its scope.

    A consumer that a learner has shown badges gets the home address with them.
    """
    return _by_any_scope(PROFILE, asked, serve, lend)


def _by_any_scope(operation: str, asked: Asked, serve: Serve, lend: Lend) -> Reply:
    reply = serve(asked)
    is_narrow = asked.operation == operation and reply.status == 403
    return serve(asked.bearing(lend(ACTIONS[operation]))) if is_narrow else reply


@fault("wrong-scope-unauthorized", breaks="API-AUTH-002")
def wrong_scope_unauthorized(asked: Asked, serve: Serve) -> Reply:
    """A token with another scope is answered with 401, as if it had ended.

    A consumer gets one new token after the other, and never learns that it needs another scope.
    """
    reply = serve(asked)
    return refusal(401) if asked.standard and reply.status == 403 else reply


@fault("strangers-without-a-challenge", breaks="API-AUTH-003")
def strangers_without_a_challenge(asked: Asked, serve: Serve) -> Reply:
    """A refusal with 401 has no WWW-Authenticate.

    A consumer cannot know which kind of credentials it lacks.
    """
    reply = serve(asked)
    return reply.showing("WWW-Authenticate", None) if asked.standard else reply


@fault("strangers-challenged-to-basic", breaks="API-AUTH-003")
def strangers_challenged_to_basic(asked: Asked, serve: Serve) -> Reply:
    """A refusal with 401 asks for a user name and a password.

    A browser asks the learner for a password that there is not.
    """
    reply = serve(asked)
    return reply.showing("WWW-Authenticate", 'Basic realm="host"') if asked.standard and reply.status == 401 else reply
