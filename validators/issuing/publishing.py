"""What an issuer puts on its web site: the document of its keys, JWK sets, status lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fairmark.validators.issuing.controller import controller_document, jwk, key_set, status_list
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.issuer import EMBEDDED, Issuer, as_json
from fairmark.validators.issuing.keyring import State, read_private
from fairmark.validators.issuing.places import Places, file_of
from fairmark.validators.issuing.register import Register
from fairmark.validators.issuing.securing import embedded
from fairmark.validators.issuing.terms import Json

RESOURCES = "resources.json"
"""URL to file, for checking with `fairmark validate --resources` what has not been put on the web yet."""


@dataclass(frozen=True, slots=True)
class Published:
    """A document, where it is to answer, and the file that holds it."""

    url: str
    path: Path


def publish(issuer: Issuer, out: Path) -> list[Published]:
    """Write every public document below `out`, which stands for the root of the web site, each whole or not at all.

    The register is held meanwhile, so that a slower process never puts an older list over a newer one.
    """
    place = issuer.places()
    with issuer.register() as held:
        for key in held.issuer_keys():
            if key.state is State.COMPROMISED and place.document:
                (out / file_of(place.key(key))).unlink(missing_ok=True)
        written = [_write(out, url, document) for url, document in _documents(issuer, held, place)]
        resources = {one.url: one.path.relative_to(out).as_posix() for one in written}
        _put(out / RESOURCES, as_json(resources))
    return written


def _documents(issuer: Issuer, held: Register, place: Places) -> Iterator[tuple[str, Json]]:
    keys = held.issuer_keys()
    if place.document:
        yield place.document, controller_document(place, keys)
        yield place.key_set, key_set(place, keys)
        for key in keys:
            if key.state is not State.COMPROMISED:
                yield place.key(key), jwk(place, key)
    lists = held.lists()
    if not lists:
        return
    used, now = issuer.signing_key(held, EMBEDDED), issuer.now()
    private = read_private(issuer.private_file(used.name), issuer.passphrase)
    for (purpose, number), set_ in lists.items():
        document = status_list(place, purpose, number, set_, now)
        yield document["id"], embedded(document, private, place.method(used), now, issuer.json_ld)


def _write(out: Path, url: str, document: Json) -> Published:
    path = out / file_of(url)
    _put(path, as_json(document))
    return Published(url, path)


def _put(path: Path, content: bytes) -> None:
    unfinished = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise CannotIssue(f"cannot write {path}: {error.strerror}") from None
