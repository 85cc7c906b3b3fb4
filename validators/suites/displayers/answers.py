"""What a displayer has shown, as it is filled in: status and fields of each badge of a kit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

VERIFIED, EXPIRED, REVOKED, NOT_YET_VALID, INVALID = "verified", "expired", "revoked", "not-yet-valid", "invalid"
UNSUPPORTED = "unsupported"
STATUSES = (VERIFIED, EXPIRED, REVOKED, NOT_YET_VALID, INVALID, UNSUPPORTED)
TEXTS = ("name", "description", "issuer")
ISSUED, IMAGE = "issued", "image"


class NoAnswers(Exception):
    """Why the answers cannot be used. The text is a clause about them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown of one badge. `status` is one of STATUSES, "" where it is none of them; `image` whether the image
    was."""

    status: str
    texts: Mapping[str, str]
    image: bool


def form(kit: str, names: Iterable[str]) -> dict[str, Any]:
    """The form to fill in for that kit."""
    empty = dict.fromkeys(("status", *TEXTS, ISSUED, IMAGE))
    return {"kit": kit, "badges": {name: dict(empty) for name in names}}


def read(data: bytes, kit: str) -> dict[str, Shown]:
    """The answers by the names of the badges; NoAnswers where they are no answers to that kit."""
    try:
        told = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise NoAnswers("they are no JSON") from None
    badges = told.get("badges") if isinstance(told, dict) else None
    if not isinstance(badges, dict):
        raise NoAnswers("they have no member badges, as the form has")
    if told.get("kit") != kit:
        raise NoAnswers("they are about another kit than the one given by --kit")
    return {name: _shown(entry) for name, entry in badges.items() if isinstance(entry, dict)}


def _shown(entry: Mapping[str, Any]) -> Shown:
    status = "-".join(_text(entry.get("status")).lower().replace("_", " ").replace("-", " ").split())
    texts = {name: _text(entry.get(name)) for name in (*TEXTS, ISSUED)}
    return Shown(status if status in STATUSES else "", texts, entry.get(IMAGE) is True)


def _text(value: Any) -> str:
    """A text with its white space as a page shows it; "" for anything else."""
    return " ".join(value.split()) if isinstance(value, str) else ""
