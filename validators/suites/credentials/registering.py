"""API-OAUTH: how the service registers clients. Open Badges 3.0 section 7.1.1, RFC 7591."""

from collections.abc import Iterator
from typing import Any

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.suites.credentials.authorization import CALLBACK, client_of, register, registration
from fairmark.validators.suites.credentials.operations import REGISTER
from fairmark.validators.suites.credentials.session import Session
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds

GIVEN = ("client_id", "client_secret", "client_id_issued_at", "client_secret_expires_at")
"""Members of the answer to a registration that are not in the request."""
ECHOED = ("client_name", "client_uri", "logo_uri", "tos_uri", "policy_uri", "redirect_uris", "scope")
ERRORS = frozenset(
    ["invalid_redirect_uri", "invalid_client_metadata", "invalid_software_statement", "unapproved_software_statement"]
)
WRONG: dict[str, dict[str, Any]] = {
    "without client_name": {"client_name": None},
    "without redirect_uris": {"redirect_uris": None},
    "without software_id": {"software_id": None},
    "with a policy_uri on another host": {"policy_uri": "https://elsewhere.example/privacy"},
    "with a redirect URI on another host": {"redirect_uris": ["https://elsewhere.example/callback"]},
    "with a redirect URI that is not https": {"redirect_uris": [CALLBACK.replace("https:", "http:")]},
    "with the implicit grant": {"grant_types": ["implicit"]},
    "with a secret in the form": {"token_endpoint_auth_method": "client_secret_post"},
}
"""Registrations that the standard forbids, by what is wrong with them."""


@rule(
    "API-OAUTH-005",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.1, RFC 7591 section 3.2",
    message="{observed}",
)
def registration_is_checked(session: Session) -> Results:
    """A whole registration is answered with 201 and all that the client needs; one that the standard forbids with 400
    and a reason.

    Why: A learner is asked to trust what stands in the registration; addresses on several hosts are how that trust is
    misused.

    Example: A client whose privacy policy lies on somebody else's host is registered.

    Repair: Check every member that the standard demands, that all addresses are https and on one host, and answer with
    one of the four errors of RFC 7591.
    """
    if not session.description.register:
        yield cannot_tell(REGISTER, "the discovery document names no registration address")
        return
    own = session.registered
    lacking = [name for name in (*GIVEN, *ECHOED) if name not in own.object()]
    if own.status != 201:
        yield breach(REGISTER, own, observed=f"a whole registration is answered with {own.told()}")
    elif lacking:
        yield breach(REGISTER, own, observed=f"the answer lacks {', '.join(lacking)}")
    else:
        yield next(_wrongly_registered(session), holds(REGISTER, own))


def _wrongly_registered(session: Session) -> Iterator[Result]:
    for what, changed in WRONG.items():
        answer = register(session.recorder, session.description, registration(session.scopes, **changed))
        if client_of(answer) and _is_registered(answer.object(), changed):
            yield breach(REGISTER, answer, observed=f"a client {what} is registered")
        elif not client_of(answer) and (answer.status != 400 or answer.object().get("error") not in ERRORS):
            observed = f"a client {what} is refused with {answer.told()} and no error of RFC 7591"
            yield breach(REGISTER, answer, observed=observed)


def _is_registered(told: dict[str, Any], changed: dict[str, Any]) -> bool:
    """Whether what is wrong has been registered: a service may put something right in its place (RFC 7591 section
    3.2.1), and says so in its answer."""
    return all(value is None or told.get(name) == value for name, value in changed.items())
