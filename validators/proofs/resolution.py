"""From the name of a verification method, or the `kid` of a token, to its key.

`did:key` and `did:jwk` hold the key. `did:web` and https name a document, which a `Fetch` gives: who may be asked, and
whether at all, is decided by who gives the `Fetch`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
import re
from urllib.parse import unquote

from fairmark.validators.proofs.encoding import decode_base64url
from fairmark.validators.proofs.errors import Malformed, MalformedKey, Unavailable, Unresolvable, Unsupported
from fairmark.validators.proofs.json_object import json_object
from fairmark.validators.proofs.keys import PublicKey, public_key_from_jwk, public_key_from_multibase
from fairmark.validators.proofs.methods import ASSERTION, Method, listed_method, method_of

Fetch = Callable[[str], bytes]
"""The bytes of the document at an https URL (without fragment); it raises Unavailable if there are none."""

LONGEST = 8192
DID_WEB_HOST = re.compile(r"[A-Za-z0-9.-]+(%3[Aa][0-9]{1,5})?")
DID_WEB_SEGMENT = re.compile(r"([A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+")


class Anchor(Enum):
    """Why the key is believed to be its controller's."""

    SELF = "the identifier is the key"
    DOCUMENT = "the controller's document lists it for the purpose"
    KEY_DOCUMENT = "a document of its own, which its controller's document does not confirm"
    FRAGMENT = "only the fragment of the method's own name"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The key behind a name. `fetched` are the URLs read on the way, in order."""

    method: Method
    anchor: Anchor
    fetched: tuple[str, ...] = ()


def resolve(name: str, fetch: Fetch, purpose: str = ASSERTION) -> Resolved:
    """The verification method called `name`.

    Unresolvable, Unavailable (from `fetch`), Unsupported for another scheme, MalformedKey for what its document holds.
    """
    if len(name) > LONGEST:
        raise Unresolvable(f"the verification method's name is longer than {LONGEST} characters")
    identifier, _, fragment = name.partition("#")
    if identifier.startswith("did:key:"):
        return _did_key(identifier, fragment)
    if identifier.startswith("did:jwk:"):
        return _did_jwk(identifier, fragment)
    if identifier.startswith("did:web:"):
        url = did_web_url(identifier)
        method = listed_method(_document(url, fetch), identifier, name, purpose)
        return Resolved(method, Anchor.DOCUMENT, (url,))
    if identifier.startswith("https://"):
        return _from_https(_document(identifier, fetch), name, fetch, purpose)
    raise Unsupported("the verification method is neither did:key, did:jwk, did:web nor https")


def key_in_fragment(name: str) -> Resolved:
    """The key that stands in the fragment of an https method, believed without asking its controller.

    Everybody can make such a name for somebody else's address; a caller must say so (OB-PROOF-011).
    """
    identifier, _, fragment = name.partition("#")
    if not identifier.startswith("https://") or len(name) > LONGEST:
        raise Unsupported("only an https method has its key in the fragment")
    return Resolved(Method(name, identifier, public_key_from_multibase(fragment)), Anchor.FRAGMENT)


def resolve_kid(kid: str, fetch: Fetch) -> tuple[PublicKey, tuple[str, ...]]:
    """The key that the `kid` of a token names, and the URLs read: a DID method, a JWK, a member of a JWK set, or a
    method of a controller's document (Open Badges 3.0 section 8.2.3)."""
    url = kid.partition("#")[0]
    if not url.startswith("https://"):
        resolved = resolve(kid, fetch)
        return resolved.method.key, resolved.fetched
    if len(kid) > LONGEST:
        raise Unresolvable(f"kid is longer than {LONGEST} characters")
    document = _document(url, fetch)
    if "keys" in document:
        return _from_set(document["keys"], kid), (url,)
    if "kty" in document:
        return public_key_from_jwk(document), (url,)
    resolved = _from_https(document, kid, fetch, ASSERTION)
    return resolved.method.key, resolved.fetched


def did_web_url(did: str) -> str:
    """The https URL of a did:web document (did:web method specification, section Read); Unresolvable if malformed."""
    host, *path = did.removeprefix("did:web:").split(":")
    if not DID_WEB_HOST.fullmatch(host) or not all(DID_WEB_SEGMENT.fullmatch(part) for part in path):
        raise Unresolvable("the did:web identifier is malformed")
    if any(unquote(part) in (".", "..") or "/" in unquote(part) for part in path):
        raise Unresolvable("the did:web identifier leaves its path")
    return f"https://{unquote(host)}/{'/'.join(path) if path else '.well-known'}/did.json"


def _did_key(identifier: str, fragment: str) -> Resolved:
    multibase = identifier.removeprefix("did:key:")
    if fragment and fragment != multibase:
        raise Unresolvable("the fragment of a did:key names another key")
    name = f"{identifier}#{multibase}"
    return Resolved(Method(name, identifier, public_key_from_multibase(multibase)), Anchor.SELF)


def _did_jwk(identifier: str, fragment: str) -> Resolved:
    if fragment not in ("", "0"):
        raise Unresolvable("a did:jwk has one verification method, #0")
    try:
        jwk = json_object(decode_base64url(identifier.removeprefix("did:jwk:")))
    except Malformed as error:
        raise MalformedKey(f"the JWK of a did:jwk is {error}") from error
    return Resolved(Method(f"{identifier}#0", identifier, public_key_from_jwk(jwk)), Anchor.SELF)


def _from_https(document: dict[str, object], name: str, fetch: Fetch, purpose: str) -> Resolved:
    """The method `name` out of the document at its address: the controller's own, or one of the key alone."""
    url = name.partition("#")[0]
    if "publicKeyMultibase" not in document and "publicKeyJwk" not in document:
        return Resolved(listed_method(document, url, name, purpose), Anchor.DOCUMENT, (url,))
    method = method_of(document)
    if method.id != name:
        raise Unresolvable("the document at the verification method's address calls itself something else")
    controller = method.controller
    if not controller.startswith(("https://", "did:web:")):
        return Resolved(method, Anchor.KEY_DOCUMENT, (url,))
    address = did_web_url(controller) if controller.startswith("did:") else controller
    try:
        confirming = _document(address, fetch)
    except Unavailable:
        return Resolved(method, Anchor.KEY_DOCUMENT, (url,))
    return _confirmed(method, confirming, purpose, (url, address))


def _confirmed(method: Method, document: dict[str, object], purpose: str, fetched: tuple[str, ...]) -> Resolved:
    """The method of a key document, if its controller's document lists it; a mere reference is enough there."""
    entries = document.get(purpose)
    if document.get("id") == method.controller and method.id in (entries if isinstance(entries, list) else [entries]):
        return Resolved(method, Anchor.DOCUMENT, fetched)
    listed = listed_method(document, method.controller, method.id, purpose)
    if listed.key != method.key:
        raise Unresolvable("the controller's document states another key for the verification method")
    return Resolved(method, Anchor.DOCUMENT, fetched)


def _from_set(keys: object, kid: str) -> PublicKey:
    """The member of a JWK set that `kid` names, by its whole text or its fragment."""
    names = (kid, kid.partition("#")[2] or kid)
    members = [each for each in keys if isinstance(each, dict)] if isinstance(keys, list) else []
    named = [member for member in members if member.get("kid") in names]
    if len(named) != 1:
        raise Unresolvable("the JWK set has no key, or more than one, with the token's kid")
    return public_key_from_jwk(named[0])


def _document(url: str, fetch: Fetch) -> dict[str, object]:
    try:
        return json_object(fetch(url))
    except Malformed as error:
        raise Unresolvable(f"the document with the key is {error}") from error
