"""Whether an assertion or an endorsement of Open Badges 2.0 says how it is verified, and whether it counts now."""

from collections.abc import Mapping
from datetime import datetime

from fairmark.validators.core.levels import WARNING, Outcome
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_entities import Entity
from fairmark.validators.credentials.flaws import Account, Flaw, error_in, passed
from fairmark.validators.credentials.moments import written

EXTENSION = "Extension"
KINDS = ("HostedBadge", "SignedBadge")


def kind_of(document: Badge2, entity: Entity) -> str:
    """ "HostedBadge", "SignedBadge" or "" for what cannot be verified here."""
    verification = next(iter(document.linked(entity, "verification")), None)
    types = verification.types if verification else []
    return next((kind for kind in KINDS if kind in types), "")


def tell_unknown_kind(document: Badge2, entity: Entity, account: Account) -> None:
    """An extension may bring a way to verify of its own; anything else is simply wrong."""
    verification = next(iter(document.linked(entity, "verification")), None)
    extended = verification is not None and EXTENSION in verification.types
    account.step("verification", "of a kind that is not known here", Outcome.WARN if extended else Outcome.FAIL)
    place = document.path(verification, "type") if verification else document.path(entity, "verification")
    account.defect(
        Flaw.UNSUPPORTED,
        *place,
        observed="that of an extension" if extended else "another one",
        expected=" or ".join(KINDS),
        severity=WARNING if extended else None,
    )


def timestamp(text: object) -> datetime | None:
    """The moment that an ISO 8601 date and time with a time zone says, None for what is none."""
    if not isinstance(text, str) or "T" not in text.upper():
        return None
    try:
        when = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return when if when.tzinfo else None


def judge_dates(document: Badge2, entity: Entity, account: Account) -> None:
    issued, expires = (timestamp(entity.data.get(name)) for name in ("issuedOn", "expires"))
    now = written(document.means.now)
    in_time = True
    if issued is not None and issued > document.means.now:
        in_time = False
        place = document.path(entity, "issuedOn")
        account.defect(Flaw.NOT_YET_VALID, *place, observed=f"issued on {written(issued)}", expected=now)
    if expires is not None and expires < document.means.now:
        in_time = False
        place = document.path(entity, "expires")
        account.defect(Flaw.EXPIRED, *place, observed=f"valid until {written(expires)}", expected=now)
    span = f"until {written(expires)}" if expires else "without end"
    account.step("dates", f"valid {span}; judged as of {now}", passed(in_time))


def look_for_revocation(document: Badge2, entity: Entity, account: Account) -> None:
    """Look it up in its issuer's list of what was revoked, by id, or by uid as older badges have it."""
    issuer = document.issuer_of(entity)
    lists = document.linked(issuer, "revocationList") if issuer else []
    names = {name for name in (entity.id, entity.text("uid")) if name}
    for revocations in lists:
        revoked = [name for name in revoked_in(revocations) if name in names]
        account.step("status", "revoked" if revoked else "not in the revocation list", passed(not revoked))
        if revoked:
            account.defect(Flaw.REVOKED, *document.path(entity, "id"), observed="its issuer's list names it")


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


def result(account: Account) -> tuple[str, Outcome]:
    wrong = list(dict.fromkeys(defect.flaw.words for defect in error_in(account.defects)))
    if wrong:
        return f"not accepted: {'; '.join(wrong)}", Outcome.FAIL
    doubts = list(dict.fromkeys(defect.flaw.words for defect in account.defects))
    if doubts:
        return f"nothing speaks against it, but {'; '.join(doubts)}", Outcome.WARN
    return "accepted", Outcome.PASS
