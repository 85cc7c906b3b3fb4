"""The badge: a small SVG that says what was assessed, when, and with what result. It needs nothing from elsewhere.

A badge is shown far from its report, so it says by itself that it is an assessment, and whether of a part only.
"""

from typing import NamedTuple
from xml.sax.saxutils import escape

from fairmark.validators.core.levels import Verdict
from fairmark.validators.core.report import NOTICE, Report
from fairmark.validators.reports.safe_text import visible
from fairmark.validators.reports.wording import moment, outcomes, redaction, tally, totals

COLOURS = {
    Verdict.PASS: "#1c6440",
    Verdict.WARN: "#7d4e00",
    Verdict.FAIL: "#a3261d",
    Verdict.UNDETERMINED: "#6a3d8a",
}
"""Of the HTML report; white text on each has a contrast of at least 4.5 to 1."""
BY = "assessment by Fairmark"
HEIGHT, PADDING = 44, 11
NARROW, WIDE = frozenset("fijlrtI.,:;!'|()[] -"), frozenset("mwMWOQGDNHCUABRSPEKVXYZ@%")


class Line(NamedTuple):
    """A line of text: where it begins, how large it is, in pixels, and its looks."""

    text: str
    x: int
    y: int
    size: int
    looks: str


def render(report: Report) -> bytes:
    """`report` as an SVG image."""
    word = report.verdict.value.upper()
    title = f"{subject(report)}: {word}, {dated(report)}, {BY}"
    left = _width(word, 15) + 2 * PADDING
    lines = (
        Line(word, PADDING, 27, 15, 'font-weight="700" fill="#fff"'),
        Line(subject(report), left + PADDING, 19, 13, 'font-weight="600" fill="#1f2328"'),
        Line(f"{dated(report)} · {BY}", left + PADDING, 35, 11, 'fill="#565d66"'),
    )
    width = left + max(_width(line.text, line.size) for line in lines[1:]) + 2 * PADDING
    said = f"{report.headline} {totals(report)}. {redaction(report)}".rstrip()
    if report.checks:
        said += f" Checks: {outcomes(tally(report.checks))}."
    edge = f"M5.5 0.5H{left}V{HEIGHT - 0.5}H5.5a5 5 0 0 1-5-5v-{HEIGHT - 11}a5 5 0 0 1 5-5z"
    size = f'width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="fairmark-title fairmark-desc">
<title id="fairmark-title">{_safe(title)}</title>
<desc id="fairmark-desc">{_safe(f"{said} {NOTICE}")}</desc>
<rect x="0.5" y="0.5" width="{width - 1}" height="{HEIGHT - 1}" rx="5" fill="#fff" stroke="#dedad1"/>
<path d="{edge}" fill="{COLOURS[report.verdict]}"/>
<g font-family="system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif" aria-hidden="true">
{"".join(map(_text, lines))}</g>
</svg>
""".encode()


def subject(report: Report) -> str:
    """What was assessed, and whether in part only."""
    named = report.profile or "several profiles, or none"
    partial = report.partial or report.configuration.get("only") or report.faults
    return f"{named} (in part)" if partial else named


def dated(report: Report) -> str:
    """The day, in UTC."""
    return moment(report.at)[:10] if report.at else "undated"


def _text(line: Line) -> str:
    """The text is as wide as was reckoned, whatever font the reader has."""
    width = _width(line.text, line.size)
    place = f'x="{line.x}" y="{line.y}" font-size="{line.size}" textLength="{width}" lengthAdjust="spacingAndGlyphs"'
    return f"<text {place} {line.looks}>{_safe(line.text)}</text>\n"


def _width(text: str, size: int) -> int:
    """About how wide a text is in a font without serifs."""
    ems = sum(0.33 if character in NARROW else 0.68 if character in WIDE else 0.56 for character in text)
    return round(ems * size)


def _safe(text: str) -> str:
    return escape(visible(text))
