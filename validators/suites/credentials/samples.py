"""Credentials that a run sends: of nobody real, signed with keys that this process has made."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
import json
from typing import Any
import uuid

from fairmark.validators.proofs import data_integrity, jws
from fairmark.validators.proofs.encoding import encode_base64url
from fairmark.validators.proofs.keys import Kind, SigningKey, jwk_of
from fairmark.validators.proofs.references import References

VC = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
NAME = "Fairmark conformance suite"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs. `id` is a DID that holds the key, so that nobody has to look anything up."""

    id: str
    key: SigningKey = field(repr=False)


@cache
def issuer(number: int = 1) -> Issuer:
    """An issuer of credentials with an embedded proof (did:key, Ed25519); another number is somebody else."""
    key = SigningKey.generate(Kind.ED25519)
    return Issuer(f"did:key:{key.public.multibase}", key)


@cache
def token_issuer() -> Issuer:
    """An issuer of VC-JWT (did:jwk, RSA): of the algorithms, RS256 is the one that every host must know."""
    key = SigningKey.generate(Kind.RSA)
    jwk = json.dumps(jwk_of(key.public), separators=(",", ":"))
    return Issuer(f"did:jwk:{encode_base64url(jwk.encode())}", key)


@dataclass
class Samples:
    """Makes credentials of one standard ("OB" or "CLR"). Moments are told in minutes after one in the past."""

    standard: str
    started: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0) - timedelta(days=2))

    def __post_init__(self) -> None:
        self._json_ld = References().json_ld
        self._subject = issuer(0).id

    def new_id(self) -> str:
        return uuid.uuid4().urn

    def moment(self, minutes: int) -> str:
        """As `validFrom` writes it."""
        return (self.started + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")

    def signed(self, id: str, minutes: int = 0, by: Issuer | None = None) -> dict[str, Any]:
        """A credential with an embedded proof (eddsa-rdfc-2022)."""
        by = by or issuer()
        return self._proved(self._made(id, minutes, by.id), minutes, by)

    def token(self, id: str, minutes: int = 0) -> str:
        """A credential as VC-JWT (RS256, the key in its header)."""
        by = token_issuer()
        made = self._made(id, minutes, by.id)
        seconds = int((self.started + timedelta(minutes=minutes)).timestamp())
        claims = {"iss": by.id, "jti": id, "sub": self._subject, "nbf": seconds}
        header = {"alg": "RS256", "typ": "JWT", "jwk": jwk_of(by.key.public)}
        return jws.sign(json.dumps({**made, **claims}).encode(), by.key, header)

    def _made(self, id: str, minutes: int, by: str) -> dict[str, Any]:
        return self._badge(id, minutes, by) if self.standard == "OB" else self._record(id, minutes, by)

    def _proved(self, bare: dict[str, Any], minutes: int, by: Issuer) -> dict[str, Any]:
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": self.moment(minutes),
            "verificationMethod": f"{by.id}#{by.key.public.multibase}",
            "proofPurpose": "assertionMethod",
        }
        return {**bare, "proof": data_integrity.sign(bare, options, by.key, self._json_ld)}

    def _badge(self, id: str, minutes: int, by: str) -> dict[str, Any]:
        """With what hosts are known to lose: evidence, alignments, characters that mean something in HTML."""
        return {
            "@context": [VC, OB],
            "id": id,
            "type": ["VerifiableCredential", "AchievementCredential"],
            "name": "Reads a map",
            "issuer": {"id": by, "type": ["Profile"], "name": NAME},
            "validFrom": self.moment(minutes),
            "awardedDate": self.moment(0),
            "credentialSubject": {
                "id": self._subject,
                "type": ["AchievementSubject"],
                "achievement": {
                    "id": uuid.uuid5(uuid.NAMESPACE_URL, id).urn,
                    "type": ["Achievement"],
                    "name": "Reads a map",
                    "description": "Finds the way with map & compass in < 2 hours; außerdem auf Deutsch.",
                    "criteria": {"narrative": "Walks an unknown route of *5 km*."},
                    "alignment": [
                        {
                            "type": ["Alignment"],
                            "targetName": "Uses maps",
                            "targetUrl": "https://conformance.fairmark.example/frameworks/maps",
                        }
                    ],
                },
            },
            "evidence": [{"type": ["Evidence"], "name": "Route", "narrative": "Seven points, all found."}],
        }

    def _record(self, id: str, minutes: int, by: str) -> dict[str, Any]:
        inner = uuid.uuid5(uuid.NAMESPACE_OID, id).urn
        badge = self._proved(self._badge(inner, minutes, issuer().id), minutes, issuer())
        return {
            "@context": [VC, CLR, OB],
            "id": id,
            "type": ["VerifiableCredential", "ClrCredential"],
            "name": "Record of nobody & nothing",
            "issuer": {"id": by, "type": ["Profile"], "name": NAME},
            "validFrom": self.moment(minutes),
            "awardedDate": self.moment(0),
            "credentialSubject": {
                "id": self._subject,
                "type": ["ClrSubject"],
                "verifiableCredential": [badge],
            },
        }
