"""Flip each byte of a signed credential's claims in turn: none is accepted in strict mode. Real credentials verify."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

from credentials.verifying import NOW, document_of, found
import orjson
import pytest

from conftest import SHARED
from credential_twins.samples import badge
from credential_twins.signing import Json, as_jwt, embedded
from fairmark.validators.core.levels import Strictness
from fairmark.validators.judge import Options, validate
from fairmark.validators.proofs.encoding import decode_base64url, encode_base64url

REAL = SHARED / "data" / "credentials"


def flipped(content: bytes) -> Iterator[bytes]:
    """`content` with each of its bytes changed in turn."""
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        yield bytes(changed)


def is_accepted(credential: Json | str) -> bool:
    """Whether a verifier that takes no warning lightly accepts it: its proof holds and covers all of it."""
    (verification,) = document_of(credential).verifications.values()
    return not verification.defects and not verification.lost


def readable(content: bytes) -> Json | None:
    """The JSON object that it is, as the reader of the command takes it, None where it is none."""
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def test_no_flipped_byte_of_the_claims_is_accepted() -> None:
    signed = embedded(badge())
    assert is_accepted(signed)
    claims = json.dumps(badge(), separators=(",", ":")).encode()
    tried = 0
    for content in flipped(claims):
        changed = readable(content)
        if changed is None or "credentialSubject" not in changed or "@context" not in changed:
            continue
        tried += 1
        assert not is_accepted({**changed, "proof": signed["proof"]}), content
    assert tried > 400


def test_no_flipped_byte_of_the_proof_is_accepted() -> None:
    signed = embedded(badge())
    tried = 0
    for content in flipped(json.dumps(signed["proof"], separators=(",", ":")).encode()):
        changed = readable(content)
        if changed is not None:
            tried += 1
            assert not is_accepted({**signed, "proof": changed}), content
    assert tried > 200


def test_no_flipped_byte_of_a_token_is_accepted() -> None:
    token = as_jwt(badge())
    assert is_accepted(token)
    head, payload, signature = token.split(".")
    tried = 0
    for content in flipped(decode_base64url(payload)):
        changed = readable(content)
        if changed is not None and "credentialSubject" in changed and "@context" in changed:
            tried += 1
            assert not is_accepted(f"{head}.{encode_base64url(content)}.{signature}"), content
    assert tried > 400


def test_no_flipped_character_of_a_token_passes_the_command(tmp_path: Path) -> None:
    token = as_jwt(badge()).encode()
    for number, content in enumerate([token, *list(flipped(token))[::9]]):
        (tmp_path / f"{number:04}.jws").write_bytes(content)
    report = validate([str(tmp_path)], Options(at=NOW, strictness=Strictness.STRICT))
    whole, *changed = [each.verdict for each in report.inputs if each.name.endswith(".jws")]
    assert whole == "pass"
    assert len(changed) > 100
    assert set(changed) == {"fail"}


VERIFIED = {
    "v1/v1NoStatus.json": {"OB-PROOF-010", "OB-VCDM-001"},
    "v2/v2Expired.json": {"OB-PROOF-010", "OB-STATUS-003"},
    "v2/v2Revoked.json": {"OB-PROOF-010", "OB-STATUS-010"},
    "eddsa/v2/v2EddsaWithValidStatus.json": {"OB-STATUS-010"},
    "signed_badge_example-p2.json": {"OB-PROOF-010", "OB-VCDM-001"},
}


@pytest.mark.parametrize("name", VERIFIED)
def test_real_credentials_verify(name: str) -> None:
    if not REAL.is_dir():
        pytest.skip("the reference data is not beside the project")
    (path,) = (path for path in REAL.rglob(Path(name).name) if path.as_posix().endswith(name))
    credential = json.loads(path.read_text("utf-8"))
    spoken = {each.rule.id for each in found(credential, now=datetime(2026, 11, 1, tzinfo=UTC))}
    assert {id for id in spoken if id.startswith(("OB-PROOF", "OB-STATUS", "OB-VCDM"))} == VERIFIED[name]


Judged = Callable[..., dict[str, Any]]


def test_the_command_tells_every_step(judged: Judged, tmp_path: Path) -> None:
    path = tmp_path / "badge.json"
    path.write_text(json.dumps(embedded(badge())), "utf-8")
    report = judged(path)
    assert [(step["name"], step["outcome"]) for step in report["steps"]] == [
        (name, "pass") for name in ("key", "proof options", "document", "signature", "dates", "result")
    ]
