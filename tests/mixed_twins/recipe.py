"""What a recipe says, and the files that come of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
import json

from oneroster.packages import builder

from credential_twins.recipe import as_bytes
from credential_twins.signing import Json, embedded

Edit = tuple[str, str, str]
"""A file, the text that stands there exactly once, and what takes its place."""

Change = Callable[[Json], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """The twins of the rule `rule`. A twin is a folder with `tables` of the sample of `version`, changed by `both`, and
    with `files`; where there is but one, and it is called `file`, the twin is that file. `credentials` by name are
    further inputs of the call, unless they are the `file`; with `compared` the call only compares with them.

    The bad twin is that with the `edits` of its tables and files, and with the credentials changed as `change` says.
    `others` stand beside the twins, as flags may name them; `options` are these flags, `expect` says why the bad twin
    raises other rules too. `name` tells several pairs of one rule apart.
    """

    family: str
    rule: str
    tables: Sequence[str] = ()
    version: str = "1.2"
    both: Sequence[Edit] = ()
    edits: Sequence[Edit] = ()
    credentials: Mapping[str, Callable[[], Json]] = field(default_factory=dict)
    change: Mapping[str, Change] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    expect: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    compared: bool = False
    name: str = ""

    def made(self) -> dict[str, bytes]:
        """Path below fixtures/ to content."""
        found = {
            **self._twin("good", (), {}),
            **self._twin("bad", self.edits, self.change),
            **{name: text.encode() for name, text in self.others.items()},
        }
        options = dict(self.options)
        if self.compared:
            options["compare-with"] = "{folder}/" + _compared("{twin}")
        expect = {self._called("bad"): self.expect} if self.expect else {}
        for name, value in (("options.json", options), ("expect.json", expect)):
            if value:
                found[name] = json.dumps(dict(value), indent=2, ensure_ascii=False).encode() + b"\n"
        return {f"{self.family}/{self.rule}/{name}": data for name, data in found.items()}

    def _called(self, sort: str) -> str:
        return "-".join(filter(None, (sort, self.name)))

    def _twin(self, sort: str, edits: Sequence[Edit], change: Mapping[str, Change]) -> dict[str, bytes]:
        """The files of the good or the bad twin, and the credentials beside it."""
        twin, build = self._called(sort), builder()
        files = build.sample(self.version, self.tables, {}) if self.tables else {}
        files |= {name: text.encode() for name, text in self.files.items()}
        files = build.edited(build.edited(files, self.both), edits)
        found = {self._place(twin, name): data for name, data in files.items()}
        for name, made in self.credentials.items():
            document = made()
            if name in change:
                change[name](document)
            place = self._place(twin, name) if name == self.file else _beside(twin, name)
            place = f"{_compared(twin)}/{name}" if self.compared else place
            found[place] = as_bytes(embedded(document))
        return found

    def _place(self, twin: str, name: str) -> str:
        return twin + name[name.rindex(".") :] if name == self.file else f"{twin}/{name}"


def _compared(twin: str) -> str:
    """The folder of what a twin is compared with."""
    return f"records-for-{twin}"


def _beside(twin: str, name: str) -> str:
    """What a further input is called that belongs to a twin."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}-beside-{twin}{dot}{suffix}"
