"""The one function that all bulk judging is made of: what to read goes in, counts and findings come out.

A chunk and its result can be pickled, and judging it depends on nothing else: it may be done anywhere, and again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
import pickle
import threading

from fairmark.validators.core.gathering import Gathering
from fairmark.validators.core.tally import Tally
from fairmark.validators.options import Options, references_for
from fairmark.validators.readers.folder import Member
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.line_parts import Part
from fairmark.validators.readers.source import Source, read_part
from fairmark.validators.run import Run


@dataclass(frozen=True, slots=True)
class Piece:
    """A file to judge, or a part of one, of which `sha256` is the digest then. `outer` is the name of the folder that
    it is a member of, "" for none."""

    member: Member
    outer: str = ""
    part: Part | None = None
    sha256: str = ""

    def read(self, limits: Limits) -> Source:
        if self.part is None:
            return self.member.read(limits)
        return read_part(self.member.name, self.member.path, self.part, self.sha256)

    @property
    def size(self) -> int:
        """Bytes that are read."""
        return self.part.end - self.part.start if self.part else self.member.size


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pieces to judge in one go, members of one folder or of none."""

    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        return sum(piece.size for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a chunk. `judged` says whether any of it was known, `spent` how often which fingerprint of the
    baseline was met, `used` which waivers covered something, `stepped` how many steps each subject has whose steps
    were told, `gathered` what is kept of the inputs to compare them with others. The rest as in a `Run`."""

    tally: Tally
    judged: bool
    profiles: frozenset[str]
    stepped: tuple[int, ...]
    used: frozenset[int]
    spent: Counter[str]
    gathered: Sequence[Gathering]


def packed(options: Options) -> bytes:
    """The options as `judge_chunk` takes them, in one form for all chunks."""
    return pickle.dumps(options)


def judge_chunk(chunk: Chunk, options: bytes) -> Result:
    """Judge a chunk under `packed` options, whose `at` is set: all chunks of a run are judged as of one moment."""
    run = Run(_unpacked(options))
    judged = judge_pieces(chunk, run)
    return Result(
        tally=run.collector.tally,
        judged=judged,
        profiles=frozenset(run.profiles),
        stepped=tuple(run.stepped),
        used=frozenset(run.decisions.used),
        spent=run.decisions.spent,
        gathered=run.batch.gatherings,
    )


def judge_pieces(chunk: Chunk, run: Run) -> bool:
    """Let `run` judge a chunk, one file after the other; whether any of it was known."""
    judged = False
    for piece in chunk.pieces:
        judged |= run.judge_source(piece.read(run.limits), piece.outer)
    return judged


_OWN = threading.local()
"""Of each thread, as one worker of a cluster may have several: the options that came last, with what it has looked up
since. A run gets each key, list or context once per worker, not once per chunk."""


def _unpacked(options: bytes) -> Options:
    if getattr(_OWN, "packed", None) != options:
        # Its own pickle: from this process's parent, or over the user's own cluster, which runs any code it is sent.
        unpacked: Options = pickle.loads(options)  # noqa: S301
        _OWN.packed, _OWN.options = options, replace(unpacked, references=references_for(unpacked))
    own: Options = _OWN.options
    return own
