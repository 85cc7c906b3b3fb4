"""The first line of a report on credentials is about trust."""

from collections.abc import Callable
import json
from typing import Any

from conftest import ROOT
from fairmark.validators.core.headline import CREDENTIAL_KINDS
from fairmark.validators.readers.case import ROOTS
from fairmark.validators.readers.sniff_credentials import KINDS

TWINS = ROOT / "fixtures" / "credentials" / "OB-PROOF-002"


def test_the_kinds_of_credentials_are_those_that_are_recognised() -> None:
    assert all(kind.startswith(CREDENTIAL_KINDS) for kind in KINDS)
    assert not any(kind.startswith(CREDENTIAL_KINDS) for kind in ROOTS)


def test_the_verdict_is_about_trust(judged: Callable[..., dict[str, Any]]) -> None:
    assert "nothing speaks against trusting it" in judged(TWINS / "good.json")["headline"]
    assert "a verifier that keeps to the standard will refuse it" in judged(TWINS / "bad.json")["headline"]


def test_the_steps_of_verification_are_told(judged: Callable[..., dict[str, Any]]) -> None:
    steps = judged(TWINS / "bad.json")["steps"]
    assert [step["outcome"] for step in steps if step["name"] == "signature"] == ["fail"]
    assert "digest" in json.dumps(steps)
