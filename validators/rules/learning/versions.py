"""The versions of the learning profile."""

ONLY = ("1",)
PROFILE = "Learning profile"
"""What the basis of its rules begins with."""
