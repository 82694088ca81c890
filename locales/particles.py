"""Korean particles that fit whatever word comes before them.

A Korean sentence needs 을 after a consonant and 를 after a vowel, and a program does not know
the word beforehand. Translators write both in the placeholder, the form after a consonant
first, as dictionaries do::

    msgid "{project} is chosen."
    msgstr "{project:이/가} 선정되었습니다."

Every translated text is a `Template`, whose `format` understands this. Where the sound is not
known (an emoji, a Chinese character, an English word that could be read in two ways), both
forms are shown in the way of public notices: 을(를), (으)로.
"""

from __future__ import annotations

import html
import re
import string
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from hangeul import get_josa

# Any syllable with the wanted ending does: without a final consonant, with one, with ㄹ.
_OPEN: Final = "가"
_CLOSED: Final = "각"
_RIEUL: Final = "갈"

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_PAIR = re.compile(r"^[가-힣]+/[가-힣]+$")
_BRACKETS: Final = {")": "(", "]": "[", "}": "{", "）": "（", "］": "［"}
_SYMBOLS: Final = {
    "%": _OPEN, "％": _OPEN, "‰": _OPEN, "℃": _OPEN, "°": _OPEN, "㎡": _OPEN, "㎥": _OPEN,
    "㎞": _OPEN, "㎝": _OPEN, "㎜": _OPEN, "ℓ": _OPEN, "㎏": _CLOSED, "+": _OPEN, "*": _CLOSED,
    "#": _CLOSED, "&": _OPEN,
}  # fmt: skip
_UNITS: Final = {
    "m": _OPEN, "km": _OPEN, "cm": _OPEN, "mm": _OPEN, "l": _OPEN, "ml": _OPEN, "t": _CLOSED,
    "g": _CLOSED, "kg": _CLOSED, "mg": _CLOSED, "kw": _OPEN, "kwh": _OPEN, "gb": _OPEN,
    "mb": _OPEN, "m2": _OPEN, "m3": _OPEN,
}  # fmt: skip
_NUMBER_WITH_UNIT = re.compile(r"[0-9][0-9,.]*\s?([A-Za-z]{1,3}[23]?)$")
_TRAILING_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?$")
_TRAILING_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+$")


class ParticleFormatter(string.Formatter):
    """Formats like str.format, and reads a Hangul pair such as 을/를 as a particle to choose."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Append the fitting particle where the specification is a pair of particles."""
        if format_spec and is_particle_pair(format_spec):
            return attach(str(value), format_spec)
        return str(super().format_field(value, format_spec))


# A sentence that ends with "3 p.m." has no second full stop.
_TWO_STOPS = re.compile(r"\b([ap]\.m\.)\.(?!\.)")


class Template(str):
    """A translated text whose `format` chooses Korean particles."""

    __slots__ = ()

    def format(self, *args: Any, **params: Any) -> str:
        """Fill the placeholders in; `{name:을/를}` is the name with the particle that fits."""
        parts = _parts(self)
        if args or parts is None:
            filled = _FORMATTER.vformat(self, args, params)
        else:
            filled = "".join([_filled(part, params) for part in parts])
        return _TWO_STOPS.sub(r"\1", filled) if ".m.." in filled else filled


_Part = tuple[str, str | None, str]


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[_Part, ...] | None:
    """Literal, name and specification of each part; None where only the formatter will do."""
    parts: list[_Part] = []
    for literal, name, spec, conversion in _FORMATTER.parse(text):
        if name is not None and (not name.isidentifier() or conversion or "{" in (spec or "")):
            return None
        parts.append((literal, name, spec or ""))
    return tuple(parts)


def _filled(part: _Part, params: Mapping[str, Any]) -> str:
    literal, name, spec = part
    if name is None:
        return literal
    value = params[name]
    return literal + (str(_FORMATTER.format_field(value, spec)) if spec else str(value))


def is_particle_pair(text: str) -> bool:
    """Whether the text is two Korean particles with a stroke between them."""
    return _PAIR.match(text) is not None


def attach(word: str, pair: str) -> str:
    """The word with the particle of the pair (such as 을/를) that fits it."""
    return word + choose_particle(word, pair)


def choose_particle(word: str, pair: str) -> str:
    """The particle of the pair that fits the word, or both where the sound is not known."""
    closed, opened = _in_order(pair)
    sound = _last_sound(word)
    if sound is None:
        if closed.endswith(opened):
            return f"({closed[: -len(opened)]}){opened}"
        return f"{closed}({opened})"
    return str(get_josa(sound, f"{closed}/{opened}"))


def _in_order(pair: str) -> tuple[str, str]:
    """The form after a consonant and the one after a vowel, whichever came first."""
    first, second = pair.split("/")
    if second in _AFTER_CONSONANT or (second.endswith(first) and first != second):
        return second, first
    return first, second


def _last_sound(word: str) -> str | None:
    """A syllable that ends as the word ends when it is read aloud, None where unsure."""
    text = unicodedata.normalize("NFC", html.unescape(_TAG.sub("", word))).rstrip()
    text = _without_closing_marks(text)
    if not text:
        return None
    last = text[-1]
    if "가" <= last <= "힣":
        return last
    if "ㄱ" <= last <= "ㅣ":
        return _letter_sound(last)
    if last in _SYMBOLS:
        return _SYMBOLS[last]
    if unit := _NUMBER_WITH_UNIT.search(text):
        return _UNITS.get(unit[1].lower()) or _latin_sound(unit[1])
    if number := _TRAILING_NUMBER.search(text):
        return _number_sound(number[0])
    if latin := _TRAILING_LATIN.search(text):
        return _latin_sound(latin[0])
    return None


def _without_closing_marks(text: str) -> str:
    """The text up to its last letter: quotes and emoji go, an addition in brackets goes whole."""
    while text:
        last = text[-1]
        if last in _BRACKETS:
            before = _before_bracket(text)
            text = before if before.strip() else text[:-1]
        elif last in _SYMBOLS or unicodedata.category(last)[0] in "LN":
            return text
        else:
            text = text[:-1]
    return text


def _before_bracket(text: str) -> str:
    """What stands before the bracket that closes at the text's end, empty if none opens."""
    closing = text[-1]
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        if text[index] == closing:
            depth += 1
        elif text[index] == _BRACKETS[closing]:
            depth -= 1
            if depth == 0:
                return text[:index].rstrip()
    return ""


def _letter_sound(letter: str) -> str:
    """ㄱ is read 기역, ㄹ 리을, vowels as themselves."""
    if letter == "ㄹ":
        return _RIEUL
    return _CLOSED if letter <= "ㅎ" else _OPEN


def _number_sound(number: str) -> str:
    """Sino-Korean reading: 10 십, 10,000 만, but a trillion 조, which ends in a vowel."""
    digits = number.replace(",", "")
    last = digits[-1]
    if last != "0":
        return {"1": _RIEUL, "7": _RIEUL, "8": _RIEUL, "3": _CLOSED, "6": _CLOSED}.get(last, _OPEN)
    if "." in digits or not digits.strip("0"):
        return _CLOSED
    zeros = len(digits) - len(digits.rstrip("0"))
    return _OPEN if 12 <= zeros < 16 else _CLOSED


def _latin_sound(word: str) -> str | None:
    """How Koreans read a Latin word: capitals letter by letter, others by their last sound."""
    plain = unicodedata.normalize("NFD", word)
    plain = "".join(char for char in plain if char.isascii() and char.isalpha())
    if not plain:
        return None
    if plain.isupper():
        closed = {"L": _RIEUL, "R": _RIEUL, "M": _CLOSED, "N": _CLOSED}
        return closed.get(plain[-1], _OPEN)
    end = plain.lower()
    if end.endswith("l"):
        return _RIEUL
    if end.endswith(("m", "n", "ng")):
        return _CLOSED
    return _OPEN if end[-1] in "aiouywrsxzfvdhj" else None


_FORMATTER = ParticleFormatter()
_AFTER_CONSONANT: Final[Sequence[str]] = ("을", "은", "이", "과", "아", "이에요", "이여")
