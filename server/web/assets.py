"""Style sheets, scripts and the icon, each under a name that holds its digest, so that a browser may keep it for ever.

The style sheet of the HTML report is the first of the pages' own: the two look alike because they are alike.
"""

from collections.abc import Iterator, Mapping
from functools import cache
import hashlib
from importlib.resources import files

from fairmark.server.http import Answer, Call, Refusal

PATH = "/static/"
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@cache
def addresses() -> Mapping[str, str]:
    """Name of an asset to its address."""
    return {name: PATH + hashed for hashed, (name, _) in _by_hashed_name().items()}


def asset(call: Call) -> Answer:
    """An asset by the name that holds its digest."""
    found = _by_hashed_name().get(call.path["name"])
    if found is None:
        raise Refusal(404, "unknown", "There is no such file.")
    name, body = found
    return Answer(200, body, KEPT, MEDIA_TYPES[name[name.rindex(".") :]])


@cache
def _by_hashed_name() -> Mapping[str, tuple[str, bytes]]:
    found = {}
    for name, body in _files():
        stem, _, suffix = name.rpartition(".")
        digest = hashlib.sha256(body).hexdigest()[:12]
        found[f"{stem}.{digest}.{suffix}"] = (name, body)
    return found


def _files() -> Iterator[tuple[str, bytes]]:
    folders = (files("fairmark.validators.reports").joinpath("templates"), files(__package__).joinpath("static"))
    for folder in folders:
        for entry in folder.iterdir():
            if entry.name.endswith(tuple(MEDIA_TYPES)):
                yield entry.name, entry.read_bytes()
