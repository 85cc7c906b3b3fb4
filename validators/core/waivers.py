"""Waivers and baselines: findings that somebody has decided about, or that are not new.

A waiver file is TOML, one table per waiver::

    [[waiver]]
    rule = "CASE-DOC-009"
    input = "*.json"            # optional pattern for the name of the input; all inputs when left out
    location = "/CFDocument*"   # optional pattern for the JSON Pointer; all places when left out
    reason = "The licence is being cleared with the publisher."
    owner = "standards@district.example"
    expires = 2027-06-30

An expired waiver no longer hides anything and is itself an error (FM-WAIVER-001). A baseline is an earlier JSON
report made with `--samples all`: what it holds is known and does not count.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Any

from fairmark.validators.core.finding import Finding
from fairmark.validators.core.usage import WrongUsage

MANDATORY = ("rule", "reason", "owner", "expires")
OPTIONAL = ("input", "location")
ABOUT_WAIVERS = "FM-WAIVER-"


class UnusableFile(WrongUsage):
    """A waiver or baseline file that cannot be used; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A decision to live with some findings until a day, `expires`, that still counts as valid."""

    rule: str
    reason: str
    owner: str
    expires: date
    input: str = "*"
    location: str = "*"

    def covers(self, input: str, finding: Finding) -> bool:
        return (
            self.rule == finding.rule.id
            and fnmatchcase(input, self.input)
            and fnmatchcase(finding.location.pointer, self.location)
        )


def read_waivers(parsed: Mapping[str, Any]) -> list[Waiver]:
    """The waivers of a parsed waiver file; UnusableFile names the entry and the field that is wrong."""
    if set(parsed) - {"waiver"} or not isinstance(parsed.get("waiver", []), list):
        raise UnusableFile("a waiver file holds [[waiver]] tables and nothing else")
    return [_read_waiver(number, entry) for number, entry in enumerate(parsed.get("waiver", []), 1)]


def _read_waiver(number: int, entry: Mapping[str, Any]) -> Waiver:
    if not isinstance(entry, Mapping):
        raise UnusableFile(f"waiver {number} is not a [[waiver]] table")
    for name in (*MANDATORY, *entry):
        if name not in (*MANDATORY, *OPTIONAL):
            raise UnusableFile(f"waiver {number}: there is no field {name}")
        if name not in entry:
            raise UnusableFile(f"waiver {number}: {name} is missing")
        value = entry[name]
        if name == "expires":
            if not isinstance(value, date) or isinstance(value, datetime):
                raise UnusableFile(f"waiver {number}: expires is not a day such as 2027-06-30, without quotes")
        elif not isinstance(value, str) or not value.strip():
            raise UnusableFile(f"waiver {number}: {name} is not a text")
    if entry["rule"].startswith(ABOUT_WAIVERS):
        raise UnusableFile(f"waiver {number}: what is wrong with a waiver cannot be waived")
    return Waiver(**entry)


class Decisions:
    """The sieve of a run: says of each finding whether it is waived, known or new, and which waivers were of use."""

    def __init__(self, waivers: Iterable[Waiver] = (), baseline: Iterable[str] = (), *, today: date) -> None:
        numbered = list(enumerate(waivers))
        self.expired = [(number, waiver) for number, waiver in numbered if waiver.expires < today]
        """Waivers that no longer hold, with the number of each in its file, from 0."""
        self._valid = [(number, waiver) for number, waiver in numbered if waiver.expires >= today]
        self.used: set[int] = set()
        """The numbers of the waivers that have covered something so far."""
        self.left = Counter(baseline)
        """How often each fingerprint of the baseline may still be met."""
        self.spent: Counter[str] = Counter()
        """How often each has been met so far."""

    def foresee(self, input: str, finding: Finding) -> str:
        """What a call would say of the finding, without counting it."""
        if any(waiver.covers(input, finding) for _, waiver in self._valid):
            return "waived"
        return "known" if self._known(finding) else "new"

    def _known(self, finding: Finding) -> str | None:
        """The fingerprint by which what is left of the baseline knows the finding. One to be shared may be known by the
        one that it has otherwise."""
        return next((mark for mark in finding.fingerprints if self.left[mark] > 0), None) if self.left else None

    def __call__(self, input: str, finding: Finding) -> str:
        if finding.rule.id.startswith(ABOUT_WAIVERS):
            return "new"
        for number, waiver in self._valid:
            if waiver.covers(input, finding):
                self.used.add(number)
                return "waived"
        if fingerprint := self._known(finding):
            self.left[fingerprint] -= 1
            self.spent[fingerprint] += 1
            return "known"
        return "new"

    def take(self, used: Iterable[int], spent: Mapping[str, int]) -> bool:
        """Take over what somebody else has decided about what comes next, who knew of all that was left of the baseline
        before, or more. False, and nothing taken, where more of it was spent than is left: it has to be done again."""
        if any(self.left[fingerprint] < times for fingerprint, times in spent.items()):
            return False
        self.used.update(used)
        self.left.subtract(spent)
        self.spent.update(spent)
        return True

    @property
    def unused(self) -> list[tuple[int, Waiver]]:
        """Valid waivers that have covered nothing so far, with the number of each."""
        return [(number, waiver) for number, waiver in self._valid if number not in self.used]


def read_baseline(parsed: Any) -> list[str]:
    """The fingerprints in an earlier JSON report; UnusableFile when it is none, or holds only a part of the samples."""
    try:
        groups = parsed["findings"]
        capped = [group["rule"] for group in groups if group["count"] != len(group["samples"])]
        fingerprints = [str(sample["fingerprint"]) for group in groups for sample in group["samples"]]
    except (KeyError, TypeError):
        raise UnusableFile("the baseline is not a Fairmark JSON report") from None
    if capped:
        raise UnusableFile(f"the baseline holds only samples of {capped[0]}: make it with --samples all")
    return fingerprints
