"""Links that are bare addresses or lack a member, completed from the object that they lead to."""

from collections.abc import Iterator, Mapping
import re
from typing import Any

from fairmark.server.importing.mending import UUID_SHAPE
from fairmark.validators.readers.case import Package

MEMBERS = ("title", "identifier", "uri")
WEB = re.compile(r"https?://\S+", re.IGNORECASE)
LINE_BREAKS = re.compile(r"\s*[\t\r\n]+\s*")


class Targets:
    """The objects of a package that links may lead to, by identifier and by URI. Made when a link first needs it."""

    def __init__(self, package: Mapping[str, Any]) -> None:
        self._package = package
        self._known: dict[str, dict[str, str]] | None = None

    def complete(self, link: Any) -> Any:
        """The link with what it lacks: members of its target where the package has it, an identifier that its own URI
        ends in, at last a blank title. The value itself where that does not make a link of it."""
        given = {"uri": link} if isinstance(link, str) and WEB.fullmatch(link) else link
        if isinstance(given, str) and UUID_SHAPE.fullmatch(given):
            given = {"identifier": given}
        if not isinstance(given, dict):
            return link
        target = self._find(given.get("identifier")) or self._find(given.get("uri")) or {}
        whole = {**target, **{name: value for name, value in given.items() if value is not None}}
        if "identifier" not in whole and (found := _last_uuid(whole.get("uri"))):
            whole["identifier"] = found
        if "identifier" in whole and "uri" in whole:
            whole.setdefault("title", "")
        return whole if all(name in whole for name in MEMBERS) else link

    def holds(self, identifier: str) -> bool:
        """Whether the package has an object of this identifier, which is in lower case."""
        return self._find(identifier) is not None

    def _find(self, key: Any) -> Mapping[str, str] | None:
        if self._known is None:
            self._known = dict(self._walk())
        return self._known.get(key.lower() if UUID_SHAPE.fullmatch(key) else key) if isinstance(key, str) else None

    def _walk(self) -> Iterator[tuple[str, dict[str, str]]]:
        for node in Package(self._package, "case-package", "1.1").nodes:
            title = next(filter(None, (node.text("title"), node.text("fullStatement"))), "")
            identifier = node.identifier.lower() if UUID_SHAPE.fullmatch(node.identifier) else node.identifier
            member = {"title": LINE_BREAKS.sub(" ", title), "identifier": identifier, "uri": node.text("uri")}
            if all(member.values()):
                yield identifier, member
                yield member["uri"], member


def _last_uuid(uri: Any) -> str:
    found = UUID_SHAPE.findall(uri) if isinstance(uri, str) else []
    return found[-1].lower() if found else ""
