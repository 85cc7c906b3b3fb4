"""A data agreement: which personal data may be sent, as the user writes it down from the contract's schedule."""

from collections.abc import Iterator, Mapping
import csv
from dataclasses import dataclass, field
import io
from pathlib import Path
from typing import Any, Final

import orjson

from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.usage import WrongUsage

MINIMUM: Final = 10
"""The smallest group that a summary may show, where no agreement says otherwise."""

COLUMNS: Final = ("element", "table", "column", "class")
"""Columns of an agreement in CSV, of which those that are filled count."""

CLASSES: Final = frozenset(Privacy)


class UnusableAgreement(WrongUsage):
    """The file holds no agreement; the message says why."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """`elements` are tables (`users`), columns (`users.email`) and classes (`P2`) that may be sent, in small letters;
    `minimum` is the smallest group that a summary may show."""

    elements: frozenset[str] = field(repr=False)
    minimum: int = MINIMUM

    def covers(self, table: str, column: str, privacy: str) -> bool:
        """Whether the column may be sent: it is listed itself, or its table is, or its class."""
        return not self.elements.isdisjoint((f"{table}.{column}".lower(), table.lower(), privacy.lower()))


def load_agreement(path: Path) -> Agreement:
    """The agreement in a JSON or CSV file. UnusableAgreement says what is wrong with it.

    JSON: `{"elements": ["users.givenName", "results", "P1"], "minimum": 10}`, of which `minimum` may be left out. CSV:
    a row for each element, in a column `element`, or in columns `table`, `column` and `class`.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnusableAgreement(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UnusableAgreement(f"{path} is not UTF-8") from None
    if text.lstrip().startswith(("{", "[")):
        return _from_json(text, path)
    return Agreement(_checked([element for row in _rows(text, path) for element in _elements(row, path)], path))


def _from_json(text: str, path: Path) -> Agreement:
    try:
        parsed: Any = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise UnusableAgreement(f"{path} is not JSON: {error}") from None
    stated = parsed if isinstance(parsed, dict) else {}
    elements, minimum = stated.get("elements"), stated.get("minimum", MINIMUM)
    if not isinstance(elements, list) or not all(isinstance(element, str) for element in elements):
        raise UnusableAgreement(f'{path} is no agreement: it needs "elements", a list of tables, columns and classes')
    if not isinstance(minimum, int) or isinstance(minimum, bool) or minimum < 1:
        raise UnusableAgreement(f'{path}: "minimum" is a whole number from 1')
    return Agreement(_checked(elements, path), minimum)


def _rows(text: str, path: Path) -> Iterator[Mapping[str, str]]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        names = [name.strip().lower() for name in next(reader, [])]
        if not set(names) & set(COLUMNS):
            raise UnusableAgreement(f"{path} is no agreement: its first row names none of {', '.join(COLUMNS)}")
        for row in reader:
            yield {name: cell.strip() for name, cell in zip(names, row, strict=False) if name in COLUMNS}
    except csv.Error as error:
        raise UnusableAgreement(f"{path} is not CSV: {error}") from None


def _elements(row: Mapping[str, str], path: Path) -> Iterator[str]:
    table, column = row.get("table", ""), row.get("column", "")
    yield from filter(None, (row.get("element", ""), row.get("class", "")))
    if column and not table:
        raise UnusableAgreement(f"{path}: the column {column} needs its table beside it")
    if table:
        yield f"{table}.{column}" if column else table


def _checked(elements: list[str], path: Path) -> frozenset[str]:
    """The elements as they are compared. One that looks like a class and is none is a slip that would let data
    through, or stop them, without a word."""
    for element in elements:
        if len(element) == 2 and element[0] in "Pp" and element.upper() not in CLASSES:
            raise UnusableAgreement(f"{path}: there is no class {element}; they are P0 to P5")
    return frozenset(element.strip().lower() for element in elements)
