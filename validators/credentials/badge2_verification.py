"""Verify an assertion of Open Badges 2.0: by what its issuer publishes at its id, or by its signature; and whether it
still counts (Open Badges 2.0, Verification)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from fairmark.validators.core.events import Taken
from fairmark.validators.core.levels import ERROR, WARNING, Outcome
from fairmark.validators.credentials.badge2 import Badge2, Entity, Missed, is_web
from fairmark.validators.credentials.badge2_signature import verify_signature
from fairmark.validators.credentials.flaws import Account, Defect, Flaw, error_in, passed
from fairmark.validators.credentials.means import GO_ONLINE
from fairmark.validators.credentials.moments import written
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import Malformed, Unavailable
from fairmark.validators.proofs.json_object import json_object
from fairmark.validators.proofs.references import OFFLINE

GONE = "410 "
"""How the reason begins if what was asked for is gone for good: so a host says that a badge is revoked."""
EXTENSION = "Extension"
KINDS = ("HostedBadge", "SignedBadge")


@dataclass(frozen=True, slots=True)
class Verification:
    """How it came out. The paths of the defects lead from the document on."""

    defects: tuple[Defect, ...] = ()
    steps: tuple[Taken, ...] = ()


def verify(document: Badge2) -> Verification:
    """Everything about an assertion, and what any object links to; for what is older than 2.0, nothing."""
    if document.kind == "open-badge-1":
        return Verification()
    account = Account(document.top.path)
    _tell_links(document, account)
    if document.top.cls == "Assertion":
        _verify_assertion(document, account)
        account.step("result", *_result(account))
    return Verification(tuple(account.defects), tuple(account.steps))


def _verify_assertion(document: Badge2, account: Account) -> None:
    assertion = document.top
    for name, found in (("badge", document.badge), ("issuer", document.issuer)):
        account.step(name, *_came_from(found))
    if assertion.revoked:
        account.defect(Flaw.REVOKED, *document.path(assertion, "revoked"), observed="it says so itself")
        account.step("status", "it says itself that it is revoked", Outcome.FAIL)
        return
    kind = kind_of(document)
    if kind == "SignedBadge":
        if verify_signature(document, account):
            _look_for_revocation(document, account)
    elif kind == "HostedBadge":
        _check_scope(document, account)
        _compare_with_host(document, account)
    else:
        _tell_unknown_kind(document, account)
    _judge_dates(document, account)


def kind_of(document: Badge2) -> str:
    """ "HostedBadge", "SignedBadge" or "" for what cannot be verified here."""
    verification = next(iter(document.linked(document.top, "verification")), None)
    types = verification.types if verification else []
    return next((kind for kind in KINDS if kind in types), "")


def _tell_unknown_kind(document: Badge2, account: Account) -> None:
    """An extension may bring a way to verify of its own; anything else is simply wrong."""
    verification = next(iter(document.linked(document.top, "verification")), None)
    extended = verification is not None and EXTENSION in verification.types
    account.step("verification", "of a kind that is not known here", Outcome.WARN if extended else Outcome.FAIL)
    place = document.path(verification, "type") if verification else document.path(document.top, "verification")
    account.defect(
        Flaw.UNSUPPORTED,
        *place,
        observed="that of an extension" if extended else "another one",
        expected=" or ".join(KINDS),
        severity=WARNING if extended else None,
    )


def _came_from(found: Entity | None) -> tuple[str, Outcome]:
    if found is None:
        return "not at hand", Outcome.WARN
    if found.address:
        return f"read {found.address}", Outcome.PASS
    return "as the document has it", Outcome.WARN if is_web(found.id) else Outcome.PASS


def _tell_links(document: Badge2, account: Account) -> None:
    """What could not be looked up, and what was something else."""
    for missed in document.missed:
        reason = missed.reason
        severity = ERROR if _is_needed(missed) and not missed.offline else WARNING
        account.defect(
            Flaw.NOT_LOOKED_UP,
            *document.path(missed.source, *missed.steps),
            observed=reason,
            expected=missed.cls,
            hint=GO_ONLINE if missed.offline else "",
            severity=severity,
        )
    for strange in document.strange:
        place = document.path(strange.source, *strange.steps)
        account.defect(Flaw.STRANGE, *place, observed=strange.words, severity=WARNING if strange.excused else ERROR)


def _is_needed(missed: Missed) -> bool:
    """Whether the badge itself rests on it: not what others say of it, and not the list of what has been revoked."""
    around: Entity | None = missed.source
    while around is not None:
        if around.cls == "Endorsement" and around.parent is not None:
            return False
        around = around.parent
    return missed.cls in ("BadgeClass", "Profile", "CryptographicKey")


# -- hosted badges ---------------------------------------------------------------------------------------------------


def _check_scope(document: Badge2, account: Account) -> None:
    """The id of a hosted badge lies where its issuer says that it publishes them, or else at the issuer's own host."""
    assertion, issuer = document.top, document.issuer
    place = document.path(assertion, "id")
    if not is_web(assertion.id):
        if assertion.id:
            account.defect(Flaw.SCOPE, *place, observed="no http or https address", expected="an address of its issuer")
        return
    if issuer is None:
        return
    policy = next(iter(document.linked(issuer, "verification")), None)
    begins = policy.texts("startsWith") if policy else []
    origins = policy.texts("allowedOrigins") if policy else []
    if not begins and not origins and is_web(issuer.id):
        origins = [_host(issuer.id)]
    within = any(_begins(assertion.id, each) for each in begins) if begins else True
    at_origin = _host(assertion.id) in [each.lower() for each in origins] if origins else True
    account.step(
        "scope", "where its issuer publishes" if within and at_origin else "elsewhere", passed(within and at_origin)
    )
    if not within:
        account.defect(Flaw.SCOPE, *place, observed="another address", expected="one that begins as startsWith says")
    if not at_origin:
        account.defect(Flaw.SCOPE, *place, observed="another host", expected=f"one of {', '.join(origins)}")


def _begins(address: str, prefix: str) -> bool:
    return bool(prefix) and address.startswith(prefix) and _host(address) == _host(prefix)


def _host(url: str) -> str:
    """Host and port, without what a URL may say of a user."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def _compare_with_host(document: Badge2, account: Account) -> None:
    """What stands at the id of a hosted badge is the badge; the copy at hand has to say the same."""
    assertion = document.top
    if not is_web(assertion.id):
        return
    place = document.path(assertion, "id")
    try:
        published = Entity("Assertion", (), json_object(document.means.get(assertion.id), jws.LARGEST), "", None)
    except Unavailable as error:
        _tell_unavailable(str(error), place, account)
        return
    except Malformed as error:
        account.step("hosted", str(error), Outcome.FAIL)
        account.defect(Flaw.HOSTED_OTHERWISE, *place, observed=str(error), expected="the assertion")
        return
    if published.revoked:
        account.step("hosted", "revoked", Outcome.FAIL)
        account.defect(Flaw.REVOKED, *place, observed="its issuer says so at its id")
        return
    other = [name for name, compare in COMPARED.items() if compare(assertion, name) != compare(published, name)]
    account.step("hosted", f"differs in {', '.join(other)}" if other else "the same at its id", passed(not other))
    for name in other:
        account.defect(Flaw.HOSTED_OTHERWISE, *document.path(assertion, name), observed=name)


def _tell_unavailable(reason: str, place: tuple[str | int, ...], account: Account) -> None:
    if reason.startswith(GONE):
        account.step("hosted", "gone", Outcome.FAIL)
        account.defect(Flaw.REVOKED, *place, observed="its issuer has taken it away for good")
        return
    offline = reason == OFFLINE
    account.step("hosted", reason, Outcome.WARN if offline else Outcome.FAIL)
    account.defect(
        Flaw.NOT_LOOKED_UP,
        *place,
        observed=reason,
        expected="the assertion at its id",
        hint=GO_ONLINE if offline else "",
        severity=WARNING if offline else ERROR,
    )


def _id(entity: Entity, name: str) -> Any:
    value = entity.data.get(name)
    return value.get("id", value.get("@id")) if isinstance(value, Mapping) else value


def _moment(entity: Entity, name: str) -> Any:
    return timestamp(entity.data.get(name)) or entity.data.get(name)


def _identity(entity: Entity, name: str) -> Any:
    value = entity.data.get(name)
    if not isinstance(value, Mapping):
        return value
    inner = Entity("IdentityObject", (), value, name, None)
    return (*inner.types, *(inner.data.get(each) for each in ("identity", "hashed", "salt")))


COMPARED = {"id": _id, "recipient": _identity, "badge": _id, "issuedOn": _moment, "expires": _moment}
"""Members that say who was awarded what when, and how each is compared. Descriptions may have been improved since."""

# -- what counts now -------------------------------------------------------------------------------------------------


def timestamp(text: object) -> datetime | None:
    """The moment that an ISO 8601 date and time with a time zone says, None for what is none."""
    if not isinstance(text, str) or "T" not in text.upper():
        return None
    try:
        when = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return when if when.tzinfo else None


def _judge_dates(document: Badge2, account: Account) -> None:
    assertion = document.top
    issued, expires = (timestamp(assertion.data.get(name)) for name in ("issuedOn", "expires"))
    now = written(document.means.now)
    in_time = True
    if issued is not None and issued > document.means.now:
        in_time = False
        place = document.path(assertion, "issuedOn")
        account.defect(Flaw.NOT_YET_VALID, *place, observed=f"issued on {written(issued)}", expected=now)
    if expires is not None and expires < document.means.now:
        in_time = False
        place = document.path(assertion, "expires")
        account.defect(Flaw.EXPIRED, *place, observed=f"valid until {written(expires)}", expected=now)
    span = f"until {written(expires)}" if expires else "without end"
    account.step("dates", f"valid {span}; judged as of {now}", passed(in_time))


def _look_for_revocation(document: Badge2, account: Account) -> None:
    """Look the assertion up in its issuer's list of revoked ones, by id, or by uid as older badges have it."""
    lists = document.linked(document.issuer, "revocationList") if document.issuer else []
    names = {name for name in (document.top.id, document.top.text("uid")) if name}
    for revocations in lists:
        revoked = [name for name in revoked_in(revocations) if name in names]
        account.step("status", "revoked" if revoked else "not in the revocation list", passed(not revoked))
        if revoked:
            account.defect(Flaw.REVOKED, *document.path(document.top, "id"), observed="its issuer's list names it")


def revoked_in(revocations: Entity) -> list[str]:
    """The ids and uids of the assertions that a list revokes."""
    names = []
    entries = revocations.data.get("revokedAssertions")
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, Mapping):
            if entry.get("revoked") is not False:
                names += [each for name in ("id", "@id", "uid") if isinstance(each := entry.get(name), str)]
        elif isinstance(entry, str):
            names.append(entry)
    return names


def _result(account: Account) -> tuple[str, Outcome]:
    wrong = list(dict.fromkeys(defect.flaw.words for defect in error_in(account.defects)))
    if wrong:
        return f"not accepted: {'; '.join(wrong)}", Outcome.FAIL
    doubts = list(dict.fromkeys(defect.flaw.words for defect in account.defects))
    if doubts:
        return f"nothing speaks against it, but {'; '.join(doubts)}", Outcome.WARN
    return "accepted", Outcome.PASS
