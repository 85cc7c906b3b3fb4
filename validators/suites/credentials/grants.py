"""The tokens that the checks share. Each costs the person a login, so that there are few, and a code that is tried
wrongly is spent as it should be afterwards."""

from dataclasses import dataclass
import json

from fairmark.validators.suites.access import Token
from fairmark.validators.suites.credentials.authorization import HOST, refresh, spend
from fairmark.validators.suites.credentials.operations import (
    LIST,
    OPERATIONS,
    PROFILE,
    PUT_PROFILE,
    UPSERT,
    Operation,
)
from fairmark.validators.suites.credentials.samples import Samples
from fairmark.validators.suites.credentials.session import Grant, NoAccess, Session
from fairmark.validators.suites.recording import Answer

OTHER_CALLBACK = f"{HOST}/another"
OFFLINE = "offline_access"


def offered(session: Session) -> list[Operation]:
    """The operations with a scope that the service's own description offers."""
    return [one for one in OPERATIONS if one.scope and session.scope(one) in session.description.scopes]


def body_for(session: Session, operation: Operation) -> bytes:
    """A body with which the operation could be carried out; a profile is left as it is, or not sent at all."""
    if operation is UPSERT:
        samples = session.once(samples_of)
        return json.dumps(samples.signed(samples.new_id())).encode()
    return b"{}" if operation is PUT_PROFILE else b""


def samples_of(session: Session) -> Samples:
    """What makes the credentials that the run sends."""
    return Samples(session.profile.standard)


@dataclass(frozen=True, slots=True)
class Tried:
    """A code that was spent wrongly first: what came of that, and the tokens of the second try."""

    answer: Answer
    grant: Grant


def with_another_verifier(session: Session) -> Tried:
    """Tokens for one operation other than the list; the first try has another verifier."""
    operation = other_than_list(session) or LIST
    return _tried(session, [session.scope(operation)], code_verifier="x" * 64)


def with_another_redirect(session: Session) -> Tried:
    """Tokens for the list alone; the first try has another redirect URI."""
    wanted = [session.scope(LIST), *([OFFLINE] if OFFLINE in session.description.scopes else [])]
    return _tried(session, wanted, redirect_uri=OTHER_CALLBACK)


def other_than_list(session: Session) -> Operation | None:
    """The operation whose scope is tried on others, None where the service offers one scope alone."""
    return next((one for one in (PROFILE, UPSERT) if one in offered(session)), None)


def _tried(session: Session, scopes: list[str], **wrong: str) -> Tried:
    given = session.consent(scopes=scopes)
    answer = spend(session.recorder, session.description, session.client, given, scopes, **wrong)
    try:
        return Tried(answer, session.exchanged(given, scopes))
    except NoAccess:  # a service may take a code for spent after one wrong try
        session.exchanges.pop()
        return Tried(answer, session.granted(scopes))


# -- renewing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Renewed:
    """What came of a refresh token: new tokens, then some for more than was granted; `token` is the last good one."""

    grant: Grant
    plain: Answer
    wider: Answer
    token: Token
    refresh: str


def renewed(session: Session) -> Renewed | None:
    """Use the refresh token of the tokens for the list alone; None where there is none."""
    grant = session.once(with_another_redirect).grant
    if not grant.refresh:
        return None
    plain = refresh(session.recorder, session.description, session.client, grant.refresh)
    access, next_refresh = _tokens(plain, grant.token.value, grant.refresh)
    more = " ".join((*grant.asked, session.scope(other_than_list(session) or UPSERT)))
    wider = refresh(session.recorder, session.description, session.client, next_refresh, scope=more)
    access, next_refresh = _tokens(wider, access, next_refresh)
    return Renewed(grant, plain, wider, Token(access), next_refresh)


def _tokens(answer: Answer, access: str, refreshing: str) -> tuple[str, str]:
    """The tokens in an answer, in place of those from before where it has them."""
    told = answer.object() if answer.status == 200 else {}
    found = [told.get(name) for name in ("access_token", "refresh_token")]
    new_access, new_refresh = (one if isinstance(one, str) else "" for one in found)
    return new_access or access, new_refresh or refreshing
