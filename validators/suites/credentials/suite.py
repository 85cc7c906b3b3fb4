"""One run of the suites of Open Badges and CLR services: what stands in the way, the checks, and the document rules."""

from collections.abc import Iterable, Iterator

import orjson

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.events import Checked, Subscriber
from fairmark.validators.core.location import Location, Position
from fairmark.validators.core.profile import Profile
from fairmark.validators.core.rule import Rule
from fairmark.validators.readers.sniff import recognise
from fairmark.validators.rules.credentials import subject
from fairmark.validators.suites.credentials.bodies import credentials_in
from fairmark.validators.suites.credentials.operations import DISCOVERY, LIST
from fairmark.validators.suites.credentials.session import NoAccess, Session
from fairmark.validators.suites.documents import DocumentRules, Judged
from fairmark.validators.suites.recording import Answer, Recorder
from fairmark.validators.suites.result import Result
from fairmark.validators.suites.run import Obstacle, SuiteOptions, live_rules


class CredentialSuite:
    """The suite for one run. See `fairmark.validators.suites.run.Suite`."""

    def __init__(self, profile: Profile, recorder: Recorder, options: SuiteOptions) -> None:
        self._options = options
        self.rules = live_rules(profile)
        self.session = Session(recorder, profile, options.login)

    def preflight(self) -> None:
        """Read the discovery document and come by a token: without either nothing else can be asked."""
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
            try:
                grant = session.granted()
            except NoAccess as why:
                raise Obstacle(str(why), why.answer) from None
            session.grant = grant
            session.recorder.authenticate(
                (("Authorization", f"Bearer {grant.token.value}"),), (grant.token.value, grant.refresh)
            )

    def results(self, rule: Rule) -> Iterable[Result]:
        results: Iterable[Result] = rule.check(self.session)
        return results

    def notes(self) -> Iterator[tuple[str, str]]:
        yield "requests", f"{self.session.recorder.sent} requests were sent"

    def documents(self, emit: Subscriber) -> Iterable[Checked]:
        """Judge every credential in the list as a document of its own."""
        rules = DocumentRules(str(self.session.base), self._options, emit)
        number = 0
        for page in self.session.pages:
            for credential in credentials_in(page) if page.status == 200 else []:
                number += 1
                if judged := _judged(f"{self.session.base}!credential {number}", credential, page):
                    rules.look_at(judged)
        return rules.checks()


def _judged(name: str, credential: dict[str, object] | str, answer: Answer) -> Judged | None:
    """A credential of the list as a subject; None for what is none, of which the checks speak."""
    token = credential if isinstance(credential, str) else ""
    data = _payload(token) if isinstance(credential, str) else credential
    recognised = recognise(data)
    if recognised is None or recognised.standard not in ("OB", "CLR"):
        return None
    text = orjson.dumps(data)
    made = subject(data, recognised, Circumstances(token=token, text=text))
    return Judged(name, LIST.name, made, recognised.version, text, answer, _nowhere)


def _payload(token: str) -> dict[str, object] | None:
    from fairmark.validators.proofs import jws
    from fairmark.validators.proofs.errors import ProofError

    try:
        return jws.decode(token).claims
    except ProofError:
        return None


def _nowhere(wanted: Iterable[Location]) -> list[Position | None]:
    return [None for _ in wanted]
