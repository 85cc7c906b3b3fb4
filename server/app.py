"""The application: one factory that puts the APIs and the pages together."""

from collections.abc import Callable, Sequence

from flask import Flask

from fairmark.server.case.routes import CASE_APIS
from fairmark.server.context import Context
from fairmark.server.guard import guard
from fairmark.server.health import HEALTH
from fairmark.server.http import Api
from fairmark.server.openapi import description_of
from fairmark.server.rim import answer_errors, mount

APIS: tuple[Api, ...] = (*CASE_APIS, HEALTH)
"""The APIs that every server has."""

DESCRIBED = "fairmark.apis"
"""Where pages find the APIs of their application, to describe them."""

Pages = Callable[[Flask, Context], None]
"""Adds pages to the application, by Flask's own means."""


def create_app(context: Context, *, apis: Sequence[Api] = (), pages: Sequence[Pages] = ()) -> Flask:
    """The WSGI application over that store, with further APIs and pages beside those that every server has.

    Of APIs without a base path the last answers for addresses that nobody has.
    """
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = context.settings.upload_bytes
    app.url_map.merge_slashes = False  # a redirect to the tidy address would answer what is no address of ours
    description = description_of([api for api in (*APIS, *apis) if api.described])
    everything = (*APIS, description, *apis)
    guard(app, context.settings)
    for api in everything:
        mount(app, context, api)
    answer_errors(app, everything)
    app.extensions[DESCRIBED] = [api for api in everything if api.described]
    for add in pages:
        add(app, context)
    return app
