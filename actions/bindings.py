"""Binding a group to a budget year: which headings are discussed there.

The group and the headings chosen so far stand in a draft of the facilitator's, so that the
choice can begin in the group and end in the private chat, also after a restart.
"""

from actions import binding_drafts, roles
from actions.groups import view_of_group
from actions.house import House, Occasion
from deliberation.group_views import BindingView, GroupView
from deliberation.groups import GroupFacts, missing_rights, topic_title
from deliberation.process import Heading, Process
from deliberation.refusals import BadInput, NotPermitted, NotThere
from storage import groups as stored
from storage import outbox
from storage import threads as stored_threads
from storage.database import Transaction

BOUND = "group-bound"


async def begin(
    house: House, occasion: Occasion, facts: GroupFacts, process_no: int | None
) -> BindingView:
    """Begin to bind a group, as a facilitator, from the group itself or from a private chat.

    Headings that the group has, or that its title names, are chosen beforehand.

    Raises:
        NotPermitted: "role-needed", "faceless".
        BadInput: "not-a-group".
        NotThere: "bot-not-in-group".
    """

    async def act(tx: Transaction) -> BindingView:
        process = await roles.process_of_staff(house, tx, occasion.user_id, process_no)
        await roles.require_facilitator(tx, process, occasion.user_id)
        if not facts.is_group:
            raise BadInput("not-a-group")
        if not facts.is_present:
            raise NotThere("bot-not-in-group", title=facts.title)
        chosen = await binding_drafts.begin_for(
            tx, process, occasion.user_id, facts, occasion.now_s
        )
        offered = await roles.headings_for(tx, process, occasion.user_id)
        return _view(process, facts, offered, chosen, 0)

    return await house.db.write(act)


async def look(house: House, occasion: Occasion, process_no: int, page: int = 0) -> BindingView:
    """Return the binding that was begun (NotThere "no-binding" where none was)."""

    async def read(tx: Transaction) -> BindingView:
        process, facts, offered, chosen = await binding_drafts.begun(
            house, tx, occasion, process_no
        )
        return _view(process, facts, offered, chosen, page)

    return await house.db.read(read)


async def choose(
    house: House,
    occasion: Occasion,
    process_no: int,
    heading_nos: frozenset[int],
    *,
    is_chosen: bool,
    page: int = 0,
) -> BindingView:
    """Choose headings or leave them out; a group without topics holds one (raises as `look`)."""

    async def act(tx: Transaction) -> BindingView:
        process, facts, offered, chosen = await binding_drafts.begun(
            house, tx, occasion, process_no
        )
        wished = heading_nos & {heading.no for heading in offered}
        if not is_chosen:
            chosen = chosen - wished
        elif facts.is_forum:
            chosen = chosen | wished
        else:
            chosen = frozenset(sorted(wished)[:1]) or chosen
        await binding_drafts.keep(tx, occasion.user_id, process, facts, chosen, occasion.now_s)
        return _view(process, facts, offered, chosen, page)

    return await house.db.write(act)


async def confirm(
    house: House, occasion: Occasion, process_no: int, facts: GroupFacts
) -> GroupView:
    """Bind the group to the headings chosen; `facts` are asked of Telegram at this moment.

    Raises:
        NotPermitted: "role-needed", "only-in-private", "other-heading", "group-of-other-year".
        NotThere: "no-binding", "bot-not-in-group".
        BadInput: "no-heading-chosen", "one-heading-without-topics".
    """
    if not occasion.is_private:
        raise NotPermitted("only-in-private")

    async def act(tx: Transaction) -> GroupView:
        process = house.process(process_no)
        if await binding_drafts.begun_chat(tx, occasion.user_id) != facts.chat_id:
            await roles.require_facilitator(tx, process, occasion.user_id)
            group = await stored.by_chat(tx, facts.chat_id)
            if group is None or group.process_no != process_no:
                raise NotThere("no-binding")
            return await view_of_group(tx, process, group, "same")
        _, _, _, chosen = await binding_drafts.begun(house, tx, occasion, process_no)
        if not facts.is_present:
            raise NotThere("bot-not-in-group", title=facts.title)
        headings = [process.headings[number - 1] for number in sorted(chosen)]
        await _check(tx, process, occasion, facts, headings)
        await _bind(house, tx, occasion, process, facts, headings)
        await binding_drafts.drop(tx, occasion.user_id)
        group = await stored.by_chat(tx, facts.chat_id)
        assert group is not None
        return await view_of_group(tx, process, group, "bound")

    return await house.db.write(act)


async def cancel(house: House, occasion: Occasion) -> None:
    """Forget the binding that was begun."""
    await house.db.write(lambda tx: binding_drafts.drop(tx, occasion.user_id))


async def _check(
    tx: Transaction,
    process: Process,
    occasion: Occasion,
    facts: GroupFacts,
    headings: list[Heading],
) -> None:
    if not headings:
        raise BadInput("no-heading-chosen")
    if not facts.is_forum and len(headings) > 1:
        raise BadInput("one-heading-without-topics")
    for heading in headings:
        await roles.require_facilitator(tx, process, occasion.user_id, heading)
    mine = {heading.no for heading in await roles.headings_for(tx, process, occasion.user_id)}
    for thread in await stored_threads.of_group(tx, facts.chat_id):
        if thread.process_no == process.no and thread.heading_no not in mine:
            raise NotPermitted("other-heading", heading=process.heading(thread.heading_no))


async def _bind(
    house: House,
    tx: Transaction,
    occasion: Occasion,
    process: Process,
    facts: GroupFacts,
    headings: list[Heading],
) -> None:
    before = await stored.by_chat(tx, facts.chat_id)
    if before is not None and before.process_no != process.no:
        former = house.processes.get(before.process_no)
        if former is not None:
            try:
                await roles.require_facilitator(tx, former, occasion.user_id)
            except NotPermitted:
                raise NotPermitted("group-of-other-year", process=former) from None
        await stored.release(tx, facts.chat_id)
        before = None
    language = before.language if before is not None else process.languages[0]
    await stored.bind(
        tx,
        chat_id=facts.chat_id,
        process_no=process.no,
        title=facts.title,
        username=facts.username,
        language=language,
        is_forum=facts.is_forum,
        rights=facts.rights,
        bound_by=occasion.user_id,
        now_s=occasion.now_s,
    )
    await _settle_threads(tx, occasion, process, facts, headings, language)
    if before is None:
        await outbox.put(tx, _greeting(process, facts.chat_id), occasion.now_s)


async def _settle_threads(
    tx: Transaction,
    occasion: Occasion,
    process: Process,
    facts: GroupFacts,
    headings: list[Heading],
    language: str,
) -> None:
    wished = {heading.no for heading in headings}
    begins = stored_threads.WANTED if facts.is_forum else stored_threads.WHOLE
    for thread in await stored_threads.of_group(tx, facts.chat_id):
        if thread.heading_no not in wished:
            await stored_threads.drop(tx, thread.thread_no)
        elif (thread.topic_state == stored_threads.WHOLE) == facts.is_forum:
            await stored_threads.lose_topic(tx, thread.thread_no, begins)
    for heading in headings:
        await stored_threads.add(
            tx,
            process_no=process.no,
            chat_id=facts.chat_id,
            heading_no=heading.no,
            title=topic_title(heading, language),
            topic_state=begins,
            now_s=occasion.now_s,
        )


def _greeting(process: Process, chat_id: int) -> outbox.Notice:
    return outbox.Notice(
        kind=BOUND,
        chat_id=chat_id,
        process_no=process.no,
        lane=outbox.Lane.GROUPS,
        told_key=f"{BOUND}:{chat_id}:{process.no}",
    )


def _view(
    process: Process,
    facts: GroupFacts,
    offered: tuple[Heading, ...],
    chosen: frozenset[int],
    page: int,
) -> BindingView:
    missing = missing_rights(facts.is_forum, facts.rights)
    return BindingView(
        process, facts.chat_id, facts.title, facts.is_forum, offered, chosen, missing, page
    )
