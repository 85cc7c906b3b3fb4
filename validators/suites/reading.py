"""From bytes to the credentials in them: JSON, a compact JWS, a baked image, a list of such, as issuers serve them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.location import Location, Position
from fairmark.validators.credentials.document import Credential
from fairmark.validators.families import retold
from fairmark.validators.proofs.references import References
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.sniff import recognise
from fairmark.validators.readers.source import Source, of_bytes
from fairmark.validators.readers.unwrapping import unwrapped
from fairmark.validators.rules.credentials import subject
from fairmark.validators.telling import nowhere

LISTS = ("credential", "compactJwsString")
"""Members of GetOpenBadgeCredentialsResponse, objects first, then tokens."""
BADGE = "open-badge"
LIMITS = Limits(bytes=64 << 20)


@dataclass(frozen=True, slots=True)
class Served:
    """One of the things that stand at the address. `kind` is the kind of credential in it, "" where nothing is known of
    it; `document` the credential, None where there is none of today's standards. `problems` are those of reading it.
    `container` is "png" or "svg" for an image."""

    name: str
    problems: tuple[Problem, ...] = ()
    container: str = ""
    kind: str = ""
    document: Credential | None = None
    version: str = ""
    text: bytes = b""

    @property
    def is_badge(self) -> bool:
        return self.document is not None and self.document.kind == BADGE

    def locate(self, wanted: Sequence[Location]) -> Sequence[Position | None]:
        """Line and column of places in its text; there are none in what came as a token."""
        is_token = self.document is None or self.document.circumstances.token
        return nowhere(wanted) if is_token else read_json(self.text, LIMITS.depth).locate(wanted)


def read(name: str, data: bytes, path: str, references: References, now: datetime) -> list[Served]:
    """What the bytes at an address hold; `path` is that of the URL that they came from."""
    whole = unwrapped(of_bytes(name, data, served=path), LIMITS)
    sources = [whole] if whole.container or whole.data is None else list(_several(whole))
    return [served for source in sources for served in _opened(source, references, now)]


def _several(whole: Source) -> Iterator[Source]:
    """The parts of a list, each as if it stood alone; the whole where it is no list."""
    parts = _parts(whole.data or b"") if not whole.token else None
    if parts is None:
        yield whole
        return
    for number, part in enumerate(parts, 1):
        text = part.encode() if isinstance(part, str) else orjson.dumps(part)
        yield unwrapped(of_bytes(f"{whole.name} {number}", text), LIMITS)


def _parts(data: bytes) -> list[Any] | None:
    try:
        parsed = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    if isinstance(parsed, list):
        return parsed
    if isinstance(parsed, dict) and "@context" not in parsed and any(name in parsed for name in LISTS):
        return [part for name in LISTS for part in _as_list(parsed.get(name))]
    return None


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _opened(source: Source, references: References, now: datetime) -> Iterator[Served]:
    if source.container:
        if not source.members:
            yield Served(source.name, source.problems, source.container)
        for member in source.members:
            for inner in _opened(member, references, now):
                yield replace(inner, container=source.container, problems=(*source.problems, *inner.problems))
        return
    text = read_json(source.data, LIMITS.depth) if source.data is not None else None
    problems = (*source.problems, *retold(text.problems if text else (), "OB"))
    data = text.documents[0].data if text and text.documents else None
    recognised = recognise(data)
    if text is None or recognised is None or recognised.standard not in ("OB", "CLR"):
        yield Served(source.name, problems)
        return
    circumstances = Circumstances(
        served=source.served, text=text.text, token=source.token, references=references, now=now
    )
    found = subject(data, recognised, circumstances)
    document = found if isinstance(found, Credential) else None  # assertions of Open Badges 2.0 are none
    yield Served(source.name, problems, "", recognised.kind, document, recognised.version, text.text)


def badges(served: Iterable[Served]) -> list[tuple[Served, Credential]]:
    """Those that are badges, each with its document."""
    return [(one, one.document) for one in served if one.document is not None and one.document.kind == BADGE]
