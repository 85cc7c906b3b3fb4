"""Verify every credential of a document: which flaws its proofs and its standing have, and the steps that showed it.

A flaw is told once, at the credential and the place where it is. Which rule speaks about it, and how loudly, depends
on whose it is: the outermost credential's, one in a record, or an endorsement's. Rules decide that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from fairmark.validators.core.events import Taken
from fairmark.validators.core.levels import Outcome
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.credentials.flaws import Account, Defect, Flaw, error_in
from fairmark.validators.credentials.means import Means
from fairmark.validators.credentials.proving import Proved, prove
from fairmark.validators.credentials.refresh import PLACE, refreshed
from fairmark.validators.credentials.standing import judge_dates, judge_status
from fairmark.validators.proofs import jws

DEEPEST = 8
"""Credentials within credentials. An endorser of an endorser of a badge in a record is at level 4; each level makes
everything inside it be canonicalised once more."""


@dataclass(frozen=True, slots=True)
class Verification:
    """How one credential came out. `steps` are in the order in which they were taken; `lost` names what none of its
    proofs covers, because no context defines it; `complete` says that all but the proofs was read as linked data for
    one of them, and nothing of it is lost."""

    defects: tuple[Defect, ...] = ()
    steps: tuple[Taken, ...] = ()
    lost: tuple[str, ...] = ()
    complete: bool = False


class Role(Enum):
    """What a credential is in its document."""

    OUTERMOST = "the document itself"
    NESTED = "a credential in a record"
    ENDORSEMENT = "an endorsement"


def role_of(node: Node) -> Role:
    if node.parent is None:
        return Role.OUTERMOST
    return Role.ENDORSEMENT if node.cls == "EndorsementCredential" else Role.NESTED


def verify_all(document: Credential) -> Mapping[Node, Verification]:
    """Every credential of the document with how it came out, the outermost first."""
    means = Means(document.circumstances.references, document.circumstances.now)
    judged = {node: _judge(node, document, means) for node in document.credentials}
    inside = [account for node, (account, _) in judged.items() if node.parent is not None]
    results = {}
    for node, (account, proved) in judged.items():
        account.step("result", *_result(account, proved.lost, inside if node.parent is None else []))
        defects, steps = tuple(account.defects), tuple(account.steps)
        results[node] = Verification(defects, steps, proved.lost, proved.complete)
    return results


def _judge(node: Node, document: Credential, means: Means) -> tuple[Account, Proved]:
    """Everything about one credential but the result, and how its proofs came out."""
    account = Account(node.path)
    if _is_too_deep(node):
        account.defect(Flaw.NOT_VERIFIED, observed=f"more than {DEEPEST} credentials stand in one another")
        return account, Proved(holds=False)
    proved = prove(node, _payload(node, document), account, means)
    newer = refreshed(node, account, means) if proved.holds else None
    standing = account.beginning()
    judge_dates(newer or node, standing, means)
    judge_status(newer or node, standing, means, ask=proved.holds)
    account.take(standing, PLACE if newer else ())
    return account, proved


def _is_too_deep(node: Node) -> bool:
    level, around = 0, node.parent
    while around is not None and level < DEEPEST:
        level, around = level + 1, around.credential.parent
    return around is not None


def _payload(node: Node, document: Credential) -> Mapping[str, Any]:
    """The payload of the token that the credential came as; the document's reader has that of the outermost."""
    if node.parent is None or not node.token:
        return document.payload
    return jws.decode(node.token).claims


def _result(account: Account, lost: tuple[str, ...], inside: list[Account]) -> tuple[str, Outcome]:
    """The result in words. A credential is accepted only if all those inside it are: a reader takes it as a whole."""
    wrong = list(dict.fromkeys(defect.flaw.words for defect in error_in(account.defects)))
    if lost:
        wrong.append("part of it is not signed")
    failed = sum(each.failed for each in inside)
    if failed:
        wrong.append(f"{failed:,} of the {len(inside):,} credentials and endorsements in it failed")
    if wrong:
        return f"not accepted: {'; '.join(wrong)}", Outcome.FAIL
    doubts = list(dict.fromkeys(defect.flaw.words for defect in account.defects))
    return (f"accepted, but {'; '.join(doubts)}", Outcome.WARN) if doubts else ("accepted", Outcome.PASS)
