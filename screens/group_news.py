"""What is told of groups: bound, lost, without rights, a topic gone."""

from deliberation.group_views import GroupNewsView
from deliberation.process import Process
from deliberation.text import escape_html
from locales.translator import Translator
from screens.group_buttons import MakeTopics, ShowBinding, ShowGroup
from screens.headings import heading_name
from screens.notices import tells
from screens.screen import Key, Press, Screen


@tells("group-bound")
def show_greeting(view: GroupNewsView, t: Translator) -> Screen:
    """What a group is told when it is bound: what is discussed, and what the bot sees."""
    _ = t.gettext
    names = ", ".join(escape_html(heading_name(heading, t)) for heading in view.headings)
    text = _(
        "This group now discusses {headings} for {process}.\n\n"
        "I can read what is written here. I count messages and people for each round and keep "
        "neither words nor names. Messages with resident registration numbers are deleted."
    ).format(headings=names, process=f"<b>{_name(view.process, t)}</b>")
    return Screen(text)


@tells("group-lost")
def show_lost(view: GroupNewsView, t: Translator) -> Screen:
    """The bot is no longer in a group."""
    text = t.gettext(
        "I am no longer in {group}. Nothing is announced there until you add me again as an "
        "administrator; the threads are kept."
    ).format(group=_title(view))
    return Screen(text, (_look(view, t),))


@tells("group-rights")
def show_rights(view: GroupNewsView, t: Translator) -> Screen:
    """The bot has lost rights in a group."""
    text = t.gettext("My rights in {group} have changed.").format(group=_title(view))
    return Screen(f"{text}\n\n{missing_text(view.missing, t)}", (_look(view, t),))


@tells("group-found")
def show_found(view: GroupNewsView, t: Translator) -> Screen:
    """A facilitator has brought the bot into a group that is not bound yet."""
    _ = t.gettext
    text = _("I am now in {group}. Shall it be bound to {process}?").format(
        group=_title(view), process=_name(view.process, t)
    )
    key = Press(_("Choose the headings"), ShowBinding(process_no=view.process.no, page=0))
    return Screen(text, ((key,),))


@tells("topic-gone")
def show_topic_gone(view: GroupNewsView, t: Translator) -> Screen:
    """A topic has been deleted: offer to make it anew."""
    _ = t.gettext
    name = escape_html(heading_name(view.heading, t)) if view.heading is not None else ""
    text = _(
        "The topic of {heading} in {group} is gone: somebody deleted it. Make it anew?"
    ).format(heading=f"<b>{name}</b>", group=_title(view))
    key = Press(
        _("Make it anew"),
        MakeTopics(process_no=view.process.no, chat_id=view.chat_id, thread_no=view.thread_no),
    )
    return Screen(text, ((key,), _look(view, t)))


@tells("for-facilitators")
def show_hint(_view: object, t: Translator) -> Screen:
    """Somebody used a facilitator's command in a group."""
    return Screen(t.gettext("That command is for facilitators. What you can do yourself: /home"))


def missing_text(missing: tuple[str, ...], t: Translator) -> str:
    """Say which rights the bot lacks, what each is for, and how to give it."""
    _ = t.gettext
    words = {
        "can_manage_topics": _("Manage topics – to make, close and open threads"),
        "can_pin_messages": _("Pin messages – for cards and notes"),
        "can_delete_messages": _("Delete messages – to take personal numbers off"),
        "can_invite_users": _("Invite users – to show citizens the way in"),
    }
    lines = [_("I lack these rights:"), *(f"• {words.get(right, right)}" for right in missing)]
    how = _(
        "To give them, open the group's settings → Administrators → my name (add me there if I "
        "am missing), switch them on and save."
    )
    return "\n".join(lines) + "\n" + how


def _look(view: GroupNewsView, t: Translator) -> tuple[Key, ...]:
    button = ShowGroup(process_no=view.process.no, chat_id=view.chat_id)
    return (Press(t.gettext("Look at the group"), button),)


def _title(view: GroupNewsView) -> str:
    return f"<b>{escape_html(view.title)}</b>"


def _name(process: Process, t: Translator) -> str:
    return escape_html(process.names.in_language(t.language))
