"""Photos and documents: asked for, counted, and shown."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from deliberation.attachment_views import FilesView, OpenedFile
from deliberation.attachments import Attachment, FileKind
from deliberation.proposal_views import DraftView
from deliberation.proposals import Part
from deliberation.text import escape_html
from locales.translator import Translator
from screens.attachment_buttons import LookAtDraftFiles, RemoveFile
from screens.buttons import Button
from screens.proposal_buttons import LeaveOpen
from screens.screen import Key, Press, Screen

Rows = list[tuple[Key, ...]]


def files_line(files: Iterable[Attachment], t: Translator) -> str:
    """Say how many photos and documents there are, of which original; '' where there are none."""
    counted: list[str] = []
    for original, some in groupby(files, key=lambda one: one.original):
        own = _counted([one.kind for one in some], t)
        if original:
            own = t.gettext("{files} ({code})").format(files=own, code=original)
        counted.append(own)
    if not counted:
        return ""
    return t.gettext("Attached: {files}").format(files=", ".join(counted))


def _counted(kinds: Sequence[FileKind], t: Translator) -> str:
    photos, papers = kinds.count(FileKind.PHOTO), kinds.count(FileKind.PDF)
    counted: list[str] = []
    if photos:
        counted.append(t.ngettext("{n} photo", "{n} photos", photos).format(n=photos))
    if papers:
        counted.append(t.ngettext("{n} PDF", "{n} PDFs", papers).format(n=papers))
    return ", ".join(counted)


def look_label(t: Translator) -> str:
    """Return what the button to photos and documents is called."""
    return t.gettext("Photos and documents")


def see_label(t: Translator) -> str:
    """Return what the button to a draft's own photos and documents is called."""
    return t.gettext("See what is attached")


def ask_for_files(view: DraftView, t: Translator) -> tuple[str, Rows]:
    """The question for photos and documents, with what is there already."""
    _ = t.gettext
    process, no, files = view.process, view.process.no, view.draft.files
    rules = process.proposals
    if view.heading is not None:
        rules = process.proposal_rules(view.heading.programme)
    lines: list[str] = [
        _(
            "<b>Photos and documents</b>\nSend photos or PDFs if you like, up to {n}. Everybody "
            "can see them: please show no faces and no number plates. Place and camera data are "
            "taken out of photos; a PDF is passed on as it is, with the names that stand in it."
        ).format(n=rules.files_most)
    ]
    label = _("Go on without any")
    if files:
        lines.append(files_line(files, t))
        label = _("That is all")
    rows: Rows = [(Press(label, LeaveOpen(process_no=no, part="files")),)]
    keys: list[Key] = [
        Press(
            _file_label(place, one, t),
            RemoveFile(process_no=no, attachment_no=one.attachment_no),
        )
        for place, one in enumerate(files, start=1)
    ]
    rows += [tuple(keys[at : at + 2]) for at in range(0, len(keys), 2)]
    if files:
        rows.append((Press(see_label(t), LookAtDraftFiles(process_no=no)),))
    return "\n\n".join(lines), rows


def _file_label(place: int, file: Attachment, t: Translator) -> str:
    _ = t.gettext
    if file.kind is FileKind.PDF:
        return _("Remove {n} (PDF)").format(n=place)
    return _("Remove {n} (photo)").format(n=place)


def attached_note(view: DraftView, t: Translator) -> str:
    """Say that a file has been taken."""
    _ = t.gettext
    text: str = _("Attached; it is kept with your draft.")
    if view.outcome == "attached-alone":
        text += " " + _("The words under it are not taken over: write them as an answer.")
    if view.draft.asking is not Part.FILES:
        text += " " + files_line(view.draft.files, t)
    return text


def show_files(view: FilesView, back: Button, t: Translator) -> tuple[Screen, ...]:
    """Photos and documents as messages, one original's after the other's, and the way back.

    Several photos make one album, on which no button can hang.
    """
    _ = t.gettext
    foot: tuple[tuple[Key, ...], ...] = ((Press(_("Back"), back),),)
    screens: list[Screen] = []
    for original, some in groupby(view.files, key=lambda one: one.original):
        screens += _shown(view, original, tuple(some), t)
    text: str = _("These are the photos and documents.")
    if any(one.kind is FileKind.PDF for one in view.files):
        text += " " + _("A PDF is passed on as it came: open it with care.")
    return (*screens, Screen(text, foot))


def _shown(
    view: FilesView, original: str, files: tuple[OpenedFile, ...], t: Translator
) -> list[Screen]:
    """What hangs on one proposal, under its number."""
    _ = t.gettext
    caption, code = escape_html(view.title), original or view.code
    if code:
        caption = _("{code} · {title}").format(code=code, title=caption)
    if original:
        caption = _("{code}, merged into {into}").format(code=original, into=view.code)
    photos = [one.content for one in files if one.kind is FileKind.PHOTO]
    papers = [one.content for one in files if one.kind is FileKind.PDF]
    screens: list[Screen] = []
    if len(photos) > 1:
        screens.append(Screen(caption, pictures=tuple(photos)))
    elif photos:
        screens.append(Screen(caption, picture=photos[0]))
    for place, content in enumerate(papers, start=1):
        name = f"{code or 'draft'}-{place}.pdf"
        screens.append(Screen(caption, document=(name, content)))
    return screens
