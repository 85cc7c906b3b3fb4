"""The education levels of the Common Education Data Standards (CEDS), and what to write for a level that is none."""

import re

GRADE_LEVELS = (
    "Birth Prenatal IT PR PK TK KG 01 02 03 04 05 06 07 08 09 10 11 12 13 PS UG ABE ASE AdultESL OutOfSchool Other"
)
"""CEDS Entry Grade Level, Grade Level When Assessed and Grades Offered."""

COURSE_LEVELS = "AS BA PB MD PM DO PD AE PT OT"
"""What CEDS Course Applicable Education Level adds: higher and adult education."""

ITEM_LEVELS = (
    "00788 00790 00791 00792 00793 00794 00795 00796 00798 00799 00800 00801 00803 00805 00819 01043 01044 01047 01048 "
    "01049 01050 01051 01052 01053 01054 01055 01056 01057 01809 02408 02409 09999 73063 73080 73081 73082 73083 73084 "
    "73085"
)
"""CEDS Learning Standard Item Education Level."""

CEDS_LEVELS = frozenset(f"{GRADE_LEVELS} {COURSE_LEVELS} {ITEM_LEVELS}".split())
"""The codes of all CEDS option sets for grade and education levels (ceds.ed.gov): CASE names no particular one, so a
code of any of them is right."""

BY_NAME = {
    "k": "KG",
    "kindergarten": "KG",
    "tk": "TK",
    "transitional kindergarten": "TK",
    "p": "PK",
    "prek": "PK",
    "pre k": "PK",
    "prekindergarten": "PK",
    "pre kindergarten": "PK",
    "preschool": "PR",
    "pre school": "PR",
    "ungraded": "UG",
    "postsecondary": "PS",
    "adult education": "AE",
}
"""What people write for a code, in small letters with single spaces."""

NUMBERED = re.compile(r"(?:grade |gr )?0*([1-9]|1[0-3])(?:st|nd|rd|th)?(?: grade)?", re.ASCII)
RANGE = re.compile(
    r"(?:p|pre|t)?-?(?:k|kg|\d{1,2})\s*(?:-|–|—|to|through)\s*(?:k|kg|\d{1,2})", re.IGNORECASE | re.ASCII
)
LONGEST_NAME = 40
"""Characters of an entry that are worth looking at for a hint; longer ones are prose."""


def repair(level: str) -> str:
    """How to mend an education level that is not in `CEDS_LEVELS`, "" where nobody can tell what was meant."""
    if "," in level:
        return "Write one entry for each level."
    if len(level) > LONGEST_NAME:
        return ""
    words = " ".join(re.split(r"[\s_-]+", level.casefold())).strip(" .")
    if code := _code_for(words):
        return f"Write {code}."
    return "Write one entry for each level of the range." if RANGE.fullmatch(level.strip()) else ""


def _code_for(words: str) -> str:
    if numbered := NUMBERED.fullmatch(words):
        return f"{int(numbered[1]):02}"
    same_letters = (code for code in CEDS_LEVELS if code.casefold() == words)
    return BY_NAME.get(words) or next(same_letters, "")
