"""Costing: what each shortlisted item costs, echoed, confirmed and published."""

from deliberation.agenda import AgendaItem
from deliberation.agenda_views import CostingView, CostNews, HeadingCostsView, ItemCostView
from deliberation.ceilings import ceiling_of
from deliberation.staff_views import StaffView
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline
from locales.translator import Translator
from screens import links
from screens.agenda_buttons import (
    AskCost,
    AskPublishCosts,
    ConfirmCost,
    PublishCosts,
    ShowCosting,
    ShowCosts,
)
from screens.buttons import GoHome, ShowStaff
from screens.joining import joining_rows
from screens.notices import tells
from screens.paging import paged
from screens.results_words import money, process_name
from screens.screen import Key, Link, Press, Screen
from screens.staff import Rows, offers

ON_A_PAGE = 8
NAME_MOST = 90
LABEL_MOST = 40
NEWS_MOST = 10
MISSING_MOST = 10


@offers("manager", "reviewer", place=60)
def costing_keys(view: StaffView, t: Translator) -> Rows:
    """The way to the costs, once a shortlist is published."""
    if not any(heading.shortlist for heading in view.process.headings):
        return ()
    return ((Press(t.gettext("Costs"), ShowCosting(process_no=view.process.no)),),)


def show_costing(view: CostingView, t: Translator) -> Screen:
    """The headings whose shortlists have or need costs."""
    _ = t.gettext
    no = view.process.no
    title = _("{process}: costs").format(process=process_name(view.process, t))
    lines = [f"<b>{title}</b>"]
    if view.until_utc is not None:
        until = format_deadline(view.until_utc, view.process.zone, t)
        lines.append(_("Costs can be set until {deadline}.").format(deadline=until))
    rows: list[tuple[Key, ...]] = []
    for heading in view.headings:
        items = heading.shortlisted_items
        costed = sum(item.cost is not None for item in items)
        name = heading.names.in_language(t.language)
        lines.append(
            _("{heading}: {done} of {total} costed").format(
                heading=escape_html(shorten(name, NAME_MOST)),
                done=costed,
                total=len(items),
            )
        )
        rows.append(
            (Press(shorten(name, LABEL_MOST), ShowCosts(process_no=no, heading_no=heading.no)),)
        )
    if not view.headings:
        lines.append(_("No shortlist is published yet."))
    rows.append((Press(_("For staff"), ShowStaff(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def show_costs(view: HeadingCostsView, page: int, t: Translator) -> Screen:
    """A heading's shortlisted items with their costs, and what can be done with them."""
    _ = t.gettext
    no, heading = view.process.no, view.heading
    name = escape_html(heading.names.in_language(t.language))
    lines = [
        "<b>" + _("{heading}: costs").format(heading=name) + "</b>",
        _("Budget limit: {amount}").format(amount=money(view.process, heading.budget_limit, t)),
    ]
    if view.is_public:
        lines.append(_("These costs are published."))
    elif view.uncosted:
        lines.append(
            t.ngettext(
                "{n} item has no cost yet.", "{n} items have no cost yet.", len(view.uncosted)
            ).format(n=len(view.uncosted))
        )
    else:
        lines.append(_("All items are costed. The costs are not published yet."))
    lines.append("")
    shown, turning = paged(
        list(enumerate(view.items, start=1)),
        page,
        ON_A_PAGE,
        lambda to: ShowCosts(process_no=no, heading_no=heading.no, page=to),
    )
    keys: list[Key] = []
    for at, item in shown:
        lines.append(_item_line(view, at, item, t))
        if item.no in view.may_set:
            keys.append(
                Press(
                    "✎ " + shorten(_short(item, t), LABEL_MOST),
                    AskCost(process_no=no, heading_no=heading.no, item_no=item.no),
                )
            )
    rows: list[tuple[Key, ...]] = [tuple(keys[at : at + 2]) for at in range(0, len(keys), 2)]
    if turning:
        rows.append(tuple(turning))
    if view.may_publish:
        ask = AskPublishCosts(process_no=no, heading_no=heading.no)
        rows.append((Press(_("Publish the costs"), ask),))
    rows.append((Press(_("All headings"), ShowCosting(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def _item_line(view: HeadingCostsView, at: int, item: AgendaItem, t: Translator) -> str:
    _ = t.gettext
    name = "<b>" + escape_html(shorten(item.names.in_language(t.language), NAME_MOST)) + "</b>"
    if item.cost is None and item.estimate is not None:
        estimate = money(view.process, item.estimate, t)
        return _("{number}. {name}: not costed yet (estimate: {amount})").format(
            number=at, name=name, amount=estimate
        )
    if item.cost is None:
        return _("{number}. {name}: not costed yet").format(number=at, name=name)
    cost = money(view.process, item.cost, t)
    ceiling = ceiling_of(view.process, view.heading, item).amount
    if item.cost > ceiling:
        return _("{number}. {name}: {amount} ⚠️ above the ceiling of {ceiling}").format(
            number=at, name=name, amount=cost, ceiling=money(view.process, ceiling, t)
        )
    return _("{number}. {name}: {amount}").format(number=at, name=name, amount=cost)


def ask_cost(view: ItemCostView, t: Translator) -> Screen:
    """Ask what an item costs."""
    _ = t.gettext
    item, no = view.item, view.process.no
    lines = [
        "<b>" + escape_html(item.names.in_language(t.language)) + "</b>",
        escape_html(shorten(item.texts.in_language(t.language), 1500)),
        "",
    ]
    rows: list[tuple[Key, ...]] = []
    ceiling = ceiling_of(view.process, view.heading, item).amount
    if item.estimate is not None:
        estimate = money(view.process, item.estimate, t)
        lines.append(_("Estimate so far: {amount}").format(amount=estimate))
        if item.estimate <= ceiling:
            label = _("It costs {amount}").format(amount=estimate)
            rows.append((Press(label, _confirm(view, item.estimate)),))
    lines.append(_("Ceiling: {amount}").format(amount=money(view.process, ceiling, t)))
    lines.append(_("What does it cost? Type an amount, for example KRW 350 million."))
    rows += joining_rows(view, t)
    rows.append((Press(_("Cancel"), ShowCosts(process_no=no, heading_no=view.heading.no)),))
    return Screen("\n".join(line for line in lines if line is not None), tuple(rows))


def confirm_cost(view: ItemCostView, t: Translator) -> Screen:
    """Show an amount as it was read, to be confirmed."""
    _ = t.gettext
    name = "<b>" + escape_html(view.item.names.in_language(t.language)) + "</b>"
    amounts = [money(view.process, one, t) for one in view.readings]
    if len(amounts) == 1:
        lines = [name, _("I read {amount}. Is that what it costs?").format(amount=amounts[0])]
    else:
        lines = [name, _("That can be read in two ways. Which one do you mean?")]
    rows: list[tuple[Key, ...]] = [
        (Press(_("It costs {amount}").format(amount=amount), _confirm(view, reading)),)
        for amount, reading in zip(amounts, view.readings, strict=True)
    ]
    ask = AskCost(process_no=view.process.no, heading_no=view.heading.no, item_no=view.item.no)
    rows.append((Press(_("Type it again"), ask),))
    return Screen("\n".join(lines), tuple(rows))


def ask_publish(view: HeadingCostsView, t: Translator) -> Screen:
    """Ask before a heading's costs are published."""
    _ = t.gettext
    no, heading = view.process.no, view.heading
    name = escape_html(heading.names.in_language(t.language))
    total = sum(item.cost or 0 for item in view.items)
    lines = [
        t.ngettext(
            "Publish the cost of {n} project in {heading}, {total}?",
            "Publish the costs of {n} projects in {heading}, {total} in all?",
            len(view.items),
        ).format(heading=name, n=len(view.items), total=money(view.process, total, t)),
        _("They become the projects of the ballot. Once voting has opened they are fixed."),
    ]
    return Screen(
        "\n".join(lines),
        (
            (Press(_("Yes, publish"), PublishCosts(process_no=no, heading_no=heading.no)),),
            (Press(_("Cancel"), ShowCosts(process_no=no, heading_no=heading.no)),),
        ),
    )


def costs_toast(view: HeadingCostsView, t: Translator) -> str:
    """Say shortly what a tap did."""
    _ = t.gettext
    return {
        "set": _("The cost is recorded."),
        "published": _("Published."),
        "joined": _("Joined. Please set its cost."),
        "parted": _("Taken apart. Please set the costs."),
    }.get(view.outcome, "")


@tells("cost-news")
def show_cost_news(view: CostNews, t: Translator) -> Screen:
    """What a heading's projects cost."""
    _ = t.gettext
    no, heading = view.process.no, view.heading
    name = escape_html(heading.names.in_language(t.language))
    lines = [
        "<b>" + _("{heading}: the costs are published").format(heading=name) + "</b>",
        _("Budget limit: {amount}").format(amount=money(view.process, heading.budget_limit, t)),
    ]
    for project in heading.projects[:NEWS_MOST]:
        lines.append(
            _("{number}. {name}: {amount}").format(
                number=project.no,
                name=escape_html(shorten(project.names.in_language(t.language), NAME_MOST)),
                amount=money(view.process, project.cost, t),
            )
        )
    left = len(heading.projects) - NEWS_MOST
    if left > 0:
        lines.append(t.ngettext("and {n} more", "and {n} more", left).format(n=left))
    lines += [
        "",
        _("You can vote on these projects now.")
        if view.is_open
        else _("You can vote on these projects once voting opens."),
    ]
    key: Key = Press(_("Home"), GoHome(process_no=no))
    if view.is_group:
        payload = links.payload(links.HOME, no)
        key = Link(_("Join in"), links.address(view.bot_username, payload))
    return Screen("\n".join(lines), ((key,),))


@tells("costs-missing")
def tell_missing(view: CostNews, t: Translator) -> Screen:
    """Voting cannot open in a heading as long as its costs are not published."""
    _ = t.gettext
    name = escape_html(view.heading.names.in_language(t.language))
    text = (
        _("{heading}: voting was to open, and stays closed until the costs are published.")
        if view.is_open
        else _("{heading}: voting opens within a day, and the costs are not published yet.")
    )
    lines = ["⚠️ " + text.format(heading=name)]
    if not view.heading.shortlist:
        lines.append(_("There is no published shortlist."))
    for item in view.missing[:MISSING_MOST]:
        lines.append("· " + escape_html(shorten(item.names.in_language(t.language), NAME_MOST)))
    left = len(view.missing) - MISSING_MOST
    if left > 0:
        lines.append(t.ngettext("and {n} more", "and {n} more", left).format(n=left))
    costs = ShowCosts(process_no=view.process.no, heading_no=view.heading.no)
    return Screen("\n".join(lines), ((Press(_("Costs"), costs),),))


def _confirm(view: ItemCostView, cost: int) -> ConfirmCost:
    return ConfirmCost(
        process_no=view.process.no,
        heading_no=view.heading.no,
        item_no=view.item.no,
        cost=cost,
    )


def _short(item: AgendaItem, t: Translator) -> str:
    return item.short_names.in_language(t.language) or item.names.in_language(t.language)
