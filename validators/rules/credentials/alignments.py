"""OB-ALIGN: the standards and competencies that achievements are aligned to."""

from urllib.parse import unquote, urlsplit

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.core.shelf import EmptyShelf
from fairmark.validators.credentials.document import Credential
from fairmark.validators.rules.credentials.presence import says_nothing
from fairmark.validators.rules.credentials.versions import OB3
from fairmark.validators.rules.uri import is_iri, is_uri

CASE_CLASSES = ("CFItem", "CFRubric", "CFRubricCriterion", "CFRubricCriterionLevel")
"""Values of targetType that are classes of CASE."""


@rule(
    "OB-ALIGN-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.5 Alignment (targetName, targetUrl)",
    message="the alignment has no {expected}",
)
def alignment_names_its_target(document: Credential) -> Findings:
    """An alignment has a targetName and a targetUrl.

    Why: Without a name nobody can read what the achievement is aligned to, without an address no system can.

    Example: `{"type": ["Alignment"], "targetCode": "HS-PS1-1"}`.

    Repair: Add the statement as `targetName` and the address of it as `targetUrl`; for CASE, the `uri` of the CFItem.
    """
    for node in document.of("Alignment"):
        for name in ("targetName", "targetUrl"):
            if says_nothing(node.data.get(name)):
                yield finding(at=document.at(node, name), observed=node.data.get(name), expected=name)


@rule(
    "OB-ALIGN-002",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.5 Alignment (targetUrl)",
    message="{observed} is not {expected}",
    notes="An address with characters beyond ASCII passes: browsers follow it.",
)
def target_is_a_web_address(document: Credential) -> Findings:
    """The targetUrl of an alignment is an absolute http or https address.

    Why: Consumers follow it to the official statement of the standard.

    Example: `"targetUrl": "/standards/math/5"`, or a bare GUID.

    Repair: Write the whole address, with https:// and the host.
    """
    for node in document.of("Alignment"):
        url = node.data.get("targetUrl")
        if isinstance(url, str) and not says_nothing(url) and not _is_web_address(url):
            yield finding(at=document.at(node, "targetUrl"), observed=url, expected="an http or https address")


def _is_web_address(url: str) -> bool:
    return url.lower().startswith(("http://", "https://")) and (is_uri(url) or is_iri(url))


@rule(
    "OB-ALIGN-003",
    severity=WARNING,
    versions=OB3,
    basis="best practice: a targetType of CASE promises an object of CASE (Open Badges 3.0 section B.1.5 Alignment)",
    message="the target is {observed}; the alignment says {expected}",
    notes="Looked up by the last part of the address, on the shelf that `--shelf` names; without one nothing is said.",
)
def target_is_of_the_kind_that_is_stated(document: Credential) -> Findings:
    """The targetUrl of an alignment to CASE leads to an object of the class that targetType names.

    Why: Systems that follow the alignment look for the wrong thing, or find nothing.

    Example: `"targetType": "CFItem"` with the address of a CFRubric.

    Repair: Copy the `uri` of the object that is meant, and take its class as `targetType`.
    """
    shelf = document.circumstances.shelf
    if isinstance(shelf, EmptyShelf):
        return
    for node in document.of("Alignment"):
        cls, identifier = node.text("targetType"), _identifier_in(node.text("targetUrl"))
        if cls not in CASE_CLASSES or not identifier:
            continue
        found = shelf.find(identifier) or shelf.find(identifier.lower())
        if not found or found.cls != cls:
            observed = f"a {found.cls}" if found else "not on the shelf"
            yield finding(at=document.at(node, "targetUrl"), observed=observed, expected=cls)


def _identifier_in(url: str) -> str:
    """The last part of the path of a web address, where CASE has the identifier; "" for none."""
    if not _is_web_address(url):
        return ""
    try:
        path = urlsplit(url).path
    except ValueError:  # a host with characters that only look like those of ASCII
        return ""
    return unquote(path.rstrip("/").rpartition("/")[2])
