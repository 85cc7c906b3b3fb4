"""An issuer that serves a badge for certification, in process, with all that the badge refers to."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
import json
from typing import Any

from credential_twins.keys import LEARNER
from credential_twins.samples import badge
from credential_twins.signing import Json, as_jwt, embedded
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.suites.run import SuiteOptions, run_suite
from fairmark.validators.suites.transport import InProcess

PROFILE = profile_named("ob-3.0-issuer", live=True)
BASE = "https://valley.example"
URL = f"{BASE}/badges/1"
NOW = datetime(2026, 7, 1, tzinfo=UTC)
JSON, TEXT = "application/vc+ld+json", "text/plain; charset=utf-8"
RECIPIENT = {
    "type": "IdentityObject",
    "hashed": False,
    "identityHash": "conformance@imsglobal.org",
    "identityType": "emailAddress",
}


def for_the_test(**members: Any) -> Json:
    """An unsigned badge for the recipient that certification names."""
    made = {**badge(), **members}
    made["credentialSubject"] = {**made["credentialSubject"], "id": LEARNER, "identifier": [RECIPIENT]}
    return made


def signed(**members: Any) -> Json:
    return embedded(for_the_test(**members))


def token(**members: Any) -> str:
    return as_jwt(for_the_test(**members))


class Site:
    """A WSGI application: what stands at which URL, each with its media type."""

    def __init__(self, pages: Mapping[str, tuple[str, Any]]) -> None:
        self.pages = dict(pages)
        self.asked: list[tuple[str, str]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        query = f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""
        url = f"{environ['wsgi.url_scheme']}://{environ['HTTP_HOST']}{environ['PATH_INFO']}{query}"
        self.asked.append((url, environ.get("HTTP_AUTHORIZATION", "")))
        if url not in self.pages:
            start_response("404 Not Found", [("Content-Length", "0")])
            return [b""]
        media_type, page = self.pages[url]
        if media_type == "redirect":
            start_response("302 Found", [("Location", page), ("Content-Length", "0")])
            return [b""]
        body = (
            page if isinstance(page, bytes) else page.encode() if isinstance(page, str) else json.dumps(page).encode()
        )
        start_response("200 OK", [("Content-Type", media_type), ("Content-Length", str(len(body)))])
        return [body]


def checked(pages: Mapping[str, tuple[str, Any]] | Site, url: str = URL, **options: Any) -> Report:
    """The report about what stands at `url`."""
    site = pages if isinstance(pages, Site) else Site(pages)
    return run_suite(url, PROFILE, InProcess(site), SuiteOptions(at=NOW, **options))


def outcomes(report: Report) -> dict[str, str]:
    """The rules that were checked, each with its outcome; document rules that passed left out."""
    return {
        check.rule: check.outcome.value
        for check in report.checks
        if check.rule.startswith("API-") or check.outcome.value != "pass"
    }


def wrong(report: Report) -> dict[str, str]:
    """The rules that did not pass and were not inapplicable, each with its outcome."""
    return {id: outcome for id, outcome in outcomes(report).items() if outcome not in ("pass", "not-applicable")}
