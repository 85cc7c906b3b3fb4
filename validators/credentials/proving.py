"""All proofs of one credential together: the token that it came as, and those embedded in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairmark.validators.core.levels import Outcome
from fairmark.validators.credentials.document import Node
from fairmark.validators.credentials.embedded import Attempt, verify_embedded
from fairmark.validators.credentials.flaws import Account, Flaw, error_in
from fairmark.validators.credentials.means import Means
from fairmark.validators.credentials.tokens import verify_token


@dataclass(frozen=True, slots=True)
class Proved:
    """`holds` says that a proof does; `lost` names what the proofs do not cover, because no context defines it.
    `complete` says that all but the proofs was read as linked data for one of them, and nothing of it is lost."""

    holds: bool
    lost: tuple[str, ...] = ()
    complete: bool = False


def prove(node: Node, payload: Mapping[str, Any], account: Account, means: Means) -> Proved:
    """Verify every proof of the credential `node`. `payload` is that of the token, if it came as one.

    A verifier may accept a credential for any one of its proofs (Open Badges 3.0 section 8.1), so what is wrong with
    the others is only a warning then. A token must always hold: nothing in a broken one can be relied on.
    """
    token = account.beginning()
    token_holds = bool(node.token) and verify_token(node, payload, token, means)
    account.take(token)
    attempts = verify_embedded(node, account.path, means)
    if not attempts and not node.token:
        account.step("proof", "there is none", Outcome.FAIL)
        account.defect(Flaw.NO_PROOF, "proof")
    held = [attempt for attempt in attempts if attempt.holds]
    if token_holds or held:
        _tell_some(attempts, account)
    else:
        for attempt in attempts:
            account.take(attempt.account)
    _keep_best_anchor(account, [attempt.account for attempt in held] + [token] * token_holds)
    covered = token_holds or any(not attempt.lost for attempt in held)
    lost = () if covered else tuple(name for attempt in held for name in attempt.lost)
    complete = any(attempt.complete for attempt in attempts)
    return Proved(token_holds or (bool(held) and not node.token), lost, complete)


def _tell_some(attempts: list[Attempt], account: Account) -> None:
    """The attempts, of which some hold, or the token does."""
    for attempt in attempts:
        if attempt.holds:
            account.take(attempt.account)
            continue
        account.steps += attempt.account.steps
        words = next((defect.words for defect in error_in(attempt.account.defects)), Flaw.NOT_VERIFIED.words)
        account.step("proof", f"{words}; another one holds", Outcome.WARN)
        account.defect(Flaw.ANOTHER_FAILS, *attempt.place, observed=words)


def _keep_best_anchor(account: Account, held: list[Account]) -> None:
    """Where one proof that holds has a key that is the issuer's beyond doubt, doubts about others' do not matter."""
    if any(all(defect.flaw is not Flaw.NOT_ANCHORED for defect in each.defects) for each in held):
        account.defects = [defect for defect in account.defects if defect.flaw is not Flaw.NOT_ANCHORED]
