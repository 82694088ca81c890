"""Why a desk is not opened."""

from collections.abc import Callable

from deliberation.refusals import Refusal
from deliberation.text import escape_html
from locales.translator import Translator

Words = Callable[[Refusal, Translator], str]


def _which(refusal: Refusal, t: Translator) -> str:
    found = refusal.params.get("departments")
    names = [escape_html(str(one)) for one in found] if isinstance(found, tuple) else []
    return t.gettext("Which department? Write /desk and its name: {departments}").format(
        departments=", ".join(names[:20])
    )


WORDS: dict[str, Words] = {
    "desk-which": _which,
    "desk-group-not-bound": lambda r, t: t.gettext(
        "This group is not bound to a budget year yet. A facilitator does that with /bind."
    ),
}
