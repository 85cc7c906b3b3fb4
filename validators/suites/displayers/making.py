"""Make the badges of a kit: good ones, and ones with everything that a displayer has to notice.

Nothing here is written down as the answer: what a badge is, the judge works out from the badge (`expected`). Issuers
are did:key and did:jwk, so that only status needs the network.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
import json
import secrets
from typing import Any
import uuid

from fairmark.validators.issuing.baking import bake
from fairmark.validators.issuing.securing import claims_of, embedded, token
from fairmark.validators.issuing.terms import CLR, EXTENSIONS, OB, VC, Json, moment
from fairmark.validators.proofs import data_integrity
from fairmark.validators.proofs.encoding import decode_base64url, encode_base64url
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.keys import Kind, SigningKey, jwk_of
from fairmark.validators.proofs.references import References
from fairmark.validators.proofs.status import encode_bitstring
from fairmark.validators.suites.displayers.pictures import PNG, SVG
from fairmark.validators.suites.displayers.subjects import ISSUERS, SUBJECTS

VC_1 = "https://www.w3.org/2018/credentials/v1"
SUITE_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
STATUS, REVOCATIONS = "status.json", "revocations.json"
"""Files below the base address: the status list of badges, and that of badges of the older data model."""
ENTRIES = 131_072
DAY = timedelta(days=1)


@dataclass
class Maker:
    """Makes one kit. `base` is the address below which the files of `web` will answer, with a slash at its end."""

    base: str
    now: datetime
    key: SigningKey = field(default_factory=lambda: SigningKey.generate(Kind.ED25519))
    other: SigningKey = field(default_factory=lambda: SigningKey.generate(Kind.ED25519))
    rsa: SigningKey = field(default_factory=lambda: SigningKey.generate(Kind.RSA))

    def __post_init__(self) -> None:
        self._number = 0
        self._taken: set[int] = set()
        self._revoked: list[int] = []
        self._revoked_ids: list[str] = []

    @cached_property
    def _json_ld(self) -> JsonLd:
        return References().json_ld

    def badges(self) -> Iterator[tuple[str, bytes]]:
        """Every badge of the kit: the suffix of its file, and its bytes."""
        for made in (
            *self._of_today(),
            *self._of_the_older_model(),
            *self._in_other_forms(),
            *self._with_others_inside(),
        ):
            if isinstance(made, bytes):
                yield (".png" if made.startswith(b"\x89PNG") else ".svg"), made
            elif isinstance(made, str):
                yield ".jws", made.encode()
            else:
                yield ".json", _text(made)

    def web(self) -> dict[str, bytes]:
        """The files that answer below the base address; to be asked for when all badges are made."""
        url = self.base + STATUS
        bits = {
            "@context": [VC],
            "id": url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self._did,
            "validFrom": moment(self.now - DAY),
            "credentialSubject": {
                "id": f"{url}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": encode_bitstring(dict.fromkeys(self._revoked, 1)),
            },
        }
        listed = [{"id": id, "revocationReason": "Issued in error"} for id in self._revoked_ids]
        revocations = {"id": self.base + REVOCATIONS, "issuer": self._did, "revokedCredential": listed}
        return {STATUS: _text(self._signed(bits)), REVOCATIONS: _text(revocations)}

    # -- which there are ---------------------------------------------------------------------------------------------

    def _of_today(self) -> Iterator[Json]:
        yield self._signed(self._badge(credentialStatus=self._status(revoked=False)))
        yield self._signed(self._badge())
        yield self._signed(self._badge(validUntil=moment(self.now - DAY)))
        yield self._signed(self._badge(credentialStatus=self._status(revoked=True)))
        yield self._signed(self._badge(validFrom=moment(self.now + 365 * DAY)))
        yield _renamed(self._signed(self._badge()))
        yield self._signed(self._badge(), self.other, self._method(self.key))  # says that the issuer's key has signed
        yield self._signed(self._badge(), self.other, self._method(self.other))  # says whose key has signed
        yield {**self._signed(self._badge()), "honours": "with distinction"}  # which no context defines
        yield self._badge()

    def _of_the_older_model(self) -> Iterator[Json]:
        yield self._signed_2020(self._older(revoked=False))
        yield self._signed_2020(self._older(revoked=False, expirationDate=moment(self.now - DAY)))
        yield self._signed_2020(self._older(revoked=True))
        yield _renamed(self._signed_2020(self._older(revoked=False)))

    def _in_other_forms(self) -> Iterator[str | bytes]:
        yield self._token()
        yield _tampered(self._token())
        yield self._unsigned_token()
        yield bake(PNG, _text(self._signed(self._badge())))
        yield bake(SVG, self._token().encode())
        yield bake(PNG, _text(_renamed(self._signed(self._badge()))))

    def _with_others_inside(self) -> Iterator[Json]:
        yield self._signed(self._endorsed(lambda endorsement: endorsement))
        yield self._signed(self._endorsed(_praised))
        yield self._record()

    # -- what they say -----------------------------------------------------------------------------------------------

    def _badge(self, **members: Any) -> Json:
        name, description = SUBJECTS[self._number % len(SUBJECTS)]
        issuer = ISSUERS[self._number % len(ISSUERS)]
        self._number += 1
        noon = (self.now - (30 + self._number) * DAY).replace(hour=12, minute=0, second=0)  # one date in most zones
        return {
            "@context": [VC, OB],
            "id": uuid.uuid4().urn,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": name,
            "issuer": {"id": self._did, "type": ["Profile"], "name": issuer},
            "validFrom": moment(noon),
            "credentialSubject": {
                "id": f"did:key:{self.other.public.multibase}",
                "type": ["AchievementSubject"],
                "achievement": {
                    "id": uuid.uuid4().urn,
                    "type": ["Achievement"],
                    "name": name,
                    "description": description,
                    "criteria": {"narrative": "Has shown it to a teacher."},
                },
            },
            **members,
        }

    def _older(self, *, revoked: bool, **members: Any) -> Json:
        """An unsigned badge of VC Data Model 1.1, which is not issued any more but must still be verified."""
        made = self._badge()
        made["@context"] = [VC_1, OB, EXTENSIONS, SUITE_2020]
        made["issuanceDate"] = made.pop("validFrom")
        made["credentialStatus"] = {"id": self.base + REVOCATIONS, "type": "1EdTechRevocationList"}
        if revoked:
            self._revoked_ids.append(made["id"])
        return {**made, **members}

    def _endorsed(self, change: Callable[[Json], Json]) -> Json:
        """A badge whose achievement somebody else endorses; `change` is made to the signed endorsement."""
        made = self._badge()
        achievement = made["credentialSubject"]["achievement"]
        endorser = f"did:key:{self.other.public.multibase}"
        endorsement = {
            "@context": [VC, OB],
            "id": uuid.uuid4().urn,
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Endorsement",
            "issuer": {"id": endorser, "type": ["Profile"], "name": "Guild of Teachers"},
            "validFrom": made["validFrom"],
            "credentialSubject": {
                "id": achievement["id"],
                "type": ["EndorsementSubject"],
                "endorsementComment": "Worth having.",
            },
        }
        achievement["endorsement"] = [change(self._signed(endorsement, self.other, self._method(self.other)))]
        return made

    def _record(self) -> Json:
        """A CLR in whose own proof nothing is wrong, with a good badge and one that was tampered with."""
        inside = [self._signed(self._badge()), _renamed(self._signed(self._badge()))]
        made = self._badge()
        subject = {"id": made["credentialSubject"]["id"], "type": ["ClrSubject"], "verifiableCredential": inside}
        kind = ["VerifiableCredential", "ClrCredential"]
        return self._signed({**made, "@context": [VC, CLR, OB], "type": kind, "credentialSubject": subject})

    def _status(self, *, revoked: bool) -> Json:
        index = secrets.choice([index for index in range(ENTRIES) if index not in self._taken])
        self._taken.add(index)
        if revoked:
            self._revoked.append(index)
        url = self.base + STATUS
        return {
            "id": f"{url}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": url,
        }

    # -- how they are secured ----------------------------------------------------------------------------------------

    @property
    def _did(self) -> str:
        return f"did:key:{self.key.public.multibase}"

    @staticmethod
    def _method(key: SigningKey) -> str:
        return f"did:key:{key.public.multibase}#{key.public.multibase}"

    def _signed(self, document: Json, key: SigningKey | None = None, method: str = "") -> Json:
        key = key or self.key
        return embedded(document, key, method or self._method(key), self.now - DAY, self._json_ld)

    def _signed_2020(self, document: Json) -> Json:
        options = {
            "type": data_integrity.ED25519_2020,
            "created": moment(self.now - DAY),
            "verificationMethod": self._method(self.key),
            "proofPurpose": "assertionMethod",
        }
        return {**document, "proof": data_integrity.sign(document, options, self.key, self._json_ld)}

    def _for_a_token(self) -> Json:
        made = self._badge()
        made["issuer"]["id"] = f"did:jwk:{encode_base64url(json.dumps(jwk_of(self.rsa.public)).encode())}"
        return made

    def _token(self) -> str:
        made = self._for_a_token()
        return token(made, self.rsa, f"{made['issuer']['id']}#0", self._json_ld)

    def _unsigned_token(self) -> str:
        """A token that says of itself that it needs no signature."""
        made = self._for_a_token()
        header = {"alg": "none", "typ": "JWT", "jwk": jwk_of(self.rsa.public)}
        parts = (encode_base64url(json.dumps(part).encode()) for part in (header, {**made, **claims_of(made)}))
        return f"{'.'.join(parts)}."


def _renamed(document: Json) -> Json:
    """Changed after it was signed, as somebody does who wants more than was attained."""
    changed = deepcopy(document)
    changed["credentialSubject"]["achievement"]["name"] += ", with honours"
    return changed


def _praised(endorsement: Json) -> Json:
    changed = deepcopy(endorsement)
    changed["credentialSubject"]["endorsementComment"] = "The best there is."
    return changed


def _tampered(text: str) -> str:
    """The token with another payload under the same signature."""
    header, payload, signature = text.split(".")
    claims = json.loads(decode_base64url(payload))
    return f"{header}.{encode_base64url(json.dumps(_renamed(claims)).encode())}.{signature}"


def _text(document: Json) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
