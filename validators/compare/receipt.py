"""The receipt of a report: digests of what was judged, by which rules, how, and with what result; and a signature.

Who holds the receipt can show that a report is the one that was sealed, and whoever compares two receipts sees which of
the four has changed. docs/reports.md says what each digest covers.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from fairmark.validators.compare.canonical import NotCanonical, canonical, digest
from fairmark.validators.compare.signing import fits, private_key, public_key, written
from fairmark.validators.compare.written import Json
from fairmark.validators.core.report import NOTICE
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.core.waivers import UnusableFile
from fairmark.validators.proofs.encoding import encode_base64url
from fairmark.validators.reports.wording import moment

FORM = "RFC 8785, integers only"
ALGORITHM = "Ed25519"


def make(report: Json, at: datetime, key: Path | None = None) -> Json:
    """The receipt of a JSON report, signed with the private key in the file `key` where there is one.

    UnusableFile where the report holds what has no canonical form, or the key is none.
    """
    receipt = {
        "fairmark": {"version": report["fairmark"]["version"], "receipt": 1},
        "notice": NOTICE,
        "issued": moment(at),
        "target": [one["name"] for one in _targets(report)],
        "profile": report["profile"],
        "verdict": report["verdict"],
        "judged": report.get("at"),
        "canonical": FORM,
        "digests": digests(report),
    }
    return signed(receipt, key) if key else receipt


def digests(report: Json) -> dict[str, str]:
    """The digests of a report by what they are of."""
    try:
        return {
            "target": digest(_targets(report)),
            "rules": report["fairmark"]["rules"],
            "configuration": digest(_configuration(report)),
            "result": digest(_result(report)),
            "report": digest(report),
        }
    except NotCanonical as error:
        raise UnusableFile(f"the report has no canonical form: {error}") from None


def signed(receipt: Json, key: Path) -> Json:
    """The receipt with a signature over all of it but the signature's own value."""
    private = private_key(key)
    named = {"algorithm": ALGORITHM, "publicKey": written(private.public_key())}
    value = private.sign(canonical({**receipt, "signature": named}))
    return {**receipt, "signature": {**named, "value": encode_base64url(value)}}


def _targets(report: Json) -> list[Json]:
    """What was judged: a system by its URL alone, since what it answered is a part of the result."""
    names = ("name", "sha256", "kind", "version")
    inputs = report["inputs"][:1] if report["checks"] else report["inputs"]
    return [{name: one[name] for name in names} for one in inputs]


def _configuration(report: Json) -> Json:
    return {
        "version": report["fairmark"]["version"],
        "profile": report["profile"],
        "strictness": report["strictness"],
        "configuration": report.get("configuration", {}),
    }


def _result(report: Json) -> Json:
    """What came out, without the exchanges and times that differ in every run."""
    return {
        **{name: report[name] for name in ("verdict", "partial", "counts", "waived", "known", "faults")},
        "findings": [
            {
                **{name: group[name] for name in ("rule", "severity", "count", "records")},
                "fingerprints": [sample["fingerprint"] for sample in group["samples"]],
            }
            for group in report["findings"]
        ],
        "checks": [{name: check[name] for name in ("rule", "operation", "outcome")} for check in report["checks"]],
        "requirements": [
            {"id": required["id"], "outcome": required["outcome"]} for required in report.get("requirements", ())
        ],
    }


# -- verifying -------------------------------------------------------------------------------------------------------


class Checkpoint(NamedTuple):
    """One thing that was verified: whether it is as it should be (None: nothing speaks for or against it)."""

    good: bool | None
    says: str


def verify(receipt: Json, report: Json | None, key: Path | None) -> list[Checkpoint]:
    """What holds of a receipt, of `report` as the one that it seals, and of the public key in the file `key` as that of
    its signer. WrongUsage where nothing is there to hold it against."""
    found = [*_signature(receipt, public_key(key) if key else None)]
    if report is not None:
        found += _sealed(receipt, report)
    if all(one.good is None for one in found):
        raise WrongUsage("there is nothing to verify: the receipt is not signed, and no report was given")
    return found


def _signature(receipt: Json, expected: str | None) -> Iterator[Checkpoint]:
    signature = receipt.get("signature")
    if signature is None:
        yield Checkpoint(False if expected else None, "The receipt is not signed.")
        return
    named = {name: value for name, value in signature.items() if name != "value"}
    try:
        data = canonical({**receipt, "signature": named})
    except NotCanonical as error:
        yield Checkpoint(False, f"The receipt has no canonical form: {error}.")
        return
    intact = signature["algorithm"] == ALGORITHM and fits(signature["value"], data, signature["publicKey"])
    yield Checkpoint(
        intact, "The signature fits." if intact else "The signature does not fit: the receipt was changed."
    )
    if expected is None:
        whose = f"It was made with the key {signature['publicKey']}; give --public-key to verify whose that is."
        yield Checkpoint(None, whose)
    elif signature["publicKey"] == expected:
        yield Checkpoint(True, "It was made with the key that was given.")
    else:
        yield Checkpoint(False, "It was made with another key than the one that was given.")


def _sealed(receipt: Json, report: Json) -> Iterator[Checkpoint]:
    sealed = digests(report)
    different = [name for name, value in sealed.items() if receipt["digests"].get(name) != value]
    if different:
        yield Checkpoint(False, f"The report is not the one that was sealed: {', '.join(different)} differ.")
        return
    stated = {
        "target": [one["name"] for one in _targets(report)],
        "profile": report["profile"],
        "verdict": report["verdict"],
        "judged": report.get("at"),
    }
    wrong = [name for name, value in stated.items() if receipt[name] != value]
    if wrong:
        yield Checkpoint(False, f"The receipt states of the report what is not so: {', '.join(wrong)}.")
    else:
        yield Checkpoint(True, "The report is the one that was sealed.")
