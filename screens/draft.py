"""Writing a proposal: one question after the other, and the preview."""

from deliberation.process import Process
from deliberation.proposal_views import DraftView
from deliberation.proposals import Content, Part
from deliberation.refusals import Refusal
from deliberation.text import escape_html
from locales.dates import format_deadline
from locales.money import format_money
from locales.translator import Translator
from screens.attachment_buttons import LookAtDraftFiles
from screens.attachments import ask_for_files, attached_note, see_label
from screens.buttons import GoHome
from screens.draft_questions import question
from screens.headings import heading_name
from screens.proposal import content_lines
from screens.proposal_buttons import (
    AskPart,
    ChooseField,
    ChooseHeading,
    ChoosePlace,
    ConfirmCost,
    DropDraft,
    LeaveOpen,
    LeavePart,
    PauseDraft,
    ResumeDraft,
    SendProposal,
)
from screens.proposal_events import part_name
from screens.public_names import name_line, naming_key
from screens.refusals import refusal_text
from screens.screen import Key, Press, Screen

TITLE_ON_BUTTON = 30
Rows = list[tuple[Key, ...]]


def show_draft(view: DraftView, t: Translator) -> Screen:
    """What is asked now, or the preview."""
    notes = _notes(view, t)
    if view.is_closed:
        return _show_closed(view, t)
    if view.draft.asking is None:
        return _show_preview(view, t, notes)
    asked, rows = _question(view, view.draft.asking, t)
    return Screen("\n\n".join([*notes, asked]), (*rows, *_foot(view, t)))


def show_draft_refused(view: DraftView, refusal: Refusal, t: Translator) -> Screen:
    """Why an answer cannot be used, and the same question again."""
    return show_files_refused(view, (refusal,), t)


def show_files_refused(view: DraftView, refusals: tuple[Refusal, ...], t: Translator) -> Screen:
    """Why some of several files cannot be used, each reason once, and the same question again."""
    screen = show_draft(view, t)
    reasons = dict.fromkeys(refusal_text(one, t) for one in refusals)
    return Screen("\n\n".join([*reasons, screen.text]), screen.rows)


def show_text_needed(view: DraftView, t: Translator) -> Screen:
    """A voice message, picture or sticker came where words are needed."""
    _ = t.gettext
    screen = show_draft(view, t)
    text = _("I can only use written text here. Your draft is as it was.")
    return Screen(f"{text}\n\n{screen.text}", screen.rows)


def show_pause(view: DraftView, t: Translator) -> Screen:
    """The draft is kept; going on, dropping it, or home."""
    _ = t.gettext
    no = view.process.no
    title = view.draft.content.title
    lines: list[str] = [_("Your draft is kept. You can go on at any time with /propose.")]
    if title:
        lines.append("<b>" + escape_html(title) + "</b>")
    if view.until_utc is not None:
        lines.append(_("It can be handed in until {deadline}.").format(deadline=_until(view, t)))
    return Screen(
        "\n".join(lines),
        (
            (Press(_("Go on with your draft"), ResumeDraft(process_no=no)),),
            (Press(_("Drop the draft"), DropDraft(process_no=no, token=view.draft.token)),),
            (Press(_("Keep it, go home"), GoHome(process_no=no)),),
        ),
    )


def show_dropped(process: Process, was_there: bool, t: Translator) -> Screen:
    """The draft is gone."""
    _ = t.gettext
    text = _("Your draft was erased.") if was_there else _("There is no draft any more.")
    return Screen(text, ((Press(_("Home"), GoHome(process_no=process.no)),),))


def show_no_draft(process: Process, t: Translator) -> Screen:
    """Nothing has been begun that could be stopped."""
    _ = t.gettext
    return Screen(
        _("Nothing is under way that could be stopped."),
        ((Press(_("Home"), GoHome(process_no=process.no)),),),
    )


def _until(view: DraftView, t: Translator) -> str:
    if view.until_utc is None:
        return ""
    return format_deadline(view.until_utc, view.process.zone, t, now=view.now)


def _notes(view: DraftView, t: Translator) -> list[str]:
    _ = t.gettext
    notes: list[str] = []
    if view.outcome == "resumed":
        notes.append(_("Your draft is here as you left it."))
    elif view.outcome == "placed":
        place = escape_html(view.draft.content.place)
        notes.append(_("Noted as the place: {place}.").format(place=place))
    elif view.outcome in ("attached", "attached-alone"):
        notes.append(attached_note(view, t))
    elif view.outcome == "changed":
        notes.append(_("Your edited message is taken over into the draft."))
    if view.phone_in:
        notes.append(
            _(
                "There is a phone number in what you wrote. Proposals are public: better take it "
                "out, we can reach you here."
            )
        )
    return notes


def _question(view: DraftView, part: Part, t: Translator) -> tuple[str, Rows]:
    _ = t.gettext
    no = view.process.no
    if part is Part.HEADING:
        heading_rows: Rows = [
            (Press(heading_name(one, t), ChooseHeading(process_no=no, heading_no=one.no)),)
            for one in view.headings
        ]
        return question(part, t), heading_rows
    if part is Part.COST and view.draft.readings:
        return _ask_amount(view, t)
    if part is Part.FILES:
        return ask_for_files(view, t)
    rows: Rows = []
    if part is Part.PLACE:
        if view.nearby:
            return _ask_nearby(view, t)
        rows.append((Press(_("No particular place"), LeaveOpen(process_no=no, part=part)),))
    elif part is Part.COST:
        rows.append((Press(_("I do not know"), LeaveOpen(process_no=no, part=part)),))
    elif part is Part.FIELD:
        keys: list[Key] = [
            Press(
                field.names.in_language(t.language),
                ChooseField(process_no=no, field=field.field_id),
            )
            for field in view.process.fields
        ]
        rows += [tuple(keys[at : at + 2]) for at in range(0, len(keys), 2)]
        rows.append((Press(_("None of these"), LeaveOpen(process_no=no, part=part)),))
    return _asking(view, part, t), rows


def _asking(view: DraftView, part: Part, t: Translator) -> str:
    _ = t.gettext
    asked = question(part, t)
    before = _before(view.draft.content, part)
    if before and part in view.draft.answered:
        asked += "\n\n" + _("So far: {text}").format(text=escape_html(before))
    return asked


def _before(content: Content, part: Part) -> str:
    return {
        Part.TITLE: content.title,
        Part.PROBLEM: content.problem,
        Part.IDEA: content.idea,
        Part.PLACE: content.place,
    }.get(part, "")


def _ask_amount(view: DraftView, t: Translator) -> tuple[str, Rows]:
    _ = t.gettext
    no, currency = view.process.no, view.process.currency
    amounts = [(one, format_money(one, currency, t)) for one in view.draft.readings]
    again = Press(_("No, write it again"), AskPart(process_no=no, part=Part.COST))
    if len(amounts) == 1:
        cost, shown = amounts[0]
        text = _("{amount}, right?").format(amount="<b>" + shown + "</b>")
        return text, [(Press(_("Yes"), ConfirmCost(process_no=no, cost=cost)),), (again,)]
    rows: Rows = [
        (Press(shown, ConfirmCost(process_no=no, cost=cost)),) for cost, shown in amounts
    ]
    return _("That can be read in two ways. Which one do you mean?"), [*rows, (again,)]


def _ask_nearby(view: DraftView, t: Translator) -> tuple[str, Rows]:
    _ = t.gettext
    rows: Rows = []
    for district_id in view.nearby:
        district = view.process.district(district_id)
        if district is not None:
            button = ChoosePlace(process_no=view.process.no, district=district_id)
            rows.append((Press(district.names.in_language(t.language), button),))
    return _("That is close to a border. Which district is it in?"), rows


def _foot(view: DraftView, t: Translator) -> Rows:
    _ = t.gettext
    no = view.process.no
    keys: list[Key] = []
    asking = view.draft.asking
    if asking is not None and asking in view.draft.answered - {Part.FILES}:
        keys.append(Press(_("Leave it as it was"), LeavePart(process_no=no)))
    keys.append(Press(_("Stop for now"), PauseDraft(process_no=no)))
    return [tuple(keys)]


def _show_preview(view: DraftView, t: Translator, notes: list[str]) -> Screen:
    _ = t.gettext
    process, draft = view.process, view.draft
    head: str = _("This is how your proposal will read. It has not been handed in yet.")
    if draft.revises:
        head = _("This is how your proposal will read. The changes are not saved yet.")
    text = "\n".join(content_lines(process, view.heading, draft.content, t, draft.files))
    tail: str = _("You can hand it in until {deadline}.").format(deadline=_until(view, t))
    if draft.revises:
        tail = _("You can save changes until {deadline}.").format(deadline=_until(view, t))
    parts = [part for part in Part if part is not Part.FIELD or process.fields]
    if not draft.takes_files:
        parts.remove(Part.FILES)
    if draft.revises or len(view.headings) < 2:
        parts.remove(Part.HEADING)
    keys: list[Key] = [
        Press(
            _("✎ {part}").format(part=part_name(part, t)),
            AskPart(process_no=process.no, part=part),
        )
        for part in parts
    ]
    label = _("Save the changes") if draft.revises else _("Hand it in")
    rows: Rows = [(Press(label, SendProposal(process_no=process.no, token=draft.token)),)]
    rows += [tuple(keys[at : at + 3]) for at in range(0, len(keys), 3)]
    if not draft.revises:
        tail = name_line(draft.naming, t) + "\n" + tail
        rows.append((naming_key(process.no, draft.naming, t),))
    if draft.files:
        rows.append((Press(see_label(t), LookAtDraftFiles(process_no=process.no)),))
    return Screen("\n\n".join([*notes, head, text, tail]), (*rows, *_foot(view, t)))


def _show_closed(view: DraftView, t: Translator) -> Screen:
    _ = t.gettext
    no = view.process.no
    text: str = _("This draft can no longer be handed in: the time for it is over.")
    if view.draft.revises:
        text = _("The time for changes is over. Your proposal stands as it was handed in.")
    title = view.draft.content.title
    return Screen(
        f"{text}\n\n<b>{escape_html(title)}</b>" if title else text,
        (
            (Press(_("Drop the draft"), DropDraft(process_no=no, token=view.draft.token)),),
            (Press(_("Home"), GoHome(process_no=no)),),
        ),
    )
