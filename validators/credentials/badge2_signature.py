"""Verify a signed assertion of Open Badges 2.0: the compact JWS that it came as, with a key that its issuer lists."""

from dataclasses import dataclass

from fairmark.validators.core.levels import WARNING, Outcome
from fairmark.validators.credentials.anchoring import key_in_words
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_entities import Entity, addresses
from fairmark.validators.credentials.flaws import Account, Flaw
from fairmark.validators.credentials.means import GO_ONLINE
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import AlgorithmRefused, MalformedToken, PrivateMaterial, ProofError
from fairmark.validators.proofs.keys import PublicKey
from fairmark.validators.proofs.pem import public_key_from_pem

ALLOWED = (*jws.ALLOWED, "ES384")
MOST_KEYS = 20
"""Keys of one issuer that are tried."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A key that the issuer lists, and the name that it has there."""

    entity: Entity
    key: PublicKey


def verify_signature(document: Badge2, signed: Entity, text: str, account: Account) -> bool:
    """Whether `text` is a JWS whose signature is one of the keys' of the issuer of `signed`, which is its payload."""
    place = document.path(signed)
    if not text:
        account.step("token", "there is none", Outcome.FAIL)
        says_so = document.path(signed, "verification")
        account.defect(Flaw.NO_PROOF, *says_so, observed="it says that it is signed, but is no JWS")
        return False
    try:
        token = jws.decode(text)
        algorithm = jws.algorithm_of(token, ALLOWED)
    except (AlgorithmRefused, MalformedToken) as error:
        account.step("token", str(error), Outcome.FAIL)
        flaw = Flaw.ALGORITHM if isinstance(error, AlgorithmRefused) else Flaw.TOKEN
        account.defect(flaw, *place, observed=str(error), expected=", ".join(ALLOWED))
        return False
    except ProofError as error:
        account.step("token", str(error), Outcome.FAIL)
        account.defect(Flaw.TOKEN, *place, observed=str(error))
        return False
    account.step("token", f"JWS, {algorithm}")
    return _by_a_key(document, signed, token, account)


def _by_a_key(document: Badge2, signed: Entity, token: jws.Token, account: Account) -> bool:
    listed = _listed(document, signed, account)
    if listed is None:
        return False
    tried = account.beginning()
    issuer = document.issuer_of(signed)
    candidates = [each for entity in listed[:MOST_KEYS] if (each := _candidate(document, issuer, entity, tried))]
    fitting = [each for each in candidates if _fits(token, each.key)]
    if not fitting:
        account.take(tried)
        account.step("key", "no usable one is at hand", Outcome.FAIL)
        if not tried.failed:
            _tell_no_key(document, signed, account)
        return False
    for each in fitting:
        if jws.verify(token, each.key, ALLOWED).verified:
            account.step("key", f"{key_in_words(each.key)}; {each.entity.id or 'in the profile of the issuer'}")
            account.step("signature", "holds")
            # That another of its keys cannot be used matters to nobody, unless it is a private one.
            account.defects += [defect for defect in tried.defects if defect.flaw is Flaw.PRIVATE_KEY]
            return True
    account.take(tried)
    account.step("signature", "does not hold", Outcome.FAIL)
    observed = "the signature is none of the issuer's keys' over this content"
    account.defect(Flaw.TOKEN, *document.path(signed), observed=observed)
    return False


def _tell_no_key(document: Badge2, signed: Entity, account: Account) -> None:
    """What could not be verified is not accepted, be it that only nobody asked. An endorsement, on which the badge does
    not rest, may be out of reach for a while."""
    out_of_reach = _is_out_of_reach(document, document.issuer_of(signed))
    offline = any(missed.offline and missed.cls in NEEDED for missed in document.missed)
    account.defect(
        Flaw.TOKEN_KEY,
        *document.path(signed, "verification"),
        observed="no key of the issuer is at hand" if out_of_reach else "the issuer lists no key that fits",
        hint=GO_ONLINE if offline and out_of_reach else "",
        severity=WARNING if out_of_reach and signed is not document.top else None,
    )


def _is_out_of_reach(document: Badge2, issuer: Entity | None) -> bool:
    """Whether the issuer, or a key that its profile lists, could not be had."""
    return issuer is None or len(document.linked(issuer, "publicKey")) < len(issuer.data.get("publicKey", []))


NEEDED = ("BadgeClass", "Profile", "CryptographicKey")
"""Classes without which the key is not known."""


def _listed(document: Badge2, signed: Entity, account: Account) -> list[Entity] | None:
    """The keys that the issuer's profile lists, only the one that `signed` names where it does; None if that one is not
    among them."""
    issuer = document.issuer_of(signed)
    if issuer is None:
        return []
    keys = document.linked(issuer, "publicKey")
    verification = next(iter(document.linked(signed, "verification")), None)
    named = _name_of_creator(document, verification) if verification else ""
    if not named:
        return keys
    if named not in _names_of_keys(document, issuer):
        account.step("key", "not in the profile of the issuer", Outcome.FAIL)
        place = document.path(signed, "verification")
        account.defect(Flaw.CONTROLLER, *place, observed="the profile of the issuer does not list it under publicKey")
        return None
    return [key for key in keys if key.id == named]


def _name_of_creator(document: Badge2, verification: Entity) -> str:
    embedded = document.linked(verification, "creator")
    return next(iter([*addresses(verification.data.get("creator")), *(each.id for each in embedded)]), "")


def _names_of_keys(document: Badge2, issuer: Entity) -> list[str]:
    return [*addresses(issuer.data.get("publicKey")), *(key.id for key in document.linked(issuer, "publicKey"))]


def _candidate(document: Badge2, issuer: Entity | None, entity: Entity, account: Account) -> Candidate | None:
    """The key that the object holds, if it can be used and says nobody else is its owner."""
    place = document.path(entity)
    owner = entity.text("owner")
    if owner and issuer and owner != issuer.id:
        account.defect(Flaw.CONTROLLER, *place, observed="its owner is not the issuer")
        return None
    try:
        return Candidate(entity, public_key_from_pem(entity.text("publicKeyPem")))
    except PrivateMaterial as error:
        account.defect(Flaw.PRIVATE_KEY, *place, observed=str(error))
    except ProofError as error:
        account.defect(Flaw.TOKEN_KEY, *place, observed=str(error))
    return None


def _fits(token: jws.Token, key: PublicKey) -> bool:
    return jws.ALGORITHMS[jws.algorithm_of(token, ALLOWED)] is key.kind
