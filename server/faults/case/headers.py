"""Faults of headers and methods: media types, conditional requests, HEAD, and writing where there is only reading."""

from dataclasses import replace
import uuid

from fairmark.server.faults.case.exchange import Asked, Reply, Serve
from fairmark.server.faults.case.fault import fault, reply_of

WRITING = ("POST", "PUT", "PATCH", "DELETE")

# -- media types -----------------------------------------------------------------------------------------------------


@fault("json-as-html", breaks="CASE-API-002")
@reply_of()
def json_as_html(reply: Reply) -> Reply:
    """Answers are announced as text/html, though they are JSON.

    A consumer that chooses its parser by the media type refuses them; a browser may run what stands in them.
    """
    return reply.showing("Content-Type", "text/html; charset=utf-8")


@fault("json-as-linked-data", breaks="CASE-API-002")
@reply_of("getCFItem")
def json_as_linked_data(reply: Reply) -> Reply:
    """getCFItem answers plain JSON as application/ld+json, unasked.

    A consumer that chooses its parser by the media type refuses it.
    """
    return reply.showing("Content-Type", "application/ld+json")


@fault("no-media-type", breaks="CASE-API-002")
@reply_of("getCFPackage")
def no_media_type(reply: Reply) -> Reply:
    """getCFPackage does not say that its answer is JSON.

    A consumer that chooses its parser by the media type has none.
    """
    return reply.showing("Content-Type", None)


# -- writing ---------------------------------------------------------------------------------------------------------


@fault("post-accepted", breaks="CASE-API-016")
def post_accepted(asked: Asked, serve: Serve) -> Reply:
    """POST is answered 201, as if something had been stored.

    A consumer that writes by mistake believes that it has written.
    """
    return Reply(201) if asked.method == "POST" else serve(asked)


@fault("delete-accepted", breaks="CASE-API-016")
def delete_accepted(asked: Asked, serve: Serve) -> Reply:
    """DELETE is answered 204, as if something were gone.

    A consumer that deletes by mistake believes that a framework is lost.
    """
    return Reply(204) if asked.method == "DELETE" else serve(asked)


@fault("put-fails", breaks="CASE-API-016")
def put_fails(asked: Asked, serve: Serve) -> Reply:
    """PUT makes the server fail with 500.

    A consumer that writes by mistake waits and tries again, for ever.
    """
    reply = serve(asked)
    return reply.being(500) if asked.method == "PUT" else reply


# -- conditional requests --------------------------------------------------------------------------------------------


@fault("tag-always-known", breaks="CASE-API-023")
def tag_always_known(asked: Asked, serve: Serve) -> Reply:
    """Every If-None-Match is answered 304, whatever tag the client has: the tag is stale for ever.

    A consumer that has an old package keeps it for ever.
    """
    reply = serve(without_conditions(asked))
    is_conditional = asked.header("If-None-Match") is not None and reply.status == 200
    return replace(reply, status=304, body=b"") if is_conditional else reply


@fault("tag-never-known", breaks="CASE-API-022")
def tag_never_known(asked: Asked, serve: Serve) -> Reply:
    """Answers have an entity tag, but If-None-Match changes nothing.

    A consumer that asks every hour loads megabytes that it has already.
    """
    return serve(without_conditions(asked))


@fault("tag-new-each-time", breaks="CASE-API-022")
def tag_new_each_time(asked: Asked, serve: Serve) -> Reply:
    """The entity tag is another one for every answer, though nothing has changed.

    A consumer that asks every hour loads megabytes that it has already.
    """
    reply = serve(without_conditions(asked))
    return reply.showing("ETag", f'"{uuid.uuid4()}"') if reply.header("etag") else reply


@fault("tag-makes-it-fail", breaks="CASE-API-022")
def tag_makes_it_fail(asked: Asked, serve: Serve) -> Reply:
    """If-None-Match with the tag of the last answer makes the server answer 412.

    A consumer that asks whether anything is new is told that its request is wrong.
    """
    reply = serve(asked)
    return reply.being(412) if reply.status == 304 else reply


def without_conditions(asked: Asked) -> Asked:
    return asked.without("If-None-Match", "If-Modified-Since")


# -- HEAD ------------------------------------------------------------------------------------------------------------


@fault("head-refused", breaks="CASE-API-021")
def head_refused(asked: Asked, serve: Serve) -> Reply:
    """HEAD is answered 405.

    A consumer that looks for the size or the age of a package before loading it cannot.
    """
    reply = serve(asked)
    return reply.being(405) if asked.method == "HEAD" else reply


@fault("head-of-nothing", breaks="CASE-API-021")
def head_of_nothing(asked: Asked, serve: Serve) -> Reply:
    """HEAD announces a body of no bytes, where GET sends one.

    A consumer that looks before it loads takes every framework for an empty one.
    """
    reply = serve(asked)
    return reply.showing("Content-Length", "0") if asked.method == "HEAD" else reply


@fault("head-as-a-page", breaks="CASE-API-021")
def head_as_a_page(asked: Asked, serve: Serve) -> Reply:
    """HEAD announces a page for people, where GET sends JSON.

    A consumer that looks before it loads does not load.
    """
    reply = serve(asked)
    return reply.showing("Content-Type", "text/html") if asked.method == "HEAD" else reply
