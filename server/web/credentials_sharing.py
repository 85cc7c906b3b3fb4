"""The pages below /shared: what a person shows to whoever has the link. Each opening is recorded as a disclosure before
anything is answered.

The secret stands in the address, so that no page, header or log may tell the address on: it is in no log, the page
refers nobody, and nothing may keep it or index it.
"""

from dataclasses import replace
from datetime import UTC, datetime
import re
from typing import NamedTuple

from fairmark.server.http import Answer, Api, Call, Function, Refusal, Route
from fairmark.server.oauth.limits import Limit, network_of
from fairmark.server.oauth.routes import guarded
from fairmark.server.serving.tokens import digest_of
from fairmark.server.storage.credentials import JSON, JWS, Credentials, Kept
from fairmark.server.storage.disclosures import Disclosures
from fairmark.server.storage.links import DOWNLOADED, OPENED, Link, Links
from fairmark.server.web import site
from fairmark.server.web.credentials_findings import findings
from fairmark.server.web.credentials_page import POLICY
from fairmark.server.web.credentials_reading import Sight, read
from fairmark.server.web.turns import turn

SHARED = "/shared"
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
NOWHERE = "This link leads nowhere: it has ended, was taken back, or never was one. Whoever gave it can make another."

QUIET = {
    "Content-Security-Policy": POLICY.replace("form-action 'self'", "form-action 'none'"),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


class File(NamedTuple):
    """How a credential is saved."""

    name: str
    media_type: str


FILES = {JSON: File("credential.json", "application/vc+ld+json"), JWS: File("credential.jws", "text/plain")}
"""By the form in which it is kept."""


def shared_pages() -> Api:
    """The pages of one application. Opening one costs something, so it is limited how often anybody may."""
    openings = Limit(120, 60)
    routes = (
        Route("page", "GET", "/{secret}", _limited(_show, openings), "What somebody shares.", {200: ""}),
        Route("file", "GET", "/{secret}/download", _limited(_download, openings), "The same as a file.", {200: ""}),
    )
    return Api("shared", SHARED, routes, _refuse, described=False)


def _limited(function: Function, limit: Limit) -> Function:
    def bounded(call: Call) -> Answer:
        limit.count(network_of(call.peer))
        return function(call)

    return guarded(bounded)


def _show(call: Call) -> Answer:
    link, kept = _found(call)
    with turn():
        sight = read(FILES[kept.form].name, kept.body, call.context)
    if not isinstance(sight, Sight):
        raise Refusal(404, "unknown", NOWHERE)
    _record(call, link, kept, OPENED)
    answer = site.page(
        "credential_shared.html",
        here="",
        sight=sight,
        findings=findings(sight.report, may_look_up=False),
        counts=sight.report.counts,
        link=link,
        download=f"{SHARED}/{call.path['secret']}/download",
        file=FILES[kept.form],
    )
    return replace(answer, headers={**answer.headers, **QUIET})


def _download(call: Call) -> Answer:
    link, kept = _found(call)
    _record(call, link, kept, DOWNLOADED)
    file = FILES[kept.form]
    headers = {**site.HEADERS, **QUIET, "Content-Disposition": f'attachment; filename="{file.name}"'}
    return Answer(200, kept.body, headers, file.media_type)


def _found(call: Call) -> tuple[Link, Kept]:
    """The link with that secret, and what it leads to; a Refusal where it leads nowhere."""
    secret = call.path["secret"]
    engine = call.context.store.engine
    link = Links(engine).open(digest_of(secret), datetime.now(UTC)) if SECRET.fullmatch(secret) else None
    kept = Credentials(engine).one(link.person, link.standard, link.identity) if link else None
    if link is None or kept is None:
        raise Refusal(404, "unknown", NOWHERE)
    return link, kept


def _record(call: Call, link: Link, kept: Kept, operation: str) -> None:
    Disclosures(call.context.store.engine).disclosed(link.person, link.name, operation, [kept.called])


def _refuse(refusal: Refusal) -> Answer:
    answer = site.problem(refusal.status, refusal.detail)
    return replace(answer, headers={**answer.headers, **QUIET})
