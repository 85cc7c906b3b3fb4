"""When a badge was awarded, and until when it counts."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_standing import timestamp
from fairmark.validators.credentials.flaws import Flaw
from fairmark.validators.rules.credentials.open_badges_2.told import told
from fairmark.validators.rules.credentials.versions import OB2


@rule(
    "OB-V2-011",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, Primitive datatypes: DateTime",
    message="expected {expected}; found {observed}",
    notes="A Unix time, as versions before 2.0 allowed it, is a number and no text: OB-V2-004 speaks about it.",
)
def times_are_times(document: Badge2) -> Findings:
    """Every time is an ISO 8601 date and time with its time zone.

    Why: Without the zone the moment is unknown by up to a day; what is no time cannot be compared with today at all.

    Example: `"issuedOn": "2026-06-01"`, or `"2026-06-01T12:00:00"`.

    Repair: Write it in UTC with a Z at its end, such as `2026-06-01T12:00:00Z`.
    """
    for entity in document.entities:
        for name, field in entity.fields.items():
            value = entity.data.get(name)
            if field.type == "Timestamp" and isinstance(value, str) and timestamp(value) is None:
                expected = "a date and time with its zone, such as 2026-01-31T12:00:00Z"
                yield finding(at=document.at(entity, name), observed=value, expected=expected)


@rule(
    "OB-V2-012",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, Assertion: issuedOn",
    message="{observed}, which lies ahead of {expected}",
)
def badge_is_issued_already(document: Badge2) -> Findings:
    """A badge was awarded before now, or before the moment to judge as of.

    Why: What is dated ahead has not been earned yet; most often the date is mistyped, or the issuer's clock is wrong.

    Example: `"issuedOn": "2062-06-01T12:00:00Z"`.

    Repair: Correct `issuedOn`. To judge as of another moment, give it with --at.
    """
    return told(document, Flaw.NOT_YET_VALID)


@rule(
    "OB-V2-013",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, Assertion: expires, issuedOn",
    message="it expires on {observed}, before it was issued on {expected}",
)
def badge_expires_after_it_is_issued(document: Badge2) -> Findings:
    """A badge does not expire before it is issued.

    Why: There is no moment at which anybody would accept it.

    Example: `"issuedOn": "2026-06-01T12:00:00Z", "expires": "2025-06-01T12:00:00Z"`.

    Repair: Correct the year of one of the two.
    """
    for entity in document.of("Assertion"):
        issued, expires = timestamp(entity.data.get("issuedOn")), timestamp(entity.data.get("expires"))
        if issued is not None and expires is not None and expires < issued:
            yield finding(
                at=document.at(entity, "expires"), observed=entity.text("expires"), expected=entity.text("issuedOn")
            )


@rule(
    "OB-V2-014",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, Verification: the Assertion has not expired",
    message="{observed}; it is judged as of {expected}",
    follows=("OB-V2-013",),
)
def badge_has_not_expired(document: Badge2) -> Findings:
    """A badge has not expired.

    Why: Its issuer said from the beginning that it counts for a time only.

    Example: `"expires": "2025-06-30T00:00:00Z"`, a year ago.

    Repair: Ask the issuer whether it can be renewed. To judge as of another moment, give it with --at.
    """
    return told(document, Flaw.EXPIRED)
