"""Embedded proofs (VC Data Integrity 1.0): each proof of a credential, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.location import Path
from fairmark.validators.credentials.anchoring import SCHEMES, is_anchored, key_of_method
from fairmark.validators.credentials.document import Node
from fairmark.validators.credentials.flaws import Account, Flaw, passed
from fairmark.validators.credentials.means import Means, advice
from fairmark.validators.credentials.moments import moment, written
from fairmark.validators.proofs import data_integrity, selective_disclosure
from fairmark.validators.proofs.errors import MalformedProof, NotProcessable, ProofError, Unsupported
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.keys import PublicKey
from fairmark.validators.proofs.methods import ASSERTION
from fairmark.validators.proofs.proof_sets import ProofInput, holding, inputs_of

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead of ours the clock of an honest signer may be."""
PURPOSES = ("authentication", "keyAgreement", "capabilityInvocation", "capabilityDelegation")
"""The other purposes that there are (Controlled Identifiers 1.0 section 2.3)."""


OTHER_KINDS = (
    "Ed25519Signature2018",
    "RsaSignature2018",
    "JsonWebSignature2020",
    "EcdsaSecp256k1Signature2019",
    "BbsBlsSignature2020",
    "MerkleProof2019",
    "bbs-2023",
    "ecdsa-xi-2023",
)
"""Kinds that are known and not verified, so that they can be named in a report."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one proof at `place` came out. `lost` names what it does not cover because no context defines it; `complete`
    says that all of the credential was read as linked data for it, and nothing is lost."""

    place: Path
    account: Account
    holds: bool
    lost: tuple[str, ...] = ()
    complete: bool = False


def verify_embedded(node: Node, path: Path, means: Means) -> list[Attempt]:
    """Verify the proofs that stand in the credential `node`, an attempt for each; steps are told as of `path`."""
    try:
        inputs = inputs_of(node.members)
    except MalformedProof as error:
        account = Account(path)
        account.defect(Flaw.MALFORMED, "proof", observed=str(error))
        return [Attempt(("proof",), account, holds=False)]
    several = isinstance(node.data.get("proof"), list)
    tried = [
        _One(each, node, ("proof", each.place) if several else ("proof",), Account(path), means) for each in inputs
    ]
    for one in tried:
        one.verify()
    held = holding({one.input.place: not one.account.failed for one in tried}, inputs)
    for one in tried:
        if not one.account.failed and one.input.place not in held:
            one.account.defect(Flaw.NOT_VERIFIED, *one.place, observed="a proof that it builds on does not hold")
    return [Attempt(one.place, one.account, one.input.place in held, one.lost, one.complete) for one in tried]


@dataclass(slots=True)
class _One:
    """One proof on its way through the steps. Each notes what is wrong; the first that leaves nothing to go on with
    ends it."""

    input: ProofInput
    node: Node
    place: Path
    account: Account
    means: Means
    lost: tuple[str, ...] = ()
    complete: bool = False

    @property
    def proof(self) -> Mapping[str, object]:
        return self.input.proof

    def verify(self) -> None:
        self._check_purpose()
        self._check_dates()
        if not self._is_known():
            return
        key = self._key()
        if key is not None:
            self._check_signature(key)

    def _check_purpose(self) -> None:
        purpose = self.proof.get("proofPurpose")
        if purpose != ASSERTION:
            words = str(purpose) if purpose in PURPOSES else "none" if purpose is None else "an unknown one"
            self.account.defect(Flaw.PURPOSE, *self.place, "proofPurpose", observed=words, expected=ASSERTION)

    def _check_dates(self) -> None:
        for name in ("created", "expires"):
            text = self.proof.get(name)
            when = moment(text)
            if text is None:
                continue
            if when is None:
                words = f"{name} is no date-time"
            elif name == "created" and when - self.means.now > CLOCKS_DIFFER:
                words = f"it was created in the future, {written(when)}"
            elif name == "expires" and when <= self.means.now:
                words = f"it expired {written(when)}"
            else:
                continue
            self.account.defect(Flaw.PROOF_DATES, *self.place, name, observed=words)

    def _is_known(self) -> bool:
        """Whether proofs of its kind are verified here."""
        if self._is_selective:
            return True
        try:
            data_integrity.suite_of(self.proof)
        except (MalformedProof, Unsupported) as error:
            kinds = (self.proof.get("type"), self.proof.get("cryptosuite"))
            named = next((f"it is of the kind {kind}" for kind in OTHER_KINDS if kind in kinds), str(error))
            self._tell_unjudged(Flaw.UNSUPPORTED, named)
            return False
        return True

    @property
    def _is_selective(self) -> bool:
        return self.proof.get("cryptosuite") == selective_disclosure.NAME

    def _key(self) -> PublicKey | None:
        name, place = self.proof.get("verificationMethod"), (*self.place, "verificationMethod")
        if not isinstance(name, str) or not name.startswith(SCHEMES):
            words = "none" if name is None else "no text" if not isinstance(name, str) else "of another scheme"
            self.account.step("key", f"the verification method is {words}", Outcome.FAIL)
            self.account.defect(Flaw.METHOD_NAME, *place, observed=words)
            return None
        try:
            found = key_of_method(name, self.means)
        except ProofError as error:
            self.account.step("key", str(error), Outcome.FAIL)
            self.account.defect(Flaw.NO_KEY, *place, observed=str(error), hint=advice(error))
            return None
        resolved = found.resolved
        read = "".join(f"; read {url}" for url in resolved.fetched)
        belongs = resolved.method.controller == self.node.issuer
        self.account.step("key", f"{found.words}; {resolved.anchor.value}{read}", passed(belongs))
        if not belongs:
            self.account.defect(Flaw.CONTROLLER, *place, observed="its controller is not the issuer")
        elif not is_anchored(resolved):
            self.account.defect(Flaw.NOT_ANCHORED, *place, observed=resolved.anchor.value)
        return resolved.method.key

    def _check_signature(self, key: PublicKey) -> None:
        try:
            verified = self._disclosed(key) if self._is_selective else self._whole(key)
        except Unsupported as error:
            self._tell_unjudged(Flaw.UNSUPPORTED, str(error))
        except MalformedProof as error:
            self._tell_unjudged(Flaw.MALFORMED, str(error), "proofValue")
        except NotProcessable as error:
            self._tell_unjudged(Flaw.NOT_VERIFIED, str(error), hint=advice(error))
        else:
            self.account.step("signature", "holds" if verified else "does not hold", passed(verified))
            if not verified:
                words = "it is not the key's over this content"
                self.account.defect(Flaw.NOT_VERIFIED, *self.place, "proofValue", observed=words)

    def _tell_unjudged(self, flaw: Flaw, words: str, *member: str, hint: str = "") -> None:
        self.account.step("proof", words, Outcome.FAIL)
        self.account.defect(flaw, *self.place, *member, observed=words, hint=hint)

    @property
    def _json_ld(self) -> JsonLd:
        return self.means.references.json_ld

    def _whole(self, key: PublicKey) -> bool:
        """Verify a proof over the whole document."""
        result = data_integrity.verify(self.input.document, self.proof, key, self._json_ld)
        hashes, suite = result.hash_data, result.suite
        self.complete = suite.rdf and not hashes.lost
        self.account.step("proof options", f"{suite.name}, digest {hashes.options_digest.hex()}")
        statements = f"{hashes.canonical_document.count(chr(10)):,} statements, " if suite.rdf else ""
        self._tell_document(f"{statements}digest {hashes.document_digest.hex()}", hashes.lost)
        if suite.deprecated:
            self.account.defect(Flaw.DEPRECATED_SUITE, *self.place, observed=suite.name)
        return result.verified

    def _disclosed(self, key: PublicKey) -> bool:
        """Verify a proof over what the holder discloses."""
        result = selective_disclosure.verify_derived(self.input.document, self.proof, key, self._json_ld)
        self.account.step("proof options", f"{selective_disclosure.NAME}, digest {result.options_digest.hex()}")
        counts = f"{len(result.mandatory):,} mandatory statements, {len(result.disclosed):,} disclosed by choice"
        self._tell_document(f"{counts}, digest {result.mandatory_digest.hex()}", result.lost)
        return result.verified

    def _tell_document(self, detail: str, lost: tuple[str, ...]) -> None:
        self.lost = lost
        unsigned = f"; {len(lost):,} terms are not signed, as no context defines them" if lost else ""
        self.account.step("document", detail + unsigned, passed(not lost))
