"""The questions of a proposal's parts, and which of them a message had asked."""

from collections.abc import Mapping
from functools import lru_cache

from deliberation.proposals import LENGTHS, Part
from locales.translator import Translator, languages, translator_for


def question(part: Part, t: Translator) -> str:
    """Return the question for a part, with the length that its answer may have."""
    text = _texts(t)[part]
    if part is Part.COST:
        return text.format(example=t.gettext("KRW 350 million, 350m, 350,000,000"))
    most = LENGTHS[part][1] if part in LENGTHS else 0
    return str(t.fill(text, n=f"{most:,}"))


def asked_in(text: str) -> frozenset[Part]:
    """Return the parts that a message asked for, in whatever language; none where it is another.

    `text` is the message as it is read, without markup.
    """
    return frozenset(
        part for part, words in _known_by().items() if any(one in text for one in words)
    )


def _texts(t: Translator) -> Mapping[Part, str]:
    _ = t.gettext
    return {
        Part.HEADING: _("Which heading is your proposal for?"),
        Part.TITLE: _("<b>Title</b>\nWhat is your proposal called? (up to {n} characters)"),
        Part.PROBLEM: _(
            "<b>Problem</b>\nWhat is missing or goes wrong today, and for whom? "
            "(up to {n} characters)"
        ),
        Part.IDEA: _("<b>Idea</b>\nWhat should be done about it? (up to {n} characters)"),
        Part.PLACE: _(
            "<b>Place</b>\nWhere? Write it in words, or send a location: only its district is "
            "taken over, the location itself is not stored."
        ),
        Part.COST: _("<b>Rough cost</b>\nRoughly what would it cost? For example: {example}"),
        Part.FIELD: _("<b>Field</b>\nWhich field does it belong to?"),
    }


@lru_cache(maxsize=1)
def _known_by() -> Mapping[Part, tuple[str, ...]]:
    """What each question is known by: its words up to what is filled in, in every language."""
    found: dict[Part, tuple[str, ...]] = {}
    for language in languages():
        for part, text in _texts(translator_for(language.code)).items():
            words = text.rpartition("\n")[2].partition("{")[0].partition("(")[0].strip()
            found[part] = (*found.get(part, ()), words)
    return found
