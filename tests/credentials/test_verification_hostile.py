"""Whatever stands in a credential, or at the addresses that it names, verification ends soon and never crashes."""

from collections.abc import Iterator
from copy import deepcopy
import json
import time
from typing import Any

from credentials.verifying import Web, document_of, said
import pytest

from credential_twins.keys import ISSUER_KEY, https_method
from credential_twins.proofs import DID_DOCUMENT, ISSUER_DOCUMENT, KEY_SET, PUBLISHED, issued_by
from credential_twins.refresh import NEWER, SERVICE, served_at
from credential_twins.samples import EXTENSIONS, badge, endorsement, record
from credential_twins.signing import Json, as_jwt, embedded, embedded_with
from credential_twins.status import LISTS, REVOCATION, entry
from fairmark.validators.core.location import Path

ANYTHING = (
    None,
    True,
    7,
    -1.5,
    "",
    "x" * 10_000,
    "did:key:z" + "1" * 3000,
    "https://[::1",
    "did:web:%00",
    "https://a b#z6Mk",
    [],
    [[]],
    [None],
    [{}] * 30,
    {},
    {"id": 7, "type": 7},
    {"@context": {"@version": 2}},
    10**400,
)
DID = "did:web:valley.example"


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    inside: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in inside:
        yield (*path, step)
        yield from paths(inner, (*path, step))


def with_anything(value: Json) -> Iterator[Json]:
    """`value` with something else at each of its places in turn, each place getting another thing."""
    for number, path in enumerate(paths(value)):
        for thing in ANYTHING[number % 3 :: 3]:
            changed = deepcopy(value)
            place: Any = changed
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = thing
            yield changed


def everything() -> Json:
    """A record with a badge that has a status, a refresh service, and endorsements of both kinds."""
    document = record()
    first: Json = document["credentialSubject"]["verifiableCredential"][0]
    first["@context"].append(EXTENSIONS)
    first["credentialStatus"] = entry()
    served_at("1")(first)
    achievement = first["credentialSubject"]["achievement"]
    achievement["endorsement"] = [endorsement()]
    achievement["endorsementJwt"] = [as_jwt(endorsement())]
    return embedded(document)


def test_anything_in_a_record_is_judged_without_a_fault() -> None:
    web = Web({f"{LISTS}/revocation": REVOCATION, f"{SERVICE}/1": NEWER})
    tried = 0
    for changed in with_anything(everything()):
        if changed.get("type") == ["VerifiableCredential", "ClrCredential"]:
            tried += 1
            assert document_of(changed, web).steps
    assert tried > 800


PAGES = {
    f"{LISTS}/revocation": (REVOCATION, embedded({**badge(), "credentialStatus": entry()})),
    "https://valley.example/.well-known/did.json": (
        DID_DOCUMENT,
        embedded_with(ISSUER_KEY, verificationMethod=f"{DID}#key-1")(issued_by(DID)),
    ),
    PUBLISHED: (
        ISSUER_DOCUMENT,
        embedded_with(ISSUER_KEY, verificationMethod=https_method(ISSUER_KEY, PUBLISHED))(issued_by(PUBLISHED)),
    ),
    "https://valley.example/.well-known/jwks.json": (KEY_SET, as_jwt(issued_by(PUBLISHED))),
}


@pytest.mark.parametrize("url", PAGES)
def test_anything_at_an_address_is_judged_without_a_fault(url: str) -> None:
    page, credential = PAGES[url]
    tried = 0
    for changed in with_anything(page):
        tried += 1
        assert document_of(credential, Web({url: changed})).steps
    assert tried > 15


SLOW = {
    "arrays": b"[" * 200_000,
    "objects": b'{"a":' * 200_000,
    "spaces": b"{" + b" " * 2_000_000 + b"}",
    "text": b'"' + b"x" * 3_000_000,
    "zeros": b"\x00" * 1000,
}


@pytest.mark.parametrize("page", SLOW)
@pytest.mark.parametrize("url", PAGES)
def test_what_is_made_to_be_slow_is_turned_away_soon(url: str, page: str) -> None:
    begun = time.perf_counter()
    assert said(PAGES[url][1], Web({url: SLOW[page]}))
    assert time.perf_counter() - begun < 5


def test_a_context_that_includes_itself_is_told() -> None:
    loop = "https://valley.example/context.json"
    signed = embedded(badge())
    signed["@context"].append(loop)
    web = Web({loop: {"@context": [loop, {"@import": loop}]}})
    assert "OB-PROOF-002" in said(signed, web)


def test_a_context_that_is_not_at_hand_leaves_the_proof_unjudged() -> None:
    signed = embedded(badge())
    signed["@context"].append("https://valley.example/context.json")
    assert "not at hand" in said(signed)["OB-PROOF-002"]


def test_a_document_nested_without_end_is_told() -> None:
    signed = embedded(badge())
    deep: Any = {}
    for _ in range(200):
        deep = {"evidence": [deep]}
    signed["evidence"] = [deep]
    assert "nested" in said(signed)["OB-PROOF-002"]


def test_many_proofs_are_refused() -> None:
    signed = embedded(badge())
    assert "OB-PROOF-008" in said({**signed, "proof": [signed["proof"]] * 21})


def test_many_endorsements_are_verified_in_a_time_that_grows_with_them() -> None:
    document = badge()
    one = embedded(endorsement())
    document["credentialSubject"]["achievement"]["endorsement"] = [one] * 300
    begun = time.perf_counter()
    verifications = document_of(json.loads(json.dumps(embedded(document)))).verifications
    assert len(verifications) == 301
    assert time.perf_counter() - begun < 20
