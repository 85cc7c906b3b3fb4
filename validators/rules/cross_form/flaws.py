"""Results of credentials that cannot be, in credentials that are only compared with: of others the OB rules speak."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.location import Location
from fairmark.validators.core.rule import Draft, Findings
from fairmark.validators.credentials.document import Credential
from fairmark.validators.rules.credentials.results import (
    achieved_level_is_there,
    status_result_has_a_status,
    value_is_allowed,
    value_is_within_bounds,
)

LEVEL, VALUE, STATUS = "level", "value", "status"
CHECKS: Final[Mapping[str, tuple[Callable[[Credential], Findings], ...]]] = {
    LEVEL: (achieved_level_is_there,),
    VALUE: (value_is_allowed, value_is_within_bounds),
    STATUS: (status_result_has_a_status,),
}
"""What may be wrong, with the rules that see it in a credential that is judged."""


class Flaw(NamedTuple):
    """Something wrong with a result: what sort it is, where, and what would be right."""

    sort: str
    at: Location
    expected: str


def flaws(input: str, document: Credential) -> Iterator[Flaw]:
    """What is certainly wrong with the results of the credential."""
    for sort, checks in CHECKS.items():
        for check in checks:
            for draft in check(document):
                if _is_certain(draft):
                    yield Flaw(sort, replace(draft.at, input=input), draft.expected)


def _is_certain(draft: Draft) -> bool:
    return draft.severity in (None, ERROR)
