"""What has changed between two exports in OneRoster CSV, in words, and as JSON. No cell is told but sourcedIds."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version as installed_version
from pathlib import Path

from fairmark.validators.compare.written import Json
from fairmark.validators.core.headline import plural
from fairmark.validators.core.report import NOTICE
from fairmark.validators.core.shelf import EmptyShelf
from fairmark.validators.exports.changes import Changes, Crossing, changes_since
from fairmark.validators.exports.last import Export
from fairmark.validators.exports.table_change import Some, TableChange
from fairmark.validators.exports.thresholds import Thresholds
from fairmark.validators.readers.limits import Limits
from fairmark.validators.reports.safe_text import visible

RULES = {"lost": "OR-DIF-001", "changed": "OR-DIF-002", "churn": "OR-DIF-004", "emptied": "OR-DIF-005"}
"""Threshold to the rule that speaks of it where a new export is validated."""
WHOLLY = "OR-DIF-003"
"""The rule that speaks of files without any records left."""
VERBS = {
    "lost": "are no longer there",
    "changed": "have changed",
    "churn": "have another sourcedId",
    "emptied": "have lost what they had there",
}
HEADER = ("file", "old", "new", "added", "deleted", "changed", "renumbered")
SORTS = (("added", "added"), ("deleted", "gone"), ("changed", "changed"), ("renumbered", "renumbered"))
"""What is told of a table, and the member that holds it."""


def compare(
    old: Path, new: Path, thresholds: Thresholds, samples: int | None, tell: Callable[[int, int, str], None]
) -> Changes:
    """What has changed from the export `old` to `new`; NoPackage where one of them is none. `tell` hears how many bytes
    of how many were read, and of what."""
    now, limits = datetime.now(UTC), Limits()
    before, after = Export(old, limits).checked(), Export(new, limits)
    roster = after.whole(now, EmptyShelf(), lambda done, total: tell(done, total, after.name))
    pieces = before.pieces(now, lambda done, total: tell(done, total, before.name))
    return changes_since(pieces, roster, thresholds=thresholds, samples=samples)


def holds(changes: Changes) -> bool:
    """Whether somebody should look before the new export is sent."""
    return any(changes.emptied_files) or any(changes.crossings())


def headline(changes: Changes) -> str:
    """One line: whether a threshold is crossed, and how many files have changed."""
    gone, crossed = len(list(changes.emptied_files)), len(list(changes.crossings()))
    said = [f"{plural(gone, 'file')} without any records left"] if gone else []
    said += [f"{plural(crossed, 'threshold')} crossed"] if crossed else []
    if said:
        return f"On hold: {' and '.join(said)}, so somebody has to look before it goes."
    differ = sum(any(getattr(table, member).count for _, member in SORTS) for table in changes.tables.values())
    return f"No threshold is crossed; {differ:,} of {len(changes.tables):,} compared files differ."


def as_text(changes: Changes, names: tuple[str, str]) -> str:
    """The changes as plain text. `names` are those of the exports."""
    return "".join(f"{line}\n" for line in _lines(changes, names))


def as_json(changes: Changes, names: tuple[str, str]) -> Json:
    """The changes as the JSON object that schemas/report/exports-diff.schema.json describes."""
    thresholds = changes.thresholds
    return {
        "fairmark": {"version": installed_version("fairmark")},
        "notice": NOTICE,
        "headline": headline(changes),
        "onHold": holds(changes),
        "old": {"name": names[0], "version": changes.version},
        "new": {"name": names[1], "version": changes.roster.version},
        "thresholds": {name: getattr(thresholds, name) for name in RULES},
        "tables": [_table(table) for table in _in_order(changes)],
        "emptiedFiles": [table.file for table in changes.emptied_files],
        "crossings": [_crossing(changes, crossing) for crossing in changes.crossings()],
        "notCompared": [
            {"file": f"{name}.csv", "reason": reason} for name, reason in sorted(changes.not_compared.items())
        ],
        "finalScoresChanged": len(changes.regraded),
        "otherPeople": len(changes.other_people),
    }


def _in_order(changes: Changes) -> list[TableChange]:
    return [changes.tables[name] for name in sorted(changes.tables)]


def _table(table: TableChange) -> Json:
    return {
        "file": table.file,
        "before": table.before,
        "now": table.now,
        **{sort: _some(getattr(table, member)) for sort, member in SORTS},
        "lost": table.lost,
        "shares": {
            "lost": round(table.share(table.lost), 2),
            "changed": round(table.share(table.changed.count), 2),
            "churn": round(table.share(table.renumbered.count), 2),
        },
        "emptied": [{"column": column, "count": lost, "had": had} for column, lost, had in table.emptied],
    }


def _some(some: Some) -> Json:
    return {"count": some.count, "samples": list(some.ids)}


def _crossing(changes: Changes, crossing: Crossing) -> Json:
    return {
        "rule": RULES[crossing.threshold],
        "threshold": crossing.threshold,
        "limit": getattr(changes.thresholds, crossing.threshold),
        "file": crossing.table.file,
        "column": crossing.column or None,
        "count": crossing.crossed,
        "of": crossing.of,
        "share": round(crossing.share, 2),
    }


def _lines(changes: Changes, names: tuple[str, str]) -> Iterator[str]:
    yield headline(changes)
    yield ""
    yield visible(f"old  {names[0]}: OneRoster {changes.version}")
    yield visible(f"new  {names[1]}: OneRoster {changes.roster.version}")
    yield ""
    yield from _grid([HEADER, *(_row(table) for table in _in_order(changes))])
    yield from _held(changes)
    yield from _section("Not compared", (f"{name}.csv: {why}" for name, why in sorted(changes.not_compared.items())))
    yield from _section("Single records", _single(changes))
    yield from _section("Samples", _samples(changes))
    yield from ("", NOTICE)


def _row(table: TableChange) -> tuple[str, ...]:
    counts = (f"{table.before:,}", f"{table.now:,}", f"{table.added.count:,}")
    shares = (
        f"{some.count:,} ({table.share(some.count):.1f} %)" if some.count else "0"
        for some in (table.gone, table.changed, table.renumbered)
    )
    return (visible(table.file), *counts, *shares)


def _grid(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for file, *numbers in rows:
        cells = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]
        yield "  ".join([file.ljust(widths[0]), *cells])


def _held(changes: Changes) -> Iterator[str]:
    """Why the export is on hold."""
    emptied = (f"{table.file}: had {plural(table.before, 'record')} ({WHOLLY})" for table in changes.emptied_files)
    yield from _section("Without any records left", emptied)
    yield from _section("Thresholds crossed", (_told(changes, crossing) for crossing in changes.crossings()))


def _told(changes: Changes, crossing: Crossing) -> str:
    place = f"{crossing.table.file} {crossing.column}".strip()
    count = f"{crossing.crossed:,} of {plural(crossing.of, 'record')} ({crossing.share:.1f} %)"
    limit = f"up to {getattr(changes.thresholds, crossing.threshold):g} % may be"
    return f"{place}: {count} {VERBS[crossing.threshold]}; {limit} ({RULES[crossing.threshold]})"


def _single(changes: Changes) -> Iterator[str]:
    if count := len(changes.regraded):
        yield f"{plural(count, 'score')} changed after the academic session had ended (OR-DIF-007)"
    if count := len(changes.other_people):
        yield f"{plural(count, 'sourcedId')} now of another person (OR-REF-016)"


def _samples(changes: Changes) -> Iterator[str]:
    for table in _in_order(changes):
        for sort, member in SORTS:
            if ids := getattr(table, member).ids:
                yield f"{table.file} {sort}: {', '.join(ids)}"


def _section(heading: str, lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if not number:
            yield from ("", heading)
        yield f"  {visible(line)}"
