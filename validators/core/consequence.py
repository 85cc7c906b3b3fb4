"""What becomes of the records of an export, in one sentence: how many an importer that keeps to the standard drops or
misreads, and of how many it may lose a field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fairmark.validators.core.levels import ERROR, Severity
from fairmark.validators.core.report import InputResult, Records, Report

PARTS = frozenset({"oneroster-file", "scl-file"})
"""Kinds of input that are only a part of the one that they are a member of."""

NO_EXPORT = frozenset({"waivers"})
"""Kinds of input that nobody sends."""

NAMED = 3
"""Tables, or files, that are named; the others are added up."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What becomes of all inputs: those that an importer may refuse as a whole, by name, with the records in them where
    they are counted, and the records of each sort in the others, the worst first."""

    refused: Mapping[str, tuple[Records, ...]]
    records: tuple[Records, ...]

    @property
    def total(self) -> int:
        return sum(each.total for each in self.records)


def consequences(report: Report) -> Consequences | None:
    """What becomes of the inputs of a report, None where no records are counted in any of them."""
    if not any(result.consequence for result in report.inputs):
        return None
    sorts: dict[str, list[Records]] = {}
    refused: dict[str, tuple[Records, ...]] = {}
    for result in report.inputs:
        if result.consequence is None:
            if result.kind not in NO_EXPORT and _own_errors(report, result.name):
                refused.setdefault(_whole_of(result), ())
        elif result.consequence.whole is ERROR:
            refused[result.name] = result.consequence.records
        else:
            for records in result.consequence.records:
                sorts.setdefault(records.what, []).append(records)
    added = (_added(what, parts) for what, parts in sorts.items())
    ordered = sorted(added, key=lambda records: (-records.failed, -records.doubted))
    return Consequences(refused, tuple(ordered))


def _own_errors(report: Report, name: str) -> int:
    lost = (group for group in report.findings if group.severity is ERROR and group.rule.loses)
    return sum(group.by_input.get(name, 0) for group in lost)


def _whole_of(result: InputResult) -> str:
    """What is refused for an error in an input that holds no records: it, or what it is a part of, as a manifest is."""
    return result.name.rpartition("!")[0] if result.kind in PARTS else result.name


def _added(what: str, parts: Sequence[Records]) -> Records:
    numbers = ((part.total, part.failed, part.doubted) for part in parts)
    total, failed, doubted = map(sum, zip(*numbers, strict=True))
    return Records(what, total, failed, doubted, parts[0].table if len(parts) == 1 else "")


# -- words -----------------------------------------------------------------------------------------------------------


def told(found: Consequences, subject: str, *, at_least: bool) -> str:
    """The consequences in words, "" where nothing is lost or refused. `subject` is the one input that is spoken of, ""
    where there are several; `at_least` says that only a part was looked at."""
    failed = [(each.failed, each.total, each.what) for each in found.records if each.failed]
    doubted = [(each.doubted, each.total, each.what) for each in found.records if each.doubted]
    least = "at least " if at_least else ""
    said = []
    if failed:
        said.append(f"{least}{_numbers(failed)} will be dropped or misread")
    if doubted:
        more = f"{sum(count for count, _, _ in doubted):,} more" if failed else _numbers(doubted)
        said.append(f"a field of {least}{more} may be lost or misread")
    lost = ", and ".join(said)
    if not found.refused:
        return lost
    refused = f"an importer may refuse or misread {_listed(found.refused, subject)}"
    return f"{refused}; beside that, {lost}" if lost else refused


def _numbers(records: Sequence[tuple[int, int, str]]) -> str:
    """Such as "412 of 9,310 results and 3 of 1,200 users", the largest numbers first."""
    ordered = sorted(records, key=lambda each: -each[0])
    kept = NAMED if len(ordered) == NAMED else NAMED - 1
    said = [f"{count:,} of {total:,} {what}" for count, total, what in ordered[:kept]]
    if others := ordered[kept:]:
        count, total = sum(each[0] for each in others), sum(each[1] for each in others)
        said.append(f"{count:,} of {total:,} other records")
    return _joined(said)


def _listed(refused: Mapping[str, tuple[Records, ...]], subject: str) -> str:
    """What is refused, by name without that of the subject before it; of the subject itself "it" is said."""
    if subject in refused:
        return "it as a whole"
    ordered = sorted(refused.items(), key=lambda item: -sum(records.total for records in item[1]))
    kept = NAMED if len(ordered) == NAMED else NAMED - 1
    said = []
    for name, records in ordered[:kept]:
        numbers = _joined([f"{each.total:,} {each.what}" for each in records[:NAMED]]) if records else ""
        said.append(f"all of {name.removeprefix(f'{subject}!')}" + (f" ({numbers})" if numbers else ""))
    if others := [records for _, records in ordered[kept:]]:
        total = sum(each.total for records in others for each in records)
        said.append(f"{len(others)} more files" + (f" ({total:,} records)" if total else ""))
    return _joined(said)


def _joined(parts: Sequence[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def worst_of(severities: Mapping[Severity, int]) -> Severity | None:
    """The worst of the severities that occur, None where none does."""
    return min((severity for severity, count in severities.items() if count), key=lambda s: s.rank, default=None)
