"""The Link header of a page of the honest server, taken apart and put together for faults of paging."""

import re

from fairmark.server.faults.exchange import Asked, Reply

LINK = re.compile(r'<(?P<url>[^>]*)>; rel="(?P<rel>\w+)"')


def number(asked: Asked, name: str, default: int) -> int:
    """An argument as a number; `default` where it is missing or is none."""
    text = asked.query.get(name, "")
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else default


def linked(reply: Reply) -> dict[str, str]:
    """The relations of the Link header of the honest server, each with its address."""
    return {found["rel"]: found["url"] for found in LINK.finditer(reply.header("link") or "")}


def linking(reply: Reply, links: dict[str, str]) -> Reply:
    """The answer with these links."""
    return reply.showing("Link", ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items()))
