"""Where something stands: in which input, at which path, and (looked up last) at which line and column."""

from dataclasses import dataclass

from fairmark.validators.core.privacy import Privacy

Path = tuple[str | int, ...]
"""Member names and array indexes from the root of a document, as in a JSON Pointer. In a table: the file or sheet, the
physical row (1-based, the header is row 1), and the field, "" for the whole row."""

FILE, SHEET = "file", "sheet"
"""What the first step of a path into a table names."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place in an input.

    `path` leads to the value; `record` is the identifier of the object that the place belongs to, "" where it has
    none; `privacy` the class under which the value there may appear. `line` and `column` (1-based, in code points) are
    set only where the path does not lead there, as in a text that is not JSON, or to the second of two members with one
    name; otherwise they are computed for what is shown.
    `document` is the 0-based number of the document within an input that holds several, as NDJSON does. `table` is FILE
    or SHEET where the path leads into a table, "" elsewhere. `input` names the input that holds the place, where
    several are judged together; "" for the one at hand.
    """

    path: Path = ()
    record: str = ""
    privacy: Privacy = Privacy.DIRECT_IDENTIFIER
    line: int | None = None
    column: int | None = None
    document: int = 0
    table: str = ""
    input: str = ""

    @property
    def pointer(self) -> str:
        """The path as a JSON Pointer (RFC 6901)."""
        return pointer(self.path)

    @property
    def owner(self) -> str:
        """The object or record that the place belongs to, as far as that can be told; else the place itself."""
        if self.record:
            return self.record
        return pointer(self.path[:2]) if self.table else f"{self.document}{self.pointer}"

    @property
    def pattern(self) -> str:
        """The pointer with `*` for every array index: the kind of place, equal for all members of a list. In a table it
        is the file and the field."""
        if self.table:
            return "/".join(str(step) for step in (self.path[0], self.path[2]) if step)
        return pointer(tuple("*" if isinstance(step, int) else step for step in self.path))


def in_table(
    name: str, row: int, field: str = "", *, record: str = "", privacy: Privacy = Privacy.PUBLIC, table: str = FILE
) -> Location:
    """The place in the file or sheet `name`: its physical row, and the field, "" for the whole row."""
    return Location((name, row, field), record, privacy, table=table)


def pointer(path: Path) -> str:
    """`path` as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


@dataclass(frozen=True, slots=True)
class Position:
    """A line and a column, both 1-based, columns in code points."""

    line: int
    column: int
