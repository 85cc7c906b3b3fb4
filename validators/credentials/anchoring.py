"""Whose key it is: from the name of a key, or a token's header, to the key and to why it is believed the issuer's.

A signature says that whoever holds the key has signed. That the key is the issuer's must be said by the issuer: by an
identifier that is the key, or by a document at the issuer's own address (Open Badges 3.0 section 8.2.3; the
implementation guide's `/.well-known/jwks.json`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
import hashlib
import json
from urllib.parse import urlsplit

from fairmark.validators.credentials.means import Means
from fairmark.validators.credentials.moments import moment
from fairmark.validators.proofs.encoding import encode_base64url
from fairmark.validators.proofs.errors import PrivateMaterial, ProofError, Unavailable, Unresolvable
from fairmark.validators.proofs.json_object import json_object
from fairmark.validators.proofs.keys import Kind, PublicKey, jwk_of, public_key_from_jwk
from fairmark.validators.proofs.methods import ASSERTION, Method, absolute, listed_method
from fairmark.validators.proofs.references import offline
from fairmark.validators.proofs.resolution import (
    Anchor,
    Resolved,
    did_web_url,
    key_in_fragment,
    resolve,
    resolve_kid,
)

SCHEMES = ("did:key:", "did:jwk:", "did:web:", "https://")
"""What the name of a verification method may begin with."""
MOST_KEYS = 100
"""Keys of an issuer's document that are compared with a token's."""


@dataclass(frozen=True, slots=True)
class MethodKey:
    """The key that an embedded proof names, and the key in words."""

    resolved: Resolved
    words: str


def key_of_method(name: str, means: Means) -> MethodKey:
    """The key that an embedded proof names; ProofError if there is none, or it is no longer in use.

    If the document of an https name cannot be got, the key in its fragment is taken, and the anchor says so.
    """
    if name.startswith(("did:key:", "did:jwk:")):
        return _key_in_name(name)
    try:
        resolved = resolve(name, means.get)
    except Unavailable as unavailable:
        resolved = _in_fragment(name, unavailable)
    _check_in_use(resolved.method, means.now)
    return MethodKey(resolved, key_in_words(resolved.method.key))


@lru_cache(maxsize=1000)
def _key_in_name(name: str) -> MethodKey:
    """The key of a name that is a key. A hundred thousand badges name the same few."""
    resolved = resolve(name, offline)
    return MethodKey(resolved, key_in_words(resolved.method.key))


def _in_fragment(name: str, unavailable: Unavailable) -> Resolved:
    try:
        return key_in_fragment(name)
    except ProofError:
        raise unavailable from None


def is_anchored(resolved: Resolved) -> bool:
    return resolved.anchor in (Anchor.SELF, Anchor.DOCUMENT)


def key_in_words(key: PublicKey) -> str:
    """A name for the key that two people can compare: its Multikey, or for RSA the thumbprint (RFC 7638)."""
    if key.kind is not Kind.RSA:
        return f"{key.kind.jose} {key.multibase}"
    canonical = json.dumps(jwk_of(key), sort_keys=True, separators=(",", ":")).encode()
    return f"RSA {encode_base64url(hashlib.sha256(canonical).digest())}"


def _check_in_use(method: Method, now: datetime) -> None:
    """Unresolvable for a key after its end (Controlled Identifiers 1.0 section 2.2), or with an end nobody can read."""
    for text, words in ((method.revoked, "the key was revoked"), (method.expires, "the key has expired")):
        end = moment(text)
        if text and (end is None or end <= now):
            raise Unresolvable(words if end else "the end of the key's use is no date-time")


# -- tokens ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TokenKey:
    """The key of a token. `anchor` says why it is believed to be the issuer's, "" if nothing but the token does;
    `doubt` then says what was looked at. `is_anothers` says that the issuer's own document denies it."""

    key: PublicKey
    anchor: str = ""
    doubt: str = ""
    is_anothers: bool = False
    fetched: tuple[str, ...] = ()


def key_of_token(header: Mapping[str, object], issuer: str, means: Means) -> TokenKey:
    """The key that a token's header names by `kid`, else holds in `jwk`; ProofError if there is none."""
    kid, jwk = header.get("kid"), header.get("jwk")
    if isinstance(kid, str) and kid:
        try:
            return _named(kid, issuer, means)
        except PrivateMaterial:
            raise
        except ProofError:
            if jwk is None:
                raise
    if jwk is None:
        raise Unresolvable("the header holds neither kid nor jwk")
    return _confirmed(public_key_from_jwk(jwk), issuer, means)


def _named(kid: str, issuer: str, means: Means) -> TokenKey:
    if issuer.startswith("did:") and ":" not in kid:
        kid = f"{issuer}#{kid.removeprefix('#')}"
    if not kid.startswith("https://"):
        resolved = resolve(kid, means.get)
        _check_in_use(resolved.method, means.now)
        if resolved.method.controller == issuer:
            return TokenKey(resolved.method.key, resolved.anchor.value, fetched=resolved.fetched)
        return _confirmed(resolved.method.key, issuer, means, resolved.fetched)
    key, fetched = resolve_kid(kid, means.get)
    if _authority(kid) and _authority(kid) == _authority(issuer):
        return TokenKey(key, "a document at the issuer's own address holds it", fetched=fetched)
    return _confirmed(key, issuer, means, fetched)


def _confirmed(key: PublicKey, issuer: str, means: Means, fetched: tuple[str, ...] = ()) -> TokenKey:
    """The key, with what the issuer itself says of it."""
    try:
        if issuer.startswith(("did:key:", "did:jwk:")):
            own = [resolve(issuer, means.get).method.key]
            anchor, doubt, denies = Anchor.SELF.value, "the identifier of the issuer is another key", True
        elif issuer.startswith("did:web:"):
            url = did_web_url(issuer)
            fetched = (*fetched, url)
            own = list(_assertion_keys(json_object(means.get(url)), issuer, means.now))
            anchor, doubt, denies = Anchor.DOCUMENT.value, "the issuer's document does not list it", True
        elif _authority(issuer):
            url = f"https://{_authority(issuer)}/.well-known/jwks.json"
            fetched = (*fetched, url)
            own = list(_keys_of_set(json_object(means.get(url)), issuer))
            # That the key set stands there is advice of the implementation guide, so its silence denies nothing.
            anchor, doubt, denies = "the issuer's key set holds it", "the issuer's key set does not hold it", False
        else:
            return TokenKey(key, doubt="the issuer's identifier leads to no keys", fetched=fetched)
    except Unavailable as error:
        return TokenKey(key, doubt=f"the issuer's keys: {error}", fetched=fetched)
    except ProofError:
        return TokenKey(key, doubt="what stands where the issuer's keys belong cannot be used", fetched=fetched)
    if key in own:
        return TokenKey(key, anchor, fetched=fetched)
    return TokenKey(key, doubt=doubt, is_anothers=denies, fetched=fetched)


def _assertion_keys(document: Mapping[str, object], issuer: str, now: datetime) -> Iterator[PublicKey]:
    entries = document.get(ASSERTION)
    for entry in (entries if isinstance(entries, list) else [entries])[:MOST_KEYS]:
        name = entry.get("id") if isinstance(entry, Mapping) else entry
        if isinstance(name, str):
            try:
                method = listed_method(document, issuer, absolute(name, issuer))
                _check_in_use(method, now)
            except ProofError:
                continue  # one that is of no use here keeps no other from being found
            yield method.key


def _keys_of_set(document: Mapping[str, object], issuer: str) -> Iterator[PublicKey]:
    entries = document.get("keys")
    for entry in (entries if isinstance(entries, list) else [])[:MOST_KEYS]:
        if isinstance(entry, Mapping) and entry.get("iss", issuer) == issuer:
            try:
                yield public_key_from_jwk(entry)
            except ProofError:
                continue


def _authority(url: str) -> str:
    """The host and port of an https URL, "" for any other text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc.lower() if parts.scheme == "https" and parts.hostname and "@" not in parts.netloc else ""
