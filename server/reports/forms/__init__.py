"""A result as data and as pages: the figures are the same in all forms."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from fairmark.server.reports.forms.data import as_csv, as_json
from fairmark.server.reports.forms.text import as_text
from fairmark.server.reports.forms.workbook import as_workbook
from fairmark.server.reports.result import Result


class Form(NamedTuple):
    """A way to write a result. One that is no `text` a terminal cannot show."""

    write: Callable[[Result], bytes]
    text: bool = True


FORMS: Mapping[str, Form] = {
    "text": Form(as_text),
    "json": Form(as_json),
    "csv": Form(as_csv),
    "xlsx": Form(as_workbook, text=False),
}
