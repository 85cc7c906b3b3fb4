"""What the checks look at, and what their declarations have in common."""

from collections.abc import Callable
from functools import cached_property, partial

from fairmark.validators.core.levels import ERROR, Severity
from fairmark.validators.core.rule import Declared, rule
from fairmark.validators.rules.learning.versions import ONLY, PROFILE
from fairmark.validators.suites.scl.accounts import Accounts
from fairmark.validators.suites.scl.exported import Exported
from fairmark.validators.suites.scl.history import History
from fairmark.validators.suites.scl.progress import Stated, statements

ROLE = "system"
OF_PACKAGES, OF_SYSTEMS = "scl-package", "scl-api"
"""Kinds by which a check says whether it looks at a package or asks a running system."""


class Export:
    """A package, with what is worked out from it once for all checks."""

    def __init__(self, exported: Exported) -> None:
        self.exported = exported
        self.history = History(exported)
        self.broken: dict[str, set[str]] = {}
        """Paths of files that break rules of their own standards, each with the ids of those; known once they were
        judged."""

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.exported)

    @cached_property
    def statements(self) -> list[Stated]:
        return statements(self.exported, self.history)


def _check(
    kind: str,
    id: str,
    requirement: str,
    message: str,
    *,
    severity: Severity = ERROR,
    needs: tuple[str, ...] = (),
    notes: str = "",
) -> Callable[[Declared], Declared]:
    """Declare the check `id`; `requirement` is the one that it is about, such as SCL-CON-02."""
    return rule(
        id,
        scope="live",
        severity=severity,
        versions=ONLY,
        kinds=(ROLE, kind),
        basis=f"{PROFILE}, {requirement}",
        message=message,
        needs=needs,
        notes=notes,
    )


check_of_package = partial(_check, OF_PACKAGES)
check_of_system = partial(_check, OF_SYSTEMS)
