"""Every recipe."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

MACHINERY = ("__main__", "all", "keys", "open_badges_2_samples", "own_types", "recipe", "samples", "signing")
"""Modules of this package that hold no recipes."""


def files() -> dict[str, bytes]:
    """Path below fixtures/ to content, of all recipes. ValueError when two recipes make the same file differently."""
    made: dict[str, bytes] = {}
    for module in iter_modules([str(Path(__file__).parent)]):
        if module.name in MACHINERY:
            continue
        for twins in import_module(f"credential_twins.{module.name}").TWINS:
            for name, content in twins.files().items():
                if made.setdefault(name, content) != content:
                    raise ValueError(f"two recipes make {name}")
    return made
