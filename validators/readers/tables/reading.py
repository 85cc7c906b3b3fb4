"""A CSV file read into a table, block by block, in bounded memory. Blocks may be taken apart elsewhere and several at
once: what comes of them is put together in their order, so that the table is the same."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from itertools import chain

from fairmark.validators.readers.tables.blocks import LONGEST, Stream, Text, blocks
from fairmark.validators.readers.tables.building import ColumnBuilder, Kin
from fairmark.validators.readers.tables.decoding import decoded
from fairmark.validators.readers.tables.header import top_of
from fairmark.validators.readers.tables.portion import Manner, Portion, take_apart
from fairmark.validators.readers.tables.quotes import quotes_in
from fairmark.validators.readers.tables.sum import Sum
from fairmark.validators.readers.tables.table import Table
from fairmark.validators.readers.tables.work import HERE, Workers

WIDEST = 5_000
"""Names in a header with which it is still taken for one."""

KinOf = Callable[[str], Kin | None]
"""Name in a header to the keys of the table that the column refers to, as far as it was read before."""


def alone(name: str) -> Kin | None:
    """Of a table that nothing is known of that its columns refer to."""
    return None


def read_table(stream: Stream, *, open_ended: bool = False, kin_of: KinOf = alone, workers: Workers = HERE) -> Table:
    """The table in `stream`. OSError, or what an archive raises, when it cannot be read. With `open_ended`, a row may
    have fewer or more cells than the header, and one without any text is none."""
    return _Reading(stream, kin_of, workers).table(open_ended=open_ended)


class _Reading:
    def __init__(self, stream: Stream, kin_of: KinOf, workers: Workers) -> None:
        self._text = Text()
        self._blocks = blocks(stream, self._text)
        self._kin_of = kin_of
        self._workers = workers
        self._sum = Sum(self._text)
        self._rest = b""  # the row in which the last block ended
        self._manner = Manner(",", 0)

    def table(self, *, open_ended: bool) -> Table:
        header, first = self._header()
        kin = [self._kin_of(name) for name in header]
        sought = frozenset(at for at, known in enumerate(kin) if known)
        self._manner = replace(self._manner, width=len(header), open_ended=open_ended, sought=sought)
        self._sum.columns = list(map(ColumnBuilder, kin))
        complete = self._sum.goes_on and self._read(first) and not self._text.endless
        return self._sum.table(header, self._manner.delimiter, complete=complete)

    # -- the header --------------------------------------------------------------------------------------------------

    def _header(self) -> tuple[tuple[str, ...], bytes]:
        """The names in the header, and what follows it in the same block."""
        data, ended = b"", False
        while not ended:
            block = next(self._blocks, b"")
            ended, data = not block, data + block
            top = top_of(data)
            if top.is_whole and not top.row:
                self._sum.pass_by(data, blank=top.blank)
                data = b""
            elif top.is_whole or len(data) > LONGEST:
                break
        return self._names(data[: top.end], ended=ended), data[top.end :]

    def _names(self, data: bytes, *, ended: bool) -> tuple[str, ...]:
        """The names in the header in `data`, which may have blank lines before it."""
        text, wrong, _ = decoded(data)
        portion, top = Portion(undecodable=wrong), top_of(text.encode())
        self._manner = replace(self._manner, delimiter=top.delimiter)
        portion.quotes = quotes_in(text, top.delimiter, ())
        self._sum.pass_header(portion, data, blank=top.blank)
        self._note_encoding()
        if data and not (top.row and (top.is_whole or ended)):
            self._sum.end_in_a_row()
        if len(top.row) > WIDEST:
            self._sum.faults.too_wide = len(top.row)
        return tuple(top.row[:WIDEST])

    # -- the rows ----------------------------------------------------------------------------------------------------

    def _read(self, first: bytes) -> bool:
        """Read all blocks; whether that came to the end."""
        ahead: deque[tuple[bytes, Callable[[], Portion]]] = deque()
        for block in chain([first] if first else [], self._blocks):
            ahead.append((block, self._workers.submit(take_apart, block, self._manner)))
            if len(ahead) >= self._workers.width and not self._add(*ahead.popleft()):
                return False
        if not all(self._add(*each) for each in ahead):
            return False
        if self._rest:
            self._sum.add(take_apart(self._rest, self._manner, last=True), self._rest)
        return self._sum.goes_on

    def _add(self, block: bytes, wait: Callable[[], Portion]) -> bool:
        """Add what is in a block, with the row in which the one before it has ended; whether reading goes on."""
        block = self._rest + block
        portion = take_apart(block, self._manner) if self._rest else wait()
        known = self._manner.encoding
        if portion.undecodable is not None and known is not None and portion.encoding != known:
            portion = take_apart(block, self._manner)  # it was read otherwise than what is before it
        self._rest = b"" if portion.rest is None else block[portion.rest :]
        self._sum.add(portion, block[: len(block) - len(self._rest)])
        self._note_encoding()
        if len(self._rest) > LONGEST:
            self._sum.end_in_a_row()
        return self._sum.goes_on

    def _note_encoding(self) -> None:
        if self._manner.encoding is None and self._text.undecodable is not None:
            self._manner = replace(self._manner, encoding=self._text.looks_like)
