"""A department's desk in a group: opened, closed, and the cards on it."""

from deliberation.review_desk_views import CardView, DeskView
from deliberation.reviewing import department_key
from deliberation.text import escape_html
from locales.translator import Translator
from screens import links
from screens.notices import tells
from screens.review_desk_buttons import CloseDesk
from screens.screen import Link, Press, Screen


def show_desk(view: DeskView, t: Translator) -> Screen:
    """What is shown here from now on, and where it is answered."""
    _ = t.gettext
    name = escape_html(view.department)
    if view.outcome == "closed":
        return Screen(_("Proposals for {department} are shown here no more.").format(
            department=name
        ))  # fmt: skip
    text = _(
        "Proposals that wait for {department} are shown here from now on. You can talk about "
        "them here; opinions are given in the private chat with me, by reviewers of the "
        "department alone."
    ).format(department=name)
    button = CloseDesk(process_no=view.process.no, department=department_key(view.department))
    return Screen(text, ((Press(_("Show them here no more"), button),),))


@tells("review-card")
def show_card(view: CardView, t: Translator) -> Screen:
    """A proposal that waits for the department, with the way to the private chat."""
    _ = t.gettext
    proposal = view.proposal
    text = _("{code} · <b>{title}</b>\nwaits for the opinion of {department}.").format(
        code=proposal.code,
        title=escape_html(proposal.content.title),
        department=escape_html(view.department),
    )
    place = links.payload(links.REVIEW, view.process.no, proposal.proposal_no)
    return Screen(
        text, ((Link(_("Review in private"), links.address(view.bot_username, place)),),)
    )
