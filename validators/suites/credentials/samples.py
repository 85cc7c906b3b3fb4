"""Credentials that a run sends: of nobody real, signed with a key of this run."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
import json
from typing import Any
import uuid

from fairmark.validators.proofs import data_integrity, jws
from fairmark.validators.proofs.keys import Kind, SigningKey, jwk_of
from fairmark.validators.proofs.references import References

VC = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


@dataclass
class Samples:
    """Makes credentials of one standard ("OB" or "CLR"), issued by a did:key of this run to a did:key of nobody."""

    standard: str
    key: SigningKey = field(default_factory=lambda: SigningKey.generate(Kind.ED25519))
    learner: SigningKey = field(default_factory=lambda: SigningKey.generate(Kind.ED25519))
    started: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0) - timedelta(days=2))

    def __post_init__(self) -> None:
        self._json_ld = References().json_ld

    @cached_property
    def issuer(self) -> str:
        return f"did:key:{self.key.public.multibase}"

    def new_id(self) -> str:
        return uuid.uuid4().urn

    def moment(self, minutes: int) -> str:
        """A moment of this run's own past, as `validFrom` writes it."""
        return (self.started + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")

    def signed(self, id: str, minutes: int = 0, **members: Any) -> dict[str, Any]:
        """A credential with an embedded proof (eddsa-rdfc-2022)."""
        bare = self._badge(id, minutes) if self.standard == "OB" else self._record(id, minutes)
        return self._proved({**bare, **members}, minutes)

    def token(self, id: str, minutes: int = 0) -> str:
        """A credential as VC-JWT (EdDSA, the key in its header)."""
        bare = self._badge(id, minutes) if self.standard == "OB" else self._record(id, minutes)
        seconds = int((self.started + timedelta(minutes=minutes)).timestamp())
        claims = {"iss": self.issuer, "jti": id, "sub": bare["credentialSubject"]["id"], "nbf": seconds}
        header = {"alg": "EdDSA", "typ": "JWT", "jwk": jwk_of(self.key.public)}
        return jws.sign(json.dumps({**bare, **claims}).encode(), self.key, header)

    def _proved(self, bare: dict[str, Any], minutes: int) -> dict[str, Any]:
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": self.moment(minutes),
            "verificationMethod": f"{self.issuer}#{self.key.public.multibase}",
            "proofPurpose": "assertionMethod",
        }
        return {**bare, "proof": data_integrity.sign(bare, options, self.key, self._json_ld)}

    def _badge(self, id: str, minutes: int) -> dict[str, Any]:
        return {
            "@context": [VC, OB],
            "id": id,
            "type": ["VerifiableCredential", "AchievementCredential"],
            "name": "Reads a map",
            "issuer": {"id": self.issuer, "type": ["Profile"], "name": "Fairmark conformance suite"},
            "validFrom": self.moment(minutes),
            "credentialSubject": {
                "id": self._subject,
                "type": ["AchievementSubject"],
                "achievement": {
                    "id": uuid.uuid5(uuid.NAMESPACE_URL, id).urn,
                    "type": ["Achievement"],
                    "name": "Reads a map",
                    "description": "Finds the way with a map and no other help; außerdem auf Deutsch.",
                    "criteria": {"narrative": "Walks an unknown route of 5 km."},
                },
            },
        }

    def _record(self, id: str, minutes: int) -> dict[str, Any]:
        badge = self._proved(self._badge(uuid.uuid5(uuid.NAMESPACE_OID, id).urn, minutes), minutes)
        return {
            "@context": [VC, CLR, OB],
            "id": id,
            "type": ["VerifiableCredential", "ClrCredential"],
            "name": "Record of nobody",
            "issuer": {"id": self.issuer, "type": ["Profile"], "name": "Fairmark conformance suite"},
            "validFrom": self.moment(minutes),
            "credentialSubject": {
                "id": self._subject,
                "type": ["ClrSubject"],
                "verifiableCredential": [badge],
            },
        }

    @property
    def _subject(self) -> str:
        return f"did:key:{self.learner.public.multibase}"
