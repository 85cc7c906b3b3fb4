"""What a displayer should have shown of a badge: worked out from the badge itself, by verifying it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fairmark.validators.credentials.document import Credential
from fairmark.validators.credentials.flaws import STANDING, Flaw, error_in
from fairmark.validators.credentials.moments import moment, validity
from fairmark.validators.credentials.verification import Role, Verification, role_of
from fairmark.validators.fetching import reference_fetch
from fairmark.validators.proofs.references import References
from fairmark.validators.readers.limits import Limits
from fairmark.validators.suites.displayers.answers import EXPIRED, INVALID, NOT_YET_VALID, REVOKED, VERIFIED
from fairmark.validators.suites.displayers.kit import Kit
from fairmark.validators.suites.reading import read

STANDINGS = ((Flaw.REVOKED, REVOKED), (Flaw.EXPIRED, EXPIRED), (Flaw.NOT_YET_VALID, NOT_YET_VALID))
"""What speaks against a credential whose proofs hold, to its status; the first that applies counts."""
ENDORSEMENT = "broken endorsement"
OLDER, RECORD = " (VC Data Model 1.1)", " (CLR 2.0)"


@dataclass(frozen=True, slots=True)
class Expected:
    """`group` is what reports call the kind of badge; `why` says in words what is wrong with it, "" for nothing.
    `texts` are, by the names of the form's fields, the texts that may be shown there; `dates` those of issue."""

    name: str
    status: str
    group: str
    why: str
    texts: Mapping[str, frozenset[str]]
    dates: frozenset[date]
    baked: bool

    @property
    def is_endorsement(self) -> bool:
        """Whether nothing but an endorsement in it is wrong."""
        return self.group == ENDORSEMENT


def expected_of(kit: Kit, now: datetime) -> list[Expected]:
    """What is right for each badge of the kit at that moment, in the order of their names."""
    references = References(reference_fetch(kit.resources, Limits(), online=False, allow_private=False))
    return [_expected(name, kit.badges[name], references, now) for name in sorted(kit.badges)]


def _expected(name: str, data: bytes, references: References, now: datetime) -> Expected:
    served = read(name, data, f"/{name}", references, now)
    document = served[0].document if len(served) == 1 else None
    if document is None:
        return Expected(name, INVALID, INVALID, "it cannot be read as a credential", {}, frozenset(), baked=False)
    status, why = _status(document)
    baked = bool(served[0].container)
    return Expected(name, status, _group(document, status), why, _texts(document), _dates(document), baked)


def _status(document: Credential) -> tuple[str, str]:
    results = document.verifications
    own = results[document.top]
    flaws = [defect.flaw for defect in error_in(own.defects)]
    wrong = [flaw.words for flaw in flaws if flaw not in STANDING]
    if own.lost:
        wrong.append("a part of it is not signed")
    if any(role_of(node) is Role.NESTED and _fails(result) for node, result in results.items()):
        wrong.append("a credential in it does not hold")
    if wrong:
        return INVALID, wrong[0]
    for flaw, status in STANDINGS:
        if flaw in flaws:
            return status, flaw.words
    return (INVALID, flaws[0].words) if flaws else (VERIFIED, "")


def _fails(result: Verification) -> bool:
    return bool(result.lost) or any(error_in(result.defects))


def _group(document: Credential, status: str) -> str:
    results = document.verifications
    if any(role_of(node) is Role.ENDORSEMENT and _fails(result) for node, result in results.items()):
        return ENDORSEMENT
    suffix = RECORD if document.standard == "CLR" else OLDER if document.top.model == "1.1" else ""
    return status + suffix


# -- what is shown ---------------------------------------------------------------------------------------------------


def _texts(document: Credential) -> dict[str, frozenset[str]]:
    data = document.data
    achievement = _at(data, "credentialSubject", "achievement")
    return {
        "name": _said(data.get("name"), achievement.get("name")),
        "description": _said(data.get("description"), achievement.get("description")),
        "issuer": _said(_at(data, "issuer").get("name")),
    }


def _at(value: Any, *names: str) -> Mapping[str, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _said(*values: Any) -> frozenset[str]:
    return frozenset(" ".join(value.split()) for value in values if isinstance(value, str))


def _dates(document: Credential) -> frozenset[date]:
    moments = (moment(validity(document.top)[0]), moment(document.data.get("awardedDate")))
    return frozenset(when.date() for when in moments if when)
