"""ecdsa-sd-2023: verifying what a holder discloses (VC Data Integrity ECDSA 1.0 section 3.5).

The issuer signs, with its own key, the statements that must always be shown, and with a key made for this one proof
each other statement by itself. The holder passes on a choice. Base proofs, which only the holder sees, are not judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
import hashlib

from fairmark.validators.proofs.cbor import decode_cbor
from fairmark.validators.proofs.encoding import decode_base64url, encode_base58, encode_base64url
from fairmark.validators.proofs.errors import Malformed, MalformedProof, Unsupported
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.keys import Kind, PublicKey, public_key_from_multibase
from fairmark.validators.proofs.rdf_canonical import canonical_quads, relabelled

NAME = "ecdsa-sd-2023"
DERIVED, BASE = b"\xd9\x5d\x01", b"\xd9\x5d\x00"
LONGEST = 4 << 20
"""Characters of a proofValue: some 86 for each disclosed statement."""


@dataclass(frozen=True, slots=True)
class DerivedProof:
    """A proofValue taken apart. `labels` maps a canonical blank node to the name that the issuer gave it, `mandatory`
    are the places of the mandatory statements among all, sorted."""

    base_signature: bytes
    proof_key: PublicKey
    proof_key_octets: bytes
    signatures: tuple[bytes, ...]
    labels: Mapping[str, str]
    mandatory: frozenset[int]


@dataclass(frozen=True, slots=True)
class DisclosureVerification:
    """One derived proof, step by step. `mandatory` and `disclosed` are canonical statements, `disclosed_holds` says of
    each of the latter whether its signature does, and `base_holds` whether the issuer's does."""

    key: PublicKey
    proof: DerivedProof
    canonical_options: str
    options_digest: bytes
    mandatory: tuple[str, ...]
    mandatory_digest: bytes
    disclosed: tuple[str, ...]
    base_holds: bool
    disclosed_holds: tuple[bool, ...]
    lost: tuple[str, ...]

    @property
    def signed(self) -> bytes:
        """What the issuer's key signs."""
        return self.options_digest + self.proof.proof_key_octets + self.mandatory_digest

    @property
    def verified(self) -> bool:
        complete = len(self.proof.signatures) == len(self.disclosed)
        return self.base_holds and complete and all(self.disclosed_holds)

    @property
    def covers_all(self) -> bool:
        return not self.lost


def verify_derived(
    document: Mapping[str, object], proof: Mapping[str, object], key: PublicKey, json_ld: JsonLd
) -> DisclosureVerification:
    """Verify a derived proof over `document`, from which every proof has been taken out.

    Raises MalformedProof, Unsupported (a base proof, or a key that is not P-256) and NotProcessable.
    """
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != NAME:
        raise Unsupported(f"the proof is not of the cryptosuite {NAME}")
    if key.kind is not Kind.P256:
        raise Unsupported("the key is of another kind than the suite demands")
    parts = derived_proof(proof.get("proofValue"))
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    canonical_options, lost_options = json_ld.canonical({**options, "@context": document.get("@context", [])})
    statements = json_ld.statements(document)
    quads = relabelled(canonical_quads(statements.quads), parts.labels)
    lines = sorted(quad.line() for quad in quads)
    if any(place >= len(lines) for place in parts.mandatory):
        raise MalformedProof("proofValue counts on statements that the document does not make")
    mandatory = tuple(line for place, line in enumerate(lines) if place in parts.mandatory)
    disclosed = tuple(line for place, line in enumerate(lines) if place not in parts.mandatory)
    options_digest = hashlib.sha256(canonical_options.encode()).digest()
    mandatory_digest = hashlib.sha256("".join(mandatory).encode()).digest()
    signed = options_digest + parts.proof_key_octets + mandatory_digest
    return DisclosureVerification(
        key=key,
        proof=parts,
        canonical_options=canonical_options,
        options_digest=options_digest,
        mandatory=mandatory,
        mandatory_digest=mandatory_digest,
        disclosed=disclosed,
        base_holds=key.verifies(parts.base_signature, signed),
        # A wrong number of signatures is seen by `verified`; strict would turn it into another error.
        disclosed_holds=tuple(
            parts.proof_key.verifies(signature, line.encode())
            for signature, line in zip(parts.signatures, disclosed, strict=False)
        ),
        lost=statements.lost + lost_options,
    )


def derived_proof(value: object) -> DerivedProof:
    """Take a derived proofValue apart; Unsupported for a base proof, MalformedProof for anything else."""
    if not isinstance(value, str) or not value.startswith("u") or len(value) > LONGEST:
        raise MalformedProof("proofValue is no multibase text in base64url, or is too long")
    try:
        data = decode_base64url(value[1:])
        if data.startswith(BASE):
            raise Unsupported("the proof is a base proof, which is for the holder alone")
        if not data.startswith(DERIVED):
            raise MalformedProof(f"proofValue does not begin as a derived proof of {NAME} does")
        parts = decode_cbor(data[len(DERIVED) :])
    except Malformed as error:
        raise MalformedProof(f"proofValue: {error}") from error
    if not isinstance(parts, list) or len(parts) != 5:
        raise MalformedProof("proofValue does not have five parts")
    base_signature, key, signatures, labels, mandatory = parts
    if not isinstance(base_signature, bytes) or not isinstance(key, bytes):
        raise MalformedProof("the base signature or the proof's key is not made of octets")
    return DerivedProof(
        base_signature,
        _proof_key(key),
        key,
        _signatures(signatures),
        _labels(labels),
        _places(mandatory),
    )


def _proof_key(octets: bytes) -> PublicKey:
    try:
        key = public_key_from_multibase("z" + encode_base58(octets[:64]))
    except (Malformed, Unsupported) as error:
        raise MalformedProof("the key inside proofValue is malformed") from error
    if key.kind is not Kind.P256:
        raise MalformedProof("the key inside proofValue is not P-256")
    return key


def _signatures(value: object) -> tuple[bytes, ...]:
    signatures = value if isinstance(value, list) else [None]
    found = tuple(each for each in signatures if isinstance(each, bytes) and len(each) == 64)
    if len(found) < len(signatures):
        raise MalformedProof("a signature inside proofValue does not have 64 octets")
    return found


def _labels(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(name, bytes) and len(name) == 32 for name in value.values()):
        raise MalformedProof("the labels inside proofValue do not have 32 octets each")
    labels = {f"_:c14n{number}": f"_:u{encode_base64url(name)}" for number, name in value.items()}
    if len(set(labels.values())) < len(labels):
        # Two blank nodes under one name would merge what the issuer said of each.
        raise MalformedProof("two labels inside proofValue are the same")
    return labels


def _places(value: object) -> frozenset[int]:
    places = value if isinstance(value, list) else [None]
    found = frozenset(each for each in places if isinstance(each, int))
    if len(found) < len(places):
        raise MalformedProof("the mandatory places inside proofValue are no distinct numbers")
    return found
