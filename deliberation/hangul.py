"""Finding names as people type them on a phone: 은평, ㅇㅍ, 은펴, eunp, or dmsvud by mistake."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from hangeul import assemble, qwerty2han

_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS: Final = (
    "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ",
    "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ",
    "ㅍ", "ㅎ",
)  # fmt: skip
# A phone joins two consonants typed one after the other: ㄱㅅ becomes ㄳ.
_JOINED: Final = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_VOWEL_STARTS: Final = {"ㅗ": "ㅘㅙㅚ", "ㅜ": "ㅝㅞㅟ", "ㅡ": "ㅢ"}

_Key = TypeVar("_Key")


def search_names(query: str, names: Iterable[tuple[_Key, Sequence[str]]]) -> list[_Key]:
    """The keys whose names match, those that begin with the query first, else in their order."""
    found = _search(query, names := list(names))
    if not found and query.strip().isascii() and any(char.isalpha() for char in query):
        return _search(typed_on_latin_keys(query), names)
    return found


def matches(query: str, name: str) -> bool:
    """Whether the query is part of the name, by syllables, initial consonants or letters."""
    return _position(_folded(query), _folded(name)) is not None


def initials_of(text: str) -> str:
    """Return a text's letters without spaces, each syllable as its initial consonant."""
    return "".join(_parts(char)[0] or char for char in _folded(text))


def is_initials(query: str) -> bool:
    """Say whether a query is nothing but initial consonants: ㄴㅇㅌ for 놀이터."""
    typed = _folded(query)
    return bool(typed) and all(char in _INITIALS for char in typed)


def typed_on_latin_keys(query: str) -> str:
    """Return what Latin letters would be on a Korean keyboard: 은평 for dmsvud."""
    return str(assemble(qwerty2han(query)))


def _search(query: str, names: Sequence[tuple[_Key, Sequence[str]]]) -> list[_Key]:
    wanted = _folded(query)
    ranked = []
    for order, (key, spellings) in enumerate(names):
        positions = [_position(wanted, _folded(spelling)) for spelling in spellings]
        places = [position for position in positions if position is not None]
        if places:
            ranked.append((min(places) > 0, order, key))
    ranked.sort(key=lambda entry: entry[:2])
    return [key for _, _, key in ranked]


def _folded(text: str) -> str:
    """Lower case without accents, spaces and hyphens; Hangul as composed syllables."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("ł", "l")
    kept = "".join(char for char in plain if unicodedata.category(char) != "Mn")
    compact = "".join(char for char in kept if char.isalnum())
    composed = unicodedata.normalize("NFC", compact)
    single = "".join(_compatible(char) for char in composed)
    return "".join(_JOINED.get(char, char) for char in single)


def _compatible(char: str) -> str:
    """A conjoining Jamo that stands alone, as the letter that a phone shows."""
    if "\u1100" <= char <= "\u1112":
        return _INITIALS[ord(char) - 0x1100]
    if "\u1161" <= char <= "\u1175":
        return _VOWELS[ord(char) - 0x1161]
    if "\u11a8" <= char <= "\u11c2":
        return _FINALS[ord(char) - 0x11A7]
    return char


def _position(query: str, name: str) -> int | None:
    """Where in the name the query stands first, None where nowhere."""
    if not query:
        return None
    for start in range(len(name)):
        if _matches_at(query, name[start:]):
            return start
    return None


def _matches_at(query: str, name: str) -> bool:
    whole, last = query[:-1], query[-1]
    if len(name) < len(query):
        return False
    if not all(_is_like(typed, char) for typed, char in zip(whole, name, strict=False)):
        return False
    return _may_become(last, name[len(whole) :])


def _is_like(typed: str, char: str) -> bool:
    """A finished character: the same, or the initial consonant of the syllable."""
    return typed == char or (typed in _INITIALS and typed == _parts(char)[0])


def _may_become(typed: str, rest: str) -> bool:
    """The last character, which the phone may still be composing: 펴 of 평, 돕 of 도봉."""
    if _is_like(typed, rest[0]):
        return True
    initial, vowel, final = _parts(typed)
    given, given_vowel, given_final = _parts(rest[0])
    if not vowel or initial != given:
        return False
    if not final:
        return vowel == given_vowel or given_vowel in _VOWEL_STARTS.get(vowel, "-")
    if vowel != given_vowel:
        return False
    if given_final.startswith(final):
        return True
    moved = final.removeprefix(given_final) if final.startswith(given_final) else ""
    return bool(moved) and rest[1:2] != "" and _parts(rest[1])[0] == moved


def _parts(char: str) -> tuple[str, str, str]:
    """Initial consonant, vowel and final consonants of a syllable, empty for other characters."""
    if not "가" <= char <= "힣":
        return "", "", ""
    index = ord(char) - 0xAC00
    return _INITIALS[index // 588], _VOWELS[index // 28 % 21], _FINALS[index % 28]
