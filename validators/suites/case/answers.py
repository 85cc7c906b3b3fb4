"""CASE-API: what every answer of a success has to be."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case.operations import LIST, SETS
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.result import Results, breach, holds

JSON = "application/json"


@rule(
    "CASE-API-002",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI, content of every answer",
    message="the answer says that it is {observed}, not {expected}",
)
def answer_is_json(session: Session) -> Results:
    """An answer with a body has the media type application/json.

    Why: Clients choose their parser by it; some refuse anything else.

    Example: `Content-Type: text/html` in front of a JSON body.

    Repair: Send `Content-Type: application/json` with every CASE answer, errors included.
    """
    for operation, answer in [(LIST, session.get(LIST)), *((o, a) for o, _, a in session.asked())]:
        if answer.status != 200:
            continue
        if answer.media_type == JSON:
            yield holds(operation.name, answer)
        else:
            yield breach(operation.name, answer, observed=answer.media_type or "nothing at all", expected=JSON)


@rule(
    "CASE-API-008",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 5",
    message="the answer is about {observed}, and {expected} was asked for",
    needs=("CASE-API-001",),
)
def answer_is_about_what_was_asked(session: Session) -> Results:
    """The object that is answered has the identifier that was asked for.

    Why: A client that trusts the answer stores one object under the name of another.

    Example: getCFItem for one identifier that answers with another item.

    Repair: Look the object up by exactly the identifier in the path.
    """
    for operation, identifier, answer in session.asked():
        if answer.status != 200 or operation.name in SETS:
            continue
        body = answer.object()
        inner = {"getCFPackage": "CFDocument", "getCFItemAssociations": "CFItem"}.get(operation.name)
        told = body.get(inner) if inner else body
        if not isinstance(told, dict):
            continue
        if told.get("identifier") == identifier:
            yield holds(operation.name, answer)
        else:
            yield breach(operation.name, answer, observed=str(told.get("identifier")), expected=identifier)
