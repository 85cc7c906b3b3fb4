"""The associations that a spreadsheet states: rows of the sheet CF Association, or cells of a CSV file."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
import re

from fairmark.schemas.spreadsheets import Dialect, association_types, plain
from fairmark.validators.readers.spreadsheets.items import Items
from fairmark.validators.readers.spreadsheets.table import Row, Table

CHILD = "isChildOf"
EXTENSION = re.compile(r"ext:[A-Za-z0-9._-]+")
ADDRESS = re.compile(r"(?:https?://[^\s/]+|urn:[a-z0-9-]+:)\S*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """An end of a relation: what it is called in the row (an identifier, else a code), the address beside it, and the
    item that it is, None for none of the spreadsheet. `is_document` says that it is the document."""

    name: str
    uri: str = ""
    code: str = ""
    item: Row | None = None
    is_document: bool = False

    @property
    def is_known(self) -> bool:
        return self.is_document or self.item is not None

    @property
    def key(self) -> str:
        """The same text for the same end."""
        return f"row {self.item.number}" if self.item else "document" if self.is_document else self.name or self.uri


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """An association, at `column` of `row`. `type` is its token, or as it stands there where it is none; `group` and
    `group_title` name its CFAssociationGrouping."""

    table: Table
    row: Row
    column: str
    type: str
    origin: End
    destination: End
    identifier: str = ""
    group: str = ""
    group_title: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the type is one of CASE, or a term of somebody's own."""
        return self.type in association_types() or EXTENSION.fullmatch(self.type) is not None

    @property
    def is_loop(self) -> bool:
        """Whether it leads from an item to itself."""
        return bool(self.origin.key) and self.origin.key == self.destination.key


@lru_cache(maxsize=1000)
def token(label: str) -> str:
    """The token that a label such as "Is Child Of" stands for; the label where it stands for none."""
    if EXTENSION.fullmatch(label.strip()):
        return label.strip()
    known = {plain(name): type for type, words in association_types().items() for name in (type, words)}
    return known.get(plain(label), label.strip())


def is_address(text: str) -> bool:
    """Whether the text is a whole URI, and not one that stands for an end that could not be found."""
    return ADDRESS.fullmatch(text.strip()) is not None


# -- sheets ----------------------------------------------------------------------------------------------------------


def relations_of_sheet(table: Table, items: Items, document: str) -> Iterator[Relation]:
    """The relations of the sheet CF Association. `document` is the identifier of the document."""
    for row in table.rows:
        yield Relation(
            table,
            row,
            "associationType",
            token(row["associationType"]),
            _end(row, "origin", items, document),
            _end(row, "destination", items, document),
            row.word("identifier"),
            row.word("associationGroupIdentifier"),
            row["associationGroupName"],
        )


def _end(row: Row, which: str, items: Items, document: str) -> End:
    identifier, uri = row.word(f"{which}NodeIdentifier"), row.word(f"{which}NodeURI")
    code = row.word(f"{which}NodeHumanCodingScheme")
    if document and identifier.lower() == document.lower():
        return End(identifier, uri, code, is_document=True)
    item = items.by_identifier.get(identifier.lower()) if identifier else items.by_code.get(code)
    return End(identifier or code, uri, code, item)


# -- CSV files -------------------------------------------------------------------------------------------------------


MEMBER = "isPartOf"


def document_in_csv(items: Items) -> str:
    """What all rows of a CSV file that say so are a part of, where it is one thing and no item: that is the document,
    as some products write it. "" where nothing is said of it."""
    named = {name for row in items.rows if (name := row.word(MEMBER))}
    return named.pop() if len(named) == 1 and not any(map(items.named, named)) else ""


def relations_of_csv(items: Items, dialect: Dialect) -> Iterator[Relation]:
    """The relations that the columns of a CSV file list, those to parents and to the document left out."""
    table = items.table
    left_out = MEMBER if document_in_csv(items) else ""
    columns = [
        column
        for column in table.spec.columns.values()
        if column.relation and column.name in table.columns and column.name != left_out
    ]
    for row in items.rows:
        for column in columns:
            for name in row[column.name].split(dialect.joined) if row[column.name] else ():
                if destination := name.strip():
                    uri = destination if is_address(destination) else ""
                    end = End(destination, uri, item=None if uri else items.named(destination))
                    yield Relation(table, row, column.name, column.relation, _self(row), end)


def _self(row: Row) -> End:
    return End(row.word("identifier"), code=row.word("humanCodingScheme"), item=row)
