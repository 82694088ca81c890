"""What is said when something about roles, groups or threads is declined."""

from collections.abc import Callable

from deliberation.process import Heading
from deliberation.refusals import Refusal
from deliberation.text import escape_html
from locales.translator import Translator
from screens.group_news import missing_text
from screens.members import when_invitation
from screens.staff import role_name

Words = Callable[[Refusal, Translator], str]


def _role_needed(refusal: Refusal, t: Translator) -> str:
    return t.gettext("This needs the role {role}, and your account does not have it now.").format(
        role=role_name(str(refusal.params.get("role", "")), t)
    )


def _other_heading(refusal: Refusal, t: Translator) -> str:
    heading = refusal.params.get("heading")
    name = heading.names.in_language(t.language) if isinstance(heading, Heading) else ""
    return t.gettext("You do not facilitate {heading}.").format(heading=escape_html(name))


def _bot_not_in_group(refusal: Refusal, t: Translator) -> str:
    return t.gettext(
        "I am not in {group}. Please add me as an administrator, then try again."
    ).format(group=escape_html(str(refusal.params.get("title", ""))))


def _lacks_right(refusal: Refusal, t: Translator) -> str:
    rights = refusal.params.get("rights")
    return missing_text(rights if isinstance(rights, tuple) else (), t)


def _expired(refusal: Refusal, t: Translator) -> str:
    return t.gettext(
        "This invitation was valid until {when}. Please ask a manager for a new one."
    ).format(when=when_invitation(refusal, t))


WORDS: dict[str, Words] = {
    "no-role": lambda r, t: t.gettext(
        "This menu is for facilitators, managers and reviewers. Your account has none of these "
        "roles now; if you were invited, please open the link of the invitation."
    ),
    "role-needed": _role_needed,
    "other-heading": _other_heading,
    "bot-not-in-group": _bot_not_in_group,
    "bot-lacks-right": _lacks_right,
    "invitation-expired": _expired,
    "faceless": lambda r, t: t.gettext(
        "You write here as an anonymous administrator or as a channel, so that I cannot see who "
        "you are. Please do it in the private chat with me, or write as yourself."
    ),
    "wrong-chat": lambda r, t: t.gettext("That thread is in another group."),
    "no-such-group": lambda r, t: t.gettext("That group is not bound any more."),
    "no-such-thread": lambda r, t: t.gettext("There is no such thread any more."),
    "no-such-member": lambda r, t: t.gettext("That person has no role any more."),
    "no-such-role": lambda r, t: t.gettext("There is no such role."),
    "no-such-language": lambda r, t: t.gettext("This budget year has no such language."),
    "no-such-door": lambda r, t: t.gettext("There is no such way in."),
    "no-binding": lambda r, t: t.gettext(
        "No group is being bound at the moment. Please choose one again."
    ),
    "not-a-group": lambda r, t: t.gettext(
        "Only groups can be bound, not channels or private chats."
    ),
    "group-of-other-year": lambda r, t: t.gettext(
        "This group belongs to another budget year. One of its facilitators has to let it go "
        "first."
    ),
    "no-heading-chosen": lambda r, t: t.gettext("Please choose at least one heading."),
    "one-heading-without-topics": lambda r, t: t.gettext(
        "A group without topics holds one heading. Choose one, or switch topics on first: Edit "
        "→ Topics, as the group's owner."
    ),
    "no-topics-here": lambda r, t: t.gettext(
        "This group has no topics. Its owner can switch them on: Edit → Topics. Then bind it "
        "again."
    ),
    "no-topic-yet": lambda r, t: t.gettext("The thread has no topic yet. Please make it first."),
    "no-words": lambda r, t: t.gettext("Nothing is being written at the moment."),
    "other-round": lambda r, t: t.gettext(
        "Another round has begun meanwhile. Please look at the thread again."
    ),
    "last-manager": lambda r, t: t.gettext(
        "This is the only manager. Please invite another one first."
    ),
    "invitation-unknown": lambda r, t: t.gettext(
        "This invitation is not valid (any more). Please ask a manager for a new one."
    ),
    "invitation-used": lambda r, t: t.gettext(
        "This invitation has been used already; each works once. Please ask a manager for a new "
        "one."
    ),
    "invitation-void": lambda r, t: t.gettext(
        "This invitation is void: whoever made it is no longer a manager. Please ask another one."
    ),
}
