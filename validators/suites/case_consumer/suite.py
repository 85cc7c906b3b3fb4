"""One judgement of what a consumer showed: the rules of scope "observed" over a session's log."""

from collections.abc import Iterable, Iterator, Sequence

from fairmark.validators.core.events import Checked, Subscriber
from fairmark.validators.core.profile import Profile
from fairmark.validators.core.report import Report
from fairmark.validators.core.rule import REGISTRY, Rule
from fairmark.validators.suites.case_consumer.observation import Observation
from fairmark.validators.suites.result import Result
from fairmark.validators.suites.run import report_on

SCOPE = "observed"


class ConsumerSuite:
    """The rules for one session. See `fairmark.validators.suites.run.Suite`."""

    def __init__(self, observation: Observation) -> None:
        self._observation = observation
        self.rules: Sequence[Rule] = [
            rule
            for _, rule in sorted(REGISTRY.items())
            if rule.standard == "CASE" and rule.scope == SCOPE and observation.version in rule.versions
        ]

    def preflight(self) -> None:
        """Nothing stands in the way: what did not happen is not seen."""

    def results(self, rule: Rule) -> Iterable[Result]:
        results: Iterable[Result] = rule.check(self._observation)
        return results

    def notes(self) -> Iterator[tuple[str, str]]:
        visits = self._observation.visits
        yield "requests", f"the consumer sent {len(visits)} requests"
        if visits:
            yield "time", f"from the first to the last it took {visits[-1].at - visits[0].at:.1f} s"
        for agent in sorted({visit.headers.get("user-agent", "") for visit in visits} - {""})[:3]:
            yield "user agent", agent
        if not self._observation.complete:
            yield "log", "the log was full: what came after was not looked at"
        if not self._observation.over:
            yield "state", "the session is still open: what the consumer has not done yet does not count against it"

    def documents(self, _emit: Subscriber) -> Iterable[Checked]:
        """A consumer sends no documents."""
        return ()


def observed(observation: Observation, profile: Profile) -> Report:
    """The report about the consumer."""
    return report_on(observation.base, profile, ConsumerSuite(observation))
