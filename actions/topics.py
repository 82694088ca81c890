"""Topics: made slowly on a facilitator's act, kept when made, missed when somebody deletes them.

One effect for each heading, some seconds apart: many topics at once got a bot banned. What is
made stays made; asking again makes what is missing.
"""

from actions import roles
from actions.cards import put_card
from actions.effects import Outcome, when_any_refused, when_done, when_refused
from actions.groups import group_of, view_of_group
from actions.house import House, Occasion
from actions.notices import tells
from deliberation.group_views import GroupNewsView, GroupView
from deliberation.groups import MANAGE_TOPICS, TOPIC_EVERY_S, icon_colour, topic_title
from deliberation.process import Process
from deliberation.refusals import BadInput, NotPermitted, NotThere
from storage import groups as stored_groups
from storage import outbox, updates
from storage import rounds as stored_rounds
from storage import threads as stored
from storage.database import Transaction
from storage.groups import StoredGroup
from storage.outbox import Lane, Notice
from storage.threads import StoredThread

CREATE = "create-topic"
PROGRESS, GONE, REFUSED = "topics-progress", "topic-gone", "topic-refused"

_MISSING = (stored.WANTED, stored.GONE, stored.REFUSED)


async def make(
    house: House, occasion: Occasion, process_no: int, chat_id: int, thread_no: int = 0
) -> GroupView:
    """Ask for the topics that a group still lacks (`thread_no`: for that one alone).

    The message from which this was asked shows the progress, through the outbox from the
    beginning, so that an earlier state never overwrites a later one.

    Raises:
        NotPermitted: "role-needed", "only-in-private", "other-heading", "bot-lacks-right".
        NotThere: "no-such-group", "bot-not-in-group".
        BadInput: "no-topics-here" where the group has no topics.
    """

    async def act(tx: Transaction) -> GroupView:
        process, group = await group_of(house, tx, occasion, process_no, chat_id)
        if group.is_gone:
            raise NotThere("bot-not-in-group", title=group.title)
        if not group.is_forum:
            raise BadInput("no-topics-here")
        if MANAGE_TOPICS not in group.rights:
            raise NotPermitted("bot-lacks-right", rights=(MANAGE_TOPICS,), title=group.title)
        if await updates.remember(tx, occasion.update_id, occasion.now_s):
            await _queue(tx, occasion, process, group, thread_no)
        await _show_progress(tx, process_no, chat_id, occasion.chat_id, occasion.message_id)
        return await view_of_group(tx, process, group, "making")

    return await house.db.write(act)


async def _queue(
    tx: Transaction, occasion: Occasion, process: Process, group: StoredGroup, thread_no: int
) -> None:
    uncertain = await stored.uncertain_topics(tx, group.chat_id)
    mine = {one.no for one in await roles.headings_for(tx, process, occasion.user_id)}
    wanted = [
        thread
        for thread in await stored.of_group(tx, group.chat_id)
        if thread.heading_no in mine
        and (thread.topic_state in _MISSING or thread.thread_no in uncertain)
        and thread_no in (0, thread.thread_no)
    ]
    begins_s = max(occasion.now_s, await stored.last_topic_due(tx, group.chat_id) + TOPIC_EVERY_S)
    for place, thread in enumerate(wanted):
        heading = process.headings[thread.heading_no - 1]
        attempt = await stored.queue_topic(tx, thread.thread_no)
        notice = Notice(
            kind=CREATE,
            chat_id=group.chat_id,
            process_no=process.no,
            params={
                "thread_no": thread.thread_no,
                "attempt": attempt,
                "title": topic_title(heading, group.language),
                "icon_color": icon_colour(heading),
                "shown_to": occasion.chat_id,
                "shown_in": occasion.message_id,
            },
            lane=Lane.GROUPS,
            told_key=f"topic:{thread.thread_no}:{attempt}",
            not_before_utc=begins_s + place * TOPIC_EVERY_S,
        )
        await outbox.put(tx, notice, occasion.now_s)


@when_done(CREATE)
async def made(tx: Transaction, notice: Notice, outcome: Outcome) -> None:
    """Keep a topic that was made; its card follows, and the progress.

    A topic made anew for a closed thread is closed as well.
    """
    thread = await _asked_for(tx, notice)
    if thread is None:
        return
    await stored.topic_made(tx, thread.thread_no, int(outcome["topic_id"]))
    await stored_rounds.rebase(tx, thread.thread_no, thread.round_no, notice.not_before_utc)
    now = await stored.numbered(tx, thread.thread_no)
    if now is not None:
        await put_card(tx, now, notice.not_before_utc, is_new=True)
        if not now.is_open:
            await _close_topic(tx, now, notice.not_before_utc)
    await _show_progress_of(tx, notice)


async def _close_topic(tx: Transaction, thread: StoredThread, now_s: int) -> None:
    notice = Notice(
        kind="close-topic",
        chat_id=thread.chat_id,
        process_no=thread.process_no,
        thread_id=thread.topic_id,
        lane=Lane.GROUPS,
        at_most_once=False,
    )
    await outbox.put(tx, notice, now_s)


@when_refused(CREATE)
async def not_made(tx: Transaction, notice: Notice, reason: str) -> None:
    """Note that Telegram would not make a topic."""
    thread = await _asked_for(tx, notice)
    if thread is None:
        return
    await stored.lose_topic(tx, thread.thread_no, stored.REFUSED)
    await _show_progress_of(tx, notice)


@when_any_refused
async def note_gone(tx: Transaction, notice: Notice, reason: str) -> None:
    """A message found no topic any more: note it and offer whoever bound the group a new one."""
    if reason != "topic-gone" or not notice.thread_id:
        return
    chat_id, topic_id = notice.chat_id, notice.thread_id
    thread = await stored.at(tx, chat_id, topic_id)
    group = await stored_groups.by_chat(tx, chat_id)
    if thread is None or group is None:
        return
    await stored.lose_topic(tx, thread.thread_no, stored.GONE)
    await _offer_anew(tx, thread, group)


async def _offer_anew(tx: Transaction, thread: StoredThread, group: StoredGroup) -> None:
    notice = Notice(
        kind=GONE,
        chat_id=group.bound_by,
        process_no=group.process_no,
        params={"thread_no": thread.thread_no, "group": thread.chat_id},
        told_key=f"{GONE}:{thread.thread_no}:{thread.topic_id}",
    )
    await outbox.put(tx, notice, 0)


@tells(PROGRESS)
async def progress(house: House, notice: Notice) -> GroupView | None:
    """Return how far the topics of a group have come."""

    async def read(tx: Transaction) -> GroupView | None:
        group = await stored_groups.by_chat(tx, notice.params["group"])
        process = house.processes.get(notice.process_no)
        if group is None or process is None:
            return None
        return await view_of_group(tx, process, group, "making")

    return await house.db.read(read)


@tells(GONE)
async def gone(house: House, notice: Notice) -> GroupNewsView | None:
    """Return which thread lost its topic; None where it has one again."""

    async def read(tx: Transaction) -> GroupNewsView | None:
        thread = await stored.numbered(tx, notice.params["thread_no"])
        group = await stored_groups.by_chat(tx, notice.params["group"])
        process = house.processes.get(notice.process_no)
        if thread is None or group is None or process is None or thread.topic_state != stored.GONE:
            return None
        heading = process.heading(thread.heading_no)
        return GroupNewsView(
            process, group.chat_id, group.title, heading=heading, thread_no=thread.thread_no
        )

    return await house.db.read(read)


async def _asked_for(tx: Transaction, notice: Notice) -> StoredThread | None:
    """Return the thread of an attempt, None where a later attempt has taken its place."""
    thread = await stored.numbered(tx, notice.params["thread_no"])
    if thread is None or thread.topic_try != notice.params["attempt"]:
        return None
    return thread if thread.topic_state == stored.QUEUED else None


async def _show_progress_of(tx: Transaction, notice: Notice) -> None:
    params = notice.params
    await _show_progress(
        tx, notice.process_no, notice.chat_id, params["shown_to"], params["shown_in"]
    )


async def _show_progress(
    tx: Transaction, process_no: int, group: int, chat_id: int, message_id: int
) -> None:
    if not message_id:
        return
    notice = Notice(
        kind=PROGRESS,
        chat_id=chat_id,
        process_no=process_no,
        params={"group": group},
        message_id=message_id,
        at_most_once=False,
        told_key=f"screen:{chat_id}:{message_id}",
        joins=True,
    )
    await outbox.put(tx, notice, 0)
