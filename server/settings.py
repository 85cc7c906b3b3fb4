"""Settings: from the environment (FAIRMARK_DATABASE and so on) and from a TOML file, parsed by marshmallow.

The environment wins over the file, the command line over both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
import tomllib
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, post_load, validate
from marshmallow import fields as ma

from fairmark.server.reports.loading.times import zone_of
from fairmark.validators.core.usage import WrongUsage

PREFIX = "FAIRMARK_"

LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  listening there is the user's choice
"""The addresses that stand for all of a machine's, and what this machine itself can be reached at."""

SERVERS = ("auto", "waitress", "gunicorn")
LOG_FORMATS = ("auto", "json", "text")

SELF = "self"
"""The word for this server among the systems that may be checked."""
TARGET = rf"{SELF}|(https?://)?([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{{1,5}})?/?"
LISTS = ("hosts", "check_targets")
"""Settings of several values, which commas separate in the environment."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the server runs. The schema below says what each setting means."""

    database: str = "sqlite:///fairmark.db"
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    server: str = "auto"
    workers: int = 1
    threads: int = 8
    upload_bytes: int = 512 << 20
    stop_seconds: int = 30
    log_level: str = "info"
    log_format: str = "auto"
    faults: str = ""
    observe: bool = False
    check_targets: tuple[str, ...] = ()
    look_up: bool = False
    time_zone: str = "UTC"
    demo_learners: int = 600

    @property
    def base_url(self) -> str:
        """Where clients reach the server, without a slash at the end."""
        # Who listens on every address is reached by none of that name.
        host = LOOPBACK.get(self.host, self.host)
        bracketed = f"[{host}]" if ":" in host else host
        return self.public_url.rstrip("/") or f"http://{bracketed}:{self.port}"


def _is_a_zone(name: str) -> None:
    try:
        zone_of(name)
    except WrongUsage:
        raise ValidationError("Not a time zone such as America/New_York, nor an offset such as -05:00.") from None


class SettingsSchema(Schema):
    """One field a setting; the metadata is what docs/deploy.md and `fairmark serve --help` say of it."""

    class Meta:
        unknown = EXCLUDE

    database = ma.Str(metadata={"description": "URL of the database: sqlite:///FILE or postgresql+psycopg://…"})
    host = ma.Str(metadata={"description": "Address to listen on."})
    port = ma.Int(validate=validate.Range(0, 65535), metadata={"description": "Port to listen on."})
    public_url = ma.Url(
        schemes={"http", "https"}, require_tld=False, metadata={"description": "Where clients reach the server."}
    )
    hosts = ma.List(ma.Str(), metadata={"description": "Host names, besides that of public_url, that are answered."})
    trusted_proxies = ma.Int(
        validate=validate.Range(0, 8),
        metadata={"description": "Reverse proxies in front of the server, whose X-Forwarded headers are believed."},
    )
    server = ma.Str(
        validate=validate.OneOf(SERVERS),
        metadata={
            "description": "What serves: waitress (one process, every system) or gunicorn (several, not on Windows). "
            "auto takes gunicorn where more than one worker is asked for."
        },
    )
    workers = ma.Int(validate=validate.Range(1, 64), metadata={"description": "Processes; more than one by gunicorn."})
    threads = ma.Int(
        validate=validate.Range(1, 256), metadata={"description": "Requests that each process answers at once."}
    )
    upload_bytes = ma.Int(validate=validate.Range(1), metadata={"description": "Largest upload, in bytes."})
    stop_seconds = ma.Int(
        validate=validate.Range(0, 3600),
        metadata={"description": "How long running requests may go on after the server was told to stop."},
    )
    log_level = ma.Str(
        validate=validate.OneOf(["debug", "info", "warning", "error"]),
        metadata={"description": "The least that is logged: debug, info, warning or error."},
    )
    log_format = ma.Str(
        validate=validate.OneOf(LOG_FORMATS),
        metadata={"description": "json (one object a line), text, or auto: text on a terminal, json elsewhere."},
    )
    faults = ma.Str(metadata={"description": "Be wrong on purpose: one of the faults that docs/faults.md lists."})
    observe = ma.Bool(metadata={"description": "Whether consumers can be observed, below /observe. One worker only."})
    check_targets = ma.List(
        ma.Str(validate=validate.Regexp(f"({TARGET})$", error="Not self, a host, or the origin of a URL.")),
        metadata={
            "description": "Systems that may be checked from the page /check: hosts, origins such as "
            "https://vendor.example:8443, or self for this server. With none the page is off. One worker only."
        },
    )

    look_up = ma.Bool(
        metadata={
            "description": "Whether whoever reads a credential on the page /credential may have the keys, status lists "
            "and contexts that it names looked up on the web."
        }
    )

    time_zone = ma.Str(
        validate=_is_a_zone,
        metadata={
            "description": "The district's time zone, by which reports tell days: a name such as America/New_York, or "
            "an offset such as -05:00."
        },
    )
    demo_learners = ma.Int(
        validate=validate.Range(100, 20_000),
        metadata={"description": "Learners of the sample district that a demonstration makes, at its first start."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_rest: Any) -> Settings:
        return Settings(**{**data, **{name: tuple(data.get(name, ())) for name in LISTS}})


def read_settings(
    environment: Mapping[str, str],
    file: Path | None = None,
    fallback: Mapping[str, Any] | None = None,
    **typed: Any,
) -> Settings:
    """The settings in force: `fallback` holds where none of the others says anything, `typed` above all where it is not
    None. WrongUsage names each setting that is wrong."""
    given: dict[str, Any] = dict(fallback or {})
    if file is not None:
        try:
            given.update(tomllib.loads(file.read_text("utf-8-sig")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise WrongUsage(f"cannot read the settings in {file}: {error}") from None
    names = {field.name for field in fields(Settings)}
    for name in names:
        if (value := environment.get(PREFIX + name.upper())) is not None:
            given[name] = [part.strip() for part in value.split(",") if part.strip()] if name in LISTS else value
    given.update({name: value for name, value in typed.items() if value is not None})
    if unknown := sorted(set(given) - names):
        raise WrongUsage(f"there is no setting called {', '.join(unknown)}; there are: {', '.join(sorted(names))}")
    try:
        loaded: Settings = SettingsSchema().load(given)
    except ValidationError as error:
        # The messages say what a setting must be; none repeats its value, which may be a password.
        wrong = (f"{name}: {_words(said)}" for name, said in sorted(error.messages_dict.items()))
        raise WrongUsage(f"these settings cannot be used. {' '.join(wrong)}") from None
    return loaded


def _words(messages: Any) -> str:
    """What marshmallow says of a setting, which for a list nests by place."""
    if isinstance(messages, dict):
        return " ".join(_words(inner) for inner in messages.values())
    return " ".join(messages)
