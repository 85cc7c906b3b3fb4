"""Verify an assertion of Open Badges 2.0: by what its issuer publishes at its id, or by its signature; and whether it
still counts (Open Badges 2.0, Verification)."""

from dataclasses import dataclass

from fairmark.validators.core.events import Taken
from fairmark.validators.core.levels import ERROR, WARNING, Outcome
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_endorsements import tell_if_gone, verify_endorsements
from fairmark.validators.credentials.badge2_entities import Entity, Missed, is_web
from fairmark.validators.credentials.badge2_hosting import check_scope, compare_with_host
from fairmark.validators.credentials.badge2_signature import verify_signature
from fairmark.validators.credentials.badge2_standing import (
    judge_dates,
    kind_of,
    look_for_revocation,
    result,
    tell_unknown_kind,
)
from fairmark.validators.credentials.flaws import Account, Defect, Flaw
from fairmark.validators.credentials.means import GO_ONLINE


@dataclass(frozen=True, slots=True)
class Verification:
    """How it came out. The paths of the defects lead from the document on."""

    defects: tuple[Defect, ...] = ()
    steps: tuple[Taken, ...] = ()


def verify(document: Badge2) -> Verification:
    """Everything about an assertion, all endorsements, and what any object links to; for what is older than 2.0,
    nothing."""
    if document.kind == "open-badge-1":
        return Verification()
    account = Account(document.top.path)
    _tell_links(document, account)
    if document.top.cls == "Assertion":
        _verify_assertion(document, account)
    verify_endorsements(document, account)
    if document.top.cls == "Assertion":
        account.step("result", *result(account))
    return Verification(tuple(account.defects), tuple(account.steps))


def _verify_assertion(document: Badge2, account: Account) -> None:
    assertion = document.top
    for name, found in (("badge", document.badge), ("issuer", document.issuer)):
        account.step(name, *_came_from(found))
    if assertion.revoked:
        account.defect(Flaw.REVOKED, *document.path(assertion, "revoked"), observed="it says so itself")
        account.step("status", "it says itself that it is revoked", Outcome.FAIL)
        return
    kind = kind_of(document, assertion)
    if kind == "SignedBadge":
        if verify_signature(document, assertion, document.token_of(assertion), account):
            look_for_revocation(document, assertion, account)
    elif kind == "HostedBadge":
        check_scope(document, assertion, account)
        compare_with_host(document, assertion, account)
    else:
        tell_unknown_kind(document, assertion, account)
    judge_dates(document, assertion, account)


def _came_from(found: Entity | None) -> tuple[str, Outcome]:
    if found is None:
        return "not at hand", Outcome.WARN
    if found.address:
        return f"read {found.address}", Outcome.PASS
    return "as the document has it", Outcome.WARN if is_web(found.id) else Outcome.PASS


def _tell_links(document: Badge2, account: Account) -> None:
    """What could not be looked up, what was something else, and what was found only by way of a redirect."""
    for missed in document.missed:
        reason = missed.reason
        if tell_if_gone(document, missed, account):
            continue
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
    for entity in document.entities:
        if entity.redirected:
            account.defect(Flaw.REDIRECTED, *document.path(entity), observed=f"the {entity.cls}")


def _is_needed(missed: Missed) -> bool:
    """Whether the badge itself rests on it: not what others say of it, and not the list of what has been revoked."""
    around: Entity | None = missed.source
    while around is not None:
        if around.cls == "Endorsement" and around.parent is not None:
            return False
        around = around.parent
    return missed.cls in ("BadgeClass", "Profile", "CryptographicKey")
