"""The managers' desk of part one: what is open, counted and public, and what can be confirmed."""

from collections.abc import Sequence

from deliberation.agenda_views import AgendaDeskView, ShortlistSummary, ShortlistView
from deliberation.motion_views import MotionView
from deliberation.phases import Vote
from deliberation.process import Heading
from deliberation.staff_views import StaffView
from deliberation.text import escape_html, shorten
from locales.translator import Translator
from screens.agenda_buttons import MoveShortlist, ShowAgendaDesk, ShowCosting, ShowShortlists
from screens.buttons import ShowStaff
from screens.correction import corrects, said_of
from screens.motions import describes
from screens.notices import tells
from screens.results_buttons import AskSeed, StartCorrection
from screens.results_words import process_name, voters
from screens.screen import Key, Press, Screen
from screens.staff import Rows, offers

HASH_DIGITS = 16
HEADINGS_MOST = 28
NAME_MOST = 40
ITEMS_MOST = 3
# With more headings than this, names are shorter, so that all still fit into one message.
FEW_HEADINGS, SHORT_NAME_MOST = 14, 20


@offers("manager", place=50)
def agenda_keys(view: StaffView, t: Translator) -> Rows:
    """The way to the desk, where a heading has an agenda."""
    if not any(heading.agenda for heading in view.process.headings):
        return ()
    return ((Press(t.gettext("Priority vote"), ShowAgendaDesk(process_no=view.process.no)),),)


def show_agenda_desk(view: AgendaDeskView, t: Translator) -> Screen:
    """What is open, counted and public of part one, and what a manager can do next."""
    _ = t.gettext
    no = view.process.no
    title = _("{process}: priority vote").format(process=process_name(view.process, t))
    lines = [f"<b>{title}</b>"]
    rows: list[tuple[Key, ...]] = []
    if view.open_headings:
        lines.append(
            _("Not closed yet: {headings}.").format(headings=_names(view.open_headings, t))
        )
    if view.uncounted:
        lines.append(
            _("Closed and not counted yet: {headings}.").format(headings=_names(view.uncounted, t))
        )
    if view.seed is None:
        source = escape_html(view.process.seed_source.in_language(t.language))
        lines.append(
            _("Seed of the lots: not known yet. Announced source: {source}").format(source=source)
        )
    if view.may_enter_seed:
        rows.append(
            (Press(_("Enter the seed"), AskSeed(process_no=no, vote=Vote.AGENDA)),),
        )
    if view.summary is not None:
        lines += ["", _("Counted and not public yet:"), *summary_lines(view.summary, t)]
        rows.append((Press(_("See it in full"), ShowShortlists(process_no=no)),))
        if view.managers > 1:
            lines += ["", _("It becomes public once you move it and another manager agrees.")]
            seen = view.summary.sha256[:HASH_DIGITS]
            rows.append((Press(_("Move to publish"), MoveShortlist(process_no=no, seen=seen)),))
        else:
            lines += ["", _("Publishing needs two managers, and you are the only one.")]
    if view.public:
        lines += ["", _("Public: {headings}.").format(headings=_names(view.public, t))]
        rows.append((Press(_("Shortlists"), ShowShortlists(process_no=no)),))
        rows.append((Press(_("Costs"), ShowCosting(process_no=no)),))
        if not any(heading.projects for heading in view.public):
            correct = StartCorrection(process_no=no, vote=Vote.AGENDA)
            rows.append((Press(_("Correct the shortlists"), correct),))
    rows.append((Press(_("For staff"), ShowStaff(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def summary_lines(
    summary: ShortlistSummary, t: Translator, *, with_hash: bool = True
) -> list[str]:
    """Return what would be public: a line for each heading, and the hash over all."""
    _ = t.gettext
    most = NAME_MOST if len(summary.shortlists) <= FEW_HEADINGS else SHORT_NAME_MOST
    changed = summary.confirmed.changed
    lines = [
        ("✱ " if one.heading.no in changed else "") + _summary_line(one, most, t)
        for one in summary.shortlists[:HEADINGS_MOST]
    ]
    left = len(summary.shortlists) - HEADINGS_MOST
    if left > 0:
        lines.append(
            t.ngettext("and {n} heading more", "and {n} headings more", left).format(n=left)
        )
    lines.append(_("Seed of the lots: {seed}").format(seed=_code(summary.seed)))
    if with_hash:
        digits = _code(summary.confirmed.whole_sha256[:HASH_DIGITS])
        lines.append(_("Hash of these shortlists: {hash}").format(hash=digits))
    return lines


def _summary_line(one: ShortlistView, most: int, t: Translator) -> str:
    _ = t.gettext
    names = [
        escape_html(shorten(one.item(item_id).names.in_language(t.language), most))
        for item_id in one.count.shortlist[:ITEMS_MOST]
    ]
    line = t.ngettext(
        "{heading}: {n} item, {voters}: {names}",
        "{heading}: {n} items, {voters}: {names}",
        len(one.count.shortlist),
    )
    more = "…" if len(one.count.shortlist) > ITEMS_MOST else ""
    return line.format(
        heading=escape_html(shorten(one.heading.names.in_language(t.language), most)),
        n=len(one.count.shortlist),
        voters=voters(one.count.voters, t),
        names=", ".join(names) + more,
    )


@describes("shortlist")
def what_is_published(view: MotionView, t: Translator) -> str:
    """What a motion would make public."""
    _ = t.gettext
    if not isinstance(view.subject, ShortlistSummary):
        return _("Publishing the shortlists.")
    lines = summary_lines(view.subject, t, with_hash=False)  # the motion shows it
    return "\n".join([_("Publish these shortlists:"), *lines])


@corrects(ShortlistSummary)
def correction_lines(summary: ShortlistSummary, t: Translator) -> list[str]:
    """Return what a correction would say, and why."""
    confirmed = summary.confirmed
    return [*said_of(confirmed.why, confirmed.changed, t), *summary_lines(summary, t)]


@describes("correct-shortlist")
def what_is_corrected(view: MotionView, t: Translator) -> str:
    """What a motion would correct, and why."""
    _ = t.gettext
    if not isinstance(view.subject, ShortlistSummary):
        return _("Correcting the published shortlists.")
    return "\n".join([_("Correct the published shortlists:"), *correction_lines(view.subject, t)])


@tells("shortlist-counted")
def tell_counted(view: ShortlistSummary, t: Translator) -> Screen:
    """Every priority vote that has closed is counted."""
    _ = t.gettext
    text = _(
        "{process}: the priority votes are counted. Two managers can publish the shortlists."
    ).format(process=process_name(view.process, t))
    desk = Press(_("Priority vote"), ShowAgendaDesk(process_no=view.process.no))
    return Screen("\n".join([text, "", *summary_lines(view, t)]), ((desk,),))


def _names(headings: Sequence[Heading], t: Translator) -> str:
    return ", ".join(
        escape_html(shorten(one.names.in_language(t.language), NAME_MOST))
        for one in headings[:HEADINGS_MOST]
    )


def _code(text: str) -> str:
    return "<code>" + escape_html(text) + "</code>"
