"""Assertions of Open Badges 2.0 and what they link to, and how twins are made of them.

What stands at an address is a file beside the twins; `resources-good.json` and `resources-bad.json` say which. A hosted
twin stands at its own id.
"""

from collections.abc import Mapping
from copy import deepcopy
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credential_twins.keys import ENDORSER_KEY, ISSUER_KEY
from credential_twins.recipe import Edit, Twins, nothing
from credential_twins.signing import Json, Signer, unsigned
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.keys import PublicKey, SigningKey

CONTEXT = "https://w3id.org/openbadges/v2"
HOST = "https://valley.example"
ASSERTION, CLASS, ISSUER = f"{HOST}/assertions/1", f"{HOST}/classes/1", f"{HOST}/issuer"
KEY, LIST = f"{HOST}/keys/1", f"{HOST}/revoked"
ENDORSER, ENDORSEMENT = "https://state.example/issuer", "https://state.example/endorsements/1"
ENDORSER_KEY_ID, ENDORSER_LIST = f"{ENDORSER}#key-1", "https://state.example/revoked"
SIGNED_ID = "urn:uuid:6d2f6f2e-7c52-4d4f-9b8a-0f6cc7ad5ae3"
EMAIL, SALT = "learner@valley.example", "Kosher"
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)

World = Mapping[str, Json | str]
"""What stands at addresses. A text is a page, a compact JWS, or another address, to which one is redirected."""


def hashed(address: str = EMAIL, salt: str = SALT) -> str:
    return f"sha256${hashlib.sha256((address + salt).encode()).hexdigest()}"


def assertion() -> Json:
    """A hosted assertion with nothing optional in it."""
    return {
        "@context": CONTEXT,
        "id": ASSERTION,
        "type": "Assertion",
        "recipient": {"type": "email", "hashed": True, "salt": SALT, "identity": hashed()},
        "badge": CLASS,
        "verification": {"type": "HostedBadge"},
        "issuedOn": "2026-06-01T12:00:00Z",
    }


def signed_assertion() -> Json:
    return {**assertion(), "id": SIGNED_ID, "verification": {"type": "SignedBadge", "creator": KEY}}


def badge_class() -> Json:
    return {
        "@context": CONTEXT,
        "id": CLASS,
        "type": "BadgeClass",
        "name": "Seal of Biliteracy",
        "description": "Two languages, spoken and written.",
        "image": PIXEL,
        "criteria": {"narrative": "Present a capstone in both languages."},
        "issuer": ISSUER,
    }


def profile() -> Json:
    return {
        "@context": CONTEXT,
        "id": ISSUER,
        "type": "Issuer",
        "name": "Valley Unified School District",
        "url": "https://valley.example/",
        "email": "badges@valley.example",
    }


def signing_profile() -> Json:
    return {**profile(), "publicKey": KEY, "revocationList": LIST}


def pem(key: PublicKey) -> str:
    return key.handle.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_document(key: SigningKey = ISSUER_KEY, owner: str = ISSUER) -> Json:
    return {"@context": CONTEXT, "id": KEY, "type": "CryptographicKey", "owner": owner, "publicKeyPem": pem(key.public)}


def revocation_list() -> Json:
    return {
        "@context": CONTEXT,
        "id": LIST,
        "type": "RevocationList",
        "issuer": ISSUER,
        "revokedAssertions": [
            {"id": "urn:uuid:0f3a55e1-93a8-4b3c-9d4b-7ad8d9f4a9d2", "revocationReason": "Awarded twice"}
        ],
    }


def endorsement(about: str = CLASS) -> Json:
    return {
        "id": ENDORSEMENT,
        "type": "Endorsement",
        "claim": {"id": about, "endorsementComment": "We count this seal as four credits."},
        "issuer": ENDORSER,
        "issuedOn": "2026-06-01T12:00:00Z",
        "verification": {"type": "HostedBadge"},
    }


def published_endorsement() -> Json:
    return {"@context": CONTEXT, **endorsement()}


def signed_endorsement() -> Json:
    return {**published_endorsement(), "verification": {"type": "SignedBadge", "creator": ENDORSER_KEY_ID}}


def endorser() -> Json:
    state = {"id": ENDORSER, "name": "State Department of Education"}
    return {**profile(), **state, "url": "https://state.example/", "email": "badges@state.example"}


def signing_endorser() -> Json:
    """With the key in the profile itself, under an id that leads there."""
    key = {
        "id": ENDORSER_KEY_ID,
        "type": "CryptographicKey",
        "owner": ENDORSER,
        "publicKeyPem": pem(ENDORSER_KEY.public),
    }
    return {**endorser(), "publicKey": key, "revocationList": ENDORSER_LIST}


def list_of_endorser(*revoked: str) -> Json:
    names = list(revoked or ["https://state.example/endorsements/2"])
    return {**revocation_list(), "id": ENDORSER_LIST, "issuer": ENDORSER, "revokedAssertions": names}


HOSTED_WORLD: World = {CLASS: badge_class(), ISSUER: profile()}
SIGNED_WORLD: World = {CLASS: badge_class(), ISSUER: signing_profile(), KEY: key_document(), LIST: revocation_list()}
ENDORSED_WORLD: World = {**HOSTED_WORLD, ENDORSER: endorser(), ENDORSEMENT: published_endorsement()}
USUAL: World = {**SIGNED_WORLD, **ENDORSED_WORLD, ASSERTION: assertion(), ENDORSER_LIST: list_of_endorser()}


def as_jws(document: Json, key: SigningKey = ISSUER_KEY) -> str:
    return jws.sign(json.dumps(document, separators=(",", ":")).encode(), key, {"alg": "EdDSA"})


def as_endorsement(document: Json) -> str:
    return as_jws(document, ENDORSER_KEY)


SIGNED_ENDORSED_WORLD: World = {
    **HOSTED_WORLD,
    ENDORSER: signing_endorser(),
    ENDORSER_LIST: list_of_endorser(),
    ENDORSEMENT: as_endorsement(signed_endorsement()),
}


def by_another_key(document: Json) -> str:
    return as_jws(document, ENDORSER_KEY)


def twins(
    rule: str,
    bad: Edit = nothing,
    *,
    good: Edit = nothing,
    sample: Any = assertion,
    name: str = "",
    sign: Signer = unsigned,
    sign_bad: Signer | None = None,
    world: World = HOSTED_WORLD,
    world_bad: World | None = None,
    options: Mapping[str, object] | None = None,
    **more: Any,
) -> Twins:
    """Twins that are judged with `world` as what stands at addresses, and for the bad one `world_bad`."""
    suffix = f"-{name}" if name else ""
    others: dict[str, Json | str | bytes] = {}
    for twin, documents in (("good", world), ("bad", world if world_bad is None else world_bad)):
        files = {url: _file(url, content, f"{twin}{suffix}") for url, content in documents.items()}
        others |= {file: documents[url] for url, file in files.items() if file not in documents}
        if sample is assertion and sign is unsigned and ASSERTION not in documents:
            files[ASSERTION] = f"{twin}{suffix}.json"
        others[f"resources-{twin}{suffix}.json"] = dict(files)
    chosen = {"resources": "{folder}/resources-{twin}.json", **(options or {})}
    made = {"name": name, "sign": sign, "sign_bad": sign_bad, "others": others, "options": chosen, **more}
    return Twins(rule=rule, bad=bad, good=good, sample=sample, **made)


def _file(url: str, content: Json | str, twin: str) -> str:
    """The name of the file with what stands at the address; after the twin where that is not what usually does. For a
    redirect, the other address."""
    if isinstance(content, str) and content.startswith("https://"):
        return content
    name = url.removeprefix("https://").replace(".example", "").replace("/", "-")
    if content == signing_profile():
        name = f"{name}-who-signs"
    elif url in USUAL and content != USUAL[url]:
        name = f"{name}-of-{twin}"
    return f"{name}.json" if isinstance(content, dict) else f"{name}.html" if content.startswith("<") else f"{name}.jws"


def with_world(world: World, **changed: Json | str) -> World:
    """The world with other things at the addresses of the assertion, the class, the issuer, the key or the list."""
    addresses = {"assertion": ASSERTION, "cls": CLASS, "issuer": ISSUER, "key": KEY, "revoked": LIST}
    return {**world, **{addresses[name]: deepcopy(content) for name, content in changed.items()}}


def without(world: World, *urls: str) -> World:
    return {url: content for url, content in world.items() if url not in urls}
