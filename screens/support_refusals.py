"""Why a proposal cannot be supported."""

from collections.abc import Callable
from datetime import datetime

from deliberation.process import Process
from deliberation.refusals import Refusal
from locales.dates import format_instant
from locales.translator import Translator

Words = Callable[[Refusal, Translator], str]


def _not_open(refusal: Refusal, t: Translator) -> str:
    return t.gettext("Proposals can be supported from {when} on.").format(
        when=_when(refusal, "opens", t)
    )


def _closed(refusal: Refusal, t: Translator) -> str:
    when = _when(refusal, "closed", t)
    if when:
        return t.gettext("Support ended on {when}.").format(when=when)
    return t.gettext("Proposals cannot be supported in this budget year.")


def _when(refusal: Refusal, name: str, t: Translator) -> str:
    instant, process = refusal.params.get(name), refusal.params.get("process")
    if isinstance(instant, datetime) and isinstance(process, Process):
        return format_instant(instant, process.zone, t)
    return ""


WORDS: dict[str, Words] = {
    "support-not-open": _not_open,
    "support-closed": _closed,
    "support-own": lambda r, t: t.gettext(
        "This proposal is your own. Support is for those of others."
    ),
    "support-merged": lambda r, t: t.gettext(
        "This proposal has become one with others. Please support the merged one."
    ),
    "support-over": lambda r, t: t.gettext(
        "This proposal cannot be supported in its present state."
    ),
    "supports-all-used": lambda r, t: t.gettext(
        "You support as many proposals as one person can. Take one support back to give another."
    ),
}
