"""What Telegram tells of groups: the bot thrown out, its rights, titles, topics by hand, moves."""

from actions import binding_drafts, bindings, rounds
from actions.groups import keep_facts
from actions.house import House, Occasion
from actions.notices import tells
from deliberation.group_views import GroupNewsView
from deliberation.groups import FACELESS, GroupFacts, missing_rights
from deliberation.process import Process
from storage import chats, citizens, outbox
from storage import groups as stored
from storage import roles as stored_roles
from storage import threads as stored_threads
from storage.database import Transaction
from storage.groups import StoredGroup
from storage.outbox import Notice

LOST, RIGHTS, FOUND = "group-lost", "group-rights", "group-found"


async def bot_changed(house: House, facts: GroupFacts, by: int, occasion: Occasion) -> None:
    """Keep that the bot came, went, or has other rights; tell whoever has to do something."""

    async def act(tx: Transaction) -> None:
        group = await stored.by_chat(tx, facts.chat_id)
        if group is None:
            await _offer_binding(house, tx, facts, by, occasion)
            return
        await keep_facts(tx, facts, occasion.now_s)
        if not facts.is_present:
            if not group.is_gone:
                await _tell(tx, group, LOST, occasion)
            return
        before = missing_rights(group.is_forum, group.rights)
        now = missing_rights(facts.is_forum, facts.rights)
        if set(now) - set(before) and not group.is_gone:
            await _tell(tx, group, RIGHTS, occasion)

    await house.db.write(act)


async def renamed(house: House, chat_id: int, title: str) -> None:
    """Keep a bound group's new title."""

    async def act(tx: Transaction) -> None:
        group = await stored.by_chat(tx, chat_id)
        if group is not None:
            await stored.observe(
                tx, chat_id, title=title, username=group.username, is_forum=group.is_forum
            )

    await house.db.write(act)


async def moved(house: House, old_id: int, new_id: int) -> None:
    """A group became a supergroup: all that is known of it goes on under the new number."""

    async def act(tx: Transaction) -> None:
        if not await chats.migrate(tx, old_id, new_id):
            return
        await stored.keep_link(tx, new_id, "")
        for thread in await stored_threads.of_group(tx, new_id):
            # What stood in the old group stays there.
            await stored_threads.keep_card(tx, thread.thread_no, 0)
            await stored_threads.keep_note_message(tx, thread.thread_no, 0)

    await house.db.write(act)


async def topic_closed_by_hand(house: House, occasion: Occasion, topic_id: int) -> None:
    """An administrator closed the topic in Telegram: the round ends with it."""
    ended: list[tuple[int, int]] = []

    async def act(tx: Transaction) -> None:
        thread = await stored_threads.at(tx, occasion.chat_id, topic_id)
        if thread is not None and topic_id and thread.is_open:
            await rounds.end_round(tx, thread, occasion.user_id, occasion.now_s)
            await rounds.tell_closed(tx, thread, occasion.now_s)
            ended.append((thread.thread_no, thread.round_no))

    await house.db.write(act)
    for thread_no, round_no in ended:
        rounds.forget_voices(house, thread_no, round_no)


async def topic_opened_by_hand(house: House, occasion: Occasion, topic_id: int) -> None:
    """An administrator opened the topic in Telegram: the next round begins with it."""

    async def act(tx: Transaction) -> None:
        thread = await stored_threads.at(tx, occasion.chat_id, topic_id)
        if thread is not None and topic_id and not thread.is_open:
            await rounds.begin_round(tx, thread, occasion.now_s)

    await house.db.write(act)


@tells(LOST, RIGHTS)
async def news(house: House, notice: Notice) -> GroupNewsView | None:
    """Return what happened to a group; None where it has been mended meanwhile."""

    async def read(tx: Transaction) -> GroupNewsView | None:
        group = await stored.by_chat(tx, notice.params["group"])
        process = house.processes.get(notice.process_no)
        if group is None or process is None or (notice.kind == LOST) != group.is_gone:
            return None
        missing = missing_rights(group.is_forum, group.rights)
        if notice.kind == RIGHTS and not missing:
            return None
        return GroupNewsView(process, group.chat_id, group.title, missing)

    return await house.db.read(read)


@tells(bindings.BOUND)
async def greeting(house: House, notice: Notice) -> GroupNewsView | None:
    """Return what a group is told when it is bound; None where it is bound no longer."""

    async def read(tx: Transaction) -> GroupNewsView | None:
        group = await stored.by_chat(tx, notice.chat_id)
        process = house.processes.get(notice.process_no)
        if group is None or process is None or group.process_no != process.no:
            return None
        threads = await stored_threads.of_group(tx, notice.chat_id)
        return GroupNewsView(
            process,
            notice.chat_id,
            group.title,
            headings=tuple(
                heading
                for thread in threads
                if (heading := process.heading(thread.heading_no)) is not None
            ),
        )

    return await house.db.read(read)


@tells(FOUND)
async def found(house: House, notice: Notice) -> GroupNewsView | None:
    """Return the group to which a facilitator has brought the bot."""
    process = house.processes.get(notice.process_no)
    if process is None:
        return None
    return GroupNewsView(process, notice.params["group"], notice.params["title"])


async def _offer_binding(
    house: House, tx: Transaction, facts: GroupFacts, by: int, occasion: Occasion
) -> None:
    """A facilitator brought the bot into a group that is not bound: offer to bind it."""
    if not facts.is_present or not facts.is_group or by in FACELESS:
        return
    process = await _year_of(house, tx, by)
    if process is None or await citizens.look_up(tx, by) is None:
        return
    if await binding_drafts.is_choosing(tx, by, occasion.now_s):
        return
    await binding_drafts.begin_for(tx, process, by, facts, occasion.now_s)
    notice = Notice(
        kind=FOUND,
        chat_id=by,
        process_no=process.no,
        params={"group": facts.chat_id, "title": facts.title},
        told_key=f"{FOUND}:{facts.chat_id}:{by}",
    )
    await outbox.put(tx, notice, occasion.now_s)


async def _year_of(house: House, tx: Transaction, user_id: int) -> Process | None:
    for number in sorted(house.processes, reverse=True):
        grants = await stored_roles.of(tx, number, user_id)
        if any(grant.role in ("facilitator", "manager") for grant in grants):
            return house.process(number)
    return None


async def _tell(tx: Transaction, group: StoredGroup, kind: str, occasion: Occasion) -> None:
    notice = Notice(
        kind=kind,
        chat_id=group.bound_by,
        process_no=group.process_no,
        params={"group": group.chat_id},
        told_key=f"{kind}:{group.chat_id}:{occasion.update_id or occasion.now_s}",
    )
    await outbox.put(tx, notice, occasion.now_s)
