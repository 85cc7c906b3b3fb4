"""Whether what is sent can be right: its proofs are verified before it is kept, without a network.

Refused is only what is certainly broken: nothing signs it, a signature does not fit, or there is something in it that
no signature covers. What would have to be looked up (the key of an issuer, a context) is kept; whether it holds, who
gets it will ask anyway. So is what has expired.
"""

from collections.abc import Iterator
from threading import local
from typing import Any

from fairmark.schemas.credentials.contexts import index
from fairmark.server.credentials.bodies import Sent
from fairmark.server.credentials.edition import Edition
from fairmark.server.credentials.refusals import invalid
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.location import pointer
from fairmark.validators.credentials.document import Credential
from fairmark.validators.credentials.flaws import Flaw
from fairmark.validators.proofs.references import References

BROKEN = (
    Flaw.NO_PROOF,
    Flaw.NOT_VERIFIED,
    Flaw.MALFORMED,
    Flaw.METHOD_NAME,
    Flaw.CONTROLLER,
    Flaw.TOKEN,
    Flaw.ALGORITHM,
    Flaw.PRIVATE_KEY,
)
"""Flaws that nothing from elsewhere can mend."""

_OF_THREAD = local()


def _references() -> References:
    """What is known without a network. Each thread has its own, since it keeps the contexts that it has worked out,
    which takes longer than verifying."""
    if not hasattr(_OF_THREAD, "references"):
        _OF_THREAD.references = References()
    kept: References = _OF_THREAD.references
    return kept


def check_proofs(sent: Sent, edition: Edition) -> None:
    """Refuse a credential that is certainly broken, or one that holds such a credential."""
    document = Credential(
        sent.data,
        edition.kind,
        edition.version,
        circumstances=Circumstances(token=sent.token, references=_references()),
        payload=sent.data,
    )
    unknown = (Flaw.NOT_VERIFIED,) if uses_other_contexts(sent.data) else ()
    for node, verification in document.verifications.items():
        for defect in verification.defects:
            if defect.flaw not in BROKEN or defect.flaw in unknown:
                continue
            if defect.flaw is not Flaw.NO_PROOF or node is document.top:
                raise invalid(f"This cannot be verified: {defect.words}.", pointer((*node.path, *defect.path)))
        if verification.lost:
            raise invalid(
                "This holds terms that no context defines, so that no signature covers them.", pointer(node.path)
            )


def uses_other_contexts(data: Any) -> bool:
    """Whether it names a JSON-LD context that does not come with Fairmark, so that its statements cannot be known."""
    return any(context not in index() for context in _contexts(data))


def _contexts(data: Any) -> Iterator[str]:
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            named = value.get("@context", ())
            yield from (each for each in (named if isinstance(named, list) else [named]) if isinstance(each, str))
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
