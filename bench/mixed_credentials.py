"""A hundred thousand credentials as a college might be sent them: badges, tokens, records, and some that are broken."""

from collections.abc import Iterator
import json
from pathlib import Path
from typing import NamedTuple

from credential_badges import Badge, proof_options, signed_badges

from fairmark.schemas.credentials import contexts
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.data_integrity import sign
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.keys import Kind, SigningKey

CLR_CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)


class Made(NamedTuple):
    """A credential as its bytes, which hold no line break, and the suffix of its file."""

    data: bytes
    suffix: str


def mixed(count: int) -> Iterator[Made]:
    """So many credentials, always the same mixture: of twenty, fourteen badges, three compact JWS, a record with a
    badge in it, one that was altered after it was signed, and one that is cut off."""
    json_ld, key = JsonLd(contexts.documents()), SigningKey.generate(Kind.ED25519)
    for number, badge in enumerate(signed_badges(count, key, json_ld)):
        match number % 20:
            case 3 | 9 | 15:
                yield _token(badge, key)
            case 5:
                yield _json(_record(number, badge, key, json_ld))
            case 11:
                yield _json({**badge, "name": "Astronaut"})
            case 17:
                yield Made(_json(badge).data[:-40], ".json")
            case _:
                yield _json(badge)


def write_folder(folder: Path, count: int) -> None:
    """The mixture as a file each, a thousand to a folder."""
    for number, made in enumerate(mixed(count)):
        inner = folder / f"{number // 1000:03}"
        inner.mkdir(parents=True, exist_ok=True)
        (inner / f"{number:06}{made.suffix}").write_bytes(made.data)


def write_lines(file: Path, count: int) -> None:
    """The mixture as a line each."""
    with file.open("wb") as stream:
        stream.writelines(made.data + b"\n" for made in mixed(count))


def _json(value: Badge) -> Made:
    return Made(json.dumps(value, separators=(",", ":")).encode(), ".json")


def _token(badge: Badge, key: SigningKey) -> Made:
    multibase = key.public.multibase
    claims = {name: value for name, value in badge.items() if name not in ("proof", "evidence")}
    claims |= {"iss": f"did:key:{multibase}", "jti": badge["id"], "sub": badge["credentialSubject"]["id"]}
    claims |= {"nbf": 1780315200, "exp": 2411467200}
    header = {"alg": "EdDSA", "typ": "JWT", "kid": f"did:key:{multibase}#{multibase}"}
    return Made(jws.sign(json.dumps(claims).encode(), key, header).encode(), ".jws")


def _record(number: int, badge: Badge, key: SigningKey, json_ld: JsonLd) -> Badge:
    subject: Badge = {
        "id": badge["credentialSubject"]["id"],
        "type": ["ClrSubject"],
        "achievement": [badge["credentialSubject"]["achievement"]],
        "verifiableCredential": [badge],
    }
    record: Badge = {
        "@context": list(CLR_CONTEXTS),
        "id": f"https://valley.example/records/{number}",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Record of learning",
        "issuer": badge["issuer"],
        "validFrom": "2026-06-02T12:00:00Z",
        "credentialSubject": subject,
    }
    return {**record, "proof": sign(record, proof_options(key), key, json_ld)}
