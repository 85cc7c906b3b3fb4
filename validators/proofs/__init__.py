"""Proofs: Data Integrity, JWS, keys and the documents that hold them, status lists.

Pure functions. Each returns its intermediate values, so that a report can show every step. Nothing here opens a socket:
contexts come as a mapping, documents through a `Fetch` that the caller gives.
"""
