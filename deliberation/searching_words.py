"""The words of a search: what can be searched for, how it may be read, which texts hold it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from deliberation.hangul import typed_on_latin_keys
from deliberation.personal_numbers import personal_numbers
from deliberation.refusals import BadInput
from deliberation.text import clean_line

LONGEST: Final = 60  # characters of a query
SHORTEST: Final = 2
SPANS_SPACES_FROM: Final = 3  # syllables; shorter ones would be found in neighbours by chance

_WORD: Final = re.compile(r"[^\W_]+")
_ACCENTED: Final = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_HANGUL: Final = re.compile("[가-힣]")
# What Korean adds to a noun; longer ones first.
_PARTICLES: Final = (
    "에서는", "으로는", "에서", "에게", "으로", "이나", "까지", "부터", "처럼", "보다", "을", "를",
    "이", "가", "은", "는", "에", "의", "도", "로", "와", "과", "만",
)  # fmt: skip


def accepted_query(raw: str) -> str:
    """Return typed words, cleaned, if they can be searched for.

    Raises:
        BadInput: "search-empty"; "search-too-short"; "search-too-long" (most, length);
            "personal-number" (kind).
    """
    words = clean_line(raw)
    for number in personal_numbers(words):
        if number.is_never_stored:
            raise BadInput("personal-number", kind=number.kind)
    if len(words) > LONGEST:
        raise BadInput("search-too-long", most=LONGEST, length=len(words))
    letters = "".join(folded(words))
    if not letters:
        raise BadInput("search-empty")
    if len(letters) < SHORTEST:
        raise BadInput("search-too-short", least=SHORTEST)
    return words


def folded(text: str) -> list[str]:
    """Return the words of a text, lower case and without accents."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if _ACCENTED.search(plain):
        marked = unicodedata.normalize("NFKD", plain).replace("ł", "l")
        bare = "".join(char for char in marked if unicodedata.category(char) != "Mn")
        plain = unicodedata.normalize("NFC", bare)
    return _WORD.findall(plain)


@dataclass(frozen=True)
class Query:
    """Words that must all be in a text."""

    words: tuple[str, ...]

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of characters that a text with these words holds."""
        return frozenset(pair for word in self.words for pair in _pairs(word))

    @cached_property
    def _patterns(self) -> tuple[tuple[str, re.Pattern[str] | None], ...]:
        return tuple((_within(word), _across_spaces(word)) for word in self.words)

    def is_in(self, text: str) -> bool:
        """Say whether a folded text holds all the words."""
        return all(
            word in text or (pattern is not None and pattern.search(text) is not None)
            for word, pattern in self._patterns
        )


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]


def _within(word: str) -> str:
    """A Korean word stands anywhere; others at the beginning of a word."""
    return word if _HANGUL.search(word) else " " + word


def _across_spaces(word: str) -> re.Pattern[str] | None:
    """A Korean word stands across spaces, too; 꽃길 only where 꽃 is a word by itself."""
    if len(word) < SHORTEST or not _HANGUL.search(word):
        return None
    if len(word) < SPANS_SPACES_FROM:
        return re.compile(rf"(?<!\w){word[0]} {word[1]}")
    return re.compile(" ?".join(word))


def readings(words: str) -> Iterator[Query]:
    """Return how words may be read: as typed, joined, without particles, on Korean keys."""
    typed = tuple(dict.fromkeys(folded(words)))
    yield Query(typed)
    if len(typed) > 1:
        yield Query(("".join(folded(words)),))
    yield Query(tuple(_bare(word) for word in typed))
    if words.isascii():
        yield Query(tuple(folded(typed_on_latin_keys(words))))


def _bare(word: str) -> str:
    if _HANGUL.search(word):
        for particle in _PARTICLES:
            if word.endswith(particle) and len(word) - len(particle) >= SHORTEST:
                return word.removesuffix(particle)
        return word
    for ending in ("es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > SHORTEST:
            return word.removesuffix(ending)
    return word


def pairs_of_text(text: str) -> set[str]:
    """The pairs within a folded text's words, and across the spaces between Korean ones."""
    pairs = set()
    for line in text.split("\n"):
        before = ""
        for word in line.split():
            pairs.update([word[at : at + 2] for at in range(len(word) - 1)])
            if before:
                pairs.add(before + word[0])
            before = word[-1]
    return pairs
