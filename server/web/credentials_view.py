"""What a credential says, for a page: who says what about whom, on which evidence, and aligned to what.

Whatever the JSON holds, a view comes of it, and a small one: texts and lists are cut, and say so. Nothing is judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from fairmark.server.storage.browse import Known
from fairmark.server.web.credentials_older import in_newer_words
from fairmark.server.web.credentials_parts import Part, cut, identifier_in, named, objects, part, text, when
from fairmark.server.web.credentials_pictures import picture_in
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.document import Node
from fairmark.validators.credentials.moments import validity
from fairmark.validators.readers.sniff_credentials import texts

LONG, ADDRESS, SHORT = 3_000, 1_000, 300
"""Characters of a narrative, of an address, and of a name, that are shown."""
MOST = 30
"""Alignments, results, pieces of evidence, or tags that are shown."""
MOST_ACHIEVEMENTS = 20

KINDS = {
    "AchievementCredential": "Open Badge",
    "ClrCredential": "Comprehensive learner record",
    "EndorsementCredential": "Endorsement",
    "Assertion": "Open Badge 2.0",
}

Held = Mapping[str, Known]
"""Identifier to the CASE object that this server holds."""


class Fact(NamedTuple):
    """A line of what is known."""

    name: str
    value: str


class Picture(NamedTuple):
    """`shown` is a data URI; where it is "", `address` is where the picture lies, which was not fetched."""

    shown: str
    address: str
    caption: str


class Party(NamedTuple):
    """A person or an organisation. `name` is what to call it; `facts` are what else the credential says of it."""

    name: str
    facts: Sequence[Fact]


class Target(NamedTuple):
    """What an achievement is aligned to. `held` is the item where this server holds it."""

    name: str
    code: str
    framework: str
    description: str
    address: str
    held: Known | None


class Piece(NamedTuple):
    """A piece of evidence."""

    name: str
    address: str
    about: str
    narrative: str


class Result(NamedTuple):
    """How well something was achieved, and how well it has to be."""

    name: str
    value: str
    required: str


class Achievement(NamedTuple):
    name: str
    kind: str
    description: str
    language: str
    criteria: str
    criteria_address: str
    picture: Picture | None
    facts: Sequence[Fact]
    targets: Part[Target]


@dataclass(frozen=True, slots=True)
class Statement:
    """What one credential says. `kind` is in words; `comment` is that of an endorsement."""

    cls: str
    kind: str
    name: str
    description: str
    picture: Picture | None
    issuer: Party
    subject: Party
    achievements: Part[Achievement]
    results: Part[Result]
    evidence: Part[Piece]
    comment: str
    facts: Sequence[Fact]


def statement(node: Node, held: Held) -> Statement:
    """What the credential `node` says, without what other credentials in it say."""
    return _said(node.cls, node.data, validity(node), held)


def statement_of_assertion(document: Badge2, held: Held) -> Statement:
    """What an assertion of Open Badges 2.0 says."""
    data = in_newer_words(document)
    return _said("Assertion", data, (None, data.get("validUntil")), held)


def _said(cls: str, data: Mapping[str, Any], span: tuple[object, object], held: Held) -> Statement:
    subject = next(iter(objects(data, "credentialSubject")), {})
    achievements = objects(subject, "achievement")
    return Statement(
        cls=cls,
        kind=KINDS.get(cls, "Credential"),
        name=name_in(data),
        description=text(data, "description", LONG),
        picture=_picture(data) or _picture(next(iter(achievements), {})),
        issuer=_issuer(data.get("issuer")),
        subject=_subject(subject),
        achievements=part([_achievement(one, held) for one in achievements[:MOST_ACHIEVEMENTS]], len(achievements)),
        results=_results(subject, achievements),
        evidence=_evidence(data),
        comment=text(subject, "endorsementComment", LONG),
        facts=list(_facts(data, span, subject)),
    )


def name_in(data: Mapping[str, Any]) -> str:
    """What the credential is called, or what it says was achieved, "" where neither has a name."""
    subject = next(iter(objects(data, "credentialSubject")), {})
    return named(data, SHORT) or named(next(iter(objects(subject, "achievement")), {}), SHORT)


def _facts(data: Mapping[str, Any], span: tuple[object, object], subject: Mapping[str, Any]) -> Iterator[Fact]:
    begins, ends = span
    for name, value in (
        ("Valid from", when(begins)),
        ("Valid until", when(ends) if ends is not None else "without end"),
        ("Awarded", when(data.get("awardedDate"))),
        ("Activity began", when(subject.get("activityStartDate"))),
        ("Activity ended", when(subject.get("activityEndDate"))),
        ("Role", text(subject, "role", SHORT)),
        ("Term", text(subject, "term", SHORT)),
        ("Credits earned", _number(subject.get("creditsEarned"))),
        ("Licence number", text(subject, "licenseNumber", SHORT)),
        ("Narrative", text(subject, "narrative", LONG)),
        ("Complete", "no: it says of itself that it is a part" if data.get("partial") is True else ""),
        ("Identifier", text(data, "id", SHORT)),
    ):
        if value:
            yield Fact(name, value)


# -- who and about whom ----------------------------------------------------------------------------------------------


def _issuer(value: Any) -> Party:
    if isinstance(value, str):
        return Party(cut(value, SHORT), ())
    profile = value if isinstance(value, Mapping) else {}
    id = text(profile, "id", SHORT)
    known = (
        ("Identifier", id),
        ("Web", text(profile, "url", SHORT)),
        ("Mail", text(profile, "email", SHORT)),
        ("About", text(profile, "description", LONG)),
    )
    return Party(named(profile, SHORT) or id, [Fact(*fact) for fact in known if fact[1]])


def _subject(subject: Mapping[str, Any]) -> Party:
    id = text(subject, "id", SHORT)
    identities = objects(subject, "identifier")[:MOST]
    open_ = [one for one in identities if one.get("hashed") is not True]
    names = [text(one, "identityHash", SHORT) for one in open_ if one.get("identityType") == "name"]
    facts = [Fact("Identifier", id)] if id else []
    for one in identities:
        kind = text(one, "identityType", SHORT) or "identity"
        hidden = one.get("hashed") is True
        value = "hashed: only who knows it can compare" if hidden else text(one, "identityHash", SHORT)
        facts.append(Fact(f"Its {kind}", value))
    return Party(next(filter(None, names), "") or id, facts)


# -- what ------------------------------------------------------------------------------------------------------------


def _achievement(data: Mapping[str, Any], held: Held) -> Achievement:
    criteria = next(iter(objects(data, "criteria")), {})
    targets = objects(data, "alignment")
    facts = (
        ("Code", text(data, "humanCode", SHORT)),
        ("Field of study", text(data, "fieldOfStudy", SHORT)),
        ("Specialisation", text(data, "specialization", SHORT)),
        ("Credits", _number(data.get("creditsAvailable"))),
        ("Version", text(data, "version", SHORT)),
        ("Tags", ", ".join(cut(tag, SHORT) for tag in texts(data.get("tag"))[:MOST])),
    )
    return Achievement(
        name=named(data, SHORT),
        kind=text(data, "achievementType", SHORT),
        description=text(data, "description", LONG),
        language=text(data, "inLanguage", SHORT),
        criteria=text(criteria, "narrative", LONG),
        criteria_address=text(criteria, "id", ADDRESS),
        picture=_picture(data),
        facts=[Fact(*fact) for fact in facts if fact[1]],
        targets=part([_target(one, held) for one in targets[:MOST]], len(targets)),
    )


def _target(data: Mapping[str, Any], held: Held) -> Target:
    return Target(
        name=text(data, "targetName", SHORT),
        code=text(data, "targetCode", SHORT),
        framework=text(data, "targetFramework", SHORT),
        description=text(data, "targetDescription", LONG),
        address=text(data, "targetUrl", ADDRESS),
        held=held.get(identifier_in(data.get("targetUrl"))),
    )


def _results(subject: Mapping[str, Any], achievements: Sequence[Mapping[str, Any]]) -> Part[Result]:
    described = {
        one["id"]: one
        for achievement in achievements[:MOST_ACHIEVEMENTS]
        for one in objects(achievement, "resultDescription")
        if isinstance(one.get("id"), str)
    }
    results = objects(subject, "result")
    return part([_result(one, described) for one in results[:MOST]], len(results))


def _result(data: Mapping[str, Any], described: Mapping[str, Mapping[str, Any]]) -> Result:
    about = (
        described.get(data.get("resultDescription", ""), {}) if isinstance(data.get("resultDescription"), str) else {}
    )
    levels = {one["id"]: named(one, SHORT) for one in objects(about, "rubricCriterionLevel") if _has_id(one)}
    achieved, needed = data.get("achievedLevel"), about.get("requiredLevel")
    value = (
        (isinstance(achieved, str) and levels.get(achieved))
        or text(data, "value", SHORT)
        or text(data, "status", SHORT)
    )
    required = (isinstance(needed, str) and levels.get(needed)) or text(about, "requiredValue", SHORT)
    name = named(about, SHORT) or text(about, "resultType", SHORT) or "Result"
    return Result(name, value or "", required or "")


def _has_id(data: Mapping[str, Any]) -> bool:
    return isinstance(data.get("id"), str)


def _evidence(data: Mapping[str, Any]) -> Part[Piece]:
    pieces = objects(data, "evidence")
    return part([_piece(one) for one in pieces[:MOST]], len(pieces))


def _piece(data: Mapping[str, Any]) -> Piece:
    about = [text(data, name, SHORT) for name in ("genre", "audience", "description")]
    address = text(data, "id", ADDRESS)
    return Piece(named(data, SHORT), address, ". ".join(filter(None, about)), text(data, "narrative", LONG))


def _picture(data: Mapping[str, Any]) -> Picture | None:
    value = data.get("image")
    address = value.get("id") if isinstance(value, Mapping) else value
    if not isinstance(address, str) or not address:
        return None
    caption = text(value, "caption", SHORT) if isinstance(value, Mapping) else ""
    return Picture(picture_in(address), cut(address, ADDRESS), caption)


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 else ""
