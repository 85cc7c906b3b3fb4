"""The two schema engines: a fast one that says yes or no, and a slow one that explains.

`accepts` is the gate (jsonschema-rs, compiled once): formats are not asserted there, as the engines differ in them and
rules decide about dates and URIs. `explain` (jsonschema) runs only on what the gate refused.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import jsonschema_rs

from fairmark.schemas import load


@cache
def _gate(path: str, name: str) -> Any:
    schema = load(path)
    return jsonschema_rs.Draft202012Validator({**schema, "$ref": f"#/$defs/{name}"}, validate_formats=False)


@cache
def _explainer(path: str, name: str) -> jsonschema.Draft202012Validator:
    schema = load(path)
    return jsonschema.Draft202012Validator({**schema, "$ref": f"#/$defs/{name}"})


def accepts(path: str, name: str, data: Any) -> bool:
    """Whether `data` is an instance of the definition `name` in the schema file `path`, formats left aside."""
    return bool(_gate(path, name).is_valid(data))


def explain(path: str, name: str, data: Any) -> Iterator[jsonschema.ValidationError]:
    """Every error of `data` against that definition, as jsonschema finds them, formats left aside."""
    return iter(_explainer(path, name).iter_errors(data))
