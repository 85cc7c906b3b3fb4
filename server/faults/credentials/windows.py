"""Faults of windows: pages that overlap or skip, and limits and offsets that cannot be."""

import re

from fairmark.server.faults.credentials.exchange import LIST, Asked, Reply, Serve
from fairmark.server.faults.credentials.fault import fault, request_of
from fairmark.server.faults.credentials.paging import MEMBERS, list_reply
from fairmark.server.faults.credentials.refusals import refusal
from fairmark.server.faults.link_header import number


@fault("limit-0-taken", breaks="API-PAGE-003")
@request_of(LIST)
def limit_0_taken(asked: Asked) -> Asked:
    """A limit of 0 is taken for none instead of being refused.

    A consumer with a wrong setting gets everything at once, and never learns of it.
    """
    return asked.arguing(limit=None) if number(asked, "limit", 1) == 0 else asked


@fault("offset-below-0-taken", breaks="API-PAGE-003")
@request_of(LIST)
def offset_below_0_taken(asked: Asked) -> Asked:
    """A negative offset is taken for none instead of being refused.

    A consumer that counts wrongly gets the first page again and again, and never learns of it.
    """
    return asked.arguing(offset=None) if number(asked, "offset", 0) < 0 else asked


@fault("limit-in-words-taken", breaks="API-PAGE-003")
@request_of(LIST)
def limit_in_words_taken(asked: Asked) -> Asked:
    """A limit that is no number is taken for none instead of being refused.

    A consumer with a wrong setting gets everything at once, and never learns of it.
    """
    return asked if re.fullmatch(r"-?[0-9]+", asked.query.get("limit", "1")) else asked.arguing(limit=None)


@fault("limit-0-unprocessable", breaks="API-PAGE-003")
def limit_0_unprocessable(asked: Asked, serve: Serve) -> Reply:
    """A limit or an offset out of bounds is refused with 422 instead of 400.

    A consumer that handles the statuses of the standard has no plan for this one.
    """
    reply = serve(asked)
    is_wrong = asked.operation == LIST and reply.status == 400 and "since" not in asked.query
    return refusal(422) if is_wrong else reply


# -- windows ---------------------------------------------------------------------------------------------------------


@fault("limit-ignored", breaks="API-PAGE-004")
@request_of(LIST)
def limit_ignored(asked: Asked) -> Asked:
    """The limit is ignored: every page has all that follows.

    A consumer that can take ten gets a thousand.
    """
    is_fine = number(asked, "limit", 0) > 0
    return asked.arguing(limit=1000) if is_fine else asked


@fault("offset-counted-from-1", breaks="API-PAGE-004")
@request_of(LIST)
def offset_counted_from_1(asked: Asked) -> Asked:
    """The first credential has the number 1, so that offset=1 is the first page as well.

    A consumer gets the first credential twice and the last one never.
    """
    offset = number(asked, "offset", 0)
    return asked.arguing(offset=offset - 1) if offset > 0 else asked


@fault("pages-skip-one", breaks="API-PAGE-004")
@request_of(LIST)
def pages_skip_one(asked: Asked) -> Asked:
    """Every page after the first begins one credential too late.

    A consumer misses a credential, and nothing tells it so.
    """
    offset = number(asked, "offset", 0)
    return asked.arguing(offset=offset + 1) if offset > 0 else asked


@fault("order-of-no-kind", breaks="API-PAGE-004")
def order_of_no_kind(asked: Asked, serve: Serve) -> Reply:
    """Later pages are cut out of another order than the first one.

    A consumer gets some credentials twice and others never.
    """
    if asked.operation != LIST or number(asked, "limit", 1) < 1 or number(asked, "offset", 0) < 1:
        return serve(asked)
    total = number_of_all(asked, serve)
    return serve(asked.arguing(offset=max(0, total - 1 - number(asked, "offset", 0) // 2)))


def number_of_all(asked: Asked, serve: Serve) -> int:
    """How many credentials the whole list has."""
    return int(serve(asked.arguing(limit=1, offset=0)).header("x-total-count") or 0)


@fault("first-credential-twice", breaks="API-PAGE-004")
@list_reply
def first_credential_twice(asked: Asked, reply: Reply) -> Reply:
    """The list holds its first credential twice, and tells no total.

    A consumer counts a credit twice.
    """
    reply, body = reply.showing("X-Total-Count", None), reply.object()
    name = next((name for name in MEMBERS if body.get(name)), None)
    if name is None or number(asked, "limit", 1000) < 2:
        return reply
    body[name].append(body[name][0])
    return reply.saying(body)
