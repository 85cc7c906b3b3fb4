"""Which members of a folder or an archive are data, and what was left out."""

from collections import Counter
from pathlib import PurePosixPath
import re
from typing import IO

from fairmark.validators.readers import baked_png, baked_svg
from fairmark.validators.readers.compact_jws import BEGINS
from fairmark.validators.readers.forms import HEAD, form_of, holds_framework, is_called_workbook, may_have_form
from fairmark.validators.readers.problem import Problem

DATA = (".json", ".ndjson", ".jsonl", ".jws", ".jwt", ".1ob")
IMAGES = (".png", ".svg")
ARCHIVES = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst", ".7z", ".rar")
HIDDEN = ("__macosx", "thumbs.db", "desktop.ini")
PLAIN_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
NAMED = 6
"""Suffixes that are named when something is left out; the rest are summed up."""


def is_hidden(name: PurePosixPath) -> bool:
    """Whether the member is one that systems put there for themselves."""
    return any(part.startswith(".") or part.lower() in HIDDEN for part in name.parts)


def is_archive(name: PurePosixPath) -> bool:
    return name.suffix.lower() in ARCHIVES


def is_data(name: PurePosixPath) -> bool:
    """Whether the name promises data. One without a suffix promises nothing: see `begins_as_data`."""
    return name.suffix.lower() in DATA


def begins_as_data(head: bytes) -> bool:
    """Whether the first bytes of a member without a suffix may be those of JSON or of a compact JWS."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") or bool(BEGINS.match(head))


def is_image(name: PurePosixPath) -> bool:
    """Whether the name promises an image that may be baked. Most are not: see `carries_credential`."""
    return name.suffix.lower() in IMAGES


def carries_credential(name: PurePosixPath, stream: IO[bytes], most: int) -> bool:
    """Whether there seems to be a credential in the image. What takes more than `most` bytes to find out counts, so
    that reading it says why."""
    if name.suffix.lower() == ".png":
        return baked_png.carries_credential(stream, most)
    return baked_svg.carries_credential(stream)


def needs_a_look(name: PurePosixPath) -> bool:
    """Whether only its content tells if the member is data: see `is_of_interest`."""
    return not name.suffix or is_image(name) or may_have_form(name)


def is_of_interest(name: PurePosixPath, stream: IO[bytes], most: int) -> bool:
    """Whether the member in `stream` is data, its name alone not telling. Of an image no more than `most` bytes are
    read."""
    if is_image(name):
        return carries_credential(name, stream, most)
    if is_called_workbook(str(name)):
        return holds_framework(stream, most)
    head = stream.read(HEAD)
    return form_of(head, str(name)) is not None if name.suffix else begins_as_data(head)


class LeftOut:
    """Counts the members that were not read, since nothing tells that they are data."""

    def __init__(self) -> None:
        self._kinds: Counter[str] = Counter()

    def add(self, name: PurePosixPath) -> None:
        suffix = name.suffix.lower()
        if is_hidden(name):
            self._kinds["hidden"] += 1
        else:
            self._kinds[suffix if PLAIN_SUFFIX.fullmatch(suffix) else "without a suffix"] += 1

    def problems(self) -> tuple[Problem, ...]:
        """A note on how many of each kind there were; none where there were none."""
        if not self._kinds:
            return ()
        ranked = sorted(self._kinds.items(), key=lambda kind: (-kind[1], kind[0]))
        words = [f"{count:,} {kind}" for kind, count in ranked[:NAMED]]
        if rest := sum(count for _, count in ranked[NAMED:]):
            words.append(f"{rest:,} others")
        return (Problem("FM-INPUT-019", observed=", ".join(words)),)
