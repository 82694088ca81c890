"""The headings in which a person may vote."""

from deliberation.text import escape_html
from deliberation.views import BallotsView
from locales.dates import format_deadline
from locales.translator import Translator
from screens import paper_words
from screens.ballot_pages import opened
from screens.buttons import GoHome
from screens.screen import Key, Press, Screen


def show_ballots(view: BallotsView, t: Translator) -> Screen:
    """The headings in which the person may vote now."""
    _ = t.gettext
    process = view.process
    if not view.headings:
        return Screen(
            _("No voting is open for you at the moment."),
            ((Press(_("Home"), GoHome(process_no=process.no)),),),
        )
    lines = [_("Your ballots:"), ""]
    rows: list[tuple[Key, ...]] = []
    for heading, voted, until in view.headings:
        name = paper_words.paper_name(heading, t)
        deadline = format_deadline(until, process.zone, t) if until is not None else ""
        line = (
            _("✓ {heading}: recorded, can be changed until {deadline}")
            if voted
            else _("{heading}: open until {deadline}")
        )
        lines.append(line.format(heading=f"<b>{escape_html(name)}</b>", deadline=deadline))
        rows.append(
            (
                Press(
                    ("✓ " if voted else "") + name,
                    opened(process.no, heading),
                ),
            )
        )
    rows.append((Press(_("Home"), GoHome(process_no=process.no)),))
    return Screen("\n".join(lines), tuple(rows))
