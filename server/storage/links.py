"""Links by which people share what they keep here, each to one credential, until its end or until it is taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, func, insert, select, update

from fairmark.server.storage.access_tables import disclosures
from fairmark.server.storage.database import glancing, updating
from fairmark.server.storage.sharing_tables import shared_links

OPENED, DOWNLOADED = "opened by a link", "downloaded by a link"
"""What the record of disclosures calls it."""

MOST = 200
"""Links of one person that lead somewhere at the same time."""


@dataclass(frozen=True, slots=True)
class Link:
    """`id` is what people and the record of disclosures call it by; `digest` is the SHA-256 of the secret in its
    address. It leads to the credential `identity` that `person` keeps by `standard` (ob or clr); `title` is what that
    one was called when the link was made, `note` what it is for, in the person's own words."""

    id: str
    digest: str
    person: str
    standard: str
    identity: str
    title: str
    note: str
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None

    @property
    def name(self) -> str:
        """Whom the record of disclosures names when somebody opens it."""
        return f"Link {self.id}"


@dataclass(frozen=True, slots=True)
class Openings:
    """How often what a link leads to was opened and downloaded, and when for the last time."""

    opened: int = 0
    downloaded: int = 0
    last_at: datetime | None = None


class TooMany(Exception):
    """The person has as many links as one may have."""


class Links:
    """The links in the database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, link: Link) -> None:
        """Keep the link; TooMany where there are too many already."""
        mine = (shared_links.c.person == link.person, *_leads_somewhere(link.made_at))
        with updating(self._engine) as connection:
            if (connection.scalar(select(func.count()).select_from(shared_links).where(*mine)) or 0) >= MOST:
                raise TooMany
            connection.execute(insert(shared_links), {name: getattr(link, name) for name in Link.__slots__})

    def of(self, person: str, now: datetime) -> list[Link]:
        """The links of the person that lead somewhere now, the latest first."""
        wanted = select(shared_links).where(shared_links.c.person == person, *_leads_somewhere(now))
        with glancing(self._engine) as connection:
            rows = connection.execute(wanted.order_by(shared_links.c.made_at.desc(), shared_links.c.id))
            return [Link(**row._mapping) for row in rows]

    def open(self, digest: str, now: datetime) -> Link | None:
        """The link with that secret, None where there is none, or none any more."""
        wanted = select(shared_links).where(shared_links.c.digest == digest, *_leads_somewhere(now))
        with glancing(self._engine) as connection:
            row = connection.execute(wanted).first()
            return Link(**row._mapping) if row else None

    def revoke(self, person: str, id: str, now: datetime) -> bool:
        """Let the person's link lead nowhere from now on; False where it was none of theirs, or led nowhere before."""
        mine = (shared_links.c.person == person, shared_links.c.id == id, *_leads_somewhere(now))
        with updating(self._engine) as connection:
            return connection.execute(update(shared_links).where(*mine), {"revoked_at": now}).rowcount > 0

    def openings(self, person: str) -> dict[str, Openings]:
        """Name of a link of the person to how often it was opened, as the record of disclosures tells; those that
        were not are left out."""
        mine = (disclosures.c.person == person, disclosures.c.operation.in_((OPENED, DOWNLOADED)))
        last = func.max(disclosures.c.at, type_=disclosures.c.at.type)
        which = (disclosures.c.client, disclosures.c.operation)
        found: dict[str, Openings] = {}
        with glancing(self._engine) as connection:
            rows = connection.execute(select(*which, func.count(), last).where(*mine).group_by(*which))
            for name, operation, times, at in rows:
                so_far = found.get(name, Openings())
                counted = {"opened" if operation == OPENED else "downloaded": times}
                found[name] = replace(so_far, **counted, last_at=max(at, so_far.last_at or at))
        return found


def _leads_somewhere(now: datetime) -> Sequence[ColumnElement[bool]]:
    return (shared_links.c.revoked_at.is_(None), shared_links.c.ends_at > now)
