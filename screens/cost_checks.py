"""The check of costs in words: its date on the review's screens, reminders, and what is left."""

from deliberation.ceilings import ceiling_of
from deliberation.cost_checks import (
    OWED_IN,
    CostChecksView,
    Told,
    checked_cost,
    cost_checks,
    until_of,
)
from deliberation.review_views import QueueView, ReviewView
from deliberation.staff_views import StaffView
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline
from locales.money import format_money
from locales.translator import Translator
from screens.headings import heading_name
from screens.notices import tells
from screens.review_buttons import ShowQueue, ShowReview
from screens.screen import Key, Press, Screen
from screens.staff import Rows, offers

TITLE_MOST = 34
HEADINGS_MOST = 3


@offers("manager", place=43)
def uncosted_keys(view: StaffView, t: Translator) -> Rows:
    """What is to be checked, where the process file gives it a date."""
    if not cost_checks(view.process):
        return ()
    button = ShowQueue(process_no=view.process.no, kind="uncosted")
    return ((Press(t.gettext("Costs to check"), button),),)


def cost_check_lines(view: QueueView, t: Translator) -> list[str]:
    """Say until when costs are checked, each date with its headings where there are several."""
    _ = t.gettext
    lines = []
    for checks in view.checks:
        text = (
            _("Costs are checked until {deadline}.")
            if view.now < checks.until_utc
            else _("Costs were to be checked until {deadline}.")
        )
        line = text.format(
            deadline=format_deadline(checks.until_utc, view.process.zone, t, now=view.now)
        )
        if len(view.checks) > 1:
            names = [heading_name(one, t) for one in checks.headings]
            shown = ", ".join(escape_html(one) for one in names[:HEADINGS_MOST])
            more = " …" if len(names) > HEADINGS_MOST else ""
            line = _("{headings}: {text}").format(headings=shown + more, text=line)
        lines.append(line)
    return lines


def cost_check_line(view: ReviewView, t: Translator) -> list[str]:
    """Say how the check of a proposal's cost stands, where there is such a step."""
    _ = t.gettext
    until = until_of(view.process, view.heading)
    if until is None:
        return []
    most = format_money(ceiling_of(view.process, view.heading).amount, view.process.currency, t)
    cost = checked_cost(view.events)
    if cost is not None:
        amount = format_money(cost, view.process.currency, t)
        return [_("Cost checked: {amount} (ceiling: {most})").format(amount=amount, most=most)]
    if view.proposal.state not in OWED_IN:
        return []
    text = (
        _("The cost is to be checked until {deadline} (ceiling: {most}).")
        if view.now < until
        else _("⚠️ The cost was to be checked until {deadline} (ceiling: {most}).")
    )
    deadline = format_deadline(until, view.process.zone, t, now=view.now)
    return [text.format(deadline=deadline, most=most)]


@tells("cost-checks")
def tell_of_cost_checks(view: CostChecksView, t: Translator) -> Screen:
    """Remind a department of the costs that it still has to check, or list to managers what is."""
    no, n = view.process.no, view.total
    deadline = format_deadline(view.checks.until_utc, view.process.zone, t, now=view.now)
    if view.told is Told.SOON:
        text = t.ngettext(
            "The cost of {n} proposal is to be checked until {deadline}.",
            "The costs of {n} proposals are to be checked until {deadline}.",
            n,
        ).format(n=n, deadline=deadline)
    else:
        text = "⚠️ " + t.ngettext(
            "Costs were to be checked until {deadline}. {n} proposal is not checked:",
            "Costs were to be checked until {deadline}. {n} proposals are not checked:",
            n,
        ).format(n=n, deadline=deadline)
    lines = [text]
    rows: list[tuple[Key, ...]] = []
    for one in view.proposals:
        title = shorten(one.content.title, TITLE_MOST)
        lines.append(f"· {one.code} {escape_html(title)}")
        button = ShowReview(process_no=no, proposal_no=one.proposal_no)
        rows.append((Press(f"{one.code} {title}", button),))
    left = n - len(view.proposals)
    if left > 0:
        lines.append(t.ngettext("and {n} more", "and {n} more", left).format(n=left))
    rows.append((Press(t.gettext("All of them"), ShowQueue(process_no=no, kind="uncosted")),))
    return Screen("\n".join(lines), tuple(rows))
