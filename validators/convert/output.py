"""Where a conversion puts its files: all of them, once it has come to its end, or none."""

from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from fairmark.validators.convert.errors import WrongSettings

UNFINISHED = ".part"


class Output:
    """A file, or a folder where `path` is one or has no suffix. Used behind a `with`: files appear at its end, and not
    at all where it ends in an error."""

    def __init__(self, path: Path) -> None:
        self.is_folder = path.is_dir() or not path.suffix
        self.suffix = "" if self.is_folder else path.suffix.lower()
        self.written: list[Path] = []
        """The files that were written, once they are there."""
        self._path = path
        self._waiting: dict[Path, BinaryIO] = {}
        self._made_folder = False

    def open(self, name: str) -> BinaryIO:
        """A stream for the bytes of a file: that of this name in a folder, or the one file that the output is.

        Raises WrongSettings where a second file would have to go to the place of the first, OSError where a file cannot
        be written. The stream need not be closed.
        """
        if not self.is_folder and self._waiting:
            raise WrongSettings("the conversion makes several files: the output must be a folder")
        if self.is_folder and not self._path.exists():
            self._path.mkdir(parents=True)
            self._made_folder = True
        path = self._path / name if self.is_folder else self._path
        self._waiting[path] = _unfinished(path).open("wb")
        return self._waiting[path]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, _value: object, _trace: TracebackType | None) -> None:
        try:
            for stream in self._waiting.values():
                stream.close()
            for path in self._waiting if error is None else ():
                _unfinished(path).replace(path)
                self.written.append(path)
        finally:
            self._clean_up()

    def _clean_up(self) -> None:
        for path in self._waiting:
            _unfinished(path).unlink(missing_ok=True)
        if self._made_folder and not self.written:
            self._path.rmdir()


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + UNFINISHED)
