"""What is written in bound groups: counted, never kept; personal numbers are taken off."""

from dataclasses import dataclass

from actions import rounds
from actions.house import House, Occasion
from actions.notices import tells
from deliberation.group_views import GroupNewsView
from deliberation.groups import DELETE, FACELESS
from deliberation.personal_numbers import NumberKind, personal_numbers
from storage import citizens, outbox
from storage import groups as stored
from storage import threads as stored_threads
from storage.database import Transaction
from storage.groups import StoredGroup
from storage.outbox import Lane, Notice

HIDDEN, SEEN = "number-hidden", "number-seen"
_TAKEN_OFF = frozenset({NumberKind.RESIDENT, NumberKind.ALIEN, NumberKind.PASSPORT})


@dataclass(frozen=True)
class Message:
    """A message in a group: where it stands, who wrote it, and its words while they are judged."""

    topic_id: int
    text: str
    title: str
    username: str
    is_forum: bool
    voice: int
    is_edit: bool = False
    counts: bool = True


async def watch(house: House, occasion: Occasion, message: Message) -> bool:
    """Count a message, or have it deleted where it holds a personal number; say which.

    Returns True where the message is to go, so that nothing else is done with it.
    """

    async def act(tx: Transaction) -> bool:
        group = await stored.by_chat(tx, occasion.chat_id)
        if group is None:
            return False
        if (group.title, group.username, group.is_forum) != (
            message.title,
            message.username,
            message.is_forum,
        ):
            await stored.observe(
                tx,
                occasion.chat_id,
                title=message.title,
                username=message.username,
                is_forum=message.is_forum,
            )
        if any(found.kind in _TAKEN_OFF for found in personal_numbers(message.text)):
            await _take_off(tx, occasion, group, message)
            return True
        if message.counts and not message.is_edit:
            thread = await stored_threads.at(tx, occasion.chat_id, message.topic_id)
            if thread is not None:
                await rounds.count(house, tx, thread, occasion, message.voice)
        return False

    return await house.db.write(act)


async def _take_off(
    tx: Transaction, occasion: Occasion, group: StoredGroup, message: Message
) -> None:
    """Delete the message where the bot may, and warn whoever wrote it without the number."""
    may_delete = DELETE in group.rights
    place = f"{occasion.chat_id}:{occasion.message_id}"
    if may_delete:
        deletion = Notice(
            kind="delete-message",
            chat_id=occasion.chat_id,
            process_no=group.process_no,
            message_id=occasion.message_id,
            at_most_once=False,
            told_key=f"delete:{place}",
        )
        await outbox.put(tx, deletion, occasion.now_s)
    writer = await citizens.look_up(tx, occasion.user_id)
    is_reachable = (
        occasion.user_id not in FACELESS and writer is not None and not writer["blocked"]
    )
    in_private = is_reachable and may_delete
    warning = Notice(
        kind=HIDDEN if may_delete else SEEN,
        chat_id=occasion.user_id if in_private else occasion.chat_id,
        process_no=group.process_no,
        params={"group": occasion.chat_id},
        thread_id=0 if in_private else message.topic_id,
        lane=Lane.ANSWERS if in_private else Lane.GROUPS,
        told_key=f"number:{place}",
    )
    await outbox.put(tx, warning, occasion.now_s)


@tells(HIDDEN, SEEN)
async def warned(house: House, notice: Notice) -> GroupNewsView | None:
    """Return where the message stood."""

    async def read(tx: Transaction) -> GroupNewsView | None:
        group = await stored.by_chat(tx, notice.params["group"])
        process = house.processes.get(notice.process_no)
        if group is None or process is None:
            return None
        return GroupNewsView(process, group.chat_id, group.title)

    return await house.db.read(read)
