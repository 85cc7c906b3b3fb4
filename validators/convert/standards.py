"""Standards and the levels of their rubrics, looked up on the shelf."""

from collections.abc import Sequence
from pathlib import Path

from fairmark.validators.convert.errors import WrongSettings
from fairmark.validators.readers.frameworks import Framework, Level, Standard, by_item, frameworks_in
from fairmark.validators.readers.limits import Limits


class Standards:
    """The standards of some frameworks."""

    def __init__(self, frameworks: Sequence[Framework]) -> None:
        self._framework_of = by_item(frameworks)
        self._levels: dict[str, Level] = {}
        for framework in frameworks:
            for level in framework.levels:
                self._levels.setdefault(level.uri, level)
        self._for_item: dict[str, list[Level]] = {}

    @classmethod
    def on(cls, shelf: Path | None, limits: Limits) -> "Standards":
        """Those on the shelf that the user named. WrongSettings where it cannot be listed or holds no framework."""
        if shelf is None:
            return cls([])
        frameworks = frameworks_in(shelf, limits)
        if not frameworks:
            raise WrongSettings(f"the shelf {shelf} holds no CASE package")
        return cls(frameworks)

    def find(self, identifier: str) -> tuple[Standard, Framework] | None:
        """The item with that identifier, which has an address, and its framework."""
        framework = self._framework_of.get(identifier)
        standard = framework.standards[identifier] if framework else None
        return (standard, framework) if framework and standard and standard.uri else None

    def level(self, uri: str) -> Level | None:
        """The rubric level with that address."""
        return self._levels.get(uri)

    def levels_of(self, identifier: str) -> list[Level]:
        """The levels that can be given for an item: those with a score and an address."""
        if identifier not in self._for_item:
            framework = self._framework_of.get(identifier)
            found = framework.levels_for(identifier) if framework else []
            self._for_item[identifier] = [level for level in found if level.uri and level.score is not None]
        return self._for_item[identifier]

    def level_called(self, identifier: str, words: str, score: float | None) -> Level | None:
        """The level for the item of that name, else of that score; None where no level, or more than one, has it."""
        levels, plain = self.levels_of(identifier), words.strip().casefold()
        named = [level for level in levels if plain and level.quality.strip().casefold() == plain]
        if len(named) > 1 and score is not None:
            named = [level for level in named if level.score == score]
        if not named and score is not None:
            named = [level for level in levels if level.score == score]
        return named[0] if len(named) == 1 else None
