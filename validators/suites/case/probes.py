"""Requests that must be refused, so that the refusal can be looked at: asked once, by whatever check comes first."""

from collections.abc import Sequence

from fairmark.validators.suites.case.operations import LIST, Operation
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.recording import Answer

UNKNOWN = "5b0f6c1e-7d83-4f2a-9c46-e1a2d87b3f90"
"""A UUID in the form that CASE asks for, drawn at random, so that nothing anywhere has it."""

MALFORMED = "no-uuid"
"""What no object of CASE can be called."""


def unknown(session: Session, operation: Operation) -> Answer:
    """The answer about an identifier that nothing has."""
    return session.get(operation, UNKNOWN)


def malformed(session: Session, operation: Operation) -> Answer:
    """The answer about an identifier that is no UUID."""
    return session.get(operation, MALFORMED)


def probes(session: Session, operation: Operation) -> Sequence[Answer]:
    """The answers of the operation to requests that are not valid. The list takes no identifier, but a page size."""
    if operation is LIST:
        return [session.get(LIST, limit=0)]
    return [unknown(session, operation), malformed(session, operation)]


def is_offered(session: Session, operation: Operation) -> bool:
    """Whether an optional operation has ever succeeded; a mandatory one is always offered."""
    return not operation.optional or session.success(operation) is not None
