"""Consumers observed: sessions with a provider that keeps a log of what a client does."""
