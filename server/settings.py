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

from fairmark.validators.core.usage import WrongUsage

PREFIX = "FAIRMARK_"


@dataclass(frozen=True, slots=True)
class Settings:
    """How the server runs. The schema below says what each setting means."""

    database: str = "sqlite:///fairmark.db"
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    hosts: tuple[str, ...] = ()
    threads: int = 8
    upload_bytes: int = 512 << 20
    log_level: str = "info"

    @property
    def base_url(self) -> str:
        """Where clients reach the server, without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"


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
    threads = ma.Int(validate=validate.Range(1, 256), metadata={"description": "Requests answered at once."})
    upload_bytes = ma.Int(validate=validate.Range(1), metadata={"description": "Largest upload, in bytes."})
    log_level = ma.Str(
        validate=validate.OneOf(["debug", "info", "warning", "error"]), metadata={"description": "What is logged."}
    )

    @post_load
    def make(self, data: dict[str, Any], **_rest: Any) -> Settings:
        return Settings(**{**data, "hosts": tuple(data.get("hosts", ()))})


def read_settings(environment: Mapping[str, str], file: Path | None = None, **typed: Any) -> Settings:
    """The settings in force; WrongUsage names each setting that is wrong."""
    given: dict[str, Any] = {}
    if file is not None:
        try:
            given.update(tomllib.loads(file.read_text("utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise WrongUsage(f"cannot read the settings in {file}: {error}") from None
    names = {field.name for field in fields(Settings)}
    for name in names:
        if (value := environment.get(PREFIX + name.upper())) is not None:
            given[name] = value.split(",") if name == "hosts" else value
    given.update({name: value for name, value in typed.items() if value is not None})
    if unknown := sorted(set(given) - names):
        raise WrongUsage(f"there is no setting called {', '.join(unknown)}; there are: {', '.join(sorted(names))}")
    try:
        loaded: Settings = SettingsSchema().load(given)
    except ValidationError as error:
        raise WrongUsage(f"these settings cannot be used: {error.messages}") from None
    return loaded
