"""Files that do something to the process that reads them, for tests of bulk judging. A module of its own, as processes
elsewhere have to be able to import it."""

from collections.abc import Callable
from dataclasses import dataclass
import os
from pathlib import Path
import time
from typing import TypeVar

from fairmark.validators.readers.folder import Member
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.source import Source

Done = TypeVar("Done")


def die_once(mark: Path, work: Callable[..., Done], *given: object) -> Done:
    """Do a piece of work; the first time the process ends at once instead, having left `mark`."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return work(*given)
    os._exit(9)


@dataclass(frozen=True, slots=True)
class Deadly(Member):
    """Ends the process at once, as the system does when memory runs out: the first `times` times."""

    times: int = 1

    def read(self, limits: Limits) -> Source:
        for number in range(self.times):
            try:
                Path(f"{self.path}.{number}").touch(exist_ok=False)
            except FileExistsError:
                continue
            os._exit(9)
        return Member.read(self, limits)


@dataclass(frozen=True, slots=True)
class Faulty(Member):
    """Makes the tool fail."""

    def read(self, limits: Limits) -> Source:
        raise ZeroDivisionError


@dataclass(frozen=True, slots=True)
class Slow(Member):
    """Takes `seconds`, having written the number of the process beside it."""

    seconds: float = 60

    def read(self, limits: Limits) -> Source:
        Path(f"{self.path}.{os.getpid()}").touch()
        time.sleep(self.seconds)
        return Member.read(self, limits)
