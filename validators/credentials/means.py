"""What the verification of one document has at hand, and what it may ask for."""

from dataclasses import dataclass, field
from datetime import datetime

from fairmark.validators.proofs.errors import ProofError, Unavailable, UnknownContext
from fairmark.validators.proofs.references import OFFLINE, References

MOST_ASKED = 200
"""Addresses that one document may have looked up. A record of a thousand badges has a few issuers and lists; one made
to reach further would use the verifier as its hammer."""

GO_ONLINE = "Ask again with --online, or name a file that stands in for the address with --resources."


def advice(error: ProofError) -> str:
    """What the user can do about it, "" where nothing."""
    return GO_ONLINE if isinstance(error, UnknownContext) or str(error) == OFFLINE else ""


@dataclass(slots=True)
class Means:
    """The run's references, and the moment to judge as of."""

    references: References
    now: datetime
    _asked: set[str] = field(default_factory=set)

    def get(self, url: str) -> bytes:
        """The bytes at `url`, its fragment aside; Unavailable if there are none, or too much was asked for already."""
        if url not in self._asked and len(self._asked) >= MOST_ASKED:
            raise Unavailable(f"it was not looked up, as the document refers to more than {MOST_ASKED} addresses")
        self._asked.add(url)
        return self.references.get(_page(url))

    def redirected(self, url: str) -> bool:
        """Whether what was just got at `url` came from another one."""
        return self.references.redirected(_page(url))


def _page(url: str) -> str:
    """The address of the document in which a fragment is: the rest is no server's business."""
    return url.partition("#")[0]
