"""What a run sends to a host, once for all checks: credentials in both forms, newer and older versions of them, one
identifier under two issuers, one identifier in two spellings, and what is no credential."""

from collections.abc import Iterator
from dataclasses import dataclass, field
import json
import uuid

from fairmark.validators.suites.credentials.authorization import HOST
from fairmark.validators.suites.credentials.bodies import Credential, credentials_in, id_of
from fairmark.validators.suites.credentials.grants import samples_of
from fairmark.validators.suites.credentials.operations import UPSERT
from fairmark.validators.suites.credentials.samples import Samples, issuer
from fairmark.validators.suites.credentials.session import NoAccess, Session
from fairmark.validators.suites.recording import Answer

JSON, TEXT = "application/json", "text/plain"
KEPT = frozenset({200, 201})
BARRED = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Sent:
    """A credential that the run has sent, and what came back."""

    body: Credential
    answer: Answer

    @property
    def is_token(self) -> bool:
        return isinstance(self.body, str)

    @property
    def is_kept(self) -> bool:
        return self.answer.status in KEPT

    @property
    def id(self) -> str:
        return id_of(self.body)

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
    """What a run has sent, by form (JSON, JWS): a credential, a newer version of it, and the first one again; `others`
    have the issuers and spellings that tell credentials from each other, `spoilt` is what is no credential."""

    samples: Samples
    first: dict[str, Sent] = field(default_factory=dict)
    newer: dict[str, Sent] = field(default_factory=dict)
    older: dict[str, Sent] = field(default_factory=dict)
    others: dict[str, Sent] = field(default_factory=dict)
    spoilt: dict[str, Answer] = field(default_factory=dict)

    @property
    def all(self) -> list[Sent]:
        versions = (self.first, self.newer, self.older, self.others)
        return [sent for by_name in versions for sent in by_name.values()]

    @property
    def forms(self) -> list[str]:
        """The forms that the service takes, all of them where it takes none: then each check says what it sees."""
        return [form for form, sent in self.first.items() if sent.is_kept] or list(self.first)


FOREIGN, OWN = "of another issuer", "of its own issuer"
PLAIN, ENCODED = "with a plain identifier", "with its identifier percent-encoded"


def uploads(session: Session) -> Uploads:
    """Send the credentials of this run. Nothing else is sent where the first is refused for want of a scope."""
    samples = session.once(samples_of)
    done = Uploads(samples)
    shared, spelt = samples.new_id(), f"{HOST}/credentials/{uuid.uuid4()}"
    done.others[FOREIGN] = send(session, samples.signed(shared, 30, issuer(2)))
    if done.others[FOREIGN].answer.status in BARRED and not _is_granted(session):
        return done
    for form, make in (("JSON", samples.signed), ("JWS", samples.token)):
        id = samples.new_id()
        old, new = make(id, 0), make(id, 60)
        done.first[form] = send(session, old)
        done.newer[form] = send(session, new)
        done.older[form] = send(session, old)
    done.others[OWN] = send(session, samples.signed(shared, 31))
    done.others[PLAIN] = send(session, samples.signed(f"{spelt}/~1", 0))
    done.others[ENCODED] = send(session, samples.signed(f"{spelt}/%7E1", 60))
    for what, media_type, body in NO_CREDENTIALS:
        done.spoilt[what] = session.ask(UPSERT.method, UPSERT.path, (("Content-Type", media_type),), body)
    return done


def _is_granted(session: Session) -> bool:
    """Whether the run has asked for the right to send, and was not given less."""
    return session.grant is not None and session.scope(UPSERT) in session.grant.asked


NO_CREDENTIALS = (
    ("JSON that breaks off", JSON, b'{"id": '),
    ("JSON that is no credential", JSON, b'{"hello": "world"}'),
    ("text that is no compact JWS", TEXT, b"hello world"),
)


def sent(session: Session) -> Uploads:
    """What the run has sent; NoAccess where its token is not good for that."""
    done = session.once(uploads)
    if done.first:
        return done
    answer = done.others[FOREIGN].answer
    raise NoAccess(f"The token may not send credentials ({answer.told()}).", answer)


def send(session: Session, body: Credential) -> Sent:
    """Send a credential in the media type of its form."""
    media_type = TEXT if isinstance(body, str) else JSON
    headers = (("Content-Type", media_type), ("Accept", f"{TEXT}, {JSON}" if isinstance(body, str) else JSON))
    return Sent(body, session.ask(UPSERT.method, UPSERT.path, headers, bytes_of(body)))


def bytes_of(body: Credential) -> bytes:
    """A credential as it is sent."""
    return body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()


def pages_afterwards(session: Session) -> list[Answer]:
    """The whole list; a host is sent the credentials of the run first, so that something is in it."""
    if session.profile.role == "host":
        session.once(uploads)
    return session.walk()


def listed(session: Session) -> list[Credential]:
    """The credentials of the whole list, after the run has sent its own."""
    return [one for page in session.once(pages_afterwards) for one in credentials_in(page)]


def genuine(session: Session) -> Iterator[tuple[Credential, Answer]]:
    """The credentials of the list with their pages, but for those of the run that did not come back as they were sent:
    what is wrong with those is said where they are compared."""
    own = session.once(uploads).all if session.profile.role == "host" else []
    bodies, ids = [one.body for one in own], {one.id for one in own}
    for page in session.once(pages_afterwards):
        for held in credentials_in(page) if page.status == 200 else []:
            if held in bodies or id_of(held) not in ids:
                yield held, page
