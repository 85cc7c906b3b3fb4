"""Faults of the authorization server."""
