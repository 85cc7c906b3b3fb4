"""Random samples that anybody can draw again from their seed (profile, SCL-CAL-05)."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
import hashlib


def draw(ids: Sequence[str], rate: float, seed: int) -> list[str]:
    """The share `rate` of the ids, rounded half up, in the order in which they were drawn: by the SHA-256 of the seed,
    a colon and the id."""
    number = int((Decimal(repr(rate)) * len(ids)).quantize(Decimal(1), ROUND_HALF_UP))
    return sorted(ids, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).digest())[:number]


def assign(drawn: Sequence[str], scorers: Sequence[str], first: Mapping[str, set[str]]) -> dict[str, str | None]:
    """Each piece to one of the scorers, in turn, who is not among those that scored it `first`; None where all are."""
    found: dict[str, str | None] = {}
    turn = 0
    for piece in drawn:
        in_turn = [*scorers[turn:], *scorers[:turn]]
        found[piece] = next((scorer for scorer in in_turn if scorer not in first.get(piece, set())), None)
        if found[piece] is not None:
            turn = (scorers.index(str(found[piece])) + 1) % len(scorers)
    return found
