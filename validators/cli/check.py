"""`fairmark check`: run a suite against a running system."""

from dataclasses import replace
from pathlib import Path
import re
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from fairmark.validators.cli.reporting import (
    FILE,
    FOLDER,
    exit_code,
    read_samples,
    read_time,
    report_options,
    write_report,
)
from fairmark.validators.core.usage import WrongUsage

if TYPE_CHECKING:
    from fairmark.validators.core.profile import Profile
    from fairmark.validators.suites.access import Access
    from fairmark.validators.suites.login import Login
    from fairmark.validators.suites.run import SuiteOptions
    from fairmark.validators.suites.transport import Transport

REQUESTS, REQUESTS_OF = 400, {"system": 3_000}
"""Requests that a run may send, where the user says nothing; role to those of its suite."""

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@click.command()
@click.argument("url")
@click.option("--profile", required=True, metavar="P", help="What the system claims to be, such as case-1.1-provider.")
@click.option("--token", envvar="FAIRMARK_TOKEN", metavar="T", help="Bearer token; or set FAIRMARK_TOKEN.")
@click.option("--expired-token", metavar="T", help="A token that has expired, to see that it is refused.")
@click.option("--token-url", metavar="U", help="Get a token there by OAuth 2 client credentials.")
@click.option("--client-id", metavar="I", help="Client id for --token-url.")
@click.option("--client-secret-file", type=FILE, help="File with the client secret for --token-url.")
@click.option("--scope", metavar="S", help="Scope to ask for at --token-url.")
@click.option("--login-form", type=FILE, help="JSON file: what to fill into the service's login and consent.")
@click.option("--kit", type=FOLDER, help="Of a displayer: the kit of badges that it has shown.")
@click.option("--header", "headers", multiple=True, metavar="NAME: VALUE", help="Header for every request.")
@click.option("--ca", type=FILE, help="PEM file of a certificate authority to trust.")
@click.option("--identities", type=FILE, help="JSON file: who may be acted as, learnerA, teacher1 …, by id and token.")
@click.option("--ids", type=FILE, help="JSON file: class, such as CFItem, to identifiers that crawling may miss.")
@click.option("--only", multiple=True, metavar="RULE", help="Run only these checks.")
@click.option("--exhaustive", is_flag=True, help="Look at everything that is found, not at a sample.")
@click.option("--seed", type=int, default=1, help="Seed of the sample.")
@click.option("--requests", type=click.IntRange(1), help="Requests to send at most: 400, of learning systems 3,000.")
@click.option("--pause", type=click.FloatRange(0), default=0.0, metavar="SECONDS", help="Wait between two requests.")
@click.option("--time", "seconds", type=click.FloatRange(1), default=600.0, metavar="SECONDS", help="Stop after it.")
@click.option("--resume", type=FILE, help="JSON report of a run that was cancelled: what passed is not asked again.")
@report_options
def check(url: str, profile: str, fail_on: str, form: str, output: Path | None, **rest: Any) -> None:
    """Check the running system whose API is at URL, such as https://vendor.example/ims/case/v1p1.

    Of an issuer of badges, URL is the address of a badge; of a displayer, that of its answers to a kit, or their file;
    of a learning system, that of its API, or a portability package of it, a folder or zip.
    """
    from fairmark.validators.core.profile import profile_named
    from fairmark.validators.reports.progress import shown_on
    from fairmark.validators.suites.run import open_path, report_on, run_suite

    chosen = profile_named(profile, live=True)
    file = _file(url, chosen, rest["kit"])
    transport = _network(None if file else url, rest["token_url"], rest.pop("ca"))
    options = _options(chosen, transport, **rest)
    with shown_on(sys.stderr) as watching:
        if file:
            report = report_on(url, chosen, open_path(chosen, file, options), options, watching)
        else:
            report = run_suite(url, chosen, transport, options, watching)
    write_report(report, form, output)
    sys.exit(exit_code(report, fail_on))


def _file(name: str, profile: "Profile", kit: Path | None) -> Path | None:
    """The file that holds the answers of a displayer, or the package of a learning system; None for what is at a
    URL."""
    from fairmark.validators.readers.source import URL

    if (profile.role == "displayer") != (kit is not None):
        raise WrongUsage("a displayer is checked with --kit, and --kit is for displayers alone")
    is_read = kit is not None or profile.role == "system"
    return Path(name) if is_read and not URL.match(name) else None


def _network(url: str | None, token_url: str | None, ca: Path | None) -> "Transport":
    """The network, on which what the user typed is trusted whatever its address."""
    from fairmark.validators.net.client import Client
    from fairmark.validators.net.errors import Refused
    from fairmark.validators.net.limits import Limits
    from fairmark.validators.net.policy import AddressPolicy
    from fairmark.validators.net.trust import trusting
    from fairmark.validators.net.url import Url
    from fairmark.validators.suites.transport import Network

    try:
        typed = frozenset(Url.parse(text).origin for text in (url, token_url) if text)
    except Refused as refused:
        raise WrongUsage(f"{url!r} cannot be checked: {refused}") from None
    limits = Limits(total=60, body_bytes=256 << 20)
    return Network(Client(AddressPolicy(typed=typed), limits, tls=trusting(ca)))


def _options(
    profile: "Profile",
    transport: "Transport",
    *,
    strictness: str,
    samples: str,
    waivers: Path | None,
    baseline: Path | None,
    at: str | None,
    token: str | None,
    expired_token: str | None,
    token_url: str | None,
    client_id: str | None,
    client_secret_file: Path | None,
    scope: str | None,
    login_form: Path | None,
    kit: Path | None,
    headers: tuple[str, ...],
    identities: Path | None,
    ids: Path | None,
    only: tuple[str, ...],
    exhaustive: bool,
    seed: int,
    requests: int | None,
    pause: float,
    seconds: float,
    resume: Path | None,
) -> "SuiteOptions":
    """The options of the library call; WrongUsage says which value cannot be used."""
    from datetime import UTC, datetime

    from fairmark.validators.core.levels import Strictness
    from fairmark.validators.core.waivers import Decisions
    from fairmark.validators.readers import decisions
    from fairmark.validators.suites.identities import load_identities
    from fairmark.validators.suites.inputs import load_identifiers, load_login, load_passed
    from fairmark.validators.suites.recording import Budget
    from fairmark.validators.suites.run import SuiteOptions, known_rules

    own = tuple(_header(text) for text in headers)
    if token and token_url:
        raise WrongUsage("--token and --token-url are two ways to the same thing: give one of them")
    signed = _by_token(token) if token else None
    if token_url:
        if not client_id or not client_secret_file:
            raise WrongUsage("--token-url needs --client-id and --client-secret-file")
        signed = _by_client(transport, token_url, client_id, client_secret_file.read_text("utf-8").strip(), scope or "")
    moment = read_time(at) if at else datetime.now(UTC)
    if identities and profile.role != "system":
        raise WrongUsage("--identities is for learning systems alone")
    people = load_identities(identities) if identities else {}
    return SuiteOptions(
        strictness=Strictness(strictness),
        samples=read_samples(samples),
        budget=Budget(requests=requests or REQUESTS_OF.get(profile.role, REQUESTS), pause=pause, seconds=seconds),
        headers=(*own, *(signed.headers if signed else ())),
        secrets=(
            *(value for _, value in own),
            *(signed.secrets if signed else ()),
            *(each.token for each in people.values()),
            expired_token or "",
        ),
        access=replace(signed.access, expired=expired_token or "") if signed else None,
        login=load_login(login_form) if login_form else _by_person(),
        kit=kit,
        identities=people,
        identifiers=load_identifiers(ids) if ids else {},
        only=known_rules(profile, only),
        exhaustive=exhaustive,
        seed=seed,
        decisions=Decisions(
            decisions.load_waivers(waivers) if waivers else (),
            decisions.load_baseline(baseline) if baseline else (),
            today=moment.date(),
        ),
        at=moment,
        resumed=load_passed(resume) if resume else (),
    )


def _by_person() -> "Login | None":
    """A person at the terminal, who signs in with a browser; None where nobody sits there."""
    from fairmark.validators.suites.login import ByPerson

    if not sys.stdin.isatty():
        return None
    return ByPerson(lambda text: str(click.prompt(text, default="", show_default=False, prompt_suffix="", err=True)))


class Signed(NamedTuple):
    """What a run that proves who it is sends, hides and may try."""

    headers: tuple[tuple[str, str], ...]
    secrets: tuple[str, ...]
    access: "Access"


def _by_token(token: str) -> Signed:
    from fairmark.validators.suites.access import Access, Token

    if not token.isascii() or not token.isprintable():
        raise WrongUsage("--token holds what no header can carry")
    return Signed((("Authorization", f"Bearer {token}"),), (token,), Access(Token(token)))


def _by_client(transport: "Transport", url: str, client_id: str, secret: str, scope: str) -> Signed:
    from fairmark.validators.net.errors import Refused
    from fairmark.validators.net.url import Url
    from fairmark.validators.suites.access import Access, ClientCredentials, NoToken

    try:
        client = ClientCredentials(Url.parse(url), client_id, secret)
        token = client.ask(transport, scope)
    except Refused as refused:
        raise WrongUsage(f"--token-url cannot be used: {refused}") from None
    except NoToken as why:
        raise WrongUsage(f"no token from {client.url.masked}: {why}") from None
    access = Access(token, lambda other: client.ask(transport, other))
    return Signed((("Authorization", f"Bearer {token.value}"),), (token.value, secret), access)


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not HEADER_NAME.fullmatch(name) or not value.strip().isprintable() or not value.isascii():
        raise WrongUsage("--header takes NAME: VALUE, such as 'X-Tenant: north'")
    return name, value.strip()
