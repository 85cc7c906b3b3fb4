"""Faults of the list: its form, and what `since` picks out of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fairmark.server.credentials.queries import CredentialsQuery
from fairmark.server.faults.credentials.exchange import LIST, Asked, Json, Reply, Serve
from fairmark.server.faults.credentials.fault import body_of, fault, reply_of, request_of
from fairmark.server.faults.credentials.refusals import refusal


@fault("list-spells-tokens-otherwise", breaks="API-LIST-001")
@body_of(LIST)
def list_spells_tokens_otherwise(body: Json) -> Json:
    """Compact JWS stand under compactJwsStrings instead of compactJwsString.

    A consumer looks for them where the standard says, and finds none.
    """
    return {f"{name}s" if name == "compactJwsString" else name: value for name, value in body.items()}


@fault("list-in-the-plural", breaks="API-LIST-001")
@body_of(LIST)
def list_in_the_plural(body: Json) -> Json:
    """Credentials stand under credentials instead of credential.

    A consumer looks for them where the standard says, and finds none.
    """
    return {"credentials" if name == "credential" else name: value for name, value in body.items()}


@fault("list-is-an-array", breaks="API-LIST-001")
@body_of(LIST)
def list_is_an_array(body: Json) -> Any:
    """The list is an array of credentials instead of an object.

    A consumer looks for the member credential, and finds none.
    """
    return [*body.get("credential", ()), *body.get("compactJwsString", ())]


@fault("list-of-one-is-none", breaks="API-LIST-001")
@body_of(LIST)
def list_of_one_is_none(body: Json) -> Json:
    """A member with one credential holds that credential itself instead of an array.

    A consumer that goes through the array goes through the members of a credential.
    """
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in body.items()}


@fault("list-mixes-its-forms", breaks="API-LIST-001")
@body_of(LIST)
def list_mixes_its_forms(body: Json) -> Json:
    """Compact JWS stand among the credentials with a proof in them.

    A consumer that expects objects there stops at the first text.
    """
    mixed = [*body.get("credential", ()), *body.get("compactJwsString", ())]
    return {"credential": mixed} if mixed else {}


@fault("list-as-html", breaks="API-LIST-001")
@reply_of(LIST)
def list_as_html(reply: Reply) -> Reply:
    """The list is announced as text/html, though it is JSON.

    A consumer that chooses its parser by the media type refuses it; a browser may run what stands in it.
    """
    return reply.showing("Content-Type", "text/html; charset=utf-8")


# -- since -----------------------------------------------------------------------------------------------------------


def _is_good(since: str) -> bool:
    return not CredentialsQuery().validate({"since": since})


@fault("since-ignored", breaks="API-LIST-002")
def since_ignored(asked: Asked, serve: Serve) -> Reply:
    """since makes no difference: the whole list comes.

    A consumer that asks every night loads the whole record each time.
    """
    is_asked = asked.operation == LIST and _is_good(asked.query.get("since", ""))
    return serve(asked.arguing(since=None) if is_asked else asked)


@fault("since-includes-its-moment", breaks="API-LIST-002")
@request_of(LIST)
def since_includes_its_moment(asked: Asked) -> Asked:
    """With since, credentials come that were issued at that very moment.

    A consumer that asks from the moment of the last credential gets that one again and again.
    """
    since = asked.query.get("since", "")
    return asked.arguing(since=_a_second_earlier(since)) if _is_good(since) else asked


def _a_second_earlier(since: str) -> str:
    moment = datetime.fromisoformat(since)
    earlier = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - timedelta(seconds=1)
    return earlier.isoformat()


@fault("since-leaves-tokens-out", breaks="API-LIST-002")
def since_leaves_tokens_out(asked: Asked, serve: Serve) -> Reply:
    """With since, compact JWS are left out.

    A consumer that asks for what is new never gets them.
    """
    reply = serve(asked)
    if asked.operation != LIST or reply.status != 200 or "since" not in asked.query:
        return reply
    return reply.saying({name: value for name, value in reply.object().items() if name != "compactJwsString"})


@fault("since-in-words-taken", breaks="API-LIST-003")
@request_of(LIST)
def since_in_words_taken(asked: Asked) -> Asked:
    """A since that is no moment is taken for none.

    A consumer with a mistake takes the whole record for what is new.
    """
    return asked if "since" not in asked.query or _is_good(asked.query["since"]) else asked.arguing(since=None)


@fault("since-in-words-fails", breaks="API-LIST-003")
def since_in_words_fails(asked: Asked, serve: Serve) -> Reply:
    """A since that is no moment makes the host fail with 500.

    A consumer with a mistake waits and tries again, for ever.
    """
    reply = serve(asked)
    is_wrong = "since" in asked.query and not _is_good(asked.query["since"])
    return refusal(500) if asked.operation == LIST and reply.status == 400 and is_wrong else reply
