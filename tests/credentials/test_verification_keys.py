"""Whose key it is: what the issuer's documents say, what is asked of the network, and what is taken on trust."""

from typing import Any

from credentials.verifying import Web, document_of, found, said
import pytest

from credential_twins.keys import ENDORSER_KEY, ISSUER_KEY, P256_KEY, did_key, https_method
from credential_twins.proofs import KEY_SET, PUBLISHED, controller_document, issued_by, method
from credential_twins.samples import badge
from credential_twins.signing import Json, as_jwt, embedded_with
from fairmark.validators.core.levels import Strictness
from fairmark.validators.credentials.means import MOST_ASKED, Means
from fairmark.validators.options import Options, references_for
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.proofs.keys import SigningKey, jwk_of

DID = "did:web:valley.example"
DID_DOCUMENT = "https://valley.example/.well-known/did.json"
JWKS = "https://valley.example/.well-known/jwks.json"
METHOD = https_method(ISSUER_KEY, PUBLISHED)


def signed(identifier: str, name: str, key: SigningKey = ISSUER_KEY) -> Json:
    return embedded_with(key, verificationMethod=name)(issued_by(identifier))


def did_document(key: SigningKey = ISSUER_KEY, **more: Any) -> Json:
    stated = controller_document(DID, ("key-1", key), assertionMethod=[f"{DID}#key-1"])
    stated["verificationMethod"][0].update(more)
    return stated


def test_a_key_in_the_fragment_is_taken_with_a_warning_if_the_address_gives_nothing() -> None:
    (finding,) = found(signed(PUBLISHED, METHOD), Web())
    assert finding.rule.id == "OB-PROOF-011"
    assert finding.rule.severity_at(Strictness.STRICT, finding.severity) == "error"


def test_the_issuers_document_makes_it_certain() -> None:
    document = controller_document(PUBLISHED, (ISSUER_KEY.public.multibase, ISSUER_KEY), assertionMethod=[METHOD])
    assert said(signed(PUBLISHED, METHOD), Web({PUBLISHED: document})) == {}


@pytest.mark.parametrize(
    "page",
    [
        {"id": PUBLISHED, "type": "Profile"},
        controller_document(PUBLISHED, (ENDORSER_KEY.public.multibase, ENDORSER_KEY)),
        controller_document(PUBLISHED, (ISSUER_KEY.public.multibase, ISSUER_KEY), authentication=[METHOD]),
        b"<html>Not found</html>",
        b"\xff",
    ],
)
def test_a_document_that_does_not_list_the_key_denies_it(page: Any) -> None:
    assert set(said(signed(PUBLISHED, METHOD), Web({PUBLISHED: page}))) == {"OB-PROOF-005"}


def test_a_key_that_anybody_made_for_somebody_elses_address_is_not_the_issuers() -> None:
    forged = signed("https://hill.example/issuers/1", METHOD)
    assert set(said(forged, Web())) == {"OB-PROOF-006"}


def test_did_web_is_followed() -> None:
    web = Web({DID_DOCUMENT: did_document()})
    assert said(signed(DID, f"{DID}#key-1"), web) == {}
    assert web.asked == [DID_DOCUMENT]
    assert set(said(signed(DID, f"{DID}#key-1", ENDORSER_KEY), web)) == {"OB-PROOF-002"}


def test_a_key_document_alone_does_not_say_whose_key_it_is() -> None:
    name = "https://valley.example/keys/1"
    page = method(ISSUER_KEY, name, PUBLISHED)
    assert set(said(signed(PUBLISHED, name), Web({name: page}))) == {"OB-PROOF-011"}
    confirming = {"id": PUBLISHED, "assertionMethod": [name]}
    assert said(signed(PUBLISHED, name), Web({name: page, PUBLISHED: confirming})) == {}


@pytest.mark.parametrize(
    ("stated", "rule"),
    [
        ({"expires": "2026-06-30T00:00:00Z"}, "OB-PROOF-005"),
        ({"revoked": "2026-06-30T00:00:00Z"}, "OB-PROOF-005"),
        ({"revoked": "some day"}, "OB-PROOF-005"),
        ({"expires": "2026-07-02T00:00:00Z"}, ""),
        ({"secretKeyMultibase": ISSUER_KEY.multibase}, "OB-PROOF-005"),
    ],
)
def test_a_key_is_used_while_its_document_says_so(stated: Json, rule: str) -> None:
    page = did_document(**stated)
    assert set(said(signed(DID, f"{DID}#key-1"), Web({DID_DOCUMENT: page}))) == ({rule} if rule else set())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254", "10.0.0.1%3A8443"])
def test_a_private_address_is_never_asked_even_online(host: str) -> None:
    document = document_of(signed(f"did:web:{host}", f"did:web:{host}#key-1"), Web())
    document.circumstances.references._fetch = references_for(Options(online=True))._fetch
    (defect,) = next(iter(document.verifications.values())).defects
    assert defect.flaw.name == "NO_KEY"


def test_without_being_asked_nothing_is_looked_up() -> None:
    (finding,) = found(signed(DID, f"{DID}#key-1"))
    assert finding.rule.id == "OB-PROOF-005"
    assert "--online" in finding.hint


def test_one_document_may_not_ask_for_more_than_honest_ones_do() -> None:
    web = Web()
    means = Means(web.references, document_of(badge()).circumstances.now)
    for number in range(MOST_ASKED + 5):
        with pytest.raises(Unavailable):
            means.get(f"https://valley.example/{number}")
    assert len(web.asked) == MOST_ASKED


# -- tokens ----------------------------------------------------------------------------------------------------------


def test_a_key_in_the_header_that_the_issuer_publishes_is_its_own() -> None:
    token = as_jwt(issued_by(PUBLISHED))
    assert said(token, Web({JWKS: KEY_SET})) == {}


@pytest.mark.parametrize(
    "page",
    [
        {"keys": []},
        {"keys": [jwk_of(ENDORSER_KEY.public)]},
        {"keys": [{**KEY_SET["keys"][0], "iss": "https://valley.example/issuers/2"}]},
        {"keys": "none"},
        b"<html>",
        None,
    ],
)
def test_a_key_in_the_header_that_nobody_confirms_proves_no_author(page: Any) -> None:
    token = as_jwt(issued_by(PUBLISHED))
    assert set(said(token, Web({} if page is None else {JWKS: page}))) == {"OB-PROOF-011"}


def test_a_token_with_a_key_that_is_not_the_dids_is_forged() -> None:
    issuer_is_another = as_jwt({**badge(), "issuer": {**badge()["issuer"], "id": did_key(P256_KEY)}})
    assert set(said(issuer_is_another)) == {"OB-PROOF-006"}


def test_the_header_key_of_a_did_web_issuer_must_be_in_its_document() -> None:
    token = as_jwt(issued_by(DID))
    assert said(token, Web({DID_DOCUMENT: did_document()})) == {}
    assert set(said(token, Web({DID_DOCUMENT: did_document(P256_KEY)}))) == {"OB-PROOF-006"}
    assert set(said(token, Web({DID_DOCUMENT: did_document(revoked="2026-06-30T00:00:00Z")}))) == {"OB-PROOF-006"}
    assert set(said(token, Web())) == {"OB-PROOF-011"}


@pytest.mark.parametrize("kid", [f"{DID}#key-1", "#key-1", "key-1"])
def test_kid_leads_to_the_key_of_a_did(kid: str) -> None:
    token = as_jwt(issued_by(DID), kid=kid, jwk=None)
    assert said(token, Web({DID_DOCUMENT: did_document()})) == {}
    assert set(said(token, Web())) == {"OB-JWT-003"}


def test_kid_leads_to_a_key_at_the_issuers_own_address() -> None:
    kid = "https://valley.example/keys#key-1"
    token = as_jwt(issued_by(PUBLISHED), kid=kid)
    web = Web({"https://valley.example/keys": KEY_SET})
    assert said(token, web) == {}
    assert web.asked == ["https://valley.example/keys"]


def test_kid_at_another_address_proves_no_author() -> None:
    kid = "https://elsewhere.example/keys#key-1"
    token = as_jwt(issued_by(PUBLISHED), kid=kid)
    assert set(said(token, Web({"https://elsewhere.example/keys": KEY_SET}))) == {"OB-PROOF-011"}


def test_a_key_set_with_a_private_key_is_told() -> None:
    kid = "https://valley.example/keys#key-1"
    page = {"keys": [{**KEY_SET["keys"][0], "d": "x"}]}
    token = as_jwt(issued_by(PUBLISHED), kid=kid)
    assert set(said(token, Web({"https://valley.example/keys": page}))) == {"OB-JWT-004"}
