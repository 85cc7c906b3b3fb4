"""What a server's end of a connection still takes up: a check that several suites have under ids of their own."""

from collections.abc import Iterator
import shlex

from fairmark.validators.core.events import Exchange
from fairmark.validators.net.errors import NetError
from fairmark.validators.net.hello import Outdated
from fairmark.validators.net.messages import Request
from fairmark.validators.suites.recording import Answer, OutOfBudget, Recorder
from fairmark.validators.suites.result import Result, breach, cannot_tell, holds, not_applicable

CONNECTION = "TLS"
"""What stands in the place of an operation, as the check is about none."""


def outdated_tls(recorder: Recorder) -> Iterator[Result]:
    """Whether the server at the base of the run speaks a version of TLS or SSL that nobody should speak any more. That
    the suite gets answers at all shows that TLS 1.2 or 1.3 is spoken."""
    if recorder.base.origin.scheme != "https":
        yield not_applicable(CONNECTION, "the URL is plain http")
        return
    refused, spoken, doubts = [], [], []
    for version in Outdated:
        try:
            taken = recorder.speaks(version)
        except OutOfBudget:
            raise
        except NetError as error:
            doubts.append((f"{version.title}: {error}", _offer(recorder, version, f"(no answer: {error})")))
            continue
        if taken is None:
            yield not_applicable(CONNECTION, "the system is spoken to in process, without a connection")
            return
        if taken:
            spoken.append((version.title, _offer(recorder, version, f"ServerHello, {version.title}")))
        else:
            refused.append(_offer(recorder, version, "refused"))
    if spoken:
        observed = ", ".join(title for title, _ in spoken)
        yield breach(CONNECTION, *(offer for _, offer in spoken), observed=observed, expected="TLS 1.2 or 1.3 only")
    elif doubts:
        yield cannot_tell(CONNECTION, *doubts[0])
    else:
        yield holds(CONNECTION, *refused)


def _offer(recorder: Recorder, version: Outdated, told: str) -> Answer:
    """The greeting and what came back, as evidence."""
    origin, url = recorder.base.origin, str(recorder.base)
    if version is Outdated.SSL_3_0:
        again = ["openssl", "s_client", "-ssl3", "-connect", f"{origin.host}:{origin.port}"]
    else:
        number = version.title.partition(" ")[2]
        again = ["curl", "--head", f"--tlsv{number}", "--tls-max", number, "--ciphers", "DEFAULT@SECLEVEL=0", url]
    exchange = Exchange(f"ClientHello, {version.title} at most\n{url}", told, shlex.join(again))
    return Answer(Request("GET", recorder.base), None, exchange=exchange)
