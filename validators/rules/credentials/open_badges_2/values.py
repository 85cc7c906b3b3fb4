"""The form of identifiers, addresses and times."""

from collections.abc import Callable, Iterator
import re

from fairmark.validators.core.levels import ERROR, WARNING, Severity
from fairmark.validators.core.location import Path
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_entities import Entity, is_web
from fairmark.validators.rules.credentials.versions import OB2
from fairmark.validators.rules.uri import is_iri, is_uri

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
TELEPHONE = re.compile(r"\+?[1-9][0-9]{1,14}(?:;ext=[0-9]+)?")
ORIGIN = re.compile(r"(?:(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_absolute(text: str) -> bool:
    return is_uri(text) or is_iri(text)


def _is_url(text: str) -> bool:
    return is_web(text) and is_absolute(text)


def _is_image(text: str) -> bool:
    return _is_url(text) or text[:5].lower() == "data:"


FORMS: dict[str, tuple[Callable[[str], bool], str]] = {
    "Iri": (is_absolute, "an absolute IRI"),
    "Link": (is_absolute, "an absolute IRI"),
    "RevokedEntry": (is_absolute, "an absolute IRI"),
    "Url": (_is_url, "an http or https URL"),
    "ImageUri": (_is_image, "an http or https URL, or a data: URI"),
    "ImageLink": (_is_image, "an http or https URL, or a data: URI"),
    "Prefix": (_is_url, "the beginning of an http or https URL"),
    "Origin": (lambda text: ORIGIN.fullmatch(text) is not None, "a host alone, such as badges.example.org"),
}
"""Type of a field to what is one, and to what belongs there."""

PLAIN_TYPES = ("Iri", "Link", "RevokedEntry")
ANY_SCHEME = ("Evidence", "Criteria", "Related", "IdentityObject")
"""Classes of what is shown to people, or only named: any scheme will do."""


@rule(
    "OB-V2-005",
    severity=ERROR,
    versions=OB2,
    may_be=(WARNING,),
    basis="Open Badges 2.0, Primitive datatypes: IRI, URL",
    message="expected {expected}; found {observed}",
    notes="IRIs of other schemes than http, https and urn:uuid are IRIs, but the standard knows of no program that "
    "supports them: a warning. 1EdTech's validator refuses them.",
)
def identifiers_are_iris(document: Badge2) -> Findings:
    """Every identifier and link is an absolute IRI, and an http or https URL where the standard asks for one.

    Why: The objects of a badge find one another by their identifiers; where one is no IRI, the badge falls apart.

    Example: `"id": "assertion-7"`, or `"allowedOrigins": "https://badges.example.org/"`.

    Repair: Write the whole address. In `allowedOrigins` stands the host alone.
    """
    for entity, steps, type, value in _texts(document):
        if type not in FORMS:
            continue
        accepted, expected = FORMS[type]
        severity: Severity | None = None
        if accepted(value):
            target = entity.fields[str(steps[0])].target
            if type not in PLAIN_TYPES or target in ANY_SCHEME or entity.cls in ANY_SCHEME or _is_usual(value):
                continue
            expected, severity = "an http or https URL, or a urn:uuid", WARNING
        elif type in PLAIN_TYPES and value.startswith("_:"):
            expected, severity = "an IRI by which others can refer to it", WARNING
        yield finding(at=document.at(entity, *steps), observed=value, expected=expected, severity=severity)


def _is_usual(iri: str) -> bool:
    return is_web(iri) or UUID.fullmatch(iri) is not None


def _texts(document: Badge2) -> Iterator[tuple[Entity, Path, str, str]]:
    """Every text in a member that the standard defines: its object, the steps to it, the type of the member, itself."""
    for entity in document.entities:
        for name, field in entity.fields.items():
            value = entity.data.get(name)
            if isinstance(value, str):
                yield entity, (name,), field.type, value
            elif isinstance(value, list):
                for number, each in enumerate(value):
                    if isinstance(each, str):
                        yield entity, (name, number), field.type, each


@rule(
    "OB-V2-006",
    severity=ERROR,
    versions=OB2,
    may_be=(WARNING,),
    basis="Open Badges 2.0, Profile: email, telephone",
    message="expected {expected}; found {observed}",
    notes="The standard only recommends the form of E.164 for telephone numbers, so another one is a warning.",
)
def contacts_have_their_form(document: Badge2) -> Findings:
    """The e-mail address of a profile is one, and its telephone number is written as E.164 has it.

    Why: Whoever doubts a badge writes to its issuer at that address, and backpacks refuse a profile without one.

    Example: `"email": "badges at example.org"`, or `"telephone": "(555) 010-0100"`.

    Repair: Write an address such as `badges@example.org`, and a number such as `+15550100100`.
    """
    for entity in document.of("Profile"):
        email, telephone = entity.data.get("email"), entity.data.get("telephone")
        if isinstance(email, str) and not EMAIL.fullmatch(email):
            yield finding(at=document.at(entity, "email"), observed=email, expected="an e-mail address")
        if isinstance(telephone, str) and not TELEPHONE.fullmatch(telephone):
            expected = "a number such as +15550100100"
            at = document.at(entity, "telephone")
            yield finding(at=at, observed=telephone, expected=expected, severity=WARNING)
