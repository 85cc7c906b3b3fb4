"""Issue and verify with the package openbadgeslib, in a process of its own: a job as JSON in, answers as JSON out."""

from datetime import UTC, datetime
import json
import sys
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from openbadgeslib.ob3 import did
from openbadgeslib.ob3.credential import Achievement, Alignment, Evidence, Issuer, OpenBadgeCredential
from openbadgeslib.ob3.ldp import OB3LdpSigner, OB3LdpVerifier
from openbadgeslib.ob3.signer import OB3Signer
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

Json = dict[str, Any]

KEYS = {
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "RS256": lambda: rsa.generate_private_key(65537, 2048),
}


def main(job: Json) -> Json:
    web = job["web"]

    def download(url: str) -> bytes:
        return str(web[url]).encode()

    return {
        "verified": {name: verified(one, job, download) for name, one in job.get("credentials", {}).items()},
        "issued": {form: issued(form) for form in job.get("issue", ())},
    }


def verified(credential: str | Json, job: Json, download: Any) -> Json:
    """What the package makes of a credential of the issuer of the job, its status too. It knows status lists with a
    signature as tokens only, so that of an embedded proof it must be told not to look."""
    kind = OB3Verifier if isinstance(credential, str) else OB3LdpVerifier
    try:
        known = kind.for_issuer_did(job["issuer"], download=download)
        found = known.verify(credential, check_status=True, download=download, verify_status_list=False)
    except (OB3VerificationError, ValueError) as error:
        return {"verified": False, "error": str(error)}
    return {"verified": True, "recipient": found.recipient_id}


def issued(form: str) -> str:
    """A badge: with an embedded proof for "embedded", else a token by the algorithm of that name."""
    key = KEYS["EdDSA" if form == "embedded" else form]()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    issuer = "https://valley.example/issuer.json" if form == "RS256" else did.did_key_from_pem(public)
    badge = OpenBadgeCredential(
        issuer=Issuer(id=issuer, name="Valley", url="https://valley.example/"),
        achievement=Achievement(
            id="https://valley.example/achievements/1",
            name="Seal of Biliteracy",
            description="Two languages, spoken and written.",
            criteria_narrative="Present a capstone in both languages.",
            alignments=[Alignment(target_name="Speaks", target_url="https://frameworks.example/items/1")],
        ),
        recipient_id="did:example:learner",
        issuance_date=datetime(2026, 6, 1, 12, tzinfo=UTC),
        evidence=[Evidence(id="https://valley.example/works/1", name="Capstone")],
    )
    if form == "embedded":
        return OB3LdpSigner(pem).sign_to_json(badge)
    return OB3Signer(pem, algorithm=form).sign(badge)


if __name__ == "__main__":
    json.dump(main(json.load(sys.stdin)), sys.stdout)
