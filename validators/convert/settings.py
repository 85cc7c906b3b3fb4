"""How to convert."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
import re

from fairmark.validators.convert.errors import WrongSettings

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""The lastChangeDateTime of what a source gives no time for: fixed, so that a second conversion gives the same
packages, and so early that nobody takes it for a date of the framework."""

HOST = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
BASE = re.compile(rf"https://{HOST}(?::\d+)?(?:/[A-Za-z0-9._~-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`base` is the https address that the URIs of the made objects begin with; /ims/case/v1p1 is added to it. `at` is
    the time of last change where the source has none. `derive_hierarchy` lets the Ed-Fi conversion read parents out of
    dotted codes (110.13.1.A below 110.13.1), which the source does not state. `shelf` is a folder with the CASE
    packages that a gradebook or record of learning refers to, `into` a OneRoster export that results are put into.

    Raises WrongSettings for a base that cannot be one, and for a time without a zone.
    """

    base: str = "https://frameworks.example.org"
    at: datetime = UNDATED
    derive_hierarchy: bool = False
    shelf: Path | None = None
    into: Path | None = None

    def __post_init__(self) -> None:
        if not BASE.fullmatch(self.base):
            raise WrongSettings("the base must be an https address without query, fragment or slash at the end")
        if self.at.tzinfo is None:
            raise WrongSettings("the time of last change needs a zone")

    def changed(self) -> set[str]:
        """The names of the settings that are not as they are by default."""
        return {field.name for field in fields(self) if getattr(self, field.name) != field.default}


DEFAULTS = Settings()
