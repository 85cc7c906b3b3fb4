"""Faults of sorting, filtering and choosing fields: arguments that are claimed and not, or not rightly, heeded."""

from fairmark.server.faults.case.exchange import Asked, Reply, Serve
from fairmark.server.faults.case.fault import fault, is_list
from fairmark.server.faults.case.paging import list_reply, list_request

# -- sort ------------------------------------------------------------------------------------------------------------


@fault("sort-ignored", breaks="CASE-API-015")
@list_request
def sort_ignored(asked: Asked) -> Asked:
    """The arguments sort and orderBy change nothing.

    A consumer that asks for the latest changes first imports the oldest.
    """
    return asked.arguing(sort=None, orderBy=None) if asked.query.get("orderBy") in (None, "asc", "desc") else asked


@fault("order-by-ignored", breaks="CASE-API-015")
@list_request
def order_by_ignored(asked: Asked) -> Asked:
    """Records are sorted upwards, whatever orderBy says.

    A consumer that asks for the latest changes first imports the oldest.
    """
    return asked.arguing(orderBy="asc") if asked.query.get("orderBy") == "desc" else asked


# -- filter ----------------------------------------------------------------------------------------------------------


@fault("filter-ignored", breaks="CASE-API-015")
@list_request
def filter_ignored(asked: Asked) -> Asked:
    """The argument filter changes nothing.

    A consumer that asks for the frameworks of one state imports those of all.
    """
    return asked.arguing(filter=None)


@fault("filter-or-is-and", breaks="CASE-API-015")
@list_request
def filter_or_is_and(asked: Asked) -> Asked:
    """A filter with OR lets through only what fits both of its clauses.

    A consumer that asks for this or that gets neither.
    """
    return asked.arguing(filter=asked.query["filter"].replace(" OR ", " AND ")) if "filter" in asked.query else asked


@fault("filter-unequal-is-equal", breaks="CASE-API-015")
@list_request
def filter_unequal_is_equal(asked: Asked) -> Asked:
    """A filter with != lets through what it should keep out.

    A consumer that wants all but the drafts gets only the drafts.
    """
    return asked.arguing(filter=asked.query["filter"].replace("!=", "=")) if "filter" in asked.query else asked


@fault("filter-contains-is-equals", breaks="CASE-API-015")
@list_request
def filter_contains_is_equals(asked: Asked) -> Asked:
    """A filter with ~ lets through only what is equal, not what contains the text.

    A consumer that searches for a word finds nothing.
    """
    return asked.arguing(filter=asked.query["filter"].replace("~", "=")) if "filter" in asked.query else asked


@fault("filter-of-an-unknown-field", breaks="CASE-API-015")
def filter_of_an_unknown_field(asked: Asked, serve: Serve) -> Reply:
    """A filter by a field that does not exist lets everything through instead of being refused.

    A consumer that has misspelt a field imports everything.
    """
    reply = serve(asked)
    is_refused = is_list(asked) and "filter" in asked.query and reply.status == 400
    return serve(asked.arguing(filter=None)) if is_refused else reply


# -- fields ----------------------------------------------------------------------------------------------------------


@fault("fields-ignored", breaks="CASE-API-015")
@list_request
def fields_ignored(asked: Asked) -> Asked:
    """The argument fields changes nothing.

    A consumer on a phone that asks for titles loads everything.
    """
    return asked.arguing(fields=None) if asked.query.get("fields") else asked


@fault("fields-with-an-extra", breaks="CASE-API-015")
@list_reply
def fields_with_an_extra(asked: Asked, reply: Reply) -> Reply:
    """A choice of fields is answered with a field more that was not asked for.

    A consumer that was promised the fields that it named has to throw one away.
    """
    names = asked.query.get("fields", "").split(",")
    if "creator" in names or names == [""]:
        return reply
    body = reply.object()
    return reply.saying({**body, "CFDocuments": [{**one, "creator": "nobody"} for one in body["CFDocuments"]]})


@fault("fields-blank-accepted", breaks="CASE-API-015")
@list_request
def fields_blank_accepted(asked: Asked) -> Asked:
    """A choice of no fields is taken for none instead of being refused.

    A consumer whose choice came out empty loads everything, and never learns of it.
    """
    return asked.arguing(fields=None) if asked.query.get("fields") == "" else asked
