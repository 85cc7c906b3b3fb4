"""What CASE objects state, as statements."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fairmark.validators.convert.loss import Statement

Json = Mapping[str, Any]

LINK = {"title", "identifier", "uri", "targetType"}


class Link(NamedTuple):
    """A link of CASE as one value: reports show what it is called."""

    title: str
    uri: Any

    def __str__(self) -> str:
        return self.title or str(self.uri)


def leaves(source: str, data: Json) -> Iterator[Statement[Any]]:
    """What an object states: a statement for each value, each link, each extension, also in the objects within it."""
    for name, value in data.items():
        inner = f"{source}/{name}"
        if name == "extensions" and isinstance(value, Mapping):
            yield from (Statement(f"{inner}/{key}", one) for key, one in value.items())
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping) and not one.keys() <= LINK:
                yield from leaves(inner, one)
            elif isinstance(one, Mapping):
                title = one.get("title")
                yield Statement(inner, Link(title if isinstance(title, str) else "", one.get("uri")))
            elif one is not None:
                yield Statement(inner, one)
