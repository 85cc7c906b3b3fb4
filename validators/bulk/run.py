"""Judge inputs chunk by chunk, and add up one report, equal to that of one process."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
import os
from pathlib import PurePosixPath

from fairmark.validators.bulk.chunk import Chunk, Result, judge_chunk, judge_pieces, packed
from fairmark.validators.bulk.engine import Engine, Lost
from fairmark.validators.bulk.overall import Overall
from fairmark.validators.bulk.plan import FolderBegins, FolderEnds, PartsEnd, Step, Whole, plan
from fairmark.validators.bulk.rosters import Crew
from fairmark.validators.core.events import Faulted, InputClosed, InputOpened, Subscriber
from fairmark.validators.core.headline import plural
from fairmark.validators.core.report import Report
from fairmark.validators.fetching import fetcher
from fairmark.validators.options import Options
from fairmark.validators.readers.forms import may_have_form
from fairmark.validators.readers.source import opened
from fairmark.validators.run import Run
from fairmark.validators.telling import nowhere

PAYS_FROM_BYTES = 16 << 20
PAYS_FROM_FILES = 2_000
PAYS_FROM_TABLES = 32 << 20
"""What there has to be for processes to be worth their start, which takes each of them about a second."""

MOST_FOR_TABLES = 4
"""Processes for a package of tables, unless the user says how many. More of them would hardly be faster, since one puts
together what the others have read, and each holds 200 MB where there are 6 million results."""

Wait = Callable[[], Result] | None
"""Waits for the result of a chunk; None for a step that is taken here."""


def validate(
    inputs: Sequence[str],
    options: Options,
    subscribers: Iterable[Subscriber] = (),
    *,
    jobs: int | None = None,
    engine: Engine | None = None,
) -> Report:
    """Judge `inputs` as `fairmark.validators.judge.validate` does, in so many processes, or by `engine`.

    None are all cores where there is enough to do. Only in one process do subscribers hear of single findings. A script
    that calls this needs `if __name__ == "__main__":` around it, as processes are started anew.
    """
    sharing = options.sharing.of_inputs(inputs) if options.sharing else None
    options = replace(options, at=options.at or datetime.now(UTC), sharing=sharing)
    steps = plan(inputs, options)
    options = replace(options, compares=bool(options.compared) or any(map(_is_compared, steps)))
    pays_from = PAYS_FROM_TABLES if engine is None else 0
    if engine is None and options.references is None:
        engine = _pool(jobs or _usual_jobs(steps), steps)
    crew = Crew(engine, options.sharing, pays_from) if engine else None
    overall = Overall(subscribers, steps)
    bulk = _Bulk(Run(options, (overall,), crew), options, engine, overall)
    try:
        return bulk.report(steps)
    finally:
        if engine:
            engine.close()


def _is_compared(step: Step) -> bool:
    """Whether it may hold what other inputs are compared with: all but JSON, of which there may be a hundred thousand
    that nothing else is said of."""
    if isinstance(step, Chunk):
        return any(may_have_form(PurePosixPath(piece.member.name)) for piece in step.pieces)
    return isinstance(step, Whole)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _usual_jobs(steps: Sequence[Step]) -> int:
    """As many as pay, where the user does not say how many."""
    if _has_large_tables(steps):
        return min(cores(), MOST_FOR_TABLES)
    return cores() if _pays(steps) else 1


def _has_large_tables(steps: Sequence[Step]) -> bool:
    return any(isinstance(step, Whole) and step.size >= PAYS_FROM_TABLES for step in steps)


def _pays(steps: Sequence[Step]) -> bool:
    chunks = [step for step in steps if isinstance(step, Chunk)]
    files = sum(len(chunk.pieces) for chunk in chunks)
    return len(chunks) > 1 and (files >= PAYS_FROM_FILES or sum(chunk.size for chunk in chunks) >= PAYS_FROM_BYTES)


def _pool(jobs: int, steps: Sequence[Step]) -> Engine | None:
    """A pool of so many processes, or as many as there are chunks; none where this one is enough."""
    if not _has_large_tables(steps):
        jobs = min(jobs, sum(isinstance(step, Chunk) for step in steps))
    if jobs <= 1:
        return None
    from fairmark.validators.bulk.pool import Pool  # one process does without

    return Pool(jobs)


class _Bulk:
    def __init__(self, run: Run, options: Options, engine: Engine | None, overall: Overall) -> None:
        self._run = run
        self._options = options
        self._packed = packed(options) if engine else b""
        self._engine = engine
        self._overall = overall
        self._judged = False
        """Whether any member of the folder at hand was known."""

    def report(self, steps: Sequence[Step]) -> Report:
        """Take the steps in order. Some chunks are at work ahead of the step at hand, but not so many that their
        results would fill the memory."""
        ahead: deque[tuple[Step, Wait]] = deque()
        self._overall.begin()
        for step in steps:
            ahead.append((step, self._begin(step)))
            if not self._engine or len(ahead) > self._engine.width:
                self._take(*ahead.popleft())
        while ahead:
            self._take(*ahead.popleft())
        return self._run.report()

    def _begin(self, step: Step) -> Wait:
        return (
            self._engine.submit(judge_chunk, step, self._packed) if self._engine and isinstance(step, Chunk) else None
        )

    def _take(self, step: Step, wait: Wait) -> None:
        self._overall.take(step)
        match step:
            case Chunk() if wait:
                self._take_over(step, wait)
            case Chunk():
                self._judged |= judge_pieces(step, self._run)
            case Whole(name):
                options = self._options
                fetch = fetcher(options.resources, options.limits, allow_private=options.allow_private)
                self._run.judge_source(opened(name, options.limits, fetch))
            case FolderBegins(source):
                self._judged = False
                self._run.open_container(source)
            case FolderEnds(source):
                self._run.close_container(source, judged=self._judged)
            case PartsEnd(name):
                self._run.emit(InputClosed(name, nowhere))
        self._overall.past(step)

    def _take_over(self, chunk: Chunk, wait: Callable[[], Result]) -> None:
        """Add what came of a chunk that was judged elsewhere. It was judged with all that was left of the baseline when
        it began; where chunks before it have met that meanwhile, it is judged again with what is left now."""
        decisions = self._run.decisions
        try:
            result = wait()
            if not decisions.take(result.used, result.spent):
                result = self._judged_again(chunk)
                decisions.take(result.used, result.spent)
        except Lost as lost:
            self._tell_lost(chunk, str(lost))
            return
        self._judged |= result.judged
        self._run.profiles |= result.profiles
        self._run.batch.merge(result.gathered)
        most, told = self._options.samples, len(self._run.stepped)
        stepped = result.stepped if most is None else result.stepped[: max(0, most - told)]
        self._run.stepped += stepped
        self._run.collector.merge(replace(result.tally, steps=result.tally.steps[: sum(stepped)]))

    def _judged_again(self, chunk: Chunk) -> Result:
        if self._engine is None:
            raise ValueError("a chunk that is judged here is judged in its turn")
        left = list(self._run.decisions.left.elements())
        self._packed = packed(replace(self._options, baseline=left))
        return self._engine.submit(judge_chunk, chunk, self._packed)()

    def _tell_lost(self, chunk: Chunk, why: str) -> None:
        """A chunk could not be judged: a fault of the tool. What is in it counts as not looked at."""
        first = self._run.collector.shown(chunk.pieces[0].member.name)
        self._run.emit(Faulted("bulk", f"{plural(len(chunk.pieces), 'input')} from {first} on not judged: {why}"))
        for piece in chunk.pieces:
            self._run.emit(InputOpened(piece.member.name, "unknown", None, piece.sha256, piece.outer))
            closed = InputClosed(piece.member.name, nowhere, judged=False, partial=True, whole=piece.part is None)
            self._run.emit(closed)
