"""How a run gets past the login and consent of a host, which every host builds in its own way.

Either by the host's own pages, of which the user says how they are to be filled in (`--login-form`), or by a person,
who opens the address in a browser and pastes where that was sent in the end.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

from fairmark.validators.net.errors import Refused
from fairmark.validators.net.messages import Headers
from fairmark.validators.net.url import Origin, Url
from fairmark.validators.suites.recording import Answer, Recorder

if TYPE_CHECKING:
    from lxml.html import FormElement, HtmlElement

REDIRECTS = frozenset({301, 302, 303, 307, 308})
REFUSED = 400
MOST_PAGES = 12
BUTTONS = ".//button[not(@type) or @type='submit'] | .//input[@type='submit']"
UNTICKED = ".//input[@type='checkbox'][@name][not(@checked)][not(@disabled)]"
FORM = "application/x-www-form-urlencoded"


class NoLogin(Exception):
    """Why the login or the consent did not come to its end. The text is a clause about the host."""


class Login(Protocol):
    """Takes an authorization request to its end."""

    def redirected(self, recorder: Recorder, address: str, back: str) -> str:
        """The address, beginning with `back`, that the authorization request at `address` is redirected to in the end.
        It is never fetched. NoLogin when it does not come to that."""


@dataclass(frozen=True, slots=True)
class ByForm:
    """Fills in the host's own forms, and ticks every box: all that is asked for is allowed.

    `fields` are the names of fields with what to put there; `press` are the names, values or words of the buttons to
    press, or how those begin, the first that a page has.
    """

    fields: Mapping[str, str] = field(repr=False)
    press: Sequence[str] = ("allow", "accept", "authorize", "approve", "continue", "sign in", "log in", "login")

    def redirected(self, recorder: Recorder, address: str, back: str) -> str:
        browser = _Browser(recorder)
        answer = browser.open("GET", address)
        for _ in range(MOST_PAGES):
            location = answer.header("location") if answer.status in REDIRECTS else None
            if location is None:
                answer = self._submitted(browser, answer)
            elif location.startswith(back):
                return location
            else:
                answer = browser.open("GET", _joined(answer, location))
        raise NoLogin(f"after {MOST_PAGES} pages it has not come back to the client")

    def _submitted(self, browser: "_Browser", answer: Answer) -> Answer:
        if answer.status != 200:
            raise NoLogin(f"a page of the login is answered with {answer.told()}")
        form = _form(answer, self.fields)
        values = [(name, self.fields.get(name, value)) for name, value in form.form_values()]
        values += [
            (name, text) for name, text in self.fields.items() if name in form.fields and name not in dict(values)
        ]
        values += [(box.get("name"), box.get("value", "on")) for box in form.xpath(UNTICKED)]
        values += self._button(form)
        action = _joined(answer, form.get("action") or "")
        if (form.method or "GET").upper() == "GET":
            return browser.open("GET", f"{action.partition('?')[0]}?{urlencode(values)}")
        return browser.open("POST", action, urlencode(values).encode())

    def _button(self, form: "FormElement") -> list[tuple[str, str]]:
        """The name and value of the button to press, the first of the form where none is known; none where it has no
        name."""
        buttons = form.xpath(BUTTONS)
        known = (button for wanted in self.press for button in buttons if _is_called(button, wanted))
        chosen = next(known, buttons[0] if buttons else None)
        return [(chosen.get("name"), chosen.get("value", ""))] if chosen is not None and chosen.get("name") else []


@dataclass(frozen=True, slots=True)
class ByPerson:
    """Shows a person the address and takes what they paste. `ask` shows the text and gives the answer.

    What the service refuses at once, without a person, no person is asked about.
    """

    ask: Callable[[str], str]

    def redirected(self, recorder: Recorder, address: str, back: str) -> str:
        first = recorder.send("GET", address, headers=(("Accept", "text/html"),), anonymous=True)
        location = first.header("location") if first.status in REDIRECTS else None
        if location and location.startswith(back):
            return location
        if first.status == REFUSED:
            raise NoLogin(f"the request is answered with {first.told()}")
        pasted = self.ask(
            f"Open this address, sign in and allow the access:\n\n  {address}\n\n"
            f"The browser then goes to an address that begins with {back} and finds nothing there. Paste it here, or "
            "nothing where you see an error instead: "
        ).strip()
        if not pasted.startswith(back):
            raise NoLogin("what was pasted is not the address that the browser was sent back to")
        return pasted


def _joined(answer: Answer, target: str) -> str:
    """The address that a page means by `target`; NoLogin where that is none."""
    try:
        return str(answer.request.url.join(target))
    except Refused as refused:
        raise NoLogin(f"a page of the login leads to an address that is none: {refused}") from None


def _is_called(button: "HtmlElement", wanted: str) -> bool:
    words = (button.get("name", ""), button.get("value", ""), button.text_content() or "")
    return any(word.strip().lower().startswith(wanted.lower()) for word in words)


class _Browser:
    """Opens pages one after the other and keeps their cookies, each for its own origin."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._cookies: dict[Origin, dict[str, str]] = {}
        self._last: Url | None = None

    def open(self, method: str, address: str, body: bytes = b"") -> Answer:
        try:
            url = Url.parse(address)
        except Refused as refused:
            raise NoLogin(f"it sends the browser to an address that is none: {refused}") from None
        headers = [("Accept", "text/html"), *self._cookie(url.origin), *self._about_form(method, url)]
        answer = self._recorder.send(method, str(url), headers=tuple(headers), body=body, anonymous=True)
        if answer.response is None:
            raise NoLogin(f"a page of the login gives no answer: {answer.error}")
        self._keep(url.origin, answer)
        self._last = url
        return answer

    def _cookie(self, origin: Origin) -> Headers:
        kept = self._cookies.get(origin)
        return (("Cookie", "; ".join(f"{name}={value}" for name, value in kept.items())),) if kept else ()

    def _about_form(self, method: str, url: Url) -> Headers:
        """What a browser says of a form that it sends, by which hosts tell their own forms from others'."""
        if method != "POST":
            return ()
        same = self._last is not None and self._last.origin == url.origin
        origin = str(self._last.origin) if self._last else "null"
        site = "same-origin" if same else "cross-site"
        return (("Content-Type", FORM), ("Origin", origin), ("Sec-Fetch-Site", site))

    def _keep(self, origin: Origin, answer: Answer) -> None:
        kept = self._cookies.setdefault(origin, {})
        for name, value in answer.response.headers if answer.response else ():
            if name.lower() == "set-cookie":
                cookie = SimpleCookie()
                try:
                    cookie.load(value)
                except CookieError:
                    continue
                kept.update({key: morsel.coded_value for key, morsel in cookie.items()})


def _form(answer: Answer, fields: Mapping[str, str]) -> "FormElement":
    """The form of the page that has most of the fields; NoLogin where the page has no form."""
    from lxml import html
    from lxml.etree import ParserError

    try:
        page = html.document_fromstring(answer.body, parser=html.HTMLParser(huge_tree=False))
        forms: list[FormElement] = page.forms  # type: ignore[attr-defined]  # the stubs do not know HtmlElement here
    except (ParserError, ValueError):
        forms = []
    if not forms:
        raise NoLogin("a page of the login holds no form")
    return max(forms, key=lambda form: len(fields.keys() & set(form.fields.keys())))
