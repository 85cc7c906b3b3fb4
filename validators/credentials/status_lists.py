"""Status lists: got by their address, verified and unpacked once in a run, as a hundred thousand badges share a few."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairmark.validators.credentials.document import Node
from fairmark.validators.credentials.flaws import Account, Flaw, error_in
from fairmark.validators.credentials.means import Means
from fairmark.validators.credentials.moments import is_written_well, moment, validity, written
from fairmark.validators.credentials.proving import prove
from fairmark.validators.credentials.received import received
from fairmark.validators.proofs.errors import Malformed, MalformedStatus
from fairmark.validators.proofs.references import References
from fairmark.validators.proofs.status import Bitstring, RevocationList, decode_bitstring, revocation_list
from fairmark.validators.readers.sniff_credentials import texts

MOST_OCTETS = 128 << 20
"""Of unpacked lists that are kept: some eight thousand of the smallest size."""

KINDS = {
    "BitstringStatusListCredential": "BitstringStatusList",
    "StatusList2021Credential": "StatusList2021",
}
"""Type of a list's credential to the type of its subject."""


@dataclass(frozen=True, slots=True)
class StatusList:
    """What stands at a list's address. `flaws` are those that everybody who looks something up there must be told of,
    each with its words; `bits` or `revocations` is there if anything can be looked up."""

    flaws: tuple[tuple[Flaw, str], ...] = ()
    purposes: tuple[str, ...] = ()
    bits: Bitstring | None = None
    revocations: RevocationList | None = None

    @property
    def octets(self) -> int:
        """About how much memory it takes."""
        names = sum(len(name) + 100 for name in self.revocations.revoked) if self.revocations else 0
        return 1000 + names + (len(self.bits.octets) if self.bits else 0)


class StatusLists:
    """The lists of one run by address. Get it by `references.shared(StatusLists)`."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._kept: dict[tuple[str, bool, datetime], StatusList] = {}
        self._octets = 0

    def bitstring(self, url: str, means: Means) -> StatusList:
        """The bit string list at `url`; Unavailable if nothing can be got there."""
        return self._get(url, means, packed=True)

    def revocations(self, url: str, means: Means) -> StatusList:
        """The 1EdTech revocation list at `url`; Unavailable if nothing can be got there."""
        return self._get(url, means, packed=False)

    def _get(self, url: str, means: Means, *, packed: bool) -> StatusList:
        key = (url, packed, means.now)
        if key not in self._kept:
            data = means.get(url)
            # What one document has asked for already must not count against a list that others share.
            own = Means(self._references, means.now)
            read = _read_bits(data, own) if packed else _read_revocations(data)
            if self._octets + read.octets > MOST_OCTETS:
                self._kept.clear()
                self._octets = 0
            self._kept[key] = read
            self._octets += read.octets
        return self._kept[key]


def _read_revocations(data: bytes) -> StatusList:
    try:
        return StatusList(revocations=revocation_list(received(data).node.data))
    except Malformed as error:
        return StatusList(flaws=((Flaw.STATUS_UNKNOWN, f"what stands at its address is no revocation list: {error}"),))


def _read_bits(data: bytes, means: Means) -> StatusList:
    try:
        got = received(data)
    except Malformed as error:
        return StatusList(flaws=((Flaw.LIST_CREDENTIAL, f"it is {error}"),))
    flaws = [(Flaw.LIST_CREDENTIAL, words) for words in _mistrust(got.node, got.payload, means)]
    subject = got.node.data.get("credentialSubject")
    subject = subject if isinstance(subject, Mapping) else {}
    bits = None
    try:
        bits = decode_bitstring(subject.get("encodedList"))
        if not bits.prefixed and "BitstringStatusListCredential" in got.node.types:
            flaws.append((Flaw.LIST_CODING, "encodedList does not begin with u"))
    except MalformedStatus as error:
        flaws.append((Flaw.LIST_CODING, str(error)))
    return StatusList(tuple(flaws), tuple(texts(subject.get("statusPurpose"))), bits)


def _mistrust(node: Node, payload: Mapping[str, Any], means: Means) -> list[str]:
    """Why the credential of a list cannot be trusted, nothing if it can. Its own status is not looked at."""
    words = []
    kind = next((kind for kind in KINDS if kind in node.types), None)
    subject = node.data.get("credentialSubject")
    if kind is None:
        words.append("its type is not BitstringStatusListCredential")
    elif not isinstance(subject, Mapping) or KINDS[kind] not in texts(subject.get("type")):
        words.append(f"the type of its subject is not {KINDS[kind]}")
    account = Account(())
    proved = prove(node, payload, account, means)
    words += [defect.words for defect in error_in(account.defects)]
    if proved.holds and proved.lost:
        words.append("its proof does not cover all of it")
    if not is_written_well(node):
        words.append("its dates are no date-times")
    _, ends = validity(node)
    until = moment(ends)
    if until is not None and until < means.now:
        words.append(f"it was valid until {written(until)}")
    return words
