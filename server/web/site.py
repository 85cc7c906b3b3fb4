"""The frame of every page: templates, security headers, and the words of a refusal."""

from datetime import datetime
from functools import cache
from http import HTTPStatus
import re
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from fairmark.server.http import Answer
from fairmark.server.web.assets import addresses
from fairmark.validators.reports.html import breakable, lines
from fairmark.validators.reports.safe_text import visible

HTML = "text/html; charset=utf-8"

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing but this server's own files, nothing inline, no framing."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: with that, browsers send "Origin: null" with a form, and it could not be told from a stranger's.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
WEB_ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)


def page(template: str, status: int = 200, **values: Any) -> Answer:
    """The page made from `template`."""
    return Answer(status, render(template, **values).encode("utf-8", "replace"), HEADERS, HTML)


def render(template: str, **values: Any) -> str:
    return environment().get_template(template).render(**values)


def problem(status: int, detail: str) -> Answer:
    """What went wrong, as a page."""
    return page("problem.html", status, here="", title=HTTPStatus(status).phrase, number=status, detail=detail)


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        visible=visible,
        lines=lines,
        breakable=breakable,
        plural=counted,
        shortened=shortened,
        marked=marked,
        day=day,
        thousands="{:,}".format,
        part=lambda text: quote(str(text), safe=""),
    )
    made.globals.update(asset=addresses(), language=language, is_web=is_web)
    return made


def counted(count: int, one: str, several: str = "") -> str:
    """The number with its noun, such as "1 item" or "2,000 items"."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def shortened(text: str, longest: int = 240) -> str:
    """The text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return visible(line)
    return visible(line[:longest].rsplit(" ", 1)[0]) + " …"


def marked(text: str, words: str) -> Markup:
    """The text, on one line, with what was searched for marked."""
    sought = "|".join(re.escape(word) for word in sorted(set(words.split()), key=len, reverse=True))
    parts = re.split(f"({sought})", shortened(text), flags=re.IGNORECASE) if sought else [shortened(text)]
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )


def day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def language(tag: Any) -> Markup:
    """The attribute that tells a screen reader the language, nothing where the tag is none."""
    if isinstance(tag, str) and LANGUAGE.fullmatch(tag):
        return Markup(' lang="{}"').format(tag)
    return Markup("")


def is_web(address: Any) -> bool:
    """Whether an address that came with data may become a link."""
    return isinstance(address, str) and bool(WEB_ADDRESS.fullmatch(address))
