"""Keys: kept where only their owner can read them, exchanged without breaking what they signed."""

from collections.abc import Callable
import json
import os
from pathlib import Path
import stat
import sys
from typing import Any

import pytest

from conftest import Run
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.issuer import Issuer, create
from fairmark.validators.issuing.publishing import publish
from fairmark.validators.issuing.terms import Json
from fairmark.validators.proofs.keys import PRIVATE_MEMBERS
from issuers import DID_KEY, DID_WEB, FRAMEWORK, HTTPS, award, badge, issuer, resources

Judged = Callable[..., Json]


def verdict(judged: Judged, credential: bytes, by: Issuer, folder: Path) -> tuple[str, list[str]]:
    """How a credential is judged, strictly, with what its issuer publishes now."""
    folder.mkdir(exist_ok=True)
    path = folder / "credential"
    path.write_bytes(credential)
    report = judged(path, "--strictness", "strict", "--resources", resources(by, folder / "web"))
    return report["verdict"], sorted(finding["rule"] for finding in report["findings"])


@pytest.mark.parametrize("identifier", [HTTPS, DID_WEB])
@pytest.mark.parametrize("form", ["embedded", "jwt"])
def test_an_exchanged_key_still_verifies_and_a_compromised_one_does_not(
    identifier: str, form: str, judged: Judged, tmp_path: Path
) -> None:
    by = issuer(tmp_path / "issuer", identifier)
    old = by.badge(award(), FRAMEWORK, form=form).content
    by.new_key("ed25519")
    by.retire("ed25519-1")
    new = by.badge(award(), FRAMEWORK, form=form).content
    assert verdict(judged, old, by, tmp_path / "a") == verdict(judged, new, by, tmp_path / "a") == ("pass", [])
    assert by.compromise("ed25519-1") == 1
    assert verdict(judged, old, by, tmp_path / "a")[0] == "fail"
    assert verdict(judged, new, by, tmp_path / "a") == ("pass", [])


def test_what_a_compromised_key_signed_can_be_issued_anew(judged: Judged, tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    old = badge(by)
    by.new_key("ed25519")
    by.compromise("ed25519-1")
    new = by.reissue(old["id"])
    assert verdict(judged, new.content, by, tmp_path / "a") == ("pass", [])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_private_files_are_their_owners_alone(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    before = os.umask(0)
    try:
        by.new_key("p256")
    finally:
        os.umask(before)
    for path in (*(by.folder / "keys").iterdir(), by.folder / "register.sqlite"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE((by.folder / "keys").stat().st_mode) & 0o077 == 0


def test_nothing_private_is_published_or_told(tmp_path: Path, fairmark: Run) -> None:
    by = issuer(tmp_path / "issuer", HTTPS, ("ed25519", "p256", "rsa"))
    badge(by)
    said = fairmark("issue", "keys", "list", by.folder).output
    published = [one.path.read_text("utf-8") for one in publish(by, tmp_path / "out")]
    secrets = [path.read_text("utf-8").splitlines()[1] for path in (by.folder / "keys").iterdir()]
    assert len(secrets) == 3
    for text in (said, *published):
        assert not any(secret in text for secret in secrets)
    for document in map(json.loads, published):
        for key in [document, *document.get("keys", ()), *document.get("verificationMethod", ())]:
            assert not {*PRIVATE_MEMBERS, "secretKeyMultibase"} & {*key, *key.get("publicKeyJwk", ())}


def test_a_passphrase_locks_every_key(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer", passphrase=b"correct horse")
    by.new_key("rsa")
    assert badge(by)
    for path in (by.folder / "keys").iterdir():
        assert "ENCRYPTED" in path.read_text("utf-8")
    with pytest.raises(CannotIssue, match="locked"):
        badge(Issuer(by.folder))
    with pytest.raises(CannotIssue, match="passphrase is another"):
        badge(Issuer(by.folder, b"battery staple"))


def test_a_key_that_signs_no_more_is_not_used(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    by.retire("ed25519-1")
    with pytest.raises(CannotIssue, match="is retired and signs no more"):
        badge(by, key="ed25519-1")
    with pytest.raises(CannotIssue, match="no active key"):
        badge(by)
    by.compromise("ed25519-1")
    with pytest.raises(CannotIssue, match="for ever"):
        by.retire("ed25519-1")
    with pytest.raises(CannotIssue, match="no key called"):
        by.retire("ed25519-9")


def test_a_missing_or_damaged_key_is_said(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    path = by.private_file("ed25519-1")
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(CannotIssue, match="damaged"):
        badge(by)
    path.unlink()
    with pytest.raises(CannotIssue, match="is not there"):
        badge(by)
    with by.register() as register:
        assert list(register.entries()) == []


def test_a_file_that_a_killed_process_left_is_passed_over(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    by.private_file("ed25519-2").write_bytes(b"half")
    assert by.new_key("ed25519").name == "ed25519-3"
    assert by.private_file("ed25519-2").read_bytes() == b"half"


def test_a_kind_of_key_signs_what_it_can(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer", HTTPS, ("ed25519", "p256", "rsa"))
    assert badge(by)["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert badge(by, key="p256-1")["proof"]["cryptosuite"] == "ecdsa-rdfc-2019"
    with pytest.raises(CannotIssue, match="RSA key makes tokens only"):
        badge(by, key="rsa-1")


def test_a_did_key_is_one_key(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer", DID_KEY)
    assert badge(by, purpose="")["issuer"]["id"].startswith("did:key:z6Mk")
    with pytest.raises(CannotIssue, match="one key for ever"):
        by.new_key("ed25519")
    with pytest.raises(CannotIssue, match="needs an address"):
        badge(by)
    assert publish(by, tmp_path / "out") == []


def test_a_did_key_can_have_status_lists_elsewhere(judged: Judged, tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer", DID_KEY, base="https://valley.example/lists")
    content = by.badge(award(), FRAMEWORK).content
    assert [one.url for one in publish(by, tmp_path / "out")] == [
        "https://valley.example/lists/status/revocation-1.json"
    ]
    assert verdict(judged, content, by, tmp_path / "a") == ("pass", [])


@pytest.mark.parametrize(
    ("identifier", "kinds", "why"),
    [
        ("https://valley.example", ("ed25519",), "needs a name of its own"),
        ("https://valley.example/", ("ed25519",), "needs a name of its own"),
        ("https://valley.example/a/../issuer.json", ("ed25519",), "no plain https address"),
        ("https://valley.example/issuer?x=1", ("ed25519",), "no plain https address"),
        ("https://valley.example/issuer#x", ("ed25519",), "no plain https address"),
        ("https://u:p@valley.example/issuer", ("ed25519",), "no plain https address"),
        ("http://valley.example/issuer", ("ed25519",), "must begin with"),
        ("did:web:valley.example:..", ("ed25519",), "malformed|leaves its path"),
        ("did:web:", ("ed25519",), "malformed"),
        ("did:key:z6Mk", ("ed25519",), "give the bare"),
        ("did:key", ("rsa", "ed25519"), "made of an Ed25519 or P-256 key"),
        (HTTPS, ("rsa",), "add ed25519 or p256"),
    ],
)
def test_an_issuer_that_nobody_could_look_up_is_refused(
    identifier: str, kinds: tuple[str, ...], why: str, tmp_path: Path
) -> None:
    with pytest.raises(CannotIssue, match=why):
        create(tmp_path / "issuer", {"id": identifier, "name": "Valley"}, kinds)
    assert not (tmp_path / "issuer").exists()


@pytest.mark.parametrize(
    ("identifier", "document", "list_"),
    [
        (HTTPS, "issuer.json", "status/revocation-1.json"),
        ("https://valley.example/schools/one", "schools/one", "schools/status/revocation-1.json"),
        (DID_WEB, ".well-known/did.json", "status/revocation-1.json"),
        ("did:web:valley.example%3A8443:schools:one", "schools/one/did.json", "schools/one/status/revocation-1.json"),
    ],
)
def test_documents_stand_where_their_addresses_lead(
    identifier: str, document: str, list_: str, judged: Judged, tmp_path: Path
) -> None:
    by = issuer(tmp_path / "issuer", identifier)
    content = by.badge(award(), FRAMEWORK).content
    publish(by, tmp_path / "out")
    for file in (document, list_, ".well-known/jwks.json"):
        assert (tmp_path / "out" / file).is_file()
    assert verdict(judged, content, by, tmp_path / "a") == ("pass", [])


@pytest.mark.parametrize("change", [lambda found: found.clear(), lambda found: found.update(profile=[]), None])
def test_an_unusable_issuer_file_is_said(change: Callable[[Any], None] | None, tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    path = by.folder / "issuer.json"
    found = json.loads(path.read_bytes())
    if change:
        change(found)
    path.write_text(json.dumps(found) if change else "{", "utf-8")
    with pytest.raises(CannotIssue, match=r"issuer\.json"):
        badge(by)


def test_a_profile_with_a_term_that_no_context_defines_is_refused(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    path = by.folder / "issuer.json"
    found = json.loads(path.read_bytes())
    found["profile"]["mascot"] = "Badger"
    path.write_text(json.dumps(found), "utf-8")
    for form in ("embedded", "jwt"):
        with pytest.raises(CannotIssue, match=r"stay unsigned: .*mascot"):
            by.badge(award(), FRAMEWORK, form=form)
    with by.register() as register:
        assert list(register.entries()) == []
