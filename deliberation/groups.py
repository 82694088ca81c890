"""Groups and threads: which rights the bot needs, what topics are called, where a link leads."""

from dataclasses import dataclass
from typing import Final

from deliberation.phases import Programme
from deliberation.process import Heading, Process
from deliberation.text import shorten

# Telegram's own accounts, behind which somebody hides: anonymous administrators, channels, itself.
FACELESS: Final = frozenset({1087968824, 136817688, 777000})

MANAGE_TOPICS, PIN, DELETE, INVITE = (
    "can_manage_topics",
    "can_pin_messages",
    "can_delete_messages",
    "can_invite_users",
)
RIGHTS: Final = (MANAGE_TOPICS, PIN, DELETE, INVITE)

TOPIC_EVERY_S: Final = 20
TOPIC_TITLE_MOST: Final = 128
NOTE_MOST: Final = 600
SUMMARY_MOST: Final = 1000

_ICON_COLOURS: Final = {
    Programme.CITY: 0x6FB9F0,
    Programme.DISTRICT: 0x8EEE98,
    Programme.PROPOSAL: 0xFFD67E,
}
_SUPERGROUP: Final = -1_000_000_000_000


@dataclass(frozen=True)
class GroupFacts:
    """What Telegram says of a chat at this moment; `rights` are the bot's there."""

    chat_id: int
    title: str
    kind: str  # group, supergroup, channel, private
    username: str = ""
    is_forum: bool = False
    is_present: bool = True
    rights: frozenset[str] = frozenset()

    @property
    def is_group(self) -> bool:
        """Say whether it is a group of either kind."""
        return self.kind in ("group", "supergroup")


def missing_rights(is_forum: bool, rights: frozenset[str]) -> tuple[str, ...]:
    """Return the rights that the bot lacks in a group, the gravest first."""
    needed = RIGHTS if is_forum else RIGHTS[1:]
    return tuple(right for right in needed if right not in rights)


def icon_colour(heading: Heading) -> int:
    """Return the colour of a heading's topic: one for each programme."""
    return _ICON_COLOURS[heading.programme]


def topic_title(heading: Heading, language: str) -> str:
    """Return what a heading's topic is called."""
    return shorten(heading.names.in_language(language), TOPIC_TITLE_MOST)


def topic_address(chat_id: int, username: str, topic_id: int, message_id: int = 0) -> str:
    """Return the address of a topic or message; '' for a basic group, which has none."""
    place = topic_id or message_id or 1
    if username:
        return f"https://t.me/{username}/{place}"
    if chat_id < _SUPERGROUP:
        return f"https://t.me/c/{_SUPERGROUP - chat_id}/{place}"
    return ""


def guessed_headings(process: Process, title: str) -> frozenset[int]:
    """Return the headings whose district a group's title names."""
    folded = title.casefold()
    return frozenset(
        heading.no
        for heading in process.headings
        if heading.district_id
        for district in (process.district(heading.district_id),)
        if district is not None
        and any(name and name.casefold() in folded for name in district.names.by_language.values())
    )


def covers(scope: str, process: Process, heading: Heading | None) -> bool:
    """Say whether a facilitator's scope includes a heading (None: any heading at all).

    A scope names a heading or a district; one that names neither is a department's name and
    limits nothing.
    """
    if not scope or heading is None or scope in (heading.heading_id, heading.district_id):
        return True
    return all(scope not in (one.heading_id, one.district_id) for one in process.headings)
