"""CASE-SEC: the connection, and who is let in. CASE 1.1 RB 4.1, RFC 6749, RFC 6750.

CASE has no security scheme of its own, and reads that are open to everybody conform. So nothing is asked of a provider
but that it keeps what it does keep: a token that does not count must open no more than no token at all.
"""

from time import sleep

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.access import NoToken
from fairmark.validators.suites.case.operations import LIST, PACKAGE
from fairmark.validators.suites.case.rights import MADE_UP, REFUSING, Door, doors, tampered
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.case.tally import Tally
from fairmark.validators.suites.connection import outdated_tls
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results, breach, cannot_tell, holds, not_applicable

TOKENS = "access"
"""What stands in the place of an operation where a check is about none."""

CONTENT = frozenset({"getCFPackage", "getCFItem", "getCFItemAssociations", "getCFAssociation", "getCFRubric"})
"""Operations that give the content of a framework. The others give titles and vocabularies, which may well be open."""

NO_SCOPE = "https://fairmark.invalid/scope/none"
"""A scope that no server has: the domain cannot exist (RFC 2606)."""

SHORT_LIVED = 15.0
"""Seconds of a token's lifetime that a run waits for."""

WITHOUT_CREDENTIALS = "the run has no credentials, so there is nothing to compare with"
WITHOUT_A_TOKEN = "the run has no bearer token"
OPEN = "it gives everybody what it gives the run"


@rule(
    "CASE-SEC-001",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 RB 4.1",
    message="the server still speaks {observed}; expected {expected}",
    notes="Looked at where the URL is https. That the suite gets answers at all shows that TLS 1.2 or 1.3 is spoken.",
)
def only_current_tls_is_spoken(session: Session) -> Results:
    """The server speaks TLS 1.2 or 1.3 and nothing older.

    Why: Older versions are broken; an attacker in between can make a client use one and read its token.

    Example: A load balancer whose policy still allows TLS 1.0.

    Repair: Switch SSL 3.0, TLS 1.0 and TLS 1.1 off where the connection ends: web server, proxy or load balancer.
    """
    return outdated_tls(session.recorder)


@rule(
    "CASE-SEC-002",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="RFC 6750 section 3, RFC 9110 section 15.5.2",
    message="HTTP 401 comes {observed}; expected {expected}",
)
def refusal_says_how_to_authenticate(session: Session) -> Results:
    """An answer with HTTP 401 has the header WWW-Authenticate.

    Why: A client learns from it that it needs a token, or that its token has expired, and gets a new one by itself.

    Example: HTTP 401 with a body alone.

    Repair: Add `WWW-Authenticate: Bearer`, with `error="invalid_token"` where a token was sent.
    """
    tried = {operation: [answer for _, answer in samples] for operation, samples in session.samples.items()}
    tried[LIST].append(session.as_stranger(session.pages[0], MADE_UP))
    for door in doors(session):
        tried[door.operation].append(door.stranger)
    for operation, answers in tried.items():
        tally = Tally(operation.name)
        for answer in answers:
            if answer.status != 401:
                continue
            if answer.header("www-authenticate"):
                tally.keeps(answer)
            else:
                tally.breaks(answer, observed="without WWW-Authenticate", expected="WWW-Authenticate: Bearer")
        yield tally.result("it has not answered with HTTP 401")


@rule(
    "CASE-SEC-003",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: what one operation keeps from strangers, another must not give them; RFC 6750 section 3.1",
    message="{observed}, but {expected}",
    notes="Open reads conform, and so do open lists, documents and vocabularies beside content that needs a token.",
)
def content_is_guarded_everywhere(session: Session) -> Results:
    """Content that needs a token in one operation needs it in every operation.

    Why: A licence or a contract that closes a framework is worth nothing where a second way in stands open.

    Example: getCFPackage answers 401 without a token, and getCFItem gives each of its items.

    Repair: Check the token in one place, before all operations.
    """
    if not session.recorder.authenticated:
        yield not_applicable(TOKENS, WITHOUT_CREDENTIALS)
        return
    found = [door for door in doors(session) if door.operation.name in CONTENT]
    guarded = next((door for door in found if door.stranger.status in REFUSING), None)
    for door in found:
        name = door.operation.name
        if guarded is None:
            yield not_applicable(name, "all content is open to everybody")
        elif door.stranger.status in REFUSING:
            yield holds(name, door.stranger)
        elif door.stranger.status == 200:
            expected = f"{guarded.operation.name} keeps content from strangers"
            observed = "it gives content to everybody"
            yield breach(name, door.stranger, guarded.stranger, observed=observed, expected=expected)
        else:
            yield cannot_tell(name, f"a stranger got something else ({door.stranger.told()})", door.stranger)


@rule(
    "CASE-SEC-004",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="RFC 6750 section 3.1, invalid_token; CASE 1.1 RB 2.4",
    message="{observed}; expected {expected}",
    notes="Tried are a token that nobody has issued and, for the list and one package, the run's own token with one "
    "character of its signature changed.",
)
def wrong_token_opens_nothing(session: Session) -> Results:
    """A token that the authorization server has not issued opens no more than no token at all.

    Why: Whoever makes up a token reads everything.

    Example: A server that looks only whether the header Authorization is there; one that reads a signed token
    without verifying its signature.

    Repair: Verify every token: look it up, or check its signature, issuer and audience. Answer 401 otherwise.
    """
    if not session.recorder.authenticated:
        yield not_applicable(TOKENS, WITHOUT_CREDENTIALS)
        return
    for door in doors(session):
        if not door.is_guarded:
            yield not_applicable(door.operation.name, OPEN)
            continue
        tries = {"a made-up token": MADE_UP}
        if session.access and door.operation in (LIST, PACKAGE):
            tries["the run's token with a character changed"] = tampered(session.access.token.value)
        tally = Tally(door.operation.name)
        for what, token in tries.items():
            _judge(tally, door, session.as_stranger(door.opened, token), what)
        yield tally.result(OPEN)


def _judge(tally: Tally, door: Door, answer: Answer, what: str) -> None:
    """Note whether a token that should not count is let in."""
    if door.lets_in(answer):
        tally.breaks(answer, observed=f"{what} is let in", expected="HTTP 401")
    elif answer.status in REFUSING or answer.status == 200:
        tally.keeps(answer)
    else:
        tally.doubts_that(f"{what}: {answer.told()}", answer)


@rule(
    "CASE-SEC-005",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="RFC 6750 section 3.1, insufficient_scope; RFC 6749 section 3.3",
    message="{observed}; expected {expected}",
    notes="CASE defines no scopes, so this is a warning. An authorization server may answer a scope that it does not "
    "know with a token for another one, if it says so; then there is nothing to try.",
)
def other_scope_opens_nothing(session: Session) -> Results:
    """A token for a scope that has nothing to do with CASE opens nothing that needs a token.

    Why: A token that was given out for something small opens all frameworks of the provider.

    Example: A server that accepts every token of its authorization server, whatever it was issued for.

    Repair: Ask for a scope of the service in every token, and answer 403 with `insufficient_scope` without it.
    """
    door = next((door for door in doors(session) if door.is_guarded), None)
    if session.access is None or session.access.ask is None:
        yield not_applicable(TOKENS, "a token for another scope can be asked for with client credentials only")
    elif door is None:
        yield not_applicable(TOKENS, "nothing was found that needs a token")
    else:
        try:
            token = session.access.ask(NO_SCOPE)
        except NoToken as refusal:
            yield not_applicable(TOKENS, f"there is no token for a scope that does not exist: {refusal}")
            return
        if token.scope not in ("", NO_SCOPE):
            yield not_applicable(TOKENS, "the token endpoint gives a token for another scope instead, and says so")
            return
        tally = Tally(TOKENS)
        _judge(tally, door, session.as_stranger(door.opened, token.value), "a token for a scope that does not exist")
        yield tally.result(OPEN)


@rule(
    "CASE-SEC-006",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="RFC 6750 section 3.1, invalid_token",
    message="{observed}; expected {expected}",
    notes="Needed is a token that the user knows to have expired, or a token endpoint whose tokens live for a few "
    "seconds. One that is still let in shortly after its time proves nothing, as servers may allow for clocks that "
    "differ by some minutes (RFC 7519 section 4.1.4).",
)
def expired_token_opens_nothing(session: Session) -> Results:
    """A token that has expired opens no more than no token at all.

    Why: A token that was leaked once, in a log or on a screen, is good for ever.

    Example: A server that verifies the signature of a token and not its `exp`.

    Repair: Refuse a token after its time, with 401 and `invalid_token`; allow a few minutes for clocks at most.
    """
    door = next((door for door in doors(session) if door.is_guarded), None)
    access = session.access
    if access is None:
        yield not_applicable(TOKENS, WITHOUT_A_TOKEN)
    elif door is None:
        yield not_applicable(TOKENS, "nothing was found that needs a token")
    elif access.expired:
        tally = Tally(TOKENS)
        _judge(tally, door, session.as_stranger(door.opened, access.expired), "an expired token")
        yield tally.result(OPEN)
    else:
        yield from _after_its_time(session, door)


def _after_its_time(session: Session, door: Door) -> Results:
    """Get a token that lives for a few seconds, outlive it, and try it."""
    access = session.access
    lifetime = access.token.lifetime if access else None
    if access is None or access.ask is None or lifetime is None or lifetime > SHORT_LIVED:
        yield cannot_tell(TOKENS, "no expired token was given, and the run's own lives too long to wait for its end")
        return
    try:
        token = access.ask(access.token.scope)
    except NoToken as refusal:
        yield cannot_tell(TOKENS, f"the token endpoint gives no second token: {refusal}")
        return
    sleep(lifetime + 1)
    answer = session.as_stranger(door.opened, token.value)
    if answer.status in REFUSING:
        yield holds(TOKENS, answer)
    else:
        yield cannot_tell(TOKENS, f"shortly after its time a token still counts ({answer.told()})", answer)
