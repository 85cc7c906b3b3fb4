"""Who asks: the person for whom a token acts, as records of learning call them."""

from fairmark.server.http import Call
from fairmark.server.serving.tokens import digest_in
from fairmark.server.storage.tokens import Tokens


def token_of(call: Call) -> str:
    """The digest of the token that asks: what tells one client from another."""
    return digest_in(call.headers.get("authorization"))


def asker_of(call: Call) -> str:
    """The URN of the person for whom the token acts, "" where it acts for nobody in particular."""
    token = Tokens(call.context.store.engine).find(token_of(call))
    return (token.acts_as or "") if token else ""
