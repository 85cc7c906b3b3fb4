"""Hosts that do what the standard lets them do, each in another way than the reference server: no suite may blame them.
And runs that come by less than they would need: what was not tried is not passed."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from suites.credentials.honest_host import BASE, PASSWORD, Host
from suites.honest import complaints

from fairmark.server.faults.credentials.exchange import (
    DISCOVERY,
    LIST,
    METADATA,
    PROFILE,
    TOKEN,
    UPSERT,
    Asked,
    Reply,
    Serve,
)
from fairmark.server.faults.credentials.fault import CREDENTIALS, Change
from fairmark.server.faults.credentials.refusals import refusal
from fairmark.server.faults.middleware import Changed
from fairmark.server.faults.oauth.spending import refused_with, spends_code
from fairmark.server.serving.tokens import PREFIX
from fairmark.validators.core.levels import Outcome, Verdict
from fairmark.validators.core.report import Report
from fairmark.validators.net.url import Url
from fairmark.validators.suites.access import Access, Token
from fairmark.validators.suites.login import ByForm, ByPerson
from fairmark.validators.suites.recording import Budget, Recorder
from fairmark.validators.suites.run import SuiteOptions
from fairmark.validators.suites.transport import InProcess

MOST = 2


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    return Host(tmp_path_factory.mktemp("host"))


def checked(host: Host, change: Change, profile: str = "ob-3.0-host") -> Report:
    report = host.checked(profile, Changed(host.app, change, CREDENTIALS))
    assert not report.faults
    return report


def outcomes(report: Report, rule: str) -> set[Outcome]:
    return {check.outcome for check in report.checks if check.rule == rule}


# -- what a host may do ----------------------------------------------------------------------------------------------


def few_on_a_page(asked: Asked, serve: Serve) -> Reply:
    """A host that never puts more than two credentials on a page."""
    limit = asked.query.get("limit", "1000")
    is_more = asked.operation == LIST and limit.isdecimal() and int(limit) > MOST
    return serve(asked.arguing(limit=MOST) if is_more else asked)


def few_on_a_page_and_no_total(asked: Asked, serve: Serve) -> Reply:
    """The same, of a host that does not know how many there are: the links alone say that more follows."""
    return few_on_a_page(asked, serve).showing("X-Total-Count", None)


def without_totals(asked: Asked, serve: Serve) -> Reply:
    return serve(asked).showing("X-Total-Count", None)


def codes_spent_by_a_wrong_try(asked: Asked, serve: Serve) -> Reply:
    """A host for which a code is spent, whatever came of it."""
    tried: set[str] = asked.memory.setdefault("tried", set())
    code = asked.form.get("code", "") if spends_code(asked) else ""
    if code in tried and code:
        serve(asked)  # a replay ends the tokens
        return refused_with("invalid_grant")
    tried.add(code)
    return serve(asked)


def without_refresh_tokens(asked: Asked, serve: Serve) -> Reply:
    reply = serve(asked)
    if asked.operation == DISCOVERY:
        document = reply.object()
        flow = document["components"]["securitySchemes"]["OAuth2ACG"]["flows"]["authorizationCode"]
        del flow["scopes"]["offline_access"]
        return reply.saying(document)
    return reply


def without_revocation(asked: Asked, serve: Serve) -> Reply:
    return Reply(404) if asked.operation == METADATA else serve(asked)


def older_ones_answered_with_200(asked: Asked, serve: Serve) -> Reply:
    """What is not newer is answered as it is held, with 200 in place of 304."""
    reply = serve(asked)
    is_older = asked.operation == UPSERT and reply.status == 304
    return Reply(200, (("Content-Type", asked.header("Content-Type") or ""),), asked.body) if is_older else reply


def unknown_scopes_ignored(asked: Asked, serve: Serve) -> Reply:
    """RFC 6749 section 3.3 lets a server leave out a scope that it does not know, if it says so."""
    own = asked.memory.setdefault("scopes", {})
    wanted = asked.query.get("scope", "").split()
    known = [scope for scope in wanted if "/scope/nothing." not in scope]
    if wanted and not known:
        asked = asked.arguing(scope=own.get(asked.query.get("client_id"), ""))
    reply = serve(asked.filled(scope=None) if asked.operation == TOKEN else asked)
    if asked.operation == "register" and reply.status == 201:
        own[reply.object()["client_id"]] = reply.object()["scope"]
    return reply


def without_a_profile(asked: Asked, serve: Serve) -> Reply:
    reply = serve(asked)
    return refusal(404) if asked.operation == PROFILE and reply.status == 200 else reply


def plain_pages_for_unknown_addresses(asked: Asked, serve: Serve) -> Reply:
    """What is no address of the service is answered by the web server before it."""
    is_elsewhere = bool(asked.standard) and not asked.operation and asked.method == "GET"
    return Reply(404, (("Content-Type", "text/html"),), b"<h1>Not Found</h1>") if is_elsewhere else serve(asked)


@pytest.mark.parametrize(
    "change",
    [
        few_on_a_page,
        few_on_a_page_and_no_total,
        without_totals,
        codes_spent_by_a_wrong_try,
        without_refresh_tokens,
        without_revocation,
        older_ones_answered_with_200,
        unknown_scopes_ignored,
        without_a_profile,
        plain_pages_for_unknown_addresses,
    ],
)
def test_what_the_standard_allows_is_not_blamed(host: Host, change: Change) -> None:
    assert complaints(checked(host, change)) == {}


def test_a_list_in_several_pages_is_read_to_its_end(host: Host) -> None:
    report = checked(host, few_on_a_page_and_no_total, "clr-2.0-provider")
    assert complaints(report) == {}
    assert outcomes(report, "API-PAGE-004") == {Outcome.PASS}
    judged = [one for one in report.inputs if "!credential " in one.name]
    assert len(judged) >= 4


def one_form(refused: Callable[[str], bool]) -> Change:
    """A host that takes one form of credentials alone."""

    def change(asked: Asked, serve: Serve) -> Reply:
        reply = serve(asked)
        is_other = asked.operation == UPSERT and refused(asked.header("Content-Type") or "")
        return refusal(422) if is_other and reply.status in (200, 201, 304) else reply

    return change


@pytest.mark.parametrize("refused", ["text/plain", "application/json"])
def test_a_host_of_one_form_is_warned_of_the_other_and_tested_with_its_own(host: Host, refused: str) -> None:
    report = checked(host, one_form(lambda media_type: media_type == refused))
    assert complaints(report) == {"API-UPS-008": {"upsertCredential"}}
    assert report.verdict is Verdict.WARN
    assert outcomes(report, "API-UPS-004") == {Outcome.PASS}


# -- what a run does not come by -------------------------------------------------------------------------------------


def with_a_token(host: Host, *actions: str) -> Callable[[SuiteOptions], SuiteOptions]:
    """Options of a user who gives a token for these actions, and is not there to sign in."""
    token = host.token(*actions)

    def prepared(options: SuiteOptions) -> SuiteOptions:
        headers = (("Authorization", f"Bearer {token}"),)
        return replace(options, login=None, headers=headers, secrets=(token,), access=Access(Token(token)))

    return prepared


def test_with_a_token_alone_what_needs_a_person_is_not_told(host: Host) -> None:
    everything = ("credential.readonly", "credential.upsert", "profile.readonly", "profile.update")
    report = host.checked("ob-3.0-host", prepare=with_a_token(host, *everything))
    assert complaints(report) == {}
    assert not report.faults
    for rule in ("API-OAUTH-001", "API-OAUTH-003", "API-OAUTH-006", "API-OAUTH-009", "API-OAUTH-014", "API-AUTH-002"):
        assert outcomes(report, rule) == {Outcome.CANNOT_TELL}, rule
    for rule in ("API-UPS-001", "API-UPS-004", "API-PAGE-001", "API-PROF-003", "API-OAUTH-005", "API-OAUTH-011"):
        assert outcomes(report, rule) == {Outcome.PASS}, rule


def test_with_a_token_for_reading_nothing_is_told_of_sending(host: Host) -> None:
    report = host.checked("ob-3.0-host", prepare=with_a_token(host, "credential.readonly"))
    assert complaints(report) == {}
    for rule in ("API-UPS-001", "API-UPS-002", "API-UPS-004", "API-UPS-005", "API-PROF-001"):
        assert outcomes(report, rule) == {Outcome.CANNOT_TELL}, rule


def test_a_token_that_is_not_taken_stands_in_the_first_line(host: Host) -> None:
    report = host.checked("ob-3.0-host", prepare=with_a_token(host, "profile.readonly"))
    assert report.verdict is Verdict.UNDETERMINED
    assert any("token that was given is not taken (HTTP 403)" in step.detail for step in report.steps)


def test_without_a_login_nothing_is_passed(host: Host) -> None:
    report = host.checked("ob-3.0-host", prepare=lambda options: replace(options, login=None))
    assert report.verdict is Verdict.UNDETERMINED
    assert not [check for check in report.checks if check.outcome is Outcome.PASS]


def test_a_person_is_asked_for_what_only_a_person_can_give(host: Host) -> None:
    """Four consents; what the service refuses by itself is nobody's trouble."""
    asked: list[str] = []

    def prepared(options: SuiteOptions) -> SuiteOptions:
        form = options.login
        assert isinstance(form, ByForm)
        browser = Recorder(InProcess(host.app), Url.parse(BASE), Budget())

        def sign_in(text: str) -> str:
            address, back = (word for word in text.split() if word.startswith("http"))
            asked.append(address)
            return form.redirected(browser, address, back) + "\n"

        return replace(options, login=ByPerson(sign_in))

    report = host.checked("ob-3.0-host", prepare=prepared)
    assert complaints(report) == {}
    assert len(asked) == 4
    assert report.verdict is Verdict.PASS


def test_no_secret_of_a_run_is_shown(host: Host) -> None:
    """Codes, tokens and secrets begin with the same letters; the person's password is that of the tests."""
    report = host.checked("ob-3.0-host")
    shown = [
        text for check in report.checks for one in check.exchanges for text in (one.request, one.response, one.curl)
    ]
    assert any("access_token" in text for text in shown)
    assert not [text for text in shown if PREFIX in text or PASSWORD in text]
