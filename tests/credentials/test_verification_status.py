"""Status lists and refresh: what is asked, once; lists that lie, that are too short, that list themselves; bombs."""

import gzip
from typing import Any

from credentials.verifying import NOW, Page, Web, document_of, found, said
import pytest

from credential_twins.keys import ENDORSER_KEY, ISSUER_KEY
from credential_twins.refresh import NEWER, SERVICE, refreshable, served_at
from credential_twins.samples import badge, endorsed_badge, record
from credential_twins.signing import Json, as_jwt, embedded, embedded_with
from credential_twins.status import (
    CLEAR,
    LISTS,
    OF_1EDTECH,
    REVOCATION,
    SET,
    SUSPENSION,
    entry,
    status_list,
    with_extensions,
)
from fairmark.validators.credentials.means import Means
from fairmark.validators.credentials.standing import MOST_ENTRIES
from fairmark.validators.credentials.status_lists import StatusLists
from fairmark.validators.proofs.encoding import encode_base64url
from fairmark.validators.proofs.status import LARGEST, encode_bitstring

URL = f"{LISTS}/revocation"


def with_status(status: Any, document: Json | None = None) -> Json:
    return embedded({**(document or badge()), "credentialStatus": status})


def with_list(page: Page) -> dict[str, str]:
    """What is said of a badge that is not revoked, with that list at its address."""
    return said(with_status(entry()), Web({URL: page}))


def listing(encoded: object, **changed: object) -> Json:
    made = status_list("revocation", "")
    made["credentialSubject"]["encodedList"] = encoded
    return {**made, **changed}


# -- what is looked up -----------------------------------------------------------------------------------------------


def test_a_list_is_asked_for_once_and_read_once_in_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    from fairmark.validators.credentials import status_lists

    monkeypatch.setattr(status_lists, "_read_bits", lambda *a, real=status_lists._read_bits: read.append(1) or real(*a))
    web = Web({URL: REVOCATION})
    for _ in range(20):
        assert said(with_status(entry()), web) == {}
    assert (web.asked, read) == ([URL], [1])


def test_lists_that_are_kept_do_not_grow_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    from fairmark.validators.credentials import status_lists

    monkeypatch.setattr(status_lists, "MOST_OCTETS", 100_000)
    web = Web({f"{LISTS}/{number}": REVOCATION for number in range(50)})
    lists = web.references.shared(StatusLists)
    for number in range(50):
        lists.bitstring(f"{LISTS}/{number}", Means(web.references, NOW))
    assert sum(kept.octets for kept in lists._kept.values()) <= 100_000


def test_several_entries_are_each_looked_up() -> None:
    entries = [entry(), entry("suspension", str(SET), "suspension")]
    web = Web({URL: REVOCATION, f"{LISTS}/suspension": SUSPENSION})
    findings = found(with_status(entries), web)
    spoken = {each.rule.id: each.location.pointer for each in findings if not each.rule.id.startswith("OB-SCHEMA")}
    assert spoken == {"OB-STATUS-004": "/credentialStatus/1"}


def test_nothing_is_asked_for_a_credential_that_is_not_proved() -> None:
    web = Web({URL: REVOCATION})
    forged = {**with_status(entry(index=str(SET))), "name": "Another"}
    assert set(said(forged, web)) == {"OB-PROOF-002"}
    assert web.asked == []


@pytest.mark.parametrize("purpose", ["refresh", "message", "of our own"])
def test_other_purposes_do_not_invalidate(purpose: str) -> None:
    page = embedded(status_list("revocation", encode_bitstring({SET: 1}), purpose))
    status = entry(index=str(SET), purpose=purpose)
    document = document_of(with_status(status), Web({URL: page}))
    assert said(with_status(status), Web({URL: page})) == {}
    assert "0x1" in next(taken.detail for taken in document.steps if taken.name == "status")


def test_a_list_may_serve_several_purposes() -> None:
    made = status_list("revocation", encode_bitstring({SET: 1}))
    made["credentialSubject"]["statusPurpose"] = ["revocation", "suspension"]
    page = embedded(made)
    assert set(said(with_status(entry(index=str(SET), purpose="suspension")), Web({URL: page}))) == {"OB-STATUS-004"}


def test_a_list_may_be_a_token() -> None:
    page = as_jwt(status_list("revocation", encode_bitstring({SET: 1})))
    assert with_list(page) == {}
    assert set(said(with_status(entry(index=str(SET))), Web({URL: page}))) == {"OB-STATUS-001"}


def test_a_status_of_several_bits() -> None:
    messages = [{"status": f"{number:#x}", "message": "a word"} for number in range(4)]
    page = embedded(status_list("revocation", encode_bitstring({SET: 2}, size=2)))
    status = entry(index=str(SET), statusSize=2, statusMessage=messages)
    assert set(said(with_status(status), Web({URL: page}))) == {"OB-STATUS-001"}


def test_the_status_of_what_is_inside_a_record_and_of_endorsements() -> None:
    document = record()
    document["credentialSubject"]["verifiableCredential"][0]["credentialStatus"] = entry(index=str(SET))
    assert set(said(embedded(document), Web({URL: REVOCATION}))) == {"CLR-VC-005"}
    assert set(said(embedded(document), Web())) == {"OB-STATUS-010"}
    endorsed = endorsed_badge()
    endorsed["credentialSubject"]["achievement"]["endorsement"][0]["credentialStatus"] = entry(index=str(SET))
    assert set(said(embedded(endorsed), Web({URL: REVOCATION}))) == {"OB-ENDORSE-001"}


# -- lists that cannot be relied on ----------------------------------------------------------------------------------

GOOD_BITS = encode_bitstring({SET: 1})


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ({**REVOCATION, "name": "changed"}, "does not verify"),
        (embedded_with(ENDORSER_KEY)(listing(GOOD_BITS)), "somebody else"),
        (embedded(listing(GOOD_BITS, type=["VerifiableCredential"])), "its type"),
        (embedded(listing(GOOD_BITS, validUntil="2026-06-30T00:00:00Z")), "valid until"),
        (b"<html>", "compact JWS"),
        (b'{"a": 1, "a": 2}', "repeats a name"),
        (b"", "compact JWS"),
        (b"\xff\xfe", "compact JWS"),
        ({}, "no proof"),
    ],
)
def test_a_list_that_cannot_be_trusted(page: Page, words: str) -> None:
    spoken = set(found(with_status(entry()), Web({URL: page})))
    assert {each.rule.id for each in spoken} <= {"OB-STATUS-005", "OB-STATUS-008", "OB-STATUS-009"}
    assert any(words in each.message for each in spoken if each.rule.id == "OB-STATUS-009")


def test_a_list_whose_bits_no_context_defines_is_not_signed() -> None:
    made = listing(GOOD_BITS)
    made["@context"] = ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2"]
    made["issuanceDate"] = made.pop("validFrom")
    signed = embedded(made)
    signed["credentialSubject"]["encodedList"] = encode_bitstring({})
    assert "does not cover" in with_list(signed)["OB-STATUS-009"]


@pytest.mark.parametrize(
    "encoded",
    [
        None,
        7,
        "",
        "u",
        "uAAAA",
        GOOD_BITS[:-4],
        "z" + GOOD_BITS[1:],
        GOOD_BITS + "=",
        "u" + encode_base64url(gzip.compress(bytes(16384), mtime=0) * 2),
    ],
)
def test_bits_that_cannot_be_unpacked(encoded: object) -> None:
    made = listing(encoded)
    if encoded is None:
        del made["credentialSubject"]["encodedList"]
    assert set(with_list(embedded(made))) == {"OB-STATUS-008"}


def test_a_bomb_is_not_unpacked() -> None:
    bomb = "u" + encode_base64url(gzip.compress(bytes(LARGEST + 1), mtime=0))
    assert set(with_list(embedded(listing(bomb)))) == {"OB-STATUS-008"}


def test_a_list_that_lists_itself_is_read_once() -> None:
    made = {**listing(GOOD_BITS), "credentialStatus": entry(index=str(SET))}
    web = Web({URL: embedded(made)})
    assert said(with_status(entry()), web) == {}
    assert web.asked == [URL]


@pytest.mark.parametrize(
    "status",
    [
        {"type": "BitstringStatusListEntry"},
        entry(index="07"),
        entry(index="-1"),
        entry(index=" 7"),
        entry(index=7.0),
        entry(statusSize=0),
        entry(statusSize=True),
        entry(statusSize=2),
        [entry()] * (MOST_ENTRIES + 1),
    ],
)
def test_entries_that_are_malformed(status: Any) -> None:
    assert "OB-STATUS-012" in said(with_status(status), Web({URL: REVOCATION}))


@pytest.mark.parametrize("status", [None, 7, "x", [], [None], {}, {"type": []}])
def test_whatever_stands_as_status_never_crashes(status: Any) -> None:
    assert not {rule for rule in said(with_status(status), Web()) if rule.startswith("OB-STATUS")}


def test_a_type_that_is_not_known_leaves_the_status_open() -> None:
    status = {"id": "https://valley.example/status/1", "type": "RevocationList2020Status"}
    assert "OB-STATUS-010" in said(with_status(status), Web())


# -- 1EdTech revocation lists ----------------------------------------------------------------------------------------

REVOKED_BY_1EDTECH = {"id": f"{LISTS}/revoked", "type": "1EdTechRevocationList"}
THIS = badge()["id"]


@pytest.mark.parametrize(
    ("page", "rules"),
    [
        (OF_1EDTECH, set()),
        ({"revokedCredential": [{"id": THIS}]}, {"OB-STATUS-001"}),
        ({"revokedCredentials": [{"id": THIS}]}, {"OB-STATUS-001"}),
        ({"revokedCredential": [{"id": THIS, "revoked": False}]}, set()),
        ({"revokedCredential": "all"}, {"OB-STATUS-010"}),
        (b"<html>", {"OB-STATUS-010"}),
        (None, {"OB-STATUS-010"}),
    ],
)
def test_a_revocation_list_of_1edtech(page: Any, rules: set[str]) -> None:
    web = Web({} if page is None else {f"{LISTS}/revoked": page})
    assert set(said(with_status(REVOKED_BY_1EDTECH, with_extensions()), web)) == {"OB-STATUS-011", *rules}


# -- refresh ---------------------------------------------------------------------------------------------------------


def refreshed(page: Page | None, web: Web | None = None) -> set[str]:
    document = refreshable()
    served_at("1")(document)
    return set(said(embedded(document), web or Web({} if page is None else {f"{SERVICE}/1": page})))


def test_the_newer_version_is_judged() -> None:
    assert refreshed(NEWER) == set()
    assert refreshed(as_jwt({**refreshable(), "validUntil": "2026-06-30T00:00:00Z"})) == {"OB-STATUS-003"}
    assert refreshed(embedded({**refreshable(), "credentialStatus": entry(index=str(CLEAR))})) == {"OB-STATUS-010"}


def test_what_is_wrong_with_the_newer_version_is_told_where_this_one_leads_to_it() -> None:
    document = refreshable()
    served_at("1")(document)
    newer = embedded({**refreshable(), "credentialStatus": REVOKED_BY_1EDTECH, "validUntil": "2026-06-30T00:00:00Z"})
    findings = found(embedded(document), Web({f"{SERVICE}/1": newer, f"{LISTS}/revoked": OF_1EDTECH}))
    assert {(each.rule.id, each.location.pointer) for each in findings} == {
        ("OB-STATUS-003", "/refreshService/id"),
        ("OB-STATUS-011", "/refreshService/id"),
    }


def test_the_newer_version_may_be_valid_where_this_one_is_not() -> None:
    document = {**refreshable(), "validUntil": "2026-06-30T00:00:00Z"}
    served_at("1")(document)
    assert said(embedded(document), Web({f"{SERVICE}/1": NEWER})) == {}
    assert set(said(embedded(document), Web())) == {"OB-STATUS-003", "OB-REFRESH-001"}


@pytest.mark.parametrize("page", [b"<html>", b"", b"{}", {**NEWER, "name": "Another"}, None, b"[" * 100_000])
def test_what_cannot_be_used_leaves_this_one_in_place(page: Any) -> None:
    assert refreshed(page) in ({"OB-REFRESH-001"}, {"OB-REFRESH-002"})


def test_another_credential_is_not_taken_for_it() -> None:
    stranger = embedded_with(ENDORSER_KEY)({**refreshable(), "issuer": "did:key:z6MkExample"})
    assert refreshed(stranger) == {"OB-REFRESH-002"}


def test_a_refreshed_one_is_not_refreshed_again() -> None:
    document = refreshable()
    served_at("1")(document)
    web = Web({f"{SERVICE}/1": embedded(document)})
    assert refreshed(None, web) == set()
    assert web.asked == [f"{SERVICE}/1"]


def test_a_newer_version_that_is_not_signed_as_a_whole_is_not_used() -> None:
    careless = embedded({**refreshable(), "undefinedTerm": "unsigned"})
    assert refreshed(careless) == {"OB-REFRESH-001"}


@pytest.mark.parametrize(
    ("ends", "expired"),
    [
        ("2016-12-31T23:59:60Z", True),
        ("0000-01-01T00:00:00Z", True),
        ("2026-06-30T23:59:59.9999999999Z", True),
        ("2026-07-01T01:00:00+02:00", True),
        ("2026-07-01T00:00:00Z", False),
        ("9999-12-31T23:59:59-14:00", False),
    ],
)
def test_no_way_to_write_a_moment_hides_an_expiry(ends: str, expired: bool) -> None:
    spoken = set(said(embedded({**badge(), "validUntil": ends})))
    assert ("OB-STATUS-003" in spoken) == expired
    assert spoken <= {"OB-STATUS-003", "OB-DATE-002"}


def test_an_end_that_is_no_moment_is_not_taken_for_no_end() -> None:
    document = document_of(embedded({**badge(), "validUntil": "for ever"}))
    assert ("dates", "fail") in [(taken.name, taken.outcome) for taken in document.steps]
    assert "OB-DATE-001" in said(embedded({**badge(), "validUntil": "for ever"}))
    assert refreshed(embedded({**refreshable(), "validUntil": "for ever"})) == {"OB-REFRESH-001"}
    assert "OB-STATUS-009" in with_list(embedded(listing(GOOD_BITS, validUntil="for ever")))


def test_a_forged_credential_is_not_refreshed() -> None:
    document = refreshable()
    served_at("1")(document)
    web = Web({f"{SERVICE}/1": NEWER})
    assert set(said({**embedded_with(ISSUER_KEY)(document), "name": "Another"}, web)) == {"OB-PROOF-002"}
    assert web.asked == []
