"""CASE-DOC-002, CASE-URI-005 and CASE-URI-006: where the URLs in the answers lead. Only those on the base's own origin
are followed."""

from collections.abc import Iterator
from typing import Any

from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.net.errors import Refused
from fairmark.validators.net.url import Url
from fairmark.validators.readers.case import Package
from fairmark.validators.rules.case.versions import BOTH, SERVED
from fairmark.validators.suites.case.forms import Alone, alone, objects, packages
from fairmark.validators.suites.case.operations import BY_NAME, LIST, PACKAGE, SINGLES
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.case.tally import ELSEWHERE, Tally
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results, breach, holds, not_applicable

FOLLOWED = 3
"""Objects of a class whose `uri` is followed, where not everything is looked at."""

DOCUMENT = BY_NAME["getCFDocument"]
NOTHING = "nothing was found that it could be tried on"
FOREIGN = "the address is on another origin, which is not asked"
WRAPPER = "CFPackage"


@rule(
    "CASE-DOC-002",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.11.1",
    message="CFPackageURI.uri leads to {observed}; {expected}",
    needs=("CASE-API-001", "CASE-API-008"),
)
def package_link_leads_to_the_package(session: Session) -> Results:
    """The CFPackageURI of a document leads to the package of that document.

    Why: Clients that follow links, as the standard means them to, get no framework or the wrong one.

    Example: A CFPackageURI.uri whose host is the name of a machine behind the proxy, or that answers 404.

    Repair: Build the address from the public base URL and the identifier of the document, and try it from outside.
    """
    tallies = {operation: Tally(operation.name) for operation in (LIST, DOCUMENT)}
    sampled = set(session.sample("CFDocument"))
    for one in session.once(alone):
        link = one.data.get("CFPackageURI")
        uri = link.get("uri") if isinstance(link, dict) else None
        if one.operation in tallies and one.identifier in sampled and isinstance(uri, str) and uri:
            _look_at_package(session, tallies[one.operation], one, uri)
    for tally in tallies.values():
        yield tally.result(NOTHING)


def _look_at_package(session: Session, tally: Tally, one: Alone, uri: str) -> None:
    answer = session.follow(uri)
    if answer is None:
        tally.doubts_that(FOREIGN, one.answer)
        return
    if str(answer.request.url) == f"{session.base}{PACKAGE.path}/{one.identifier}":
        tally.keeps(answer)  # this is getCFPackage; what it answers is the matter of other rules
        return
    body = answer.object()
    body = body[WRAPPER] if isinstance(body.get(WRAPPER), dict) else body
    document = body.get("CFDocument")
    named = document.get("identifier") if isinstance(document, dict) else None
    expected = "it is the address of the document's package"
    if answer.status in ELSEWHERE:
        tally.doubts_that(f"it leads to {answer.told()}", one.answer, answer)
    elif answer.status != 200:
        tally.breaks(one.answer, answer, observed=answer.told(), expected=expected)
    elif not isinstance(document, dict):
        tally.breaks(one.answer, answer, observed="something that is no package", expected=expected)
    elif named != one.identifier:
        tally.breaks(one.answer, answer, observed=f"the package of {named}", expected=expected)
    else:
        tally.keeps(answer)


@rule(
    "CASE-URI-005",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM, `uri` is network-resolvable",
    message="the uri of {expected} leads to {observed}",
    needs=("CASE-API-001", "CASE-API-008", "CASE-DEF-003"),
    notes="A uri on another origin is not followed, because a provider may serve what others have published under "
    "their addresses. An answer that is no JSON counts where it shows the identifier.",
)
def uri_leads_to_the_object(session: Session) -> Results:
    """The `uri` of an object on this system leads to that object.

    Why: It is what other frameworks link to, and what clients follow.

    Example: `"uri": "https://vendor.example/items/42"` that answers 404, or leads to another item.

    Repair: Answer at that address with the object, or redirect to the operation that does.
    """
    followed: dict[str, int] = {}
    tallies = {operation: Tally(operation.name) for operation in SINGLES}
    for one in session.once(alone):
        uri = one.data.get("uri")
        if one.operation not in tallies or not isinstance(uri, str) or not uri:
            continue
        if not session.exhaustive and followed.get(one.cls, 0) >= FOLLOWED:
            continue
        answer = session.follow(uri)
        followed[one.cls] = followed.get(one.cls, 0) + (answer is not None)
        _look_at_uri(tallies[one.operation], one, answer)
    for tally in tallies.values():
        yield tally.result(NOTHING)


def _look_at_uri(tally: Tally, one: Alone, answer: Answer | None) -> None:
    named = f"the {one.cls} {one.identifier}"
    if answer is None:
        tally.doubts_that(FOREIGN, one.answer)
    elif answer.status in ELSEWHERE:
        tally.doubts_that(f"it leads to {answer.told()}", one.answer, answer)
    elif answer.status != 200:
        tally.breaks(one.answer, answer, observed=answer.told(), expected=named)
    elif one.identifier in _identifiers(answer.json()) or one.identifier.encode() in _page(answer):
        tally.keeps(answer)
    elif answer.json() is None:
        tally.doubts_that("it leads to a page that is no JSON", one.answer, answer)
    else:
        tally.breaks(one.answer, answer, observed="something else", expected=named)


def _page(answer: Answer) -> bytes:
    """The body where it is no JSON, as a page for people."""
    return answer.body if answer.json() is None else b""


def _identifiers(body: Any) -> set[Any]:
    """The identifier of the object that a body is, or of those that it holds."""
    if not isinstance(body, dict):
        return set()
    if "identifier" in body:
        return {str(body["identifier"])}
    held = [member for value in body.values() for member in ([value] if isinstance(value, dict) else objects(value))]
    return {str(member.get("identifier")) for member in held}


@rule(
    "CASE-URI-006",
    scope="live",
    severity=INFO,
    versions=BOTH,
    basis="best practice: clients that know the base path find what a `uri` names without asking twice",
    message="the uri of {expected} leads to {observed}",
    notes="An object is local where its uri, or that of its document, names the host that is asked. A provider that "
    "serves the frameworks of others keeps their addresses, as it should. Which version of CASE the path names is "
    "CASE-URI-007's matter.",
)
def uri_of_a_local_object_is_below_the_base(session: Session) -> Results:
    """The `uri` of an object that this system publishes leads to the base path that it is served from.

    Why: Clients compare addresses; those that keep to one host and path work with proxies, caches and allow-lists.

    Example: `"uri": "https://vendor.example/uri/42"` from the base https://vendor.example/ims/case/v1p1.

    Repair: Build the uri from the public base URL, the collection and the identifier.
    """
    looked_at, elsewhere = 0, []
    for document, package in session.once(packages).items():
        for named, url in _local(session, package):
            looked_at += 1
            if not _is_below(session.base, url):
                elsewhere.append((document, named, url))
    if not looked_at:
        yield not_applicable(PACKAGE.name, "no uri names this host")
    elif not elsewhere:
        yield holds(PACKAGE.name, *session.packages.values())
    else:
        document, named, url = elsewhere[0]
        observed = f"{url.masked} ({len(elsewhere)} of {looked_at} looked at)"
        yield breach(PACKAGE.name, session.packages[document], observed=observed, expected=named)


def _local(session: Session, package: Package) -> Iterator[tuple[str, Url]]:
    """Name and address of the objects of a package that are local."""
    here = session.base.origin.host
    own = package.document and _url(session, package.document.text("uri"))
    all_local = bool(own and own.origin.host == here)
    for node in package.nodes:
        url = _url(session, node.text("uri"))
        if url and (all_local or url.origin.host == here):
            yield f"the {node.cls} {node.identifier}", url


def _url(session: Session, uri: str) -> Url | None:
    try:
        return session.base.join(uri) if uri else None
    except Refused:
        return None


def _is_below(base: Url, url: Url) -> bool:
    paths = [SERVED.sub("/ims/case/", one.path.rstrip("/") + "/") for one in (base, url)]
    return url.origin.authority == base.origin.authority and paths[1].startswith(paths[0])
