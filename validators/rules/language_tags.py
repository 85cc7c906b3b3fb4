"""Language tags of BCP 47 by their form. Whether a subtag is registered is not looked up."""

import re

# RFC 5646, section 2.1. The grandfathered tags that are regular match the general form anyway.
IRREGULAR = (
    "en-GB-oed|i-ami|i-bnn|i-default|i-enochian|i-hak|i-klingon|i-lux|i-mingo|i-navajo|i-pwn|i-tao|i-tay|i-tsu"
    "|sgn-BE-FR|sgn-BE-NL|sgn-CH-DE|art-lojban|cel-gaulish|no-bok|no-nyn|zh-guoyu|zh-hakka|zh-min|zh-min-nan|zh-xiang"
)
LANGUAGE_TAG = re.compile(
    rf"""
    (?:
        (?: [a-z]{{2,3}} (?:-[a-z]{{3}}){{0,3}} | [a-z]{{4,8}} )       # language, extended language
        (?: -[a-z]{{4}} )?                                           # script
        (?: -(?: [a-z]{{2}} | [0-9]{{3}} ) )?                        # region
        (?: -(?: [a-z0-9]{{5,8}} | [0-9][a-z0-9]{{3}} ) )*           # variants
        (?: -[0-9a-wy-z] (?:-[a-z0-9]{{2,8}})+ )*                    # extensions
        (?: -x (?:-[a-z0-9]{{1,8}})+ )?                              # private use
    |   x (?:-[a-z0-9]{{1,8}})+
    |   {IRREGULAR}
    )""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
