"""How far all inputs together are, for those who show it."""

from collections.abc import Iterable, Sequence

from fairmark.validators.bulk.plan import Step
from fairmark.validators.core.events import Event, Progress, Subscriber


class Overall:
    """Stands between a run and its subscribers. Of how far the step at hand is it makes how far all of them are."""

    def __init__(self, subscribers: Iterable[Subscriber], steps: Sequence[Step]) -> None:
        self._subscribers = tuple(subscribers)
        self._total = sum(step.size for step in steps)
        self._alone = len(steps) == 1
        self._done = 0
        self._step = 0
        """Size of the step at hand."""

    def __call__(self, event: Event) -> None:
        if isinstance(event, Progress) and event.total and self._step:
            done = self._done + self._step * min(event.done, event.total) // event.total
            event = Progress(done, self._total, "", overall=True)
        for subscriber in self._subscribers:
            subscriber(event)

    def begin(self) -> None:
        if not self._alone:
            self._tell()

    def take(self, step: Step) -> None:
        """A step is begun."""
        self._step = step.size

    def past(self, step: Step) -> None:
        """It is done."""
        self._step = 0
        self._done += step.size
        if step.size:
            self._tell()

    def _tell(self) -> None:
        self(Progress(self._done, self._total, "", overall=True))
