"""Signed credentials gathered into a CLR 2.0 ClrCredential, not yet signed, with the tree that they stand in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fairmark.validators.issuing.award import Learner, Stamp
from fairmark.validators.issuing.badge import structural
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.framework import CFITEM, Framework
from fairmark.validators.issuing.terms import CLR, OB, VC, Json, issuer_of, moment, present, subject_of

IS_CHILD = "isChildOf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compilation:
    """A record to be made: `credentials` as they were signed, unchanged. With `frameworks` their achievements are
    associated as the items of each are, and the items above them stand in the record as achievements that nobody
    asserts. `partial` says that the record is known to leave something out."""

    name: str
    learner: Learner
    credentials: Sequence[Json]
    frameworks: Sequence[Framework] = ()
    description: str = ""
    partial: bool = False
    valid_until: datetime | None = None


def record(compilation: Compilation, issuer: Mapping[str, object], stamp: Stamp) -> Json:
    """The ClrCredential. `issuer` is the Profile of who compiles it, which need not be that of the credentials."""
    credentials = _usable(compilation.credentials)
    trees = [_tree(framework, credentials, str(issuer["id"])) for framework in compilation.frameworks]
    achievements = [one for above, _ in trees for one in above]
    associations = [one for _, pairs in trees for one in pairs]
    ends = compilation.valid_until
    if ends and ends <= stamp.valid_from:
        raise CannotIssue("validUntil is not after the moment from which the record is valid")
    return {
        "@context": [VC, CLR, OB],
        "id": stamp.id,
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": compilation.name,
        **present(description=compilation.description),
        **({"partial": True} if compilation.partial else {}),
        "issuer": dict(issuer),
        "validFrom": moment(stamp.valid_from),
        **present(validUntil=moment(ends) if ends else ""),
        "awardedDate": moment(stamp.awarded),
        "credentialSubject": {
            **compilation.learner.members(),
            "type": ["ClrSubject"],
            **present(achievement=achievements),
            "verifiableCredential": credentials,
            **present(association=associations),
        },
        **present(credentialStatus=stamp.status),
    }


def _usable(credentials: Iterable[Json]) -> list[Json]:
    """The credentials, unchanged: what is signed must not be written anew."""
    found, known = [], set()
    for number, credential in enumerate(credentials, 1):
        if "proof" not in credential:
            raise CannotIssue(
                f"credential {number} of the record has no embedded proof: sign it first, and not as a token"
            )
        identity = (issuer_of(credential), credential.get("id"))
        if identity in known:
            raise CannotIssue(f"credential {number} of the record is in it already")
        known.add(identity)
        found.append(credential)
    if not found:
        raise CannotIssue("a record holds at least one credential (CLR 2.0, ClrSubject.verifiableCredential)")
    return found


# -- the tree --------------------------------------------------------------------------------------------------------


def _tree(framework: Framework, credentials: list[Json], issuer: str) -> tuple[list[Json], list[Json]]:
    """The achievements of a framework that nobody asserts, and the associations between all of them."""
    asserted: dict[str, list[str]] = {}
    for credential in credentials:
        for identifier, achievement in _items(framework, credential):
            if achievement not in asserted.setdefault(identifier, []):
                asserted[identifier].append(achievement)
    above = sorted(framework.above(set(asserted)) - asserted.keys())
    made = [structural(framework.package.by_identifier[one], framework, issuer) for one in above]
    ids = {**asserted, **{one: [achievement["id"]] for one, achievement in zip(above, made, strict=True)}}
    pairs = {
        (child, parent): None
        for one in ids
        for higher in framework.parents.get(one, ())
        for child in ids[one]
        for parent in ids.get(higher, ())
        if child != parent
    }
    return made, [
        {"type": "Association", "associationType": IS_CHILD, "sourceId": child, "targetId": parent}
        for child, parent in pairs
    ]


def _items(framework: Framework, credential: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The items of the framework that a credential's achievement is aligned to, each with the achievement's id."""
    achievement = subject_of(credential).get("achievement")
    alignments = achievement.get("alignment") if isinstance(achievement, Mapping) else None
    for alignment in alignments if isinstance(alignments, list) else [alignments]:
        if isinstance(alignment, Mapping) and alignment.get("targetType") == CFITEM:
            item = framework.package.by_uri.get(str(alignment.get("targetUrl")))
            if item is not None and item.cls == CFITEM and isinstance(achievement, Mapping):
                yield item.identifier, str(achievement.get("id"))
