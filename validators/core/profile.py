"""Profiles: which standard, which version, in which role. Their names are what `--profile` takes."""

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


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("case-1.0", "CASE", "1.0", "CASE 1.0"),
        Profile("case-1.1", "CASE", "1.1", "CASE 1.1"),
    )
}


class UnknownProfile(WrongUsage):
    """No profile of that name; the message names the nearest ones."""

    def __init__(self, name: str) -> None:
        near = difflib.get_close_matches(name, PROFILES, n=3, cutoff=0.4) or list(PROFILES)
        super().__init__(f"no profile is called {name!r}; the nearest: {', '.join(near)}")


def profile_named(name: str) -> Profile:
    """The profile called `name`; UnknownProfile when there is none."""
    try:
        return PROFILES[name]
    except KeyError:
        raise UnknownProfile(name) from None
