"""One run of the suites of Open Badges and CLR services: what stands in the way, the checks, and the document rules."""

from collections.abc import Iterable, Iterator

import orjson

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.events import Checked, Subscriber
from fairmark.validators.core.location import Location, Position
from fairmark.validators.core.profile import Profile
from fairmark.validators.core.rule import Rule
from fairmark.validators.proofs.references import References
from fairmark.validators.readers.sniff import recognise
from fairmark.validators.rules.credentials import subject
from fairmark.validators.suites.credentials.bodies import Credential, data_of
from fairmark.validators.suites.credentials.operations import DISCOVERY, LIST
from fairmark.validators.suites.credentials.session import NoAccess, Session
from fairmark.validators.suites.credentials.uploading import genuine
from fairmark.validators.suites.documents import DocumentRules, Judged
from fairmark.validators.suites.recording import Answer, Recorder
from fairmark.validators.suites.result import Result, cannot_tell
from fairmark.validators.suites.run import Obstacle, SuiteOptions, live_rules


class CredentialSuite:
    """The suite for one run. See `fairmark.validators.suites.run.Suite`."""

    def __init__(self, profile: Profile, recorder: Recorder, options: SuiteOptions) -> None:
        self._options = options
        self.rules = live_rules(profile)
        self.session = Session(recorder, profile, options.login)

    def preflight(self) -> None:
        """Read the discovery document and come by a token: without either hardly anything can be asked."""
        session = self.session
        answer = session.discovery
        if answer.response is None:
            raise Obstacle(f"The system at {session.base} cannot be reached: {answer.error}.", answer)
        if answer.status == 404:
            raise Obstacle(
                f"There is no discovery document at {session.base}{DISCOVERY.path} (HTTP 404): the base path is likely "
                "wrong; it ends in /ims/ob/v3p0 or /ims/clr/v2p0.",
                answer,
            )
        if self._options.access is None:
            self._sign_in()
        elif (refused := session.get(LIST)).status in (401, 403):
            raise Obstacle(f"The token that was given is not taken ({refused.told()}).", refused)

    def _sign_in(self) -> None:
        """Come by a token. Where it is the service's fault that there is none, a check will say so."""
        session = self.session
        try:
            session.grant = grant = session.granted()
        except NoAccess as why:
            if not why.is_judged:
                raise Obstacle(str(why), why.answer) from None
            session.closed = why
        else:
            session.recorder.authenticate(
                (("Authorization", f"Bearer {grant.token.value}"),), (grant.token.value, grant.refresh)
            )

    def results(self, rule: Rule) -> Iterable[Result]:
        try:
            yield from rule.check(self.session)
        except NoAccess as why:
            yield cannot_tell("", str(why))

    def notes(self) -> Iterator[tuple[str, str]]:
        yield "requests", f"{self.session.recorder.sent} requests were sent"

    def documents(self, emit: Subscriber) -> Iterable[Checked]:
        """Judge every credential in the list as a document of its own, those among them that the run has sent."""
        rules = DocumentRules(str(self.session.base), self._options, emit)
        references = References()
        credentials = () if self.session.closed else genuine(self.session)
        for number, (credential, page) in enumerate(credentials, 1):
            if judged := _judged(f"{self.session.base}!credential {number}", credential, page, references):
                rules.look_at(judged)
        return rules.checks()


def _judged(name: str, credential: Credential, answer: Answer, references: References) -> Judged | None:
    """A credential of the list as a subject; None for what is none, of which the checks speak."""
    token = credential if isinstance(credential, str) else ""
    data = data_of(credential)
    recognised = recognise(data)
    if recognised is None or recognised.standard not in ("OB", "CLR"):
        return None
    text = orjson.dumps(data)
    made = subject(data, recognised, Circumstances(token=token, text=text, references=references))
    return Judged(name, LIST.name, made, recognised.version, text, answer, _nowhere)


def _nowhere(wanted: Iterable[Location]) -> list[Position | None]:
    return [None for _ in wanted]
