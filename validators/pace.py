"""How far the judging of a package of tables is: one measure from the first byte that is read to the last rule."""

from collections.abc import Callable, Iterator, Sequence

from fairmark.validators.core.rule import Rule

READING = 0.6
"""The part of the time that reading takes, as measured (see docs/performance.md)."""

LONG, SHORT = 12, 1
FOLLOWING = ("OR-LO-", "OR-REF-", "OR-SEM-")
"""How the rules begin that go through the rows of tables. The others look at different texts alone."""

Tell = Callable[[int, int], None]
"""Is told how much is done, and of how much, in bytes."""


class Pace:
    """Tells how far it is."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._size = 1
        self._done = 0

    def read(self, done: int, total: int) -> None:
        """So many bytes are read, of so many."""
        self._size = max(1, total)
        self._tell(int(done * READING), self._size)

    def along(self, rules: Sequence[Rule]) -> Iterator[Rule]:
        """The rules, one after the other, each of which is applied before the next is asked for."""
        for rule in rules:
            yield rule
            self.past(rule, rules)

    def past(self, rule: Rule, rules: Sequence[Rule]) -> None:
        """A rule, of these, was applied."""
        self._done += _weight(rule)
        share = READING + (1 - READING) * self._done / sum(map(_weight, rules))
        self._tell(int(self._size * share), self._size)


def _weight(rule: Rule) -> int:
    return LONG if rule.id.startswith(FOLLOWING) else SHORT
