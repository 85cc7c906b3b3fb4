"""What a PNG carries: the chunks of text in which credentials are baked (Open Badges 3.0 section 5.3.1).

The image itself is never decoded. Chunks are walked one after the other, each with its checksum; only the text that is
used is ever unpacked, within the limits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
import io
import struct
from typing import IO
import zlib

from fairmark.validators.readers.baked import ASSERTION, FORMS, Baked, Carried, DamagedImage, Form, damaged
from fairmark.validators.readers.limits import Limits, in_words
from fairmark.validators.readers.problem import Problem

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEAD = struct.Struct(">I4s")
"""What a chunk begins with: the number of bytes of its content, and its type. Four bytes of checksum end it."""

CHECKSUM = 4
LARGEST_CHUNK = (1 << 31) - 1
MOST_CHUNKS = 200_000
"""Large images of honest tools have some ten thousand."""

TEXTS = (b"iTXt", b"tEXt", b"zTXt")
LONGEST_KEYWORD = 79
BY_KEYWORD = {form.keyword.encode("ascii"): form for form in FORMS}


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk whose checksum is right. It stands in the file from `start` to `end`; `form` is the one of which its
    keyword is, and `text` what follows the keyword; None and nothing for all other chunks."""

    type: bytes
    start: int
    end: int
    form: Form | None = None
    text: bytes = b""


def is_png(data: bytes) -> bool:
    return data.startswith(SIGNATURE)


def chunks(data: bytes) -> Iterator[Chunk]:
    """The chunks of the PNG `data` up to the one that ends it; DamagedImage where they do not go on."""
    view, start = memoryview(data), len(SIGNATURE)  # a view, since a chunk may be as large as the file
    for number in range(MOST_CHUNKS):
        if start + HEAD.size > len(data):
            raise DamagedImage("it ends too early")
        length, type = HEAD.unpack_from(data, start)
        if number == 0 and (type, length) != (b"IHDR", 13):
            raise DamagedImage("its first chunk is not the header")
        if length > LARGEST_CHUNK or not type.isalpha():
            raise DamagedImage("something stands where a chunk should begin")
        behind = start + HEAD.size + length
        if behind + CHECKSUM > len(data):
            raise DamagedImage("it ends too early")
        content = view[start + HEAD.size : behind]
        if zlib.crc32(content, zlib.crc32(type)) != int.from_bytes(view[behind : behind + CHECKSUM]):
            raise DamagedImage("the checksum of a chunk is wrong")
        yield _chunk(type, start, behind + CHECKSUM, content)
        if type == b"IEND":
            return
        start = behind + CHECKSUM
    raise DamagedImage(f"it has more than {MOST_CHUNKS:,} chunks")


def read_png(data: bytes, limits: Limits) -> Baked:
    """What the PNG `data` carries. Whatever is wrong with it becomes a problem, never an exception."""
    found: dict[Form, list[Chunk]] = {}
    problems = []
    try:
        for chunk in chunks(data):
            if chunk.form:
                found.setdefault(chunk.form, []).append(chunk)
    except DamagedImage as error:
        problems.append(damaged(error))
    if not found and not problems:
        problems.append(Problem("OB-BAKE-001", observed="no text in the image has such a keyword"))
    carried = []
    for form in FORMS:
        if form in found:
            text, spoken = _read(form, found[form], limits)
            carried.append(text)
            problems += spoken
    return Baked(tuple(carried), tuple(problems))


def carries_credential(stream: IO[bytes], most: int) -> bool:
    """Whether the PNG in `stream`, of which only the heads of chunks are looked at, has a text with one of the
    keywords. What takes more than `most` bytes to find out counts as one, so that reading it says why."""
    if stream.read(len(SIGNATURE)) != SIGNATURE:
        return False
    for _ in range(MOST_CHUNKS):
        head = stream.read(HEAD.size)
        if len(head) < HEAD.size:
            return False
        length, type = HEAD.unpack(head)
        begins = stream.read(min(length, LONGEST_KEYWORD + 1)) if type in TEXTS else b""
        if _form(begins):
            return True
        if type == b"IEND":
            return False
        if stream.tell() + length > most:
            return True
        stream.seek(length - len(begins) + CHECKSUM, io.SEEK_CUR)
    return True


def _chunk(type: bytes, start: int, end: int, content: memoryview) -> Chunk:
    form = _form(bytes(content[: LONGEST_KEYWORD + 1])) if type in TEXTS else None
    return Chunk(type, start, end, form, bytes(content[len(form.keyword) + 1 :])) if form else Chunk(type, start, end)


def _form(begins: bytes) -> Form | None:
    """The form whose keyword the first bytes of a text are."""
    keyword, end, _ = begins.partition(b"\0")
    return BY_KEYWORD.get(keyword) if end else None


# -- one text --------------------------------------------------------------------------------------------------------


def _read(form: Form, texts: list[Chunk], limits: Limits) -> tuple[Carried, list[Problem]]:
    """What the chunks of one form carry: the first iTXt of them, as the standard has readers do, else the first."""
    proper = [chunk for chunk in texts if chunk.type == b"iTXt"]
    chunk = (proper or texts)[0]
    problems = []
    if not proper and form is not ASSERTION:
        kind = chunk.type.decode("ascii")
        problems.append(Problem("OB-BAKE-001", observed=f"a {kind} chunk has the keyword, not an iTXt chunk"))
    if len(proper) > 1:
        problems.append(Problem("OB-BAKE-003", observed=f"{len(proper):,} chunks"))
    try:
        packed, text = _text(chunk)
    except DamagedImage as error:
        return Carried(form, b"", damaged(error)), problems
    if packed and proper:
        problems.append(Problem("OB-BAKE-002"))
    return _unpacked(form, text, limits) if packed else Carried(form, text), problems


def _text(chunk: Chunk) -> tuple[bool, bytes]:
    """Whether the text is compressed, and the text."""
    if chunk.type == b"tEXt":
        return False, chunk.text
    if chunk.type == b"zTXt":
        return True, chunk.text[1:]
    flags, rest = chunk.text[:2], chunk.text[2:]
    pieces = rest.split(b"\0", 2)  # the language, the keyword in that language, the text
    if len(pieces) < 3 or flags[0] > 1:
        raise DamagedImage("the chunk of the credential is not made as an iTXt chunk")
    return flags[0] == 1, pieces[2]


def _unpacked(form: Form, packed: bytes, limits: Limits) -> Carried:
    most = min(limits.bytes, limits.ratio * max(1, len(packed)))
    inflator = zlib.decompressobj()
    try:
        text = inflator.decompress(packed, most + 1)
    except zlib.error:
        return Carried(form, b"", damaged("the text of the credential cannot be unpacked"))
    if len(text) > limits.bytes:
        return Carried(form, b"", Problem("FM-INPUT-011", expected=f"at most {in_words(limits.bytes)}"))
    if len(text) > most:
        expected = f"at most {limits.ratio:,} times its packed size"
        return Carried(form, b"", Problem("FM-INPUT-015", expected=expected))
    if not inflator.eof:
        return Carried(form, b"", damaged("the text of the credential cannot be unpacked"))
    return Carried(form, text)
