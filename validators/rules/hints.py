"""Hints that take time to find, for the first of many findings only."""

from collections.abc import Callable

MOST = 200
"""Distinct questions that are answered: more hints than anybody reads, and a bound on what a hostile input costs."""


def first_few(answer: Callable[[str, str], str]) -> Callable[[str, str], str]:
    """`answer`, asked once for each of the first `MOST` distinct questions; "" for all others."""
    known: dict[tuple[str, str], str] = {}

    def ask(about: str, name: str) -> str:
        question = (about, name)
        if question not in known and len(known) < MOST:
            known[question] = answer(about, name)
        return known.get(question, "")

    return ask
