"""What a thread shows to everybody: its card, its note, the note that closes a round."""

from collections.abc import Mapping

from deliberation.group_views import CardView, RoundClosedView, RoundView
from deliberation.phases import Deed
from deliberation.process import AGENDA_PAPERS
from deliberation.text import escape_html
from locales.dates import format_deadline, format_instant
from locales.money import format_money
from locales.translator import Translator
from screens import links
from screens.headings import heading_name, programme_name
from screens.home import phase_name
from screens.notices import tells
from screens.screen import Key, Link, Screen
from screens.statement_results import said_lines


@tells("thread-card")
def show_card(view: CardView, t: Translator) -> Screen:
    """A thread's card: what is discussed, what is on until when, and the ways in."""
    _ = t.gettext
    process, heading = view.process, view.heading
    lines: list[str] = [
        f"<b>{escape_html(heading_name(heading, t))}</b>",
        escape_html(process.names.in_language(t.language))
        + " · "
        + programme_name(heading.programme, t),
        "",
        _(
            "Here we discuss which projects are to be proposed for {heading}. Budget limit: "
            "{amount}."
        ).format(
            heading=escape_html(heading_name(heading, t)),
            amount=format_money(heading.budget_limit, process.currency, t),
        ),
    ]
    if heading.projects:
        lines.append(
            t.ngettext(
                "One project is on the list.",
                "{n} projects are on the list.",
                len(heading.projects),
            ).format(n=len(heading.projects))
        )
    lines.append("")
    lines.extend(_phase_lines(view, t))
    lines.append(_round_line(view, t))
    lines += said_lines(view.said, t)
    if view.note:
        lines += ["", "📌 <b>" + _("Note") + "</b>", *_texts(view.note, t)]
    return Screen("\n".join(lines), _card_rows(view, t), silent=True)


@tells("thread-note")
def show_note(view: CardView, t: Translator) -> Screen:
    """The facilitator's note, pinned in the thread."""
    lines = ["📌 <b>" + t.gettext("Note") + "</b>", *_texts(view.note, t)]
    return Screen("\n".join(lines), silent=True)


@tells("round-closed")
def show_closing(view: RoundClosedView, t: Translator) -> Screen:
    """How many took part in a round, and the facilitator's summary."""
    _ = t.gettext
    process, ended = view.process, view.round
    lines: list[str] = ["<b>" + _("Round {n} is closed.").format(n=ended.round_no) + "</b>"]
    lines.append(round_numbers(ended, t))
    if ended.closed is not None:
        lines.append(
            _("From {begin} to {end}").format(
                begin=format_instant(ended.opened, process.zone, t),
                end=format_instant(ended.closed, process.zone, t),
            )
        )
    if ended.summary:
        lines += ["", "<b>" + _("The facilitator's summary") + "</b>", *_texts(ended.summary, t)]
    lines += said_lines(view.said, t)
    if view.said is None:
        return Screen("\n".join(lines))
    where = links.payload(links.STATEMENTS, process.no, view.heading.no, view.thread_no)
    everything = Link(_("All statements"), links.address(view.bot_username, where))
    return Screen("\n".join(lines), ((everything,),))


def round_numbers(shown: RoundView, t: Translator) -> str:
    """Say how many messages were written by how many people."""
    if not shown.messages:
        return (
            t.gettext("Nobody has written yet.")
            if shown.closed is None
            else t.gettext("Nobody wrote anything.")
        )
    return t.gettext("Messages: {messages}, people: {people}.").format(
        messages=shown.messages, people=shown.people
    )


def _phase_lines(view: CardView, t: Translator) -> list[str]:
    _ = t.gettext
    zone, now = view.process.zone, view.now
    lines: list[str] = [
        _("Now: {phase}, until {deadline}").format(
            phase=phase_name(phase, t), deadline=format_deadline(until, zone, t, now=now)
        )
        for phase, until in view.phases
    ]
    if view.next_phase is not None and view.next_utc is not None:
        lines.append(
            _("After that: {phase}, from {when}").format(
                phase=phase_name(view.next_phase, t),
                when=format_instant(view.next_utc, zone, t, now=now),
            )
        )
    return lines


def _round_line(view: CardView, t: Translator) -> str:
    _ = t.gettext
    if view.is_open:
        return _("The thread is open: round {n}.").format(n=view.round.round_no)
    return _("🔒 The thread is closed since round {n} ended. {numbers}").format(
        n=view.round.round_no, numbers=round_numbers(view.round, t)
    )


def _card_rows(view: CardView, t: Translator) -> tuple[tuple[Key, ...], ...]:
    _ = t.gettext
    no, heading_no = view.process.no, view.heading.no
    open_now = {deed for deed, _until in view.openings}

    def link(label: str, place: str, *numbers: int) -> tuple[Key, ...]:
        url = links.address(view.bot_username, links.payload(place, *numbers))
        return (Link(label, url),)

    rows = [link(_("Join in"), links.THREAD, no, heading_no)]
    if view.said is not None or (view.is_open and Deed.OPINE in open_now):
        label = _("All statements") if view.said is not None else _("Answer statements")
        rows.append(link(label, links.STATEMENTS, no, heading_no, view.thread_no))
    if Deed.CAST_BALLOT in open_now:
        rows.append(link(_("Vote"), links.BALLOT, no, heading_no))
    if Deed.PRIORITISE in open_now:
        paper = view.process.paper(AGENDA_PAPERS + heading_no)
        place, number = (links.BALLOT, paper.no) if paper is not None else (links.HOME, 0)
        numbers = (no, number) if number else (no,)
        rows.append(link(_("Prioritise agendas"), place, *numbers))
    if Deed.PROPOSE in open_now:
        rows.append(link(_("Hand in a proposal"), links.PROPOSE, no, heading_no))
    if view.has_results:
        rows.append(link(_("Results"), links.RESULTS, no, heading_no))
    return tuple(rows)


def _texts(texts: Mapping[str, str], t: Translator) -> list[str]:
    """The text in each of its languages, the group's own first."""
    codes = sorted(texts, key=lambda code: (code != t.language, code))
    lines: list[str] = []
    for code in codes:
        if lines:
            lines.append("")
        lines.append(escape_html(texts[code]))
    return lines


def texts_preview(texts: Mapping[str, str], t: Translator) -> str:
    """A note or summary as the thread will show it, in the language that the group reads."""
    return "\n".join(_texts(texts, t))
