"""News of proposals: everything since the last message, in one."""

from deliberation.merging_views import MergeView
from deliberation.review_views import NewsItem, NewsView
from deliberation.reviewing import WITH_PROPOSER
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline
from locales.translator import Translator
from screens.buttons import GoHome
from screens.co_proposers import show_missing
from screens.merging_answers import show_merge_asked
from screens.merging_buttons import ShowMerge
from screens.notices import tells
from screens.proposal_buttons import ShowProposal
from screens.proposal_events import event_text
from screens.screen import Key, Press, Screen

TITLE_ON_BUTTON = 40
EVENTS_AT_MOST = 5


@tells("proposal-news")
def show_news(view: NewsView, t: Translator) -> Screen:
    """What happened to the proposals that the reader made or follows, and what is asked."""
    alone = [show_merge_asked(one, t) for one in view.asks]
    alone += [show_missing(one, t) for one in view.missing]
    if not view.items and len(alone) == 1:
        return alone[0]
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
    for ask in view.asks:
        lines += ["", _ask_line(ask, t)]
        rows += _ask_rows(ask, t)
    for lack in view.missing:
        screen = show_missing(lack, t)
        lines += ["", screen.text]
        rows += screen.rows
    return Screen("\n".join(lines).strip(), tuple(rows))


def _ask_line(ask: MergeView, t: Translator) -> str:
    own, _ = ask.own, t.gettext
    others = ", ".join(one.code for one in ask.staying if one is not own)
    until = format_deadline(ask.merge.until_utc, ask.process.zone, t, now=ask.now)
    text: str = _(
        "A facilitator suggests that your proposal {code} becomes one with {codes}. Please answer "
        "until {deadline}."
    )
    return text.format(code=own.code if own is not None else "", codes=others, deadline=until)


def _ask_rows(ask: MergeView, t: Translator) -> list[tuple[Key, ...]]:
    number = ask.own.proposal_no if ask.own is not None else 0
    button = ShowMerge(process_no=ask.process.no, merge_no=ask.merge.merge_no, own_no=number)
    return [(Press(t.gettext("Read the suggestion to merge"), button),)]


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
