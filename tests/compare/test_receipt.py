"""`fairmark receipt`: digests and signatures, and that every change is seen."""

from copy import deepcopy
import json
from pathlib import Path
import sys
from typing import Any

from compare.conftest import Keep, as_json
import jsonschema
import pytest
from reports import made_reports

from conftest import Run
from fairmark.schemas import load
from fairmark.validators.compare.canonical import NotCanonical, canonical
from fairmark.validators.compare.receipt import digests

Json = dict[str, Any]


@pytest.fixture
def key(fairmark: Run, tmp_path: Path) -> Path:
    path = tmp_path / "my.key"
    assert fairmark("receipt", "key", "--output", path).exit_code == 0
    return path


@pytest.fixture
def report(keep: Keep) -> Path:
    return keep("report", as_json(made_reports.suite()))


@pytest.fixture
def signed(fairmark: Run, report: Path, key: Path, tmp_path: Path) -> Path:
    path = tmp_path / "receipt.json"
    assert fairmark("receipt", report, "--key", key, "--output", path).exit_code == 0
    return path


# -- the canonical form ----------------------------------------------------------------------------------------------


def test_members_are_sorted_by_utf_16_code_units() -> None:
    """The example of RFC 8785 section 3.2.3: an emoji sorts before U+FB33, as its surrogates do."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    made = json.loads(canonical(dict.fromkeys(names, 0)))
    assert list(made) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_texts_are_escaped_as_little_as_can_be() -> None:
    """The example of RFC 8785 section 3.2.2."""
    text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"
    assert canonical(text) == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()


def test_nothing_stands_between() -> None:
    assert canonical({"b": [1, True, None, {"d": -0, "c": []}], "a": {}}) == (
        b'{"a":{},"b":[1,true,null,{"c":[],"d":0}]}'
    )


@pytest.mark.parametrize("value", [1.5, 1.0, float("nan"), 2**53, -(2**53), "\ud800", {"\udfff": 1}, b"x", {1}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical([value])


def test_what_is_nested_too_deeply_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(NotCanonical):
        canonical(deep)


# -- digests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, _ in made_reports.every()])
def test_a_receipt_follows_its_schema(fairmark: Run, keep: Keep, name: str, key: Path) -> None:
    path = keep(name, as_json(getattr(made_reports, name)()))
    checker = jsonschema.Draft202012Validator(load("report/receipt.schema.json"))
    for arguments in ((), ("--key", key)):
        done = fairmark("receipt", path, *arguments)
        assert done.exit_code == 0
        checker.validate(json.loads(done.stdout))


def different(change: str, value: Any) -> set[str]:
    """The digests that are others once `change` of a report, a path, is `value`."""
    old = as_json(made_reports.suite())
    new = deepcopy(old)
    *path, last = [int(step) if step.isdecimal() else step for step in change.split("/")]
    holder: Any = new
    for step in path:
        holder = holder[step]
    assert holder[last] != value
    holder[last] = value
    first, second = digests(old), digests(new)
    return {name for name in first if first[name] != second[name]} - {"report"}


@pytest.mark.parametrize(
    ("change", "value", "names"),
    [
        ("inputs/0/name", "https://other.example", {"target"}),
        ("inputs/1/sha256", "0" * 64, set()),  # an answer is a part of the result, which its findings tell
        ("fairmark/rules", "sha256-" + "1" * 64, {"rules"}),
        ("fairmark/version", "9.9", {"configuration"}),
        ("configuration/seed", 8, {"configuration"}),
        ("strictness", "strict", {"configuration"}),
        ("verdict", "pass", {"result"}),
        ("counts/error", 99, {"result"}),
        ("waived", 1, {"result"}),
        ("checks/0/outcome", "pass", {"result"}),
        ("requirements/0/outcome", "fail", {"result"}),
        ("findings/0/count", 5, {"result"}),
        ("findings/0/samples/0/fingerprint", "f" * 16, {"result"}),
        ("checks/0/exchanges/0/response", "HTTP/1.1 200\nDate: later", set()),  # differs in every run
        ("at", "2030-01-01T00:00:00Z", set()),
        ("headline", "It is fine.", set()),
    ],
)
def test_each_digest_covers_what_it_says(change: str, value: Any, names: set[str]) -> None:
    assert different(change, value) == names


def test_the_target_of_documents_is_all_of_them() -> None:
    report = as_json(made_reports.hostile())
    changed = deepcopy(report)
    changed["inputs"][2]["sha256"] = "0" * 64
    assert digests(report)["target"] != digests(changed)["target"]


# -- verifying -------------------------------------------------------------------------------------------------------


def test_a_signed_receipt_is_verified(fairmark: Run, signed: Path, report: Path, key: Path) -> None:
    done = fairmark("receipt", "verify", signed, report, "--public-key", f"{key}.pub")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "The signature fits.",
        "It was made with the key that was given.",
        "The report is the one that was sealed.",
    ]


def test_without_a_key_nobody_is_vouched_for(fairmark: Run, signed: Path) -> None:
    done = fairmark("receipt", "verify", signed)
    assert done.exit_code == 0
    assert "give --public-key to verify whose that is" in done.stdout


@pytest.mark.parametrize(
    "member", ["notice", "issued", "target", "profile", "verdict", "judged", "canonical", "digests", "fairmark"]
)
def test_every_member_is_signed(fairmark: Run, signed: Path, keep: Keep, member: str) -> None:
    receipt = json.loads(signed.read_bytes())
    others = {
        "target": ["x"],
        "verdict": "pass",
        "judged": None,
        "digests": {**receipt["digests"], "result": "sha256-" + "0" * 64},
        "fairmark": {**receipt["fairmark"], "version": "9"},
    }
    changed = keep("changed", {**receipt, member: others.get(member, "2030-01-01T00:00:00Z")})
    done = fairmark("receipt", "verify", changed)
    assert done.exit_code == 1
    assert "The signature does not fit" in done.stdout


def test_a_receipt_of_another_signer_is_seen(fairmark: Run, signed: Path, report: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    fairmark("receipt", "key", "--output", other)
    done = fairmark("receipt", "verify", signed, report, "--public-key", f"{other}.pub")
    assert done.exit_code == 1
    assert "made with another key" in done.stdout


def test_a_key_put_into_the_receipt_by_somebody_else_does_not_help(
    fairmark: Run, signed: Path, tmp_path: Path, keep: Keep
) -> None:
    other = tmp_path / "other.key"
    fairmark("receipt", "key", "--output", other)
    receipt = json.loads(signed.read_bytes())
    foreign = json.loads(fairmark("receipt", keep("again", as_json(made_reports.suite())), "--key", other).stdout)
    receipt["signature"]["publicKey"] = foreign["signature"]["publicKey"]
    assert fairmark("receipt", "verify", keep("mixed", receipt)).exit_code == 1


def test_another_report_is_seen(fairmark: Run, signed: Path, keep: Keep) -> None:
    other = as_json(made_reports.suite())
    other["checks"][0]["outcome"] = "pass"
    done = fairmark("receipt", "verify", signed, keep("other", other))
    assert done.exit_code == 1
    assert "The report is not the one that was sealed: result, report differ." in done.stdout


def test_a_receipt_that_states_something_else_than_its_report_is_seen(fairmark: Run, report: Path, keep: Keep) -> None:
    receipt = json.loads(fairmark("receipt", report).stdout)
    done = fairmark("receipt", "verify", keep("false", {**receipt, "verdict": "pass"}), report)
    assert done.exit_code == 1
    assert "what is not so: verdict" in done.stdout


def test_an_unsigned_receipt_verifies_its_report_and_nothing_else(
    fairmark: Run, report: Path, keep: Keep, key: Path
) -> None:
    receipt = keep("unsigned", json.loads(fairmark("receipt", report).stdout))
    assert fairmark("receipt", "verify", receipt, report).exit_code == 0
    assert fairmark("receipt", "verify", receipt, report, "--public-key", f"{key}.pub").exit_code == 1
    done = fairmark("receipt", "verify", receipt)
    assert done.exit_code == 2
    assert "nothing to verify" in done.stderr


# -- keys ------------------------------------------------------------------------------------------------------------


def test_a_key_is_private_and_never_overwritten(fairmark: Run, key: Path) -> None:
    before = key.read_bytes()
    assert before.startswith(b"-----BEGIN PRIVATE KEY-----")
    if sys.platform != "win32":
        assert key.stat().st_mode & 0o077 == 0
    done = fairmark("receipt", "key", "--output", key)
    assert done.exit_code == 2
    assert "never overwritten" in done.stderr
    assert key.read_bytes() == before


def test_what_is_no_key_is_said(fairmark: Run, signed: Path, report: Path, key: Path) -> None:
    public = Path(f"{key}.pub")
    for arguments, words in (
        (("receipt", report, "--key", public), "no Ed25519 private key"),
        (("receipt", report, "--key", report), "no Ed25519 private key"),
        (("receipt", "verify", signed, "--public-key", key), "no Ed25519 public key"),
    ):
        done = fairmark(*arguments)
        assert done.exit_code == 2
        assert words in " ".join(done.stderr.split())


def test_what_is_no_receipt_is_said(fairmark: Run, report: Path) -> None:
    done = fairmark("receipt", "verify", report)
    assert done.exit_code == 2
    assert "not a Fairmark receipt" in done.stderr
