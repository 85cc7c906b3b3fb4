"""Faults of what a page says of the others: links that lead astray, and wrong totals."""

from collections.abc import Callable
from functools import wraps
import re

from fairmark.server.faults.credentials.exchange import LIST, Asked, Json, Reply, Serve
from fairmark.server.faults.credentials.fault import Change, fault
from fairmark.server.faults.link_header import linked, linking, number

MEMBERS = ("credential", "compactJwsString")


def list_reply(change: Callable[[Asked, Reply], Reply]) -> Change:
    """The decorated function changes the answer with a page of the list."""

    @wraps(change)
    def changed(asked: Asked, serve: Serve) -> Reply:
        reply = serve(asked)
        return change(asked, reply) if asked.operation == LIST and reply.status == 200 else reply

    return changed


def links_changed(change: Callable[[Asked, dict[str, str]], dict[str, str]]) -> Change:
    """The decorated function changes the links of a page of the list."""

    @list_reply
    @wraps(change)
    def changed(asked: Asked, reply: Reply) -> Reply:
        return linking(reply, change(asked, linked(reply)))

    return changed


def counted(body: Json) -> int:
    """How many credentials a page holds."""
    return sum(len(body.get(name, ())) for name in MEMBERS)


# -- links -----------------------------------------------------------------------------------------------------------


@fault("pages-without-links", breaks="API-PAGE-001")
@list_reply
def pages_without_links(_asked: Asked, reply: Reply) -> Reply:
    """Pages have no Link header.

    A consumer takes the first page for the whole record.
    """
    return reply.showing("Link", None)


def _without(relation: str) -> Callable[[Asked, dict[str, str]], dict[str, str]]:
    return lambda _asked, links: {name: url for name, url in links.items() if name != relation}


@fault("pages-without-first", breaks="API-PAGE-001")
@links_changed
def pages_without_first(asked: Asked, links: dict[str, str]) -> dict[str, str]:
    """No link leads to the first page.

    A consumer that begins anew from a page in the middle does not find the beginning.
    """
    return _without("first")(asked, links)


@fault("pages-without-last", breaks="API-PAGE-001")
@links_changed
def pages_without_last(asked: Asked, links: dict[str, str]) -> dict[str, str]:
    """No link leads to the last page.

    A consumer cannot show the newest credentials first.
    """
    return _without("last")(asked, links)


@fault("pages-without-next", breaks="API-PAGE-001")
@links_changed
def pages_without_next(asked: Asked, links: dict[str, str]) -> dict[str, str]:
    """No link leads to the next page.

    A consumer takes the first page for the whole record.
    """
    return _without("next")(asked, links)


@fault("pages-without-prev", breaks="API-PAGE-001")
@links_changed
def pages_without_prev(asked: Asked, links: dict[str, str]) -> dict[str, str]:
    """No link leads to the previous page.

    A consumer that shows pages cannot go back.
    """
    return _without("prev")(asked, links)


@fault("last-page-with-a-next", breaks="API-PAGE-001")
@links_changed
def last_page_with_a_next(_asked: Asked, links: dict[str, str]) -> dict[str, str]:
    """The last page has a link to a next one.

    A consumer that follows it never ends.
    """
    return {"next": links["last"], **links}


@fault("next-page-is-this-one", breaks="API-PAGE-001")
@links_changed
def next_page_is_this_one(asked: Asked, links: dict[str, str]) -> dict[str, str]:
    """The link to the next page leads to the page on which it stands.

    A consumer that follows it never ends.
    """
    if "next" in links:
        links["next"] = re.sub(r"offset=[0-9]+", f"offset={number(asked, 'offset', 0)}", links["next"])
    return links


@fault("last-page-is-the-first", breaks="API-PAGE-001")
@links_changed
def last_page_is_the_first(_asked: Asked, links: dict[str, str]) -> dict[str, str]:
    """The link to the last page leads to the first one.

    A consumer that jumps to the end shows the beginning.
    """
    return {**links, "last": links["first"]}


@fault("links-lose-the-limit", breaks="API-PAGE-001")
@links_changed
def links_lose_the_limit(_asked: Asked, links: dict[str, str]) -> dict[str, str]:
    """The links do not keep the limit that was asked for.

    A consumer that can take ten gets all the rest at once.
    """
    return {name: re.sub(r"limit=[0-9]+&", "", url) for name, url in links.items()}


@fault("links-lose-since", breaks="API-PAGE-001")
@links_changed
def links_lose_since(_asked: Asked, links: dict[str, str]) -> dict[str, str]:
    """The links do not keep since.

    A consumer that asks for what is new gets the old on the second page, and misses some of the new.
    """
    return {name: re.sub(r"&since=[^&]*", "", url) for name, url in links.items()}


@fault("links-in-no-brackets", breaks="API-PAGE-001")
@list_reply
def links_in_no_brackets(_asked: Asked, reply: Reply) -> Reply:
    """The addresses in the Link header are not between angle brackets.

    A consumer's parser finds no link, and takes the first page for the whole record.
    """
    return reply.showing("Link", (reply.header("link") or "").replace("<", "").replace(">", ""))


# -- totals ----------------------------------------------------------------------------------------------------------


@fault("total-is-the-page", breaks="API-PAGE-002")
@list_reply
def total_is_the_page(_asked: Asked, reply: Reply) -> Reply:
    """X-Total-Count counts the credentials of the page, not all of them.

    A consumer believes that it has everything after the first page.
    """
    return reply.showing("X-Total-Count", str(counted(reply.object())))


@fault("total-one-too-high", breaks="API-PAGE-002")
@list_reply
def total_one_too_high(_asked: Asked, reply: Reply) -> Reply:
    """X-Total-Count counts a credential that the list does not hold.

    A consumer that waits for all of them reports an incomplete record.
    """
    return reply.showing("X-Total-Count", str(int(reply.header("x-total-count") or 0) + 1))


@fault("total-as-words", breaks="API-PAGE-002")
@list_reply
def total_as_words(_asked: Asked, reply: Reply) -> Reply:
    """X-Total-Count is no number.

    A consumer that counts by it stops.
    """
    return reply.showing("X-Total-Count", f"{reply.header('x-total-count')} credentials")


@fault("total-without-tokens", breaks="API-PAGE-002")
def total_without_tokens(asked: Asked, serve: Serve) -> Reply:
    """X-Total-Count counts the credentials with a proof in them, and leaves out compact JWS.

    A consumer stops before it has got the last ones.
    """
    reply = serve(asked)
    if asked.operation != LIST or reply.status != 200:
        return reply
    whole = serve(asked.arguing(limit=1000, offset=0)).object()
    return reply.showing("X-Total-Count", str(len(whole.get("credential", ()))))
