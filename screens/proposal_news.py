"""News of proposals: everything since the last message, in one."""

from deliberation.review_views import NewsItem, NewsView
from deliberation.reviewing import WITH_PROPOSER
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline
from locales.translator import Translator
from screens.buttons import GoHome
from screens.notices import tells
from screens.proposal_buttons import ShowProposal
from screens.proposal_events import event_text
from screens.screen import Key, Press, Screen

TITLE_ON_BUTTON = 40
EVENTS_AT_MOST = 5


@tells("proposal-news")
def show_news(view: NewsView, t: Translator) -> Screen:
    """What happened to the proposals that the reader made or follows."""
    _ = t.gettext
    lines: list[str] = []
    rows: list[tuple[Key, ...]] = []
    for item in view.items:
        lines += [*_item_lines(item, view, t), ""]
        button = ShowProposal(process_no=view.process.no, proposal_no=item.proposal.proposal_no)
        label = shorten(item.proposal.content.title, TITLE_ON_BUTTON)
        rows.append((Press(label, button),))
    if view.more:
        lines.append(
            t.ngettext(
                "There is news of {n} more proposal.",
                "There is news of {n} more proposals.",
                view.more,
            ).format(n=view.more)
        )
        rows.append((Press(_("Home"), GoHome(process_no=view.process.no)),))
    return Screen("\n".join(lines).rstrip(), tuple(rows))


def _item_lines(item: NewsItem, view: NewsView, t: Translator) -> list[str]:
    _ = t.gettext
    proposal = item.proposal
    title = escape_html(proposal.content.title)
    head = _("Your proposal {code}: {title}") if item.is_own else _("{code}: {title}")
    lines = ["<b>" + head.format(code=proposal.code, title=title) + "</b>"]
    shown = item.events[-EVENTS_AT_MOST:]
    lines += ["• " + event_text(event, view.process, t) for event in shown]
    if item.is_own and proposal.state in WITH_PROPOSER and proposal.until_utc is not None:
        lines.append(
            _("Please answer until {deadline}.").format(
                deadline=format_deadline(proposal.until_utc, view.process.zone, t, now=view.now)
            )
        )
    return lines
