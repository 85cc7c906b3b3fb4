"""Profiles: which standard, which version, in which role. Their names are what `--profile` takes."""

from collections.abc import Sequence
from dataclasses import dataclass
import difflib

from fairmark.validators.core.usage import WrongUsage


@dataclass(frozen=True, slots=True)
class Profile:
    """What an input is judged as. `standard` is the first part of its rules' ids, `title` what people call it."""

    name: str
    standard: str
    version: str
    title: str
    role: str = "document"

    @property
    def document(self) -> str:
        """The name of the profile of the documents that it is about, such as case-1.1."""
        return f"{self.standard.lower()}-{self.version}"


def _by_name(*profiles: Profile) -> dict[str, Profile]:
    return {profile.name: profile for profile in profiles}


PROFILES = _by_name(
    Profile("case-1.0", "CASE", "1.0", "CASE 1.0"),
    Profile("case-1.1", "CASE", "1.1", "CASE 1.1"),
    Profile("ob-2.0", "OB", "2.0", "Open Badges 2.0"),
    Profile("ob-3.0", "OB", "3.0", "Open Badges 3.0"),
    Profile("clr-2.0", "CLR", "2.0", "CLR 2.0"),
    Profile("oneroster-1.1", "OR", "1.1", "OneRoster 1.1"),
    Profile("oneroster-1.2", "OR", "1.2", "OneRoster 1.2"),
    Profile("case-spreadsheet", "CS", "1", "CASE as a spreadsheet"),
    Profile("edfi", "EF", "1", "Ed-Fi interchange XML"),
    Profile("canvas-outcomes", "CV", "1", "Canvas outcomes"),
    Profile("canvas-results", "CV", "1", "Canvas outcome results"),
    Profile("powerschool-standards", "PS", "1", "PowerSchool standards"),
    Profile("scl", "SCL", "1", "Learning profile"),
    Profile("pesc", "PE", "1", "PESC transcript"),
)
"""What a document may be judged as."""

LIVE_PROFILES = _by_name(
    Profile("case-1.0-provider", "CASE", "1.0", "CASE 1.0 provider", "provider"),
    Profile("case-1.1-provider", "CASE", "1.1", "CASE 1.1 provider", "provider"),
    Profile("ob-3.0-displayer", "OB", "3.0", "Open Badges 3.0 displayer", "displayer"),
    Profile("ob-3.0-host", "OB", "3.0", "Open Badges 3.0 host", "host"),
    Profile("ob-3.0-issuer", "OB", "3.0", "Open Badges 3.0 issuer", "issuer"),
    Profile("clr-2.0-host", "CLR", "2.0", "CLR 2.0 host", "host"),
    Profile("clr-2.0-provider", "CLR", "2.0", "CLR 2.0 provider", "provider"),
    Profile("scl", "SCL", "1", "Learning system", "system"),
)
"""What a running system may be checked as."""


class UnknownProfile(WrongUsage):
    """No profile of that name; the message names the nearest ones."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known
        super().__init__(f"no profile for this is called {name!r}; the nearest: {', '.join(near)}")


def profile_named(name: str, *, live: bool = False) -> Profile:
    """The profile called `name`, of those for documents or, with `live`, of those for running systems. UnknownProfile
    when there is none."""
    known = LIVE_PROFILES if live else PROFILES
    if name not in known:
        raise UnknownProfile(name, list(known))
    return known[name]
