"""Why a statement cannot be taken or answered."""

from collections.abc import Callable
from datetime import datetime

from deliberation.process import District, Heading, Process
from deliberation.refusals import Refusal
from deliberation.text import escape_html
from locales.dates import format_instant
from locales.translator import Translator

Words = Callable[[Refusal, Translator], str]


def _not_open(refusal: Refusal, t: Translator) -> str:
    return t.gettext("Statements are taken and answered from {when} on.").format(
        when=_when(refusal, "opens", t)
    )


def _closed(refusal: Refusal, t: Translator) -> str:
    when = _when(refusal, "closed", t)
    if when:
        return t.gettext(
            "Statements were taken until {when}. What was answered until then counts."
        ).format(when=when)
    return t.gettext("Statements are not taken here any more.")


def _other_district(refusal: Refusal, t: Translator) -> str:
    heading, district = refusal.params.get("heading"), refusal.params.get("district")
    place = heading.names.in_language(t.language) if isinstance(heading, Heading) else ""
    if not isinstance(district, District):
        return t.gettext(
            "The statements of {heading} are for people of that district. Please choose your "
            "district first."
        ).format(heading=escape_html(place))
    return t.gettext(
        "These statements are for people of {heading}. Your district is {district}."
    ).format(
        heading=escape_html(place), district=escape_html(district.names.in_language(t.language))
    )


def _all_used(refusal: Refusal, t: Translator) -> str:
    most = int(str(refusal.params["most"]))
    return t.ngettext(
        "You have handed in {n} statement in this round; that is as many as one person can.",
        "You have handed in {n} statements in this round; that is as many as one person can.",
        most,
    ).format(n=most)


def _when(refusal: Refusal, name: str, t: Translator) -> str:
    instant, process = refusal.params.get(name), refusal.params.get("process")
    if isinstance(instant, datetime) and isinstance(process, Process):
        return format_instant(instant, process.zone, t)
    return ""


WORDS: dict[str, Words] = {
    "statements-not-open": _not_open,
    "statements-closed": _closed,
    "statements-other-district": _other_district,
    "statements-all-used": _all_used,
    "round-over": lambda r, t: t.gettext(
        "This round is closed. What was answered until then counts."
    ),
    "no-such-statement": lambda r, t: t.gettext("That statement is not here any more."),
    "nothing-said": lambda r, t: t.gettext("No statement was handed in in that round."),
    "no-such-reason": lambda r, t: t.gettext("There is no such reason."),
    "statement-said-already": lambda r, t: t.gettext(
        "Exactly this statement stands here already. Please write another one."
    ),
    "statement-with-number": lambda r, t: t.gettext(
        "There is a phone number in it, and everybody will read it. Please write it without."
    ),
    "statement-with-link": lambda r, t: t.gettext(
        "A statement cannot hold a link. Please write it without."
    ),
    "statement-with-mention": lambda r, t: t.gettext(
        "A statement cannot name an account (@...). Please write it without."
    ),
    "statement-with-command": lambda r, t: t.gettext(
        "A statement cannot hold a command (/...). Please write it without."
    ),
}
