"""Consumers observed: sessions with a provider that keeps a log of what a client does."""

from fairmark.server.observe.pages import mount as mount
