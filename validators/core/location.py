"""Where something stands: in which input, at which path, and (looked up last) at which line and column."""

from dataclasses import dataclass

from fairmark.validators.core.privacy import Privacy

Path = tuple[str | int, ...]
"""Member names and array indexes from the root of a document, as in a JSON Pointer. In a table: the file or sheet, the
physical row (1-based, the header is row 1), and the field, "" for the whole row."""

FILE, SHEET = "file", "sheet"
"""What the first step of a path into a table names."""

HEADER = 1
"""The physical row of the header of a table."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place in an input.

    `path` leads to the value; `record` is the identifier of the object that the place belongs to, "" where it has
    none, and `key` the class of that identifier; `privacy` the class under which the value there may appear. `line` and
    `column` (1-based, in code points) are set only where the path does not lead there, as in a text that is not JSON,
    or to the second of two members with one name; otherwise they are computed for what is shown.
    `whole` says that a place stands for the whole input or table, as the first byte that cannot be read does.
    `document` is the 0-based number of the document within an input that holds several, as NDJSON does. `table` is FILE
    or SHEET where the path leads into a table, "" elsewhere. `number` (1-based) is that of the record among all of the
    input, where they are counted and stand in no table; 0 elsewhere. `input` names the input that holds the place,
    where several are judged together; "" for the one at hand.
    """

    path: Path = ()
    record: str = ""
    privacy: Privacy = Privacy.DIRECT_IDENTIFIER
    line: int | None = None
    column: int | None = None
    document: int = 0
    table: str = ""
    input: str = ""
    whole: bool = False
    key: Privacy = Privacy.RECORD_KEY
    number: int = 0

    @property
    def pointer(self) -> str:
        """The path as a JSON Pointer (RFC 6901)."""
        return pointer(self.path)

    @property
    def owner(self) -> str | int:
        """The object or record that the place belongs to, as far as that can be told; else the place itself. In a table
        it is the row, and of records that are counted their number, for two of them may have one identifier."""
        if self.table:
            return int(self.path[1])
        if self.number:
            return self.number
        return self.record or f"{self.document}{self.pointer}"

    @property
    def table_name(self) -> str:
        """The file or sheet, "" where the path leads into no table."""
        return str(self.path[0]) if self.table else ""

    @property
    def is_whole(self) -> bool:
        """Whether the input or table as a whole is meant, and not one of its records. Of a table the header stands for
        all of it."""
        return self.whole or (self.path[1] == HEADER if self.table else not (self.record or self.path))

    @property
    def pattern(self) -> str:
        """The pointer with `*` for every array index: the kind of place, equal for all members of a list. In a table it
        is the file and the field."""
        if self.table:
            return "/".join(str(step) for step in (self.path[0], self.path[2]) if step)
        return pointer(tuple("*" if isinstance(step, int) else step for step in self.path))


def in_table(
    name: str,
    row: int,
    field: str = "",
    *,
    record: str = "",
    privacy: Privacy = Privacy.PUBLIC,
    table: str = FILE,
    whole: bool = False,
    key: Privacy = Privacy.RECORD_KEY,
) -> Location:
    """The place in the file or sheet `name`: its physical row, and the field, "" for the whole row; with `whole` it
    stands for the whole file or sheet."""
    return Location((name, row, field), record, privacy, table=table, whole=whole, key=key)


def pointer(path: Path) -> str:
    """`path` as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


@dataclass(frozen=True, slots=True)
class Position:
    """A line and a column, both 1-based, columns in code points."""

    line: int
    column: int
