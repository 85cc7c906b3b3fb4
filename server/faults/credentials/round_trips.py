"""Faults of keeping: what was sent comes back changed, or not at all."""

from collections.abc import Callable
from functools import wraps
import html
import json
import re
from typing import Any

from fairmark.server.faults.credentials.exchange import LIST, Asked, Json, Reply, Serve
from fairmark.server.faults.credentials.fault import Change, body_of, host_fault
from fairmark.server.faults.credentials.relisting import relisted
from fairmark.validators.proofs import jws

VERSIONED = re.compile(r"context-[0-9.]+\.json$")
MOMENT = re.compile(r"(?<=T[0-9]{2}:[0-9]{2}:[0-9]{2})Z$")


def kept_as(change: Callable[[Json], Json]) -> Change:
    """The decorated function changes every credential with a proof in it that the list holds."""

    @body_of(LIST)
    @wraps(change)
    def changed(body: Json) -> Json:
        embedded = [change(one) for one in body.get("credential", ())]
        return {**body, "credential": embedded} if embedded else body

    return changed


@host_fault("loses-members-it-does-not-know", breaks="API-UPS-004")
@kept_as
def loses_members_it_does_not_know(credential: Json) -> Json:
    """Of a credential the members alone are kept that the host has a column for.

    A credential comes back that does not verify, without the evidence that it rested on.
    """
    known = ("@context", "id", "type", "name", "issuer", "validFrom", "validUntil", "credentialSubject", "proof")
    return {name: value for name, value in credential.items() if name in known}


@host_fault("loses-alignments", breaks="API-UPS-004")
@kept_as
def loses_alignments(credential: Json) -> Json:
    """Alignments are not kept.

    A credential comes back that does not verify, and no longer says which standards it is about.
    """
    told: Json = _pruned(credential)
    return told


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _pruned(one) for name, one in value.items() if name != "alignment"}
    return [_pruned(one) for one in value] if isinstance(value, list) else value


@host_fault("reorders-contexts", breaks="API-UPS-004")
@kept_as
def reorders_contexts(credential: Json) -> Json:
    """The contexts of a credential come back in another order.

    Consumers that go by the order refuse it, and its terms may mean something else.
    """
    return {**credential, "@context": [*reversed(credential["@context"])]}


@host_fault("rewrites-contexts", breaks="API-UPS-004")
@kept_as
def rewrites_contexts(credential: Json) -> Json:
    """The addresses of contexts are rewritten to those without a version.

    A credential comes back that does not verify where terms have changed.
    """
    told: Json = _texts(credential, lambda text: VERSIONED.sub("context.json", text))
    return told


@host_fault("rewrites-moments", breaks="API-UPS-004")
@kept_as
def rewrites_moments(credential: Json) -> Json:
    """Moments come back with the offset +00:00 in place of Z.

    A credential comes back that does not verify, though nothing in it means anything else.
    """
    told: Json = _texts(credential, lambda text: MOMENT.sub("+00:00", text))
    return told


@host_fault("escapes-html", breaks="API-UPS-004")
@kept_as
def escapes_html(credential: Json) -> Json:
    """Texts come back with characters escaped as in HTML.

    A credential comes back that does not verify, and shows `&amp;` where it had said `and`.
    """
    told: Json = _texts(credential, lambda text: html.escape(text, quote=False))
    return told


@host_fault("mistakes-the-encoding", breaks="API-UPS-004")
@kept_as
def mistakes_the_encoding(credential: Json) -> Json:
    """Letters other than those of English come back as two wrong ones.

    A credential comes back that does not verify, with the learner's name misspelt.
    """
    told: Json = json.loads(json.dumps(credential, ensure_ascii=False).encode().decode("latin-1"))
    return told


def _texts(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {name: _texts(one, change) for name, one in value.items()}
    if isinstance(value, list):
        return [_texts(one, change) for one in value]
    return change(value) if isinstance(value, str) else value


@host_fault("adds-members", breaks="API-UPS-004")
@kept_as
def adds_members(credential: Json) -> Json:
    """Every credential comes back with a member of the host's own in it.

    A credential comes back that does not verify.
    """
    return {**credential, "hostedAt": "https://host.example/1"}


@host_fault("loses-proofs", breaks="API-UPS-004")
@kept_as
def loses_proofs(credential: Json) -> Json:
    """Credentials come back without their proof.

    Nobody can tell any more who has issued them.
    """
    return {name: value for name, value in credential.items() if name != "proof"}


@host_fault("makes-json-of-tokens", breaks="API-UPS-004")
@body_of(LIST)
def makes_json_of_tokens(body: Json) -> Json:
    """A compact JWS comes back as the JSON that is signed in it.

    Nobody can tell any more who has issued it.
    """
    decoded = [jws.decode(token).claims for token in body.get("compactJwsString", ())]
    embedded = [*body.get("credential", ()), *decoded]
    return {"credential": embedded} if embedded else {}


@host_fault("renews-tokens", breaks="API-UPS-004")
@body_of(LIST)
def renews_tokens(body: Json) -> Json:
    """A compact JWS comes back with padding after its parts.

    A verifier that keeps to RFC 7515 refuses it.
    """
    tokens = [f"{token}==" for token in body.get("compactJwsString", ())]
    return {**body, "compactJwsString": tokens} if tokens else body


@host_fault("loses-tokens", breaks="API-UPS-004")
def loses_tokens(asked: Asked, serve: Serve) -> Reply:
    """Compact JWS are taken and never come back; the total does not count them either.

    A learner loses the credentials of half of all issuers without a sign.
    """
    return relisted(asked, serve, lambda whole: [one for one in whole if isinstance(one, dict)])
