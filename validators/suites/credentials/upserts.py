"""API-UPS: what happens to a credential that is sent. Open Badges 3.0 section 5.2.3, CLR 2.0 section 5."""

from dataclasses import dataclass, field
import json
from typing import Any

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.suites.credentials.bodies import credentials_in
from fairmark.validators.suites.credentials.operations import LIST, UPSERT
from fairmark.validators.suites.credentials.samples import Samples
from fairmark.validators.suites.credentials.session import Session
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results, breach, cannot_tell, holds

BASIS = "Open Badges 3.0 section 5.2.3 upsertCredential"
HOSTS = ("host",)
JSON, TEXT = "application/json", "text/plain"
JSON_TYPES = (JSON, "application/vc+ld+json", "application/ld+json", "application/vc")
"""Media types in which a credential with an embedded proof may come back."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A credential that the run has sent, and what came back."""

    body: dict[str, Any] | str
    answer: Answer

    @property
    def is_token(self) -> bool:
        return isinstance(self.body, str)

    def came_back(self, body: bytes) -> bool:
        """Whether `body` is what was sent: the same JSON value, or the same text."""
        if self.is_token:
            return body.decode("utf-8", "replace").strip() == self.body
        try:
            return bool(json.loads(body) == self.body)
        except ValueError:
            return False


@dataclass
class Uploads:
    """What a run has sent: one credential as JSON and one as a token, a newer version of each, the older one again."""

    samples: Samples
    first: dict[str, Sent] = field(default_factory=dict)
    newer: dict[str, Sent] = field(default_factory=dict)
    older: dict[str, Sent] = field(default_factory=dict)
    before: int = 0

    @property
    def all(self) -> list[Sent]:
        return [*self.first.values(), *self.newer.values(), *self.older.values()]

    @property
    def taken(self) -> bool:
        """Whether the service takes credentials at all."""
        return any(sent.answer.status in (200, 201) for sent in self.first.values())


def send(session: Session, body: dict[str, Any] | str) -> Sent:
    """Send a credential in the media type of its form."""
    media_type = TEXT if isinstance(body, str) else JSON
    data = body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()
    headers = (("Content-Type", media_type), ("Accept", f"{TEXT}, {JSON}" if isinstance(body, str) else JSON))
    return Sent(body, session.ask(UPSERT.method, UPSERT.path, headers, data))


def uploads(session: Session) -> Uploads:
    """Send the credentials of this run: each three times, as it is, newer, and as it was."""
    samples = Samples(session.profile.standard)
    done = Uploads(samples)
    for form, make in (("JSON", samples.signed), ("JWS", samples.token)):
        id = samples.new_id()
        old, new = make(id, 0), make(id, 60)
        done.first[form] = send(session, old)
        done.newer[form] = send(session, new)
        done.older[form] = send(session, old)
    return done


@rule(
    "API-UPS-001",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    kinds=HOSTS,
    basis=BASIS,
    message="{observed}; expected {expected}",
    needs=("API-AUTH-001",),
)
def sending_says_whether_it_is_new(session: Session) -> Results:
    """A new credential is answered with 201, and a newer version of one that is held with 200.

    Why: A client tells by it whether it has added something or replaced something.

    Example: HTTP 200 for a credential that the service has never seen.

    Repair: Compare issuer and id with what is held: answer 201 where nothing has both, else 200.
    """
    done = session.once(uploads)
    for form in done.first:
        for sent, expected, what in (
            (done.first[form], 201, "a new credential"),
            (done.newer[form], 200, "a newer one"),
        ):
            if sent.answer.status != expected:
                yield breach(
                    UPSERT.name,
                    sent.answer,
                    observed=f"{what} as {form} is answered with {sent.answer.told()}",
                    expected=f"HTTP {expected}",
                )
                return
    yield holds(UPSERT.name, *(sent.answer for sent in done.first.values()))


@rule(
    "API-UPS-002",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    kinds=HOSTS,
    basis=BASIS,
    message="{observed}",
    needs=("API-UPS-001",),
)
def sending_is_answered_with_what_was_sent(session: Session) -> Results:
    """The answer to a credential that is sent is that credential, in the media type in which it came.

    Why: It is the receipt: a client sees by it that what is held is what it sent.

    Example: A compact JWS sent as text/plain that comes back as a JSON object.

    Repair: Answer with the bytes that came, and with their Content-Type.
    """
    for form, sent in session.once(uploads).first.items():
        types = (TEXT,) if sent.is_token else JSON_TYPES
        if sent.answer.media_type not in types:
            media_type = sent.answer.media_type or "no media type"
            yield breach(UPSERT.name, sent.answer, observed=f"what was sent as {form} comes back as {media_type}")
            return
        if not sent.came_back(sent.answer.body):
            yield breach(UPSERT.name, sent.answer, observed=f"what was sent as {form} comes back changed")
            return
    yield holds(UPSERT.name)


@rule(
    "API-UPS-003",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    kinds=HOSTS,
    basis=BASIS,
    message="{observed}",
    needs=("API-UPS-001", "API-UPS-004"),
)
def newest_version_is_kept(session: Session) -> Results:
    """Of two versions of a credential the one with the later validFrom is kept, in whatever order they come.

    Why: Otherwise an old copy that is sent again undoes a correction or a renewal.

    Example: The older version is sent after the newer one, and the list then holds the older one.

    Repair: Keep a credential that is held, unless the one that comes has the same issuer and id and a later validFrom.
    """
    done = session.once(uploads)
    held = session.once(listed_afterwards)
    for form, sent in done.older.items():
        if any(matches(sent, one) for one in held):
            yield breach(LIST.name, sent.answer, observed=f"the older version, sent last as {form}, is in the list")
            return
    if all(any(matches(sent, one) for one in held) for sent in done.newer.values()):
        yield holds(LIST.name)
    else:
        yield cannot_tell(LIST.name, "neither version is in the list")


@rule(
    "API-UPS-004",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    kinds=HOSTS,
    basis="Open Badges 3.0 certification guide, Service Provider (Write)",
    message="{observed}",
    needs=("API-UPS-001",),
)
def what_is_sent_can_be_got(session: Session) -> Results:
    """What was sent comes back from getCredentials unchanged.

    Why: A credential whose members are changed, reordered by value or dropped no longer verifies.

    Example: A host that rewrites the contexts, or that turns a compact JWS into JSON.

    Repair: Keep the bytes that came, and answer with them.
    """
    done = session.once(uploads)
    held = session.once(listed_afterwards)
    for form, sent in done.newer.items():
        if not any(matches(sent, one) or _has_same_id(sent, one) for one in held):
            yield breach(LIST.name, sent.answer, observed=f"what was sent as {form} is not in the list")
            return
        if not any(matches(sent, one) for one in held) and not any(
            matches(older, one) for older in done.older.values() for one in held
        ):
            yield breach(LIST.name, sent.answer, observed=f"what was sent as {form} is in the list, but changed")
            return
    yield holds(LIST.name)


def listed_afterwards(session: Session) -> list[dict[str, Any] | str]:
    """The whole list, asked for after the run has sent its credentials."""
    session.once(uploads)
    return [one for page in session.walk() for one in credentials_in(page)]


def matches(sent: Sent, held: dict[str, Any] | str) -> bool:
    return held == sent.body


def _has_same_id(sent: Sent, held: dict[str, Any] | str) -> bool:
    return isinstance(held, dict) and isinstance(sent.body, dict) and held.get("id") == sent.body["id"]
