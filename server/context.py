"""What API functions and pages work with: the settings and the store. One per application, immutable."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fairmark.server.packages import ReadyPackages
from fairmark.server.reports.snapshots import Snapshots
from fairmark.server.settings import Settings
from fairmark.server.storage.store import Store


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """`packages` are those that were asked for last, kept in memory; `now` tells the moment for which it is asked who
    may see whom; `reports` is what management reports read."""

    settings: Settings
    store: Store
    packages: ReadyPackages = field(default_factory=ReadyPackages)
    now: Callable[[], datetime] = utc_now
    reports: Snapshots = field(default_factory=Snapshots)
