"""Faults of the answers with tokens: what they say of a token, and who may keep them."""

from urllib.parse import urlencode

from fairmark.server.faults.credentials.exchange import TOKEN, Json, Reply
from fairmark.server.faults.credentials.fault import body_of, oauth_fault, reply_of


@oauth_fault("tokens-without-a-scope", breaks="API-OAUTH-007")
@body_of(TOKEN)
def tokens_without_a_scope(told: Json) -> Json:
    """The answer with tokens does not name their scope.

    A consumer does not learn that the learner has allowed less than it asked for.
    """
    return {name: value for name, value in told.items() if name != "scope"}


@oauth_fault("tokens-without-a-type", breaks="API-OAUTH-007")
@body_of(TOKEN)
def tokens_without_a_type(told: Json) -> Json:
    """The answer with tokens does not name their type.

    A consumer that keeps to RFC 6749 does not use a token that it does not know.
    """
    return {name: value for name, value in told.items() if name != "token_type"}


@oauth_fault("tokens-of-another-type", breaks="API-OAUTH-007")
@body_of(TOKEN)
def tokens_of_another_type(told: Json) -> Json:
    """Bearer tokens are called mac tokens.

    A consumer that keeps to RFC 6749 does not use a token that it does not know.
    """
    return {**told, "token_type": "mac"}


@oauth_fault("tokens-as-a-form", breaks="API-OAUTH-007")
@reply_of(TOKEN)
def tokens_as_a_form(reply: Reply) -> Reply:
    """Tokens are answered as a form instead of JSON.

    A consumer's parser stops at the first byte.
    """
    form = urlencode({name: str(value) for name, value in reply.object().items()}).encode()
    return reply.showing("Content-Type", "application/x-www-form-urlencoded").saying(form)


@oauth_fault("tokens-as-text", breaks="API-OAUTH-007")
@reply_of(TOKEN)
def tokens_as_text(reply: Reply) -> Reply:
    """Tokens are announced as text/html, though they are JSON.

    A consumer that chooses its parser by the media type refuses them.
    """
    return reply.showing("Content-Type", "text/html; charset=utf-8")


@oauth_fault("tokens-in-camel-case", breaks="API-OAUTH-007")
@body_of(TOKEN)
def tokens_in_camel_case(told: Json) -> Json:
    """The token stands under accessToken.

    A consumer looks for access_token, and finds none.
    """
    return {"accessToken" if name == "access_token" else name: value for name, value in told.items()}


@oauth_fault("tokens-for-caches", breaks="API-OAUTH-008")
@reply_of(TOKEN)
def tokens_for_caches(reply: Reply) -> Reply:
    """Answers with tokens may be kept by caches for a minute.

    A cache hands a learner's token to the next one who asks.
    """
    return reply.showing("Cache-Control", "max-age=60")


@oauth_fault("tokens-without-a-word-to-caches", breaks="API-OAUTH-008")
@reply_of(TOKEN)
def tokens_without_a_word_to_caches(reply: Reply) -> Reply:
    """Answers with tokens do not say that no cache may keep them.

    A proxy that keeps what it is not told to forget keeps learners' tokens.
    """
    return reply.showing("Cache-Control", None)


@oauth_fault("tokens-for-more", breaks="API-OAUTH-010")
@body_of(TOKEN)
def tokens_for_more(told: Json) -> Json:
    """Tokens are said to be good for more than was asked for.

    A consumer that goes by it does what the learner was never asked about.
    """
    return {**told, "scope": f"{told.get('scope')} https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.update"}
