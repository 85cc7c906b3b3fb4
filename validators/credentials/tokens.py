"""VC-JWT: the compact JWS that a credential came as, its header, its signature and the claims that repeat members."""

from collections.abc import Mapping
from datetime import datetime
import math
from typing import Any

from fairmark.validators.core.levels import WARNING, Outcome
from fairmark.validators.credentials.anchoring import TokenKey, key_in_words, key_of_token
from fairmark.validators.credentials.document import Node
from fairmark.validators.credentials.flaws import Account, Flaw, passed
from fairmark.validators.credentials.means import Means, advice
from fairmark.validators.credentials.moments import moment, validity, written
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import (
    AlgorithmRefused,
    MalformedToken,
    PrivateMaterial,
    ProofError,
    Unsupported,
)

ALLOWED = (*jws.ALLOWED, "ES384")
HEADER = ("alg", "kid", "jwk", "typ")
"""The parameters that Open Badges 3.0 section 8.2.3 allows in the header."""
W3C_TYPES = ("vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt")
"""What the W3C's own way of securing credentials with JOSE writes as `typ`, now and in its drafts."""
EXTENSIONS = frozenset({"crit", "b64"})
"""Parameters that ask for what is not known here, so that the signature cannot be judged."""
KNOWN_PARAMETERS = ("cty", "crit", "b64", "iat", "iss", "exp", "jku", "x5u", "x5c", "x5t", "x5t#S256", "zip", "enc")
"""Names of parameters that may be repeated in a report, as they are nobody's."""


def verify_token(node: Node, payload: Mapping[str, Any], account: Account, means: Means) -> bool:
    """Verify the token of `node`, whose payload is `payload`; whether its signature holds and nothing speaks against
    it."""
    try:
        token = jws.decode(node.token)
    except MalformedToken as error:
        account.step("token", str(error), Outcome.FAIL)
        account.defect(Flaw.TOKEN, observed=str(error), in_token=True)
        return False
    _check_header(token, account)
    _check_signature(token, node, account, means)
    _check_claims(node, payload, account, means.now)
    return not account.failed


# -- header ----------------------------------------------------------------------------------------------------------


def _check_header(token: jws.Token, account: Account) -> None:
    kind = token.header.get("typ")
    of_w3c = isinstance(kind, str) and kind.lower() in W3C_TYPES
    if of_w3c:
        account.defect(Flaw.HEADER, observed=f"typ {kind}", expected="JWT", severity=WARNING, in_token=True)
    elif "typ" in token.header and not (isinstance(kind, str) and kind.lower() == "jwt"):
        account.defect(Flaw.HEADER, observed="another typ", expected="JWT", in_token=True)
    more = [name for name in token.header if name not in HEADER and not (of_w3c and name == "cty")]
    if more:
        known = [name for name in KNOWN_PARAMETERS if name in more]
        words = ", ".join(known) if len(known) == len(more) else f"{len(more)} more parameters"
        account.defect(Flaw.HEADER, observed=words, expected=", ".join(HEADER), in_token=True)


# -- key and signature -----------------------------------------------------------------------------------------------


def _check_signature(token: jws.Token, node: Node, account: Account, means: Means) -> None:
    try:
        algorithm = jws.algorithm_of(token, ALLOWED)
        found = key_of_token(token.header, node.issuer, means)
        verified = jws.verify(token, found.key, ALLOWED).verified
    except AlgorithmRefused as error:
        account.step("token", str(error), Outcome.FAIL)
        account.defect(Flaw.ALGORITHM, observed=str(error), in_token=True)
    except PrivateMaterial as error:
        account.step("key", str(error), Outcome.FAIL)
        account.defect(Flaw.PRIVATE_KEY, observed=str(error), in_token=True)
    except ProofError as error:
        account.step("key", str(error), Outcome.FAIL)
        if isinstance(error, Unsupported) and EXTENSIONS.intersection(token.header):
            return  # the header's rule speaks about them
        account.defect(Flaw.TOKEN_KEY, observed=str(error), hint=advice(error), in_token=True)
    else:
        account.step("token", f"VC-JWT, {algorithm}")
        _tell_key(found, account)
        account.step("signature", "holds" if verified else "does not hold", passed(verified))
        if not verified:
            account.defect(Flaw.TOKEN, observed="the signature is not the key's over this content", in_token=True)


def _tell_key(found: TokenKey, account: Account) -> None:
    read = "".join(f"; read {url}" for url in found.fetched)
    outcome = Outcome.PASS if found.anchor else Outcome.FAIL if found.is_anothers else Outcome.WARN
    account.step("key", f"{key_in_words(found.key)}; {found.anchor or found.doubt}{read}", outcome)
    if found.is_anothers:
        account.defect(Flaw.CONTROLLER, observed=found.doubt, in_token=True)
    elif not found.anchor:
        account.defect(Flaw.NOT_ANCHORED, observed=found.doubt, in_token=True)


# -- claims ----------------------------------------------------------------------------------------------------------


def _check_claims(node: Node, payload: Mapping[str, Any], account: Account, now: datetime) -> None:
    """The registered claims repeat members of the credential (Open Badges 3.0 section 8.2.4)."""
    before = len(account.defects)
    subject = node.data.get("credentialSubject")
    several = subject if isinstance(subject, list) else [subject]
    subjects = [each.get("id") for each in several if isinstance(each, Mapping)]
    _check_text("iss", Flaw.ISS, payload, [node.issuer], account)
    _check_text("sub", Flaw.SUB, payload, subjects, account)
    _check_text("jti", Flaw.JTI, payload, [node.data.get("id")], account)
    begins, ends = validity(node)
    _check_moment("nbf", Flaw.NBF, payload, begins, account)
    if ends is not None or "exp" in payload:
        _check_moment("exp", Flaw.EXP, payload, ends, account)
    if ends is None and _is_past(payload.get("exp"), now):
        account.defect(Flaw.EXP, "exp", observed="it is past", expected=written(now), in_token=True)
    if "vc" in payload and node.model == "2.0":
        account.defect(Flaw.VC_CLAIM, "vc", in_token=True)
    account.step("claims", "repeat the credential", passed(len(account.defects) == before))


def _check_text(name: str, flaw: Flaw, payload: Mapping[str, Any], members: list[Any], account: Account) -> None:
    claim = payload.get(name)
    own = [member for member in members if isinstance(member, str) and member]
    if claim is None:
        account.defect(flaw, name, observed="missing", in_token=True)
    elif not isinstance(claim, str):
        account.defect(flaw, name, observed="no text", in_token=True)
    elif own and claim not in own:
        account.defect(flaw, name, observed="another value", in_token=True)
    elif not own and name == "sub":
        account.defect(flaw, name, observed="a claim, while the subject has no id", in_token=True)


def _check_moment(name: str, flaw: Flaw, payload: Mapping[str, Any], member: Any, account: Account) -> None:
    """Compared by whole seconds, as a NumericDate seldom says more."""
    claim, when = payload.get(name), moment(member)
    seconds = _number(claim)
    if claim is None:
        account.defect(flaw, name, observed="missing", in_token=True)
    elif seconds is None:
        account.defect(flaw, name, observed="no number of seconds", in_token=True)
    elif when and math.floor(seconds) != math.floor(when.timestamp()):
        account.defect(flaw, name, observed="another moment", expected=written(when), in_token=True)


def _number(value: object) -> int | float | None:
    """`value`, if it is a number of seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None


def _is_past(value: object, now: datetime) -> bool:
    seconds = _number(value)
    return seconds is not None and seconds <= now.timestamp()
