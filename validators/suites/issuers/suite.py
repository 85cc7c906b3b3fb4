"""One run of the issuer suite: what stands in the way, the checks, and the document rules on every badge."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from fairmark.validators.core.events import Checked, Subscriber
from fairmark.validators.core.profile import Profile
from fairmark.validators.core.rule import Rule
from fairmark.validators.families import load_rules
from fairmark.validators.suites.documents import DocumentRules, Judged
from fairmark.validators.suites.issuers.session import BADGE, Session
from fairmark.validators.suites.recording import Recorder
from fairmark.validators.suites.result import Result
from fairmark.validators.suites.run import Obstacle, SuiteOptions, live_rules


class IssuerSuite:
    """The suite for one run. See `fairmark.validators.suites.run.Suite`."""

    def __init__(self, profile: Profile, recorder: Recorder, options: SuiteOptions) -> None:
        load_rules()
        self._options = options
        self.rules: Sequence[Rule] = live_rules(profile)
        self.session = Session(recorder, options.at or datetime.now(UTC))

    def preflight(self) -> None:
        """Get what stands at the address: without it there is nothing to look at."""
        answer, base = self.session.answer, self.session.recorder.base.masked
        if answer.response is None:
            raise Obstacle(f"The badge at {base} cannot be got: {answer.error}.", answer)
        if answer.status in (401, 403):
            raise Obstacle(f"The address {base} asks for credentials (HTTP {answer.status}): give --token.", answer)
        if answer.status != 200:
            raise Obstacle(f"There is no badge at {base}: it is answered with HTTP {answer.status}.", answer)

    def results(self, rule: Rule) -> Iterable[Result]:
        results: Iterable[Result] = rule.check(self.session)
        return results

    def notes(self) -> Iterator[tuple[str, str]]:
        yield "requests", f"{self.session.recorder.sent} requests were sent"

    def documents(self, emit: Subscriber) -> Iterable[Checked]:
        """Judge every badge as a document; what it refers to is looked up."""
        rules = DocumentRules(str(self.session.recorder.base), self._options, emit)
        for one in self.session.served:
            if one.document is None or not one.is_badge:
                rules.tell(one.name, BADGE, one.problems, self.session.answer)
                continue
            judged = Judged(one.name, BADGE, one.document, one.version, one.text, self.session.answer, one.locate)
            rules.look_at(judged, problems=one.problems)
        return rules.checks()
