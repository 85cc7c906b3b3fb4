"""OB-DATE: dates that exist, and periods that run forwards."""

from collections.abc import Callable, Iterator

from fairmark.schemas.credentials import tables
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.moments import instant, is_date, is_date_time
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import CREDENTIALS, Credential, Node
from fairmark.validators.rules.credentials.versions import OB3

FORMS: dict[str, tuple[Callable[[str], bool], str]] = {
    "DateTime": (is_date_time, "a date and time with its offset, such as 2026-01-31T12:00:00Z"),
    "Date": (is_date, "a date such as 2026-01-31"),
}
"""Type of a field to what is one, and to what belongs there."""

ELSEWHERE = ("Proof",)
"""Classes about whose dates the rules on proofs speak."""

BEGIN = {"2.0": "validFrom", "1.1": "issuanceDate"}
END = {"2.0": "validUntil", "1.1": "expirationDate"}
"""By version of the W3C data model: the members with the ends of the validity period."""


@rule(
    "OB-DATE-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.7 DateTimeZ; JSON Schema, format date-time (RFC 3339 section 5.6)",
    message="{observed} is not {expected}",
    notes="The data model asks for a time zone in some dates only, the schema's format in all of them.",
)
def dates_exist(document: Credential) -> Findings:
    """Every date and time is one that the calendar has, in the form of RFC 3339, with its offset from UTC.

    Why: Without the offset the moment is unknown by up to a day; what is no date cannot be compared with today at all.

    Example: `"validFrom": "2026-06-01"`, or `"2026-06-01T12:00:00"`.

    Repair: Write it in UTC with a Z at its end, such as `2026-06-01T12:00:00Z`, and sign the credential anew.
    """
    for node, name, type in dated(document):
        value = node.data.get(name)
        is_one, expected = FORMS[type]
        if isinstance(value, str) and not is_one(value):
            yield finding(at=document.at(node, name), observed=value, expected=expected)


def dated(document: Credential) -> Iterator[tuple[Node, str, str]]:
    """Every object with each member that holds a date or a time, and which of the two."""
    for cls, nodes in document.by_class.items():
        for node in nodes if cls not in ELSEWHERE else ():
            for name, field in tables(node.model).get(cls, {}).items():
                if field.type in FORMS and name in node.data:
                    yield node, name, field.type


def runs_backwards(node: Node, begin: str, end: str) -> bool:
    """Whether the moment in `begin` is after that in `end`; not where one of them is missing or malformed."""
    first, last = instant(node.text(begin)), instant(node.text(end))
    return first is not None and last is not None and first > last


@rule(
    "OB-DATE-002",
    severity=ERROR,
    versions=OB3,
    basis="VC Data Model 2.0 section 4.9",
    message="the validity ends at {observed}, before it begins at {expected}",
)
def validity_runs_forwards(document: Credential) -> Findings:
    """A credential does not expire before it is valid.

    Why: There is no moment at which anybody would accept it.

    Example: `"validFrom": "2026-06-01T12:00:00Z", "validUntil": "2025-06-01T12:00:00Z"`.

    Repair: Correct the year of one of the two, and sign the credential anew.
    """
    for node in document.of(*CREDENTIALS):
        begin, end = BEGIN[node.model], END[node.model]
        if runs_backwards(node, begin, end):
            yield finding(at=document.at(node, end), observed=node.text(end), expected=node.text(begin))


@rule(
    "OB-DATE-003",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.3 AchievementSubject, activityStartDate and activityEndDate",
    message="activityEndDate is before activityStartDate",
    notes="The clause says what the two dates mean, not that one comes first: it follows.",
)
def activity_runs_forwards(document: Credential) -> Findings:
    """An activity does not end before it begins.

    Why: Nobody can tell when the learner did it; systems that compute how long it took get a negative number.

    Example: `"activityStartDate": "2026-06-01T00:00:00Z", "activityEndDate": "2025-06-30T00:00:00Z"`.

    Repair: Correct the year of one of the two, or swap them, and sign the credential anew.
    """
    for node in document.of("AchievementSubject"):
        if runs_backwards(node, "activityStartDate", "activityEndDate"):
            yield finding(at=document.at(node, "activityEndDate"))


@rule(
    "OB-DATE-004",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.2 AchievementCredential, awardedDate",
    message="awardedDate {observed} is after {expected}",
    notes="awardedDate is when the achievement was first awarded; the beginning of the validity is moved with each new "
    "version of the credential. An award that lies ahead is odd, but the clause does not forbid it.",
)
def award_is_not_after_the_credential(document: Credential) -> Findings:
    """An achievement is awarded before the credential about it is valid, or at that moment.

    Why: The credential says for a time that something was awarded which was not yet; most often one date is mistyped.

    Example: `"validFrom": "2026-06-01T12:00:00Z", "awardedDate": "2027-06-01T12:00:00Z"`.

    Repair: Set `awardedDate` to the day of the award, and sign the credential anew.
    """
    for node in document.of(*CREDENTIALS):
        begin = BEGIN[node.model]
        if runs_backwards(node, "awardedDate", begin):
            observed = node.text("awardedDate")
            yield finding(at=document.at(node, "awardedDate"), observed=observed, expected=node.text(begin))
