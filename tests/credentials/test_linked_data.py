"""What of a credential is lost as linked data, and where that is said."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from credentials.verifying import Web, found
import orjson
import pytest

from conftest import ROOT
from credential_twins.samples import CLR, OB, VC, badge, endorsed_badge, record
from credential_twins.signing import Json, as_jwt, embedded
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.finding import Finding
from fairmark.validators.credentials import linked_data
from fairmark.validators.credentials.document import Credential
from fairmark.validators.credentials.linked_data import MOST_TRIED
from fairmark.validators.readers.sniff import recognise
from fairmark.validators.rules.credentials import subject

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def lost(credential: Json | str, **more: Any) -> list[tuple[str, str]]:
    return [(finding.location.pointer, finding.observed) for finding in spoken(credential, "OB-LD-001", **more)]


def spoken(credential: Json | str, rule: str, **more: Any) -> list[Finding]:
    return [finding for finding in found(credential, **more) if finding.rule.id == rule]


def test_a_name_that_other_classes_define_is_found_where_it_is_lost() -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["humanCode"] = "WL-12"
    document["humanCode"] = "WL-12"
    assert lost(embedded(document)) == [("/humanCode", "humanCode")]


def test_a_name_lost_in_two_places_is_told_of_both() -> None:
    document = badge()
    document["issuer"]["motto"] = document["credentialSubject"]["motto"] = "Onward"
    assert sorted(lost(embedded(document))) == [("/credentialSubject/motto", "motto"), ("/issuer/motto", "motto")]


def test_what_is_lost_inside_an_endorsement_is_told_once() -> None:
    document = endorsed_badge()
    document["credentialSubject"]["achievement"]["endorsement"][0]["motto"] = "Onward"
    assert lost(embedded(document)) == [("/credentialSubject/achievement/endorsement/0/motto", "motto")]


def test_what_the_outer_contexts_define_is_still_lost_to_the_proof_of_an_inner_credential() -> None:
    document = record()
    document["@context"].append({"motto": "https://valley.example/terms#motto"})
    document["credentialSubject"]["verifiableCredential"][0]["motto"] = "Onward"
    assert lost(embedded(document)) == [("/credentialSubject/verifiableCredential/0/motto", "motto")]


def test_the_older_context_of_records_does_not_cover_partial() -> None:
    document = {**record(), "partial": True}
    document["@context"] = [VC, CLR.replace("context-2.0.1", "context"), OB]
    assert lost(embedded(document)) == [("/partial", "partial")]


def test_the_text_of_an_identifier_is_not_shown() -> None:
    document = badge()
    document["credentialSubject"]["id"] = "ada.lovelace"
    (finding,) = spoken(embedded(document), "OB-LD-001")
    assert (finding.location.pointer, finding.observed) == ("/credentialSubject/id", "text(12)")


def test_claims_of_a_token_need_no_context() -> None:
    assert not found(as_jwt({**badge(), "validUntil": "2126-06-01T12:00:00Z"}))


def test_an_undefined_member_of_the_proof_is_lost_too() -> None:
    document = embedded(badge())
    document["proof"]["remark"] = "signed in the office"
    assert ("/proof/remark", "remark") in lost(document)


def test_a_credential_whose_context_is_unknown_is_not_judged_as_linked_data() -> None:
    document = badge()
    document["@context"].append("https://valley.example/contexts/gone.json")
    document["motto"] = "Onward"
    token = as_jwt(document)
    assert not lost(token)
    (finding,) = spoken(token, "OB-CTX-003")
    assert finding.location.pointer == "/@context/2"


def test_a_context_deep_inside_that_is_not_at_hand_is_told() -> None:
    document = badge()
    document["credentialSubject"]["@context"] = "https://valley.example/contexts/gone.json"
    (finding,) = spoken(as_jwt(document), "OB-CTX-003")
    assert finding.observed == "https://valley.example/contexts/gone.json"


def test_a_context_that_can_be_had_is_used() -> None:
    url = "https://valley.example/contexts/terms.json"
    document = {**badge(), "motto": "Onward"}
    document["@context"].append(url)
    web = Web({url: {"@context": {"motto": "https://valley.example/terms#motto"}}})
    assert not found(as_jwt(document), web=web)


@pytest.mark.parametrize("place", ["outer", "inner"])
def test_a_protected_term_is_told_of_the_credential_that_redefines_it(place: str) -> None:
    document = record()
    inner = document["credentialSubject"]["verifiableCredential"][0]
    culprit = document if place == "outer" else inner
    culprit["@context"].append({"name": "https://valley.example/terms#name"})
    document["credentialSubject"]["verifiableCredential"] = [inner]
    inner["proof"] = dict(embedded(badge())["proof"])
    (finding,) = spoken(as_jwt(document), "OB-LD-002")
    expected = "/@context" if place == "outer" else "/credentialSubject/verifiableCredential/0/@context"
    assert finding.location.pointer == expected


def test_a_name_lost_in_more_places_than_are_tried_out_is_told_once() -> None:
    document = badge()
    document["evidence"] = [{"type": ["Evidence"], "name": "Essay", "again": 2} for _ in range(MOST_TRIED + 1)]
    assert lost(embedded(document)) == [("", "a member, a type or an identifier")]


TWINS = sorted((ROOT / "fixtures" / "credentials").glob("*/*.json"))


def changed_proofs(credential: Any) -> Iterator[Any]:
    """The credential, and the same with something in its proofs that no context defines, or that is none of theirs."""
    yield credential
    proofs = credential.get("proof") if isinstance(credential, dict) else None
    for proof in proofs if isinstance(proofs, list) else [proofs]:
        if isinstance(proof, dict):
            for more in ({"motto": "Onward"}, {"id": "relative"}, {"name": "x"}, {"@context": "https://a.example/"}):
                yield {**credential, "proof": {**proof, **more}}
                yield {**credential, "proof": [{**proof, **more}, proof]}


@pytest.mark.parametrize("number", range(10))
def test_reading_on_where_a_proof_has_read_already_comes_to_the_same(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    covered, circumstances = 0, Circumstances(now=NOW)
    for twin in TWINS[number::10]:
        try:
            given = orjson.loads(twin.read_bytes())
        except orjson.JSONDecodeError:
            continue
        for credential in changed_proofs(given):
            what = recognise(credential)
            short, long = (subject(credential, what, circumstances) if what else None for _ in range(2))
            if not isinstance(short, Credential) or not isinstance(long, Credential):
                continue
            some = list(short.readings.values())
            covered += any(one.complete for one in short.verifications.values())
            with monkeypatch.context() as patched:
                patched.setattr(linked_data, "_is_covered", lambda *_: False)
                whole = list(long.readings.values())
            told = [[(one.lost, str(one.problem)) for one in readings] for readings in (some, whole)]
            assert told[0] == told[1], twin
    assert covered > 50
