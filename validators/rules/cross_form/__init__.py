"""X: what several forms say of the same facts."""

from typing import Any

from fairmark.validators.core.engine import Subject


class Nothing:
    """Keeps nothing."""

    def add(self, input: str, subject: Any) -> None:
        """Nothing matters yet."""

    def merge(self, other: Any) -> None:
        """Nothing was kept."""

    def subject(self) -> Subject | None:
        return None


def gathering() -> Nothing:
    return Nothing()
