"""From a name to its key: what each kind of document must say, and what is refused."""

from collections.abc import Callable
import json
from typing import Any

import pytest

from fairmark.validators.proofs.encoding import encode_base64url
from fairmark.validators.proofs.errors import (
    MalformedKey,
    PrivateMaterial,
    ProofError,
    Unavailable,
    Unresolvable,
    Unsupported,
)
from fairmark.validators.proofs.keys import Kind, SigningKey, jwk_of
from fairmark.validators.proofs.resolution import Anchor, did_web_url, key_in_fragment, resolve, resolve_kid

KEY, OTHER = SigningKey.generate(Kind.ED25519).public, SigningKey.generate(Kind.P256).public
DID = "did:web:district.example"
ISSUER = "https://district.example/issuer"


def web(documents: dict[str, object]) -> Callable[[str], bytes]:
    def fetch(url: str) -> bytes:
        if url not in documents:
            raise Unavailable("nothing there")
        return json.dumps(documents[url]).encode()

    return fetch


nowhere = web({})


def multikey(name: str, controller: str, **more: str) -> dict[str, Any]:
    return {"id": name, "type": "Multikey", "controller": controller, "publicKeyMultibase": KEY.multibase, **more}


def did_document(**changes: Any) -> dict[str, Any]:
    method = multikey(f"{DID}#key-1", DID)
    return {"id": DID, "verificationMethod": [method], "assertionMethod": [method["id"]], **changes}


def from_did_web(document: object) -> Any:
    return resolve(f"{DID}#key-1", web({"https://district.example/.well-known/did.json": document}))


@pytest.mark.parametrize("fragment", ["", f"#{KEY.multibase}"], ids=["alone", "with its fragment"])
def test_did_key_is_its_own_document(fragment: str) -> None:
    resolved = resolve(f"did:key:{KEY.multibase}{fragment}", nowhere)
    assert (resolved.method.key, resolved.anchor) == (KEY, Anchor.SELF)
    assert resolved.method.controller == f"did:key:{KEY.multibase}"


def test_did_jwk_is_its_own_document() -> None:
    name = "did:jwk:" + encode_base64url(json.dumps(jwk_of(OTHER)).encode())
    assert resolve(f"{name}#0", nowhere).method.key == OTHER
    with pytest.raises(Unresolvable):
        resolve(f"{name}#1", nowhere)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        (f"did:key:{KEY.multibase}#{OTHER.multibase}", Unresolvable),
        ("did:key:zzz", Unsupported),
        ("did:key:", MalformedKey),
        ("did:jwk:e30=", MalformedKey),
        ("did:jwk:" + encode_base64url(b'{"kty": "EC", "kty": "EC"}'), MalformedKey),
        ("did:jwk:" + encode_base64url(b"[" * 5000), MalformedKey),
        ("did:example:x#y", Unsupported),
        ("http://district.example/key", Unsupported),
        ("https://nowhere.example/key", Unavailable),
        ("did:key:" + "z" * 9000, Unresolvable),
    ],
)
def test_what_leads_to_no_key_says_why(name: str, error: type[ProofError]) -> None:
    with pytest.raises(error):
        resolve(name, nowhere)


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
    ],
)
def test_did_web_addresses_are_those_of_its_specification(did: str, url: str) -> None:
    assert did_web_url(did) == url


@pytest.mark.parametrize(
    "did", ["did:web:", "did:web:a@b", "did:web:a/b", "did:web:a:..:b", "did:web:a:%2e%2e", "did:web:a::b"]
)
def test_did_web_cannot_name_another_host_or_leave_its_path(did: str) -> None:
    with pytest.raises(Unresolvable):
        did_web_url(did)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"verificationMethod": [multikey("#key-1", DID)], "assertionMethod": ["#key-1"]},
        {"verificationMethod": [], "assertionMethod": [multikey(f"{DID}#key-1", DID)]},
        {
            "verificationMethod": [
                {"id": f"{DID}#key-1", "type": "JsonWebKey2020", "controller": DID, "publicKeyJwk": jwk_of(KEY)}
            ]
        },
        {"verificationMethod": [multikey(f"{DID}#key-1", DID, type="Ed25519VerificationKey2020")]},
    ],
)
def test_a_key_is_found_in_each_form_of_a_did_document(changes: dict[str, Any]) -> None:
    resolved = from_did_web(did_document(**changes))
    assert (resolved.method.key, resolved.method.controller, resolved.anchor) == (KEY, DID, Anchor.DOCUMENT)
    assert resolved.fetched == ("https://district.example/.well-known/did.json",)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"id": "did:web:elsewhere.example"}, Unresolvable),
        ({"assertionMethod": []}, Unresolvable),
        ({"assertionMethod": None, "authentication": [f"{DID}#key-1"]}, Unresolvable),
        ({"verificationMethod": []}, Unresolvable),
        ({"verificationMethod": [multikey(f"{DID}#key-1", DID)] * 2}, Unresolvable),
        ({"verificationMethod": [multikey(f"{DID}#key-1", DID, secretKeyMultibase="z1")]}, PrivateMaterial),
        ({"verificationMethod": [multikey(f"{DID}#key-1", DID, type="X")]}, Unsupported),
        ({"verificationMethod": [{"id": f"{DID}#key-1", "type": "Multikey"}]}, MalformedKey),
        (
            {
                "verificationMethod": [
                    multikey(f"{DID}#key-1", DID, type="Ed25519VerificationKey2020", publicKeyMultibase=OTHER.multibase)
                ]
            },
            MalformedKey,
        ),
        ({"verificationMethod": 5, "assertionMethod": {"a": 1}}, Unresolvable),
    ],
)
def test_a_document_that_does_not_vouch_for_the_key_is_refused(
    changes: dict[str, Any], error: type[ProofError]
) -> None:
    with pytest.raises(error):
        from_did_web(did_document(**changes))


def test_an_https_controller_lists_the_method() -> None:
    name = f"{ISSUER}#key-1"
    document = {"id": ISSUER, "verificationMethod": [multikey(name, ISSUER)], "assertionMethod": [name]}
    assert resolve(name, web({ISSUER: document})).anchor is Anchor.DOCUMENT


def test_a_key_document_is_anchored_only_if_its_controller_confirms_it() -> None:
    name = "https://keys.example/1"
    lone = multikey(name, ISSUER)
    confirmed = {name: lone, ISSUER: {"id": ISSUER, "assertionMethod": [name]}}
    denied = {name: lone, ISSUER: {"id": ISSUER, "assertionMethod": []}}
    assert resolve(name, web(confirmed)).anchor is Anchor.DOCUMENT
    assert resolve(name, web({name: lone})).anchor is Anchor.KEY_DOCUMENT
    with pytest.raises(Unresolvable):
        resolve(name, web(denied))
    with pytest.raises(Unresolvable):
        resolve(name, web({name: {**lone, "id": "https://keys.example/2"}}))


def test_a_key_in_the_fragment_is_said_to_be_only_that() -> None:
    resolved = key_in_fragment(f"{ISSUER}#{KEY.multibase}")
    assert (resolved.method.key, resolved.method.controller, resolved.anchor) == (KEY, ISSUER, Anchor.FRAGMENT)
    for name in (ISSUER, f"{ISSUER}#key-1"):
        with pytest.raises((MalformedKey, Unsupported)):
            key_in_fragment(name)


def test_a_kid_names_a_jwk_a_member_of_a_set_or_a_method() -> None:
    url = "https://district.example/jwks.json"
    members = {"keys": [{**jwk_of(KEY), "kid": "a"}, {**jwk_of(OTHER), "kid": f"{url}#b"}, {"kid": ["a"]}]}
    assert resolve_kid(f"{url}#a", web({url: members})) == (KEY, (url,))
    assert resolve_kid(f"{url}#b", web({url: members})) == (OTHER, (url,))
    assert resolve_kid(url, web({url: jwk_of(OTHER)})) == (OTHER, (url,))
    assert resolve_kid(f"did:key:{KEY.multibase}", nowhere) == (KEY, ())
    controller = {"id": ISSUER, "assertionMethod": [multikey(f"{ISSUER}#k", ISSUER)]}
    assert resolve_kid(f"{ISSUER}#k", web({ISSUER: controller})) == (KEY, (ISSUER,))
    for kid in (f"{url}#c", url):
        with pytest.raises(Unresolvable):
            resolve_kid(kid, web({url: members}))
    with pytest.raises(PrivateMaterial):
        resolve_kid(url, web({url: {**jwk_of(OTHER), "d": "AA"}}))
