"""How much of an export may change before somebody has to look."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
import difflib
import re

from fairmark.validators.core.usage import WrongUsage

VALUE = re.compile(r"(?P<percent>[0-9]{1,3}(?:\.[0-9]{1,4})?) ?%?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Each in percent of the records that a file of the last export had. More than that is too much: `lost` are no
    longer there, `changed` have other content, `churn` have another identifier, `emptied` have lost what stood in a
    column."""

    lost: float = 10
    changed: float = 75
    churn: float = 1
    emptied: float = 20

    def settings(self) -> list[str]:
        """Each as NAME=VALUE, in the form that `thresholds_from` takes."""
        return [f"{field.name}={getattr(self, field.name):g}%" for field in fields(self)]


USUAL = Thresholds()


class UnusableThreshold(WrongUsage):
    """A threshold that the user gave cannot be used; the message says why."""


def thresholds_from(settings: Iterable[str]) -> Thresholds:
    """The thresholds with those in `settings` changed, each as NAME=VALUE, such as "lost=5%".

    UnusableThreshold for an unknown name, or a value that is no percentage from 0 to 100.
    """
    thresholds = USUAL
    for setting in settings:
        name, _, text = (part.strip() for part in setting.partition("="))
        thresholds = replace(thresholds, **{_known(name): _percent(name, text)})
    return thresholds


def _known(name: str) -> str:
    names = [field.name for field in fields(Thresholds)]
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1) or names
        raise UnusableThreshold(f"there is no threshold called {name!r}; the nearest: {', '.join(near)}")
    return name


def _percent(name: str, text: str) -> float:
    match = VALUE.fullmatch(text)
    if not match or float(match["percent"]) > 100:
        raise UnusableThreshold(f"--threshold {name} takes a percentage from 0 to 100, such as {name}=5%; not {text!r}")
    return float(match["percent"])
