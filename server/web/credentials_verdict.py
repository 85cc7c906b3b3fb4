"""Why a credential is or is not trusted, in words for people: one verdict, and the points that it rests on.

It is worked out from what verification has noted. Nothing is judged here a second time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fairmark.server.web.credentials_parts import when
from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import ERROR, Outcome, Verdict
from fairmark.validators.core.location import pointer
from fairmark.validators.credentials.badge2_verification import Verification as Older
from fairmark.validators.credentials.document import Node
from fairmark.validators.credentials.flaws import STANDING, Defect, Flaw, error_in
from fairmark.validators.credentials.means import GO_ONLINE
from fairmark.validators.credentials.moments import validity
from fairmark.validators.credentials.verification import Verification
from fairmark.validators.proofs.references import OFFLINE
from fairmark.validators.proofs.resolution import Anchor

NOT_ASKED = "it was not looked up, as this page has asked nobody"

KEY = (Flaw.METHOD_NAME, Flaw.NO_KEY, Flaw.CONTROLLER, Flaw.NOT_ANCHORED, Flaw.TOKEN_KEY, Flaw.PRIVATE_KEY)
DATES = (Flaw.NOT_YET_VALID, Flaw.EXPIRED)
STATUS = (
    Flaw.REVOKED,
    Flaw.SUSPENDED,
    Flaw.STATUS_PURPOSE,
    Flaw.STATUS_INDEX,
    Flaw.LIST_TOO_SHORT,
    Flaw.LIST_CODING,
    Flaw.LIST_CREDENTIAL,
    Flaw.STATUS_UNKNOWN,
    Flaw.DEPRECATED_STATUS,
    Flaw.STATUS_ENTRY,
    Flaw.NOT_REFRESHED,
    Flaw.REFRESHED_OTHER,
)
"""Flaws by the point that they belong to; all others are about the signature."""

ENDED = {
    Flaw.REVOKED: "Revoked",
    Flaw.SUSPENDED: "Suspended",
    Flaw.EXPIRED: "Expired",
    Flaw.NOT_YET_VALID: "Not valid yet",
}


BROKEN = (Flaw.NOT_VERIFIED, Flaw.TOKEN, Flaw.MALFORMED)
"""Flaws of a signature that is none over what stands here."""


class Point(NamedTuple):
    """One of the points that a verdict rests on."""

    name: str
    outcome: Outcome
    words: str


class Taken(NamedTuple):
    """A step of the verification, with what it is for."""

    name: str
    purpose: str
    outcome: Outcome
    value: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one credential. `proved` says that its issuer has said what it says, whether or not that still
    counts; `steps` are all that was done, in order."""

    verdict: Verdict
    title: str
    sentence: str
    proved: bool = False
    points: Sequence[Point] = ()
    steps: Sequence[Taken] = ()


def judgement(
    node: Node, found: Verification, endorsements: Sequence[Judgement] = (), inside: Sequence[Judgement] = ()
) -> Judgement:
    """The verdict on the credential `node`, in which those endorsements and credentials stand."""
    steps = list(_steps(node, found))
    points = [
        _signature(found, steps),
        _key(found, steps),
        _status(node, found, steps),
        _dates(node, found),
        *_others("Endorsements", "endorsement", endorsements),
        *_others("Credentials in it", "credential", inside),
    ]
    verdict, title, sentence = _decided(found, points, [*endorsements, *inside])
    return Judgement(verdict, title, sentence, _is_proved(found), points, steps)


def judgement_of_assertion(found: Older) -> Judgement:
    """The verdict on an assertion of Open Badges 2.0, which is proved by what its issuer publishes, or signed."""
    endorsements = [defect for defect in found.defects if defect.flaw is Flaw.ENDORSEMENT]
    own = [defect for defect in found.defects if defect.flaw is not Flaw.ENDORSEMENT]
    taken = Verification(tuple(own), found.steps)
    others = [defect for defect in own if defect.flaw not in (*STATUS, *DATES)]
    outcome, words = _worst(others)
    refused, points = _refused(taken), [Point("Its issuer", outcome, words or "It stands behind the badge.")]
    for name, flaws in (("Revocation", STATUS), ("Time", DATES)):
        outcome, words = _worst([defect for defect in own if defect.flaw in flaws])
        points.append(Point(name, outcome, words or "Nothing speaks against it."))
    if endorsements:
        points.append(Point("Endorsements", *_worst(endorsements)))
    asked = all(defect.hint != GO_ONLINE for defect in found.defects)
    if refused:
        verdict, title, sentence = refused
    elif any(error_in(endorsements)):
        words = "Somebody is said to endorse it who does not publish or sign that, or does not any more."
        verdict, title, sentence = Verdict.FAIL, "Not to be trusted as a whole", words
    elif not asked:
        words = "Whether its issuer stands behind it can only be told by asking the issuer, and nobody was asked."
        verdict, title, sentence = Verdict.UNDETERMINED, "Not decided", words
    elif found.defects:
        verdict, title, sentence = RESERVED
    else:
        verdict, title, sentence = Verdict.PASS, "Holds", "Its issuer stands behind it, and it counts at this moment."
    proved = asked and not any(error_in(others))
    steps = [Taken(step.name, PURPOSES.get(step.name, ""), step.outcome, for_page(step.detail)) for step in found.steps]
    return Judgement(verdict, title, sentence, proved, points, steps)


Decision = tuple[Verdict, str, str]
"""The verdict, in a few words, and in a sentence."""

RESERVED: Decision = (
    Verdict.WARN,
    "Holds, with reservations",
    "It was signed and not changed since, but mind what is said below.",
)


def _decided(found: Verification, points: Sequence[Point], within: Sequence[Judgement]) -> Decision:
    against = _refused(found)
    if against:
        return against
    verdicts = {other.verdict for other in within}
    if Verdict.FAIL in verdicts:
        words = "What it says itself was signed as it should be; something in it was not, or does not count any more."
        return Verdict.FAIL, "Not to be trusted as a whole", words
    if any(error_in(found.defects)):
        words = "Whether it was signed by whom it says can only be told by asking the issuer, and nobody was asked."
        return Verdict.UNDETERMINED, "Not decided", words
    if any(defect.flaw is Flaw.NOT_ANCHORED for defect in found.defects):
        words = "The signature fits, but only the credential itself says whose key it is: anybody could have made it."
        return Verdict.UNDETERMINED, "Signed, but by whom is open", words
    if Verdict.UNDETERMINED in verdicts:
        return Verdict.UNDETERMINED, "Not decided as a whole", "It holds; about something in it, nobody was asked."
    doubtful = any(point.outcome in (Outcome.WARN, Outcome.CANNOT_TELL) for point in points)
    if doubtful or Verdict.WARN in verdicts:
        return RESERVED
    return Verdict.PASS, "Holds", "It was signed by its issuer, has not been changed since, and counts at this moment."


def _is_proved(found: Verification) -> bool:
    """Whether the signature and its key are beyond doubt. What is wrong with dates and status is another matter."""
    wrong = {defect.flaw for defect in error_in(found.defects)}.difference(STATUS, DATES)
    return not (wrong or found.lost or any(defect.flaw is Flaw.NOT_ANCHORED for defect in found.defects))


def _refused(found: Verification) -> Decision | None:
    """The decision where something speaks against the credential that nobody needs to be asked about."""
    certain = [defect for defect in error_in(found.defects) if defect.hint != GO_ONLINE]
    flaws = {defect.flaw for defect in certain}
    if Flaw.NO_PROOF in flaws:
        return Verdict.FAIL, "Not signed", "Nobody vouches for it: anybody could have written it."
    if flaws.intersection(BROKEN):
        words = "It was changed after it was signed, or was never signed by whom it says. Do not rely on it."
        return Verdict.FAIL, "Not to be trusted", words
    if flaws.difference(STANDING):
        worst = next(defect for defect in certain if defect.flaw not in STANDING)
        return Verdict.FAIL, "Not to be trusted", f"{_sentence(worst.flaw.words)} Do not rely on what it says."
    if found.lost:
        words = "Some of what it says was not signed, so that anybody could have added it."
        return Verdict.FAIL, "Not to be trusted", words
    if flaws:
        title = next(words for flaw, words in ENDED.items() if flaw in flaws)
        signed = not any(error.hint == GO_ONLINE for error in error_in(found.defects))
        words = "It was signed as it should be, but it" if signed else "Whoever signed it, it"
        return Verdict.FAIL, title, f"{words} does not count at this moment."
    return None


# -- the points ------------------------------------------------------------------------------------------------------


def _signature(found: Verification, steps: Sequence[Taken]) -> Point:
    own = [d for d in found.defects if d.flaw not in (*KEY, *STATUS, *DATES)]
    outcome, words = _worst(own)
    if found.lost and outcome is not Outcome.FAIL:
        return Point("Signature", Outcome.FAIL, f"{plural(len(found.lost), 'term')} in it are covered by no signature.")
    held = [step for step in steps if step.name == "signature" and step.outcome is Outcome.PASS]
    if words:
        return Point("Signature", outcome, words)
    if not held:
        return Point("Signature", Outcome.CANNOT_TELL, "It could not be looked at without the key.")
    return Point("Signature", Outcome.PASS, "It fits: nothing was changed since it was signed.")


def _key(found: Verification, steps: Sequence[Taken]) -> Point:
    outcome, words = _worst([defect for defect in found.defects if defect.flaw in KEY])
    if words:
        return Point("Key", outcome, words)
    told = next((step.value for step in steps if step.name == "key" and step.outcome is Outcome.PASS), "")
    if not told:
        return Point("Key", Outcome.CANNOT_TELL, "There is none to look at.")
    if Anchor.SELF.value in told:
        words = "It is the issuer’s: the issuer’s identifier is the key. Whose identifier that is, nothing here proves."
    else:
        words = "It is the issuer’s: the issuer’s own document lists it."
    return Point("Key", Outcome.PASS, words)


def _status(node: Node, found: Verification, steps: Sequence[Taken]) -> Point:
    outcome, words = _worst([defect for defect in found.defects if defect.flaw in STATUS])
    if words:
        return Point("Revocation", outcome, words)
    if not node.data.get("credentialStatus"):
        return Point("Revocation", Outcome.NOT_APPLICABLE, "Its issuer names no list on which it could be revoked.")
    if any(step.name == "status" and step.outcome is Outcome.PASS for step in steps):
        return Point("Revocation", Outcome.PASS, "Not revoked, by the list of its issuer.")
    return Point("Revocation", Outcome.CANNOT_TELL, "Not looked up, as the credential is not proved.")


def _dates(node: Node, found: Verification) -> Point:
    outcome, words = _worst([defect for defect in found.defects if defect.flaw in DATES])
    begins, ends = (when(text) for text in validity(node))
    span = f"Valid from {begins or 'a moment that it does not say'}, {f'until {ends}' if ends else 'without end'}."
    return Point("Time", outcome, words or span)


def _others(name: str, one: str, others: Sequence[Judgement]) -> Iterable[Point]:
    """What there is to say of the endorsements, or of the credentials inside, together."""
    if not others:
        return
    failed = sum(other.verdict is Verdict.FAIL for other in others)
    open_ = sum(other.verdict is Verdict.UNDETERMINED for other in others)
    holding = len(others) - failed - open_
    parts = [f"{holding:,} of {plural(len(others), one)} {'holds' if holding == 1 else 'hold'}"]
    parts += [f"{failed:,} {'does' if failed == 1 else 'do'} not"] if failed else []
    parts += [f"{open_:,} could not be decided"] if open_ else []
    outcome = Outcome.FAIL if failed else Outcome.CANNOT_TELL if open_ else Outcome.PASS
    yield Point(name, outcome, _sentence(", ".join(parts)))


def _worst(defects: Sequence[Defect]) -> tuple[Outcome, str]:
    """The outcome and the words for the worst of the defects; no words where there is none."""
    if not defects:
        return Outcome.PASS, ""
    ranked = sorted(defects, key=lambda defect: (defect.severity is not ERROR, defect.hint == GO_ONLINE))
    first = ranked[0]
    if first.hint == GO_ONLINE:
        outcome = Outcome.CANNOT_TELL
    else:
        outcome = Outcome.FAIL if first.severity is ERROR else Outcome.WARN
    more = f" There {'is' if len(ranked) == 2 else 'are'} {len(ranked) - 1:,} more." if len(ranked) > 1 else ""
    return outcome, _sentence(first.words) + more


# -- the steps -------------------------------------------------------------------------------------------------------

PURPOSES = {
    "token": "How it is signed: as a compact JWS.",
    "key": "Whose key it is, and why that is believed.",
    "proof": "What became of a proof.",
    "proof options": "What the signer says of the signature, in canonical form, hashed.",
    "document": "What the credential says, in canonical form, hashed. A changed letter changes the digest.",
    "signature": "Whether the key has signed exactly these digests.",
    "claims": "Whether the token repeats what the credential in it says.",
    "refresh": "Whether there is a newer version.",
    "dates": "Whether it is its time.",
    "status": "What the issuer says of it since.",
    "result": "What all steps come to.",
}


def _steps(node: Node, found: Verification) -> Iterable[Taken]:
    place = pointer(node.path)
    for step in found.steps:
        name = step.name.removeprefix(place).strip()
        yield Taken(name, PURPOSES.get(name, ""), step.outcome, for_page(step.detail))


def for_page(words: str) -> str:
    """Words of the verification without what they say to users of the command line."""
    return words.replace(OFFLINE, NOT_ASKED)


def _sentence(words: str) -> str:
    return for_page(words[:1].upper() + words[1:]) + ("" if words.endswith((".", "!")) else ".")
