"""Read a credential for a page: judged in this process, by every rule, and put into words. Nothing is stored."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from time import monotonic
from typing import NamedTuple, TypeGuard

from fairmark.server.context import Context
from fairmark.server.credentials.own_documents import own_documents
from fairmark.server.storage.browse import Browse
from fairmark.server.web.credentials_canonical import Canonical, canonical_forms
from fairmark.server.web.credentials_parts import Part, identifier_in, part
from fairmark.server.web.credentials_pictures import picture_of
from fairmark.server.web.credentials_verdict import Judgement, judgement, judgement_of_assertion
from fairmark.server.web.credentials_view import Held, Statement, statement, statement_of_assertion
from fairmark.validators.core.events import Event, Judged
from fairmark.validators.core.levels import Verdict
from fairmark.validators.core.report import Report
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.fetching import reference_fetch
from fairmark.validators.judge import Options, validate_sources
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.proofs.references import Fetch, Redirected, References, offline
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.source import open_stream

LARGEST = 8_000_000
"""Bytes of a file. Verifying takes time with the size, and honest records stay far below."""
LIMITS = Limits(bytes=LARGEST, total=2 * LARGEST, entries=100, depth=64, findings=2_000)

MOST_SHOWN, MOST_LISTED = 20, 100
"""Credentials in another one that are shown whole, and that are listed. Those that do not hold come first."""
DEEPEST = 3
"""Levels of credentials within credentials that are shown whole."""
MOST_TARGETS = 500
"""Alignments whose targets are looked for in the frameworks of this server."""

MOST_ASKED = 20
LONGEST_ASKING = 20.0
"""Addresses that one look at a credential may have looked up, and seconds after which no other one is begun."""

ORDER = (Verdict.FAIL, Verdict.UNDETERMINED, Verdict.WARN, Verdict.PASS)


@dataclass(frozen=True, slots=True)
class Shown:
    """A credential with what it says and why it is trusted or not. `within` are the credentials in it."""

    statement: Statement | None
    judgement: Judgement
    name: str
    issuer: str
    endorsements: Part["Shown"]
    within: Part["Shown"]


@dataclass(frozen=True, slots=True)
class Sight:
    """A whole credential for a page. `picture` is the image that it was baked into, as a data URI, "" for none; `more`
    is how many others there were beside it, which are judged and not shown."""

    shown: Shown
    report: Report
    canonical: Sequence[Canonical]
    picture: str
    more: int
    at: datetime


class Unread(NamedTuple):
    """What was given is no credential, or none that can be read. `report` says why."""

    report: Report


def read(name: str, data: bytes, context: Context, *, online: bool = False) -> Sight | Unread:
    """Judge the credential in `data`, a file of that name. `online`: what it refers to may be looked up on the web."""
    first: list[Credential | Badge2] = []
    count = 0

    def keep(event: Event) -> None:
        nonlocal count
        if isinstance(event, Judged) and _is_credential(event.subject):
            count += 1
            if not first:
                first.append(event.subject)

    now = datetime.now(UTC)
    references = _references(context, online=online)
    options = Options(limits=LIMITS, show_values=True, samples=5, at=now, online=online, references=references)
    report = validate_sources([open_stream(name, BytesIO(data), LIMITS)], options, [keep])
    if not first:
        return Unread(report)
    document = first[0]
    shown, canonical = _assertion(document) if isinstance(document, Badge2) else _credential(document, context)
    return Sight(shown, report, canonical, picture_of(data), count - 1, now)


def _is_credential(subject: object) -> TypeGuard[Credential | Badge2]:
    return isinstance(subject, Credential) or (isinstance(subject, Badge2) and subject.top.cls == "Assertion")


def _assertion(document: Badge2) -> tuple[Shown, Sequence[Canonical]]:
    said = statement_of_assertion(document, {})
    judged = judgement_of_assertion(document.verification)
    return Shown(said, judged, said.name, said.issuer.name, Part((), 0), Part((), 0)), ()


def _credential(document: Credential, context: Context) -> tuple[Shown, Sequence[Canonical]]:
    family = _Family(document)
    shown = _Showing(family, _held(document, Browse(context.store.engine))).of(document.top)
    if family.inside[document.top]:  # what a record was signed over would be a page of its own
        return shown, ()
    return shown, canonical_forms(document.top, document.circumstances.references.json_ld)


def _references(context: Context, *, online: bool) -> References:
    """What the credential may refer to: what comes with Fairmark, what this server has itself issued, and on the web no
    more than a few addresses."""
    web = _bounded(reference_fetch({}, LIMITS, online=True, allow_private=False)) if online else offline
    return References(own_documents(context, web), online=online)


def _bounded(fetch: Fetch) -> Fetch:
    """The same, within bounds: a stranger's credential must not make this server busy, or a nuisance to others."""
    begun, asked = monotonic(), 0

    def get(url: str) -> bytes | Redirected:
        nonlocal asked
        asked += 1
        if asked > MOST_ASKED or monotonic() - begun > LONGEST_ASKING:
            raise Unavailable("it was not looked up, as the credential has had enough looked up")
        return fetch(url)

    return get


def _held(document: Credential, browse: Browse) -> Held:
    """The CASE objects of this server that the credential is aligned to, by identifier."""
    targets = (identifier_in(node.data.get("targetUrl")) for node in document.of("Alignment"))
    wanted = set(islice(filter(None, targets), MOST_TARGETS))
    return {identifier: found[0] for identifier, found in browse.known(wanted).items() if found} if wanted else {}


# -- credentials in credentials --------------------------------------------------------------------------------------


class _Family:
    """Which credential stands in which, and the verdict on each."""

    def __init__(self, document: Credential) -> None:
        self.endorsements: dict[Node, list[Node]] = defaultdict(list)
        self.inside: dict[Node, list[Node]] = defaultdict(list)
        self._document = document
        self._judgements: dict[Node, Judgement] = {}
        for node in document.credentials:
            if node.parent is not None:
                kind = self.endorsements if node.cls == "EndorsementCredential" else self.inside
                kind[node.parent.credential].append(node)

    def judgement(self, node: Node) -> Judgement:
        if node not in self._judgements:
            self._judgements[node] = self._judged(node)
        return self._judgements[node]

    def _judged(self, node: Node) -> Judgement:
        found = self._document.verifications[node]
        others = (self.endorsements[node], self.inside[node])
        return judgement(node, found, *([self.judgement(other) for other in each] for each in others))

    def worst_first(self, nodes: Sequence[Node]) -> list[Node]:
        return sorted(nodes, key=lambda node: ORDER.index(self.judgement(node).verdict))


class _Showing:
    """Makes the views, within bounds."""

    def __init__(self, family: _Family, held: Held) -> None:
        self._family = family
        self._held = held
        self._left = MOST_SHOWN

    def of(self, node: Node, depth: int = 0) -> Shown:
        said = statement(node, self._held)
        family = self._family
        whole = depth < DEEPEST and self._left > 0
        if depth:
            self._left -= 1
        return Shown(
            statement=said if whole else None,
            judgement=family.judgement(node),
            name=said.name,
            issuer=said.issuer.name,
            endorsements=self._part(family.endorsements[node], depth) if whole else Part((), 0),
            within=self._part(family.inside[node], depth) if whole else Part((), 0),
        )

    def _part(self, nodes: Sequence[Node], depth: int) -> Part[Shown]:
        first = self._family.worst_first(nodes)[:MOST_LISTED]
        return part([self.of(node, depth + 1) for node in first], len(nodes))
