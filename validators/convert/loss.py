"""What became of every statement of a source: kept, changed or dropped, and what the conversion had to add.

A statement is the smallest thing that a source says: a leaf element or an attribute of XML, a triple of RDF. A mapping
reads statements and says at that moment what becomes of them. Those that it never read are dropped, so the report
cannot claim more than the code does, and its counts always add up to the number of statements.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
import re
from typing import Any, Generic, NamedTuple, TypeVar

EXAMPLES = 3
LONGEST_EXAMPLE = 80

NOISE = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")
SURROGATES = re.compile("[\ud800-\udfff]")
"""Halves of characters: Turtle can write them, and no encoding of JSON can."""

Value = TypeVar("Value")


class Kind(StrEnum):
    """What can become of a statement. CHANGED: its value or its meaning is not quite what the source says."""

    KEPT = "kept"
    CHANGED = "changed"
    DROPPED = "dropped"


class Fate(NamedTuple):
    """What became of a statement: where in CASE its value is (`target`), and how it was changed or why it was
    dropped (`how`)."""

    kind: Kind
    target: str = ""
    how: str = ""


UNREAD = Fate(Kind.DROPPED, how="CASE has no place for it")


@dataclass(slots=True, eq=False)
class Statement(Generic[Value]):
    """One statement: the construct of the source that makes it (`source`, such as LearningStandard/Description) and
    its value. Its fate is what the mapping said last."""

    source: str
    value: Value
    fate: Fate = UNREAD

    @property
    def text(self) -> str:
        """The value as text in one line, without control characters."""
        return one_line(str(self.value))

    def keep(self, target: str) -> Value:
        self.fate = Fate(Kind.KEPT, target)
        return self.value

    def change(self, target: str, how: str) -> Value:
        self.fate = Fate(Kind.CHANGED, target, how)
        return self.value

    def drop(self, why: str) -> None:
        self.fate = Fate(Kind.DROPPED, how=why)

    def carry(self, target: str) -> str:
        """The value for a text field: kept where it is in one line, changed where line breaks had to go, dropped
        where it is blank (the answer is "" then)."""
        text = self.text
        if not text:
            self.drop("it is blank")
        elif text == str(self.value):
            self.keep(target)
        else:
            self.change(target, "white space and control characters were joined into single spaces")
        return text


def one_line(text: str) -> str:
    return NOISE.sub(" ", SURROGATES.sub("\ufffd", text)).strip()


Supplied = Counter[tuple[str, str]]
"""(field of CASE, what the conversion put there and why) to how often."""


@dataclass(frozen=True, slots=True)
class LossEntry:
    """Statements of one construct that met one fate: how many, and the values of a few."""

    source: str
    fate: Fate
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """An association that is lost: its type, what its ends are called, and why."""

    identifier: str
    type: str
    origin: str
    destination: str
    why: str


@dataclass(frozen=True, slots=True)
class LossReport:
    """The loss of one conversion. `statements` is the number of all statements of the source. `associations` are those
    that were dropped, each by itself, where the source is a framework."""

    source_form: str
    statements: int
    entries: Sequence[LossEntry]
    supplied: Mapping[tuple[str, str], int]
    associations: Sequence[Dropped] = ()

    @classmethod
    def of(cls, source_form: str, statements: Iterable[Statement[Any]], supplied: Supplied) -> "LossReport":
        """The report about these statements, and about what the conversion supplied."""
        counts: Counter[tuple[str, Fate]] = Counter()
        examples: dict[tuple[str, Fate], list[str]] = {}
        for statement in statements:
            met = (statement.source, statement.fate)
            counts[met] += 1
            known = examples.setdefault(met, [])
            if len(known) < EXAMPLES and (text := _shortened(statement.text)) not in known:
                known.append(text)
        entries = [LossEntry(*met, count, tuple(examples[met])) for met, count in sorted(counts.items())]
        return cls(source_form, counts.total(), entries, dict(sorted(supplied.items())))

    @classmethod
    def counted(cls, source_form: str, counts: Counter[tuple[str, Fate]], supplied: Supplied) -> "LossReport":
        """The report about statements of which only the number is known: what a source says of people is no example."""
        entries = [LossEntry(*met, count, ()) for met, count in sorted(counts.items()) if count]
        return cls(source_form, counts.total(), entries, dict(sorted(supplied.items())))

    def count(self, kind: Kind) -> int:
        """How many statements met a fate of this kind."""
        return sum(entry.count for entry in self.entries if entry.fate.kind is kind)

    def as_json(self) -> dict[str, Any]:
        """The report as JSON values. Entries are sorted by construct, then by fate."""
        return {
            "sourceForm": self.source_form,
            "statements": self.statements,
            **{kind.value: self.count(kind) for kind in Kind},
            "entries": [
                {
                    "source": entry.source,
                    "fate": entry.fate.kind.value,
                    "count": entry.count,
                    **({"target": entry.fate.target} if entry.fate.target else {}),
                    **({"how": entry.fate.how} if entry.fate.how else {}),
                    "examples": list(entry.examples),
                }
                for entry in self.entries
            ],
            "supplied": [
                {"target": target, "how": how, "count": count} for (target, how), count in self.supplied.items()
            ],
            **({"associations": [asdict(dropped) for dropped in self.associations]} if self.associations else {}),
        }

    def as_text(self, most: int | None = None) -> str:
        """The report for people: the worst first. Of the dropped associations the first `most` are listed, all where it
        is None."""
        return "\n".join(self._lines(most)) + "\n"

    def _lines(self, most: int | None) -> Iterator[str]:
        yield f"Conversion of {self.source_form}: {self.statements} statements in the source"
        yield ", ".join(f"{self.count(kind)} {kind.value}" for kind in Kind)
        for kind in (Kind.DROPPED, Kind.CHANGED, Kind.KEPT):
            met = [entry for entry in self.entries if entry.fate.kind is kind]
            if met:
                yield f"\n{kind.value.capitalize()}"
            for entry in met:
                target = f" → {entry.fate.target}" if entry.fate.target else ""
                yield f"  {entry.count:>7} {entry.source}{target}"
                if entry.fate.how:
                    yield f"          {entry.fate.how}"
                if kind is Kind.DROPPED and any(entry.examples):
                    yield "          for example: " + " | ".join(entry.examples)
        yield from self._dropped_lines(most)
        if self.supplied:
            yield "\nAdded by the conversion, as the form asks for it"
            for (target, how), count in self.supplied.items():
                yield f"  {count:>7} {target}: {how}"

    def _dropped_lines(self, most: int | None) -> Iterator[str]:
        if self.associations:
            yield "\nAssociations that are lost, one by one"
        for dropped in self.associations[:most]:
            yield f"  {one_line(dropped.origin)} {one_line(dropped.type)} {one_line(dropped.destination)}"
        if most is not None and len(self.associations) > most:
            yield f"  and {len(self.associations) - most:,} more, which a loss report in a file lists"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_EXAMPLE else text[: LONGEST_EXAMPLE - 1] + "…"
