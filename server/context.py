"""What API functions and pages work with: the settings and the store. One per application, immutable."""

from dataclasses import dataclass, field

from fairmark.server.packages import ReadyPackages
from fairmark.server.settings import Settings
from fairmark.server.storage.store import Store


@dataclass(frozen=True, slots=True)
class Context:
    """`packages` are those that were asked for last, kept in memory."""

    settings: Settings
    store: Store
    packages: ReadyPackages = field(default_factory=ReadyPackages)
