"""Numbers that name a person: found, so that they are not stored or shown.

Resident and alien registration numbers and passport numbers may not be taken at all; phone
numbers are hidden in public threads. Digits of any form count (full-width, circled, spaced).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from korean_pii import detect


class NumberKind(StrEnum):
    """What sort of number it is."""

    RESIDENT = "resident"
    ALIEN = "alien"
    PASSPORT = "passport"
    LICENCE = "licence"
    CARD = "card"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """Where in a text a personal number stands: text[start:end]."""

    kind: NumberKind
    start: int
    end: int

    @property
    def is_never_stored(self) -> bool:
        """Whether the number may not be kept even where others cannot see it."""
        return self.kind is not NumberKind.PHONE


_DASHES: Final = frozenset("‐‑‒–—―−－ㅡ˗ー·")
_PACKAGE_KINDS: Final = {
    "driver_license": NumberKind.LICENCE,
    "card": NumberKind.CARD,
    "passport": NumberKind.PASSPORT,
    "phone": NumberKind.PHONE,
}

_D = r"[0-9] ?"
# Birth date, a separator of any kind, the digit for century and sex (5 to 8: foreigners), six
# digits. Numbers issued since October 2020 have no check digit, so that the date must do.
_REGISTRATION = re.compile(
    rf"(?<![0-9])[0-9] ?[0-9] ?(?:0 ?[1-9]|1 ?[0-2]) ?(?:0 ?[1-9]|[12] ?[0-9]|3 ?[01])"
    rf"[\s\-./_,:~*]{{0,3}}(?P<sex>[1-8]) ?(?:{_D}){{5}}[0-9](?![0-9])"
)
_KOREAN_PASSPORT = re.compile(r"(?<![A-Za-z0-9])[MSRGDPT](?:\d{8}|\d{3}[A-Z]\d{4})(?![A-Za-z0-9])")
_OTHER_PASSPORT = re.compile(
    r"(?:여권|passport)[^0-9\n]{0,30}?(?P<number>(?<![A-Za-z0-9])[A-Z]{0,2}\d{6,9}(?![0-9]))",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?<![0-9])01[016789][\s\-.)/]{0,3}\d{3,4}[\s\-./]{0,3}\d{4}(?![0-9])")
_FROM_ABROAD = re.compile(
    r"(?<![0-9])(?:\+|00)\s?82[\s\-.(]{0,2}0?[)]?\s?(?:1[016789]|2|[3-7]\d)"
    r"[\s\-.)]{0,2}\d{3,4}[\s\-.]{0,2}\d{4}(?![0-9])"
)


def personal_numbers(text: str) -> tuple[PersonalNumber, ...]:
    """All that stand in the text, in their order, none overlapping; the graver kind wins."""
    kept: list[PersonalNumber] = []
    for found in sorted(_found(_shadow(text)), key=_gravity):
        if all(found.end <= other.start or other.end <= found.start for other in kept):
            kept.append(found)
    return tuple(sorted(kept, key=lambda number: number.start))


def mask_personal_numbers(text: str) -> str:
    """The text with an asterisk for each digit and letter of a personal number."""
    chars = list(text)
    for number in personal_numbers(text):
        for index in range(number.start, number.end):
            if chars[index].isalnum():
                chars[index] = "*"
    return "".join(chars)


def _found(shadow: str) -> Iterator[PersonalNumber]:
    for match in _REGISTRATION.finditer(shadow):
        kind = NumberKind.ALIEN if match["sex"] in "5678" else NumberKind.RESIDENT
        yield PersonalNumber(kind, match.start(), match.end())
    for match in _KOREAN_PASSPORT.finditer(shadow):
        yield PersonalNumber(NumberKind.PASSPORT, match.start(), match.end())
    for match in _OTHER_PASSPORT.finditer(shadow):
        yield PersonalNumber(NumberKind.PASSPORT, match.start("number"), match.end("number"))
    for pattern in (_MOBILE, _FROM_ABROAD):
        for match in pattern.finditer(shadow):
            yield PersonalNumber(NumberKind.PHONE, match.start(), match.end())
    for detection in detect(shadow, set(_PACKAGE_KINDS)):
        yield PersonalNumber(_PACKAGE_KINDS[detection.type], detection.start, detection.end)


def _gravity(number: PersonalNumber) -> tuple[int, int, int]:
    return (list(NumberKind).index(number.kind), number.start, -number.end)


def _shadow(text: str) -> str:
    """The text character for character, digits of any form as 0-9, dashes as hyphens."""
    return "".join(_plain(char) for char in text)


def _plain(char: str) -> str:
    if char.isascii():
        return char
    if char in _DASHES:
        return "-"
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char
