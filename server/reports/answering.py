"""A report's answer to a question: the rows of its expression, completed, in order, and without what is withheld."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import Count, Detail, Figure, Key, Report, Share, Size, Suppression
from fairmark.server.reports.engines import Engine
from fairmark.server.reports.measures.rostering import LEARNER, OF_CLASSES, SCHOOL
from fairmark.server.reports.result import COMPLEMENTARY, Break, Cell, Head, Meta, Result, Withheld
from fairmark.server.reports.rows import Learner, Rule, School, SchoolClass
from fairmark.server.reports.tables import table
from fairmark.server.reports.withholding import MOST_GROUPINGS, Fates, fates
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.learning.disclosure import PRIMARY, SHOW, SMALLEST, percentage

DIGITS = 2
"""Decimals of figures that anybody sees."""
PRECISION = 9
"""Decimals of figures otherwise: engines differ in the last digits of a sum of fractions."""

UNITS = {SCHOOL: "school"}
REASON, UNSTABLE = "reason", "unstable"

Row = dict[str, Any]


def answer(
    engine: Engine,
    report: Report,
    question: Question,
    generated_at: datetime,
    *,
    suppression: Suppression | None = None,
    smallest: int = SMALLEST,
) -> Result:
    """What the report says. `suppression` is that of the report where nothing else is said; `smallest` is how many
    learners a group must have. WrongUsage for a question that the report does not answer."""
    circle = suppression or report.suppression
    if report.wider and circle is not Suppression.NAMED:
        report = report.wider
        question = question if question.by else replace(question, by=tuple(report.by))
    _check(report, question, circle)
    # What anybody sees is asked for whole, and what is not asked about left out: what it is to be told apart from is
    # known then, and protected.
    asked = replace(question, by=question.groupings, where={}) if circle is Suppression.WIDE else question
    rows = engine.rows(report.expression(asked))
    if report.finish:
        rows = report.finish(rows, asked)
    rows = [{name: _rounded(value) for name, value in row.items()} for row in rows]
    names = [*asked.by, *(key.name for key in report.row_keys())]
    rows.sort(key=lambda row: [(row[name] is None, row[name]) for name in names])
    if circle is Suppression.WIDE:
        found = fates(report, rows, asked.by, smallest)
        told = [(row, each) for row, each in zip(rows, found.of, strict=True) if _is_asked_about(row, question)]
        rows = [row for row, _ in told]
        shown: _Shown = _Wide(report, Fates([each for _, each in told]), smallest)
    else:
        shown = _Whole(report, circle, smallest)
    cells = [shown.cells(number, row) for number, row in enumerate(rows)]
    return Result(
        scope_of(engine, report, question, circle, generated_at, smallest=smallest, cells=cells),
        [*(Head(name, UNITS.get(name, "group")) for name in asked.by), *shown.heads()],
        [[*(row[name] for name in asked.by), *line] for row, line in zip(rows, cells, strict=True)],
        report.row,
        names_of(engine, circle),
        report.notes,
    )


def _check(report: Report, question: Question, circle: Suppression) -> None:
    for name in question.groupings:
        if not report.groups_by(name):
            raise WrongUsage(f"{report.id} cannot be asked by {name}")
    if report.suppression is Suppression.NAMED and circle is not Suppression.NAMED:
        raise WrongUsage(f"{report.id} is about single learners, and for those who work with them")
    if LEARNER in question.where and circle is not Suppression.NAMED:
        raise WrongUsage(f"{report.id} is asked about groups, where not everybody may see single learners")
    if circle is not Suppression.WIDE:
        return
    parting = [key for key in report.row_keys() if key.parts]
    if len(question.groupings) + len(parting) > MOST_GROUPINGS:
        most = MOST_GROUPINGS - len(parting)
        raise WrongUsage(f"{report.id} can be asked by {most} groupings at most where anybody may see it ({circle})")
    if several := [name for name in question.groupings if name in OF_CLASSES]:
        raise WrongUsage(f"{several[0]} is no grouping for what anybody may see ({circle}): learners are in several")


def _rounded(value: Any) -> Any:
    return round(value, PRECISION) + 0.0 if isinstance(value, float) else value


def _is_asked_about(row: Row, question: Question) -> bool:
    return all(row[name] in values for name, values in question.where.items())


# -- cells -----------------------------------------------------------------------------------------------------------


class _Shown(Protocol):
    """How rows are shown."""

    def heads(self) -> list[Head]: ...

    def cells(self, number: int, row: Row) -> list[Cell]: ...


class _Whole:
    """Cells of those who may see all of it."""

    def __init__(self, report: Report, circle: Suppression, smallest: int) -> None:
        self._report = report
        self._marked = circle is Suppression.STAFF and bool(report.sizes())
        self._smallest = smallest

    def heads(self) -> list[Head]:
        found = [_head(column, column.unit) for column in self._report.columns]
        return [*found, *([Head(UNSTABLE, "yes or no")] if self._marked else []), Head(REASON, "text")]

    def cells(self, number: int, row: Row) -> list[Cell]:
        whys: dict[str, str] = {}
        found: list[Cell] = []
        for column in self._report.columns:
            if isinstance(column, Share):
                found.append(_share(column, row))
            else:
                found.append(row[column.name])
            if found[-1] is None and (why := _why(column, row)):
                whys[column.name] = why
        unstable = [any(0 < (row[size.name] or 0) < self._smallest for size in self._report.sizes())]
        return [*found, *(unstable if self._marked else []), _told(whys)]


class _Wide:
    """Cells that anybody may see. How many learners something is true of is not among them, as groups whose share is
    near nothing or all could be told from the counts of others."""

    def __init__(self, report: Report, fates: Fates, smallest: int) -> None:
        self._report = report
        self._fates = fates
        self._smallest = smallest

    def heads(self) -> list[Head]:
        found = [
            _head(column, "percent" if isinstance(column, Share) else column.unit) for column in self._report.columns
        ]
        return [*found, Head(REASON, "text")]

    def cells(self, number: int, row: Row) -> list[Cell]:
        whys: dict[str, str] = {}
        found: list[Cell] = []
        hidden = self._report.hides(row, self._smallest) if self._report.hides else ()
        for column in self._report.columns:
            cell = self._cell(number, row, column)
            found.append(Withheld(COMPLEMENTARY) if column.name in hidden and cell is not None else cell)
            if found[-1] is None and (why := _why(column, row)):
                whys[column.name] = why
        return [*found, _told(whys)]

    def _cell(self, number: int, row: Row, column: Key | Size | Count | Share | Figure | Detail) -> Cell:
        if isinstance(column, (Key, Detail)):
            plain: Cell = row[column.name]
            return plain
        if (fate := self._fates.fate(number, column)) != SHOW:
            return Withheld(fate)
        if isinstance(column, Size):
            size: Cell = row[column.name]
            return size
        if isinstance(column, Count):
            return Withheld(COMPLEMENTARY)
        if isinstance(column, Share):
            if _share(column, row) is None:
                return None
            n = row[column.learners or column.of]
            return percentage(row[column.part] * n / row[column.whole], n, self._smallest) or Withheld(PRIMARY)
        value = row[column.name]
        return round(value, DIGITS) if isinstance(value, float) else value


def _head(column: Key | Size | Count | Share | Figure | Detail, unit: str) -> Head:
    return Head(column.name, unit, "" if isinstance(column, Key) else column.formula)


def _share(column: Share, row: Row) -> float | None:
    if row[column.part] is None or not row[column.whole] or (column.needs and not row[column.needs]):
        return None
    return float(row[column.part] / row[column.whole])


def _why(column: Key | Size | Count | Share | Figure | Detail, row: Row) -> str:
    if isinstance(column, (Figure, Detail)):
        return (row.get(column.why) if column.why else None) or column.otherwise
    return column.otherwise if isinstance(column, Share) else ""


def _told(whys: Mapping[str, str]) -> str | None:
    """Why cells of a row are null: one word if all are so for the same reason."""
    if len(set(whys.values())) == 1:
        return next(iter(whys.values()))
    return "; ".join(f"{name}: {why}" for name, why in whys.items()) or None


# -- how it was made -------------------------------------------------------------------------------------------------


def scope_of(
    engine: Engine,
    report: Report,
    question: Question,
    circle: Suppression,
    generated_at: datetime,
    *,
    smallest: int = SMALLEST,
    cells: Sequence[Sequence[Cell]] = (),
) -> Meta:
    """How a result with these cells was made."""
    withheld = [cell.why for line in cells for cell in line if isinstance(cell, Withheld)]
    people, determined = _reached(engine, report, question)
    coverage = determined / people if determined is not None and people else None
    n: int | None = people
    if circle is Suppression.WIDE and (question.where or _is_small(people, determined, smallest)):
        n, determined, coverage = None, None, None
    return Meta(
        report=report.id,
        title=report.title,
        version=report.version,
        formulas=report.formulas,
        filters=_filters(report, question),
        as_of=question.when.as_of,
        known_at=question.when.known_at,
        generated_at=generated_at,
        n=n,
        determined=determined,
        coverage=coverage,
        suppression=circle,
        smallest=smallest,
        primary=withheld.count(PRIMARY),
        complementary=withheld.count(COMPLEMENTARY),
        breaks=_breaks(engine, question),
    )


def _is_small(people: int, determined: int | None, smallest: int) -> bool:
    return any(0 < size < smallest for size in (people, determined or 0))


def _reached(engine: Engine, report: Report, question: Question) -> tuple[int, int | None]:
    people = question.roster()
    (row,) = engine.rows(people.agg(n=people.learner.nunique()))
    if report.reached is None:
        return int(row["n"]), None
    reached = people.semi_join(report.reached(question), "learner")
    (data,) = engine.rows(reached.agg(n=reached.learner.nunique()))
    return int(row["n"]), int(data["n"])


def names_of(engine: Engine, circle: Suppression) -> dict[str, str]:
    """What people call schools and classes, and learners where those may be seen."""
    called = [table(School).select(id="school", name="name"), table(SchoolClass).select(id="class_id", name="title")]
    if circle is Suppression.NAMED:
        called.append(table(Learner).select(id="learner", name="name"))
    return {row["id"]: row["name"] for names in called for row in engine.rows(names)}


def _filters(report: Report, question: Question) -> dict[str, Any]:
    """What was asked about, by, and with which parameters."""
    found: dict[str, Any] = {name: list(values) for name, values in question.where.items() if name != LEARNER}
    if question.by:
        found["by"] = list(question.by)
    for parameter in report.parameters:
        value = question.parameters.get(parameter.name, parameter.default)
        if value is not None:
            found[parameter.name] = value if isinstance(value, (int, float)) else str(value)
    return found


def _breaks(engine: Engine, question: Question) -> list[Break]:
    """Rules that came into force within the school year up to the time that is asked for, or since `since`."""
    rules = table(Rule)
    when = question.when
    known = engine.rows(rules.filter(rules.recorded_at <= when.known_at, rules.valid_from <= when.as_of))
    first = min((rule["valid_from"] for rule in known), default=None)
    since = question.parameters.get("since") or when.year_begins
    found = [rule for rule in known if rule["valid_from"].date() >= since and rule["valid_from"] != first]
    return sorted(
        (Break(rule["valid_from"], f"Rule: {rule['name']}, version {rule['version']}") for rule in found),
        key=lambda each: (each.at, each.what),
    )
