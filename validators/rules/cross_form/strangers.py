"""X-MAP: whom and what records name that the roster does not know."""

from collections.abc import Iterator
import re

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Draft, Findings, finding, rule
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.rules.cross_form.together import ANY, TOGETHER, Together

WORD = re.compile(r"[^\W_]+")


@rule(
    "X-MAP-006",
    severity=WARNING,
    versions=ANY,
    basis="best practice: what a record says can be traced in the roster of those who issue it",
    message="the roster does not know {expected}",
    kinds=(TOGETHER,),
    follows=("OR-REF-001",),
    notes="A learner is missed only by an identifier of a type that most users of the roster have, and only in a "
    "roster that is sent as a whole: not by the id of the subject, which is often one of a wallet. A standard is told "
    "once, and only of learners whom the roster knows, where none of the standards of an achievement is in its "
    "gradebook. An issuer is told once, where no org has its name, or all words of it.",
)
def records_are_about_the_roster(together: Together) -> Findings:
    """The learner and the issuer of a record, and the standards of its achievements, are known to the roster.

    Why: The record belongs to another district or an earlier year, or an identifier has changed on the way.

    Example: A record for `student-9`, who is in no row of `users.csv`.

    Repair: Send the roster and the records of the same schools and the same year; correct the identifier.
    """
    if together.sides and together.credentials:
        yield from _learners(together)
        yield from _standards(together)
        yield from _issuers(together)


def _learners(together: Together) -> Iterator[Draft]:
    people = [side.people for side in together.sides if side.people]
    for each in together.credentials:
        if people and each.learner and all(known.misses(each.learner) for known in people):
            place = each.at((*each.path, "credentialSubject"), Privacy.DIRECT_IDENTIFIER)
            yield finding(at=place, expected="the learner")


def _standards(together: Together) -> Iterator[Draft]:
    known = frozenset().union(*(side.gradebook.known_standards for side in together.sides))
    told = set[str]()
    for side in together.sides if known else ():
        for batch in together.met(side):
            for credential, claim, _ in batch:
                own = {standard.uuid for standard in claim.standards}
                if not own or own & known or own & told or any(map(together.statements.has_rival, claim.standards)):
                    continue
                told |= own
                place = credential.at((*claim.standards[0].path, "targetUrl"))
                yield finding(at=place, observed=claim.standards[0].uuid, expected="the standard")


def _issuers(together: Together) -> Iterator[Draft]:
    known = [words for side in together.sides for words in _orgs(side.roster)]
    told = set[frozenset[str]]()
    for each in together.credentials if known else ():
        words = _words(each.issuer)
        if words and words not in told and not any(words <= org or org <= words for org in known):
            told.add(words)
            place = each.at((*each.issuer_path, "name"), Privacy.DIRECT_IDENTIFIER)
            yield finding(at=place, expected="the issuer")


def _orgs(roster: Roster) -> Iterator[frozenset[str]]:
    """The words in the names of the orgs of a roster that is sent as a whole."""
    orgs = roster.get("orgs")
    if orgs is not None and not roster.is_delta(orgs) and orgs.data.complete:
        for (name,) in orgs.cells("name"):
            if words := _words(name):
                yield words


def _words(name: str) -> frozenset[str]:
    return frozenset(WORD.findall(name.casefold()))
