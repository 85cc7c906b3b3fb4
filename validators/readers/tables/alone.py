"""A table that is an input by itself, unlike those of a package."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from fairmark.schemas.tables import TableSpec
from fairmark.validators.core.events import Taken
from fairmark.validators.readers.agreement import Agreement
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.tables.faults import problems_of
from fairmark.validators.readers.tables.known import KnownTable
from fairmark.validators.readers.tables.reading import read_table


@dataclass(frozen=True)
class LoneTable:
    """A table as the subject that rules look at. `kind` and `applies` are what rules are chosen by, `size` is the
    number of its bytes, `agreement` says which personal data may be sent, None where that is not known."""

    table: KnownTable
    kind: str
    applies: Mapping[str, str]
    size: int
    agreement: Agreement | None = None

    well_formed = False
    steps: Sequence[Taken] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it could be read to its end."""
        return self.table.data.is_whole

    @property
    def counted(self) -> tuple[int, str, str]:
        """How many records there are, what they are called, and in which file."""
        return self.table.records, self.table.spec.name.replace("_", " "), self.table.file

    @cached_property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with its text, whatever it holds."""
        return tuple(problems_of(self.table.data, self.table.file))


def lone_table(
    data: bytes, name: str, spec: TableSpec, *, key: str, show_values: bool, open_ended: bool = False
) -> KnownTable:
    """The table in `data`, which is the input of that name. `key` is the column that names a record; for `open_ended`
    see `read_table`."""
    file = name.rpartition("!")[2].rpartition("/")[2] or name
    return KnownTable(file, spec, read_table(BytesIO(data), open_ended=open_ended), show_values, key)
