"""One run of the displayer suite: the kit, the answers, and the checks that hold one against the other."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from fairmark.validators.core.events import Checked, Subscriber
from fairmark.validators.core.profile import Profile
from fairmark.validators.core.rule import Rule
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.families import load_rules
from fairmark.validators.suites.displayers import kit as kits
from fairmark.validators.suites.displayers.answers import EXPIRED, REVOKED, VERIFIED, NoAnswers, read
from fairmark.validators.suites.displayers.expected import expected_of
from fairmark.validators.suites.displayers.session import Session
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result
from fairmark.validators.suites.run import Obstacle, SuiteOptions, live_rules

LEAST = (VERIFIED, EXPIRED, REVOKED)
"""Kinds of badges without which nothing can be said about a displayer: those that certification has."""


class DisplayerSuite:
    """The suite for one run. See `fairmark.validators.suites.run.Suite`. `data` are the answers as they came, from
    `answer` where they were served.

    WrongUsage where no kit is named, or one that is none.
    """

    def __init__(self, profile: Profile, data: bytes, options: SuiteOptions, answer: Answer | None = None) -> None:
        load_rules()
        if options.kit is None:
            raise WrongUsage(f"{profile.name} needs the kit of badges that was shown: give --kit")
        self.rules: Sequence[Rule] = live_rules(profile)
        self._kit = kits.load(options.kit)
        self._data = data
        self._answer = answer
        self.session = Session(expected_of(self._kit, options.at or datetime.now(UTC)), {}, answer)

    def preflight(self) -> None:
        """Read the answers, and see that the kit is one by which a displayer can be judged."""
        if self._answer is not None and self._answer.status != 200:
            raise Obstacle(f"The answers cannot be got: {self._answer.told()}.", self._answer)
        for group in LEAST:
            if group not in self.session.groups:
                raise Obstacle(f"The kit holds no badge that is {group}: make a new one with fairmark displayer-kit.")
        try:
            self.session.shown.update(read(self._data, self._kit.id))
        except NoAnswers as why:
            raise Obstacle(f"The answers cannot be used: {why}.", self._answer) from None

    def results(self, rule: Rule) -> Iterable[Result]:
        results: Iterable[Result] = rule.check(self.session)
        return results

    def notes(self) -> Iterator[tuple[str, str]]:
        yield "kit", f"{len(self.session.expected)} badges, {self._kit.id}"

    def documents(self, emit: Subscriber) -> Iterable[Checked]:
        """The badges are Fairmark's own, so nothing is judged as a document."""
        return ()
