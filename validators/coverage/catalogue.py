"""The standards that coverage is about: those of the frameworks on the shelf, and those that are only named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairmark.validators.readers.frameworks import Framework, Standard


@dataclass(frozen=True, slots=True)
class Listed:
    """A standard and the framework that holds it, None where none on the shelf does."""

    standard: Standard
    framework: Framework | None


class Catalogue:
    """Standards by number. Those of the frameworks come first, in the order of their hierarchies."""

    def __init__(self, frameworks: Sequence[Framework]) -> None:
        self.frameworks = frameworks
        self.listed: list[Listed] = []
        self._numbers: dict[str, int] = {}
        for framework in frameworks:
            for standard in framework.standards.values():
                self._add(Listed(standard, framework))

    def number_of(self, identifier: str) -> int:
        """The number of the standard with that identifier, a UUID in small letters. One that no framework has gets the
        next number."""
        if identifier not in self._numbers:
            self._add(Listed(Standard(identifier), None))
        return self._numbers[identifier]

    def _add(self, listed: Listed) -> None:
        if listed.standard.identifier not in self._numbers:
            self._numbers[listed.standard.identifier] = len(self.listed)
            self.listed.append(listed)

    def numbers_in(self, framework: Framework) -> Iterator[int]:
        """The numbers of the standards that are listed as those of the framework, from the top down."""
        for identifier in framework.standards:
            number = self._numbers[identifier]
            if self.listed[number].framework is framework:
                yield number

    def leaves(self, framework: Framework, today: str) -> Sequence[int]:
        """The numbers of the standards of the framework that group no others and are in force on that day."""
        return [
            number for number in self.numbers_in(framework) if _is_leaf(framework, self.listed[number].standard, today)
        ]


def _is_leaf(framework: Framework, standard: Standard, today: str) -> bool:
    has_ended = standard.is_replaced or (standard.ended and standard.ended < today)
    return not standard.is_group and not has_ended and not _is_shared_level(framework, standard)


def _is_shared_level(framework: Framework, standard: Standard) -> bool:
    """Whether it is the skill level of competencies that it does not hang below: no standard, but a scale."""
    competencies = framework.competencies.get(standard.identifier)
    return competencies is not None and standard.parent not in competencies
