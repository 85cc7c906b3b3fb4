"""Compare an assertion or an endorsement of Open Badges 2.0 with what its issuer publishes at its id."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from fairmark.validators.core.levels import ERROR, WARNING, Outcome
from fairmark.validators.core.location import Path
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_entities import Entity, Published, is_web
from fairmark.validators.credentials.badge2_standing import timestamp
from fairmark.validators.credentials.flaws import Account, Flaw, passed
from fairmark.validators.credentials.means import GO_ONLINE
from fairmark.validators.proofs.errors import Malformed, Unavailable
from fairmark.validators.proofs.references import OFFLINE

GONE = "410 "
"""How the reason begins if what was asked for is gone for good: so a host says that a badge is revoked."""


def check_scope(document: Badge2, entity: Entity, account: Account) -> None:
    """The id of a hosted badge, or endorsement, lies where its issuer says that it publishes them, or else at the
    issuer's own host."""
    issuer = document.issuer_of(entity)
    place = document.path(entity, "id")
    if not is_web(entity.id):
        if entity.id:
            account.defect(Flaw.SCOPE, *place, observed="no http or https address", expected="an address of its issuer")
        return
    if issuer is None:
        return
    policy = next(iter(document.linked(issuer, "verification")), None)
    begins = policy.texts("startsWith") if policy else []
    origins = policy.texts("allowedOrigins") if policy else []
    if not begins and not origins and is_web(issuer.id):
        origins = [_host(issuer.id)]
    within = any(_begins(entity.id, each) for each in begins) if begins else True
    at_origin = _host(entity.id) in [each.lower() for each in origins] if origins else True
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


def compare_with_host(document: Badge2, entity: Entity, account: Account) -> Published | None:
    """What stands at the id of a hosted badge, or endorsement, is that badge; the copy at hand has to say the same. It
    is given back, None where it could not be had."""
    if not is_web(entity.id):
        return None
    place = document.path(entity, "id")
    try:
        published = document.published(entity.cls, entity.id)
    except Unavailable as error:
        _tell_unavailable(str(error), entity is document.top, place, account)
        return None
    except Malformed as error:
        account.step("hosted", str(error), Outcome.FAIL)
        account.defect(Flaw.HOSTED_OTHERWISE, *place, observed=str(error), expected=f"the {entity.cls}")
        return None
    if published.redirected:
        account.defect(Flaw.REDIRECTED, *place, observed=f"the {entity.cls}")
    hosted = Entity(entity.cls, (), published.data, "", None)
    if hosted.revoked:
        account.step("hosted", "revoked", Outcome.FAIL)
        account.defect(Flaw.REVOKED, *place, observed="its issuer says so at its id")
        return None
    compared = COMPARED[entity.cls]
    other = [name for name, compare in compared.items() if compare(entity, name) != compare(hosted, name)]
    account.step("hosted", f"differs in {', '.join(other)}" if other else "the same at its id", passed(not other))
    for name in other:
        account.defect(Flaw.HOSTED_OTHERWISE, *document.path(entity, name), observed=name)
    return published


def _tell_unavailable(reason: str, needed: bool, place: Path, account: Account) -> None:
    if reason.startswith(GONE):
        account.step("hosted", "gone", Outcome.FAIL)
        account.defect(Flaw.REVOKED, *place, observed="its issuer has taken it away for good")
        return
    offline = reason == OFFLINE
    account.step("hosted", reason, Outcome.FAIL if needed and not offline else Outcome.WARN)
    account.defect(
        Flaw.NOT_LOOKED_UP,
        *place,
        observed=reason,
        expected="what stands at its id",
        hint=GO_ONLINE if offline else "",
        severity=ERROR if needed and not offline else WARNING,
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


def _claim(entity: Entity, name: str) -> Any:
    value = entity.data.get(name)
    if not isinstance(value, Mapping):
        return value
    said = Entity("Claim", (), value, name, None).data
    return {each: words for each, words in said.items() if each not in ("type", "@type", "@context")}


COMPARED: Mapping[str, Mapping[str, Callable[[Entity, str], Any]]] = {
    "Assertion": {"id": _id, "recipient": _identity, "badge": _id, "issuedOn": _moment, "expires": _moment},
    "Endorsement": {"id": _id, "claim": _claim, "issuer": _id, "issuedOn": _moment},
}
"""Members that say who was awarded what when, or who said what of what, and how each is compared. Descriptions may have
been improved since."""
