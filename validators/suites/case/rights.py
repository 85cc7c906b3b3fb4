"""What a stranger is answered where the run has credentials: without a token, or with one that should not count."""

from collections.abc import Iterator
from dataclasses import dataclass

from fairmark.validators.suites.case.operations import Operation
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.recording import Answer

REFUSING = frozenset({400, 401, 403, 404})
"""Statuses that keep something from a stranger; 404 hides even that it is there."""

MADE_UP = "fairmark-no-such-token"
"""A token that no authorization server has issued."""


@dataclass(frozen=True, slots=True)
class Door:
    """An operation as its credentials open it, and how it meets a stranger."""

    operation: Operation
    opened: Answer
    stranger: Answer

    @property
    def is_guarded(self) -> bool:
        """Whether the credentials make a difference: a stranger is refused, or gets something else."""
        return self.stranger.status in REFUSING or self.lets_in_partly

    @property
    def lets_in_partly(self) -> bool:
        """Whether a stranger gets a success too, but another one, such as a shorter list."""
        return self.stranger.status == 200 and self.stranger.json() != self.opened.json()

    def lets_in(self, answer: Answer) -> bool:
        """Whether that answer gives what the credentials give."""
        return answer.status == 200 and answer.json() == self.opened.json()


def doors(session: Session) -> Iterator[Door]:
    """The operations that succeed with the run's credentials; none where it has none."""
    if not session.recorder.authenticated:
        return
    for operation in session.samples:
        if (opened := session.success(operation)) is not None:
            yield Door(operation, opened, session.as_stranger(opened))


def tampered(token: str) -> str:
    """The token with one character changed in the middle of its last part, which is the signature of a signed one."""
    start = token.rfind(".") + 1
    place = start + (len(token) - start) // 2
    other = "A" if token[place : place + 1] != "A" else "B"
    return token[:place] + other + token[place + 1 :]


def refusals_of_strangers(session: Session, operation: Operation) -> Iterator[Answer]:
    """What a stranger was answered by the operation, if the run has credentials."""
    yield from (door.stranger for door in doors(session) if door.operation is operation)
