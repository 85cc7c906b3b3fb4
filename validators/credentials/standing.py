"""Whether a credential counts at this moment: its dates, and what its issuer says of it since (Open Badges 3.0 section
9.1; Bitstring Status List 1.0 section 3.2)."""

from collections.abc import Mapping
from typing import Any

from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.location import Path
from fairmark.validators.credentials.document import Node
from fairmark.validators.credentials.flaws import Account, Flaw, passed
from fairmark.validators.credentials.means import GO_ONLINE, Means, advice
from fairmark.validators.credentials.moments import is_written_well, moment, validity, validity_names, written
from fairmark.validators.credentials.status_lists import StatusList, StatusLists
from fairmark.validators.proofs.errors import IndexOutOfRange, MalformedStatus, StatusListTooShort, Unavailable
from fairmark.validators.proofs.references import OFFLINE
from fairmark.validators.proofs.status import StatusEntry, status_entry
from fairmark.validators.readers.sniff_credentials import texts

BITS, OLDER_BITS = "BitstringStatusListEntry", "StatusList2021Entry"
REVOCATIONS = "1EdTechRevocationList"
MOST_ENTRIES = 20
"""Entries about one credential's status; honest ones have one for each purpose."""
ENDING = {"revocation": Flaw.REVOKED, "suspension": Flaw.SUSPENDED}
"""Purposes whose status, if set, means that the credential does not count."""
KNOWN_PURPOSES = (*ENDING, "refresh", "message")


def judge_dates(node: Node, account: Account, means: Means) -> None:
    """Whether it is the time of the credential."""
    names = validity_names(node)
    begins, ends = (moment(text) for text in validity(node))
    now = written(means.now)
    if begins is not None and begins > means.now:
        account.defect(Flaw.NOT_YET_VALID, names[0], observed=f"valid from {written(begins)}", expected=now)
    if ends is not None and ends < means.now:
        account.defect(Flaw.EXPIRED, names[1], observed=f"valid until {written(ends)}", expected=now)
    span = [f"from {written(begins)}"] if begins else []
    span += [f"until {written(ends)}"] if ends else ["without end"]
    well = is_written_well(node)  # if not, OB-DATE-001 has spoken
    words = f"valid {' '.join(span)}" if well else "its dates are no date-times"
    account.step("dates", f"{words}; judged as of {now}", passed(well and not account.failed))


def judge_status(node: Node, account: Account, means: Means, *, ask: bool) -> None:
    """What the issuer says of the credential since. Lists are looked up only if `ask`: for a credential that is not
    proved nothing is asked of anybody."""
    value = node.data.get("credentialStatus")
    entries = value if isinstance(value, list) else [] if value is None else [value]
    if len(entries) > MOST_ENTRIES:
        account.defect(Flaw.STATUS_ENTRY, "credentialStatus", observed=f"more than {MOST_ENTRIES} entries")
        return
    for number, entry in enumerate(entries):
        if isinstance(entry, Mapping):
            place: Path = ("credentialStatus", number) if isinstance(value, list) else ("credentialStatus",)
            _judge_entry(entry, node, account, means, place, ask=ask)


def _judge_entry(
    entry: Mapping[str, Any], node: Node, account: Account, means: Means, place: Path, *, ask: bool
) -> None:
    types = texts(entry.get("type"))
    if REVOCATIONS in types:
        account.defect(Flaw.DEPRECATED_STATUS, *place, "type", observed=REVOCATIONS, expected=BITS)
        if ask:
            _look_for_id(entry, node, account, means, place)
    elif BITS in types or OLDER_BITS in types:
        if BITS not in types:
            account.defect(Flaw.DEPRECATED_STATUS, *place, "type", observed=OLDER_BITS, expected=BITS)
        try:
            read = status_entry(entry)
        except MalformedStatus as error:
            account.defect(Flaw.STATUS_ENTRY, *place, observed=str(error))
            return
        if ask:
            _look_up(read, account, means, place)
    elif types:
        account.defect(Flaw.STATUS_UNKNOWN, *place, "type", observed="it is of a type that is not known here")


# -- 1EdTech revocation lists ----------------------------------------------------------------------------------------


def _look_for_id(entry: Mapping[str, Any], node: Node, account: Account, means: Means, place: Path) -> None:
    url = entry.get("id")
    if not isinstance(url, str):
        account.defect(Flaw.STATUS_UNKNOWN, *place, observed="the entry does not say where the list is")
        return
    listed = _got(url, account, means, place, packed=False)
    if listed is None or listed.revocations is None:
        return
    revoked = bool(node.id) and node.id in listed.revocations.revoked
    account.step("status", f"{REVOCATIONS}: {'listed' if revoked else 'not listed'}; read {url}", passed(not revoked))
    if revoked:
        account.defect(Flaw.REVOKED, *place, observed="the revocation list names it")


# -- bit string lists ------------------------------------------------------------------------------------------------


def _look_up(entry: StatusEntry, account: Account, means: Means, place: Path) -> None:
    listed = _got(entry.list_url, account, means, place, packed=True)
    if listed is None:
        return
    matches = entry.purpose in listed.purposes
    if not matches:
        account.defect(Flaw.STATUS_PURPOSE, *place, "statusPurpose", observed=_purpose(entry))
    if listed.bits is None:
        return
    try:
        listed.bits.check_length(entry.size)
    except StatusListTooShort as error:
        account.defect(Flaw.LIST_TOO_SHORT, *place, "statusListCredential", observed=str(error))
    try:
        status = listed.bits.status(entry.index, entry.size)
    except IndexOutOfRange as error:
        account.defect(Flaw.STATUS_INDEX, *place, "statusListIndex", observed=str(error))
        return
    if matches:
        _tell_status(entry, status, account, place)


def _tell_status(entry: StatusEntry, status: int, account: Account, place: Path) -> None:
    flaw = ENDING.get(entry.purpose) if status else None
    outcome = Outcome.FAIL if flaw else Outcome.WARN if status else Outcome.PASS
    account.step("status", f"{_purpose(entry)}: {status:#x}; read {entry.list_url}", outcome)
    if flaw:
        account.defect(flaw, *place, observed="the status list says so")


def _purpose(entry: StatusEntry) -> str:
    return entry.purpose if entry.purpose in KNOWN_PURPOSES else "another purpose"


# -- both ------------------------------------------------------------------------------------------------------------


def _got(url: str, account: Account, means: Means, place: Path, *, packed: bool) -> StatusList | None:
    """The list at `url` after its own flaws were told, None if nothing was got."""
    lists = means.references.shared(StatusLists)
    try:
        listed = lists.bitstring(url, means) if packed else lists.revocations(url, means)
    except Unavailable as error:
        account.step("status", str(error), Outcome.WARN)
        account.defect(Flaw.STATUS_UNKNOWN, *place, observed=str(error), hint=advice(error))
        return None
    for flaw, words in listed.flaws:
        account.defect(flaw, *place, observed=words, hint=GO_ONLINE if words.endswith(OFFLINE) else "")
    return listed
