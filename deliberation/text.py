"""What people type, made safe to keep and to show.

Cleaned text is NFC, without control, bidi and invisible characters; marks are stacked at most
three high; emoji sequences and Hangul Jamo stay whole. It is still plain text: `escape_html`
belongs to whoever puts it into markup.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from deliberation.personal_numbers import PersonalNumber, personal_numbers
from deliberation.refusals import BadInput

MOST_STACKED_MARKS: Final = 3

_JOINER: Final = "\u200d"
_EMOJI_STYLE: Final = "\ufe0f"
_BLACK_FLAG: Final = "\U0001f3f4"
# Letters, marks and symbols by category, that show nothing at all.
_INVISIBLE: Final = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\ufffc\ufe0e")
_LINE_ENDS: Final = frozenset("\n\v\f\r\x85\u2028\u2029")


@dataclass(frozen=True, slots=True)
class Typed:
    """A cleaned text that was accepted, and what it holds that others should not see."""

    text: str
    numbers: tuple[PersonalNumber, ...] = ()


def clean_line(raw: str) -> str:
    """The text on one line, single spaces, none at its ends."""
    return " ".join(_kept(raw).split())


def clean_text(raw: str) -> str:
    """The text with its line breaks, at most one empty line in a row."""
    lines: list[str] = []
    for line in _kept(raw).split("\n"):
        words = " ".join(line.split())
        if words or (lines and lines[-1]):
            lines.append(words)
    return "\n".join(lines).strip("\n")


def typed_line(raw: str, *, most: int, least: int = 1) -> Typed:
    """A title or name of `least` to `most` characters with words in it (BadInput otherwise).

    Codes: text-empty; text-without-words; text-too-short (least); text-too-long (most, length);
    personal-number (kind), which must not be stored anywhere.
    """
    return _accepted(clean_line(raw), least, most)


def typed_text(raw: str, *, most: int, least: int = 1) -> Typed:
    """A text of several lines; codes as for `typed_line`."""
    return _accepted(clean_text(raw), least, most)


def has_words(text: str) -> bool:
    """Whether there is a letter or digit; single Jamo such as ㅋㅋㅋ and emoji are none."""
    return any(unicodedata.category(char)[0] in "LN" and not "ㄱ" <= char <= "ㆎ" for char in text)


def escape_html(text: str) -> str:
    """The text as Telegram's HTML shows it, whatever it contains."""
    return html.escape(text, quote=True).replace("&#x27;", "&#39;")


def shorten(text: str, most: int) -> str:
    """At most so many characters, the last an ellipsis where something went, no emoji cut."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and _belongs_to_previous(text[end], text[end - 1]):
        end -= 1
    return text[:end].rstrip() + "…"


def _accepted(text: str, least: int, most: int) -> Typed:
    if not text:
        raise BadInput("text-empty")
    numbers = personal_numbers(text)
    for number in numbers:
        if number.is_never_stored:
            raise BadInput("personal-number", kind=number.kind)
    if not has_words(text):
        raise BadInput("text-without-words")
    if len(text) < least:
        raise BadInput("text-too-short", least=least)
    if len(text) > most:
        raise BadInput("text-too-long", most=most, length=len(text))
    return Typed(text, numbers)


def _kept(raw: str) -> str:
    visible = "".join(_visible(unicodedata.normalize("NFC", raw.replace("\r\n", "\n"))))
    joined = "".join(_joined(visible))
    return unicodedata.normalize("NFC", "".join(_capped(joined)))


def _visible(text: str) -> Iterator[str]:
    """Characters that show, with joiners and tags still to be judged; spaces made plain."""
    for char in text:
        category = unicodedata.category(char)
        if char in _LINE_ENDS:
            yield "\n"
        elif category == "Zs" or char in "\t\u2800":
            yield " "
        elif char in _INVISIBLE or category in ("Cc", "Cs", "Co", "Cn"):
            continue
        elif category != "Cf" or char == _JOINER or _is_tag(char):
            yield char


def _joined(text: str) -> Iterator[str]:
    """Joiners, style marks and flag tags only where an emoji needs them."""
    previous = ""
    for index, char in enumerate(text):
        if char == _JOINER:
            after = text[index + 1 : index + 2]
            keeps = (_is_pictorial(previous) or previous == _EMOJI_STYLE) and _is_pictorial(after)
        elif char == _EMOJI_STYLE:
            keeps = _is_pictorial(previous) or (previous in "0123456789#*" and previous != "")
        elif _is_tag(char):
            keeps = previous == _BLACK_FLAG or _is_tag(previous)
        else:
            keeps = True
        if keeps:
            yield char
            previous = char


def _capped(text: str) -> Iterator[str]:
    """At most so many combining marks on one character; none without a character."""
    stacked = MOST_STACKED_MARKS
    for char in text:
        if unicodedata.category(char) in ("Mn", "Me"):
            stacked += 1
            if stacked <= MOST_STACKED_MARKS:
                yield char
        else:
            stacked = MOST_STACKED_MARKS if char.isspace() else 0
            yield char


def _belongs_to_previous(char: str, previous: str) -> bool:
    return (
        char in (_JOINER, _EMOJI_STYLE)
        or previous == _JOINER
        or _is_tag(char)
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or unicodedata.category(char)[0] == "M"
    )


def _is_tag(char: str) -> bool:
    return "\U000e0020" <= char <= "\U000e007f"


def _is_pictorial(char: str) -> bool:
    return char != "" and unicodedata.category(char) in ("So", "Sk", "Sm", "Po") and char > "\xa0"
