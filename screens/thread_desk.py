"""A thread as its facilitator sees it: card, closing and opening, note and summary."""

from deliberation.group_views import ThreadView
from deliberation.refusals import Refusal
from deliberation.text import escape_html
from deliberation.thread_words import NOTE, WordsView
from locales.dates import format_instant
from locales.translator import Translator, languages
from screens.group_buttons import (
    CancelWords,
    CloseThread,
    MakeTopics,
    OpenThread,
    PostCard,
    RemoveNote,
    SendWords,
    ShowGroup,
    ShowThreadDesk,
    SkipLanguage,
    WriteNote,
    WriteSummary,
)
from screens.group_news import missing_text
from screens.headings import heading_name
from screens.refusals import refusal_text
from screens.screen import Key, Link, Press, Screen
from screens.statement_buttons import ShowStatementDesk
from screens.threads import round_numbers, texts_preview


def show_desk(view: ThreadView, t: Translator) -> Screen:
    """A thread's state and what its facilitator can do now."""
    _ = t.gettext
    lines: list[str] = [
        f"<b>{escape_html(heading_name(view.heading, t))}</b> · {escape_html(view.group_title)}"
    ]
    outcome = outcome_text(view, t)
    if outcome:
        lines.append(outcome)
    lines.append("")
    lines.append(_state_line(view, t))
    lines.append(round_numbers(view.round, t))
    if view.note:
        lines += ["", "📌 " + texts_preview(view.note, t)]
    if view.missing:
        lines += ["", missing_text(view.missing, t)]
    return Screen("\n".join(lines), _desk_rows(view, t))


def outcome_text(view: ThreadView, t: Translator) -> str:
    """Say what was just done."""
    _ = t.gettext
    return {
        "card": _("The card is posted and pinned."),
        "note": _("The note is pinned and stands on the card."),
        "note-removed": _("The note is removed."),
        "closed": _("The round is closed; the thread was told the numbers."),
        "closed-already": _("The thread was closed already."),
        "opened": _("The thread is open for its next round."),
        "open-already": _("The thread was open already."),
        "summary": _("The summary stands under the closing note."),
    }.get(view.outcome, "")


def show_note_help(t: Translator) -> Screen:
    """How /note is used in a thread."""
    return Screen(
        t.gettext(
            "Please write the note behind the command, for example: /note We meet on Friday at "
            "7 p.m."
        )
    )


def show_ask_words(view: WordsView, t: Translator) -> Screen:
    """Ask for a note or a summary in one language."""
    _ = t.gettext
    name = next((one.name for one in languages() if one.code == view.language), view.language)
    text = (
        _("Please write the note for {heading} in this language: {language}.")
        if view.kind == NOTE
        else _("Please write the summary of the round in {heading} in this language: {language}.")
    ).format(heading=_heading(view, t), language=f"<b>{name}</b>")
    return Screen(
        text,
        (
            (Press(_("Not in this language"), SkipLanguage(language=view.language)),),
            (Press(_("Cancel"), CancelWords(thread_no=view.thread.thread_no)),),
        ),
    )


def show_words_refused(view: WordsView, refusal: Refusal, t: Translator) -> Screen:
    """The words cannot be taken: why, and the question again."""
    asked = show_ask_words(view, t)
    return Screen(f"{refusal_text(refusal, t)}\n\n{asked.text}", asked.rows)


def show_words(view: WordsView, t: Translator) -> Screen:
    """A note or a summary before it is sent."""
    _ = t.gettext
    question = (
        _("Pin this note in {heading}?")
        if view.kind == NOTE
        else _("Add this summary in {heading}?")
    ).format(heading=_heading(view, t))
    return Screen(
        f"{question}\n\n{texts_preview(view.texts, t)}",
        (
            (Press(_("Send"), SendWords(thread_no=view.thread.thread_no)),),
            (Press(_("Cancel"), CancelWords(thread_no=view.thread.thread_no)),),
        ),
    )


def show_no_words(view: WordsView, t: Translator) -> Screen:
    """Nothing was written in any language."""
    _ = t.gettext
    key = Press(_("Back"), ShowThreadDesk(thread_no=view.thread.thread_no))
    return Screen(_("Nothing was written, so nothing was sent."), ((key,),))


def _heading(view: WordsView, t: Translator) -> str:
    return f"<b>{escape_html(heading_name(view.thread.heading, t))}</b>"


def _state_line(view: ThreadView, t: Translator) -> str:
    _ = t.gettext
    since = format_instant(view.round.opened, view.process.zone, t)
    if view.state == "queued":
        return _("The topic is being made.")
    if view.state in ("wanted", "gone", "refused", "uncertain"):
        return _("There is no topic yet.")
    if view.is_open:
        return _("Open: round {n}, since {when}").format(n=view.round.round_no, when=since)
    return _("Closed: round {n} has ended.").format(n=view.round.round_no)


def _desk_rows(view: ThreadView, t: Translator) -> tuple[tuple[Key, ...], ...]:
    _ = t.gettext
    no, round_no = view.thread_no, view.round.round_no
    rows: list[tuple[Key, ...]] = []
    if view.state in ("made", "whole"):
        label = _("Bring the card up to date") if view.has_card else _("Post the card")
        rows.append((Press(label, PostCard(thread_no=no)),))
        if view.is_open:
            rows.append(
                (Press(_("Close the round"), CloseThread(thread_no=no, round_no=round_no)),)
            )
        else:
            rows.append((Press(_("Open again"), OpenThread(thread_no=no, round_no=round_no)),))
            summary = _("Change the summary") if view.round.summary else _("Write a summary")
            rows.append((Press(summary, WriteSummary(thread_no=no, round_no=round_no)),))
        note: list[Key] = [
            Press(_("Change the note") if view.note else _("Pin a note"), WriteNote(thread_no=no))
        ]
        if view.note:
            note.append(Press(_("Remove the note"), RemoveNote(thread_no=no)))
        rows.append(tuple(note))
        if view.statements is not None:
            handed_in = _("Statements ({n})").format(n=view.statements)
            rows.append((Press(handed_in, ShowStatementDesk(thread_no=no)),))
        if view.url:
            rows.append((Link(_("Go to the thread"), view.url),))
    elif view.state != "queued":
        make = MakeTopics(process_no=view.process.no, chat_id=view.chat_id, thread_no=no)
        rows.append((Press(_("Make the topic"), make),))
    back = ShowGroup(process_no=view.process.no, chat_id=view.chat_id)
    rows.append((Press(_("Back"), back),))
    return tuple(rows)
