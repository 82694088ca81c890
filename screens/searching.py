"""Searching and browsing the proposals: a page of what was found, and its filters."""

from deliberation.proposals import State
from deliberation.reviewing import public_state
from deliberation.searching import Order
from deliberation.searching_views import ON_A_PAGE, FoundLine, SearchView
from deliberation.text import escape_html, shorten
from locales.translator import Translator
from screens.buttons import GoHome
from screens.headings import heading_name
from screens.paging import paged, turning
from screens.proposal_events import state_name
from screens.screen import Key, Press, Screen
from screens.searching_buttons import (
    BrowseProposals,
    ChooseFilter,
    OpenFound,
    SetFilter,
    ShowFound,
)

TITLE_ON_BUTTON = 40
CHOICES_ON_A_PAGE = 30
DISTRICTS_IN_A_ROW = 3
WHOLE_CITY = "-"
Rows = list[tuple[Key, ...]]


def show_found(view: SearchView, t: Translator) -> Screen:
    """A page of what was found, with its filters and the way to search by words."""
    _ = t.gettext
    lines = ["<b>" + _("Proposals that were handed in") + "</b>", *_wish_lines(view, t)]
    if view.is_empty_year:
        lines.append(_("No proposals have been handed in yet."))
        return Screen("\n".join(lines), ((Press(_("Home"), GoHome(process_no=view.process.no)),),))
    if view.read_as:
        lines.append(
            _("Nothing holds the words as you wrote them. Shown: {words}").format(
                words=escape_html(view.read_as)
            )
        )
    lines += [_how_many(view, t), ""]
    rows: Rows = []
    for place, line in enumerate(view.lines, start=view.page * ON_A_PAGE + 1):
        lines.append(_line(place, line, t))
        rows.append((_title_key(view, line),))
    if view.lines:
        lines.append("")
    lines.append(
        _("To search, write one or more words of at least two letters.")
        if view.total
        else _("Try another word, or take a filter away.")
    )
    return Screen("\n".join(lines), (*rows, *_foot(view, t)))


def _wish_lines(view: SearchView, t: Translator) -> list[str]:
    _ = t.gettext
    wish, lines = view.search.wish, []
    if wish.words:
        lines.append(_("Words: {words}").format(words=escape_html(wish.words)))
    if wish.district:
        name = escape_html(_district_name(view, wish.district, t))
        lines.append(_("District: {district}").format(district=name))
    if wish.field_id:
        field = view.process.field_called(wish.field_id)
        name = escape_html(field.names.in_language(t.language)) if field else wish.field_id
        lines.append(_("Field: {field}").format(field=name))
    if wish.state:
        lines.append(_("State: {state}").format(state=state_name(State(wish.state), t)))
    return lines


def _how_many(view: SearchView, t: Translator) -> str:
    _ = t.gettext
    order = {
        Order.SHUFFLED: _("in an order drawn for you today"),
        Order.NEWEST: _("the newest first"),
        Order.SUPPORTED: _("the most supported first"),
    }[view.search.wish.order]
    if not view.total:
        return _("No proposal fits.")
    return t.ngettext(
        "{n} proposal, {order}", "{n} proposals, {order}", view.total
    ).format(n=f"{view.total:,}", order=order)  # fmt: skip


def _line(place: int, line: FoundLine, t: Translator) -> str:
    text: str = t.gettext("{place}. {title} ({heading} · {state})").format(
        place=place,
        title=escape_html(line.proposal.content.title),
        heading=escape_html(heading_name(line.heading, t)),
        state=state_name(line.proposal.state, t),
    )
    if line.supporters:
        text += " · " + t.ngettext("{n} support", "{n} support", line.supporters).format(
            n=f"{line.supporters:,}"
        )
    return text


def _title_key(view: SearchView, line: FoundLine) -> Press:
    button = OpenFound(
        process_no=view.process.no,
        search_no=view.search.number,
        page=view.page,
        proposal_no=line.proposal.proposal_no,
    )
    return Press(shorten(line.proposal.content.title, TITLE_ON_BUTTON), button)


def _foot(view: SearchView, t: Translator) -> Rows:
    _ = t.gettext
    no, number, wish = view.process.no, view.search.number, view.search.wish
    rows: Rows = []
    keys = turning(
        view.page,
        view.pages,
        lambda page: ShowFound(process_no=no, search_no=number, page=page),
    )
    if keys:
        rows.append(tuple(keys))
    kinds = [("order", _("Order")), ("state", _("State"))]
    if view.process.fields:
        kinds.insert(0, ("field", _("Field")))
    if any(one.district_id for one in view.process.headings):
        kinds.insert(0, ("district", _("District")))
    rows.append(
        tuple(
            Press(label, ChooseFilter(process_no=no, search_no=number, kind=kind))
            for kind, label in kinds
        )
    )
    if wish.is_narrowed:
        rows.append((Press(_("Without any filter"), BrowseProposals(process_no=no)),))
    rows.append((Press(_("Home"), GoHome(process_no=no)),))
    return rows


def show_filter(view: SearchView, kind: str, page: int, t: Translator) -> Screen:
    """What a filter can be set to; the one that is set is marked."""
    _ = t.gettext
    no, number, wish = view.process.no, view.search.number, view.search.wish
    text, choices, current = {
        "district": (_("Proposals of which district?"), _districts(view, t), wish.district),
        "field": (_("Proposals of which field?"), _fields(view, t), wish.field_id),
        "state": (_("Proposals in which state?"), _states(t), wish.state),
    }.get(kind, (_("In which order?"), _orders(view, t), wish.order.value))
    shown, turns = paged(
        choices,
        page,
        CHOICES_ON_A_PAGE,
        lambda to: ChooseFilter(process_no=no, search_no=number, kind=kind, page=to),
    )
    keys: list[Key] = [
        Press(
            ("✓ " if value == current else "") + label,
            SetFilter(process_no=no, search_no=number, kind=kind, value=value),
        )
        for value, label in shown
    ]
    width = DISTRICTS_IN_A_ROW if kind == "district" else 1
    rows: Rows = [tuple(keys[at : at + width]) for at in range(0, len(keys), width)]
    if turns:
        rows.append(tuple(turns))
    rows.append((Press(_("Back"), ShowFound(process_no=no, search_no=number, page=0)),))
    return Screen(text, tuple(rows))


Choices = list[tuple[str, str]]


def _districts(view: SearchView, t: Translator) -> Choices:
    found: Choices = [("", t.gettext("All districts"))]
    if any(not one.district_id for one in view.process.headings):
        found.append((WHOLE_CITY, t.gettext("The whole city")))
    own = {one.district_id for one in view.process.headings}
    named = [
        (one.district_id, one.names.in_language(t.language))
        for one in view.process.districts
        if one.district_id in own
    ]
    return found + sorted(named, key=lambda one: one[1])


def _fields(view: SearchView, t: Translator) -> Choices:
    return [("", t.gettext("All fields"))] + [
        (one.field_id, one.names.in_language(t.language)) for one in view.process.fields
    ]


def _states(t: Translator) -> Choices:
    known = dict.fromkeys(public_state(one) for one in State)
    return [("", t.gettext("All but withdrawn and merged ones"))] + [
        (one.value, state_name(one, t)) for one in known
    ]


def _orders(view: SearchView, t: Translator) -> Choices:
    _ = t.gettext
    names = {
        Order.SHUFFLED: _("Shuffled, anew each day"),
        Order.NEWEST: _("The newest first"),
        Order.SUPPORTED: _("The most supported first"),
    }
    return [(one.value, names[one]) for one in view.orders]


def _district_name(view: SearchView, district_id: str, t: Translator) -> str:
    if district_id == WHOLE_CITY:
        return t.gettext("The whole city")
    district = view.process.district(district_id)
    return district.names.in_language(t.language) if district is not None else district_id
