"""The pages of the management reports: the list; a report with form, chart and table; who is behind a figure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
import re
from typing import Any
from urllib.parse import urlencode

from marshmallow import Schema, validate
from marshmallow import fields as ma

from fairmark.server.http import Answer, Api, Call, Refusal, Route
from fairmark.server.learning.access.gate import Gate
from fairmark.server.reports.audience import may_see_behind
from fairmark.server.reports.catalogue import REPORTS
from fairmark.server.reports.declaration import GROUPS, Report, Suppression
from fairmark.server.reports.forms.wording import footnotes, headlines, readable, visible_columns
from fairmark.server.reports.loading.times import zone_of
from fairmark.server.reports.measures.rostering import GRADE, OF_CLASSES, SCHOOL
from fairmark.server.reports.operations import (
    LONGEST,
    MEDIA_TYPES,
    Asked,
    asked,
    behind_of,
    report_named,
    result_of,
    snapshot_of,
    written,
)
from fairmark.server.reports.result import COMPLEMENTARY, PRIMARY, Result, Withheld
from fairmark.server.reports.rows import Enrolment, School
from fairmark.server.reports.tables import table
from fairmark.server.web.learning.asking import Day
from fairmark.server.web.learning.look import looking
from fairmark.server.web.learning.visiting import HOME, Visitor, going_to, refuse, visited
from fairmark.server.web.management_charts import chart, grade_name, words
from fairmark.server.web.site import day, page

LIST = f"{HOME}/reports"
ONE = LIST + "/{report}"
BEHIND = ONE + "/learners"
SHOWN = 100
"""Rows that a page shows; downloads have all."""

CIRCLES = {
    Suppression.NAMED: "Names learners: for those who work with them, and for the learner.",
    Suppression.STAFF: "About groups, for staff: all is shown, and small groups are marked as unstable.",
    Suppression.WIDE: "About groups, for a wide circle: small groups, and what would tell of them, are withheld.",
}
WHY = {
    "primary": "Withheld: the group has fewer than {smallest} learners.",
    "complementary": "Withheld: another group could be told from it.",
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
HORIZONS = {True: "For this week", False: "For the longer term"}
PARAMETERS = {one.name: one for report in REPORTS.values() for one in report.parameters}


def _text() -> ma.Str:
    return ma.Str(load_default="", validate=validate.Length(max=LONGEST))


class AskQuery(Schema):
    """What a form asks. Fields that were left empty ask nothing."""

    as_of = Day(data_key="asOf")
    known_at = Day(data_key="knownAt")
    by = ma.List(_text(), load_default=list, validate=validate.Length(max=4))
    school = _text()
    grade = _text()
    form = ma.Str(load_default="", validate=validate.OneOf(["", *MEDIA_TYPES]), data_key="format")
    row = ma.List(_text(), load_default=list, validate=validate.Length(max=20))


ReportPageQuery: Any = AskQuery.from_dict({f"p_{name}": _text() for name in PARAMETERS}, name="ReportPageQuery")


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell: `why` says why it is withheld, "" where it is not."""

    text: str
    is_number: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row with the address of who is behind it, "" where that is not to be seen."""

    cells: Sequence[Shown]
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of the report in its form."""

    name: str
    label: str
    help: str
    value: str


def list_reports(_call: Call, _visitor: Visitor) -> Answer:
    """The management reports, by what they are for."""
    shelves = [
        (title, [(one, CIRCLES[one.suppression]) for one in REPORTS.values() if (one.horizon == "S") == is_short])
        for is_short, title in HORIZONS.items()
    ]
    return page("management_list.html", here="learning", shelves=shelves, address=LIST)


def show_report(call: Call, visitor: Visitor) -> Answer:
    """What a report says, as chart and table; or as a file."""
    report = report_named(call.path["report"])
    with looking(call, visitor) as look:
        try:
            wanted = asked(call.context, report, _query(call, report))
            result = result_of(look.gate, wanted)
        except Refusal as refusal:
            if refusal.status not in (400, 409):
                raise
            return _page(call, report, None, None, look.gate, wrong=refusal.detail)
        if call.query["form"]:
            return written(result, call.query["form"], report.id)
        return _page(call, report, wanted, result, look.gate)


def show_learners(call: Call, visitor: Visitor) -> Answer:
    """Who is behind a figure; or the same as a file."""
    report = report_named(call.path["report"])
    with looking(call, visitor) as look:
        row = [(name, value) for name, _, value in (text.partition("=") for text in call.query["row"])]
        result = behind_of(look.gate, asked(call.context, report, _query(call, report)), row)
    if call.query["form"]:
        return written(result, call.query["form"], f"{report.id}-learners")
    return page(
        "management_learners.html",
        here="learning",
        report=report,
        address=LIST,
        back=f"{LIST}/{report.id}?{_again(call)}",
        heads=_heads(result),
        lines=_lines(result, ""),
        count=len(result.rows),
        downloads=_downloads(call, f"{LIST}/{report.id}/learners", {"row": call.query["row"]}),
        about=_dated(list(headlines(result))[1:]),
    )


def go_to_list(_call: Call) -> Answer:
    """The reports are among the pages for which one signs in."""
    return going_to(LIST)


def _page(
    call: Call, report: Report, wanted: Asked | None, result: Result | None, gate: Gate, wrong: str = ""
) -> Answer:
    choices = _choices(call, report) if result is not None or not wrong.startswith("There is nothing") else None
    address, behind = f"{LIST}/{report.id}", ""
    if wanted and result and report.behind and may_see_behind(gate, wanted.question.where, wanted.question.groupings):
        behind = f"{address}/learners?{_again(call)}"
    return page(
        "management_report.html",
        status=400 if wrong else 200,
        here="learning",
        report=report,
        address=LIST,
        wrong=wrong,
        choices=choices,
        chosen=call.query,
        fields=_fields(call, report),
        circle=CIRCLES[result.meta.suppression] if result else CIRCLES[report.suppression],
        about=_dated(list(headlines(result))[1:]) if result else [],
        notes=_dated(footnotes(result)) if result else [],
        chart=chart(result) if result else None,
        heads=_heads(result) if result else [],
        lines=_lines(result, behind) if result else [],
        count=len(result.rows) if result else 0,
        shown=SHOWN,
        withheld=_withheld(result) if result else (0, 0),
        downloads=_downloads(call, address, {}) if result else [],
    )


# -- the form --------------------------------------------------------------------------------------------------------


def _query(call: Call, report: Report) -> dict[str, Any]:
    """What the form asks, as the API has it."""
    given = call.query
    zone = zone_of(call.context.settings.time_zone)
    found: dict[str, Any] = {
        "by": ",".join(dict.fromkeys(name for name in given["by"] if name)),
        "where": [f"{name}={given[name]}" for name in (SCHOOL, GRADE) if given[name]],
        "parameters": [
            f"{one.name}={given[f'p_{one.name}']}" for one in report.parameters if given.get(f"p_{one.name}")
        ],
    }
    for name in ("as_of", "known_at"):
        if given.get(name):
            found[name] = _end_of(given[name], zone)
    return found


def _end_of(last: date, zone: tzinfo) -> datetime:
    return (datetime.combine(last + timedelta(days=1), time(), zone) - timedelta(microseconds=1)).astimezone(UTC)


def _choices(call: Call, report: Report) -> Mapping[str, Sequence[tuple[str, str]]]:
    """What can be chosen: groupings, schools and grades, each by value and words."""
    snapshot, _ = snapshot_of(call.context)
    engine = snapshot.engine()
    groups = [name for name in report.groupings if name != GROUPS]
    groups += snapshot.dimensions if GROUPS in report.groupings else []
    schools = sorted((row["name"], row["school"]) for row in engine.rows(table(School).select("school", "name")))
    grades = sorted(row["grade"] for row in engine.rows(table(Enrolment).select("grade").distinct()))
    is_grouped = any(name in report.groupings for name in (SCHOOL, GRADE))
    return {
        "by": [(name, words(name)) for name in sorted(groups, key=lambda name: name in OF_CLASSES)],
        "school": [(id, name) for name, id in schools] if is_grouped else [],
        "grade": [(str(grade), grade_name(grade)) for grade in grades] if is_grouped else [],
    }


def _fields(call: Call, report: Report) -> list[Field]:
    return [
        Field(f"p_{one.name}", words(one.name).capitalize(), one.help, call.query.get(f"p_{one.name}", ""))
        for one in report.parameters
    ]


def _again(call: Call) -> str:
    """The arguments of the form, to ask the same again."""
    given = call.query
    kept: list[tuple[str, str]] = [("by", name) for name in given["by"] if name]
    kept += [(name, given[name]) for name in ("school", "grade") if given[name]]
    kept += [(name, str(given[at])) for name, at in (("asOf", "as_of"), ("knownAt", "known_at")) if given.get(at)]
    kept += [(name, value) for name, value in given.items() if name.startswith("p_") and value]
    return urlencode(kept)


def _downloads(call: Call, address: str, more: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    rest = urlencode([(name, value) for name, values in more.items() for value in values])
    same = "&".join(part for part in (_again(call), rest) if part)
    return [(form.upper(), f"{address}?{same}{'&' if same else ''}format={form}") for form in ("csv", "xlsx", "json")]


# -- the table -------------------------------------------------------------------------------------------------------


def _heads(result: Result) -> list[tuple[str, str, str, bool]]:
    """Of each column that people need its words, its unit and formula, and whether it is one of figures."""
    found = []
    for at in visible_columns(result):
        head = result.columns[at]
        unit = "" if head.unit in (head.name, "learner", "group", "text", "value", "yes or no") else head.unit
        found.append((words(head.name), unit, head.formula, _is_numeric(result, at)))
    return found


def _withheld(result: Result) -> tuple[int, int]:
    """How many cells that people would see are withheld, for each of the two reasons."""
    columns = visible_columns(result)
    whys = [cell.why for row in result.rows for at in columns if isinstance(cell := row[at], Withheld)]
    return whys.count(PRIMARY), whys.count(COMPLEMENTARY)


def _dated(lines: Iterable[str]) -> list[str]:
    """The lines, with moments as people say them."""
    return [MOMENT.sub(lambda found: day(datetime.fromisoformat(found[0])), line) for line in lines]


def _is_numeric(result: Result, at: int) -> bool:
    unit, cells = result.columns[at].unit, (row[at] for row in result.rows[:SHOWN])
    return unit in ("share", "percent") or any(isinstance(cell, (int, float)) for cell in cells)


def _lines(result: Result, behind: str) -> list[Line]:
    columns = visible_columns(result)
    numeric = [_is_numeric(result, at) for at in columns]
    keys = _keys(result)
    found = []
    for row in result.rows[:SHOWN]:
        cells = [_cell(result, row, at, is_number=is_number) for at, is_number in zip(columns, numeric, strict=True)]
        named = urlencode([("row", f"{result.columns[at].name}={row[at]}") for at in keys]) if behind else ""
        found.append(Line(cells, f"{behind}&{named}" if behind else ""))
    return found


def _keys(result: Result) -> list[int]:
    report = REPORTS[result.meta.report]
    shown = report.wider if report.wider and result.meta.suppression is not Suppression.NAMED else report
    names = {*result.meta.filters.get("by", ()), *(key.name for key in shown.row_keys())}
    return [at for at, head in enumerate(result.columns) if head.name in names]


def _cell(result: Result, row: Sequence[Any], at: int, *, is_number: bool) -> Shown:
    cell, head = row[at], result.columns[at]
    if isinstance(cell, Withheld):
        return Shown("withheld", is_number, WHY[cell.why].format(smallest=result.meta.smallest))
    if cell is None:
        return Shown("–", is_number)
    if head.name == GRADE and isinstance(cell, int):
        return Shown(grade_name(cell), is_number=False)
    return Shown(readable(head, cell, result).replace("<=", "≤ ").replace(">=", "≥ "), is_number)


def management_pages() -> Api:
    """The pages, for whoever has signed in."""
    routes = (
        Route("go", "GET", "/reports", go_to_list, go_to_list.__doc__ or "", {303: ""}),
        *(
            Route(name, "GET", path, visited(shown), shown.__doc__ or "", {200: ""}, query=query)
            for name, path, shown, query in (
                ("list", LIST, list_reports, None),
                ("one", ONE, show_report, ReportPageQuery),
                ("behind", BEHIND, show_learners, ReportPageQuery),
            )
        ),
    )
    return Api("management", "", routes, refuse, described=False)
