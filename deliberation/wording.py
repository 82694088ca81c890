"""Texts that a process has in several languages."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """A text in several languages."""

    by_language: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """Return the text in a language, else in English, else in the first there is."""
        texts = self.by_language
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
