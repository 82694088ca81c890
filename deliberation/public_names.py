"""How a proposer is named in public: 김○○, unless they wish otherwise.

What is kept is the public form alone. A masked name shows the first letter (in Korean the first
syllable) of the name and always two circles, so that not even its length can be told.
"""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from deliberation.text import clean_line, has_words, shorten

CIRCLES: Final = "○○"
NAMELESS: Final = "○○○"
FULL_MOST: Final = 40

_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lo"})
_LEADS_AWAY = re.compile(r"[@＠/\\:]|\d{3}|\.[A-Za-z]{2}")


class Naming(StrEnum):
    """How a person wishes to be named."""

    MASKED = "masked"
    FULL = "full"
    NONE = "none"


def called(first: str, last: str) -> str:
    """Return a whole name in the order of its script: in Korean the family name is first."""
    first, last = clean_line(first), clean_line(last)
    if last and _is_korean(first) and _is_korean(last):
        return last + first
    return f"{first} {last}".strip()


def masked(name: str) -> str:
    """Return the first letter of a name and two circles; three where it holds no letter."""
    plain = unicodedata.normalize("NFKC", clean_line(name))
    letter = next((char for char in plain if unicodedata.category(char) in _LETTERS), "")
    if not letter:
        return NAMELESS
    raised = letter.upper()
    return (raised if len(raised) == 1 else letter) + CIRCLES


def signature(naming: Naming, name: str) -> str:
    """Return what everybody reads of a name as its bearer wishes ('': nothing).

    A name that is an address, an account or a number, or holds no words, is masked all the same.
    """
    if naming is Naming.NONE:
        return ""
    whole = clean_line(name)
    if naming is Naming.MASKED or not has_words(whole) or _LEADS_AWAY.search(whole):
        return masked(name)
    return shorten(whole, FULL_MOST)


def _is_korean(text: str) -> bool:
    return bool(text) and all("가" <= char <= "힣" or char == " " for char in text)
