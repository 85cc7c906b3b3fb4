"""How coverage is put into words, the same in all formats for people."""

from fairmark.validators.core.headline import plural
from fairmark.validators.coverage.coverage import Course, Coverage, StandardCoverage
from fairmark.validators.readers.frameworks import Standard
from fairmark.validators.reports.safe_text import visible

WITHHELD = "withheld"
LONGEST = 90
"""Characters of a statement that stands beside its code."""


def headline(coverage: Coverage) -> str:
    """What has evidence, in two sentences."""
    courses, standards = coverage.courses, coverage.standards
    if not courses:
        return "The export has no classes and no line items."
    evident = [course for course in courses if course.evidence.learners]
    schools, all_schools = (len({course.evidence.of[1] for course in some}) for some in (evident, courses))
    said = (
        f"{len(evident):,} of {plural(len(courses), 'course')} at {schools:,} of {plural(all_schools, 'school')} have "
        "evidence of a standard."
    )
    covered = sum(1 for standard in standards if standard.covered)
    return f"{said} {covered:,} of {plural(len(standards), 'standard')} have evidence somewhere." if standards else said


def about_numbers(coverage: Coverage) -> str:
    """What is withheld."""
    if coverage.minimum <= 1:
        return "No number of learners is withheld: do not share this."
    return (
        f"Numbers of fewer than {coverage.minimum} learners are withheld, and so are numbers from which they could be "
        "worked out."
    )


def about_standards(coverage: Coverage) -> str:
    """Where the standards come from."""
    if coverage.frameworks:
        titles = ", ".join(visible(framework.title) for framework in coverage.frameworks)
        return f"Standards are those of the frameworks that a course refers to: {titles}."
    if any(course.expected for course in coverage.courses):
        return "Standards are only those that the export names: no framework on the shelf holds them."
    return "The export names no standard of a CASE framework."


def missing(coverage: Coverage) -> list[StandardCoverage]:
    """The standards that have no evidence anywhere."""
    return [standard for standard in coverage.standards if not standard.covered]


def label(standard: Standard) -> str:
    """What people know a standard by: code and statement, or the identifier of one that is only named."""
    said = visible(f"{standard.code} {standard.statement}".strip() or standard.identifier)
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"


def number(count: int | None) -> str:
    return WITHHELD if count is None else f"{count:,}"


def percent(share: float | None) -> str:
    """A share in whole percent, never 0 % or 100 % of what is not nothing or everything; "" where it is not told."""
    if share is None:
        return ""
    rounded = round(share * 100)
    return f"{min(max(rounded, 1), 99) if 0 < share < 1 else rounded} %"


def carrying(course: Course, sort: str) -> str:
    """How many of the line items or results of a course carry an objective, such as "3 of 40". Of results nothing is
    told where nothing is told of the learners."""
    if sort == "results" and not course.is_told:
        return WITHHELD
    share = course.evidence.share
    return f"{share.carry[sort]:,} of {share.of[sort]:,}"
