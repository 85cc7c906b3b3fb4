"""Faults of the host of credentials."""
