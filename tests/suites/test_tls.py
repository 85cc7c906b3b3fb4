"""CASE-SEC-001 and API-SEC-001 over loopback: a server that still speaks an old TLS is found, another one passes."""

from ipaddress import ip_address
import ssl
import warnings

from net.hostile import Server, always, ok, serving
import pytest
from suites.tiny import NOT_APPLICABLE, Tiny, outcomes

from conftest import ROOT
from fairmark.validators.core.events import Checked
from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.profile import profile_named
from fairmark.validators.net.client import Client
from fairmark.validators.net.limits import Limits
from fairmark.validators.net.policy import PUBLIC_ONLY
from fairmark.validators.net.resolve import Address
from fairmark.validators.net.url import Url
from fairmark.validators.suites.access import Access, Token
from fairmark.validators.suites.run import SuiteOptions, run_suite
from fairmark.validators.suites.transport import Network

CERTIFICATES = ROOT / "tests" / "net" / "certificates"
NAME = "case.example"
"""The name in the server's certificate."""

SUITES = {"CASE-SEC-001": ("case-1.1-provider", "/ims/case/v1p1"), "API-SEC-001": ("ob-3.0-host", "/ims/ob/v3p0")}
"""The rule to a profile that has it, and the path of its service."""

LIST = always(ok(b'{"CFDocuments": []}', "Content-Type: application/json"))


def speaking(oldest: ssl.TLSVersion) -> ssl.SSLContext:
    """A server's TLS from that version up."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATES / "server.pem")
    tls.set_ciphers("ALL:@SECLEVEL=0")  # else the library would not do what the version allows
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are what is looked for
        tls.minimum_version = oldest
    return tls


def checked(server: Server, rule: str, scheme: str = "https") -> Checked:
    """What the rule says of the server."""
    profile, path = SUITES[rule]
    url = f"{scheme}://{NAME}:{server.port}{path}"
    trust = ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))
    here = [Address(ip_address("127.0.0.1"), server.port)]
    limits, policy = Limits(connect=2, read=2, total=5), PUBLIC_ONLY.trusting(Url.parse(url).origin)
    with Client(policy, limits, tls=trust, resolver=lambda _host, _port: here) as client:
        options = SuiteOptions(only=(rule,), access=Access(Token("given")))
        report = run_suite(url, profile_named(profile, live=True), Network(client), options)
    assert not report.faults
    return next(check for check in report.checks if check.rule == rule)


@pytest.mark.parametrize("rule", SUITES)
@pytest.mark.parametrize(
    ("oldest", "built_in", "told"),
    [
        (ssl.TLSVersion.TLSv1, ssl.HAS_TLSv1, "TLS 1.0, TLS 1.1"),
        (ssl.TLSVersion.TLSv1_1, ssl.HAS_TLSv1_1, "TLS 1.1"),
    ],
)
def test_an_old_tls_is_found(oldest: ssl.TLSVersion, built_in: bool, told: str, rule: str) -> None:
    if not built_in:
        pytest.skip("the TLS library of this machine was built without the old version")
    with serving(LIST, speaking(oldest)) as server:
        check = checked(server, rule)
    assert check.outcome is Outcome.FAIL
    assert check.reason == f"the server still speaks {told}; expected TLS 1.2 or 1.3 only"
    last = check.exchanges[-1]
    assert last.response == "ServerHello, TLS 1.1"
    assert "--tls-max 1.1" in last.curl
    assert last.curl.endswith(f"https://{NAME}:{server.port}{SUITES[rule][1]}")


@pytest.mark.parametrize("rule", SUITES)
@pytest.mark.parametrize("oldest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_current_tls_passes(oldest: ssl.TLSVersion, rule: str) -> None:
    with serving(LIST, speaking(oldest)) as server:
        check = checked(server, rule)
    assert check.outcome is Outcome.PASS
    assert [exchange.response for exchange in check.exchanges] == ["refused"] * 3


@pytest.mark.parametrize("rule", SUITES)
def test_plain_http_has_no_tls(rule: str) -> None:
    with serving(LIST) as server:
        assert checked(server, rule, "http").outcome is Outcome.NOT_APPLICABLE


def test_a_run_in_process_has_no_tls() -> None:
    assert outcomes("CASE-SEC-001", Tiny()) == {"TLS": NOT_APPLICABLE}
