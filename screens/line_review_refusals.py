"""Words for refusals about line reviews."""

from collections.abc import Callable

from deliberation.refusals import Refusal
from locales.translator import Translator

Words = Callable[[Refusal, Translator], str]

WORDS: dict[str, Words] = {
    "no-line-review-yet": lambda r, t: t.gettext(
        "The result of this line review is not public yet. We write when it is."
    ),
    "no-such-line": lambda r, t: t.gettext("There is no such line here."),
    "step-not-open": lambda r, t: t.gettext("This line cannot be changed by that much."),
    "reason-with-number": lambda r, t: t.gettext(
        "Your reason holds a phone number. Reasons are published: please write it without."
    ),
    "line-left-open": lambda r, t: t.gettext(
        "Say first whether the line should be raised, kept or cut."
    ),
}
