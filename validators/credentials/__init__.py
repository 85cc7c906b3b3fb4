"""Credentials, typed: the index over a document, what it refers to, and its verification, every step shown.

Nothing here judges: rules (`rules/credentials`) say what a flaw means to whom.
"""
