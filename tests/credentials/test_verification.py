"""Proofs that a credential carries: one, several, chained, of each kind; and the steps that are told."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from credentials.verifying import NOW, document_of, found, said, steps
from proofs.published import read
import pytest

from credential_twins.keys import ENDORSER_KEY, ISSUER, ISSUER_KEY, P256_KEY, did_key
from credential_twins.samples import badge, endorsed_badge, endorsement, issuer, record
from credential_twins.signing import Json, as_jwt, careless_proof, embedded, embedded_with, options_for
from fairmark.validators.core.levels import Strictness
from fairmark.validators.credentials.document import Node
from fairmark.validators.credentials.flaws import Account, Flaw
from fairmark.validators.credentials.means import Means
from fairmark.validators.credentials.proving import prove
from fairmark.validators.credentials.verification import DEEPEST
from fairmark.validators.proofs.keys import SigningKey
from fairmark.validators.proofs.references import References

VC_1 = "https://www.w3.org/2018/credentials/v1"
SUITE_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"


def issued_by(key: SigningKey) -> Json:
    return {**badge(), "issuer": {**issuer(), "id": did_key(key)}}


def proof(document: Json, key: SigningKey = ISSUER_KEY, **changed: object) -> Json:
    return careless_proof(document, options_for(key, **changed), key)


def test_a_good_badge_is_accepted_and_every_step_is_told() -> None:
    assert said(embedded(badge())) == {}
    assert steps(embedded(badge())) == [
        (name, "pass") for name in ("key", "proof options", "document", "signature", "dates", "result")
    ]


def test_the_steps_of_a_record_begin_with_the_place_of_the_credential() -> None:
    names = [name for name, _ in steps(embedded(record()))]
    assert names[:6] == ["key", "proof options", "document", "signature", "dates", "result"]
    assert "/credentialSubject/verifiableCredential/1 signature" in names


@pytest.mark.parametrize("suite", ["ecdsa-rdfc-2019", "ecdsa-jcs-2019"])
def test_p_256_is_verified(suite: str) -> None:
    options = options_for(P256_KEY, cryptosuite=suite)
    document = issued_by(P256_KEY)
    if "jcs" in suite:
        options["@context"] = document["@context"]
    signed = {**document, "proof": careless_proof(document, options, P256_KEY)}
    assert said(signed) == {}
    assert set(said({**signed, "name": "Another"})) == {"OB-PROOF-002"}


def test_a_key_of_another_kind_than_the_suite_is_refused() -> None:
    signed = embedded(badge())
    signed["proof"]["cryptosuite"] = "ecdsa-rdfc-2019"
    assert set(said(signed)) == {"OB-PROOF-007"}


def test_a_base_proof_is_for_its_holder() -> None:
    document = issued_by(P256_KEY)
    options = options_for(P256_KEY, cryptosuite="ecdsa-sd-2023", proofValue="u2V0AhVhA")
    assert "bbs-2023" in said({**document, "proof": {**options, "cryptosuite": "bbs-2023"}})["OB-PROOF-007"]
    assert "base proof" in said({**document, "proof": options})["OB-PROOF-007"]


def test_what_a_holder_discloses_is_verified_step_by_step() -> None:
    """The vector that the W3C publishes; its key is not its issuer's, which nothing but a vector may be."""
    published = read("ecdsa-sd-2023-derived.json")
    node = Node("VerifiableCredential", (), published, "", None)
    account = Account(())
    prove(node, {}, account, Means(References(), NOW))
    assert [defect.flaw for defect in account.defects] == [Flaw.CONTROLLER]
    told = {taken.name: taken for taken in account.steps}
    assert told["signature"].outcome == "pass"
    assert "disclosed by choice" in told["document"].detail
    changed = {**published, "credentialSubject": {**published["credentialSubject"], "sailNumber": "Earth102"}}
    account = Account(())
    prove(Node("VerifiableCredential", (), changed, "", None), {}, account, Means(References(), NOW))
    assert Flaw.NOT_VERIFIED in [defect.flaw for defect in account.defects]


def test_each_of_several_proofs_that_fails_is_told_when_none_holds() -> None:
    document = badge()
    proofs = [proof(document), proof(document, created="2026-06-02T12:00:00Z")]
    findings = found({**document, "name": "Another", "proof": proofs})
    assert [(each.rule.id, each.location.pointer) for each in findings] == [
        ("OB-PROOF-002", "/proof/0/proofValue"),
        ("OB-PROOF-002", "/proof/1/proofValue"),
    ]


def test_an_unknown_proof_beside_one_that_holds_is_a_warning() -> None:
    document = badge()
    unknown = {"type": "RsaSignature2018", "proofPurpose": "assertionMethod", "jws": "eyJ..x"}
    findings = found({**document, "proof": [unknown, proof(document)]})
    assert [(each.rule.id, each.location.pointer) for each in findings if each.rule.id != "OB-LD-001"] == [
        ("OB-PROOF-009", "/proof/0")
    ]


def chained(document: Json) -> list[Json]:
    first = proof(document, id="urn:uuid:0d2d0f6c-30a5-4f1c-a5dd-d2e3a4f9d3c1")
    return [first, proof({**document, "proof": [first]}, previousProof=first["id"])]


def test_a_chain_holds() -> None:
    document = badge()
    assert said({**document, "proof": chained(document)}) == {}


def test_a_proof_that_builds_on_a_broken_one_does_not_hold() -> None:
    document = badge()
    first, second = chained(document)
    broken = {**first, "proofValue": proof(document, created="2026-06-09T00:00:00Z")["proofValue"]}
    again = proof({**document, "proof": [broken]}, previousProof=first["id"])
    assert set(said({**document, "proof": [broken, again]})) == {"OB-PROOF-002"}
    assert set(said({**document, "proof": [second]})) == {"OB-PROOF-008"}  # it builds on what is not there


@pytest.mark.parametrize("value", [[], {}, None, "z", 7, [7], [[]], {"type": []}, {"type": {"a": 1}}])
def test_whatever_stands_as_proof_is_told_and_not_accepted(value: Any) -> None:
    rules = set(said({**badge(), "proof": value}))
    assert rules & {"OB-PROOF-001", "OB-PROOF-004", "OB-PROOF-007", "OB-PROOF-008"}


@pytest.mark.parametrize(
    "value", [None, 7, [], {}, "", "key-1", "http://valley.example/1#key", "did:example:1#a", "did:"]
)
def test_a_method_that_is_no_name_is_told(value: Any) -> None:
    signed = embedded(badge())
    signed["proof"]["verificationMethod"] = value
    assert "OB-PROOF-004" in said(signed)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"created": "yesterday"}, "OB-PROOF-012"),
        ({"created": "0000-01-01T00:00:00Z"}, ""),
        ({"created": "0001-01-01T00:00:00+14:00"}, ""),
        ({"created": "9999-12-31T23:59:59-14:00"}, "OB-PROOF-012"),
        ({"created": "2026-07-01T00:05:01Z"}, "OB-PROOF-012"),
        ({"created": "2026-07-01T00:04:59Z"}, ""),
        ({"created": "2026-07-01T02:04:59+02:00"}, ""),
        ({"created": "2026-06-30T23:00:00"}, ""),
        ({"expires": "2026-07-01T00:00:00Z"}, "OB-PROOF-012"),
        ({"expires": "2026-07-01T00:00:01Z"}, ""),
        ({"proofPurpose": "authentication"}, "OB-PROOF-003"),
    ],
)
def test_dates_and_purpose_of_a_proof(changed: dict[str, object], rule: str) -> None:
    spoken = set(said(embedded_with(ISSUER_KEY, **changed)(badge()))) - {"OB-DATE-001"}
    assert spoken == ({rule} if rule else set())


def test_the_older_data_model_is_verified() -> None:
    document = badge()
    document["issuanceDate"] = document.pop("validFrom")
    document["expirationDate"] = "2026-06-30T00:00:00Z"
    document["@context"] = [VC_1, document["@context"][1], SUITE_2020]
    options = {**options_for(ISSUER_KEY), "type": "Ed25519Signature2020"}
    del options["cryptosuite"]
    signed = {**document, "proof": careless_proof(document, options, ISSUER_KEY)}
    assert set(said(signed)) == {"OB-PROOF-010", "OB-VCDM-001", "OB-STATUS-003"}
    assert "OB-STATUS-003" not in said(signed, now=datetime(2026, 6, 15, tzinfo=UTC))


def test_a_record_keeps_its_own_ids_for_its_own_flaws() -> None:
    signed = embedded({**record(), "validUntil": "2026-06-30T00:00:00Z"})
    assert set(said(signed)) == {"CLR-STATUS-003"}
    assert set(said({**signed, "name": "Another"})) == {"CLR-STATUS-003", "CLR-PROOF-002"}
    assert set(said({**signed, "proof": {**signed["proof"], "proofPurpose": "authentication"}})) == {
        "CLR-STATUS-003",
        "CLR-PROOF-002",
        "OB-PROOF-003",
    }


def test_a_record_that_was_signed_again_over_a_changed_badge_fails_at_the_badge() -> None:
    document = record()
    badges = document["credentialSubject"]["verifiableCredential"]
    badges[0] = {**embedded(badges[0]), "name": "Seal of Quadriliteracy"}
    findings = found(embedded(document))
    assert [(each.rule.id, each.location.pointer) for each in findings] == [
        ("CLR-VC-002", "/credentialSubject/verifiableCredential/0/proof/proofValue")
    ]


def test_a_badge_that_lapsed_is_a_warning_for_a_record_in_lenient_mode() -> None:
    document = record()
    document["credentialSubject"]["verifiableCredential"][1]["validUntil"] = "2026-06-15T00:00:00Z"
    (finding,) = found(embedded(document))
    assert finding.rule.id == "CLR-VC-005"
    assert finding.rule.severity_at(Strictness.STANDARD, finding.severity) == "error"
    assert finding.rule.severity_at(Strictness.LENIENT, finding.severity) == "warning"


def test_warnings_inside_a_record_keep_their_rules() -> None:
    document = record()
    badges = document["credentialSubject"]["verifiableCredential"]
    badges[0] = embedded_with(ISSUER_KEY, cryptosuite="eddsa-2022")(badges[0])
    assert set(said(embedded(document))) == {"OB-PROOF-010"}


def test_an_endorsement_is_judged_by_one_rule_wherever_it_stands() -> None:
    document = record()
    badges = document["credentialSubject"]["verifiableCredential"]
    broken = {**embedded(endorsement()), "name": "A better seal"}
    badges[0]["credentialSubject"]["achievement"]["endorsement"] = [broken]
    findings = found(embedded(document))
    assert [each.rule.id for each in findings] == ["OB-ENDORSE-001"]
    assert "endorsement/0/proof" in findings[0].location.pointer


def test_a_forged_endorsement_names_its_forger() -> None:
    document = badge()
    forged = embedded_with(ISSUER_KEY)(endorsement())
    document["credentialSubject"]["achievement"]["endorsement"] = [forged]
    assert "somebody else" in said(embedded(document))["OB-ENDORSE-001"]


@pytest.mark.parametrize("about", ["https://valley.example/credentials/1", ISSUER, badge()["credentialSubject"]["id"]])
def test_an_endorsement_may_be_about_anything_of_its_host(about: str) -> None:
    document = badge()
    document["endorsement"] = [endorsement(about=about)]
    assert said(embedded(document)) == {}


def test_an_endorsement_in_a_token_is_verified() -> None:
    document = badge()
    achievement = document["credentialSubject"]["achievement"]
    achievement["endorsementJwt"] = [as_jwt(endorsement())]
    assert said(embedded(document)) == {}
    head, _, signature = achievement["endorsementJwt"][0].rpartition(".")
    achievement["endorsementJwt"] = [f"{head}.{signature[:-4]}AAAA"]
    findings = found(embedded(document))
    assert [(each.rule.id, each.location.pointer) for each in findings] == [
        ("OB-ENDORSE-001", "/credentialSubject/achievement/endorsementJwt/0")
    ]


def endorsed_endlessly(levels: int) -> Json:
    """A badge with an endorsement whose endorser is endorsed, and so on."""
    innermost = endorsement(1)
    for number in range(2, levels + 1):
        around = endorsement(number)
        around["issuer"]["endorsement"] = [embedded(innermost)]
        innermost = around
    document = endorsed_badge()
    document["credentialSubject"]["achievement"]["endorsement"] = [embedded(innermost)]
    return embedded(document)


def test_endorsements_of_endorsers_are_verified_to_a_bound() -> None:
    about_others = {"OB-ENDORSE-002"}
    assert set(said(endorsed_endlessly(DEEPEST))) - about_others == set()
    findings = found(endorsed_endlessly(DEEPEST + 1))
    assert [each.observed for each in findings if each.rule.id == "OB-ENDORSE-001"] == [
        f"the signature does not verify: more than {DEEPEST} credentials stand in one another"
    ]


def test_no_value_of_a_person_is_told() -> None:
    document = record()
    document["credentialSubject"]["id"] = "mailto:mai.nguyen@valley.example"
    signed = deepcopy(embedded(document))
    signed["proof"]["proofPurpose"] = "Mai Nguyen"
    signed["proof"]["created"] = "Mai Nguyen"
    signed["credentialSubject"]["verifiableCredential"][0]["proof"]["cryptosuite"] = "Mai Nguyen"
    told = [each.message for each in found(signed)] + [str(taken) for taken in document_of(signed).steps]
    assert not [words for words in told if "mai" in words.lower()]


def test_the_moment_of_judging_is_told() -> None:
    assert "judged as of 2026-07-01T00:00:00Z" in next(
        taken.detail for taken in document_of(embedded(badge()), now=NOW).steps if taken.name == "dates"
    )


def test_somebody_elses_key_does_not_prove() -> None:
    assert set(said(embedded_with(ENDORSER_KEY)(badge()))) == {"OB-PROOF-006"}
