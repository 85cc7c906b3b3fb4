"""Progress on long work: a subscriber to the event stream that draws on standard error, on a terminal only."""

from collections.abc import Iterator
from contextlib import contextmanager
import threading
from typing import TextIO

from fairmark.validators.core.events import Checked, Event, Found, InputClosed, InputOpened, Progress, Subscriber
from fairmark.validators.core.levels import Outcome
from fairmark.validators.reports.safe_text import visible

PATIENCE = 0.5
"""Seconds before anything is drawn, so that short work leaves no flicker."""
LONG = 24 * 3600
"""Seconds over which the speed is averaged: all of a run. Parts of it differ, and an estimate that follows the last of
them jumps."""

LEFT = "left:"
FOUND_STEP = 1000
"""There may be a million findings; the count is drawn anew after so many."""


@contextmanager
def shown_on(stream: TextIO) -> Iterator[tuple[Subscriber, ...]]:
    """Subscribers that show on `stream` how far a run is; none where it is not a terminal. All is wiped at the end."""
    if not stream.isatty():
        yield ()
        return
    display = Display(stream)
    try:
        yield (display,)
    finally:
        display.close()


class Display:
    """Draws one line: the input or check at hand, a bar while its size is known, and how much was found so far. Once
    it is told how far all inputs together are, the bar is theirs, and the time that is left is estimated."""

    def __init__(self, stream: TextIO, patience: float = PATIENCE) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            SpinnerColumn,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )
        from rich.progress import Progress as Bar

        self._bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[found]}", markup=False),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}", markup=False),
            TimeRemainingColumn(),
            console=Console(file=stream, highlight=False),
            transient=True,
            speed_estimate_period=LONG,
        )
        self._task = self._bar.add_task("reading", total=None, found="", left="")
        self._input = ""
        self._overall = False
        self._closed = 0
        self._found = 0
        self._checks = 0
        self._failed = 0
        self._start = threading.Timer(patience, self._bar.start)
        self._start.daemon = True
        self._start.start()

    def __call__(self, event: Event) -> None:
        match event:
            case Progress(overall=True):
                self._overall = True
                self._bar.update(self._task, description="judging", completed=event.done, total=event.total, left=LEFT)
            case InputOpened() | Progress() if self._overall:
                pass
            case InputClosed() if self._overall:
                self._closed += 1
            case Found():
                self._found += 1
                if self._found % FOUND_STEP == 1:
                    self._bar.update(self._task, found=f"{self._found:,} found")
            case InputOpened():
                self._input = visible(event.name)
                self._bar.update(self._task, description=self._input, completed=0, total=None, left="")
            case Progress():
                said = visible(f"{self._input} {event.note}").strip()
                self._bar.update(self._task, description=said, completed=event.done, total=event.total, left=LEFT)
            case Checked():
                self._show_check(event)
            case InputClosed():
                self._closed += 1
                self._bar.update(
                    self._task,
                    description=f"{self._closed:,} done",
                    total=None,
                    found=f"{self._found:,} found",
                    left="",
                )

    def _show_check(self, check: Checked) -> None:
        """Of a suite: which check is at work, and how many have failed; how many there will be nobody knows."""
        self._checks += 1
        self._failed += check.outcome is Outcome.FAIL
        self._bar.update(
            self._task,
            description=visible(f"{check.rule} {check.operation}").strip(),
            total=None,
            found=f"{self._checks:,} checks, {self._failed:,} failed",
        )

    def close(self) -> None:
        """Wipe what was drawn."""
        self._start.cancel()
        self._start.join()
        if self._bar.live.is_started:
            self._bar.stop()
