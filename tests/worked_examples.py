"""Worked examples of the learning profile that its measures, and the oracle of the suite, have to give alike."""

SERIES = {"A": (1, 2, 3, 4, 5), "B": (2, 3, 2, 4, 3), "C": (4, 3, 2, 2, 3)}
"""Scores in the order in which they were given. Section 3.2."""

VALUES = {
    "mostRecent": (5, 3, 3),
    "highest": (5, 4, 4),
    "mean": (3.0, 2.8, 2.8),
    "mode": (5, 3, 3),
    "decayingRecursive": (4.4696, 3.1329, 2.7079),
    "decayingLastVsRest": (4.125, 2.9125, 2.9125),
    "nTimes": (4.0, 3.3333, 3.3333),
    "powerLaw": (5.0, 3.2457, 2.2024),
}
"""Method to what it makes of each series, with weight 0.65 and k 3, to four digits."""
