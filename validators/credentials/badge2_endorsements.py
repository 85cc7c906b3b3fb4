"""Verify the endorsements of a document of Open Badges 2.0, each as an assertion would be: by what its issuer publishes
at its id, or by its signature. What does not hold is told at the endorsement's place, with one flaw."""

from dataclasses import replace

from fairmark.validators.core.levels import WARNING, Outcome
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_entities import Entity, Missed, is_web
from fairmark.validators.credentials.badge2_hosting import GONE, check_scope, compare_with_host
from fairmark.validators.credentials.badge2_signature import verify_signature
from fairmark.validators.credentials.badge2_standing import (
    judge_dates,
    kind_of,
    look_for_revocation,
    result,
    tell_unknown_kind,
)
from fairmark.validators.credentials.flaws import Account, Flaw

MOST_ENDORSEMENTS = 100
"""Of one document, at any depth, that are verified."""
OF_LINKS = (Flaw.NOT_LOOKED_UP, Flaw.REDIRECTED)
"""Flaws that are of the way to an endorsement, not of itself."""


def verify_endorsements(document: Badge2, account: Account) -> None:
    """Every endorsement that is in the document or was looked up for it, those of endorsements included."""
    for number, endorsement in enumerate(document.of("Endorsement")):
        place = document.path(endorsement)
        if number == MOST_ENDORSEMENTS:
            observed = f"it was not verified, as there are more than {MOST_ENDORSEMENTS}"
            account.defect(Flaw.ENDORSEMENT, *place, observed=observed, severity=WARNING)
            return
        own = Account(place)
        _verify(document, endorsement, own)
        own.step("result", *result(own))
        for defect in own.defects:
            is_own = defect.flaw not in OF_LINKS
            account.defects.append(replace(defect, flaw=Flaw.ENDORSEMENT, observed=defect.words) if is_own else defect)
        account.steps += own.steps


def tell_if_gone(document: Badge2, missed: Missed, account: Account) -> bool:
    """Whether it is an endorsement that was taken away for good, which is how a host revokes it."""
    if missed.cls != "Endorsement" or not missed.reason.startswith(GONE):
        return False
    place = document.path(missed.source, *missed.steps)
    account.defect(Flaw.ENDORSEMENT, *place, observed="its issuer has taken it away for good")
    return True


def _verify(document: Badge2, endorsement: Entity, account: Account) -> None:
    if endorsement.revoked:
        account.step("status", "it says itself that it is revoked", Outcome.FAIL)
        account.defect(Flaw.REVOKED, *document.path(endorsement, "revoked"), observed="it says so itself")
        return
    kind = kind_of(document, endorsement)
    if kind == "SignedBadge":
        _verify_signed(document, endorsement, account)
    elif kind == "HostedBadge":
        check_scope(document, endorsement, account)
        if not _is_published(endorsement):
            compare_with_host(document, endorsement, account)
    elif document.linked(endorsement, "verification"):  # that there is none is a matter of shape
        tell_unknown_kind(document, endorsement, account)
    judge_dates(document, endorsement, account)


def _is_published(endorsement: Entity) -> bool:
    """Whether it was read where it has to stand, so that there is nothing to compare."""
    return bool(endorsement.id) and endorsement.address == endorsement.id


def _verify_signed(document: Badge2, endorsement: Entity, account: Account) -> None:
    """A signed endorsement in a document stands there without its signature, which may be had at its id."""
    token = document.token_of(endorsement)
    if not token and not _is_published(endorsement):
        published = compare_with_host(document, endorsement, account)
        if published is None and is_web(endorsement.id):
            return
        token = published.token if published else ""
    if verify_signature(document, endorsement, token, account):
        look_for_revocation(document, endorsement, account)
