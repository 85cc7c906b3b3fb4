"""Read a JSON report back, and other JSON files, held against their published schemas."""

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from fairmark.schemas import load
from fairmark.validators.core.waivers import UnusableFile

Json = dict[str, Any]


def read_report(path: Path) -> Json:
    """The JSON report in that file; UnusableFile where it is none. Members that a later version has added are let
    pass."""
    what = "a Fairmark JSON report (made with --format json)"
    report = _read(path, "report/report.schema.json", what)
    if report["checks"] and not report["inputs"]:
        raise UnusableFile(f"{path} is not {what}: it has checks, and names no system that was checked")
    return report


def read_needs(path: Path) -> Json:
    """The needs of a consumer in that file; UnusableFile where it is none."""
    return _read(path, "needs/needs.schema.json", "a file of a consumer's needs")


def read_receipt(path: Path) -> Json:
    """The receipt in that file; UnusableFile where it is none."""
    return _read(path, "report/receipt.schema.json", "a Fairmark receipt")


def _read(path: Path, schema: str, what: str) -> Json:
    try:
        parsed = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise UnusableFile(f"{path} is not {what}: {_why(error)}") from None
    wrong = next(iter(_validator(schema).iter_errors(parsed)), None)
    if wrong is not None:
        place = "".join(f"/{step}" for step in wrong.instance_path) or "the whole file"
        raise UnusableFile(f"{path} is not {what}: {place} is not as its schema asks")
    read: Json = parsed
    return read


def _why(error: OSError | orjson.JSONDecodeError) -> str:
    return str(error.strerror if isinstance(error, OSError) else error)


@cache
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    published = load(schema)
    read = _open(published) if schema.startswith("report/") else published
    return jsonschema_rs.Draft202012Validator(read)


def _open(schema: Any) -> Any:
    """A schema that lets pass what it does not know: what Fairmark writes may grow."""
    if isinstance(schema, dict):
        return {
            name: _open(rule) for name, rule in schema.items() if not (name == "additionalProperties" and rule is False)
        }
    return [_open(rule) for rule in schema] if isinstance(schema, list) else schema
