"""What exactly was signed: the canonical form of a credential and of its proof options, or header and payload of its
token, with the digests that the steps of the verification name."""

from collections.abc import Iterator, Mapping
import hashlib
from typing import Any, NamedTuple

import orjson

from fairmark.server.web.credentials_parts import cut
from fairmark.validators.credentials.document import Node
from fairmark.validators.proofs import data_integrity, jws
from fairmark.validators.proofs.encoding import decode_multibase
from fairmark.validators.proofs.errors import Malformed, ProofError
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.keys import Kind
from fairmark.validators.proofs.proof_sets import inputs_of

LONGEST = 60_000
"""Characters of a form that are shown."""
MOST = 3
"""Proofs of one credential whose forms are shown."""


class Canonical(NamedTuple):
    """`text` is what was hashed, or its beginning, `digest` the name of the hash and the digest of the whole text; ""
    where the text is shown in another spelling than that which was signed."""

    title: str
    text: str
    digest: str


def canonical_forms(node: Node, json_ld: JsonLd) -> list[Canonical]:
    """The forms of the credential's token and of its first proofs; those that cannot be made are left out, as the steps
    say why."""
    return [*_of_token(node.token), *_of_proofs(node, json_ld)]


def _of_token(token: str) -> Iterator[Canonical]:
    if not token:
        return
    try:
        parts = jws.decode(token)
        payload: Any = parts.claims
    except ProofError:
        return
    digest = f"SHA-256 of header and payload as they were sent: {hashlib.sha256(parts.signing_input).hexdigest()}"
    yield Canonical("Header of the token", _pretty(parts.header), "")
    yield Canonical("Payload of the token", _pretty(payload), digest)


def _of_proofs(node: Node, json_ld: JsonLd) -> Iterator[Canonical]:
    try:
        inputs = inputs_of(node.members)[:MOST]
    except ProofError:
        return
    for each in inputs:
        try:
            suite = data_integrity.suite_of(each.proof)
            kind = _kind(suite, each.proof.get("proofValue"))
            options = {name: value for name, value in each.proof.items() if name != "proofValue"}
            hashes = data_integrity.hash_data_of(each.document, options, suite, kind, json_ld)
        except ProofError:
            continue
        form = "N-Quads (RDFC-1.0)" if suite.rdf else "JSON (RFC 8785)"
        of = f" of proof {each.place + 1}" if len(inputs) > 1 else ""
        yield _form(f"The credential as canonical {form}", hashes.canonical_document, kind, hashes.document_digest)
        yield _form(f"The proof options{of} as canonical {form}", hashes.canonical_options, kind, hashes.options_digest)


def _form(title: str, text: str, kind: Kind, digest: bytes) -> Canonical:
    return Canonical(title, cut(text, LONGEST), f"{kind.digest.upper().replace('SHA', 'SHA-')}: {digest.hex()}")


def _kind(suite: data_integrity.Suite, value: object) -> Kind:
    """The kind of key that has made the signature, by its length: it decides on the hash."""
    try:
        octets = len(decode_multibase(value)) if isinstance(value, str) else 0
    except Malformed:
        octets = 0
    return next((kind for kind in suite.kinds if 2 * kind.size == octets), suite.kinds[0])


def _pretty(value: Mapping[str, Any]) -> str:
    try:
        return cut(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode(), LONGEST)
    except (TypeError, orjson.JSONEncodeError):  # numbers or nesting beyond what it writes
        return ""
