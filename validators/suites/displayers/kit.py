"""A kit on disk: badges under names that tell nothing, what has to answer on the web, and the form to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
import hashlib
import json
from pathlib import Path
import secrets
from urllib.parse import urlsplit

from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.core.waivers import UnusableFile
from fairmark.validators.fetching import Resources
from fairmark.validators.readers.decisions import load_resources
from fairmark.validators.suites.displayers.answers import form
from fairmark.validators.suites.displayers.making import Maker

BADGES, WEB, ANSWERS, RESOURCES, README = "badges", "web", "answers.json", "resources.json", "README.md"
MOST_BADGES = 1_000
LARGEST = 1 << 20


@dataclass(frozen=True)
class Kit:
    """`badges` are their bytes by the names of their files; `resources` what stands in for addresses on the web."""

    folder: Path
    badges: Mapping[str, bytes]
    resources: Resources

    @property
    def id(self) -> str:
        """A name by which answers say which kit they are about: the digest of its badges."""
        digest = hashlib.sha256()
        for name in sorted(self.badges):
            digest.update(name.encode() + b"\0" + hashlib.sha256(self.badges[name]).digest())
        return f"sha256:{digest.hexdigest()}"


def load(folder: Path) -> Kit:
    """The kit in the folder; UnusableFile where there is none."""
    try:
        files = sorted(path for path in (folder / BADGES).iterdir() if path.is_file())
        if not files or len(files) > MOST_BADGES or any(path.stat().st_size > LARGEST for path in files):
            raise UnusableFile(f"{folder} is no kit of badges; `fairmark displayer-kit` makes one")
        badges = {path.name: path.read_bytes() for path in files}
        return Kit(folder, badges, load_resources(folder / RESOURCES))
    except OSError as error:
        raise UnusableFile(f"{folder} is no kit of badges: {error.strerror}") from None


def write(folder: Path, base: str, now: datetime | None = None) -> Kit:
    """Make a new kit in the folder, which must be empty or not there. `base` is the address where its web folder will
    answer. WrongUsage where either cannot be used."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongUsage(f"{folder} is there already: a kit is made in a folder of its own")
    base = _address(base)
    maker = Maker(base, (now or datetime.now(UTC)).replace(microsecond=0))
    badges = {f"{secrets.token_hex(4)}{suffix}": content for suffix, content in maker.badges()}
    web = maker.web()
    try:
        for name, content in badges.items():
            _put(folder / BADGES / name, content)
        for name, content in web.items():
            _put(folder / WEB / name, content)
        _put(folder / RESOURCES, _json({base + name: f"{WEB}/{name}" for name in web}))
        kit = load(folder)
        _put(folder / ANSWERS, _json(form(kit.id, sorted(badges))))
        _put(folder / README, readme(base, sorted(web)).encode())
    except OSError as error:
        raise WrongUsage(f"cannot write {folder}: {error.strerror}") from None
    return kit


def _address(base: str) -> str:
    try:
        parts = urlsplit(base)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise WrongUsage(f"--base takes an address such as https://vendor.example/kit/; not {base!r}")
    return base if base.endswith("/") else f"{base}/"


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2).encode() + b"\n"


def readme(base: str, web: list[str]) -> str:
    """What whoever gets the kit has to do with it."""
    return f"""# A kit of badges for a displayer

The folder `{BADGES}` holds badges of nobody, under names that tell nothing. Some are good; with others something is
wrong that a displayer has to notice. What is right for each, the judge works out from the badges themselves.

1. Let the folder `{WEB}` answer at {base}, so that {" and ".join(f"{base}{name}" for name in web)}
   can be fetched: there stands which badges were revoked.
2. Give every badge to the displayer, have it verified, and look at what is shown.
3. Fill in `{ANSWERS}`, or have the displayer write it. For each badge:
   - `status`: verified, expired, revoked, not-yet-valid, or invalid for whatever else keeps it from being verified;
     unsupported for one that the displayer does not take at all.
   - `name`, `description`, `issuer`: these texts as they are shown; `issued`: the date of issue, as 2026-01-31.
   - `image`: true if the image is shown that the badge is baked into, else false.
   What is not shown stays null.
4. `fairmark check {ANSWERS} --profile ob-3.0-displayer --kit .`

Make a new kit for each run: its dates are counted from the day on which it was made.
"""
