"""FM-INPUT rules about the text of an input."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.problem import Reading

ALWAYS = ("1",)
"""The rules of Fairmark itself have one version, which applies whatever an input is."""


def said_by(reading: Reading, id: str) -> Findings:
    """The problems that the reader noted under the rule `id`."""
    for problem in reading.problems:
        if problem.rule == id:
            yield finding(
                at=problem.at, observed=problem.observed or None, expected=problem.expected, hint=problem.hint
            )


@rule(
    "FM-INPUT-001",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 8259 section 2",
    message="not JSON: {observed}, where {expected} belongs",
)
def text_is_json(reading: Reading) -> Findings:
    """The text is JSON.

    Why: Nothing behind the first mistake can be read, by Fairmark or by a consumer.

    Example: A comma after the last member of an object, single quotes, or a web page that says that a login is needed.

    Repair: Export it again with a JSON library; if it was edited by hand, mend the place that is named.
    """
    return said_by(reading, "FM-INPUT-001")


@rule(
    "FM-INPUT-002",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 8259 section 2",
    message="the text ends too early, {observed}",
)
def text_is_complete(reading: Reading) -> Findings:
    """The text does not end before its last object or array is closed.

    Why: Something is missing at the end, often most of the file, and no consumer can read the rest.

    Example: A download that was interrupted, or an export that ran out of disk space.

    Repair: Download or export the file again and compare the sizes.
    """
    return said_by(reading, "FM-INPUT-002")


@rule(
    "FM-INPUT-003",
    severity=WARNING,
    versions=ALWAYS,
    basis="RFC 8259 section 8.1",
    message="a byte order mark stands before the text",
)
def text_has_no_byte_order_mark(reading: Reading) -> Findings:
    """The text does not begin with a byte order mark.

    Why: JSON must be sent without one, and many consumers refuse the whole file because of it.

    Example: A file saved by a Windows editor as "UTF-8 with BOM".

    Repair: Save it as UTF-8 without BOM.
    """
    return said_by(reading, "FM-INPUT-003")


@rule(
    "FM-INPUT-004",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 8259 section 8.1; of tables, what the products ask for that read them",
    message="encoded otherwise than in {expected}: {observed}",
    notes="Only the first place is named. What cannot be decoded is read as U+FFFD, so that the rest can be judged.",
)
def text_is_utf8(reading: Reading) -> Findings:
    """The text is encoded in UTF-8.

    Why: Consumers read it as UTF-8 and refuse it, or show wrong letters in every name with an accent.

    Example: A file saved as "Unicode" (UTF-16) or as Windows-1252.

    Repair: Export or save it as UTF-8.
    """
    return said_by(reading, "FM-INPUT-004")


@rule(
    "FM-INPUT-005",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 8259 section 6",
    message="{observed} is not JSON",
    notes="The member is then judged as if it were absent.",
)
def numbers_are_finite(reading: Reading) -> Findings:
    """No value is NaN or Infinity.

    Why: JSON has no such numbers; a few libraries write them all the same, and all others refuse the file.

    Example: `"weight": NaN`.

    Repair: Leave the member out where there is no number.
    """
    return said_by(reading, "FM-INPUT-005")


@rule(
    "FM-INPUT-006",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 8259 section 8.2",
    message="half of a character is written here",
    notes="The grammar of JSON permits it, but what consumers make of it is unpredictable, as section 8.2 says. It is "
    "read as U+FFFD, so that the rest can be judged.",
)
def characters_are_whole(reading: Reading) -> Findings:
    """No text holds one half of a surrogate pair without the other.

    Why: It stands for no character: consumers refuse the file or replace the text, and cannot store it.

    Example: A title cut to a length in the middle of an emoji, which leaves `\\ud83d`.

    Repair: Cut texts at whole characters, or delete the half that is left.
    """
    return said_by(reading, "FM-INPUT-006")


@rule(
    "FM-INPUT-007",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 8259 section 7",
    message="the control character {observed} stands in a text as it is",
)
def control_characters_are_escaped(reading: Reading) -> Findings:
    """Control characters within texts are escaped.

    Why: JSON forbids them as they are, line breaks and tabs included, so most consumers refuse the file.

    Example: A statement with a real line break instead of `\\n`.

    Repair: Write the file with a JSON library instead of putting texts between quotes.
    """
    return said_by(reading, "FM-INPUT-007")


@rule(
    "FM-INPUT-008",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 8259 section 2",
    message="something follows behind the end of the document",
    notes="Only the first document is judged. Several documents, one a line, are read as such.",
)
def nothing_follows_the_document(reading: Reading) -> Findings:
    """Nothing but white space follows the document.

    Why: A JSON text is one value; consumers refuse the file, or read only the first value and lose the rest.

    Example: Two exports appended to one file, or a closing brace too many.

    Repair: Put each document into a file of its own, or one on each line of an .ndjson file.
    """
    return said_by(reading, "FM-INPUT-008")


@rule(
    "FM-INPUT-009",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 8259 section 6",
    message="the number is too large for a 64-bit floating point number",
    notes="The grammar of JSON has no bounds, but section 6 names this one as what can be relied on. The member is "
    "then judged as if it were absent.",
)
def numbers_are_in_range(reading: Reading) -> Findings:
    """Every number fits into a 64-bit floating point number.

    Why: Most consumers can hold no other numbers; they refuse it, or read infinity.

    Example: `"score": 1e999`.

    Repair: Correct the number.
    """
    return said_by(reading, "FM-INPUT-009")


@rule(
    "FM-INPUT-010",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 8259 section 4",
    message="the object already has a member of this name",
    lenient=WARNING,
    notes="RFC 8259 says SHOULD, RFC 7493 section 2.3 says MUST. Where values differ, what is judged here may not be "
    "what a consumer reads, hence an error. The last of them is judged.",
)
def names_are_unique(reading: Reading) -> Findings:
    """The names within an object are unique.

    Why: One consumer takes the first value, another the last, a third refuses the file: nobody knows what was meant.

    Example: An item with two members `"fullStatement"`.

    Repair: Keep the one that is meant.
    """
    return said_by(reading, "FM-INPUT-010")


@rule(
    "FM-INPUT-013",
    severity=ERROR,
    versions=ALWAYS,
    basis="Fairmark",
    message="of no kind that is known here: {observed}",
)
def kind_is_known(reading: Reading) -> Findings:
    """The input is of a kind that Fairmark knows.

    Why: What is not recognised cannot be judged, and silence about it would look like a pass.

    Example: A JSON object that has none of the members of a CASE class.

    Repair: Name the kind with --kind where it is one of the supported ones, or leave the file out.
    """
    return said_by(reading, "FM-INPUT-013")


@rule(
    "FM-INPUT-030",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 8259 section 2",
    message="there is nothing in it",
)
def text_is_not_empty(reading: Reading) -> Findings:
    """The text is not empty.

    Why: A JSON text holds one value at least; an empty one usually means that an export or a download failed.

    Example: A file of zero bytes.

    Repair: Export or download it again.
    """
    return said_by(reading, "FM-INPUT-030")
