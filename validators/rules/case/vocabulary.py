"""CASE-ASSOC-001, CASE-ASSOC-002 and CASE-DOC-003: fields that hold a token of a vocabulary."""

from collections.abc import Sequence
import difflib
from functools import cache
import re

from fairmark.schemas.case import tables
from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Package
from fairmark.validators.rules.case.versions import BOTH, V1_1
from fairmark.validators.rules.hints import first_few

EXTENSION_PREFIX = "ext:"
EXTENSION_TERM = re.compile(r"ext:[A-Za-z0-9._-]+")

INVERSES = {
    "isparentof": "isChildOf",
    "replaces": "replacedBy",
    "haspart": "isPartOf",
    "istranslatedfrom": "isTranslationOf",
    "haspredecessor": "precedes",
    "skilllevelfor": "hasSkillLevel",
}
"""Names that real systems use for the other direction of a token, in lower case."""


@rule(
    "CASE-ASSOC-001",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.4.1",
    message="{observed} is no associationType; expected one of {expected}",
    gated=True,
)
def association_type_is_in_the_vocabulary(package: Package) -> Findings:
    """The associationType is a token of the version's vocabulary; CASE 1.1 allows terms that begin with `ext:` too.

    Why: A consumer cannot tell what an unknown relation means and drops the association, and with it the hierarchy.

    Example: `"associationType": "Is Child Of"`, or `isTranslationOf` in a CASE 1.0 payload.

    Repair: Use the token as the standard spells it; for a relation that it lacks use an `ext:` term in CASE 1.1.
    """
    tokens = _tokens(package.version)
    meant = first_few(token_meant)
    for node in package.of("CFAssociation"):
        type = node.data.get("associationType")
        if not isinstance(type, str) or type in tokens:
            continue
        if package.version != "1.0" and type.startswith(EXTENSION_PREFIX):
            continue
        yield finding(
            at=package.at(node, "associationType"),
            observed=type,
            expected=", ".join(tokens),
            hint=meant(package.version, type),
        )


def token_meant(version: str, type: str) -> str:
    """A hint that names the token that was probably meant, "" where none comes near."""
    tokens = {token.lower(): token for token in _tokens(version)}
    letters = re.sub(r"[^a-z]", "", type.lower())
    if letters in tokens:
        return f"Write {tokens[letters]}."
    if letters in INVERSES and INVERSES[letters].lower() in tokens:
        return f"Write {INVERSES[letters]} and exchange originNodeURI and destinationNodeURI."
    if version == "1.0" and (type.startswith(EXTENSION_PREFIX) or type in _tokens("1.1")):
        return "It came with CASE 1.1: publish the framework as CASE 1.1, or use isRelatedTo."
    near = difflib.get_close_matches(letters, tokens, n=1, cutoff=0.75)
    return f"Write {tokens[near[0]]}, if that is meant." if near else ""


@cache
def _tokens(version: str) -> Sequence[str]:
    return tables(version)["CFAssociation"]["associationType"].tokens


@rule(
    "CASE-ASSOC-002",
    severity=ERROR,
    versions=V1_1,
    basis="CASE 1.1 IM 7.2.1",
    message="{observed} is no extension term; expected {expected}",
    gated=True,
    notes="The published schemas differ in the pattern and anchor none. The OpenAPI's is taken, anchored: letters, "
    "digits, dot, hyphen and underscore after `ext:`.",
)
def extension_term_is_well_formed(package: Package) -> Findings:
    """An associationType of one's own is `ext:` and then letters, digits, dots, hyphens and underscores.

    Why: A consumer recognises an own term by this form; anything else looks like a mistake and is refused.

    Example: `"associationType": "ext:builds on"`.

    Repair: Leave out blanks and other characters, as in `ext:buildsOn`.
    """
    for node in package.of("CFAssociation"):
        type = node.data.get("associationType")
        if isinstance(type, str) and type.startswith(EXTENSION_PREFIX) and not EXTENSION_TERM.fullmatch(type):
            yield finding(at=package.at(node, "associationType"), observed=type, expected="a term such as ext:buildsOn")


@rule(
    "CASE-DOC-003",
    severity=ERROR,
    versions=V1_1,
    basis="CASE 1.1 IM 7.1.24.4",
    message="caseVersion is {observed}; expected {expected}",
    gated=True,
)
def case_version_is_1_1(package: Package) -> Findings:
    """`caseVersion` of a document, where it is given, is the text `1.1`.

    Why: It is the only value that CASE 1.1 defines, and a consumer may choose its reader by it.

    Example: `"caseVersion": "1.0"`, or the number 1.1 without quotation marks.

    Repair: Write `"caseVersion": "1.1"` or leave it out; `version` is the place for your own revision label.
    """
    for node in package.of("CFDocument"):
        version = node.data.get("caseVersion")
        if version is not None and version != "1.1":
            yield finding(at=package.at(node, "caseVersion"), observed=version, expected="the text 1.1")
