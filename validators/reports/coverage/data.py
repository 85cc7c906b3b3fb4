"""Coverage as JSON. Its form is `schemas/report/coverage.schema.json`."""

from typing import Any

from fairmark.validators.coverage.coverage import Course, Coverage, Row, StandardCoverage
from fairmark.validators.coverage.suppression import Why
from fairmark.validators.reports.coverage.wording import headline
from fairmark.validators.reports.safe_text import to_json

Json = dict[str, Any]


def render(coverage: Coverage, name: str) -> bytes:
    """The coverage as JSON."""
    numbers = {id(course): number for number, course in enumerate(coverage.courses)}
    return to_json(
        {
            "input": name,
            "minimum": coverage.minimum,
            "headline": headline(coverage),
            "frameworks": [
                {"identifier": framework.identifier, "uri": framework.uri, "title": framework.title}
                for framework in coverage.frameworks
            ],
            "courses": [_course(course) for course in coverage.courses],
            "standards": [_standard(standard) for standard in coverage.standards],
            "rows": [_row(row, numbers[id(row.course)]) for row in coverage.rows()],
        }
    )


def _course(course: Course) -> Json:
    share = course.evidence.share
    return {
        "schoolSourcedId": course.evidence.of[1],
        "school": course.school,
        "courseSourcedId": course.evidence.of[0],
        "course": course.title,
        "enrolled": _number(course.enrolled),
        "learners": _number(course.learners),
        "standards": {"expected": len(course.expected), "covered": course.covered},
        "lineItems": {"all": share.of["line items"], "carrying": share.carry["line items"]},
        "results": {
            "all": _number(share.of["results"] if course.is_told else None),
            "carrying": _number(share.carry["results"] if course.is_told else None),
        },
    }


def _standard(coverage: StandardCoverage) -> Json:
    standard, framework = coverage.standard.standard, coverage.standard.framework
    return {
        "identifier": standard.identifier,
        "code": standard.code,
        "statement": standard.statement,
        "isGroup": standard.is_group,
        "framework": framework.identifier if framework else None,
        "courses": {"expected": coverage.expected, "covered": coverage.covered},
        "schools": coverage.schools,
        "lineItems": coverage.line_items,
    }


def _row(row: Row, course: int) -> Json:
    return {
        "course": course,
        "standard": row.standard.standard.identifier,
        "state": row.state.value,
        "lineItems": row.line_items,
        "results": _number(row.results, row.withheld),
        "learners": _number(row.learners, row.withheld),
        "share": row.share,
    }


def _number(count: int | None, why: Why | None = None) -> int | Json:
    return {"suppressed": (why or Why.PRIMARY).value} if count is None else count
