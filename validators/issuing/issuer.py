"""An issuer's directory: who issues, with which keys, what it has issued, and what it has to publish.

issuer.json      who the issuer is; may be edited, but for `id` and `base`
keys/            private keys, one a file
register.sqlite  keys and credentials (personal data)
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
import json
from pathlib import Path
import secrets
import time
from typing import Any
import uuid

from fairmark.validators.issuing import register
from fairmark.validators.issuing.award import Award, Stamp
from fairmark.validators.issuing.badge import badge
from fairmark.validators.issuing.controller import status_entry
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.framework import Framework
from fairmark.validators.issuing.keyring import KINDS, IssuerKey, State, read_private, write_private
from fairmark.validators.issuing.places import Places, places
from fairmark.validators.issuing.record import Compilation, record
from fairmark.validators.issuing.register import Entry, Register, Standing, later
from fairmark.validators.issuing.securing import embedded, token
from fairmark.validators.issuing.terms import Json, moment
from fairmark.validators.proofs.errors import Malformed
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.json_object import json_object
from fairmark.validators.proofs.keys import Kind, SigningKey
from fairmark.validators.proofs.references import References

SETTINGS = "issuer.json"
DID_KEY = "did:key"
NEVER = "9999-12-31T23:59:59Z"
EMBEDDED, JWT = "embedded", "jwt"
PREFERRED = {EMBEDDED: (Kind.ED25519, Kind.P256), JWT: (Kind.RSA, Kind.P256, Kind.ED25519)}
"""Kinds of key for each form, best first: RS256 is what every verifier of tokens must know (Open Badges 3.0 8.2)."""
REVOCATION, SUSPENSION = "revocation", "suspension"

Finish = Callable[[bytes], bytes]
Draft = Callable[[Mapping[str, object], Stamp], Json]
"""Makes the unsigned credential of an issuer's Profile and a stamp."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What was issued: `content` is the signed JSON document or the compact JWS, or what it was baked into."""

    id: str
    content: bytes
    form: str


@dataclass(frozen=True)
class Issuer:
    """An issuer's directory.

    `now`, `new_id`, `choose` (a number below the given one) and `wait` (seconds) are there to be replaced.
    """

    folder: Path
    passphrase: bytes | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_id: Callable[[], str] = lambda: uuid.uuid4().urn
    choose: Callable[[int], int] = secrets.randbelow
    wait: Callable[[float], None] = time.sleep
    json_ld: JsonLd = field(default_factory=lambda: References().json_ld)

    # -- who it is ---------------------------------------------------------------------------------------------------

    def settings(self) -> Json:
        """What issuer.json says."""
        path = self.folder / SETTINGS
        try:
            found = json_object(path.read_bytes())
        except OSError:
            raise CannotIssue(f"{self.folder} is no issuer's directory; `fairmark issue init` makes one") from None
        except Malformed as error:
            raise CannotIssue(f"{path} is not usable: {error}") from error
        profile, base = found.get("profile"), found.get("base", "")
        if not isinstance(profile, dict) or not isinstance(profile.get("id"), str) or not isinstance(base, str):
            raise CannotIssue(f"{path} has no profile with an id")
        return found

    def profile(self) -> Json:
        """The Profile that stands as issuer in what is issued."""
        found: Json = self.settings()["profile"]
        return found

    def places(self) -> Places:
        settings = self.settings()
        return places(settings["profile"]["id"], settings.get("base", ""))

    @contextmanager
    def register(self) -> Iterator[Register]:
        with register.opened(self.folder) as opened:
            yield opened

    # -- keys --------------------------------------------------------------------------------------------------------

    def new_key(self, kind: str) -> IssuerKey:
        """Make a key, which signs from now on instead of older ones of its kind; those stay valid."""
        if self.profile()["id"].startswith(DID_KEY):
            raise CannotIssue("a did:key is one key for ever; with did:web or an https id keys can be exchanged")
        return self.add_key(kind, SigningKey.generate(KINDS[kind]))

    def add_key(self, kind: str, key: SigningKey) -> IssuerKey:
        """Enter a key that has been made elsewhere."""
        with self.register() as held:
            made = IssuerKey(self._free_name(held, kind), key.public, State.ACTIVE, moment(self.now()))
            write_private(self.private_file(made.name), key, self.passphrase)
            held.add_key(made)
        return made

    def _free_name(self, held: Register, kind: str) -> str:
        """The next name; a file that a killed process left behind is passed over."""
        known = {key.name for key in held.issuer_keys()}
        names = (f"{kind}-{number}" for number in count(1))
        return next(name for name in names if name not in known and not self.private_file(name).exists())

    def private_file(self, name: str) -> Path:
        return self.folder / "keys" / f"{name}.pem"

    def retire(self, name: str) -> None:
        """Sign no more with a key; what it has signed stays verifiable."""
        self._set_key(name, State.RETIRED)

    def compromise(self, name: str) -> int:
        """Say that somebody else may have a key; gives the number of credentials whose newest version it has signed."""
        return self._set_key(name, State.COMPROMISED)

    def _set_key(self, name: str, state: State) -> int:
        with self.register() as held:
            if held.key(name).state is State.COMPROMISED:
                raise CannotIssue(f"the key {name} was declared compromised, which is for ever")
            held.set_key(name, state)
            return held.signed_by(name)

    def signing_key(self, held: Register, form: str, name: str = "") -> IssuerKey:
        """The key to sign with: the one called `name`, or the newest active one of the best kind for the form."""
        if name:
            key = held.key(name)
            if key.state is not State.ACTIVE:
                raise CannotIssue(f"the key {name} is {key.state.value} and signs no more")
            return key
        active = [key for key in held.issuer_keys() if key.state is State.ACTIVE]
        for kind in PREFERRED[form]:
            fitting = [key for key in active if key.public.kind is kind]
            if fitting:
                return fitting[-1]
        raise CannotIssue(f"no active key can make the form {form!r}; `fairmark issue keys new` makes one")

    # -- issuing -----------------------------------------------------------------------------------------------------

    def badge(self, award: Award, framework: Framework, **options: Any) -> Issued:
        """Issue a badge; the options are those of `issue`."""
        return self.issue("badge", lambda profile, stamp: badge(award, framework, profile, stamp), **options)

    def record(self, compilation: Compilation, **options: Any) -> Issued:
        """Issue a record; the options are those of `issue`."""
        return self.issue("record", lambda profile, stamp: record(compilation, profile, stamp), **options)

    def issue(
        self,
        kind: str,
        draft: Draft,
        *,
        form: str = EMBEDDED,
        key: str = "",
        purpose: str = REVOCATION,
        awarded: datetime | None = None,
        finish: Finish | None = None,
    ) -> Issued:
        """Sign what `draft` makes and enter it in the register, both or neither.

        `purpose` is that of its status list: "revocation", "suspension" for one that can also be suspended for a time,
        or "" for none at all. `awarded` is when it was awarded, if not now. `finish` may turn the signed content into
        something else, such as a baked image; if it fails, nothing is issued.
        """
        with self.register() as held:
            now = self.now()  # only when it is our turn, so that a later version never has an earlier time
            number, place = held.free_place(purpose, self.choose) if purpose else (0, 0)
            status = status_entry(self.places(), purpose, number, place) if purpose else None
            stamp = Stamp(id=self.new_id(), valid_from=now, awarded=awarded or now, status=status)
            if stamp.awarded > now:
                raise CannotIssue("awardedDate lies in the future")
            entry = Entry(
                id=stamp.id,
                kind=kind,
                form=form,
                document=draft(self.profile(), stamp),
                key="",
                valid_from=moment(now),
                purpose=purpose,
                list=number,
                place=place,
            )
            return self._sign(held, entry, key, now, finish)

    def reissue(
        self,
        identifier: str,
        draft: Draft | None = None,
        *,
        form: str = "",
        key: str = "",
        finish: Finish | None = None,
    ) -> Issued:
        """A newer version of a credential: the same id, status and awardedDate, a later validFrom. `draft` makes its
        content anew; without one it is as it was."""
        with self.register() as held:
            now = self.now()
            old = held.entry(identifier)
            if old.standing is Standing.REVOKED:
                raise CannotIssue("the credential is revoked, which is for ever; issue a new one")
            if moment(now) == old.valid_from:  # versions are told apart by whole seconds
                self.wait(1 - now.microsecond / 1e6)
                now = self.now()
            valid_from = later(old.valid_from, now)
            document: Json = {**old.document, "issuer": self.profile(), "validFrom": valid_from}
            if draft:
                awarded = datetime.fromisoformat(old.document["awardedDate"])
                status = old.document.get("credentialStatus")
                document = draft(self.profile(), Stamp(id=old.id, valid_from=now, awarded=awarded, status=status))
            elif datetime.fromisoformat(document.get("validUntil", NEVER)) <= now:
                raise CannotIssue("the credential has expired; a request with another validUntil makes it valid again")
            newer = replace(old, document=document, valid_from=valid_from, form=form or old.form)
            return self._sign(held, newer, key, now, finish)

    def _sign(self, held: Register, entry: Entry, key: str, now: datetime, finish: Finish | None) -> Issued:
        used = self.signing_key(held, entry.form, key)
        private = read_private(self.private_file(used.name), self.passphrase)
        place = self.places()
        if entry.form == JWT:
            content = token(entry.document, private, place.kid(used), self.json_ld).encode("ascii")
        else:
            content = as_json(embedded(entry.document, private, place.method(used), now, self.json_ld))
        content = finish(content) if finish else content
        held.put(replace(entry, key=used.name))
        return Issued(entry.id, content, entry.form)

    # -- standing ----------------------------------------------------------------------------------------------------

    def revoke(self, identifier: str) -> None:
        """Revoke for ever."""
        self._stand(identifier, Standing.REVOKED)

    def suspend(self, identifier: str) -> None:
        """Suspend until `reinstate`."""
        self._stand(identifier, Standing.SUSPENDED)

    def reinstate(self, identifier: str) -> None:
        """End a suspension."""
        self._stand(identifier, Standing.GOOD)

    def _stand(self, identifier: str, standing: Standing) -> None:
        with self.register() as held:
            entry = held.entry(identifier)
            if not entry.purpose:
                raise CannotIssue("the credential was issued without status, so verifiers would never hear of it")
            if entry.standing is Standing.REVOKED:
                raise CannotIssue("the credential is revoked, which is for ever")
            if standing is not Standing.REVOKED and entry.purpose != SUSPENSION:
                raise CannotIssue(
                    'the credential can only be revoked: its status was not issued for suspension ("status": '
                    '"suspension" in its request)'
                )
            held.set_standing(identifier, standing)


def create(
    folder: Path,
    profile: Mapping[str, str],
    kinds: tuple[str, ...] = ("ed25519", "rsa"),
    *,
    base: str = "",
    passphrase: bytes | None = None,
) -> Issuer:
    """Make an issuer's directory with a key of each kind; a did:key has one, of the first kind.

    `profile` holds `id` (https, did:web, or the bare `did:key`, which is then made), `name` and other members of a
    Profile; `base` is what the addresses of status lists begin with. What cannot be published is refused before
    anything is written.
    """
    issuer = Issuer(folder, passphrase)
    if (folder / SETTINGS).exists() or (folder / register.FILE).exists():
        raise CannotIssue(f"{folder} is an issuer's directory already")
    keys = _first_keys(profile["id"], kinds)
    identifier = f"{DID_KEY}:{keys[kinds[0]].public.multibase}" if profile["id"] == DID_KEY else profile["id"]
    others = {name: value for name, value in profile.items() if name != "id" and value}
    settings = {
        "profile": {"id": identifier, "type": ["Profile"], **others},
        "base": places(identifier, base).base,
    }
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    register.create(folder)
    (folder / SETTINGS).write_bytes(as_json(settings))
    for kind, key in keys.items():
        issuer.add_key(kind, key)
    return issuer


def _first_keys(identifier: str, kinds: tuple[str, ...]) -> dict[str, SigningKey]:
    if not set(kinds) & {"ed25519", "p256"}:
        raise CannotIssue("an RSA key alone makes no embedded proofs, which status lists need: add ed25519 or p256")
    if identifier.startswith(DID_KEY):
        if identifier != DID_KEY:
            raise CannotIssue("a did:key is made here: give the bare `did:key`")
        if kinds[0] == "rsa":
            raise CannotIssue("a did:key is made of an Ed25519 or P-256 key")
        kinds = kinds[:1]
    return {kind: SigningKey.generate(KINDS[kind]) for kind in kinds}


def as_json(value: Mapping[str, object]) -> bytes:
    """A JSON document as it is written to a file. Formatting is no part of what an embedded proof signs."""
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"
