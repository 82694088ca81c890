"""Every text in the reader's language, read straight from the catalogs.

English is the source. Each folder `locales/<language>/LC_MESSAGES/` with .po files in it is a
language more; nothing is compiled beforehand and no list is kept anywhere.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from locales.particles import Template

SOURCE_LANGUAGE: Final = "en"
CATALOGS: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Language:
    """A language that people can choose: its code and its name in itself."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Translator:
    """The texts of one language; `language` is the code of its catalog."""

    language: str
    _texts: gettext.NullTranslations = field(repr=False, compare=False, hash=False)

    @property
    def locale(self) -> Locale:
        """The language's conventions for numbers and dates; English is written as in Europe."""
        return _locale(self.language)

    def gettext(self, message: str) -> Template:
        """The message in this language, the source where the catalog has none."""
        return _text(self._texts, message)

    def ngettext(self, singular: str, plural: str, n: int) -> Template:
        """The message in the form that fits the number n."""
        return _plural(self._texts, singular, plural, n)

    def pgettext(self, context: str, message: str) -> Template:
        """The message as it is meant in the context (for short texts with several meanings)."""
        return Template(self._texts.pgettext(context, message))

    def fill(self, template: str, **params: Any) -> str:
        """The text with its placeholders filled in and its Korean particles chosen."""
        return Template(template).format(**params)


# Asked for several times with each tap; paths are slow to compare.
_USUAL: Final[dict[str | None, Translator]] = {}
_USUAL_MOST: Final = 256


def translator_for(language_code: str | None, catalogs: Path = CATALOGS) -> Translator:
    """The translator for a code as Telegram sends it: exact, else its base language, else English.

    Codes are only compared with the languages found, so that a strange one does no harm.
    """
    if catalogs is CATALOGS and language_code in _USUAL:
        return _USUAL[language_code]
    translator = _found(language_code or "", catalogs)
    if catalogs is CATALOGS and len(_USUAL) < _USUAL_MOST:
        _USUAL[language_code] = translator
    return translator


def _found(language_code: str, catalogs: Path) -> Translator:
    found = {_normalised(language.code): language.code for language in languages(catalogs)}
    wanted = _normalised(language_code)
    for candidate in (wanted, wanted.split("_")[0]):
        if candidate in found:
            return _load(found[candidate], catalogs)
    return _load(SOURCE_LANGUAGE, catalogs)


@lru_cache(maxsize=8)
def languages(catalogs: Path = CATALOGS) -> tuple[Language, ...]:
    """All languages there are, English first, then by code."""
    codes = {path.parent.parent.name for path in catalogs.glob("*/LC_MESSAGES/*.po")}
    rest = sorted(codes - {SOURCE_LANGUAGE})
    return tuple(Language(code, own_name(code)) for code in (SOURCE_LANGUAGE, *rest))


def read_catalogs(language: str, catalogs: Path = CATALOGS) -> tuple[tuple[Path, Catalog], ...]:
    """The .po files of a language with their contents, by file name."""
    folder = catalogs / language / "LC_MESSAGES"
    read = []
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            read.append((path, read_po(file, locale=language)))
    return tuple(read)


@lru_cache(maxsize=64)
def _load(language: str, catalogs: Path) -> Translator:
    texts: gettext.NullTranslations | None = None
    for _, catalog in read_catalogs(language, catalogs):
        compiled = io.BytesIO()
        write_mo(compiled, catalog)
        compiled.seek(0)
        part = gettext.GNUTranslations(compiled)
        if texts is None:
            texts = part
        else:
            texts.add_fallback(part)
    return Translator(language, texts or gettext.NullTranslations())


@lru_cache(maxsize=8192)
def _text(texts: gettext.NullTranslations, message: str) -> Template:
    return Template(texts.gettext(message))


@lru_cache(maxsize=8192)
def _plural(texts: gettext.NullTranslations, singular: str, plural: str, n: int) -> Template:
    return Template(texts.ngettext(singular, plural, n))


@lru_cache(maxsize=1024)
def _normalised(code: str) -> str:
    return code.strip().replace("-", "_").casefold()


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale("en", "GB") if language == SOURCE_LANGUAGE else Locale.parse(language)


def own_name(code: str) -> str:
    """Return what a language calls itself, also one that no catalog is in."""
    name = Locale.parse(code).get_display_name() or code
    return name[0].upper() + name[1:]
