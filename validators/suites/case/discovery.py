"""CASE-API-009 and CASE-API-010: the file in which a provider describes itself. CASE 1.1 RB 2.5."""

from typing import Any

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import V1_1
from fairmark.validators.suites.case.claims import DISCOVERY, hosts, is_publisher
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.case.tally import ELSEWHERE
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results, breach, cannot_tell, holds, not_applicable

NAME = "discovery"


def _described(session: Session) -> Answer:
    return session.fetch(DISCOVERY[session.version])


@rule(
    "CASE-API-009",
    scope="live",
    severity=ERROR,
    versions=V1_1,
    basis="CASE 1.1 RB 2.5",
    message="{observed}; expected {expected}",
)
def provider_describes_itself(session: Session) -> Results:
    """The provider serves an OpenAPI 3 file in JSON about itself, under the name that the standard gives it.

    Why: Tools learn from it where the service is and which of the optional operations and arguments it has.

    Example: HTTP 404 for discovery/imscasev1p1_openapi3_v1p0.json; a file in YAML; the Swagger 2.0 file of CASE 1.0.

    Repair: Serve the published OpenAPI 3 file below the base path, with your own server and without what you lack.
    """
    answer = _described(session)
    expected = f"an OpenAPI 3 file in JSON at {DISCOVERY[session.version]}"
    if answer.response is None:
        yield breach(NAME, answer, observed=answer.told(), expected=expected)
    elif answer.status in ELSEWHERE:
        yield cannot_tell(NAME, answer.told(), answer)
    elif answer.status != 200:
        yield breach(NAME, answer, observed=f"it is answered with {answer.told()}", expected=expected)
    elif wrong := _fault_of(answer.json()):
        yield breach(NAME, answer, observed=wrong, expected=expected)
    else:
        yield holds(NAME, answer)


def _fault_of(document: Any) -> str:
    """Why the parsed body is no description in OpenAPI 3; "" where it is one."""
    if not isinstance(document, dict):
        return "what is there is no JSON object"
    version = document.get("openapi")
    if "swagger" in document and version is None:
        return "what is there is a Swagger 2.0 file"
    if not isinstance(version, str) or not version.startswith("3."):
        return "what is there does not say that it is OpenAPI 3"
    if not isinstance(document.get("info"), dict):
        return "the file has no info"
    paths = document.get("paths")
    return "" if isinstance(paths, dict) and paths else "the file has no paths"


@rule(
    "CASE-API-010",
    scope="live",
    severity=WARNING,
    versions=V1_1,
    basis="CASE 1.1 RB 2.5",
    message="the discovery file names {observed}; expected {expected}",
    needs=("CASE-API-009",),
    notes="Another host than the one that was asked is let pass: a service may have several names.",
)
def provider_names_its_own_server(session: Session) -> Results:
    """The `servers` of the discovery file name the provider's own host.

    Why: A tool that reads the file sends its requests to 1EdTech's website and finds no service there.

    Example: `"servers": [{"url": "https://www.imsglobal.org/ims/case/v1p1"}]`, as in the published file.

    Repair: Put your own base URL into `servers`, or your host into the default of its variable.
    """
    answer = _described(session)
    document = answer.object()
    if answer.status != 200 or _fault_of(document):
        yield not_applicable(NAME, "there is no discovery file that can be read")
        return
    named = list(hosts(document, session))
    own = session.base.origin.host
    expected = f"a server such as {session.base}"
    if any(host == own or not is_publisher(host) for host in named):
        yield holds(NAME, answer)
    elif named:
        yield breach(NAME, answer, observed=f"{named[0]}, the host of the standard's publisher", expected=expected)
    elif any(path.startswith(session.base.path) for path in document["paths"]):
        yield holds(NAME, answer)  # without servers, paths count from the root of the host
    else:
        yield breach(NAME, answer, observed="no server", expected=expected)
