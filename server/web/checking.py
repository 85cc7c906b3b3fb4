"""Check a system from a page: choose one that the operator allows, watch the checks come in, keep and compare runs."""

from dataclasses import replace
from typing import Any

from flask import Flask, Response, redirect, request
from marshmallow import EXCLUDE, Schema, validate
from marshmallow import fields as ma

from fairmark.server.context import Context
from fairmark.server.http import Answer, Call, Refusal, Route
from fairmark.server.rim import load_query
from fairmark.server.web.judging import NAMES, PAGE, report_file
from fairmark.server.web.origin import check_origin
from fairmark.server.web.runs import KEPT, Run, Runs
from fairmark.server.web.site import page
from fairmark.server.web.targets import Targets
from fairmark.validators.compare.difference import compare
from fairmark.validators.core.levels import WORST_FIRST
from fairmark.validators.core.profile import LIVE_PROFILES
from fairmark.validators.core.report import Report
from fairmark.validators.reports.html import render_body
from fairmark.validators.reports.json_report import as_json

PATH = "/check"
PROFILES = {name: profile for name, profile in LIVE_PROFILES.items() if profile.role != "displayer"}
"""A displayer is judged by what it has shown of a kit of badges, and that lies with whoever made the kit."""
USUAL = "case-1.1-provider"
"""The profile that the form proposes, as its address is that of this server's own newest CASE API."""
FRESH = {"Cache-Control": "no-store"}
LONGEST = 2_000
"""Characters of a URL."""
LONGEST_TOKEN = 8_000


class CheckForm(Schema):
    """What the form says."""

    class Meta:
        unknown = EXCLUDE

    url = ma.Str(required=True, validate=validate.Length(1, LONGEST))
    profile = ma.Str(required=True, validate=validate.OneOf(list(PROFILES)))
    token = ma.Str(load_default="", validate=validate.Length(max=LONGEST_TOKEN))


class AgainQuery(Schema):
    """Which run to fill the form from."""

    again = ma.Str(load_default="")


class RowsQuery(Schema):
    """How many checks the page has already."""

    after = ma.Int(load_default=0, validate=validate.Range(0, 2**31 - 1))


class PairQuery(Schema):
    """Which two runs to compare."""

    old = ma.Str(required=True)
    new = ma.Str(required=True)


class Checking:
    """The pages of checks, over the runs of this process."""

    def __init__(self, context: Context, runs: Runs | None = None) -> None:
        self.targets = Targets.of(context.settings)
        self.runs = runs or Runs()
        self._observes = context.settings.observe

    def routes(self) -> tuple[Route, ...]:
        """What is only read."""
        return tuple(
            Route(name, "GET", PATH + path, function, function.__doc__ or "", {200: ""}, query=query)
            for name, path, function, query in (
                ("check", "", self.show_form, AgainQuery),
                ("compare", "/compare", self.show_difference, PairQuery),
                ("run", "/{run}", self.show_run, None),
                ("rows", "/{run}/rows", self.show_rows, RowsQuery),
            )
        )

    def show_form(self, call: Call) -> Answer:
        """The form, and the runs that are kept."""
        again = self.runs.get(call.query["again"]) if call.query["again"] else None
        return _fresh(
            page(
                "check.html",
                here="check",
                targets=self.targets.names,
                own=f"{call.context.settings.base_url}/ims/case/v1p1",
                again=again,
                profiles=PROFILES.values(),
                usual=USUAL,
                runs=self.runs.listed(),
                observes=self._observes,
            )
        )

    def show_run(self, call: Call) -> Answer:
        """A run: what has come in so far, or the report."""
        run = self.runs.get(call.path["run"])
        report = run.report
        if report is None:
            return _fresh(page("check_run.html", here="check", run=run, **_rows(run, 0)))
        others = [one for one in self.runs.listed() if one.report and one.id != run.id]
        return _fresh(
            page(
                "check_report.html",
                here="check",
                run=run,
                verdict=report.verdict.value,
                filtered=bool(report.findings or report.checks),
                kept=KEPT,
                body=render_body(report),
                downloads={form: words for form, words in NAMES.items() if form != PAGE},
                others=others,
            )
        )

    def show_rows(self, call: Call) -> Answer:
        """The checks that have come in since."""
        run = self.runs.get(call.path["run"])
        return _fresh(page("check_rows.html", run=run, **_rows(run, call.query["after"])))

    def show_difference(self, call: Call) -> Answer:
        """What has changed between two runs."""
        old, new = (self.runs.get(call.query[side]) for side in ("old", "new"))
        difference = compare(as_json(_finished(old)), as_json(_finished(new)))
        sections = (
            ("New", difference.added),
            ("Worse", difference.worse),
            ("Still open", difference.open),
            ("Better", difference.better),
            ("Fixed", difference.fixed),
            ("Not tested any more", difference.untested),
        )
        return _fresh(
            page("check_compare.html", here="check", old=old, new=new, cautions=difference.cautions, sections=sections)
        )


def add_checking(app: Flask, context: Context, checking: Checking) -> None:
    """POST /check begins a run, POST /check/RUN/cancel ends it; GET /check/RUN/report/FORM is a file."""

    @app.post(PATH, endpoint="pages.begin_check")
    def begin() -> Response:
        check_origin(context.settings.base_url)
        if not checking.targets.origins:
            raise Refusal(403, "forbidden", "Checks from this page are off: no system is allowed.")
        form = load_query(CheckForm(), request.form.to_dict(flat=False))
        token = form["token"].strip()
        if not token.isascii() or not token.isprintable():
            raise Refusal(400, "bad_query", "The token holds what no header can carry.", "token")
        run = checking.runs.begin(checking.targets.permit(form["url"]), PROFILES[form["profile"]], token)
        return _to(run)

    @app.post(PATH + "/<run>/cancel", endpoint="pages.cancel_check")
    def cancel(run: str) -> Response:
        check_origin(context.settings.base_url)
        found = checking.runs.get(run)
        found.cancelled = True
        return _to(found)

    @app.get(PATH + "/<run>/report/<form>", endpoint="pages.check_report")
    def report(run: str, form: str) -> Response:
        if form not in NAMES or form == PAGE:
            raise Refusal(404, "unknown", "There is no such form of a report.")
        return report_file(_finished(checking.runs.get(run)), form)


def _finished(run: Run) -> Report:
    if run.report is None:
        raise Refusal(404, "unknown", "This run has no report (yet).")
    return run.report


def _rows(run: Run, after: int) -> dict[str, Any]:
    """The checks from that number on, and how all of them came out."""
    checks = run.checks[:]
    tally = [(outcome.value, sum(check.outcome is outcome for check in checks)) for outcome in WORST_FIRST]
    return {"checks": checks[after:], "count": len(checks), "tally": [pair for pair in tally if pair[1]]}


def _fresh(answer: Answer) -> Answer:
    return replace(answer, headers={**answer.headers, **FRESH})


def _to(run: Run) -> Response:
    response = redirect(f"{PATH}/{run.id}", 303, Response)
    assert isinstance(response, Response)  # noqa: S101  # the class that it was asked for
    return response
