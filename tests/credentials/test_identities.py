"""OB-IDENT: hashes, and whose credential it is. What the user knows of a person is shown nowhere."""

import hashlib
from pathlib import Path
from typing import Any

from one_credential_rule import edited, findings, places
import pytest
from reports.read_back import text

from conftest import Run
from credential_twins.identities import EMAIL, OTHER, identify, identify_hashed, identity
from credential_twins.keys import LEARNER
from credential_twins.recipe import as_bytes
from credential_twins.samples import badge, endorsement, record
from credential_twins.signing import Json, embedded
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.cli.recipients import recipient_from
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.proofs.recipients import Recipient
from fairmark.validators.reports import FORMATS


def holding(**members: Any) -> Json:
    """A badge whose subject has an IdentityObject with these members."""
    document = badge()
    document["credentialSubject"]["identifier"] = [
        {"type": "IdentityObject", "identityType": "emailAddress", **members}
    ]
    return document


def digest(name: str, text: str) -> str:
    return f"{name}${hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()}"


# -- the form of hashes ----------------------------------------------------------------------------------------------


def test_upper_case_digits_are_a_hash() -> None:
    assert not findings("OB-IDENT-001", holding(hashed=True, identityHash="sha256$" + "AB" * 32))


@pytest.mark.parametrize("value", ["sha256$" + "a" * 63, "md5$" + "a" * 64, "sha1$" + "a" * 40, "a" * 64, ""])
def test_what_is_no_hash(value: str) -> None:
    assert len(findings("OB-IDENT-001", holding(hashed=True, identityHash=value))) == 1


@pytest.mark.parametrize("hashed", ["true", None, 1])
def test_whether_it_is_hashed_has_to_be_said_plainly(hashed: Any) -> None:
    for rule in ("OB-IDENT-001", "OB-IDENT-002", "OB-IDENT-003"):
        assert not findings(rule, holding(hashed=hashed, identityHash="md5$x", salt="s"))


def test_a_number_in_hexadecimal_may_be_somebodys_identifier() -> None:
    bare = "a1" * 16
    assert findings("OB-IDENT-002", holding(hashed=False, identityHash=bare))
    assert not findings("OB-IDENT-002", holding(hashed=False, identityHash=bare, identityType="systemId"))


@pytest.mark.parametrize("salt", ["", None, "not-used"])
def test_a_salt_that_is_none_passes(salt: Any) -> None:
    assert not findings("OB-IDENT-002", holding(hashed=False, identityHash=EMAIL, salt=salt))


def test_md5_without_salt_is_said_in_both_places() -> None:
    document = holding(hashed=True, identityHash=digest("md5", EMAIL))
    place = "/credentialSubject/identifier/0"
    assert places("OB-IDENT-003", document) == [f"{place}/identityHash", f"{place}/salt"]


def test_only_addresses_need_a_salt() -> None:
    document = holding(hashed=True, identityHash=digest("sha256", "417"), identityType="systemId")
    assert not findings("OB-IDENT-003", document)


# -- whose it is -----------------------------------------------------------------------------------------------------


def mismatches(document: Json, *known: Recipient) -> list[str]:
    found = findings("OB-IDENT-004", document, Circumstances(recipients=known))
    return [one.location.pointer for one in found]


@pytest.mark.parametrize("name", ["md5", "sha256"])
@pytest.mark.parametrize("salt", ["", "Kosher", "é"])
def test_a_hash_of_the_address_is_the_recipients(name: str, salt: str) -> None:
    document = holding(hashed=True, identityHash=digest(name, EMAIL + salt), **({"salt": salt} if salt else {}))
    assert not mismatches(document, Recipient("emailAddress", EMAIL))
    assert mismatches(document, Recipient("emailAddress", OTHER)) == ["/credentialSubject/id"]


def test_the_case_of_an_address_does_not_count() -> None:
    known = Recipient("emailAddress", EMAIL.upper())
    assert not mismatches(edited(identify), known)
    assert not mismatches(edited(identify_hashed), known)


def test_the_case_of_anything_else_counts() -> None:
    document = holding(hashed=False, identityHash="ada", identityType="userName")
    assert mismatches(document, Recipient("userName", "Ada"))


def test_the_kind_has_to_be_the_same() -> None:
    assert mismatches(edited(identify), Recipient("userName", EMAIL))


def test_the_id_of_the_subject() -> None:
    assert not mismatches(badge(), Recipient("id", LEARNER))
    assert mismatches(badge(), Recipient("id", LEARNER + "x")) == ["/credentialSubject/id"]


def test_one_of_several_is_enough() -> None:
    assert not mismatches(edited(identify), Recipient("id", "did:example:x"), Recipient("emailAddress", EMAIL))


def test_a_subject_without_an_id_is_named_by_its_identifier() -> None:
    document = edited(identify)
    del document["credentialSubject"]["id"]
    assert mismatches(document, Recipient("emailAddress", OTHER)) == ["/credentialSubject/identifier"]


def test_of_a_record_its_own_subject_counts_and_of_endorsements_none() -> None:
    assert mismatches(edited(identify, record), Recipient("emailAddress", OTHER)) == ["/credentialSubject/id"]
    assert not mismatches(edited(identify, record), Recipient("emailAddress", EMAIL))
    assert not mismatches(endorsement(), Recipient("emailAddress", EMAIL))


def test_nobody_asks() -> None:
    assert not mismatches(badge())


@pytest.mark.parametrize("identifier", ["x", 7, None, [None, {}], {"identityHash": []}, [{"identityType": []}]])
def test_whatever_stands_for_an_identifier(identifier: Any) -> None:
    document = badge()
    document["credentialSubject"]["identifier"] = identifier
    assert mismatches(document, Recipient("emailAddress", EMAIL))


# -- as the command takes them ---------------------------------------------------------------------------------------


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    path = tmp_path / "badge.json"
    path.write_bytes(as_bytes(embedded(edited(identify))))
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_no_report_shows_whom_the_user_meant(form: str, signed: Path, fairmark: Run) -> None:
    arguments = ("--recipient", f"emailAddress:{OTHER}", "--format", form)
    for shown in ((), ("--show-values",)):
        done = fairmark("validate", signed, *arguments, *shown)
        assert done.exit_code == 1
        assert OTHER not in text(form, done.stdout_bytes)
        assert OTHER not in done.stderr


def test_a_file_holds_them_too(signed: Path, tmp_path: Path, judged: Any) -> None:
    known = tmp_path / "known.txt"
    known.write_bytes(f"\ufeff\r\nid:did:example:1\r\nemailAddress:{EMAIL} \r\n".encode())
    assert not judged(signed, "--recipient-file", known)["counts"]["error"]
    known.write_text(f"emailAddress:{OTHER}", "utf-8")
    report = judged(signed, "--recipient-file", known)
    assert [one["rule"] for one in report["findings"] if one["severity"] == "error"] == ["OB-IDENT-004"]
    assert report["configuration"]["recipient"] is True


def test_types_that_are_taken() -> None:
    assert recipient_from("id:did:example:1") == Recipient("id", "did:example:1")
    assert recipient_from(f"emailAddress:{EMAIL}") == Recipient("emailAddress", EMAIL)
    assert recipient_from("ext:ticket:a:b") == Recipient("ext:ticket", "a:b")


@pytest.mark.parametrize("text", [EMAIL, f"email:{EMAIL}", "emailAddress:", "emailAddress: ", "", ":x", "ext:x"])
def test_what_is_wrong_is_said_without_repeating_it(text: str) -> None:
    with pytest.raises(WrongUsage) as wrong:
        recipient_from(text)
    assert EMAIL not in str(wrong.value)


def test_a_file_that_is_no_text_is_wrong_usage(signed: Path, tmp_path: Path, fairmark: Run) -> None:
    known = tmp_path / "known.bin"
    known.write_bytes(b"\xff\xfe\x00")
    assert fairmark("validate", signed, "--recipient-file", known).exit_code == 2


def test_an_identifier_is_not_shown_in_a_finding() -> None:
    document = edited(identify)
    identity(document)["identityHash"] = "sha256$" + "ab" * 32
    for one in findings("OB-IDENT-002", document):
        assert "abab" not in repr(one)
