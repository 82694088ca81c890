"""Part one's result: what was shortlisted and why, and what other orders would give."""

from fractions import Fraction

from deliberation.agenda_count import ItemReason
from deliberation.agenda_views import ShortlistNews, ShortlistsView, ShortlistView
from deliberation.joining import joining_of
from deliberation.text import escape_html, shorten
from locales.translator import Translator
from screens import links
from screens.agenda_buttons import SendShortlistBundle, ShowShortlist, ShowShortlists
from screens.buttons import GoHome
from screens.joining import part_of
from screens.notices import tells
from screens.paging import paged
from screens.results_words import (
    decimal,
    news_lines,
    other_editions,
    process_name,
    status_lines,
    voters,
)
from screens.screen import Key, Link, Press, Screen

ON_A_PAGE = 8
NAME_MOST = 90
LABEL_MOST = 40
NEWS_MOST = 5
HEADINGS_MOST = 28


def show_shortlists(view: ShortlistsView, t: Translator) -> Screen:
    """The headings whose shortlists can be read, one's own first."""
    _ = t.gettext
    title = _("{process}: the shortlists").format(process=process_name(view.process, t))
    lines = [f"<b>{title}</b>", ""]
    rows: list[tuple[Key, ...]] = []
    for one in view.shortlists[:HEADINGS_MOST]:
        lines.append(_heading_line(one, t))
        label = shorten(one.heading.names.in_language(t.language), LABEL_MOST)
        rows.append((Press(label, _shortlist(one)),))
    rows.append((Press(_("Home"), GoHome(process_no=view.process.no)),))
    return Screen("\n".join(lines), tuple(rows))


def _heading_line(view: ShortlistView, t: Translator) -> str:
    _ = t.gettext
    mark = "" if view.is_public else "⚠️ "
    return mark + t.ngettext(
        "{heading}: {n} item of {all} goes on; {voters}",
        "{heading}: {n} items of {all} go on; {voters}",
        len(view.count.shortlist),
    ).format(
        heading="<b>" + _name(view, t) + "</b>",
        n=len(view.count.shortlist),
        all=len(view.heading.agenda),
        voters=voters(view.count.voters, t),
    )


def show_shortlist(view: ShortlistView, page: int, t: Translator) -> Screen:
    """One heading's items in the order of election, each with its reason."""
    _ = t.gettext
    lines = [*_head(view, t), ""]
    if view.count.voters:
        lines.append(
            _(
                "Votes that a place needs: {quota}. The {slots} places are shared in proportion."
            ).format(quota=decimal(view.count.quota), slots=len(view.count.shortlist))
        )
    else:
        lines.append(_("Nobody voted here. The lot decided the order."))
    lines.append("")
    shown, turning = paged(
        list(enumerate(view.count.reasons, start=1)),
        page,
        ON_A_PAGE,
        lambda to: _shortlist(view, page=to),
    )
    for at, reason in shown:
        number = f"{at}." if reason.is_listed else "·"
        name = escape_html(
            shorten(view.item(reason.item_id).names.in_language(t.language), NAME_MOST)
        )
        why = _why(view, reason, t)
        joining = joining_of(view.heading.joinings, reason.item_id)
        if joining is not None:
            why += " → " + part_of(joining.names, t)
        lines.append(_("{number} <b>{name}</b>: {why}").format(number=number, name=name, why=why))
    rows: list[tuple[Key, ...]] = []
    if turning:
        rows.append(tuple(turning))
    rows.append((Press(_("Other ways to count"), _shortlist(view, orders=True)),))
    if view.is_public:
        no, heading_no = view.process.no, view.heading.no
        bundle = SendShortlistBundle(
            process_no=no, heading_no=heading_no, edition=view.edition.number
        )
        rows.append((Press(_("Recount it yourself"), bundle),))
        rows += other_editions(
            view.edition,
            lambda n: ShowShortlist(process_no=no, heading_no=heading_no, edition=n),
            t,
        )
    rows.append((Press(_("All headings"), ShowShortlists(process_no=view.process.no)),))
    rows.append((Press(_("Home"), GoHome(process_no=view.process.no)),))
    return Screen("\n".join(lines), tuple(rows))


def _why(view: ShortlistView, reason: ItemReason, t: Translator) -> str:
    """Say why an item is, or is not, shortlisted."""
    _ = t.gettext
    weight = decimal(reason.weight)
    if not view.count.voters:
        return _("by lot") if reason.is_listed else _("not drawn")
    if not reason.ballots:
        return (
            _("takes a place that was left, though nobody ranked it")
            if reason.is_listed
            else _("nobody ranked it")
        )
    if reason.rank == 1:
        return _("elected by first ranks alone (votes: {weight})").format(weight=weight)
    if reason.rank:
        return _("elected once ranks 1 to {n} counted (votes: {weight})").format(
            n=reason.rank, weight=weight
        )
    if reason.is_listed:
        return _("takes a place that was left (votes still free: {weight})").format(weight=weight)
    if reason.weight < view.count.quota and reason.weight > Fraction(0):
        return _("not shortlisted (votes still free: {weight})").format(weight=weight)
    return _("not shortlisted: its supporters' votes had gone to items elected before")


def show_orders(view: ShortlistView, page: int, t: Translator) -> Screen:
    """What the majority's order and the simple points would give, beside the shortlist."""
    _ = t.gettext
    lines = [
        *_head(view, t),
        "",
        _(
            "The shortlist shares the places out in proportion to the voters. Beside it, without "
            "effect: the majority's order (Schulze), and the order by points (Borda)."
        ),
        "",
    ]
    listed = set(view.count.shortlist)
    borda, schulze = view.count.borda.order, view.count.schulze.order
    places = {item_id: at for at, item_id in enumerate(borda, start=1)}
    elected = {item_id: at for at, item_id in enumerate(view.count.shortlist, start=1)}
    shown, turning = paged(
        list(enumerate(schulze, start=1)),
        page,
        ON_A_PAGE,
        lambda to: _shortlist(view, orders=True, page=to),
    )
    for at, item_id in shown:
        name = escape_html(shorten(view.item(item_id).names.in_language(t.language), NAME_MOST))
        mark = "✓ " if item_id in listed else ""
        lines.append(
            mark
            + (
                _("{name}: majority {schulze}, points {borda}, shortlist {place}")
                if item_id in elected
                else _("{name}: majority {schulze}, points {borda}, not shortlisted")
            ).format(
                name=f"<b>{name}</b>",
                schulze=at,
                borda=places[item_id],
                place=elected.get(item_id, 0),
            )
        )
    if not schulze:
        lines.append(_("Nobody voted here. The lot decided the order."))
    rows: list[tuple[Key, ...]] = []
    if turning:
        rows.append(tuple(turning))
    rows.append((Press(_("The shortlist"), _shortlist(view)),))
    rows.append((Press(_("Home"), GoHome(process_no=view.process.no)),))
    return Screen("\n".join(lines), tuple(rows))


def _head(view: ShortlistView, t: Translator) -> list[str]:
    _ = t.gettext
    title = _("{heading}: the shortlist").format(heading=_name(view, t))
    lines = [f"<b>{title}</b>"]
    lines += status_lines(view.process, view.edition, t, is_proposal=False)
    lines.append(
        _("{voters} took part. The items that go on are costed and put to the vote.").format(
            voters=voters(view.count.voters, t)
        )
    )
    return lines


@tells("shortlist-news")
def show_shortlist_news(view: ShortlistNews, t: Translator) -> Screen:
    """What goes on in one's headings, and where the reasons are."""
    _ = t.gettext
    corrected = view.shortlists[0].edition
    title = (
        _("{process}: the shortlists have been corrected")
        if corrected.why
        else _("{process}: the shortlists are published")
    ).format(process=process_name(view.process, t))
    lines = [f"<b>{title}</b>", *news_lines(corrected, t)]
    few = len(view.shortlists) <= NEWS_MOST
    for one in view.shortlists[:HEADINGS_MOST]:
        lines += ["", _heading_line(one, t)] if few else [_heading_line(one, t)]
        for at, item_id in enumerate(one.count.shortlist[: NEWS_MOST if few else 0], start=1):
            name = one.item(item_id).names.in_language(t.language)
            lines.append(
                _("{number}. {name}").format(number=at, name=escape_html(shorten(name, NAME_MOST)))
            )
        left = len(one.count.shortlist) - NEWS_MOST
        if few and left > 0:
            lines.append(t.ngettext("and {n} more", "and {n} more", left).format(n=left))
    lines += ["", _("The items are now costed. After that you can vote on the projects.")]
    label = _("Shortlists and reasons")
    no = view.process.no
    key: Key
    if view.is_group:
        payload = links.payload(links.SHORTLIST, no, view.shortlists[0].heading.no)
        key = Link(label, links.address(view.bot_username, payload))
    elif len(view.shortlists) == 1:
        key = Press(label, _shortlist(view.shortlists[0]))
    else:
        key = Press(label, ShowShortlists(process_no=no))
    return Screen("\n".join(lines), ((key,),))


def _shortlist(view: ShortlistView, *, orders: bool = False, page: int = 0) -> ShowShortlist:
    return ShowShortlist(
        process_no=view.process.no,
        heading_no=view.heading.no,
        orders=orders,
        page=page,
        edition=view.edition.number if view.edition.is_replaced else 0,
    )


def _name(view: ShortlistView, t: Translator) -> str:
    return escape_html(view.heading.names.in_language(t.language))
