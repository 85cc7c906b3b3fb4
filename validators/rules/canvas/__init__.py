"""CV: the rules of Canvas outcomes and outcome results."""

from typing import Any

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.readers.canvas import OUTCOMES, read_outcomes, read_results
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.readers.tables.alone import LoneTable
from fairmark.validators.rules.canvas import calculations as calculations
from fairmark.validators.rules.canvas import columns as columns
from fairmark.validators.rules.canvas import identifiers as identifiers
from fairmark.validators.rules.canvas import parents as parents
from fairmark.validators.rules.canvas import ratings as ratings
from fairmark.validators.rules.canvas import results as results
from fairmark.validators.rules.canvas.together import Together


def subject(data: bytes, recognition: Recognition, circumstances: Circumstances) -> LoneTable:
    """The outcomes, or the report on results, in `data`."""
    name, show_values = circumstances.name, circumstances.show_values
    if recognition.kind == OUTCOMES:
        return read_outcomes(data, name, show_values=show_values)
    return read_results(data, name, show_values=show_values, agreement=circumstances.agreement)


def gathering() -> Any:
    """What is kept of the outcomes and reports of one call."""
    return Together()
