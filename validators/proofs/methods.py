"""Verification methods: the key objects of DID and controller documents (Controlled Identifiers 1.0 section 2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from fairmark.validators.proofs.errors import Malformed, MalformedKey, PrivateMaterial, Unresolvable, Unsupported
from fairmark.validators.proofs.keys import Kind, PublicKey, public_key_from_jwk, public_key_from_multibase

MULTIBASE_TYPES = ("Multikey", "Ed25519VerificationKey2020")
JWK_TYPES = ("JsonWebKey", "JsonWebKey2020")
ASSERTION = "assertionMethod"
MOST_METHODS = 1000


@dataclass(frozen=True, slots=True)
class Method:
    """A verification method as its document states it. `expires` and `revoked` are its own texts, "" if absent."""

    id: str
    controller: str
    key: PublicKey
    expires: str = ""
    revoked: str = ""


def method_of(value: object, base: str = "") -> Method:
    """The method that a JSON object states; `base` resolves an id that is only a fragment.

    MalformedKey, PrivateMaterial or Unsupported if it holds no key that can be used here.
    """
    if not isinstance(value, Mapping):
        raise MalformedKey("a verification method is no JSON object")
    if "secretKeyMultibase" in value or "privateKeyMultibase" in value:
        raise PrivateMaterial("a verification method holds a private key")
    texts = [value.get(name, "") for name in ("id", "controller", "expires", "revoked")]
    if not all(isinstance(text, str) for text in texts):
        raise MalformedKey("a member of a verification method is no text")
    identifier, controller, expires, revoked = (str(text) for text in texts)
    return Method(absolute(identifier, base), controller, _key(value), expires, revoked)


def _key(method: Mapping[object, object]) -> PublicKey:
    if "publicKeyMultibase" in method and "publicKeyJwk" in method:
        raise MalformedKey("a verification method holds two keys")
    kind = method.get("type")
    if kind in MULTIBASE_TYPES:
        key = public_key_from_multibase(method.get("publicKeyMultibase"))
        if kind == "Ed25519VerificationKey2020" and key.kind is not Kind.ED25519:
            raise MalformedKey("an Ed25519VerificationKey2020 holds another kind of key")
        return key
    if kind in JWK_TYPES:
        return public_key_from_jwk(method.get("publicKeyJwk"))
    raise Unsupported("the type of a verification method is not known here")


def absolute(identifier: str, base: str) -> str:
    return base + identifier if identifier.startswith("#") else identifier


def listed_method(document: Mapping[str, object], base: str, wanted: str, purpose: str = ASSERTION) -> Method:
    """The method `wanted` out of the controller document whose id is `base`, if it may serve `purpose`.

    The document must call itself `base`, state the method once, and list it (by id or as a whole) under `purpose`;
    Unresolvable otherwise.
    """
    if document.get("id") != base:
        raise Unresolvable("the document at the controller's address calls itself something else")
    stated = _stating(document.get("verificationMethod"), base, wanted)
    embedded = _stating(document.get(purpose), base, wanted)
    if len(stated) + len(embedded) > 1:
        raise Unresolvable("the controller's document states the verification method more than once")
    if not stated and not embedded:
        raise Unresolvable("the controller's document does not state the verification method")
    if not embedded and wanted not in _references(document.get(purpose), base):
        raise Unresolvable(f"the controller's document does not list the verification method under {purpose}")
    return method_of((stated or embedded)[0], base)


def _entries(value: object) -> list[object]:
    entries = value if isinstance(value, list) else [] if value is None else [value]
    if len(entries) > MOST_METHODS:
        raise Malformed(f"a controller's document lists more than {MOST_METHODS} methods")
    return entries


def _stating(value: object, base: str, wanted: str) -> list[Mapping[object, object]]:
    return [
        entry
        for entry in _entries(value)
        if isinstance(entry, Mapping) and absolute(str(entry.get("id", "")), base) == wanted
    ]


def _references(value: object, base: str) -> set[str]:
    return {absolute(entry, base) for entry in _entries(value) if isinstance(entry, str)}
