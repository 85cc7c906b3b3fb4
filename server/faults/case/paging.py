"""Faults of paging: pages that overlap or skip, wrong totals, links that lead astray, arguments that cannot be."""

from collections.abc import Callable
from functools import wraps
import re

from fairmark.server.faults.case.exchange import Asked, Reply, Serve
from fairmark.server.faults.case.fault import Change, fault, is_list
from fairmark.server.faults.link_header import linked, linking, number


def list_request(change: Callable[[Asked], Asked]) -> Change:
    """The decorated function changes the request for a page of the list on its way."""

    @wraps(change)
    def changed(asked: Asked, serve: Serve) -> Reply:
        return serve(change(asked) if is_list(asked) else asked)

    return changed


def list_reply(change: Callable[[Asked, Reply], Reply]) -> Change:
    """The decorated function changes the answer with a page of the list."""

    @wraps(change)
    def changed(asked: Asked, serve: Serve) -> Reply:
        reply = serve(asked)
        return change(asked, reply) if is_list(asked) and reply.status == 200 else reply

    return changed


# -- pages -----------------------------------------------------------------------------------------------------------


@fault("pages-overlap", breaks="CASE-API-011")
@list_request
def pages_overlap(asked: Asked) -> Asked:
    """Every page after the first begins one record too early.

    A consumer imports frameworks twice.
    """
    offset = number(asked, "offset", 0)
    return asked.arguing(offset=offset - 1) if offset > 0 else asked


@fault("pages-skip", breaks="CASE-API-011")
@list_request
def pages_skip(asked: Asked) -> Asked:
    """Every page after the first begins one record too late.

    A consumer misses frameworks, and nothing tells it so.
    """
    offset = number(asked, "offset", 0)
    return asked.arguing(offset=offset + 1) if offset > 0 else asked


@fault("offset-ignored", breaks="CASE-API-011")
@list_request
def offset_ignored(asked: Asked) -> Asked:
    """Every page is the first page.

    A consumer that pages until one comes back empty never ends.
    """
    return asked.arguing(offset=None) if number(asked, "offset", 0) > 0 else asked


@fault("offset-counts-pages", breaks="CASE-API-011")
@list_request
def offset_counts_pages(asked: Asked) -> Asked:
    """The offset counts pages instead of records.

    A consumer that asks for record 2 gets record 4, and misses the frameworks between.
    """
    offset, limit = number(asked, "offset", 0), number(asked, "limit", 100)
    return asked.arguing(offset=offset * limit) if offset > 0 and limit > 0 else asked


@fault("order-changes", breaks="CASE-API-011")
@list_request
def order_changes(asked: Asked) -> Asked:
    """Later pages come in another order than the first one.

    A consumer gets some frameworks twice and others never.
    """
    is_later = number(asked, "offset", 0) > 0 and "sort" not in asked.query
    return asked.arguing(sort="title", orderBy="desc") if is_later else asked


# -- totals ----------------------------------------------------------------------------------------------------------


@fault("total-missing", breaks="CASE-API-012")
@list_reply
def total_missing(_asked: Asked, reply: Reply) -> Reply:
    """There is no X-Total-Count.

    A consumer cannot show how far it is, nor tell that it has all.
    """
    return reply.showing("X-Total-Count", None)


@fault("total-of-the-page", breaks="CASE-API-012")
@list_reply
def total_of_the_page(_asked: Asked, reply: Reply) -> Reply:
    """X-Total-Count counts the records of the page, not all of them.

    A consumer believes that it has everything after the first page.
    """
    return reply.showing("X-Total-Count", str(len(reply.object()["CFDocuments"])))


@fault("total-too-high", breaks="CASE-API-012")
@list_reply
def total_too_high(_asked: Asked, reply: Reply) -> Reply:
    """X-Total-Count counts a framework that the list does not hold.

    A consumer that waits for all of them reports an incomplete import, every night.
    """
    return reply.showing("X-Total-Count", str(int(reply.header("x-total-count") or 0) + 1))


@fault("total-in-words", breaks="CASE-API-012")
@list_reply
def total_in_words(_asked: Asked, reply: Reply) -> Reply:
    """X-Total-Count is no number.

    A consumer that counts by it stops.
    """
    return reply.showing("X-Total-Count", f"{reply.header('x-total-count')} documents")


# -- links -----------------------------------------------------------------------------------------------------------


@fault("link-without-brackets", breaks="CASE-API-013")
@list_reply
def link_without_brackets(_asked: Asked, reply: Reply) -> Reply:
    """The addresses in the Link header are not between angle brackets.

    A consumer's parser finds no link, and takes the first page for all there is.
    """
    return reply.showing("Link", (reply.header("link") or "").replace("<", "").replace(">", ""))


@fault("link-next-missing", breaks="CASE-API-013")
@list_reply
def link_next_missing(_asked: Asked, reply: Reply) -> Reply:
    """The Link header names the first and the last page, but never the next one.

    A consumer that follows `next` takes the first page for all there is.
    """
    return linking(reply, {rel: url for rel, url in linked(reply).items() if rel != "next"})


@fault("link-next-stands-still", breaks="CASE-API-013")
@list_reply
def link_next_stands_still(asked: Asked, reply: Reply) -> Reply:
    """The link `next` leads to the page on which it stands.

    A consumer that follows it never ends.
    """
    links = linked(reply)
    if "next" in links:
        here = str(number(asked, "offset", 0))
        links["next"] = re.sub(r"offset=[0-9]+", f"offset={here}", links["next"])
    return linking(reply, links)


@fault("link-next-without-end", breaks="CASE-API-013")
@list_reply
def link_next_without_end(_asked: Asked, reply: Reply) -> Reply:
    """The last page has a link `next`, too.

    A consumer that follows it never ends.
    """
    links = linked(reply)
    return linking(reply, {"next": links["last"], **links})


@fault("link-dead", breaks="CASE-API-013")
@list_reply
def link_dead(_asked: Asked, reply: Reply) -> Reply:
    """The links lead to an address that does not exist.

    A consumer that follows `next` stops after the first page.
    """
    return linking(reply, {rel: url.replace("/CFDocuments", "/documents") for rel, url in linked(reply).items()})


@fault("link-last-is-first", breaks="CASE-API-013")
@list_reply
def link_last_is_first(_asked: Asked, reply: Reply) -> Reply:
    """The link `last` leads to the first page.

    A consumer that jumps to the end shows the beginning.
    """
    links = linked(reply)
    return linking(reply, {**links, "last": links["first"]})


# -- arguments that cannot be ----------------------------------------------------------------------------------------


@fault("limit-of-zero", breaks="CASE-API-014")
@list_request
def limit_of_zero(asked: Asked) -> Asked:
    """A limit of 0 is taken for none instead of being refused.

    A consumer with a wrong setting gets everything at once, and never learns of it.
    """
    return asked.arguing(limit=None) if number(asked, "limit", 1) == 0 else asked


@fault("offset-below-zero", breaks="CASE-API-014")
@list_request
def offset_below_zero(asked: Asked) -> Asked:
    """A negative offset is taken for none instead of being refused.

    A consumer that counts wrongly gets the first page again and again, and never learns of it.
    """
    return asked.arguing(offset=None) if number(asked, "offset", 0) < 0 else asked


@fault("limit-of-zero-fails", breaks="CASE-API-014")
def limit_of_zero_fails(asked: Asked, serve: Serve) -> Reply:
    """A limit of 0 makes the server fail with 500.

    A consumer with a wrong setting waits and tries again, for ever.
    """
    reply = serve(asked)
    return reply.being(500) if is_list(asked) and number(asked, "limit", 1) == 0 else reply
