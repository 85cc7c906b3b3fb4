"""Observe a consumer: begin a session, point the consumer at it, watch, end it, take the report along."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from flask import Flask, Response, redirect, request
from marshmallow import EXCLUDE, Schema, validate
from marshmallow import fields as ma
import orjson

from fairmark.server import rim
from fairmark.server.case.edition import EDITIONS
from fairmark.server.case.status import refuse_in
from fairmark.server.context import Context
from fairmark.server.http import Answer, Api, Call, Refusal, Route
from fairmark.server.observe import provider
from fairmark.server.observe.recording import visit
from fairmark.server.observe.session import PATH, Session, Sessions
from fairmark.server.problems import refuse
from fairmark.server.web.judging import NAMES, PAGE, report_file
from fairmark.server.web.origin import check_origin
from fairmark.server.web.site import page
from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.report import Report
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.suites.case_consumer import CONSUMERS, observed
from fairmark.validators.suites.case_consumer.observation import Visit

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
FRESH = {"Cache-Control": "no-store"}
BY_VERSION = {edition.version: edition for edition in EDITIONS}
SHOWN = 200
"""Requests that the page shows, the latest ones."""

SAID = {
    Outcome.PASS: "shown",
    Outcome.FAIL: "failed",
    Outcome.WARN: "failed (warning)",
    Outcome.CANNOT_TELL: "not seen",
}
"""What the page calls the outcomes that a consumer's rules have."""


class BeginForm(Schema):
    """Which version of CASE the session speaks."""

    class Meta:
        unknown = EXCLUDE

    version = ma.Str(load_default="1.1", validate=validate.OneOf(list(BY_VERSION)))


def mount(app: Flask, context: Context, sessions: Sessions | None = None) -> None:
    """Add sessions and their pages to an application that has the pages already."""
    sessions, site = sessions or Sessions(), context.settings.base_url
    _add_api(app, sessions, site)
    _add_forms(app, sessions, site)
    rim.mount(app, context, Api("observe", "", _routes(sessions, site), refuse))

    @app.get(PATH + "/<id>/report/<form>", endpoint="observe.report")
    def report(id: str, form: str) -> Response:
        if form not in NAMES or form == PAGE:
            raise Refusal(404, "unknown", "There is no such form of a report.")
        return report_file(judged(sessions.get(id), site), form)


def judged(session: Session, site: str) -> Report:
    """The report about the consumer by now."""
    return observed(session.observation(site), CONSUMERS[session.edition.version])


# -- the provider ----------------------------------------------------------------------------------------------------


def _add_api(app: Flask, sessions: Sessions, site: str) -> None:
    """Everything below the base URLs of sessions, whatever is asked for and by whatever method, so that all of it comes
    into the log."""
    shared = {edition: Api("observed", PATH, (), refuse_in(edition), shared=True) for edition in EDITIONS}

    def view(id: str, segment: str, path: str = "") -> Response:
        session = sessions.get(id)
        arrival = session.arrive()
        arguments = parse_qs(request.query_string.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
        if segment != session.edition.segment:
            asked = provider.Asked(request.method, "", "", arguments)
        else:
            asked = provider.asked(session, request.method, path, arguments)
        told = provider.answer(session, asked, site)
        response = rim.respond(shared[session.edition], told.answer)
        target = path if segment == session.edition.segment else f"../{segment}/{path}"
        session.log(visit(arrival, asked, target, told, response.status_code, _lower(request), _lower(response)))
        return response

    for rest in ("", "/", "/<path:path>"):
        rule = f"{PATH}/<id>/ims/case/<segment>{rest}"
        app.add_url_rule(rule, "observed.provider", view, methods=METHODS, provide_automatic_options=False)


def _lower(message: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in message.headers.items()}


# -- pages -----------------------------------------------------------------------------------------------------------


def _routes(sessions: Sessions, site: str) -> tuple[Route, ...]:
    def show_start(_call: Call) -> Answer:
        """Begin a session."""
        return page("observe.html", here="observe", versions=reversed(BY_VERSION))

    def show_session(call: Call) -> Answer:
        """A session: where to point the consumer, what it has shown, what it has asked for."""
        session = sessions.get(call.path["id"])
        return _fresh(page("observed.html", **_shown(session, site)))

    def show_state(call: Call) -> Answer:
        """What changes of the page of a session."""
        return _fresh(page("observed_state.html", **_shown(sessions.get(call.path["id"]), site)))

    def show_log(call: Call) -> Answer:
        """The requests of a session, for programs."""
        session = sessions.get(call.path["id"])
        visits = session.observation(site).visits
        return Answer(200, orjson.dumps([_entry(one) for one in visits], option=orjson.OPT_INDENT_2), FRESH)

    pages: dict[str, tuple[str, Callable[[Call], Answer]]] = {
        "start": ("", show_start),
        "session": ("/{id}", show_session),
        "state": ("/{id}/state", show_state),
        "log": ("/{id}/requests", show_log),
    }
    return tuple(
        Route(name, "GET", PATH + path, function, function.__doc__ or "", {200: ""})
        for name, (path, function) in pages.items()
    )


def _fresh(answer: Answer) -> Answer:
    return replace(answer, headers={**answer.headers, **FRESH})


def _shown(session: Session, site: str) -> dict[str, Any]:
    report = judged(session, site)
    observation = session.observation(site)
    return {
        "here": "observe",
        "session": session,
        "base": session.base(site),
        "headline": report.headline,
        "verdict": report.verdict.value,
        "over": observation.over,
        "rows": [
            (REGISTRY[check.rule], check, SAID.get(check.outcome, check.outcome.value)) for check in report.checks
        ],
        "count": len(observation.visits),
        "visits": observation.visits[-SHOWN:],
        "downloads": {form: words for form, words in NAMES.items() if form != PAGE},
    }


def _entry(one: Visit) -> dict[str, Any]:
    return {
        "number": one.number,
        "at": round(one.at, 3),
        "method": one.method,
        "target": one.target,
        "arguments": list(one.arguments),
        "headers": dict(one.headers),
        "status": one.status,
        "answered": dict(one.answered),
    }


# -- forms -----------------------------------------------------------------------------------------------------------


def _add_forms(app: Flask, sessions: Sessions, site: str) -> None:
    @app.post(PATH, endpoint="observe.begin")
    def begin() -> Response:
        check_origin(site)
        form = rim.load_query(BeginForm(), request.form.to_dict(flat=False))
        session = sessions.begin(BY_VERSION[form["version"]])
        if request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html":
            return _to(session)
        return _told(session, site, 201)

    @app.post(PATH + "/<id>/end", endpoint="observe.end")
    def end(id: str) -> Response:
        check_origin(site)
        session = sessions.get(id)
        session.ended = True
        if request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html":
            return _to(session)
        return _told(session, site, 200)


def _to(session: Session) -> Response:
    response = redirect(f"{PATH}/{session.id}", 303, Response)
    assert isinstance(response, Response)  # noqa: S101  # the class that it was asked for
    return response


def _told(session: Session, site: str, status: int) -> Response:
    """The session as programs need it."""
    root = session.root(site)
    told: Mapping[str, Any] = {
        "version": session.edition.version,
        "base": session.base(site),
        "page": root,
        "report": f"{root}/report/json",
        "requests": f"{root}/requests",
        "end": f"{root}/end",
    }
    return Response(orjson.dumps(told), status, FRESH, content_type="application/json")
