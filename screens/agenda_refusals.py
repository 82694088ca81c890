"""Words for refusals about priority votes and costing."""

from collections.abc import Callable
from datetime import datetime

from deliberation.process import Heading, Process
from deliberation.refusals import Refusal
from deliberation.text import escape_html
from deliberation.wording import Wording
from locales.dates import format_instant
from locales.translator import Translator

Words = Callable[[Refusal, Translator], str]


def _heading(refusal: Refusal, t: Translator) -> str:
    heading = refusal.params.get("heading")
    if not isinstance(heading, Heading):
        return ""
    return escape_html(heading.names.in_language(t.language))


def _wording(refusal: Refusal, name: str, t: Translator) -> str:
    wording = refusal.params.get(name)
    return escape_html(wording.in_language(t.language)) if isinstance(wording, Wording) else ""


def _costing_closed(refusal: Refusal, t: Translator) -> str:
    _ = t.gettext
    opens, process = refusal.params.get("opens"), refusal.params.get("process")
    if isinstance(opens, datetime) and isinstance(process, Process):
        when = format_instant(opens, process.zone, t)
        return _("Costs can be set from {when}.").format(when=when)
    return _("Costs can no longer be set here.")


WORDS: dict[str, Words] = {
    "projects-not-ready": lambda r, t: t.gettext(
        "Voting in {heading} cannot open yet: the costs of its projects are not published. We "
        "write when they are."
    ).format(heading=_heading(r, t)),
    "no-shortlist-yet": lambda r, t: t.gettext(
        "No shortlist is published yet. We write when there is one."
    ),
    "shortlist-in-use": lambda r, t: t.gettext(
        "The costs in {heading} are published, and voting rests on its shortlist. It can no "
        "longer be corrected."
    ).format(heading=_heading(r, t)),
    "no-such-item": lambda r, t: t.gettext("That item is not on the shortlist."),
    "other-department": lambda r, t: t.gettext("Another department sets the cost of this item."),
    "costing-closed": _costing_closed,
    "costs-published": lambda r, t: t.gettext(
        "The costs in {heading} are published. Items can no longer be joined or taken apart."
    ).format(heading=_heading(r, t)),
    "item-joined": lambda r, t: t.gettext("“{name}” is part of a joined project already.").format(
        name=_wording(r, "names", t)
    ),
    "items-exclude": lambda r, t: t.gettext(
        "“{name}” and “{other}” exclude each other: only one of them can be carried out, so they "
        "cannot be joined."
    ).format(name=_wording(r, "names", t), other=_wording(r, "other", t)),
    "item-not-joined": lambda r, t: t.gettext("These items are not joined any more."),
    "costs-missing": lambda r, t: t.gettext(
        "Some items have no cost yet. Please set them all first."
    ),
}
