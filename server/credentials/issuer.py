"""This server as an issuer: who it is, how it signs, and what it publishes so that others can verify.

Its key is made at the first need and lies in the database. Where the server is reached by https, the issuer is an
address here, whose document lists the key; elsewhere, as in a demonstration, it is a did:key, which needs no document.
Status lists it has either way: whoever can reach the server can ask it what is revoked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import Engine

from fairmark.server.storage.issuing import HeldKey, IssuerKeys
from fairmark.validators.issuing.controller import controller_document, jwk, key_set, status_list
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.keyring import IssuerKey, State
from fairmark.validators.issuing.places import Places, places
from fairmark.validators.issuing.securing import embedded, token
from fairmark.validators.issuing.terms import Json, moment
from fairmark.validators.proofs.keys import Kind, SigningKey, signing_key_from_multibase
from fairmark.validators.proofs.references import References

DOCUMENT = "/issuer"
BESIDE = "/credentials/"
"""What the addresses of status lists and of single keys begin with."""

REVOCATION = "revocation"


@dataclass(frozen=True)
class OwnIssuer:
    """The issuer with its keys, the oldest first, of which the newest one signs."""

    places: Places
    keys: tuple[HeldKey, ...]
    name: str

    @property
    def profile(self) -> Json:
        """The Profile that stands as issuer in what it issues."""
        return {"id": self.places.issuer, "type": ["Profile"], "name": self.name}

    def signed(self, document: Mapping[str, object], at: datetime) -> Json:
        """The document with a proof that was made at that time."""
        key = self._signing
        return embedded(document, key, self.places.method(_public(self.keys[-1])), at, References().json_ld)

    def as_token(self, document: Mapping[str, object]) -> str:
        """The document as VC-JWT."""
        return token(document, self._signing, self.places.kid(_public(self.keys[-1])), References().json_ld)

    def document(self) -> Json:
        """The controller document or DID document."""
        return controller_document(self.places, map(_public, self.keys))

    def key_set(self) -> Json:
        return key_set(self.places, map(_public, self.keys))

    def jwk(self, thumbprint: str) -> Json | None:
        """The public JWK of one key, None for none of this server's."""
        found = next((key for key in map(_public, self.keys) if key.thumbprint == thumbprint), None)
        return jwk(self.places, found) if found else None

    def status_list(self, number: int, revoked: Mapping[int, int], at: datetime) -> Json:
        """The signed credential of the list of that number, in which those indexes are set since that time."""
        return self.signed(status_list(self.places, REVOCATION, number, revoked, at), at)

    @property
    def _signing(self) -> SigningKey:
        return signing_key_from_multibase(self.keys[-1].secret)


def own_issuer(engine: Engine, base_url: str) -> OwnIssuer:
    """This server as an issuer, with the keys in the database."""
    keys = IssuerKeys(engine)
    first = keys.first(_new_key)
    return OwnIssuer(_places(base_url, first), tuple(keys.all()), f"Fairmark at {base_url}")


def _new_key() -> HeldKey:
    key = SigningKey.generate(Kind.ED25519)
    return HeldKey(key.public.multibase, key.multibase, datetime.now(UTC))


@lru_cache
def _places(base_url: str, first: HeldKey) -> Places:
    try:
        return places(base_url + DOCUMENT, base_url + BESIDE)
    except CannotIssue:  # nobody could look it up there
        return Places(f"did:key:{first.id}", "", base_url + BESIDE)


def _public(held: HeldKey) -> IssuerKey:
    state = State.RETIRED if held.retired_at else State.ACTIVE
    return IssuerKey(held.id, signing_key_from_multibase(held.secret).public, state, moment(held.made_at))
