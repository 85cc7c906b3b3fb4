"""Verify made-up credentials through the library: what the rules say, and what was asked of the network."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
import json
from typing import Any

from credential_twins.signing import Json
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.engine import judge, rules_for
from fairmark.validators.core.finding import Finding
from fairmark.validators.credentials.document import Credential
from fairmark.validators.judge import load_rules
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.proofs.references import References
from fairmark.validators.readers.sniff import recognise
from fairmark.validators.rules.credentials import subject

NOW = datetime(2026, 7, 1, tzinfo=UTC)
Page = Json | str | bytes

OFFLINE = References()
"""One for all that ask for no network, as in a run: it keeps the contexts that it has worked out."""

load_rules()


class Web:
    """What stands at addresses, and which of them were asked for."""

    def __init__(self, pages: Mapping[str, Page | Callable[[], Page]] | None = None) -> None:
        self.pages = dict(pages or {})
        self.asked: list[str] = []
        self.references = References(self.get, online=True)

    def get(self, url: str) -> bytes:
        self.asked.append(url)
        if url not in self.pages:
            raise Unavailable("nothing stands there")
        page = self.pages[url]
        page = page() if callable(page) else page
        page = json.dumps(page) if isinstance(page, dict) else page
        return page.encode() if isinstance(page, str) else page


def document_of(credential: Json | str, web: Web | None = None, now: datetime = NOW) -> Credential:
    """The index over a credential, given as JSON or as a compact JWS."""
    token = credential if isinstance(credential, str) else ""
    data: Any = jws.decode(token).claims if token else credential
    recognition = recognise(data)
    assert recognition is not None
    references = web.references if web else OFFLINE
    document: Credential = subject(data, recognition, Circumstances(token=token, references=references, now=now))
    return document


def found(credential: Json | str, web: Web | None = None, now: datetime = NOW) -> list[Finding]:
    """What the rules find, infos left out."""
    document = document_of(credential, web, now)
    results = list(judge(document, rules_for(document)))
    faults = [each for each in results if not isinstance(each, Finding)]
    assert not faults, faults
    return [each for each in results if isinstance(each, Finding) and each.severity != "info"]


def said(credential: Json | str, web: Web | None = None, now: datetime = NOW) -> dict[str, str]:
    """The rules that speak, each with the message of its first finding."""
    messages: dict[str, str] = {}
    for finding in found(credential, web, now):
        messages.setdefault(finding.rule.id, finding.message)
    return messages


def steps(credential: Json | str, web: Web | None = None) -> list[tuple[str, str]]:
    """The steps of verification, each with its outcome."""
    return [(taken.name, taken.outcome.value) for taken in document_of(credential, web).steps]
