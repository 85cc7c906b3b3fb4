"""Embedded proofs (VC Data Integrity 1.0): each proof of a credential, step by step."""

from fairmark.validators.core.levels import Outcome
from fairmark.validators.credentials.document import Node
from fairmark.validators.credentials.flaws import Account, Flaw
from fairmark.validators.proofs.data_integrity import Verification, verify
from fairmark.validators.proofs.errors import MalformedProof, NotProcessable, ProofError, Unsupported
from fairmark.validators.proofs.proof_sets import ProofInput, inputs_of
from fairmark.validators.proofs.references import References
from fairmark.validators.proofs.resolution import resolve


def verify_embedded(node: Node, references: References) -> Account:
    """Verify the proofs that stand in the credential `node`."""
    account = Account(node.path)
    try:
        inputs = inputs_of(node.data)
    except MalformedProof as error:
        account.defect(Flaw.MALFORMED, "proof", observed=str(error))
        return account
    if not inputs and not node.token:
        account.defect(Flaw.NO_PROOF, "proof")
    several = isinstance(node.data.get("proof"), list)
    for each in inputs:
        _verify_one(each, account, references, ("proof", each.place) if several else ("proof",))
    return account


def _verify_one(each: ProofInput, account: Account, references: References, place: tuple[str | int, ...]) -> None:
    method = each.proof.get("verificationMethod")
    if not isinstance(method, str):
        account.defect(Flaw.METHOD_NAME, *place, "verificationMethod")
        return
    try:
        resolved = resolve(method, references.get)
    except ProofError as error:
        account.defect(Flaw.NO_KEY, *place, "verificationMethod", observed=str(error))
        return
    account.step("key", f"{resolved.method.key.kind.jose}, {resolved.anchor.value}")
    try:
        result = verify(each.document, each.proof, resolved.method.key, references.json_ld)
    except Unsupported as error:
        account.defect(Flaw.UNSUPPORTED, *place, observed=str(error))
    except MalformedProof as error:
        account.defect(Flaw.MALFORMED, *place, "proofValue", observed=str(error))
    except NotProcessable as error:
        account.defect(Flaw.NOT_VERIFIED, *place, observed=str(error))
    else:
        _tell(result, account)
        if not result.verified:
            account.defect(Flaw.NOT_VERIFIED, *place, "proofValue")


def _tell(result: Verification, account: Account) -> None:
    hashes = result.hash_data
    account.step("proof options", f"{result.suite.name}, digest {hashes.options_digest.hex()}")
    account.step(
        "document", f"{hashes.canonical_document.count(chr(10))} statements, digest {hashes.document_digest.hex()}"
    )
    account.step("signature", "holds" if result.verified else "does not hold", _outcome(result.verified))


def _outcome(holds: bool) -> Outcome:
    return Outcome.PASS if holds else Outcome.FAIL
