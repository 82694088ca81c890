"""Joining shortlisted items into one project while costs are set, and taking them apart."""

from deliberation.agenda import AgendaItem
from deliberation.agenda_views import ItemCostView, JoiningView
from deliberation.proposal_views import ProposalEvent
from deliberation.text import escape_html, shorten
from deliberation.wording import Wording
from locales.translator import Translator
from screens.agenda_buttons import (
    AskCost,
    AskJoin,
    AskPart,
    CheckJoin,
    JoinItems,
    PartItems,
)
from screens.paging import paged
from screens.screen import Key, Press, Screen

ON_A_PAGE = 8
NAME_MOST = 90
LABEL_MOST = 40

Rows = list[tuple[Key, ...]]


def joining_rows(view: ItemCostView, t: Translator) -> Rows:
    """Return the keys by which an item is joined with another, or taken apart."""
    _ = t.gettext
    about = (view.process.no, view.heading.no, view.item.no)
    rows: Rows = []
    if view.may_join:
        rows.append((Press(_("Join with another"), _ask(*about)),))
    if view.may_part:
        no, heading_no, item_no = about
        part = AskPart(process_no=no, heading_no=heading_no, item_no=item_no)
        rows.append((Press(_("Take apart"), part),))
    return rows


def ask_join(view: JoiningView, page: int, t: Translator) -> Screen:
    """Ask with which other item one is to be joined."""
    _ = t.gettext
    no, heading_no, item_no = view.process.no, view.heading.no, view.item.no
    lines = [
        "<b>" + _name(view.item, t) + "</b>",
        _("Which item does it need? Together they become one project with one cost."),
        "",
    ]
    shown, turning = paged(
        list(enumerate(view.others, start=1)),
        page,
        ON_A_PAGE,
        lambda to: _ask(no, heading_no, item_no, to),
    )
    rows: Rows = []
    for at, other in shown:
        lines.append(f"{at}. {_name(other, t)}")
        label = other.short_names.in_language(t.language) or other.names.in_language(t.language)
        check = CheckJoin(process_no=no, heading_no=heading_no, item_no=item_no, other_no=other.no)
        rows.append((Press(shorten(label, LABEL_MOST), check),))
    if turning:
        rows.append(tuple(turning))
    rows.append((Press(_("Cancel"), _cost(view)),))
    return Screen("\n".join(lines), tuple(rows))


def confirm_join(view: JoiningView, t: Translator) -> Screen:
    """Ask before two items become one project."""
    _ = t.gettext
    no, heading_no = view.process.no, view.heading.no
    other = view.other or view.item
    lines = [
        "<b>" + _("Join these into one project?") + "</b>",
        f"1. {_name(view.item, t)}",
        f"2. {_name(other, t)}",
        "",
        _(
            "It keeps the place of the first, and both names. Its cost is then set anew. Whoever "
            "proposed or follows either is told, and the public log says so. You can take them "
            "apart again until the costs are published."
        ),
    ]
    join = JoinItems(process_no=no, heading_no=heading_no, item_no=view.item.no, other_no=other.no)
    return Screen(
        "\n".join(lines),
        (
            (Press(_("Yes, join them"), join),),
            (Press(_("Cancel"), _ask(no, heading_no, view.item.no)),),
        ),
    )


def confirm_part(view: JoiningView, t: Translator) -> Screen:
    """Ask before joined items are taken apart."""
    _ = t.gettext
    lines = ["<b>" + _("Take this project apart?") + "</b>"]
    lines += [f"{at}. {_name(one, t)}" for at, one in enumerate(view.parts, start=1)]
    lines += [
        "",
        _(
            "Each of them is an item of its own again, and its cost is set anew. Whoever proposed "
            "or follows one of them is told."
        ),
    ]
    part = PartItems(process_no=view.process.no, heading_no=view.heading.no, item_no=view.item.no)
    return Screen(
        "\n".join(lines),
        ((Press(_("Yes, take apart"), part),), (Press(_("Cancel"), _cost(view)),)),
    )


def part_of(names: Wording, t: Translator) -> str:
    """Say that an item is part of a joined project."""
    name = escape_html(shorten(names.in_language(t.language), NAME_MOST))
    return t.gettext("one project now: {name}").format(name=name)


def joining_event(event: ProposalEvent, t: Translator) -> str:
    """Say that a proposal became part of a project, or none any more; '' for other events."""
    _ = t.gettext
    text = {
        "items-joined": _("became one project with others: {name}"),
        "items-parted": _("on its own again, no longer part of one project: {name}"),
    }.get(event.kind, "")
    if not text:
        return ""
    names = Wording(event.params.get("names", {}))
    return text.format(name=escape_html(shorten(names.in_language(t.language), NAME_MOST)))


def _name(item: AgendaItem, t: Translator) -> str:
    return escape_html(shorten(item.names.in_language(t.language), NAME_MOST))


def _ask(process_no: int, heading_no: int, item_no: int, page: int = 0) -> AskJoin:
    return AskJoin(process_no=process_no, heading_no=heading_no, item_no=item_no, page=page)


def _cost(view: JoiningView) -> AskCost:
    return AskCost(process_no=view.process.no, heading_no=view.heading.no, item_no=view.item.no)
