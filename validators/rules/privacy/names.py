"""Names of people, found in texts as whole words: given and family name together.

A text is looked at in the places where words with capital letters follow each other; what they say is looked up among
all names at once. So a text costs the same whether there are ten names or three hundred thousand. Names in scripts
without capital letters are not found.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
import re
import unicodedata

CAPITAL = "[A-Z\u00c0-\u00de\u0100-\u024f\u0370-\u058f\u1e00-\u1fff]"
"""The first letter of a word that may be a name. Behind the Latin letters small ones are among them, which costs time
but finds nothing wrong."""

WORD = rf"{CAPITAL}[\w'’-]*"
RUN = re.compile(rf"{WORD}(?:,?[ \u00a0](?:[^\W\d_]{{1,4}}[ \u00a0]){{0,3}}{WORD})+")
"""Words with capital letters, with short ones such as "van der" between them."""

TOKEN = re.compile(r"[^\W\d_][\w'’-]*")
MOST_WORDS = 6
"""Words of a name that are looked up together."""


class Names:
    """Names of people, each with the identifiers of those who are called so."""

    def __init__(self) -> None:
        self._whose: dict[str, tuple[str, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self._whose)

    def add(self, id: str, given: str, family: str) -> None:
        """A person is called so. One name alone says too little."""
        first, last = words_of(given), words_of(family)
        if first and last:
            for key in (" ".join((*first, *last)), ", ".join((" ".join(last), " ".join(first)))):
                known = self._whose.get(key, ())
                if id not in known:
                    self._whose[key] = (*known, id)

    def whose(self, key: str) -> tuple[str, ...]:
        """The identifiers of those who have the name that `keys_in` has found."""
        return self._whose.get(key, ())

    def named_in(self, text: str) -> Iterator[tuple[str, ...]]:
        """For each name in the text the identifiers of those who are called so."""
        return filter(None, map(self.whose, keys_in(text)))


def may_name(text: str) -> bool:
    """Whether anything in a text may be a name. Most texts have no capital letter but the first, so it is seen at once
    that they hold none."""
    return not text[1:].islower() and RUN.search(text) is not None


def keys_in(text: str) -> Iterator[str]:
    """Everything in a text that may be a name, in the form in which names are looked up."""
    for run in RUN.finditer(text):
        yield from _windows(run[0])


def _windows(run: str) -> Iterator[str]:
    """All sequences of words of a run; with a comma between the first two groups where there is one."""
    groups = [words_of(part) for part in run.split(",")]
    for words in groups:
        for start in range(len(words) - 1):
            for end in range(start + 2, min(start + MOST_WORDS, len(words)) + 1):
                yield " ".join(words[start:end])
    for before, behind in pairwise(groups):
        for start in range(max(0, len(before) - 3), len(before)):
            for end in range(1, min(3, len(behind)) + 1):
                yield f"{' '.join(before[start:])}, {' '.join(behind[:end])}"


def words_of(name: str) -> list[str]:
    """The words of a name as they are compared: without accents, in small letters."""
    return [_plain(word) for word in TOKEN.findall(name)]


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def names_of(people: Iterable[tuple[str, str, str]]) -> Names:
    """The names of people, each as identifier, given name and family name."""
    names = Names()
    for id, given, family in people:
        names.add(id, given, family)
    return names
