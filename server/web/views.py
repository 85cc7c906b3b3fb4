"""What the pages show of frameworks, as frozen objects that templates only print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from fairmark.server.storage.browse import Known
from fairmark.server.storage.records import Branch, Stored

PAGE = 100
"""Rows of one page of a tree or list."""


@dataclass(frozen=True, slots=True)
class Node:
    """An item as a tree or a list shows it. `path` are the items above it, where the list is no tree."""

    framework: str
    identifier: str
    code: str
    statement: str
    type: str
    language: str
    children: int
    path: Sequence[Known] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of a list. `start` and `following` are offsets; `following` is None at the end."""

    rows: Sequence[Any]
    start: int
    following: int | None


def page_of(found: Sequence[Any], start: int) -> Rows:
    """One page of what was asked for with one row more than a page has."""
    return Rows(found[:PAGE], start, start + PAGE if len(found) > PAGE else None)


def node(stored: Stored, children: int = 0, path: Sequence[Known] = ()) -> Node:
    data = member(stored.body)
    return Node(
        framework=stored.framework,
        identifier=stored.identifier,
        code=stored.code,
        statement=stored.label,
        type=text(data, "CFItemType"),
        language=text(data, "language"),
        children=children,
        path=path,
    )


def nodes(branches: Iterable[Branch]) -> list[Node]:
    return [node(branch.stored, branch.children) for branch in branches]


# -- JSON that came from outside -------------------------------------------------------------------------------------


def member(body: bytes) -> dict[str, Any]:
    """The CASE object in `body`."""
    data = orjson.loads(body)
    return data if isinstance(data, dict) else {}


def inner(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object under `name`, empty where there is none."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def text(data: Mapping[str, Any], name: str) -> str:
    """The text under `name`, "" where there is none."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


def texts(data: Mapping[str, Any], name: str) -> list[str]:
    """The texts in the list under `name`."""
    value = data.get(name)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
