"""In which order texts come.

CASE 1.1 RB 3.2 recommends the Unicode Collation Algorithm. This is its order in three levels without its tables: first
the letters alone (white space, punctuation, symbols, digits, then letters by script), then accents, then case, small
before capital. Languages in which an accented letter sorts as one of its own are not known here.
"""

from functools import lru_cache
import unicodedata

Key = tuple[str, str, str]


def fold(text: str) -> str:
    """`text` as it is compared where case is no difference."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def key(text: str) -> Key:
    """What to sort `text` by: letters, accents, case."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    marks = "".join(c if unicodedata.combining(c) else " " for c in decomposed)
    letters = "".join(_rank(c) + c for c in unicodedata.normalize("NFKD", bare.casefold()))
    return letters, marks.rstrip(), bare.swapcase()


def key_without_case(text: str) -> tuple[str, str]:
    """The same, for comparisons in which case is no difference."""
    return key(text.casefold())[:2]


RANKS = {"Z": "\x00", "C": "\x00", "P": "\x01", "S": "\x02", "N": "\x03"}
"""First letter of the general category of a character to what it sorts by before all else; letters come last."""


@lru_cache(maxsize=4096)
def _rank(character: str) -> str:
    return RANKS.get(unicodedata.category(character)[0], "\x04")
