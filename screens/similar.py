"""Proposals that are like one's own, before it is handed in."""

from deliberation.proposal_views import SimilarView
from deliberation.text import escape_html, shorten
from locales.translator import Translator
from screens.proposal_buttons import PauseDraft, ResumeDraft, SendAnyway, ShowProposal
from screens.proposal_events import state_name
from screens.screen import Key, Press, Screen

TITLE_ON_BUTTON = 40


def show_similar(view: SimilarView, t: Translator) -> Screen:
    """What others have handed in already; one can join one of these instead."""
    _ = t.gettext
    no = view.process.no
    lines = [
        "<b>" + _("Others have proposed something like it") + "</b>",
        _("Have a look: you can join one of these instead, or hand in yours as well."),
        "",
    ]
    rows: list[tuple[Key, ...]] = []
    for proposal, state in view.found:
        lines.append(
            _("{code} · {title} · {state}").format(
                code=proposal.code,
                title=escape_html(proposal.content.title),
                state=state_name(state, t),
            )
        )
        button = ShowProposal(process_no=no, proposal_no=proposal.proposal_no)
        rows.append((Press(shorten(proposal.content.title, TITLE_ON_BUTTON), button),))
    rows.append((Press(_("Hand in mine as well"), SendAnyway(process_no=no, token=view.token)),))
    rows.append(
        (
            Press(_("Back to my draft"), ResumeDraft(process_no=no)),
            Press(_("Drop the draft"), PauseDraft(process_no=no)),
        )
    )
    return Screen("\n".join(lines), tuple(rows))
