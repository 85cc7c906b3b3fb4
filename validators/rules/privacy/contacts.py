"""Ways to reach somebody, found in texts."""

import re

EMAIL = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+", re.ASCII)
TELEPHONE = re.compile(
    r"(?<![\d.,/-])(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?\d{3}[ .-]\d{4}|[2-9]\d\d([.-])\d{3}\1\d{4})(?![\d-])"
    r"|(?<![\d+])\+[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?!\d)",
    re.ASCII,
)
"""A number as in North America, or with the code of a country."""
DIGIT = re.compile(r"\d", re.ASCII)
MANY_DIGITS = re.compile(r"(?:\d[^\d]{0,2}){8}", re.ASCII)
"""What every such number holds, and is found much faster."""
FEWEST_DIGITS = 8
"""Digits of a number with the code of a country; what has fewer is something else."""


def contact_in(text: str) -> str:
    """What there is in the text to reach somebody by, in words; "" where there is nothing."""
    if "@" in text and EMAIL.search(text):
        return "an e-mail address"
    found = TELEPHONE.search(text) if DIGIT.search(text) and MANY_DIGITS.search(text) else None
    return "a telephone number" if found and len(DIGIT.findall(found[0])) >= FEWEST_DIGITS else ""
