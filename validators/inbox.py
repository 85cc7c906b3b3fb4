"""A folder that exports are put into: which of them are there whole and new, and where they go once they are judged.

Polling, not the file system's own notices: inboxes lie on network drives, which send none. Nothing but the reports and
a list of what was judged is written, each whole or not at all, so a watcher may be killed at any moment and go on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
import json
from pathlib import Path
import time

UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".download", ".uploading")
"""Suffixes of files that are still on their way."""

JUDGED = "judged.json"
"""The file, beside the reports, that lists what was judged: name to signature."""

Signature = str
"""Changes whenever an export does: the number of its files, their bytes and the time of the last change."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file or folder in the inbox, as it was when it was looked at."""

    path: Path
    signature: Signature

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(slots=True)
class Inbox:
    """The folder. `reports` is where reports go, `settle` how many seconds an export has to stay as it is before it
    counts as whole."""

    folder: Path
    reports: Path
    settle: float
    _seen: dict[str, tuple[Signature, float]] = field(default_factory=dict)
    _judged: dict[str, Signature] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._judged = _read(self.reports / JUDGED)

    def whole(self, now: float | None = None) -> list[Export]:
        """The exports that are whole and have not been judged as they are, by name. `now` is in seconds of a clock that
        never goes back. One that is seen for the first time counts once it has stayed so for `settle` seconds."""
        moment = time.monotonic() if now is None else now
        found = []
        seen: dict[str, tuple[Signature, float]] = {}
        for path in sorted(_entries(self.folder)):
            signature = _signature(path)
            if not signature or self._judged.get(path.name) == signature:
                continue
            known, since = self._seen.get(path.name, ("", moment))
            seen[path.name] = (signature, since if known == signature else moment)
            if moment - seen[path.name][1] >= self.settle:
                found.append(Export(path, signature))
        self._seen = seen
        return found

    def note(self, export: Export) -> None:
        """Remember that the export was judged as it was."""
        self._judged[export.name] = export.signature
        there = {path.name for path in _entries(self.folder)}
        self._judged = {name: signature for name, signature in self._judged.items() if name in there}
        unfinished = self.reports / f"{JUDGED}.part"
        unfinished.write_text(json.dumps(self._judged, indent=2, sort_keys=True) + "\n", "utf-8")
        unfinished.replace(self.reports / JUDGED)

    def move(self, export: Export, folder: Path) -> Path | None:
        """Put the export into `folder`, under a name that is free there. None where it has changed since it was judged,
        or is gone: it is then looked at again."""
        if _signature(export.path) != export.signature:
            return None
        goal = next(path for path in _free(folder, export.path) if not path.exists())
        try:
            export.path.rename(goal)
        except OSError:
            return None
        return goal


def _free(folder: Path, path: Path) -> Iterator[Path]:
    yield folder / path.name
    number = 2
    while True:
        yield folder / f"{path.stem}-{number}{path.suffix}"
        number += 1


def _entries(folder: Path) -> list[Path]:
    """What lies in the folder, without hidden files and those still on their way."""
    try:
        paths = list(folder.iterdir())
    except OSError:  # a network drive that is away for a moment
        return []
    return [path for path in paths if not path.name.startswith((".", "~$")) and not _is_unfinished(path)]


def _is_unfinished(path: Path) -> bool:
    return path.name.lower().endswith(UNFINISHED)


def _signature(path: Path) -> Signature:
    """ "" for what is empty, gone or cannot be looked at."""
    count, size, latest = 0, 0, 0
    try:
        for file in (entry for entry in [path, *path.rglob("*")] if entry.is_file()):
            if _is_unfinished(file):
                return ""
            status = file.stat()
            count, size, latest = count + 1, size + status.st_size, max(latest, status.st_mtime_ns)
    except OSError:
        return ""
    return f"{count}-{size}-{latest}" if size else ""


def _read(path: Path) -> dict[str, Signature]:
    """What was judged; nothing where there is no such list or it cannot be used, so that all is judged again."""
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(signature) for name, signature in known.items()} if isinstance(known, Mapping) else {}
