"""Why something cannot be issued."""

from fairmark.validators.core.usage import WrongUsage


class CannotIssue(WrongUsage):
    """What was asked cannot be issued, revoked or published. The message says why and what would do, and holds no value
    of a person."""
