"""What a recipe says, and the files that come of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
import json
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from spreadsheet_twins.book import Book, sample

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins(Generic[Content]):
    """The twins of `rule`: `good` makes the good one, and `bad` changes what it has made. `name` tells several pairs
    apart. `options` are flags of the command, `expect` what else speaks and why, `others` files beside the twins."""

    rule: str
    good: Callable[[], Content]
    bad: Callable[[Content], Content | bytes | None]
    suffix: str = ".xlsx"
    name: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    expect: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    others: Mapping[str, bytes] = field(default_factory=dict)

    def files(self) -> dict[str, bytes]:
        """Path below fixtures/ to content."""
        folder = PurePosixPath("spreadsheets") / self.rule
        end = (f"-{self.name}" if self.name else "") + self.suffix
        made = self.good()
        files = {f"good{end}": as_bytes(made)}
        changed = self.bad(made)
        files[f"bad{end}"] = as_bytes(made if changed is None else changed)
        files |= self.others
        for name, value in (("options.json", self.options), ("expect.json", self.expect)):
            if value:
                files[name] = (json.dumps(value, indent=2) + "\n").encode()
        return {str(folder / name): content for name, content in files.items()}


def workbook(rule: str, bad: Callable[[Book], object], good: Callable[[Book], object] | None = None, **more: object):  # type: ignore[no-untyped-def]
    """Twins that are workbooks: the sample, changed by `good`, and that changed by `bad`."""

    def made() -> Book:
        book = sample()
        if good:
            good(book)
        return book

    def spoilt(book: Book) -> bytes | None:
        found = bad(book)
        return found if isinstance(found, bytes) else None

    return Twins(rule=rule, good=made, bad=spoilt, **more)


def as_bytes(content: object) -> bytes:
    match content:
        case Book():
            return content.as_bytes()
        case str():
            return content.encode()
        case bytes():
            return content
    raise TypeError(type(content))
