"""Why a step of a review is refused."""

from collections.abc import Callable
from datetime import datetime

from deliberation.process import Process
from deliberation.refusals import Refusal
from locales.dates import format_instant
from locales.translator import Translator

Words = Callable[[Refusal, Translator], str]


def _when(refusal: Refusal, name: str, t: Translator) -> str:
    instant, process = refusal.params.get(name), refusal.params.get("process")
    if isinstance(instant, datetime) and isinstance(process, Process):
        return format_instant(instant, process.zone, t)
    return ""


def _closed(refusal: Refusal, t: Translator) -> str:
    when = _when(refusal, "closed", t)
    if when:
        return t.gettext("Review ended on {when}.").format(when=when)
    return t.gettext("Nothing is reviewed at the moment.")


WORDS: dict[str, Words] = {
    "review-moved-on": lambda r, t: t.gettext(
        "Something has happened to this proposal meanwhile. Please look at it as it stands now."
    ),
    "review-closed": _closed,
    "site-check-too-far": lambda r, t: t.gettext(
        "That day is more than a year away. Please write the year with it if it is meant."
    ),
    "site-check-too-late": lambda r, t: t.gettext(
        "Site checks are made until {when}. Please name an earlier day."
    ).format(when=_when(r, "until", t)),
    "review-not-open": lambda r, t: t.gettext("Review begins on {when}.").format(
        when=_when(r, "opens", t)
    ),
    "other-department": lambda r, t: t.gettext(
        "This proposal lies with another department, or another department decides."
    ),
    "no-such-department": lambda r, t: t.gettext("There is no such department any more."),
    "no-such-queue": lambda r, t: t.gettext("There is no such list."),
    "no-such-answer": lambda r, t: t.gettext("There is no such answer."),
    "no-answer-begun": lambda r, t: t.gettext(
        "You have begun no answer, or it has been sent already."
    ),
    "other-proposal": lambda r, t: t.gettext(
        "You have replied to a message about {named}, and are writing about {own} now. Nothing "
        "was taken."
    ).format(named=r.params.get("named", ""), own=r.params.get("own", "")),
    "offer-changes-nothing": lambda r, t: t.gettext(
        "Then nothing would change. Write a wording or a cost, or answer “feasible”."
    ),
}
