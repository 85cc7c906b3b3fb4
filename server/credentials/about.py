"""The pages that discovery documents must link to: the terms, and what this server does with what is a person's."""

from fairmark.server import problems
from fairmark.server.http import Answer, Api, Call, Route
from fairmark.server.web.site import page

TERMS, PRIVACY = "/about/terms", "/about/privacy"


def _terms(call: Call) -> Answer:
    return page("about_terms.html", here="", base_url=call.context.settings.base_url)


def _privacy(call: Call) -> Answer:
    return page("about_privacy.html", here="", base_url=call.context.settings.base_url)


ABOUT_PAGES = Api(
    "about",
    "",
    (
        Route("terms", "GET", TERMS, _terms, "The terms of this server.", {200: ""}),
        Route("privacy", "GET", PRIVACY, _privacy, "What this server does with personal data.", {200: ""}),
    ),
    problems.refuse,
    described=False,
)
