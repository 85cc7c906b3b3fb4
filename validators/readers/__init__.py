"""Bytes to a typed input: reading, sniffing, limits, positions. Reading never judges; rules do."""
