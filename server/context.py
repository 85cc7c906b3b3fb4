"""What API functions and pages work with: the settings and the store. One per application, immutable."""

from dataclasses import dataclass

from fairmark.server.settings import Settings
from fairmark.server.storage.store import Store


@dataclass(frozen=True, slots=True)
class Context:
    settings: Settings
    store: Store
