"""The versions of CASE that a rule may apply to."""

V1_0 = ("1.0",)
V1_1 = ("1.1",)
BOTH = ("1.0", "1.1")
