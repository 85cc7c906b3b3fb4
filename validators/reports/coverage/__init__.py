"""Coverage as text, JSON, CSV, a workbook, and a page with a picture. Each is a pure function of the coverage."""

from collections.abc import Callable, Mapping
from importlib import import_module

from fairmark.validators.coverage.coverage import Coverage

FORMATS: Mapping[str, str] = {"text": "text", "json": "data", "csv": "table", "html": "page", "xlsx": "workbook"}
"""Format to the module that writes it."""


def render(coverage: Coverage, form: str, name: str) -> bytes:
    """The coverage in one of the formats. `name` is what the user calls the export."""
    writer: Callable[[Coverage, str], bytes] = import_module(f"{__name__}.{FORMATS[form]}").render
    return writer(coverage, name)
