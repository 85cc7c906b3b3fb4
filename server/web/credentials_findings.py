"""The findings on a credential by cause, in words for a page."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from markupsafe import Markup

from fairmark.server.web.credentials_verdict import for_page
from fairmark.validators.core.report import Report, Sample
from fairmark.validators.credentials.means import GO_ONLINE
from fairmark.validators.reports.html import prose, said
from fairmark.validators.reports.safe_text import visible
from fairmark.validators.reports.wording import pointer

MOST = 50

TICK = "Read it again, and tick that it may be looked up on the web."
ELSEWHERE = "This server looks nothing up for others. On your own machine, `fairmark validate --online FILE` does."


class Finding(NamedTuple):
    """One cause: what is wrong, where for example, why it matters, and what its issuer can do about it."""

    rule: str
    severity: str
    title: Markup
    times: int
    seen: Markup
    where: str
    why: Markup
    repair: Markup


def findings(report: Report, *, may_look_up: bool) -> list[Finding]:
    """The first causes of the report, the worst first."""
    return list(_findings(report, TICK if may_look_up else ELSEWHERE))


def _findings(report: Report, online: str) -> Iterator[Finding]:
    for cause in report.causes[:MOST]:
        sample = next(iter(cause.portions[0].samples), None)
        hint = sample.hint if sample else cause.rule.text.repair
        yield Finding(
            rule=cause.rule.id,
            severity=cause.severity.value,
            title=prose(cause.rule.title),
            times=cause.count,
            seen=said(_for_page(sample)) if sample else Markup(""),
            where=pointer(sample) if sample else "",
            why=prose(cause.rule.text.why),
            repair=prose(online if hint == GO_ONLINE else visible(hint)),
        )


def _for_page(sample: Sample) -> Sample:
    return replace(sample, message=for_page(sample.message), observed=for_page(sample.observed))
