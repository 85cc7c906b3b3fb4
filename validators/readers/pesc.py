"""PESC transcripts as the rules look at them: the envelope, and which elements are qualified."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
import re
from typing import Any

from fairmark.validators.core.location import Path
from fairmark.validators.readers.xml_safe import (
    BrokenXml,
    Obstacle,
    UnsafeXml,
    elements,
    forget,
    line_of,
    obstacle_of,
    split_name,
)

URN = re.compile(r"urn:org:pesc:(?P<part>message|core|sector):(?P<name>\w+):(?P<version>v\d+\.\d+\.\d+)", re.ASCII)

MOST = 500_000
"""Qualified elements that are kept; nobody mends them one by one."""

EXTENSIONS = "UserDefinedExtensions"
"""The element in which anything may stand."""


@dataclass(frozen=True, slots=True)
class Part:
    """A schema of PESC that the root names: `part` is message, core or sector."""

    part: str
    name: str
    version: str


@dataclass(slots=True)
class Transcript:
    """A file. `root` is the local name of its root element, "" where there is none; `declared` are the schemas of PESC
    whose namespaces the root declares. `qualified` are the elements below it that stand in a namespace, though what
    they stand in does not: path and line."""

    root: str = ""
    namespace: str = ""
    line: int = 1
    declared: list[Part] = field(default_factory=list)
    qualified: list[tuple[Path, int]] = field(default_factory=list)
    obstacle: Obstacle | None = None

    @property
    def message(self) -> Part | None:
        """The message that the root is, None where its namespace is of none."""
        part = _part(self.namespace)
        return part if part and part.part == "message" else None


def read_transcript(data: bytes) -> Transcript:
    """The transcript. What cannot be read to its end, or asks for more than to be read, has an obstacle."""
    found, numbers = Transcript(), Counter[str]()
    try:
        for depth, element in elements(data):
            if depth == 0:
                _begin(found, element)
                continue
            name = split_name(element.tag)[1]
            numbers[name] += 1
            wrong = _qualified(element, (found.root, name, numbers[name]))
            found.qualified += islice(wrong, MOST - len(found.qualified))
            forget(element)
    except (BrokenXml, UnsafeXml) as error:
        found.obstacle = obstacle_of(error)
    return found


def _begin(found: Transcript, root: Any) -> None:
    found.namespace, found.root = split_name(root.tag)
    found.line = line_of(root)
    parts = (_part(space) for space in root.nsmap.values())
    found.declared = sorted({part for part in parts if part}, key=lambda part: (part.part, part.name, part.version))


def _part(namespace: str) -> Part | None:
    match = URN.fullmatch(namespace)
    return Part(match["part"], match["name"], match["version"]) if match else None


def _qualified(element: Any, path: Path) -> Iterator[tuple[Path, int]]:
    """The outermost elements that stand in a namespace. Below an extension anything may stand."""
    space, name = split_name(element.tag)
    if space:
        yield path, line_of(element)
    elif name != EXTENSIONS:
        names = Counter(split_name(child.tag)[1] for child in element)
        numbers: Counter[str] = Counter()
        for child in element:
            inner = split_name(child.tag)[1]
            numbers[inner] += 1
            step: Path = (inner,) if names[inner] == 1 else (inner, numbers[inner])
            yield from _qualified(child, path + step)
