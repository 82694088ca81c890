"""What is recorded on a ballot, with its receipt, and how it is withdrawn."""

from deliberation.text import escape_html
from deliberation.views import BallotView
from locales.translator import Translator
from screens.ballot_frame import ranking_lines
from screens.ballot_pages import at_page, first_page
from screens.buttons import ClearBallot, GoHome
from screens.screen import Press, Screen


def show_recorded(view: BallotView, t: Translator) -> Screen:
    """What is recorded for this person, as the database has it."""
    _ = t.gettext
    lines = ["<b>" + escape_html(view.heading.names.in_language(t.language)) + "</b>", ""]
    if view.ranking:
        lines.append(_("This is recorded for you:"))
        for rank, no in enumerate(view.ranking, start=1):
            name = escape_html(view.project(no).names.in_language(t.language))
            lines.append(_("{rank}. {name}").format(rank=rank, name=name))
        lines.append(_("Receipt: {code}").format(code=f"<code>{view.code}</code>"))
        lines += [
            "",
            _(
                "The code changes with every change of the ballot. After closing you find it in "
                "the published list. Show it to nobody: nobody may ask you for it."
            ),
        ]
    else:
        lines.append(_("Nothing is recorded for you here."))
    no = view.process.no
    return Screen(
        "\n".join(lines),
        (
            (Press(_("Back to the ballot"), at_page(view, first_page(view.heading), "")),),
            (Press(_("Home"), GoHome(process_no=no)),),
        ),
        protected=True,
    )


def show_ask_clear(view: BallotView, t: Translator) -> Screen:
    """Ask before a ballot is withdrawn."""
    _ = t.gettext
    lines = [_("Withdraw this ballot?"), "", *ranking_lines(view, t)]
    no, heading_no = view.process.no, view.heading.no
    return Screen(
        "\n".join(lines),
        (
            (
                Press(
                    _("Yes, withdraw"),
                    ClearBallot(process_no=no, heading_no=heading_no, revision=view.revision),
                ),
                Press(_("No"), at_page(view, first_page(view.heading), "")),
            ),
        ),
        protected=True,
    )
