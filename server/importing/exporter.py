"""Export: a package as it was imported, in either version of CASE, of the version that is served or an earlier one."""

from collections.abc import Iterator

from fairmark.server.storage.records import Framework, Version
from fairmark.server.storage.store import Store
from fairmark.validators.core.usage import WrongUsage


class NothingToExport(WrongUsage):
    """The store has no such framework, or no such version of it."""


def export_package(store: Store, identifier: str, case_version: str = "1.1", number: int | None = None) -> bytes:
    """The package as JSON bytes: version `number` of it, None for the one that is served."""
    rendition = store.rendition(identifier.lower(), case_version, number)
    if rendition is not None:
        return rendition.body
    versions = store.versions(identifier.lower())
    if not versions:
        raise NothingToExport(
            "there is no framework with that identifier; `fairmark export` alone lists those there are"
        )
    raise NothingToExport(f"there is no version {number} of it, only 1 to {versions[0].number}")


def framework_lines(frameworks: list[Framework]) -> Iterator[str]:
    """What is stored, a framework a line."""
    for framework in frameworks:
        yield f"{framework.identifier}  version {framework.version}  {framework.title}"


def version_lines(versions: list[Version]) -> Iterator[str]:
    """The versions of a framework, newest first, a version a line."""
    for version in versions:
        size = f"{version.items:,} items, {version.associations:,} associations"
        yield f"{version.number:>4}  {version.imported_at:%Y-%m-%d %H:%M} UTC  {size}  from {version.source}"
