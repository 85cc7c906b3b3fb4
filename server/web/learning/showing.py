"""A page about learning, with the words for what the learning API says in codes."""

from typing import Any, NamedTuple

from fairmark.server.http import Answer
from fairmark.server.web import site
from fairmark.server.web.learning.wording import FLAGS, REASONS, STATUSES, worded


class Saying(NamedTuple):
    """What templates ask for words by."""

    def reason(self, code: object) -> str:
        """Why a figure is not there."""
        return worded(code, REASONS)

    def status(self, code: object) -> str:
        """The status of a determination."""
        return worded(code, STATUSES)

    def flag(self, code: object) -> str:
        """Whether a learner needs support."""
        return worded(code, FLAGS)


def page(template: str, status: int = 200, **values: Any) -> Answer:
    """The page made from `template`."""
    return site.page(template, status, here="learning", said=Saying(), **values)
