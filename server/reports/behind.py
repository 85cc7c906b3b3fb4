"""Who is behind a figure: for those who may see it."""

from collections.abc import Iterable
from datetime import datetime

from fairmark.server.reports.answering import names_of, scope_of
from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import Report, Suppression
from fairmark.server.reports.engines import Engine
from fairmark.server.reports.measures.rostering import LEARNER
from fairmark.server.reports.result import Head, Result
from fairmark.validators.core.usage import WrongUsage


def learners_behind(
    engine: Engine, report: Report, question: Question, row: Iterable[tuple[str, str]], generated_at: datetime
) -> Result:
    """The learners behind the rows with these values (of keys and groupings), each with what it is about. WrongUsage
    where the report has none, or no such column."""
    if report.behind is None:
        raise WrongUsage(f"{report.id} says itself whom it is about")
    found = engine.rows(report.behind(question))
    names = [*question.by, *(key.name for key in report.row_keys())]
    for name, value in row:
        if name not in names:
            raise WrongUsage(f"{report.id} has no column {name!r} that says what a row is about: {', '.join(names)}")
        found = [each for each in found if str(each[name]) == value]
    known = found[0] if found else {}
    columns = [LEARNER, *(name for name in known if name != LEARNER)]
    found.sort(key=lambda each: [str(each[name]) for name in columns])
    return Result(
        scope_of(engine, report, question, Suppression.NAMED, generated_at),
        [Head(name, LEARNER if name == LEARNER else "value") for name in columns],
        [[each[name] for name in columns] for each in found],
        "one learner behind the figures, and why",
        names_of(engine, Suppression.NAMED),
    )
