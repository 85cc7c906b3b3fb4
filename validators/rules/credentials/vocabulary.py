"""OB-ENUM: members whose values come from a vocabulary."""

from collections.abc import Mapping
import re
from typing import Any

from fairmark.schemas import load
from fairmark.schemas.credentials import ACCEPTED, STRICT, tables
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.privacy import kind_of
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.rules.credentials.versions import OB3

NOTES = (
    "The published pattern for terms of one's own is not anchored, so ext: may stand anywhere in it: a term that only "
    "that pattern lets pass is a warning."
)
EXTENSIBLE = "a listed term, or ext: and a name of letters, digits, dots, hyphens and underscores"

TERM = re.compile(r"(?:[a-z]{1,12}:)?[A-Za-z_-]{1,30}")


def _extension_term(schemas: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(load(schemas["2.0"])["$defs"]["ExtensionTerm"]["pattern"])


EXTENSION, LOOSE_EXTENSION = _extension_term(STRICT), _extension_term(ACCEPTED)


def unlisted(
    document: Credential, cls: str, name: str, *, extensible: bool = True, beside_personal: bool = False
) -> Findings:
    """A finding for each text in the member `name` of objects of `cls` that is not in the vocabulary of that member.

    Where it stands `beside_personal` values, the two may have been confused: then only what looks like a term is shown.
    """
    for node in document.of(cls):
        value: Any = node.data.get(name)
        if not isinstance(value, str):
            continue
        tokens = tables(node.model)[cls][name].tokens
        if value in tokens or (extensible and EXTENSION.fullmatch(value)):
            continue
        loose = extensible and LOOSE_EXTENSION.search(value)
        yield finding(
            at=document.at(node, name),
            observed=value if not beside_personal or TERM.fullmatch(value) else kind_of(value),
            expected=EXTENSIBLE if extensible else f"one of {', '.join(tokens)}",
            severity=WARNING if loose else None,
        )


@rule(
    "OB-ENUM-001",
    severity=ERROR,
    may_be=(WARNING,),
    versions=OB3,
    basis="Open Badges 3.0 section B.1.1 Achievement (AchievementType Enumeration)",
    message="{observed} is no achievementType",
    notes=NOTES,
)
def achievement_type_is_listed(document: Credential) -> Findings:
    """The achievementType is one that the standard lists, or a term of one's own that begins with ext:.

    Why: Wallets and employers sort by it, and one that nobody knows is shown nowhere.

    Example: `"achievementType": "Microcredential"` for MicroCredential.

    Repair: Take a listed term, spelled as the standard spells it, or put ext: in front of your own.
    """
    return unlisted(document, "Achievement", "achievementType")


@rule(
    "OB-ENUM-002",
    severity=ERROR,
    may_be=(WARNING,),
    versions=OB3,
    basis="Open Badges 3.0 section B.1.17 ResultDescription (ResultType Enumeration)",
    message="{observed} is no resultType",
    notes=NOTES,
)
def result_type_is_listed(document: Credential) -> Findings:
    """The resultType is one that the standard lists, or a term of one's own that begins with ext:.

    Why: It tells consumers how to read the result: as a grade, a number, a level or a status.

    Example: `"resultType": "Grade"` for LetterGrade.

    Repair: Take a listed term, spelled as the standard spells it, or put ext: in front of your own.
    """
    return unlisted(document, "ResultDescription", "resultType")


@rule(
    "OB-ENUM-003",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.16 Result (ResultStatusType Enumeration)",
    message="the status is not {expected}",
    notes="This vocabulary is closed: terms that begin with ext: are not among it.",
)
def status_is_listed(document: Credential) -> Findings:
    """The status of a result is one that the standard lists.

    Why: It says whether the learner has finished; one that nobody knows may be read as finished.

    Example: `"status": "Complete"` for Completed.

    Repair: Take a listed status, spelled as the standard spells it.
    """
    return unlisted(document, "Result", "status", extensible=False)


@rule(
    "OB-ENUM-004",
    severity=ERROR,
    may_be=(WARNING,),
    versions=OB3,
    basis="Open Badges 3.0 section B.1.5 Alignment (AlignmentTargetType Enumeration)",
    message="{observed} is no targetType",
    notes=f"{NOTES} There is no term for a CASE document: ext:CFDocument serves.",
)
def target_type_is_listed(document: Credential) -> Findings:
    """The targetType of an alignment is one that the standard lists, or a term of one's own that begins with ext:.

    Why: It tells consumers what is found at the target, such as a statement of a CASE framework.

    Example: `"targetType": "CFDocument"`, or `"Competency"` for ceasn:Competency.

    Repair: Take a listed term, spelled as the standard spells it, or put ext: in front of your own.
    """
    return unlisted(document, "Alignment", "targetType")


@rule(
    "OB-ENUM-005",
    severity=ERROR,
    may_be=(WARNING,),
    versions=OB3,
    basis="Open Badges 3.0 section B.1.11 IdentifierEntry and B.1.12 IdentityObject (IdentifierTypeEnum Enumeration)",
    message="{observed} is no kind of identifier",
    notes=NOTES,
)
def kind_of_identifier_is_listed(document: Credential) -> Findings:
    """An identityType or identifierType is one that the standard lists, or a term of one's own that begins with ext:.

    Why: A verifier compares a person's identifier only with one of the same kind, and passes over what it does not
    know.

    Example: `"identityType": "email"` for emailAddress.

    Repair: Take a listed term, spelled as the standard spells it, or put ext: in front of your own.
    """
    yield from unlisted(document, "IdentityObject", "identityType", beside_personal=True)
    yield from unlisted(document, "IdentifierEntry", "identifierType", beside_personal=True)
