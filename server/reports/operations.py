"""The reports over HTTP: the catalogue, their results, and who is behind a figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from marshmallow import fields as ma
from marshmallow import validate
import orjson

from fairmark.server import problems
from fairmark.server.admin.writing import PRIVATE
from fairmark.server.context import Context
from fairmark.server.http import Answer, Api, Call, Refusal, Route
from fairmark.server.learning.access.gate import Gate, guarded
from fairmark.server.learning.access.routes import PURPOSES
from fairmark.server.learning.answers import BASE, KnownQuery, Time
from fairmark.server.learning.kind import VIEWS
from fairmark.server.reports.answering import answer
from fairmark.server.reports.asking import Question
from fairmark.server.reports.audience import audience_of, behind_for, check_seen
from fairmark.server.reports.behind import learners_behind
from fairmark.server.reports.catalogue import REPORTS
from fairmark.server.reports.clock import Clock
from fairmark.server.reports.declaration import GROUPS, Column, Report
from fairmark.server.reports.forms import FORMS
from fairmark.server.reports.loading.times import day_of, plain, zone_of
from fairmark.server.reports.measures.rostering import LEARNER
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.questions import question
from fairmark.server.reports.result import Result
from fairmark.server.reports.snapshots import Snapshot
from fairmark.validators.core.usage import WrongUsage

LONGEST, MOST = 1_000, 50
"""Characters of an argument, and how often it may be given."""

MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Several(ma.List):  # type: ignore[type-arg]  # it is generic for type checkers only
    """An argument that may be given again, each time as NAME=VALUE."""

    def __init__(self, description: str) -> None:
        one = ma.Str(validate=[validate.Length(max=LONGEST), validate.Regexp("[^=]+=")])
        super().__init__(
            one, load_default=list, validate=validate.Length(max=MOST), metadata={"description": description}
        )


class ReportQuery(KnownQuery):
    """What is asked."""

    as_of = Time(
        data_key="asOf", metadata={"description": "Only learning that was shown up to this time. Default: all of it."}
    )
    by = ma.Str(
        load_default="",
        validate=validate.Length(max=LONGEST),
        metadata={"description": "Groupings, separated by commas, such as school,grade or lowIncome."},
    )
    where = Several("Only about these: NAME=VALUE, such as grade=5; again for more values or groupings.")
    parameters = ma.List(
        ma.Str(validate=[validate.Length(max=LONGEST), validate.Regexp("[^=]+=")]),
        load_default=list,
        validate=validate.Length(max=MOST),
        data_key="set",
        metadata={"description": "A parameter of the report: NAME=VALUE; again for others."},
    )


class ResultQuery(ReportQuery):
    """What is asked, and how it is to be written."""

    form = ma.Str(
        load_default="json",
        validate=validate.OneOf(list(MEDIA_TYPES)),
        data_key="format",
        metadata={"description": "json, csv or xlsx. Default: json."},
    )


class BehindQuery(ResultQuery):
    """Behind which figure."""

    row = Several("Which row: NAME=VALUE of a grouping or key, again for others. Default: all rows.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a report, over the tables that answer it."""

    snapshot: Snapshot
    report: Report
    question: Question


# -- asking ----------------------------------------------------------------------------------------------------------


def report_named(id: str) -> Report:
    found = REPORTS.get(id)
    if found is None:
        raise Refusal(404, "unknown", "There is no such report: /scl/v1/reports lists them.")
    return found


def snapshot_of(context: Context) -> tuple[Snapshot, Clock]:
    """What the server holds now. A Refusal where that is nothing yet."""
    snapshot = context.reports.current(context.store, zone_of(context.settings.time_zone))
    try:
        return snapshot, snapshot.clock
    except WrongUsage as error:
        raise Refusal(409, "bad_query", f"There is nothing to report: {error}.") from None


def asked(context: Context, report: Report, query: Mapping[str, Any]) -> Asked:
    """The question in the arguments; a Refusal for one that the report does not know."""
    snapshot, clock = snapshot_of(context)
    by = [name for name in query["by"].split(",") if name]
    where, parameters = _pairs(query["where"]), _pairs(query["parameters"])
    _check_groupings(snapshot, report, [*by, *(name for name, _ in where)])
    try:
        made = question(report, clock, _when(context, clock, query), by, where, parameters)
    except (WrongUsage, OverflowError) as error:
        raise Refusal(400, "bad_query", f"{error}.") from None
    return Asked(snapshot, report, made)


def _when(context: Context, clock: Clock, query: Mapping[str, Any]) -> When:
    known, shown = query.get("known_at"), query.get("as_of")
    known_at = plain(known) if known else None
    if shown is None:
        return clock.when(None, known_at)
    as_of = plain(shown)
    return clock.when(as_of, known_at, day_of(as_of, zone_of(context.settings.time_zone)))


def _check_groupings(snapshot: Snapshot, report: Report, names: Sequence[str]) -> None:
    fixed = {*report.groupings, *(report.wider.groupings if report.wider else ()), LEARNER} - {GROUPS}
    known = [*sorted(fixed), *(snapshot.dimensions if report.groups_by(GROUPS) else ())]
    if not set(names) <= set(known):
        raise Refusal(400, "bad_query", f"{report.id} can be asked by and about {', '.join(known)}.", "by")


def _pairs(texts: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (text.partition("=") for text in texts)]


def result_of(gate: Gate, wanted: Asked) -> Result:
    """What the report says to whoever stands before the gate; what they see of learners is logged."""
    report, plain_question = wanted.report, wanted.question
    told = audience_of(gate, report, plain_question.where, plain_question.groupings)
    narrowed = replace(plain_question, where=told.narrowed(plain_question.where))
    try:
        result = answer(wanted.snapshot.engine(), report, narrowed, _now(), suppression=told.circle)
    except WrongUsage as error:
        raise Refusal(400, "bad_query", f"{error}.") from None
    check_seen(gate, _learners(result))
    return result


def behind_of(gate: Gate, wanted: Asked, row: Sequence[tuple[str, str]]) -> Result:
    """Who is behind a figure."""
    told = behind_for(gate, wanted.question.where, wanted.question.groupings)
    narrowed = replace(wanted.question, where=told.narrowed(wanted.question.where))
    try:
        result = learners_behind(wanted.snapshot.engine(), wanted.report, narrowed, row, _now())
    except WrongUsage as error:
        raise Refusal(400, "bad_query", f"{error}.") from None
    check_seen(gate, _learners(result))
    return result


def _learners(result: Result) -> set[str]:
    """Whom the result names."""
    at = [number for number, head in enumerate(result.columns) if head.unit == LEARNER]
    return {str(row[number]) for row in result.rows for number in at if row[number] is not None}


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


# -- operations ------------------------------------------------------------------------------------------------------


def list_reports(_call: Call) -> Answer:
    return Answer(200, orjson.dumps({"reports": list(catalogue())}))


def get_report(call: Call) -> Answer:
    report = report_named(call.path["reportId"])
    with guarded(call) as gate:
        result = result_of(gate, asked(call.context, report, call.query))
    return written(result, call.query["form"], report.id)


def get_learners(call: Call) -> Answer:
    report = report_named(call.path["reportId"])
    with guarded(call) as gate:
        result = behind_of(gate, asked(call.context, report, call.query), _pairs(call.query["row"]))
    return written(result, call.query["form"], f"{report.id}-learners")


def written(result: Result, form: str, name: str) -> Answer:
    """The result in that form, to be saved under that name where a browser does not show it."""
    disposition = {} if form == "json" else {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Answer(200, FORMS[form].write(result), {**PRIVATE, **disposition}, MEDIA_TYPES[form])


def catalogue() -> Iterator[dict[str, Any]]:
    """The reports as the contract describes them."""
    for report in REPORTS.values():
        yield {
            "id": report.id,
            "title": report.title,
            "definition": f"One row is {report.row}.",
            "definitionVersion": report.version,
            "horizon": report.horizon,
            "formulas": list(report.formulas),
            "columns": [_column(column) for column in report.columns],
            "groupings": [name for name in report.groupings if name != GROUPS],
            "anyGroup": GROUPS in report.groupings,
            "parameters": [
                {"name": one.name, "help": one.help, **({} if one.default is None else {"default": str(one.default)})}
                for one in report.parameters
            ],
            "suppression": report.suppression.value,
            "drillDown": report.behind is not None,
            "notes": list(report.notes),
        }


def _column(column: Column) -> dict[str, str]:
    formula = getattr(column, "formula", "")
    return {"name": column.name, "unit": column.unit, **({"formula": formula} if formula else {})}


REFUSED = dict.fromkeys((400, 403, 404, 409, 503), problems.SCHEMA)
TAGS = ("Reports",)

REPORTS_API = Api(
    "reports",
    BASE,
    (
        Route(
            "listReports",
            "GET",
            "/reports",
            list_reports,
            "The management reports: what a row is, columns with formulas, groupings, parameters, who may see them.",
            {200: VIEWS + "ReportCatalogue"},
            scope="scl.read",
            tags=TAGS,
        ),
        Route(
            "getReport",
            "GET",
            "/reports/{reportId}",
            get_report,
            "What a report says, as it was known at a time; what somebody may not see is withheld.",
            {200: VIEWS + "ReportResult", **REFUSED},
            query=ResultQuery,
            scope="scl.read",
            headers=PURPOSES,
            tags=TAGS,
        ),
        Route(
            "getReportLearners",
            "GET",
            "/reports/{reportId}/learners",
            get_learners,
            "The learners behind a figure, for those who may see them.",
            {200: VIEWS + "ReportResult", **REFUSED},
            query=BehindQuery,
            scope="scl.read",
            headers=PURPOSES,
            tags=TAGS,
        ),
    ),
    problems.refuse,
    problems.SCHEMA,
    problems.PROBLEM,
    exact=True,
)
