"""Judging more than one process can: the same judge on chunks of the inputs, here or on a cluster, and one report."""
