"""What a run knows of an issuer: what it serves, and what its badges refer to, each address asked once."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from fairmark.validators.credentials.document import Credential
from fairmark.validators.net.errors import Refused
from fairmark.validators.net.messages import Request
from fairmark.validators.net.url import Url
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.proofs.references import References
from fairmark.validators.suites.login import REDIRECTS
from fairmark.validators.suites.reading import Served, badges, read
from fairmark.validators.suites.recording import Answer, OutOfBudget, Recorder

BADGE = "badge"
"""What reports call the operation: there is but one."""
MOST_REDIRECTS = 5
WANTED = (
    "application/vc+ld+json, application/ld+json, application/json, text/plain, image/png, image/svg+xml, */*;q=0.1"
)


@dataclass
class Session:
    """One run. `now` is the moment to judge as of."""

    recorder: Recorder
    now: datetime
    _answers: dict[str, Answer] = field(default_factory=dict)

    @cached_property
    def answer(self) -> Answer:
        """What stands at the address of the run, after redirects."""
        return self._followed(self.recorder.base, WANTED, own=True)

    @cached_property
    def served(self) -> list[Served]:
        """Everything that was found there."""
        answer = self.answer
        return read(
            f"{self.recorder.base.masked}!badge", answer.body, answer.request.url.path, self.references, self.now
        )

    @cached_property
    def badges(self) -> list[tuple[Served, Credential]]:
        return badges(self.served)

    @cached_property
    def references(self) -> References:
        """What the badges refer to, asked for with the run's own transport and recorded like everything else."""
        return References(self._get, online=True)

    def fetch(self, url: str) -> Answer:
        """The answer of an address that a badge names, after redirects; asked once, and without the run's own token."""
        if url not in self._answers:
            try:
                self._answers[url] = self._followed(Url.parse(url), "application/json, */*;q=0.1", own=False)
            except Refused as refused:
                self._answers[url] = Answer(Request("GET", self.recorder.base), None, str(refused))
        return self._answers[url]

    def _get(self, url: str) -> bytes:
        try:
            answer = self.fetch(url)
        except OutOfBudget as spent:
            raise Unavailable(str(spent)) from None
        if answer.status != 200:
            raise Unavailable(answer.error if answer.response is None else f"it answers {answer.told()}")
        return answer.body

    def _followed(self, url: Url, accept: str, *, own: bool) -> Answer:
        """The last answer of a chain of redirects. One from https to http is not followed: it gives up what https is
        for."""
        for _ in range(MOST_REDIRECTS):
            answer = self.recorder.send("GET", str(url), headers=(("Accept", accept),), anonymous=not own)
            location = answer.header("location")
            if answer.status not in REDIRECTS or location is None:
                break
            try:
                target = url.join(location)
            except Refused:
                break
            if (url.origin.scheme, target.origin.scheme) == ("https", "http"):
                break
            own, url = own and target.origin == url.origin, target
        return answer
