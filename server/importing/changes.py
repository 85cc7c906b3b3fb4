"""What an import would change in the framework that is stored: the diff of a dry run."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from fairmark.server.importing.rows import Member, members
from fairmark.server.storage.store import Store

SHOWN = 20
"""Objects of a kind of change that are named."""

LABEL = 100
"""Characters of a label that are shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """One object that is `how` (added, changed, removed). `fields` are those that differ in a changed one."""

    how: str
    cls: str
    identifier: str
    label: str
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class Changes:
    """Counts by class of objects added, changed and removed, of changed fields as Class.field, and the first samples.

    `unlisted` is True where the packages differ in no object: in the order of objects, or in what the package itself
    carries (extensions).
    """

    first: bool = False
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    samples: list[Change] = field(default_factory=list)
    unlisted: bool = False

    def note(self, change: Change) -> None:
        counts: Counter[str] = getattr(self, change.how)
        counts[change.cls] += 1
        self.fields.update(f"{change.cls}.{name}" for name in change.fields)
        if counts.total() <= SHOWN:
            self.samples.append(change)

    def as_json(self) -> dict[str, Any]:
        return {
            "first": self.first,
            **{how: dict(getattr(self, how)) for how in ("added", "changed", "removed", "fields")},
            "samples": [
                {"how": c.how, "class": c.cls, "identifier": c.identifier, "label": c.label, "fields": list(c.fields)}
                for c in self.samples
            ],
            "unlisted": self.unlisted,
        }


def changes(store: Store, identifier: str, package: Mapping[str, Any]) -> Changes:
    """What storing `package` would change. The stored framework is read a chunk at a time."""
    found = Changes()
    framework = store.framework(identifier)
    if framework is None:
        found.first = True
    for change in _all(store, identifier, package, framework.document if framework else None):
        found.note(change)
    found.unlisted = not (found.added or found.changed or found.removed)
    return found


def _all(store: Store, identifier: str, package: Mapping[str, Any], document: bytes | None) -> Iterator[Change]:
    new_document = package["CFDocument"]
    if document is None:
        yield _change("added", "CFDocument", new_document)
    elif names := _differing(document, new_document):
        yield _change("changed", "CFDocument", new_document, names)
    waiting: dict[str, Member] = {member.data["identifier"]: member for member in members(package)}
    for cls, known, body in store.bodies(identifier) if document is not None else ():
        member = waiting.get(known)
        if member is None or member.cls != cls:
            yield _change("removed", cls, orjson.loads(body))
            continue
        del waiting[known]
        if names := _differing(body, member.data):
            yield _change("changed", cls, member.data, names)
    for member in waiting.values():
        yield _change("added", member.cls, member.data)


def _differing(body: bytes, new: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields in which the stored JSON and the new object differ, whatever the order of their members."""
    if body == orjson.dumps(new):
        return ()
    old = orjson.loads(body)
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))


def _change(how: str, cls: str, data: Mapping[str, Any], fields: tuple[str, ...] = ()) -> Change:
    label = data.get("fullStatement") or data.get("title") or data.get("associationType") or ""
    return Change(how, cls, data["identifier"], label[:LABEL], fields)
