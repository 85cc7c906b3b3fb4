"""CASE-OBS-004 to CASE-OBS-006: what the consumer does when it is told to wait. RFC 6585 section 4, RFC 9110 10.2.3."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case_consumer.observation import Observation, Situation, Visit
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds

OPERATION = "getCFPackage"
TOO_MANY = 429
SLACK = 0.25
"""Seconds that clocks and networks may differ by."""
DATE_SLACK = 1.25
"""The same where the time is a date, which has whole seconds."""


@rule(
    "CASE-OBS-004",
    scope="observed",
    severity=ERROR,
    versions=BOTH,
    basis="RFC 9110 section 10.2.3",
    message="{observed}; expected {expected}",
)
def consumer_waits_the_seconds_it_is_told(observation: Observation) -> Results:
    """After 429 the consumer does not ask again before the seconds of Retry-After are over.

    Why: A provider that is too busy gets busier by impatience, and many lock out who does not wait.

    Example: HTTP 429 with `Retry-After: 2`, and the same request 50 ms later.

    Repair: Read Retry-After, wait that long, then send the same request again.
    """
    yield _waited(observation, Situation.BUSY, SLACK)


@rule(
    "CASE-OBS-005",
    scope="observed",
    severity=ERROR,
    versions=BOTH,
    basis="RFC 9110 section 10.2.3",
    message="{observed}; expected {expected}",
)
def consumer_waits_until_the_date_it_is_told(observation: Observation) -> Results:
    """After 429 the consumer does not ask again before the date of Retry-After, which need not be a number.

    Why: Both forms are in use. Who expects a number stops at the date with an error, or takes it for no time at all.

    Example: HTTP 429 with `Retry-After: Fri, 02 Jan 2026 08:00:04 GMT`, and the same request at once.

    Repair: Where Retry-After is no number, parse it as an HTTP date and wait until then, counted from the Date header
    of the answer.
    """
    yield _waited(observation, Situation.BUSY_UNTIL, DATE_SLACK)


@rule(
    "CASE-OBS-006",
    scope="observed",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 RB 2.4",
    message="{observed}; expected {expected}",
)
def consumer_comes_back(observation: Observation) -> Results:
    """After 429 the consumer comes back for what it did not get.

    Why: A framework that was refused once, for a moment, would be missing until the next run, or for ever.

    Example: A package is answered with HTTP 429, and the consumer goes on with the others and never asks for it again.

    Repair: Keep what was refused with 429, and ask for it again when the time of Retry-After has passed.
    """
    refused = {s: visits for s in (Situation.BUSY, Situation.BUSY_UNTIL) if (visits := _from_refusal(observation, s))}
    lost = {s: visits for s, visits in refused.items() if visits[-1].status == TOO_MANY}
    if not refused:
        yield cannot_tell(OPERATION, "It has asked for no package that is answered with 429")
    elif not lost:
        yield holds(OPERATION, *observation.answers(visits[-1] for visits in refused.values()))
    elif observation.over:
        which = " and ".join(situation.value for situation in lost)
        yield breach(
            OPERATION,
            *observation.answers(visits[-1] for visits in lost.values()),
            observed=f"it never got the package that was {which}",
            expected="another request when the time has passed",
        )
    else:
        yield cannot_tell(OPERATION, "It has not come back yet")


def _waited(observation: Observation, situation: Situation, slack: float) -> Result:
    """Whether the next request for the package came in time, counted from the first refusal."""
    visits = _from_refusal(observation, situation)
    if not visits or visits[0].due is None:
        return cannot_tell(OPERATION, "It has not been told to wait in this way")
    if len(visits) == 1:
        return cannot_tell(OPERATION, "It has not come back", *observation.answers(visits))
    told, again = visits[0], visits[1]
    if again.at < visits[0].due - slack:
        return breach(
            OPERATION,
            *observation.answers([told, again]),
            observed=f"it came back after {again.at - told.at:.1f} s",
            expected=f"a wait of {visits[0].due - told.at:.1f} s",
        )
    return holds(OPERATION, *observation.answers([told, again]))


def _from_refusal(observation: Observation, situation: Situation) -> list[Visit]:
    """The requests for the package of that situation, from the first that was answered with 429 on."""
    visits = observation.to_package(situation)
    first = next((number for number, visit in enumerate(visits) if visit.status == TOO_MANY), len(visits))
    return visits[first:]
