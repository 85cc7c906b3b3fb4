"""What every page has that is one file and needs no network: its templates, and a policy that lets nothing in."""

from base64 import b64encode
import hashlib
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined


def text_of(name: str) -> str:
    """A file of the folder `templates`."""
    return files(__package__).joinpath("templates", name).read_text("utf-8")


def new_environment() -> Environment:
    """An environment for the templates of the folder, which escapes what it is given."""
    return Environment(
        loader=FunctionLoader(text_of), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def policy(style: str, script: str = "") -> str:
    """The content security policy: nothing from anywhere but this style and this script, known by their digests."""
    scripts = f" script-src {_digest(script)};" if script else ""
    return f"default-src 'none'; style-src {_digest(style)};{scripts} base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
