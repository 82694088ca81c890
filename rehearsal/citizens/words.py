"""Reading a screen in one's language: labels are known by their English words.

What a label says in another language comes from the same catalogs as the screens themselves; a
placeholder of the English words ("Put it at rank {rank}") stands for anything.
"""

import html
import re
from functools import lru_cache

from locales.translator import translator_for

_HOLE = re.compile(r"\{[^{}]*\}")
_TAG = re.compile(r"</?[a-z][^<>]*>")


@lru_cache(maxsize=1024)
def said(english: str, language: str) -> tuple[re.Pattern[str], ...]:
    """How a text reads in a language: a pattern for each of its forms.

    Singular and plural are given as "{n} ballot more | {n} ballots more".
    """
    t = translator_for(language)
    singular, _, plural = english.partition(" | ")
    if plural:
        forms = {str(t.ngettext(singular, plural, n)) for n in (1, 2)}
    else:
        forms = {str(t.gettext(english))}
    return tuple(_pattern(form) for form in sorted(forms))


def matches(english: str, language: str, text: str) -> bool:
    """Whether a text is those words in that language."""
    return filled_in(english, language, text) is not None


def filled_in(english: str, language: str, text: str) -> re.Match[str] | None:
    """What a text has in the places of the words' placeholders, None where it is another."""
    found = (pattern.fullmatch(text) for pattern in said(english, language))
    return next((one for one in found if one is not None), None)


def found_in(english: str, language: str, text: str) -> re.Match[str] | None:
    """Where those words stand in a longer text."""
    for pattern in said(english, language):
        match = pattern.search(text)
        if match is not None:
            return match
    return None


def _pattern(form: str) -> re.Pattern[str]:
    plain = html.unescape(_TAG.sub("", form))
    parts = [re.escape(part) for part in _HOLE.split(plain)]
    return re.compile("(.+?)".join(parts))
