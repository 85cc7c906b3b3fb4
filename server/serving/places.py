"""Where the demonstration takes place, and keeps its database: in the user's own folder for data of programs."""

from collections.abc import Mapping
from pathlib import Path
import sys

TIME_ZONE = "-05:00"
"""That of the sample district, as the setting has it."""


def demo_database(environment: Mapping[str, str]) -> str:
    """The URL of that database."""
    return f"sqlite:///{(data_folder(environment) / 'demo.db').as_posix()}"


def data_folder(environment: Mapping[str, str], system: str = sys.platform) -> Path:
    """Where programs keep what belongs to a user, by the custom of each system."""
    home = Path.home()
    match system:
        case "win32":
            base = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
        case "darwin":
            base = home / "Library" / "Application Support"
        case _:
            base = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "fairmark"
