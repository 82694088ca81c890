"""The commands that Telegram's menu offers, by the kind of chat, in the reader's language."""

from locales.translator import Translator


def private_commands(t: Translator) -> dict[str, str]:
    """Return name and description of each command for private chats."""
    _ = t.gettext
    return {
        "home": _("What you can do now"),
        "vote": _("Your ballots"),
        "propose": _("Hand in a proposal"),
        "proposals": _("Your proposals"),
        "search": _("Search all proposals"),
        "results": _("What was selected, and why"),
        "log": _("What was done here, for everybody to check"),
        "thread": _("Where your district talks"),
        "language": _("Choose a language"),
        "privacy": _("What is stored about you"),
        "mydata": _("Get your data"),
        "forget": _("Have your data erased"),
        "staff": _("For facilitators, managers and reviewers"),
        "help": _("Help, and the office that answers"),
    }


def group_commands(t: Translator) -> dict[str, str]:
    """Return name and description of each command for administrators of groups."""
    _ = t.gettext
    return {
        "bind": _("Bind this group to headings"),
        "card": _("The card of this thread"),
        "open": _("Open this thread"),
        "close": _("Close this thread"),
        "note": _("Pin a note in this thread"),
        "desk": _("Show a department's proposals here"),
    }
