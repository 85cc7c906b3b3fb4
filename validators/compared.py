"""What the inputs of a call are compared with: it is read as they are, and not judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from fairmark.validators.core.engine import Subject
from fairmark.validators.core.events import Event, InputOpened
from fairmark.validators.core.gathering import Batch
from fairmark.validators.core.rule import Rule
from fairmark.validators.fetching import fetcher
from fairmark.validators.options import Options
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.source import opened
from fairmark.validators.run import Run


def read_compared(options: Options, batch: Batch) -> Mapping[str, InputOpened]:
    """Add what the options name to the batch. The inputs in it by name, as they are told of where a rule speaks about
    one."""
    plain = replace(options, profile=None, kind=None, previous=None, compares=False, compared=())
    reading = _Reading(plain, batch)
    fetch = fetcher(options.resources, options.limits, allow_private=options.allow_private)
    for name in options.compared:
        reading.judge_source(opened(name, options.limits, fetch))
    return reading.opened


class _Reading(Run):
    """A run without rules."""

    def __init__(self, options: Options, batch: Batch) -> None:
        super().__init__(options)
        self.opened: dict[str, InputOpened] = {}
        self._batch = batch

    def emit(self, event: Event) -> None:
        """Tell nobody; only the inputs are kept, each by itself: what it lies in is not told of."""
        if isinstance(event, InputOpened):
            self.opened[event.name] = replace(event, outer="")

    def tell_judged(self, input: str, subject: Subject) -> None:
        self._batch.compare(input, subject)

    def tell_steps(self, input: str, subject: Subject) -> None:
        pass

    def note(self, input: str, problems: Sequence[Problem]) -> None:
        pass

    def _judge(
        self, input: str, subject: Subject, rules: Iterable[Rule], document: int, most: int | None = None
    ) -> bool:
        return False
