"""A package as ready bytes in each version of CASE, with compressed twins, and what version 1.0 cannot say of it.

The store holds CASE 1.1. For 1.0, members that came with 1.1 are left out, line breaks become spaces where 1.0 has a
NormalizedString, associations of a type that 1.0 lacks are left out, and links below this server's own 1.1 address lead
to its 1.0 address. All of that is read from the two schemas.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
import gzip
import hashlib
import re
from typing import Any

import orjson
import zstandard

from fairmark.schemas.case import tables
from fairmark.server.storage.records import Rendition
from fairmark.validators.readers.case import PACKAGE_FORMS

GZIP_LEVEL, ZSTD_LEVEL = 6, 6
"""Measured: docs/import.md has the table."""

LINE_BREAKS = re.compile(r"[ ]*[\t\n\r]+[\t\n\r ]*")
API_1_0, API_1_1 = "/ims/case/v1p0/", "/ims/case/v1p1/"
ASSOCIATION = "CFPckgAssociation"


@dataclass(frozen=True, slots=True)
class Loss:
    """What the 1.0 form of a package lacks: `what` (a class or Class.member), what was `done`, and how often."""

    what: str
    done: str
    count: int


Tally = Counter[tuple[str, str]]


def form_1_0(package: Mapping[str, Any], own_base: str = "") -> tuple[bytes, list[Loss]]:
    """The package, which is valid CASE 1.1, as CASE 1.0, and what is lost in that form.

    `own_base` is the address of this server without a slash at the end, "" where it has none yet.
    """
    lost: Tally = Counter()
    body = own_links(orjson.dumps(as_1_0("CFPackage", package, lost)), own_base)
    return body, [Loss(what, done, count) for (what, done), count in sorted(lost.items())]


def with_twins(newer: bytes, older: bytes) -> list[Rendition]:
    """The 1.1 and the 1.0 form of a package, each with its compressed twins."""
    with ThreadPoolExecutor(2) as pool:  # the compressors do not hold Python's lock
        small, smaller = pool.submit(_gzip, newer), pool.submit(_zstd, newer)
        first = Rendition("1.1", hashlib.sha256(newer).hexdigest(), newer, small.result(), smaller.result())
        if older == newer:
            return [first, replace(first, case_version="1.0")]
        small, smaller = pool.submit(_gzip, older), pool.submit(_zstd, older)
        return [first, Rendition("1.0", hashlib.sha256(older).hexdigest(), older, small.result(), smaller.result())]


def as_1_0(form: str, data: Mapping[str, Any], lost: Tally | None = None) -> Mapping[str, Any]:
    """An object of the class `form` of CASE 1.1 as CASE 1.0 says it; the same object where nothing differs.

    `lost` counts what is left out, by member. An association of a type that 1.0 lacks has no 1.0 form, which
    `said_in_1_0` tells.
    """
    plan = _plan(form)
    changed: dict[str, Any] = {}
    dropped = plan.dropped & data.keys()
    for name, change in plan.changes.items():
        value = data.get(name)
        if value is not None and (new := change(value, lost)) is not value:
            changed[name] = new
    if lost is not None:
        lost.update((f"{plan.cls}.{name}", "left out") for name in dropped)
    if not dropped and not changed:
        return data
    return {name: changed.get(name, value) for name, value in data.items() if name not in dropped}


def said_in_1_0(association: Mapping[str, Any]) -> bool:
    """Whether CASE 1.0 has the type of this association."""
    return association.get("associationType") in _tokens()


def own_links(body: bytes, own_base: str) -> bytes:
    """The JSON `body` with the links below this server's own 1.1 address leading to its 1.0 address."""
    if not own_base:
        return body
    return body.replace(f'"{own_base}{API_1_1}'.encode(), f'"{own_base}{API_1_0}'.encode())


# -- how a class changes ---------------------------------------------------------------------------------------------

Change = Callable[[Any, Tally | None], Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How an object of a class becomes 1.0: members to drop, and members to change, each with how."""

    cls: str
    dropped: frozenset[str]
    changes: Mapping[str, Change]


@cache
def _plan(form: str) -> _Plan:
    newer, older = tables("1.1")[form], tables("1.0")[form]
    cls = PACKAGE_FORMS.get(form, form)
    changes: dict[str, Change] = {}
    for name in newer.keys() & older.keys():
        type, type_before = newer[name].type, older[name].type
        if type == "String" and type_before == "NormalizedString":
            changes[name] = partial(_on_one_line, f"{cls}.{name}")
        elif type in tables("1.1") and (_plan(type).dropped or _plan(type).changes or type == ASSOCIATION):
            changes[name] = partial(_members if newer[name].many else as_1_0, type)
    return _Plan(cls, frozenset(newer.keys() - older.keys()), changes)


def _members(form: str, values: list[Any], lost: Tally | None) -> list[Any]:
    kept = [as_1_0(form, value, lost) for value in values if form != ASSOCIATION or said_in_1_0(value)]
    if lost is not None and len(kept) < len(values):
        gone = Counter(value["associationType"] for value in values if not said_in_1_0(value))
        lost.update({("CFAssociation", f"left out, as 1.0 has no {type}"): count for type, count in gone.items()})
    same = len(kept) == len(values) and all(new is old for new, old in zip(kept, values, strict=True))
    return values if same else kept


def _on_one_line(name: str, text: str, lost: Tally | None) -> str:
    new = LINE_BREAKS.sub(" ", text).strip() if LINE_BREAKS.search(text) else text
    if new is not text and lost is not None:
        lost[name, "line breaks became spaces"] += 1
    return new


@cache
def _tokens() -> frozenset[str]:
    return frozenset(tables("1.0")[ASSOCIATION]["associationType"].tokens)


# -- bytes -----------------------------------------------------------------------------------------------------------


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, GZIP_LEVEL, mtime=0)  # without the time, equal bodies have equal twins


def _zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body)
