"""Others who do a share of the work on a package of tables, beside the process that tells of it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from fairmark.validators.core.engine import RuleFault
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.rule import Rule
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.tables.store import Keep
from fairmark.validators.readers.tables.work import Workers


class Hands(Protocol):
    """Those others. `workers` take files apart, `keep` moves what was read to where all of them see it."""

    @property
    def workers(self) -> Workers: ...

    @property
    def keep(self) -> Keep | None: ...

    def pay(self, size: int) -> bool:
        """Whether there is so much to do, in bytes, that it is faster with them than without."""

    def judged(
        self,
        roster: Roster,
        rules: Sequence[Rule],
        most: int,
        beyond: Callable[[], None],
        past: Callable[[Rule, Sequence[Rule]], None],
    ) -> Iterator[Finding | RuleFault]:
        """What each of the rules finds, but no more than `most`, in their order, as `core.engine.judge` has it.
        `beyond` is called where a rule had more to say, and `past` once all of a rule, of these, was told."""

    def let_go(self) -> None:
        """No more comes of the package at hand."""
