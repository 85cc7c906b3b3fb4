"""What a provider claims to support: the query arguments that its discovery document lists. CASE 1.1 RB 2.5.

All six arguments are optional, so a provider that ignores one and does not claim it conforms. The document counts only
where it is the provider's own: one that still names the host of the standard's file as its server is a copy of that
file, which lists all six whatever the provider does.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from fairmark.validators.net.errors import Refused
from fairmark.validators.suites.case.operations import LIST
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, breach, cannot_tell, not_applicable

DISCOVERY = {
    "1.0": "/discovery/imscasev1p0_openapi3_v1p0.json",
    "1.1": "/discovery/imscasev1p1_openapi3_v1p0.json",
}
"""Version to the path of the discovery document below the base; that of 1.0 by analogy."""

PUBLISHERS = ("imsglobal.org", "1edtech.org")
"""Domains of the standard's publisher."""


class Support(Enum):
    """What a provider does with an optional argument."""

    HONOURED = "honoured"
    IGNORED = "ignored"
    REFUSED = "refused"
    UNCLEAR = "unclear"


def refused(answer: Answer) -> bool:
    """Whether the answer says that the provider does not take the argument."""
    return 400 <= answer.status < 500 or answer.status == 501


def unsupported(session: Session, operation: str, argument: str, support: Support, *answers: Answer) -> Result | None:
    """What is to be said of an argument that the provider does not act on, as `answers` show; None where it does."""
    told = answers[0].told()
    if support is Support.HONOURED:
        return None
    if support is Support.UNCLEAR:
        return cannot_tell(operation, f"whether {argument} is supported does not show ({told})", *answers)
    how = "ignored" if support is Support.IGNORED else f"refused ({told})"
    if claims(session, argument):
        return breach(
            operation,
            *answers,
            observed=f"{argument} stands in the discovery document and is {how}",
            expected="what is claimed is supported",
        )
    return not_applicable(
        operation, f"{argument} is optional; it is {how}, and the discovery document does not list it"
    )


def claims(session: Session, argument: str) -> bool:
    """Whether the provider's own discovery document lists the argument for getAllCFDocuments."""
    document = session.fetch(DISCOVERY[session.version]).object()
    return _is_own(document, session) and argument in _arguments(document)


def nothing_listed(session: Session, operation: str) -> Result:
    """What is to be said of an operation on the list where that shows no documents to try it on."""
    if isinstance(session.pages[0].object().get("CFDocuments"), list):
        return not_applicable(operation, "the list holds no documents")
    return cannot_tell(operation, "the document list cannot be read", session.pages[0])


def _is_own(document: Mapping[str, Any], session: Session) -> bool:
    """Whether a server that the document names, or the one that it came from where it names none, is the provider's."""
    own = session.base.origin.host
    named = list(hosts(document, session)) if document.get("servers") else [own]
    return any(host == own or not is_publisher(host) for host in named)


def hosts(document: Mapping[str, Any], session: Session) -> Iterator[str]:
    """The hosts of the document's servers, variables at their defaults."""
    for server in _objects(document.get("servers")):
        url = str(server.get("url"))
        for name, variable in _object(server.get("variables")).items():
            url = url.replace(f"{{{name}}}", str(_object(variable).get("default", "")))
        try:
            yield session.base.join(url).origin.host
        except Refused:
            continue


def is_publisher(host: str) -> bool:
    """Whether the host is the standard's publisher's."""
    return any(host == domain or host.endswith("." + domain) for domain in PUBLISHERS)


def _arguments(document: Mapping[str, Any]) -> set[str]:
    """The names of the query arguments of the list."""
    found = set()
    for path, entry in _object(document.get("paths")).items():
        if not path.rstrip("/").endswith(LIST.path):
            continue
        operation = _object(_object(entry).get("get"))
        for parameter in (*_objects(_object(entry).get("parameters")), *_objects(operation.get("parameters"))):
            named = _resolved(document, parameter)
            if named.get("in") == "query":
                found.add(str(named.get("name")))
    return found


def _resolved(document: Mapping[str, Any], parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameter, or the one in the same document that its `$ref` names."""
    reference = parameter.get("$ref")
    if not isinstance(reference, str):
        return parameter
    place: Any = document
    for step in reference.removeprefix("#/").split("/"):
        place = _object(place).get(step.replace("~1", "/").replace("~0", "~"))
    return _object(place)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> Sequence[Mapping[str, Any]]:
    return [member for member in value if isinstance(member, dict)] if isinstance(value, list) else []
