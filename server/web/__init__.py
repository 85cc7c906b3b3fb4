"""Pages for people: validate a file, read a credential, check a system, wander through frameworks, read the API.
Scripts only add to what is there."""

from flask import Flask, Response, request

from fairmark.server import rim
from fairmark.server.app import DESCRIBED
from fairmark.server.context import Context
from fairmark.server.http import Api, Route
from fairmark.server.problems import PROBLEM, refuse
from fairmark.server.web import (
    api_docs,
    assets,
    checking,
    credentials_page,
    downloads,
    frameworks,
    items,
    judging,
    site,
)
from fairmark.server.web.runs import Runs

FRAMEWORK = "/frameworks/{framework}"

ROUTES = tuple(
    Route(name, "GET", path, function, function.__doc__ or "", {200: ""}, query=query)
    for name, path, function, query in (
        ("home", "/", frameworks.home, None),
        ("validate", "/validate", judging.show_form, None),
        ("credential", credentials_page.PATH, credentials_page.show_form, None),
        ("frameworks", "/frameworks", frameworks.list_frameworks, None),
        ("framework", FRAMEWORK, frameworks.show_framework, frameworks.PageQuery),
        ("below", FRAMEWORK + "/below/{parent}", frameworks.show_below, frameworks.PageQuery),
        ("outside", FRAMEWORK + "/outside", frameworks.show_outside, frameworks.PageQuery),
        ("search", FRAMEWORK + "/search", frameworks.search, frameworks.SearchQuery),
        ("item", FRAMEWORK + "/items/{item}", items.show_item, frameworks.PageQuery),
        ("rubric", FRAMEWORK + "/rubrics/{rubric}", frameworks.show_rubric, None),
        ("crosswalks", FRAMEWORK + "/crosswalks", frameworks.list_crosswalks, None),
        ("crosswalk", FRAMEWORK + "/crosswalks/{other}", frameworks.show_crosswalk, frameworks.PageQuery),
        ("loss", FRAMEWORK + "/loss/{form}", downloads.show_loss, None),
        ("asset", assets.PATH + "{name}", assets.asset, None),
    )
)


def mount(app: Flask, context: Context, runs: Runs | None = None) -> None:
    """Add the pages to an application that answers refusals already. `runs` are those of the page of checks."""
    show_api = api_docs.showing(app.extensions[DESCRIBED])
    about = Route("api", "GET", "/api", show_api, "The API on one page.", {200: ""})
    checks = checking.Checking(context, runs)
    rim.mount(app, context, Api("pages", "", (*ROUTES, about, *checks.routes()), refuse))
    judging.add_judging(app, context)
    credentials_page.add_credentials(app, context)
    checking.add_checking(app, context, checks)
    downloads.add_downloads(app, context)

    @app.after_request
    def speak_to_people(response: Response) -> Response:
        """Give a browser a page where a program gets problem details."""
        if response.mimetype == PROBLEM and _prefers_pages():
            return _as_page(response)
        return response


def _prefers_pages() -> bool:
    accepted = request.accept_mimetypes
    return accepted["text/html"] > accepted[PROBLEM]


def _as_page(response: Response) -> Response:
    problem = response.get_json(force=True)
    answer = site.problem(response.status_code, problem.get("detail", ""))
    response.set_data(b"" if request.method == "HEAD" else answer.body)
    response.content_type = answer.media_type
    response.headers.update(answer.headers)
    response.vary.add("Accept")
    return response
