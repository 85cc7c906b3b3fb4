"""PV-EXP: counts of few people in a summary."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairmark.schemas.tables import table
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.events import Taken
from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy, disclosed
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.agreement import MINIMUM
from fairmark.validators.readers.tables.alone import LoneTable, lone_table
from fairmark.validators.rules.privacy.tables import ANY

JSON, TABLE = "coverage", "coverage-table"
GROUPS = ("enrolled", "learners")
"""What counts people. A count of results says how much work there is."""


@dataclass(frozen=True)
class Summary:
    """The coverage of standards as `fairmark coverage --format json` writes it."""

    data: Mapping[str, Any]
    circumstances: Circumstances

    kind = JSON
    well_formed = False
    steps: Sequence[Taken] = ()

    @property
    def applies(self) -> Mapping[str, str]:
        return {"PV": ANY[0]}

    @property
    def minimum(self) -> int:
        return self.circumstances.agreement.minimum if self.circumstances.agreement else MINIMUM

    def groups(self) -> Iterator[tuple[Location, int]]:
        """The places with a count of people, and the count; what is withheld is none."""
        privacy = disclosed(Privacy.EDUCATION_RECORD, self.circumstances.show_values)
        for name in ("courses", "rows"):
            members = self.data.get(name)
            for number, each in enumerate(members if isinstance(members, list) else ()):
                for group in GROUPS:
                    count = each.get(group) if isinstance(each, Mapping) else None
                    if isinstance(count, int) and not isinstance(count, bool):
                        yield Location((name, number, group), privacy=privacy), count


class SummaryTable(LoneTable):
    """The same as a table."""

    @property
    def minimum(self) -> int:
        return self.agreement.minimum if self.agreement else MINIMUM

    def groups(self) -> Iterator[tuple[Location, int]]:
        for group in GROUPS:
            column = self.table.column(group)
            for row, cell in column.rows_where(_is_count) if column is not None else ():
                yield self.table.at(row, group), int(cell)


def _is_count(cell: str) -> bool:
    return cell.isascii() and cell.isdecimal() and len(cell) < 10


def summary(data: Any, kind: str, circumstances: Circumstances) -> Summary | SummaryTable:
    """The summary that `data` is: a parsed document, or the bytes of a table."""
    if kind == JSON:
        return Summary(data, circumstances)
    spec = table("report/coverage-table.json")
    read = lone_table(data, circumstances.name, spec, key="", show_values=circumstances.show_values)
    return SummaryTable(read, TABLE, {"PV": ANY[0]}, len(data), circumstances.agreement)


@rule(
    "PV-EXP-007",
    severity=WARNING,
    versions=ANY,
    basis="best practice: a count of few people tells who they are (34 CFR 99.31(b), de-identified records)",
    message="the group has fewer than {expected} learners",
    kinds=(JSON, TABLE),
    discloses=True,
    notes="The law leaves the smallest number to the agency; 10 is usual, and an agreement may state another "
    "(`--agreement`). A group of nobody passes. Looked at are summaries that `fairmark coverage` has written, as JSON "
    "or CSV: by itself it withholds such numbers, unless it was told to use a smaller minimum.",
)
def groups_are_not_small(subject: Summary | SummaryTable) -> Findings:
    """No count of learners in a summary is smaller than the smallest number that may be told.

    Why: Whoever knows the class knows who the two learners without evidence are.

    Example: Coverage made with `--minimum 1`, in which a course has evidence of 2 learners.

    Repair: Make the summary anew with the minimum of the agreement, before it is shared.
    """
    for place, count in subject.groups():
        if 0 < count < subject.minimum:
            yield finding(at=place, expected=str(subject.minimum))
