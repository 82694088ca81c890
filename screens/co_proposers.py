"""Proposing together, in words: what is missing shortly before a proposal lapses."""

from deliberation.merging_views import CoProposersMissing
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline
from locales.translator import Translator
from screens.links import CO_PROPOSE, address, payload
from screens.proposal_buttons import ShowProposal
from screens.screen import Press, Screen

TITLE_ON_BUTTON = 40


def show_missing(view: CoProposersMissing, t: Translator) -> Screen:
    """How many are missing before a proposal lapses, and the link to pass on."""
    _ = t.gettext
    missing = view.needed - view.joined
    proposal = view.proposal
    text = t.ngettext(
        "“{title}” lacks {n} co-proposer. If nobody joins until {deadline}, it lapses.",
        "“{title}” lacks {n} co-proposers. If they do not join until {deadline}, it lapses.",
        missing,
    ).format(
        title=escape_html(proposal.content.title),
        n=missing,
        deadline=format_deadline(view.closes, view.process.zone, t, now=view.now),
    )
    link = address(view.bot_username, payload(CO_PROPOSE, view.process.no, proposal.proposal_no))
    text += "\n\n" + _("Pass on this link: {link}").format(link=link)
    button = ShowProposal(process_no=view.process.no, proposal_no=proposal.proposal_no)
    return Screen(text, ((Press(shorten(proposal.content.title, TITLE_ON_BUTTON), button),),))
