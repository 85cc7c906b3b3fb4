"""What a run knows of a displayer: what it should have shown of each badge, and what it has."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fairmark.validators.suites.displayers.answers import Shown
from fairmark.validators.suites.displayers.expected import Expected
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, breach, holds

Pair = tuple[Expected, Shown]


@dataclass(frozen=True)
class Session:
    """`expected` is what is right for each badge of the kit, `shown` what the displayer has shown, by the names of the
    badges; `answer` is where that came from, None for a file."""

    expected: list[Expected]
    shown: dict[str, Shown]
    answer: Answer | None = None

    @property
    def groups(self) -> dict[str, list[Expected]]:
        """The badges by their kinds."""
        found: dict[str, list[Expected]] = {}
        for one in self.expected:
            found.setdefault(one.group, []).append(one)
        return found

    def answered(self) -> Iterator[tuple[str, list[Pair]]]:
        """Each kind with those of its badges that were answered in words that are known."""
        for group, badges in self.groups.items():
            pairs = [(one, self.shown[one.name]) for one in badges if one.name in self.shown]
            if known := [(one, shown) for one, shown in pairs if shown.status]:
                yield group, known

    def result(self, group: str, broken: Iterable[str], expected: str = "") -> Result:
        """The result for a kind of badge, of which `broken` says what is wrong, badge by badge."""
        answers = (self.answer,) if self.answer else ()
        found = list(broken)
        if found:
            return breach(group, *answers, observed="; ".join(found), expected=expected)
        return holds(group, *answers)
