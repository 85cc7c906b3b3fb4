"""CASE-DOC: what a CFDocument says about itself, inside a package and on its own."""

import difflib
import re

from fairmark.validators.core.levels import INFO, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Package
from fairmark.validators.rules.case.versions import BOTH, V1_1

ADOPTION_STATUSES = ("Private Draft", "Draft", "Adopted", "Deprecated")
"""The four values that CASE servers use. No published schema lists them."""

HTTP = re.compile(r"https?://[^\s/?#]+([/?#]\S*)?", re.IGNORECASE)

MISSING_FACTS = {
    "licenseURI": "Add a licenseURI, and the CFLicense to CFDefinitions.",
    "language": "Add language, as a tag such as en or es-US.",
    "publisher": "Add publisher, the name of the body that publishes the framework.",
}
"""Optional members that a framework should not be published without, and how to add each."""


@rule(
    "CASE-DOC-005",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: CASE servers use these four values, and consumers filter by them",
    message="The adoption status {observed} is not one of {expected}",
    notes="No published schema lists values for adoptionStatus, so other ones are allowed: a warning, never an error.",
)
def adoption_status_is_customary(package: Package) -> Findings:
    """The adoptionStatus is Private Draft, Draft, Adopted or Deprecated.

    Why: Consumers decide by it whether to offer a framework to teachers, and most know only these four values.

    Example: `"adoptionStatus": "published"`.

    Repair: Use the one of the four that fits, spelled as it is there.
    """
    for document in package.of("CFDocument"):
        status = document.data.get("adoptionStatus")
        if isinstance(status, str) and status not in ADOPTION_STATUSES:
            yield finding(
                at=package.at(document, "adoptionStatus"),
                observed=status,
                expected=", ".join(ADOPTION_STATUSES),
                hint=_nearest_status(status),
            )


def _nearest_status(status: str) -> str:
    """A hint that names the customary value which `status` resembles, "" where it resembles none."""
    plain = {value.casefold(): value for value in ADOPTION_STATUSES}
    words = " ".join(re.split(r"[\W_]+", status[:40].casefold())).strip()
    near = difflib.get_close_matches(words, plain, n=1, cutoff=0.75)
    return f"Write {plain[near[0]]}." if near else ""


@rule(
    "CASE-DOC-006",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: consumers need the day from which a framework is no longer in force",
    message="The document is deprecated and has no {expected}",
)
def deprecated_document_has_an_end(package: Package) -> Findings:
    """A document whose adoptionStatus is Deprecated has a statusEndDate.

    Why: Without the day nobody can tell which results were recorded while the framework was still in force.

    Example: `"adoptionStatus": "Deprecated"` without `statusEndDate`.

    Repair: Add statusEndDate, the last day on which the framework was in force.
    """
    for document in package.of("CFDocument"):
        if document.text("adoptionStatus") == "Deprecated" and document.data.get("statusEndDate") in (None, ""):
            yield finding(at=package.at(document, "statusEndDate"), expected="statusEndDate")


@rule(
    "CASE-DOC-007",
    severity=INFO,
    versions=V1_1,
    basis="CASE 1.1 IM 7.1.24.3",
    message="The frameworkType {observed} is not the predefined {expected}",
    notes="The vocabulary is open and CourseCodes is its only predefined value.",
)
def framework_type_is_predefined(package: Package) -> Findings:
    """The frameworkType is CourseCodes, the only value that the standard defines.

    Why: Any other value is allowed, but consumers know it only where both sides have agreed on it.

    Example: `"frameworkType": "Learning progression"`.

    Repair: Nothing has to change if your consumers know this value; otherwise leave frameworkType out.
    """
    for document in package.of("CFDocument"):
        kind = document.data.get("frameworkType")
        if isinstance(kind, str) and kind != "CourseCodes":
            yield finding(at=package.at(document, "frameworkType"), observed=kind, expected="CourseCodes")


@rule(
    "CASE-DOC-008",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: consumers pair the subjects with their links by position",
    message="The document has {observed}, and should have {expected}",
    notes=(
        "The standard does not tie the two lists together. Links without labels are not reported, as every link has a "
        "title. CFItem has both lists in 1.1; they are left alone there, where labels are often given without links."
    ),
)
def subjects_are_linked(package: Package) -> Findings:
    """Every subject of the document has its subjectURI.

    Why: A label alone does not tell which subject of the subject list is meant, and consumers pair labels and links by
    their position.

    Example: `"subject": ["Mathematics", "Science"]` with one subjectURI.

    Repair: Give subjectURI one link for each subject, in the same order, and the CFSubjects to CFDefinitions.
    """
    for document in package.of("CFDocument"):
        subjects, links = document.data.get("subject"), document.data.get("subjectURI")
        links = [] if links is None else links
        if isinstance(subjects, list) and isinstance(links, list) and subjects and len(subjects) != len(links):
            yield finding(
                at=package.at(document, "subjectURI"),
                observed=f"subjects: {len(subjects)}, links to them: {len(links)}",
                expected="one link for each subject",
            )


@rule(
    "CASE-DOC-009",
    severity=INFO,
    versions=BOTH,
    basis="best practice: whoever republishes a framework has to know its licence, language and publisher",
    message="The document has no {expected}",
)
def document_states_licence_language_and_publisher(package: Package) -> Findings:
    """A document states its licence, its language and its publisher.

    Why: Whoever shows or republishes the framework has to know under which terms, in which language and from whom.

    Example: A CFDocument without `licenseURI`.

    Repair: Add the member that is missing.
    """
    for document in package.of("CFDocument"):
        for name, hint in MISSING_FACTS.items():
            value = document.data.get(name)
            if value is None or (isinstance(value, str) and not value.strip()):
                yield finding(at=package.at(document, name), expected=name, hint=hint)


@rule(
    "CASE-DOC-010",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM 7.2.2",
    message="The officialSourceURL {observed} is not {expected}",
    general=True,
    notes="What is no absolute URI at all is reported by CASE-URI-001 alone.",
)
def official_source_is_a_web_address(package: Package) -> Findings:
    """The officialSourceURL is an http or https address.

    Why: It is there for people to open the original in a browser.

    Example: `"officialSourceURL": "www.example.org/standards.pdf"`.

    Repair: Give the full address, beginning with https://, or leave the member out.
    """
    for document in package.of("CFDocument"):
        url = document.data.get("officialSourceURL")
        if isinstance(url, str) and not HTTP.fullmatch(url):
            yield finding(
                at=package.at(document, "officialSourceURL"), observed=url, expected="an absolute http or https address"
            )
