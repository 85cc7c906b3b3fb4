"""The versions of OneRoster CSV that rules apply to."""

ONLY_1_1 = ("1.1",)
ONLY_1_2 = ("1.2",)
BOTH = (*ONLY_1_1, *ONLY_1_2)
