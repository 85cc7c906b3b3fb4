"""Other people's verifiers accept what is issued here, and what other people issue is accepted here; both forms of
proof, each side in a process of its own.

What the peers cannot do is stated where it shows: verifier-core knows embedded EdDSA proofs of DIDs only, and
openbadgeslib reads a status list only as a token unless it is told not to verify it.
"""

from collections.abc import Callable, Mapping
import copy
import json
from pathlib import Path
from typing import Any

import pytest

from fairmark.schemas.credentials import contexts
from fairmark.validators.issuing.award import Learner
from fairmark.validators.issuing.issuer import Issuer
from fairmark.validators.issuing.record import Compilation
from issuers import DID_KEY, DID_WEB, FRAMEWORK, HTTPS, LEARNER, award, badge, issuer, resources

Json = dict[str, Any]
Ask = Callable[..., Any]

KEY_SET = "https://valley.example/.well-known/jwks.json"
GOOD = {"valid_signature": True, "expiration": True, "registered_issuer": False, "revocation_status": True}
"""What verifier-core says of a good credential when it is given no registries."""


def web_of(by: Issuer, out: Path) -> dict[str, str]:
    """The issuer's documents and the JSON-LD contexts: all that a peer may look up."""
    published = json.loads(resources(by, out).read_bytes())
    found = {url: (out / file).read_text("utf-8") for url, file in published.items()}
    return found | {url: json.dumps(contexts.context(url)) for url in contexts.index()}


def tampered(credential: Json) -> Json:
    changed = copy.deepcopy(credential)
    changed["credentialSubject"]["achievement"]["name"] = "Seal of Biliteracy"
    return changed


def token(by: Issuer, **options: Any) -> str:
    return by.badge(award(), FRAMEWORK, form="jwt", **options).content.decode()


# -- ours, verified by others ----------------------------------------------------------------------------------------


def test_verifier_core_accepts_badges_and_records_and_sees_what_is_revoked(node: Ask, tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer", DID_WEB, ("ed25519", "rsa"))
    good, revoked = badge(by), badge(by)
    by.revoke(revoked["id"])
    bundled = Compilation(name="Record", learner=Learner(LEARNER), credentials=[good], frameworks=(FRAMEWORK,))
    record = by.record(bundled)
    credentials = {
        "good": good,
        "revoked": revoked,
        "record": json.loads(record.content),
        "tampered": tampered(good),
    }
    said = node("verifier_core.js", {"web": web_of(by, tmp_path / "out"), "credentials": credentials})
    assert said["good"] == said["record"] == {"steps": GOOD, "errors": []}
    assert said["revoked"] == {"steps": {**GOOD, "revocation_status": False}, "errors": []}
    assert said["tampered"]["errors"] == ["invalid_signature"]


def test_verifier_core_accepts_what_an_exchanged_key_has_signed(node: Ask, tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer", DID_WEB)
    old = badge(by)
    by.new_key("ed25519")
    by.retire("ed25519-1")
    credentials = {"old": old, "new": badge(by)}
    said = node("verifier_core.js", {"web": web_of(by, tmp_path / "out"), "credentials": credentials})
    assert said["old"] == said["new"] == {"steps": GOOD, "errors": []}
    by.compromise("ed25519-1")
    said = node("verifier_core.js", {"web": web_of(by, tmp_path / "out"), "credentials": credentials})
    assert said["old"]["errors"] == ["invalid_signature"]
    assert said["new"] == {"steps": GOOD, "errors": []}


@pytest.mark.parametrize("kind", ["ed25519", "p256"])
def test_digital_bazaar_accepts_both_suites(kind: str, node: Ask, tmp_path: Path) -> None:
    good = badge(issuer(tmp_path / "issuer", DID_KEY, (kind,)), purpose="")
    said = node("digitalbazaar.js", {"web": {}, "credentials": {"good": good, "tampered": tampered(good)}})
    assert said["verified"]["good"] == {"verified": True, "errors": []}
    assert said["verified"]["tampered"] == {"verified": False, "errors": ["Invalid signature."]}


@pytest.mark.parametrize("identifier", [HTTPS, DID_WEB])
def test_jose_accepts_tokens_of_every_kind_of_key(identifier: str, node: Ask, tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer", identifier, ("ed25519", "p256", "rsa"))
    tokens = {kind: token(by, key=f"{kind}-1") for kind in ("ed25519", "p256", "rsa")}
    head, body, signature = tokens["rsa"].split(".")
    tokens["forged"] = f"{head}.{body[:-2]}AA.{signature}"
    job = {"web": web_of(by, tmp_path / "out"), "keySet": KEY_SET, "issuer": identifier, "credentials": tokens}
    said = node("jose.js", job)["verified"]
    assert said.pop("forged")["verified"] is False
    for one in said.values():
        assert one["verified"] is True
        claims = one["claims"]
        assert (claims["jti"], claims["sub"]) == (claims["id"], claims["credentialSubject"]["id"])


def test_openbadgeslib_accepts_both_forms(openbadgeslib: Ask, tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer", DID_WEB, ("ed25519", "p256", "rsa"))
    credentials = {
        "embedded": badge(by),
        **{kind: token(by, key=f"{kind}-1") for kind in ("ed25519", "p256", "rsa")},
        "revoked": badge(by),
        "revoked token": token(by),
    }
    by.revoke(credentials["revoked"]["id"])
    by.revoke(list_of(by)[-1])
    credentials["tampered"] = tampered(credentials["embedded"])
    said = openbadgeslib({"web": web_of(by, tmp_path / "out"), "issuer": DID_WEB, "credentials": credentials})
    for name in ("embedded", "ed25519", "p256", "rsa"):
        assert said["verified"][name] == {"verified": True, "recipient": LEARNER}, name
    for name in ("revoked", "revoked token"):
        assert "'revocation' is set" in said["verified"][name]["error"]
    assert "signature mismatch" in said["verified"]["tampered"]["error"]


def list_of(by: Issuer) -> list[str]:
    with by.register() as register:
        return [entry.id for entry in register.entries()]


# -- theirs, verified here -------------------------------------------------------------------------------------------


def verdicts(judged: Callable[..., Json], folder: Path, files: Mapping[str, str | Json]) -> dict[str, Any]:
    """The verdict of each, strictly, and the rules that spoke."""
    folder.mkdir()
    found = {}
    for name, content in files.items():
        path = folder / (f"{name}.jws" if isinstance(content, str) else f"{name}.json")
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        report = judged(path, "--strictness", "strict")
        found[name] = (report["verdict"], sorted(finding["rule"] for finding in report["findings"]))
    return found


def unsigned(folder: Path) -> Json:
    """A badge for others to sign."""
    document = badge(issuer(folder, DID_KEY), purpose="")
    del document["proof"]
    return document


def test_what_digital_bazaar_issues_is_accepted(node: Ask, judged: Callable[..., Json], tmp_path: Path) -> None:
    bare = unsigned(tmp_path / "issuer")
    suites = ("eddsa-rdfc-2022", "ecdsa-rdfc-2019")
    issued = node("digitalbazaar.js", {"web": {}, "issue": dict.fromkeys(suites, bare)})["issued"]
    assert verdicts(judged, tmp_path / "theirs", issued) == dict.fromkeys(suites, ("pass", []))
    changed = {name: tampered(one) for name, one in issued.items()}
    assert verdicts(judged, tmp_path / "changed", changed) == dict.fromkeys(suites, ("fail", ["OB-PROOF-002"]))


def test_what_jose_issues_is_accepted(node: Ask, judged: Callable[..., Json], tmp_path: Path) -> None:
    bare = unsigned(tmp_path / "issuer")
    algorithms = ("RS256", "ES256", "EdDSA")
    issued = node("jose.js", {"web": {}, "issue": dict.fromkeys(algorithms, bare)})["issued"]
    assert verdicts(judged, tmp_path / "theirs", issued) == dict.fromkeys(algorithms, ("pass", []))


def test_what_openbadgeslib_issues_is_accepted(openbadgeslib: Ask, judged: Callable[..., Json], tmp_path: Path) -> None:
    forms = ("embedded", "EdDSA", "ES256")
    issued = openbadgeslib({"web": {}, "issue": forms})["issued"]
    files = {name: json.loads(one) if name == "embedded" else one for name, one in issued.items()}
    assert verdicts(judged, tmp_path / "theirs", files) == dict.fromkeys(forms, ("pass", []))


def test_a_key_that_only_a_token_vouches_for_is_told(
    openbadgeslib: Ask, judged: Callable[..., Json], tmp_path: Path
) -> None:
    """openbadgeslib puts its RSA key into the token and nowhere else, so that strictly nobody has said whose it is."""
    issued = openbadgeslib({"web": {}, "issue": ["RS256"]})["issued"]
    assert verdicts(judged, tmp_path / "theirs", issued) == {"RS256": ("fail", ["OB-PROOF-011"])}
