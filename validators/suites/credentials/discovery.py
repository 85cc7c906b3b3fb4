"""API-DISC: what the service says about itself."""

from collections.abc import Iterator

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.suites.credentials.description import is_url
from fairmark.validators.suites.credentials.operations import DISCOVERY
from fairmark.validators.suites.credentials.session import Session
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.result import Results, breach, holds


@rule(
    "API-DISC-001",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 6.3.1 getServiceDescription",
    message="the discovery document lacks something: {observed}",
)
def service_describes_itself(session: Session) -> Results:
    """The discovery document is answered without a token and is OpenAPI 3.0 JSON with the members that clients need.

    Why: A client learns from it where to register and where to ask for tokens; without it nobody can connect.

    Example: A discovery document without `x-imssf-registrationUrl`, or one that asks for a token.

    Repair: Answer GET /discovery to everybody, with all members that the standard's ServiceDescriptionDocument names.
    """
    missing = list(_missing(session))
    if missing:
        yield breach(DISCOVERY.name, session.discovery, observed=", ".join(missing))
    else:
        yield holds(DISCOVERY.name, session.discovery)


def _missing(session: Session) -> Iterator[str]:
    answer, told = session.discovery, session.description
    if answer.status != 200:
        yield f"it is answered with {answer.told()}"
        return
    if not str(told.document.get("openapi", "")).startswith("3.0"):
        yield "it is no OpenAPI 3.0 document in JSON"
    info = told.document.get("info")
    info = info if isinstance(info, dict) else {}
    for name in ("title", "version"):
        if not isinstance(info.get(name), str):
            yield f"info.{name}"
    for name in ("termsOfService", "x-imssf-privacyPolicyUrl"):
        if not is_url(info.get(name)):
            yield f"info.{name}, as a URL"
    yield from (f"{name}, as a URL" for name in told.lacking)
    if not told.scopes:
        yield "scopes"
