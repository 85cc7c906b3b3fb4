"""What a suite has sent and received, in the forms that reports need: parsed, and in a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairmark.validators.core.events import Checked, Exchange
from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.report import Cause, Report, Sample
from fairmark.validators.reports.safe_text import visible

EXCERPT = 160
"""Characters of a body that a line shows."""
BREACHED = (Outcome.FAIL, Outcome.WARN)


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP message: `start` is its first line, or in round brackets why there is none."""

    start: str
    headers: tuple[tuple[str, str], ...]
    body: str

    @classmethod
    def parse(cls, text: str) -> "Message":
        """The message that an exchange keeps as text."""
        head, _, body = text.partition("\n\n")
        start, *lines = head.split("\n")
        fields = (line.partition(":") for line in lines)
        return cls(start, tuple((name, value.strip()) for name, _, value in fields), body)

    def header(self, name: str) -> str:
        """The value of the first header of that name, given in lower case; "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def sent(exchange: Exchange) -> str:
    """What was sent, in a line: method, target, and the body where there is one."""
    message = Message.parse(exchange.request)
    line = message.start.removesuffix(" HTTP/1.1")
    return visible(line) + (f", with {excerpt(message.body)}" if message.body else "")


def received(exchange: Exchange) -> str:
    """What came back, in a line: status, media type, and how the body begins."""
    message = Message.parse(exchange.response)
    if message.start.startswith("("):
        return visible(message.start)
    parts = [message.start, message.header("content-type") or "no media type"]
    return visible(", ".join(parts)) + (f": {excerpt(message.body)}" if message.body else ", no body")


def excerpt(body: str) -> str:
    """How a body begins, on one line."""
    text = " ".join(body.split())
    return visible(text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…")


def breaches(report: Report, rule: str) -> list[Checked]:
    """The checks of the rule of that id that failed or warned."""
    return [check for check in report.checks if check.rule == rule and check.outcome in BREACHED]


def operations(checks: Sequence[Checked]) -> str:
    """The operations of the checks, each once."""
    return visible(", ".join(dict.fromkeys(check.operation for check in checks if check.operation)))


def proofs(report: Report, cause: Cause) -> Iterator[tuple[str, Exchange]]:
    """What proves a cause: the exchanges of the first check of each of its rules, with a word on whose they are."""
    seen = set()
    for portion in cause.portions:
        for check in breaches(report, portion.rule.id)[:1]:
            about = "" if portion.rule.id == cause.rule.id else f"{portion.rule.id} {check.operation}: "
            for exchange in check.exchanges:
                if exchange.request not in seen:
                    seen.add(exchange.request)
                    yield about, exchange


def proof(report: Report, rule: str, sample: Sample) -> Exchange | None:
    """The exchange that shows `sample`, a finding of that rule: of the check of its operation, or the one that got the
    answer in which it stands. None where none was kept."""
    _, inside, target = sample.input.partition("!")
    for check in breaches(report, rule):
        for exchange in check.exchanges:
            if (inside and _asks_for(exchange, target)) or (not inside and check.operation == sample.location.record):
                return exchange
    return None


def _asks_for(exchange: Exchange, target: str) -> bool:
    """Whether a GET of `target`, a path below the base, was sent."""
    return any(word.endswith(target) for word in Message.parse(exchange.request).start.split(" ")[1:2])
