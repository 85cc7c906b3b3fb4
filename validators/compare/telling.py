"""The difference of two reports in words, and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from fairmark.validators.compare.difference import Capped, Change, Difference
from fairmark.validators.compare.written import Json
from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import Severity
from fairmark.validators.core.report import NOTICE
from fairmark.validators.reports.safe_text import visible

SECTIONS = (
    ("new", "New", "added"),
    ("worse", "Worse than before", "worse"),
    ("untested", "Was wrong and was not tested again", "untested"),
    ("better", "Better than before, but still open", "better"),
    ("fixed", "Fixed", "fixed"),
    ("open", "Still open", "open"),
)
"""Name in the JSON form, heading, and member of a difference, in the order in which they are told."""
SHOWN = 20
"""Changes that a section of the text names."""


def summary(difference: Difference) -> dict[str, int]:
    """How many of each. Of capped rules what is certain is counted."""
    counts = {name: len(getattr(difference, member)) for name, _, member in SECTIONS}
    counts["new"] += sum(capped.new for capped in difference.capped)
    counts["fixed"] += sum(capped.fixed for capped in difference.capped)
    return counts


def headline(difference: Difference) -> str:
    """One line: what has changed, and what the verdicts are."""
    counts = summary(difference)
    at_least = "at least " if difference.capped else ""
    said = [f"{at_least}{counts['new']:,} new", f"{at_least}{counts['fixed']:,} fixed"]
    said += [f"{counts[name]:,} {name}" for name in ("worse", "better") if counts[name]]
    said.append(f"{counts['open']:,} still open")
    if counts["untested"]:
        said.append(f"{counts['untested']:,} not tested again")
    old, new = difference.old["verdict"], difference.new["verdict"]
    verdict = f"the verdict is still {new}" if old == new else f"the verdict was {old} and is {new}"
    return f"{', '.join(said)}; {verdict}."


def as_text(difference: Difference, names: tuple[str, str]) -> str:
    """The difference as plain text. `names` are those of the files."""
    return "".join(f"{line}\n" for line in _lines(difference, names))


def as_json(difference: Difference, names: tuple[str, str], fail_on: Severity) -> Json:
    """The difference as the JSON object that schemas/report/diff.schema.json describes."""
    return {
        "fairmark": {"version": difference.new["fairmark"]["version"]},
        "notice": NOTICE,
        "headline": headline(difference),
        "worse": difference.is_worse(fail_on),
        "old": _side(difference.old, names[0]),
        "new": _side(difference.new, names[1]),
        "summary": summary(difference),
        "cautions": list(difference.cautions),
        "changes": {name: [_change(change) for change in getattr(difference, member)] for name, _, member in SECTIONS},
        "capped": [_capped(capped) for capped in difference.capped],
    }


def _side(report: Json, name: str) -> Json:
    return {
        "name": name,
        "at": report.get("at"),
        "profile": report["profile"],
        "verdict": report["verdict"],
        "counts": report["counts"],
        "fairmark": report["fairmark"],
    }


def _change(change: Change) -> dict[str, Any]:
    return {**asdict(change), "severity": change.severity.value}


def _capped(capped: Capped) -> dict[str, Any]:
    return {**asdict(capped), "severity": capped.severity.value}


def _lines(difference: Difference, names: tuple[str, str]) -> Iterator[str]:
    yield headline(difference)
    yield ""
    for label, report, name in (("old", difference.old, names[0]), ("new", difference.new, names[1])):
        counts = ", ".join(f"{count:,} {severity}" for severity, count in report["counts"].items())
        made = f", {report['at']}" if report.get("at") else ""
        yield visible(f"{label}  {name}{made}: {report['verdict']}; {counts}")
    for caution in difference.cautions:
        yield visible(f"Take care: {caution}")
    for _, heading, member in SECTIONS:
        yield from _section(heading, getattr(difference, member))
    if difference.capped:
        yield from ("", "Known by number only")
        yield from (_of_capped(capped) for capped in difference.capped)
    yield from ("", NOTICE)


def _section(heading: str, changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        return
    yield from ("", f"{heading} ({len(changes):,})")
    ordered = sorted(changes, key=lambda change: (change.severity.rank, change.rule))
    for change in ordered[:SHOWN]:
        yield f"  {change.severity.value.upper()} {visible(change.rule)} {visible(change.place)}"
        yield f"    {visible(change.message)} (was {visible(change.before)}, is {visible(change.now)})"
        if change.curl and heading in ("New", "Worse than before"):
            yield f"    {visible(change.curl)}"
    if ordered[SHOWN:]:
        yield f"  and {plural(len(ordered) - SHOWN, 'other')}; --format json has them all"


def _of_capped(capped: Capped) -> str:
    said = [f"at least {capped.new:,} new"] if capped.new else []
    said += [f"at least {capped.fixed:,} fixed"] if capped.fixed else []
    sure = ", ".join(said) or "whether they are the same is not known"
    counts = f"{capped.before:,} before, {capped.now:,} now; {sure}"
    return f"  {capped.severity.value.upper()} {visible(capped.rule)} {visible(capped.title)}: {counts}"
