"""What managers read when something could not be told."""

from deliberation.delivery_views import TroubleView, UncertainView
from deliberation.text import escape_html
from locales.translator import Translator
from screens.group_news import missing_text
from screens.notices import tells
from screens.screen import Screen

_RIGHT_FOR = {
    "create-topic": "can_manage_topics",
    "rename-topic": "can_manage_topics",
    "close-topic": "can_manage_topics",
    "reopen-topic": "can_manage_topics",
    "pin": "can_pin_messages",
    "unpin": "can_pin_messages",
    "delete-message": "can_delete_messages",
}


@tells("delivery-trouble")
def show_trouble(view: TroubleView, t: Translator) -> Screen:
    """Telegram refuses to deliver to a chat: why, and what to do."""
    _ = t.gettext
    title = escape_html(view.chat) or _("a chat without a name")
    chat = f"<b>{title}</b>"
    right = _RIGHT_FOR.get(view.kind, "")
    if view.reason == "no-right" and right:
        first = _("Something could not be done in {chat}.").format(chat=chat)
        return Screen(f"{first}\n{missing_text((right,), t)}")
    first = _("A notice could not be delivered to {chat}.").format(chat=chat)
    return Screen(f"{first}\n{_advice(view.reason, t)}")


@tells("delivery-uncertain")
def show_uncertain(view: UncertainView, t: Translator) -> Screen:
    """Some notices may not have arrived; they are not sent again by themselves."""
    text = t.ngettext(
        "One notice may not have arrived: the connection broke while it was being sent. It is "
        "not sent again, so that nobody gets it twice.",
        "{n} notices may not have arrived: the connection broke while they were being sent. They "
        "are not sent again, so that nobody gets them twice.",
        view.how_many,
    )
    name = escape_html(view.process.names.in_language(t.language))
    return Screen(f"<b>{name}</b>\n" + text.format(n=view.how_many))


def _advice(reason: str, t: Translator) -> str:
    _ = t.gettext
    return {
        "thrown-out": _("I am no longer a member of that group. Please add me again."),
        "topic-gone": _("The topic is closed or has been deleted. Please open or make it again."),
        "chat-gone": _("Telegram does not know that group any more."),
        "no-right": _("I lack a right there. Please make me an administrator of the group."),
    }.get(reason, _("It has been noted; the operator finds the reason in the log."))
