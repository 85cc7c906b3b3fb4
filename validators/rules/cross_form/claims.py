"""What credentials claim that a learner has achieved, kept small: a call may have a hundred thousand of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
import json
from typing import Any, NamedTuple
import zlib

from fairmark.validators.core.location import Location, Path
from fairmark.validators.core.privacy import Privacy, disclosed
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.readers.objectives import uuid_in
from fairmark.validators.readers.tables.values import number
from fairmark.validators.rules.cross_form.scales import Value, plain
from fairmark.validators.rules.learners import Identity, identities

SUBJECTS = ("ClrSubject", "AchievementSubject")
"""Classes that say who the learner is; in a record each of them says it of the same one."""

ITEM = "CFItem"
IN_URL = "/CFItems/"


class Standard(NamedTuple):
    """A CFItem that an achievement is aligned to: its UUID in small letters, its code, name and description as they
    stand there, and the path of the alignment."""

    uuid: str
    code: str
    name: str
    description: str
    path: Path

    @property
    def words(self) -> tuple[str, str]:
        """Its text, which stands in either."""
        return self.name, self.description


class Outcome(NamedTuple):
    """A result: its path, the value on its scale, its status, and the UUID of the one standard that it is about, ""
    where there is none or several."""

    path: Path
    value: Value
    status: str
    standard: str


class Claim(NamedTuple):
    """An achievement of a learner. `title` is its name, `path` where it stands, `day` the date on which it was awarded,
    "" where that is not known."""

    title: str
    path: Path
    standards: Sequence[Standard]
    outcomes: Sequence[Outcome]
    day: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The claims of one credential. `record` is its id, `learner` and `issuer` say whose and from whom it is."""

    input: str
    document: int
    record: str
    path: Path
    learner: tuple[Identity, ...]
    issuer: str
    issuer_path: Path
    shows_values: bool
    packed: bytes

    def claims(self) -> Iterator[Claim]:
        for title, path, standards, outcomes, day in json.loads(zlib.decompress(self.packed)):
            yield Claim(
                title,
                tuple(path),
                [Standard(uuid, code, name, text, tuple(at)) for uuid, code, name, text, at in standards],
                [Outcome(tuple(at), _value(value), status, standard) for at, value, status, standard in outcomes],
                day,
            )

    def at(self, path: Path, privacy: Privacy = Privacy.PUBLIC) -> Location:
        shown = disclosed(privacy, self.shows_values)
        return Location(path, self.record, shown, document=self.document, input=self.input)


def kept(input: str, document: Credential) -> Kept:
    """What matters of a credential and of all credentials in it."""
    issuer = document.top.data.get("issuer")
    claims = [
        _claim(document, node, achievement)
        for node in document.of("AchievementSubject")
        if isinstance(achievement := node.data.get("achievement"), Mapping)
    ]
    return Kept(
        input=input,
        document=document.circumstances.document,
        record=document.top.id,
        path=document.top.path,
        learner=tuple(dict.fromkeys(each for node in document.of(*SUBJECTS) for each in identities(node.data))),
        issuer=str(issuer.get("name") or "") if isinstance(issuer, Mapping) else "",
        issuer_path=(*document.top.path, "issuer"),
        shows_values=document.circumstances.show_values,
        packed=zlib.compress(json.dumps(claims).encode(), 1),
    )


def standards_of(document: Credential) -> Iterator[tuple[Standard, Location]]:
    """The standards that the achievements of a credential are aligned to, each with the place of the alignment."""
    for node in document.of("AchievementSubject"):
        for achievement in _objects(node.data.get("achievement")):
            place = document.at(node, "achievement")
            for standard in _standards(achievement.get("alignment"), (*place.path, "alignment")):
                yield standard, replace(place, path=standard.path)


def _claim(document: Credential, subject: Node, achievement: Mapping[str, Any]) -> Any:
    path = document.at(subject, "achievement").path
    standards = list(_standards(achievement.get("alignment"), (*path, "alignment")))
    credential = subject.credential.data
    day = credential.get("awardedDate") or credential.get("validFrom")
    return (
        _text(achievement.get("name")),
        path,
        standards,
        [
            _outcome(document, subject, at, result, achievement, standards)
            for at, result in enumerate(_objects(subject.data.get("result")))
        ],
        day[:10] if isinstance(day, str) else "",
    )


def _standards(alignments: Any, path: Path) -> Iterator[Standard]:
    """The alignments to items of CASE."""
    for at, each in enumerate(_objects(alignments)):
        url = _text(each.get("targetUrl"))
        if (each.get("targetType") == ITEM or IN_URL in url) and (uuid := uuid_in(url)):
            code, name, text = (_text(each.get(name)) for name in ("targetCode", "targetName", "targetDescription"))
            yield Standard(uuid, code, name, text, (*path, at))


# -- results ---------------------------------------------------------------------------------------------------------


def _outcome(
    document: Credential,
    subject: Node,
    at: int,
    result: Mapping[str, Any],
    achievement: Mapping[str, Any],
    standards: Sequence[Standard],
) -> Any:
    linked = result.get("resultDescription")
    found = [each for each in _objects(achievement.get("resultDescription")) if each.get("id") == linked and linked]
    description: Mapping[str, Any] = found[0] if len(found) == 1 else {}
    own = [*_standards(result.get("alignment"), ()), *_standards(description.get("alignment"), ())]
    about = {standard.uuid for standard in own or standards}
    value = _on_scale(result, description)
    return (
        document.at(subject, "result", at).path,
        (
            sorted(value.labels),
            sorted(value.numbers),
            value.levels,
            value.is_ordered,
            sorted(value.points),
            value.bounds,
        ),
        _text(result.get("status")),
        about.pop() if len(about) == 1 else "",
    )


def _on_scale(result: Mapping[str, Any], description: Mapping[str, Any]) -> Value:
    """The value, or the level, of a result on the scale of its description."""
    levels = _objects(description.get("rubricCriterionLevel"))
    stated = _text(result.get("value")).strip()
    value = number(stated.removesuffix("%").strip())
    labels = {plain(stated)} if stated and value is None else set()
    numbers = {value} if value is not None else set()
    for level in levels:
        if level.get("id") == result.get("achievedLevel") is not None:
            labels |= _called(level)
            if value is None and (points := _points(level)) is not None:
                numbers.add(points)
    counted = sorted((points, at) for at, level in enumerate(levels) if (points := _points(level)) is not None)
    in_order = [levels[at] for _, at in counted] if len(counted) == len(levels) else []
    allowed = [plain(each) for each in _texts(description.get("allowedValue"))]
    lowest, highest = (number(_text(description.get(name))) for name in ("valueMin", "valueMax"))
    return Value(
        frozenset(labels),
        frozenset(numbers),
        tuple(allowed or (label for level in in_order or levels for label in sorted(_called(level)))),
        bool(allowed or in_order),
        frozenset(points for points, _ in counted) if in_order else frozenset(),
        (lowest, highest) if lowest is not None and highest is not None else None,
    )


def _called(level: Mapping[str, Any]) -> set[str]:
    """What a rubric level is called in words."""
    names = (plain(_text(level.get(name))) for name in ("name", "level"))
    return {name for name in names if name and number(name) is None}


def _points(level: Mapping[str, Any]) -> float | None:
    return number(_text(level.get("points")))


def _value(packed: Any) -> Value:
    labels, numbers, levels, is_ordered, points, bounds = packed
    return Value(
        frozenset(labels),
        frozenset(numbers),
        tuple(levels),
        is_ordered,
        frozenset(points),
        (bounds[0], bounds[1]) if bounds else None,
    )


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, Mapping)]


def _texts(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
