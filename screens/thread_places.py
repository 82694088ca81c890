"""Where a citizen talks: the threads of their headings and the way in."""

from deliberation.group_views import GroupNewsView, ThreadPlace, ThreadPlacesView
from deliberation.process import Process
from deliberation.text import escape_html
from locales.translator import Translator
from screens import links
from screens.buttons import GoHome, ShowDistricts
from screens.headings import heading_name
from screens.notices import tells
from screens.screen import Key, Link, Press, Screen
from screens.statement_buttons import ShowStatements
from screens.welcome import office_lines


def show_places(view: ThreadPlacesView, t: Translator) -> Screen:
    """The threads in which the person can talk, and how to come in."""
    _ = t.gettext
    process = view.process
    lines: list[str] = []
    rows: list[tuple[Key, ...]] = []
    for place in view.places:
        lines.append(_place_lines(place, t))
        rows.extend(_place_rows(place, t))
        rows.extend(_statement_rows(process, place, t))
    if not view.places:
        lines.append(_nothing(view, t))
    elif any(not _can_come_in(place) for place in view.places):
        lines.append(_("The office can let you in:") + "\n" + office_lines(process, t))
    if process.districts and not view.district:
        key = Press(
            _("Choose your district"), ShowDistricts(process_no=process.no, page=0, then="")
        )
        rows.append((key,))
    rows.append((Press(_("Home"), GoHome(process_no=process.no)),))
    return Screen("\n\n".join(lines), tuple(rows))


def _place_lines(place: ThreadPlace, t: Translator) -> str:
    _ = t.gettext
    name = f"<b>{escape_html(heading_name(place.heading, t))}</b>"
    group = escape_html(place.group_title)
    lines: list[str] = [
        _("{heading} is discussed in the group {group}.").format(heading=name, group=group)
    ]
    if not place.is_open:
        lines.append(_("The thread is closed at the moment; you can read it."))
    if place.is_inside:
        return "\n".join(lines)
    if place.invite_link and place.door == "asks":
        lines.append(_("Ask to join with the first key: you are let in at once. Then open it."))
    elif place.invite_link:
        lines.append(_("Join the group with the first key, then open the thread."))
    elif not place.is_public:
        lines.append(_("You are not in this group yet, and I may not invite anybody there."))
    return "\n".join(lines)


def _place_rows(place: ThreadPlace, t: Translator) -> list[tuple[Key, ...]]:
    _ = t.gettext
    name = heading_name(place.heading, t)
    keys: list[Key] = []
    if not place.is_inside and place.invite_link:
        keys.append(Link(_("Join: {heading}").format(heading=name), place.invite_link))
    if place.url and _can_come_in(place):
        keys.append(Link(_("Thread: {heading}").format(heading=name), place.url))
    return [(key,) for key in keys]


def _statement_rows(process: Process, place: ThreadPlace, t: Translator) -> list[tuple[Key, ...]]:
    _ = t.gettext
    label = {
        "open": _("Answer statements: {heading}"),
        "closed": _("What was said: {heading}"),
    }.get(place.statements)
    if label is None:
        return []
    button = ShowStatements(process_no=process.no, thread_no=place.thread_no)
    return [(Press(label.format(heading=heading_name(place.heading, t)), button),)]


def _can_come_in(place: ThreadPlace) -> bool:
    return place.is_inside or place.is_public or bool(place.invite_link)


def _nothing(view: ThreadPlacesView, t: Translator) -> str:
    _ = t.gettext
    if view.wanted is not None:
        return _("There is no thread for {heading} yet.").format(
            heading=f"<b>{escape_html(heading_name(view.wanted, t))}</b>"
        )
    return _("There is no thread for you yet. We open it here as soon as there is one.")


def show_register_first(
    process: Process, heading_no: int, bot_username: str, t: Translator
) -> Screen:
    """Somebody asked to join a group and has not read the notice yet."""
    _ = t.gettext
    text = _(
        "You asked to join a group of {process}. Please read the short notice first; then you "
        "are let in."
    ).format(process=f"<b>{escape_html(process.names.in_language(t.language))}</b>")
    url = links.address(bot_username, links.payload(links.THREAD, process.no, heading_no))
    return Screen(text, ((Link(_("Read the notice"), url),),))


def show_let_in(title: str, t: Translator) -> Screen:
    """A request to join was approved."""
    text = t.gettext("You are in: {group}. Welcome.").format(group=f"<b>{escape_html(title)}</b>")
    return Screen(text)


@tells("number-hidden")
def show_number_hidden(view: GroupNewsView, t: Translator) -> Screen:
    """A message was deleted because of a personal number; the number is not repeated."""
    text = t.gettext(
        "A message in {group} was deleted because it contained a resident registration or "
        "passport number. Such numbers may not be taken here. You can write it again without "
        "the number."
    ).format(group=f"<b>{escape_html(view.title)}</b>")
    return Screen(text)


@tells("number-seen")
def show_number_seen(view: GroupNewsView, t: Translator) -> Screen:
    """A message with a personal number stands where the bot may not delete it."""
    return Screen(
        t.gettext(
            "A message here contains a resident registration or passport number. Please delete "
            "it: I may not do so in this group."
        )
    )
