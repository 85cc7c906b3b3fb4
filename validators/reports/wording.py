"""How reports for people put things into words. All that is returned here is safe to show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from fairmark.validators.core.events import Checked, Required
from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import WORST_FIRST, Outcome, Severity
from fairmark.validators.core.report import Consequence, FindingGroup, Report, Sample
from fairmark.validators.reports.safe_text import visible


def where(sample: Sample) -> str:
    """`input:line:column`, or as much of it as is known; `input:row` in a table."""
    position, path = sample.position, sample.location.path
    if sample.location.table:
        return f"{visible(sample.input)}:{path[1]}"
    return visible(sample.input) + (f":{position.line}:{position.column}" if position else "")


def pointer(sample: Sample) -> str:
    """The JSON Pointer of a sample; in a table the field, and the record where it is known."""
    if not sample.location.table:
        return place(sample.location.pointer)
    field, record = str(sample.location.path[2]), sample.location.record
    said = [part for part in (field, f"record {record}" if record else "") if part]
    return visible(", ".join(said)) or "(the whole row)"


def place(pattern: str) -> str:
    """A JSON Pointer or a pattern of one, with words for the empty one, which means the whole document."""
    return visible(pattern) or "(the whole document)"


def counted(count: int, severity: Severity) -> str:
    """Such as "1 error", "2 warnings", "3 info"."""
    return f"{count:,} {severity.value}" if severity is Severity.INFO else plural(count, severity.value)


def occurrences(group: FindingGroup) -> str:
    """How often and in how many objects, such as "12 occurrences in 10 records"."""
    return f"{plural(group.count, 'occurrence')} in {plural(group.records, 'record')}"


def lost(consequence: Consequence) -> list[str]:
    """Such as "412 of 9,310 results dropped or misread", for each sort of records of which some are."""
    return [
        f"{records.failed:,} of {records.total:,} {visible(records.what)} dropped or misread"
        for records in consequence.records
        if records.failed
    ]


def samples_in(group: FindingGroup) -> Mapping[str, Sequence[Sample]]:
    """The samples of the group by the name of their input; there may be a hundred thousand of both."""
    found: dict[str, list[Sample]] = {name: [] for name in group.by_input}
    for sample in group.samples:
        found[sample.input].append(sample)
    return found


def counts_in(report: Report, name: str) -> dict[Severity, int]:
    """How often each severity occurs in the input of that name."""
    return {
        severity: sum(group.by_input.get(name, 0) for group in report.findings if group.severity is severity)
        for severity in Severity
    }


def is_url(name: str) -> bool:
    """Whether an input is one that was fetched, or a system that was checked."""
    return name.startswith(("http://", "https://"))


def url(name: str) -> str:
    """The name of such an input with what no URL may hold percent-encoded."""
    return quote(name, safe="%/:?#[]@!$&'()*+,;=-._~", errors="surrogatepass")


def moment(at: datetime) -> str:
    """A moment in UTC to the second, such as 2026-01-20T00:00:00Z."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def tally(came_out: Iterable[Checked | Required]) -> dict[Outcome, int]:
    """How many of the checks or requirements came out how; outcomes that none has are left out."""
    counts = Counter(one.outcome for one in came_out)
    return {outcome: counts[outcome] for outcome in WORST_FIRST if counts[outcome]}


def outcomes(tally: Mapping[Outcome, int]) -> str:
    """Such as "2 fail, 1,040 pass"."""
    return ", ".join(f"{count:,} {outcome.value}" for outcome, count in tally.items()) or "none"


REDACTIONS = {
    "default": "Personal values are hidden; identifiers of records are shown.",
    "shown": "Personal values are shown: not to be handed on.",
    "share": "Personal values are hidden, and keyed hashes stand for the identifiers of records.",
}


def redaction(report: Report) -> str:
    """How the report hides personal values, in a sentence; "" of a system, of which it says nothing."""
    return REDACTIONS.get(str(report.configuration.get("redaction")), "")


def configured(report: Report) -> list[tuple[str, str]]:
    """What the run was configured with, name and value; what was left out is not told."""
    return [
        (name, ", ".join(value) if isinstance(value, list) else str(value).lower() if value is True else str(value))
        for name, value in report.configuration.items()
        if value not in (None, False, "", [])
    ]


def totals(report: Report) -> str:
    """All exact totals in one line."""
    counts = ", ".join(counted(count, severity) for severity, count in report.counts.items())
    return f"{counts}; {report.waived:,} waived, {report.known:,} known from the baseline"
