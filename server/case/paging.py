"""Pages of a list: the window that limit and offset cut out, and the Link header to the others. CASE 1.1 RB 3.1."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True, slots=True)
class Window:
    """`limit` records from number `offset` on, counted from 0."""

    offset: int
    limit: int

    def first(self) -> "Window":
        return Window(0, self.limit)

    def last(self, total: int) -> "Window":
        """The remainder after whole pages: of 503 records by 10 the last three, as the example in RB 3.1 has it."""
        start = max(total - 1, 0) // self.limit * self.limit
        return Window(start, min(self.limit, total - start) or self.limit)

    def next(self, total: int) -> "Window | None":
        following = self.offset + self.limit
        return Window(following, self.limit) if following < total else None

    def previous(self, total: int) -> "Window | None":
        """The page before; it ends where this one begins. Behind the end it is the last page."""
        if self.offset == 0:
            return None
        if self.offset >= total:
            return self.last(total)
        return Window(max(self.offset - self.limit, 0), min(self.limit, self.offset))


def link_header(url: str, window: Window, total: int, kept: Mapping[str, str]) -> str:
    """The Link header (RFC 8288) of the page `window` of `total` records at `url`, whose other arguments are `kept`."""
    pages = {
        "first": window.first(),
        "prev": window.previous(total),
        "next": window.next(total),
        "last": window.last(total),
    }
    return ", ".join(f'<{_address(url, page, kept)}>; rel="{rel}"' for rel, page in pages.items() if page)


def _address(url: str, page: Window, kept: Mapping[str, str]) -> str:
    return f"{url}?{urlencode({'limit': page.limit, 'offset': page.offset, **kept}, quote_via=quote)}"
