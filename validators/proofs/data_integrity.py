"""VC Data Integrity: verifying and signing with one embedded proof, every step shown.

Suites: eddsa-rdfc-2022 and eddsa-jcs-2022 (VC Data Integrity EdDSA 1.0 section 3), ecdsa-rdfc-2019 and ecdsa-jcs-2019
(VC Data Integrity ECDSA 1.0 section 3), the older name eddsa-2022, and the legacy Ed25519Signature2020.
"""

from collections.abc import Mapping
from dataclasses import dataclass
import hashlib

import rfc8785

from fairmark.validators.proofs.encoding import decode_multibase, encode_base58
from fairmark.validators.proofs.errors import (
    LostTerms,
    Malformed,
    MalformedProof,
    NotProcessable,
    TooComplex,
    Unsupported,
)
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.keys import Kind, PublicKey, SigningKey

DATA_INTEGRITY = "DataIntegrityProof"
ED25519_2020 = "Ed25519Signature2020"


@dataclass(frozen=True, slots=True)
class Suite:
    """`name` as the proof writes it; `rdf` whether it canonicalises as RDF (RDFC-1.0) or as JSON (RFC 8785)."""

    name: str
    rdf: bool
    kinds: tuple[Kind, ...]
    deprecated: bool = False


EDDSA, ECDSA = (Kind.ED25519,), (Kind.P256, Kind.P384)
SUITES = {
    suite.name: suite
    for suite in (
        Suite("eddsa-rdfc-2022", rdf=True, kinds=EDDSA),
        Suite("eddsa-jcs-2022", rdf=False, kinds=EDDSA),
        Suite("ecdsa-rdfc-2019", rdf=True, kinds=ECDSA),
        Suite("ecdsa-jcs-2019", rdf=False, kinds=ECDSA),
        Suite("eddsa-2022", rdf=True, kinds=EDDSA, deprecated=True),
        Suite(ED25519_2020, rdf=True, kinds=EDDSA, deprecated=True),
    )
}


@dataclass(frozen=True, slots=True)
class HashData:
    """What is signed: the canonical forms, their digests, and `combined`, the digest of the proof options first.
    `lost` names what of the document or the options is not covered because no context defines it."""

    canonical_document: str
    canonical_options: str
    document_digest: bytes
    options_digest: bytes
    lost: tuple[str, ...]

    @property
    def combined(self) -> bytes:
        return self.options_digest + self.document_digest


@dataclass(frozen=True, slots=True)
class Verification:
    """One proof, step by step. `verified` says that the signature is the key's over the hash data, and no more; see
    `covers_all` for whether the signature covers the whole document."""

    suite: Suite
    key: PublicKey
    hash_data: HashData
    signature: bytes
    verified: bool

    @property
    def covers_all(self) -> bool:
        return not self.hash_data.lost


def suite_of(proof: Mapping[str, object]) -> Suite:
    """The suite that a proof names; MalformedProof if none, Unsupported if unknown here."""
    kind = proof.get("type")
    if kind == [DATA_INTEGRITY] or kind == [ED25519_2020]:
        kind = kind[0]
    name = proof.get("cryptosuite") if kind == DATA_INTEGRITY else kind
    if not isinstance(name, str):
        raise MalformedProof("the proof has no type, or no cryptosuite")
    suite = SUITES.get(name)
    if suite is None or (name == ED25519_2020) != (kind != DATA_INTEGRITY):
        raise Unsupported("the proof's type or cryptosuite is not verified here")
    return suite


def signature_of(proof: Mapping[str, object], key: PublicKey) -> bytes:
    """The octets of `proofValue`; MalformedProof unless base58btc and as long as the key's signatures are."""
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z"):
        raise MalformedProof("proofValue is no multibase text in base58btc")
    try:
        signature = decode_multibase(value)
    except Malformed as error:
        raise MalformedProof(f"proofValue: {error}") from error
    if len(signature) != 2 * key.kind.size:
        raise MalformedProof(f"proofValue does not have {2 * key.kind.size} octets")
    return signature


def verify(
    document: Mapping[str, object], proof: Mapping[str, object], key: PublicKey, json_ld: JsonLd
) -> Verification:
    """Verify `proof` over `document`, from which every proof has been taken out (`proof_sets.inputs_of` does that).

    Raises MalformedProof, Unsupported (suite, or a key of another kind) and NotProcessable.
    """
    suite = suite_of(proof)
    _check_kind(suite, key.kind)
    signature = signature_of(proof, key)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if not suite.rdf and "@context" in options:
        document = _with_the_proofs_context(document, options["@context"])
    hash_data = hash_data_of(document, options, suite, key.kind, json_ld)
    return Verification(suite, key, hash_data, signature, key.verifies(signature, hash_data.combined))


def sign(
    document: Mapping[str, object], options: Mapping[str, object], key: SigningKey, json_ld: JsonLd
) -> dict[str, object]:
    """The proof for `document`: `options` (type, cryptosuite, verificationMethod, proofPurpose, ...) and `proofValue`.

    LostTerms if part of the document would stay unsigned.
    """
    suite = suite_of(options)
    _check_kind(suite, key.kind)
    complete = dict(options)
    if not suite.rdf and "@context" in document:
        complete["@context"] = document["@context"]
    hash_data = hash_data_of(document, complete, suite, key.kind, json_ld)
    if hash_data.lost:
        raise LostTerms(hash_data.lost)
    return {**complete, "proofValue": "z" + encode_base58(key.sign(hash_data.combined))}


def hash_data_of(
    document: Mapping[str, object], options: Mapping[str, object], suite: Suite, kind: Kind, json_ld: JsonLd
) -> HashData:
    """Transform and hash: the document without proof, and the proof options without proofValue."""
    lost: tuple[str, ...] = ()
    if suite.rdf:
        # The options are read with the document's context; one of their own would change the meaning of their terms.
        with_context = {**options, "@context": document.get("@context", [])}
        canonical_document, lost_document = json_ld.canonical(document, kind.digest)
        canonical_options, lost_options = json_ld.canonical(with_context, kind.digest)
        lost = lost_document + lost_options
    else:
        canonical_document, canonical_options = _jcs(document), _jcs(options)
    return HashData(
        canonical_document,
        canonical_options,
        hashlib.new(kind.digest, canonical_document.encode()).digest(),
        hashlib.new(kind.digest, canonical_options.encode()).digest(),
        lost,
    )


def _check_kind(suite: Suite, kind: Kind) -> None:
    if kind not in suite.kinds:
        raise Unsupported("the key is of another kind than the suite demands")


def _jcs(value: object) -> str:
    try:
        return rfc8785.dumps(value).decode()  # type: ignore[arg-type]  # it checks the type itself
    except RecursionError as error:
        raise TooComplex("it is nested too deeply") from error
    except (rfc8785.CanonicalizationError, ValueError) as error:
        raise NotProcessable("it has no canonical JSON form (RFC 8785)") from error


def _with_the_proofs_context(document: Mapping[str, object], context: object) -> dict[str, object]:
    """VC Data Integrity EdDSA 1.0 section 3.3.2 step 4: the document must begin with the proof's context."""
    own, its = (value if isinstance(value, list) else [value] for value in (context, document.get("@context", [])))
    if its[: len(own)] != own:
        raise MalformedProof("the proof's @context does not begin the document's")
    return {**document, "@context": context}
