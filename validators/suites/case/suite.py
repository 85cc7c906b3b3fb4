"""One run of the CASE provider suite: what stands in the way, the checks, and the document rules on every answer."""

from collections.abc import Iterable, Iterator
from functools import partial

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.events import Checked, Subscriber
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.profile import Profile
from fairmark.validators.core.rule import Rule
from fairmark.validators.readers.case import Package
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.limits import Limits
from fairmark.validators.rules.case import subject
from fairmark.validators.suites.case.bodies import SET_MEMBERS, in_class, is_empty_set
from fairmark.validators.suites.case.operations import LIST, Operation
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.documents import DocumentRules, Judged
from fairmark.validators.suites.recording import Answer, Recorder
from fairmark.validators.suites.result import Result
from fairmark.validators.suites.run import Obstacle, SuiteOptions, live_rules


class CaseSuite:
    """The suite for one run. See `fairmark.validators.suites.run.Suite`."""

    def __init__(self, profile: Profile, recorder: Recorder, options: SuiteOptions) -> None:
        self._profile = profile
        self._options = options
        self.rules = live_rules(profile)
        self.session = Session(
            recorder,
            profile.version,
            options.identifiers,
            exhaustive=options.exhaustive,
            seed=options.seed,
            access=options.access,
        )

    def preflight(self) -> None:
        """Ask for the document list: what keeps that from being answered keeps everything."""
        answer = self.session.get(LIST)
        if answer.response is None:
            raise Obstacle(f"The system at {self.session.base} cannot be reached: {answer.error}.", answer)
        if answer.status in (401, 403):
            had = "The credentials are refused" if self._options.headers else "It asks for credentials"
            raise Obstacle(f"{had} (HTTP {answer.status} for {answer.request.url.masked}): give a valid token.", answer)
        if answer.status == 404 and not self._options.identifiers:
            raise Obstacle(
                f"There is no document list at {answer.request.url.masked} (HTTP 404): the base path is likely wrong; "
                f"it ends in /ims/case/v1p{self._profile.version[-1]}.",
                answer,
            )

    def results(self, rule: Rule) -> Iterable[Result]:
        results: Iterable[Result] = rule.check(self.session)
        return results

    def notes(self) -> Iterator[tuple[str, str]]:
        yield "requests", f"{self.session.recorder.sent} requests were sent"
        how = "everything" if self._options.exhaustive else f"a sample, drawn with seed {self._options.seed}"
        for sampling in self.session.samplings:
            yield "sampling", f"{sampling.cls}: {sampling.looked_at} of {sampling.known} looked at ({how})"

    # -- document rules on what was answered -------------------------------------------------------------------------

    def documents(self, emit: Subscriber) -> Iterable[Checked]:
        """Judge every answered body as a document of its version."""
        rules = DocumentRules(str(self.session.base), self._options, emit)
        for operation, answer in self._bodies():
            if package := self._opened(operation, answer):
                name = f"{self.session.base}!{answer.request.url.target.removeprefix(self.session.base.path)}"
                locate = read_json(answer.body, Limits().depth).locate
                document = Judged(name, operation.name, package, package.version, answer.body, answer, locate)
                rules.look_at(document, partial(_is_about_an_empty_set, package))
        return rules.checks()

    def _bodies(self) -> Iterator[tuple[Operation, Answer]]:
        for operation, samples in self.session.samples.items():
            for _, answer in samples:
                yield operation, answer

    def _opened(self, operation: Operation, answer: Answer) -> Package | None:
        """The body as a subject of the document rules; None where it is nothing of the operation's class, of which
        CASE-API-001 speaks."""
        if answer.status != 200:
            return None
        text = read_json(answer.body, Limits().depth)
        if not text.documents:
            return None
        data = text.documents[0].data
        recognised = in_class(data, operation, self._profile.version)
        if recognised is None:
            return None
        return subject(
            data,
            recognised,
            Circumstances(forced=True, served=answer.request.url.path, text=answer.body),
        )


def _is_about_an_empty_set(package: Package, found: Finding) -> bool:
    """A set needs a member, but a system that holds none cannot answer otherwise: CASE-API-018 informs about it."""
    is_empty = is_empty_set(package.data, package.kind)
    return is_empty and found.rule.id == "CASE-SCHEMA-001" and found.location.path == (SET_MEMBERS[package.kind],)
