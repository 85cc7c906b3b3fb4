"""FM-INPUT rules about the text of an input."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.problem import Reading

ALWAYS = ("1",)


def said_by(reading: Reading, id: str) -> Findings:
    """The problems that the reader noted under the rule `id`."""
    for problem in reading.problems:
        if problem.rule == id:
            yield finding(
                at=problem.at, observed=problem.observed or None, expected=problem.expected, hint=problem.hint
            )


@rule("FM-INPUT-001", severity=ERROR, versions=ALWAYS, basis="RFC 8259 section 2", message="not JSON: {observed}")
def text_is_json(reading: Reading) -> Findings:
    """The text is JSON.

    Why: Nothing behind the first mistake can be read, by Fairmark or by a consumer.

    Example: A comma after the last member of an object.

    Repair: Export it again with a JSON library; if it was edited by hand, mend the place that is named.
    """
    return said_by(reading, "FM-INPUT-001")


@rule(
    "FM-INPUT-013",
    severity=ERROR,
    versions=ALWAYS,
    basis="Fairmark",
    message="of no kind that is known here",
)
def kind_is_known(reading: Reading) -> Findings:
    """The input is of a kind that Fairmark knows.

    Why: What is not recognised cannot be judged, and silence about it would look like a pass.

    Example: A JSON object that has none of the members of a CASE class.

    Repair: Name the kind with --kind where it is one of the supported ones, or leave the file out.
    """
    return said_by(reading, "FM-INPUT-013")
