"""Where bytes come from: a file, standard input.

An input is named as the user typed it; a member of a container is named `outer!inner`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
import sys

from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.problem import Problem


class MissingInput(WrongUsage):
    """A path that the user typed does not exist."""


@dataclass(frozen=True, slots=True)
class Source:
    """An input before it is parsed. `data` is None for a container, whose members follow it, and for what could not be
    read, about which `problems` speaks. `container` is "zip" or "folder" or "". `served` is the path part of the URL
    that it came from."""

    name: str
    data: bytes | None
    container: str = ""
    served: str = ""
    problems: tuple[Problem, ...] = ()


def open_sources(inputs: Sequence[str]) -> Iterator[Source]:
    """The sources behind what the user typed, in order."""
    for name in inputs:
        if name != "-" and not Path(name).exists():
            raise MissingInput(f"there is no file or folder called {name!r}")
    for name in inputs:
        yield Source(name, sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
