"""What the store gives and takes, as frozen objects. JSON travels as bytes, ready to be sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework as lists show it. `document` is its CFPckgDocument (CASE 1.1) as JSON bytes."""

    identifier: str
    title: str
    creator: str
    language: str
    adoption_status: str
    version: int
    imported_at: datetime
    document: bytes


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a framework, and what its import had to say."""

    framework: str
    number: int
    imported_at: datetime
    source: str
    digest: str
    items: int
    associations: int
    repairs: bytes
    lost_in_1_0: bytes


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells the current package of a framework from all others: number and moment of its version, and its entity
    tag in one version of CASE."""

    version: int
    etag: str
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class Rendition:
    """A package as ready bytes in one version of CASE, with its compressed twins."""

    case_version: str
    etag: str
    body: bytes
    gzip: bytes
    zstd: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """One CASE object. `body` is its package form (CASE 1.1) as JSON bytes, `document` that of its framework."""

    framework: str
    identifier: str
    cls: str
    label: str
    code: str
    body: bytes
    document: bytes


@dataclass(frozen=True, slots=True)
class NewObject:
    """A row of `objects` to be written."""

    identifier: str
    cls: str
    position: int
    label: str
    code: str
    body: bytes


@dataclass(frozen=True, slots=True)
class NewEdge:
    """A row of `edges` to be written."""

    association: str
    type: str
    origin: str
    destination: str
    sequence: int | None


@dataclass(frozen=True, slots=True)
class NewFramework:
    """A framework to be stored as its next version. `document` is the CFPckgDocument; `objects` and `edges` may be
    iterators, read once."""

    identifier: str
    document: Mapping[str, Any]
    source: str
    digest: str
    items: int
    associations: int
    objects: Iterable[NewObject]
    edges: Iterable[NewEdge]
    renditions: Sequence[Rendition]
    repairs: bytes
    lost_in_1_0: bytes


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the tree below a parent: the object, and how many children it has."""

    stored: Stored
    children: int
