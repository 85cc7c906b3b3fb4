"""Records of the learning API, as it answers them or as it takes them: single, a line each, or in pages."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from fairmark.schemas import load, referred
from fairmark.schemas.scl import schema_of
from fairmark.validators.convert.errors import BrokenSource
from fairmark.validators.convert.inputs import SourceFile
from fairmark.validators.convert.scl_terms import FILES, LOCAL_ID

SUFFIXES = (".ndjson", ".jsonl", ".json")
EVIDENCE, JUDGMENT, TASK = "EvidenceRecord", "Judgment", "Task"
PAGES = frozenset((*FILES, "tasks"))
"""What the members of a page of records are called."""

Json = Mapping[str, Any]


def holds_records(source: SourceFile) -> bool:
    """Whether a file or folder looks like records of the learning API."""
    if source.members:
        return not source.members.isdisjoint(FILES.values())
    return any(_class_of(record) for record in _in_pages(source.json))


def read_records(source: SourceFile) -> Iterator[tuple[str, Json]]:
    """The records in a file, or in all files of a folder, each with its class; "" for one of a class that is not known
    here. BrokenSource for what is no JSON, and for a record that its class does not allow."""
    for path in _files(source.path):
        file = SourceFile(path, source.limits)
        for number, record in enumerate(_records(file), 1):
            cls = _class_of(record)
            if cls and not _is_valid(record, cls):
                raise BrokenSource(f"record {number} of {path.name} is no {cls} as the learning API has them")
            yield cls, record


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(inner for inner in path.iterdir() if inner.suffix.lower() in SUFFIXES and inner.is_file())


def _records(file: SourceFile) -> Iterator[Json]:
    documents = file.documents
    if documents is None:
        raise BrokenSource(f"{file.path.name} cannot be read as JSON")
    for document in documents:
        yield from _in_pages(document)


def _in_pages(data: Any) -> Iterator[Json]:
    """The records of a page, else the record that it is."""
    if not isinstance(data, Mapping):
        return
    is_page = bool(data) and data.keys() <= PAGES and all(isinstance(page, list) for page in data.values())
    for record in (record for page in data.values() for record in page) if is_page else [data]:
        if isinstance(record, Mapping):
            yield record


def _class_of(record: Json) -> str:
    """EvidenceRecord, Judgment or Task, also for one that is yet to be recorded; "" for any other."""
    if {"learners", "alignment"} <= record.keys():
        return EVIDENCE
    if {"targets", "usableForDeterminations"} <= record.keys():
        return TASK
    return JUDGMENT if {"scorer", "target"} <= record.keys() else ""


def _is_valid(record: Json, cls: str) -> bool:
    return bool(_validator(cls if "id" in record else f"New{cls}").is_valid(dict(record)))


@cache
def _validator(definition: str) -> Any:
    schema = schema_of(definition)
    others = jsonschema_rs.Registry(list(referred(schema).items()))
    wanted = {**load(schema), "$ref": f"#/$defs/{definition}"}
    return jsonschema_rs.Draft202012Validator(wanted, validate_formats=False, registry=others)


def name_of(record: Json) -> str:
    """The URN by which other records refer to it, "" where there is none."""
    return str(record.get("id") or record.get(LOCAL_ID) or "")
