"""Figures as views show them: null where they are undefined, with the reason beside them."""

from collections.abc import Mapping
from typing import Any

from fairmark.server.learning.continuum import Json
from fairmark.validators.learning.measure import Measure


def shown(**figures: Measure) -> Json:
    """The figures, and the reasons of those that are undefined."""
    return {**{name: one.value for name, one in figures.items()}, **reasons(figures)}


def reasons(figures: Mapping[str, Measure]) -> Json:
    """The member that says why figures are null; nothing where none is."""
    return because({name: one.reason for name, one in figures.items() if one.value is None})


def because(why: Mapping[str, Any]) -> Json:
    """The member that holds those reasons; nothing where there is none."""
    return {"reasons": dict(why)} if why else {}
