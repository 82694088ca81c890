"""Answers to what nobody asked for: short, plain, with the way home."""

from deliberation.process import Process
from deliberation.text import escape_html, shorten
from locales.translator import Translator
from screens.buttons import GoHome, ShowHelp
from screens.commands import private_commands
from screens.proposal_refusals import personal_number_text
from screens.screen import Key, Press, Screen

COMMAND_LENGTH = 32


def show_unknown_command(command: str, t: Translator, process: Process | None) -> Screen:
    """A command that there is none of, and those that there are."""
    _ = t.gettext
    lines = [
        _("There is no command {command}. These I know:").format(
            command=escape_html(shorten(command, COMMAND_LENGTH))
        ),
        *(f"/{name} – {text}" for name, text in private_commands(t).items()),
    ]
    return _with_way_home("\n".join(lines), t, process)


def show_forwarded_command(t: Translator, process: Process | None) -> Screen:
    """A forwarded command counts for nobody."""
    _ = t.gettext
    text = _(
        "A forwarded command does nothing here. If you want this yourself, type it or use the "
        "buttons."
    )
    return _with_way_home(text, t, process)


def show_through_bot(t: Translator, process: Process | None) -> Screen:
    """A message made by another bot is not the person's own word."""
    text = t.gettext("That was made by another bot, so it was not used. Please type it yourself.")
    return _with_way_home(text, t, process)


def show_edit_ignored(t: Translator, process: Process | None) -> Screen:
    """An edited message changes nothing any more."""
    _ = t.gettext
    text = _(
        "Your edit changed nothing here: what you sent first has been dealt with. Please send it "
        "anew, or use the buttons."
    )
    return _with_way_home(text, t, process)


def show_personal_number(
    kind: str, was_deleted: bool, t: Translator, process: Process | None
) -> Screen:
    """A number came that may not be taken: what it was, and what was done."""
    _ = t.gettext
    text = personal_number_text(kind, t)
    if was_deleted:
        text += "\n\n" + _("I have deleted your message from this chat.")
    else:
        text += "\n\n" + _("I could not delete your message. Please delete it in this chat.")
    return _with_way_home(text, t, process)


def show_nothing_to_cancel(t: Translator, process: Process | None) -> Screen:
    """Nothing is under way that could be stopped."""
    return _with_way_home(t.gettext("Nothing is under way that could be stopped."), t, process)


def show_not_used(kind: str, t: Translator, process: Process | None) -> Screen:
    """A sticker, a voice message, a file and the like."""
    return _with_way_home(_not_used(kind, t), t, process)


def _not_used(kind: str, t: Translator) -> str:
    _ = t.gettext
    texts = {
        "voice": _("I cannot listen to recordings. Please write, or use the buttons."),
        "picture": _("I cannot use pictures or videos here; none was stored. Please write."),
        "file": _("No file is asked for here, so it was not opened and not stored."),
        "contact": _("We need no phone numbers; the contact was not stored."),
        "poll": _("Polls and games do nothing here. Votes are cast with the buttons."),
        "sticker": _("I cannot read stickers. Please write, or use the buttons."),
        "place": _("No place is asked for here; it was not stored."),
    }
    return texts.get(kind) or _("I cannot use that here. Please write, or use the buttons.")


def _with_way_home(text: str, t: Translator, process: Process | None) -> Screen:
    if process is None:
        return Screen(text)
    _ = t.gettext
    keys: tuple[Key, ...] = (
        Press(_("Home"), GoHome(process_no=process.no)),
        Press(_("Help"), ShowHelp(process_no=process.no)),
    )
    return Screen(text, (keys,))
