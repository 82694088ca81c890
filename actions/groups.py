"""Bound groups: what their facilitator sees of them, language, door, and letting go."""

from actions import roles
from actions.cards import put_card
from actions.house import House, Occasion
from deliberation.group_views import GroupView, ThreadLine
from deliberation.groups import INVITE, GroupFacts, missing_rights
from deliberation.process import Process
from deliberation.refusals import BadInput, NotPermitted, NotThere
from storage import groups as stored
from storage import threads as stored_threads
from storage.database import Transaction
from storage.groups import StoredGroup

DOORS = (stored.OPEN, stored.ASKS)


async def look(
    house: House, occasion: Occasion, process_no: int, chat_id: int, page: int = 0
) -> GroupView:
    """Return a bound group to one of its facilitators.

    Raises:
        NotPermitted: "role-needed", "only-in-private", "other-heading".
        NotThere: "no-such-group".
    """

    async def read(tx: Transaction) -> GroupView:
        process, group = await group_of(house, tx, occasion, process_no, chat_id)
        return await view_of_group(tx, process, group, "", page)

    return await house.db.read(read)


async def check(house: House, occasion: Occasion, process_no: int, facts: GroupFacts) -> GroupView:
    """Keep what Telegram says of a group now, and return it (raises as `look`)."""

    async def act(tx: Transaction) -> GroupView:
        process, _ = await group_of(house, tx, occasion, process_no, facts.chat_id)
        await keep_facts(tx, facts, occasion.now_s)
        # Somebody may have revoked the link in Telegram: the next citizen gets a fresh one.
        await stored.keep_link(tx, facts.chat_id, "")
        _, group = await group_of(house, tx, occasion, process_no, facts.chat_id)
        return await view_of_group(tx, process, group, "checked")

    return await house.db.write(act)


async def choose_language(
    house: House, occasion: Occasion, process_no: int, chat_id: int, language: str
) -> GroupView:
    """Choose the language of a group; its cards follow (raises as `look`, "no-such-language")."""

    async def act(tx: Transaction) -> GroupView:
        process, group = await group_of(house, tx, occasion, process_no, chat_id)
        if language not in process.languages:
            raise BadInput("no-such-language")
        await stored.choose_language(tx, chat_id, language)
        for thread in await stored_threads.of_group(tx, chat_id):
            await put_card(tx, thread, occasion.now_s)
        _, group = await group_of(house, tx, occasion, process_no, chat_id)
        return await view_of_group(tx, process, group, "language")

    return await house.db.write(act)


async def choose_door(
    house: House, occasion: Occasion, process_no: int, chat_id: int, door: str
) -> GroupView:
    """Choose how people come in: by link, or by a request that registration answers."""

    async def act(tx: Transaction) -> GroupView:
        process, _ = await group_of(house, tx, occasion, process_no, chat_id)
        if door not in DOORS:
            raise BadInput("no-such-door")
        await stored.choose_door(tx, chat_id, door)
        _, group = await group_of(house, tx, occasion, process_no, chat_id)
        return await view_of_group(tx, process, group, "door")

    return await house.db.write(act)


async def release(house: House, occasion: Occasion, process_no: int, chat_id: int) -> None:
    """Let go of a group: its topics stay in Telegram, the bot no longer looks after them."""

    async def act(tx: Transaction) -> None:
        await group_of(house, tx, occasion, process_no, chat_id)
        await stored.release(tx, chat_id)

    await house.db.write(act)


async def language_of(house: House, chat_id: int) -> str | None:
    """Return the language of a bound group, None where the chat is none."""

    async def read(tx: Transaction) -> str | None:
        group = await stored.by_chat(tx, chat_id)
        return None if group is None else group.language

    return await house.db.read(read)


async def keep_facts(tx: Transaction, facts: GroupFacts, now_s: int) -> None:
    """Keep what Telegram says of a bound group."""
    if not facts.is_present:
        await stored.leave(tx, facts.chat_id, now_s)
        return
    await stored.observe(
        tx,
        facts.chat_id,
        title=facts.title,
        username=facts.username,
        is_forum=facts.is_forum,
    )
    await stored.allow(tx, facts.chat_id, facts.rights)
    if INVITE not in facts.rights:
        await stored.keep_link(tx, facts.chat_id, "")


async def group_of(
    house: House, tx: Transaction, occasion: Occasion, process_no: int, chat_id: int
) -> tuple[Process, StoredGroup]:
    """Return a group to one of its facilitators, in a private chat (raises as `look`)."""
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    process = house.process(process_no)
    await roles.require_facilitator(tx, process, occasion.user_id)
    group = await stored.by_chat(tx, chat_id)
    if group is None or group.process_no != process_no:
        raise NotThere("no-such-group")
    threads = await stored_threads.of_group(tx, chat_id)
    mine = {heading.no for heading in await roles.headings_for(tx, process, occasion.user_id)}
    if threads and not any(thread.heading_no in mine for thread in threads):
        heading = process.heading(threads[0].heading_no)
        raise NotPermitted("other-heading", heading=heading)
    return process, group


async def view_of_group(
    tx: Transaction, process: Process, group: StoredGroup, outcome: str, page: int = 0
) -> GroupView:
    """Return a group as a screen shows it."""
    uncertain = await stored_threads.uncertain_topics(tx, group.chat_id)
    lines = []
    for thread in await stored_threads.of_group(tx, group.chat_id):
        heading = process.heading(thread.heading_no)
        if heading is None:
            continue
        state = "uncertain" if thread.thread_no in uncertain else thread.topic_state
        lines.append(ThreadLine(thread.thread_no, heading, state, thread.is_open))
    return GroupView(
        process=process,
        chat_id=group.chat_id,
        title=group.title,
        language=group.language,
        is_forum=group.is_forum,
        is_gone=group.is_gone,
        door=group.door,
        missing=() if group.is_gone else missing_rights(group.is_forum, group.rights),
        threads=tuple(lines),
        outcome=outcome,
        page=page,
    )
