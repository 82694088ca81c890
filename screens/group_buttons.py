"""The buttons of groups, threads and staff; their prefixes begin with g and i."""

from typing import ClassVar

from screens.buttons import Button


class BindGroup(Button):
    """Ask for a group to bind."""

    prefix: ClassVar[str] = "gb"
    process_no: int


class RebindGroup(Button):
    """Choose other headings for a bound group."""

    prefix: ClassVar[str] = "gi"
    process_no: int
    chat_id: int


class ShowBinding(Button):
    """The headings that a group can be bound to, at a page."""

    prefix: ClassVar[str] = "gp"
    process_no: int
    page: int


class ChooseHeading(Button):
    """This heading is to be discussed in the group, or not."""

    prefix: ClassVar[str] = "gh"
    process_no: int
    heading_no: int
    is_chosen: bool
    page: int


class ChooseEveryHeading(Button):
    """All headings are to be discussed in the group, or none."""

    prefix: ClassVar[str] = "ge"
    process_no: int
    is_chosen: bool


class ReviewBinding(Button):
    """The summary of a binding, before it is confirmed."""

    prefix: ClassVar[str] = "gv"
    process_no: int


class ConfirmBinding(Button):
    """Bind the group to the headings chosen."""

    prefix: ClassVar[str] = "gc"
    process_no: int
    chat_id: int


class CancelBinding(Button):
    """Leave the group as it is."""

    prefix: ClassVar[str] = "gx"
    process_no: int


class ShowGroup(Button):
    """A bound group with its threads, at a page."""

    prefix: ClassVar[str] = "gg"
    process_no: int
    chat_id: int
    page: int = 0


class CheckGroup(Button):
    """Ask Telegram again what the bot may do in a group."""

    prefix: ClassVar[str] = "gr"
    process_no: int
    chat_id: int


class MakeTopics(Button):
    """Make the topics that a group lacks; one thread's where it is named."""

    prefix: ClassVar[str] = "gt"
    process_no: int
    chat_id: int
    thread_no: int = 0


class ChooseGroupLanguage(Button):
    """Write to a group in this language."""

    prefix: ClassVar[str] = "gl"
    process_no: int
    chat_id: int
    language: str


class ChooseDoor(Button):
    """Let people in by link ("open"), or by a request that registration answers ("asks")."""

    prefix: ClassVar[str] = "gd"
    process_no: int
    chat_id: int
    door: str


class AskRelease(Button):
    """Ask whether a group is to be let go."""

    prefix: ClassVar[str] = "ga"
    process_no: int
    chat_id: int


class ReleaseGroup(Button):
    """Let go of a group."""

    prefix: ClassVar[str] = "gz"
    process_no: int
    chat_id: int


class ShowThreadDesk(Button):
    """A thread as its facilitator sees it."""

    prefix: ClassVar[str] = "gs"
    thread_no: int


class PostCard(Button):
    """Post a thread's card, or bring it up to date."""

    prefix: ClassVar[str] = "gk"
    thread_no: int


class CloseThread(Button):
    """Close this round of a thread."""

    prefix: ClassVar[str] = "gf"
    thread_no: int
    round_no: int


class OpenThread(Button):
    """Open a thread again after this round."""

    prefix: ClassVar[str] = "go"
    thread_no: int
    round_no: int


class WriteNote(Button):
    """Write a note for a thread."""

    prefix: ClassVar[str] = "gn"
    thread_no: int


class RemoveNote(Button):
    """Take a thread's note away."""

    prefix: ClassVar[str] = "gm"
    thread_no: int


class WriteSummary(Button):
    """Write a summary of a closed round."""

    prefix: ClassVar[str] = "gu"
    thread_no: int
    round_no: int


class SkipLanguage(Button):
    """Leave a text out in this language."""

    prefix: ClassVar[str] = "gw"
    language: str


class SendWords(Button):
    """Send the note or summary as shown."""

    prefix: ClassVar[str] = "gy"
    thread_no: int


class CancelWords(Button):
    """Write nothing after all."""

    prefix: ClassVar[str] = "gq"
    thread_no: int


class ShowMembers(Button):
    """Everybody with a role."""

    prefix: ClassVar[str] = "im"
    process_no: int
    page: int = 0


class ShowMember(Button):
    """One person with their roles."""

    prefix: ClassVar[str] = "io"
    process_no: int
    user_id: int


class AskDismiss(Button):
    """Ask whether a role is to be taken from a person."""

    prefix: ClassVar[str] = "ia"
    process_no: int
    user_id: int
    role: str


class Dismiss(Button):
    """Take a role from a person."""

    prefix: ClassVar[str] = "id"
    process_no: int
    user_id: int
    role: str


class ShowInvitable(Button):
    """The roles that one can be invited to."""

    prefix: ClassVar[str] = "ir"
    process_no: int


class ShowScopes(Button):
    """What an invitation to a role may be limited to, at a page."""

    prefix: ClassVar[str] = "is"
    process_no: int
    role: str
    page: int = 0


class Invite(Button):
    """Make an invitation to a role; scopes count from 1, 0 is everything."""

    prefix: ClassVar[str] = "iv"
    process_no: int
    role: str
    scope_no: int


class VoidInvitations(Button):
    """Make every unused invitation void."""

    prefix: ClassVar[str] = "ix"
    process_no: int
