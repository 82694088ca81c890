"""Why something cannot be searched for."""

from collections.abc import Callable

from deliberation.refusals import Refusal
from locales.translator import Translator

Words = Callable[[Refusal, Translator], str]


def _too_long(refusal: Refusal, t: Translator) -> str:
    return t.gettext(
        "That is too long to search for: {length} characters. Please write up to {most}."
    ).format(length=refusal.params.get("length"), most=refusal.params.get("most"))


WORDS: dict[str, Words] = {
    "search-empty": lambda r, t: t.gettext("Please write a word to search for."),
    "search-too-short": lambda r, t: t.gettext(
        "That is too short: it would be found almost everywhere. Please write a longer word."
    ),
    "search-too-long": _too_long,
    "search-gone": lambda r, t: t.gettext(
        "This list is too old to go on with. Please begin again with /search."
    ),
    "no-such-filter": lambda r, t: t.gettext("That choice does not exist any more."),
}
