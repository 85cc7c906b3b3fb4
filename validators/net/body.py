"""A body on its way in: counted as received, unpacked in small steps, counted again."""

from io import BytesIO
import zlib

from fairmark.validators.net.errors import BadAnswer, TooLarge
from fairmark.validators.net.limits import Limits

STEP = 1 << 18
"""Bytes unpacked at a time, so that a bomb is noticed long before it has filled the memory."""
RATIO_COUNTS_FROM = 1 << 20
"""Unpacked bytes below which no ratio is suspicious: short texts of blanks are harmless."""
GZIP, ZLIB, RAW = 31, 15, -15
"""What zlib is told to expect."""


class Body:
    """Collects a body under `limits`. `coding` is the value of Content-Encoding, "" for none.

    Raises TooLarge beyond a limit, and BadAnswer for a coding that was not asked for or that is broken.
    """

    def __init__(self, coding: str, limits: Limits) -> None:
        names = [name for part in coding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
        if len(names) > 1 or not set(names) <= {"gzip", "x-gzip", "deflate"}:
            raise BadAnswer("its body is packed in a way that was not asked for")
        self._coding = names[0].removeprefix("x-") if names else ""
        self._limits = limits
        self._unpacker: zlib._Decompress | None = None
        self._head = b""
        self._kept = BytesIO()  # and no list: a million chunks of one byte must not weigh fifty
        self._received = 0
        self._size = 0

    @property
    def received(self) -> int:
        """Bytes received so far, as they came."""
        return self._received

    def feed(self, data: bytes) -> None:
        """Take the next bytes as received."""
        self._received += len(data)
        if self._received > self._limits.body_bytes:
            raise TooLarge(f"its body is larger than {self._limits.body_bytes:,} bytes")
        if self._coding:
            self._unpack(data)
        else:
            self._kept.write(data)

    def finish(self) -> bytes:
        """The whole body; BadAnswer when its packing is incomplete."""
        if self._coding and self._received and not (self._unpacker and self._unpacker.eof):
            raise BadAnswer(f"its {self._coding} body is cut off")
        return self._kept.getvalue()

    def _unpack(self, data: bytes) -> None:
        if self._unpacker is None:
            self._head += data
            if len(self._head) < 2:
                return
            data, self._unpacker = self._head, zlib.decompressobj(self._format(self._head))
        while data:
            if self._unpacker.eof:
                # A gzip file may hold several members (RFC 1952 section 2.2); anything else behind the end is padding.
                if self._coding != "gzip" or not data.startswith(b"\x1f"):
                    return
                self._unpacker = zlib.decompressobj(GZIP)
            data = self._inflate(self._unpacker, data)

    def _inflate(self, unpacker: "zlib._Decompress", data: bytes) -> bytes:
        """Unpack `data` step by step and return what lies behind the end of the packed stream."""
        while True:
            try:
                part = unpacker.decompress(data, STEP)
            except zlib.error:
                raise BadAnswer(f"its body is announced as {self._coding} but is not") from None
            self._keep(part)
            data = unpacker.unconsumed_tail
            if not data and len(part) < STEP:  # a full step may have left something inside, even without a tail
                return unpacker.unused_data

    def _format(self, head: bytes) -> int:
        """ "deflate" means zlib (RFC 9110 section 8.4.1.2), yet some servers send the bare stream."""
        if self._coding == "gzip":
            return GZIP
        return ZLIB if head[0] & 15 == 8 and int.from_bytes(head[:2], "big") % 31 == 0 else RAW

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limits.body_bytes:
            raise TooLarge(f"its body unpacks to more than {self._limits.body_bytes:,} bytes")
        if self._size > RATIO_COUNTS_FROM and self._size > self._received * self._limits.ratio:
            raise TooLarge(f"its body unpacks to more than {self._limits.ratio} times its size")
        self._kept.write(part)
