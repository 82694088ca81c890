"""Threads: the card, the note, and the desk from which a facilitator looks after them."""

from collections.abc import Mapping

from actions import roles
from actions.cards import NOTE, put_card, put_pin, round_view
from actions.cards import refresh_cards as refresh_cards
from actions.house import House, Occasion
from deliberation.group_views import ThreadView
from deliberation.groups import FACELESS, NOTE_MOST, missing_rights, topic_address
from deliberation.phases import PERMITS, Deed
from deliberation.process import Heading, Process
from deliberation.refusals import NotPermitted, NotThere
from deliberation.text import typed_text
from storage import citizens, outbox, statements
from storage import groups as stored_groups
from storage import rounds as stored_rounds
from storage import threads as stored
from storage.database import Transaction
from storage.groups import StoredGroup
from storage.outbox import Lane, Notice
from storage.rounds import StoredRound
from storage.threads import StoredThread

HINT = "for-facilitators"
DAY_S = 86_400

Desk = tuple[Process, Heading, StoredGroup, StoredThread]


async def thread_here(house: House, chat_id: int, topic_id: int) -> tuple[int, str] | None:
    """Return the number and language of the thread in a topic (0: in a whole group), or None."""

    async def read(tx: Transaction) -> tuple[int, str] | None:
        thread = await stored.at(tx, chat_id, topic_id)
        group = await stored_groups.by_chat(tx, chat_id)
        if thread is None or group is None:
            return None
        return thread.thread_no, group.language

    return await house.db.read(read)


async def look(house: House, occasion: Occasion, thread_no: int) -> ThreadView:
    """Return a thread to its facilitator.

    Raises:
        NotPermitted: "role-needed", "faceless", "other-heading", "wrong-chat" (neither a private
            chat nor the thread's own group).
        NotThere: "no-such-thread".
    """

    async def read(tx: Transaction) -> ThreadView:
        desk = await desk_of(house, tx, occasion, thread_no)
        return await thread_view(tx, *desk)

    return await house.db.read(read)


async def post_card(house: House, occasion: Occasion, thread_no: int) -> ThreadView:
    """Post a thread's card and pin it, or bring the one that stands up to date.

    Raises as `look`, and NotThere "no-topic-yet".
    """

    async def act(tx: Transaction) -> ThreadView:
        process, heading, group, thread = await desk_of(house, tx, occasion, thread_no)
        require_place(thread)
        await put_card(tx, thread, occasion.now_s, is_new=True)
        return await thread_view(tx, process, heading, group, thread, "card")

    return await house.db.write(act)


async def write_note(
    house: House, occasion: Occasion, thread_no: int, texts: Mapping[str, str]
) -> ThreadView:
    """Pin a note in one language or several; an empty one takes the note away.

    Raises as `look`; BadInput as `typed_text` says; NotThere "no-topic-yet".
    """
    note = cleaned(texts, NOTE_MOST)

    async def act(tx: Transaction) -> ThreadView:
        process, heading, group, thread = await desk_of(house, tx, occasion, thread_no)
        require_place(thread)
        outcome = "note" if note else "note-removed"
        if dict(thread.note) != note:
            await stored.keep_note(tx, thread_no, note)
            await _replace_note(tx, thread, bool(note), occasion.now_s)
            await put_card(tx, thread, occasion.now_s)
        changed = await stored.numbered(tx, thread_no)
        assert changed is not None
        return await thread_view(tx, process, heading, group, changed, outcome)

    return await house.db.write(act)


async def hint(house: House, occasion: Occasion) -> None:
    """Tell somebody in private, once a day, that a command is for facilitators; else be silent."""

    async def act(tx: Transaction) -> None:
        person = await citizens.look_up(tx, occasion.user_id)
        if occasion.user_id in FACELESS or person is None or person["blocked"]:
            return
        notice = Notice(
            kind=HINT,
            chat_id=occasion.user_id,
            told_key=f"{HINT}:{occasion.user_id}:{occasion.now_s // DAY_S}",
        )
        await outbox.put(tx, notice, occasion.now_s)

    await house.db.write(act)


def cleaned(texts: Mapping[str, str], most: int) -> dict[str, str]:
    """Return texts as they may be shown, without the empty ones (BadInput as `typed_text`)."""
    kept = {}
    for language, text in texts.items():
        if text.strip():
            kept[language] = typed_text(text, most=most).text
    return kept


def require_place(thread: StoredThread) -> None:
    """Raise NotThere "no-topic-yet" unless a message can be sent to the thread."""
    if not thread.can_be_written_to:
        raise NotThere("no-topic-yet")


async def desk_of(house: House, tx: Transaction, occasion: Occasion, thread_no: int) -> Desk:
    """Return a thread with all around it to its facilitator (raises as `look`)."""
    thread = await stored.numbered(tx, thread_no)
    group = await stored_groups.by_chat(tx, thread.chat_id) if thread is not None else None
    if thread is None or group is None or thread.process_no not in house.processes:
        raise NotThere("no-such-thread")
    process = house.process(thread.process_no)
    heading = process.heading(thread.heading_no)
    if heading is None:
        raise NotThere("no-such-thread")
    if not occasion.is_private and occasion.chat_id != thread.chat_id:
        raise NotPermitted("wrong-chat")
    await roles.require_facilitator(tx, process, occasion.user_id, heading)
    if group.is_gone:
        raise NotThere("bot-not-in-group", title=group.title)
    return process, heading, group, thread


async def thread_view(
    tx: Transaction,
    process: Process,
    heading: Heading,
    group: StoredGroup,
    thread: StoredThread,
    outcome: str = "",
) -> ThreadView:
    """Return a thread as its facilitator's screen shows it."""
    current = await stored_rounds.numbered(tx, thread.thread_no, thread.round_no)
    if current is None:
        raise NotThere("no-such-thread")
    uncertain = await stored.uncertain_topics(tx, group.chat_id)
    return ThreadView(
        process=process,
        heading=heading,
        thread_no=thread.thread_no,
        chat_id=thread.chat_id,
        group_title=group.title,
        language=group.language,
        state="uncertain" if thread.thread_no in uncertain else thread.topic_state,
        is_open=thread.is_open,
        has_card=bool(thread.card_message_id),
        note=thread.note,
        round=round_view(current),
        missing=missing_rights(group.is_forum, group.rights),
        url=topic_address(group.chat_id, group.username, thread.topic_id, thread.card_message_id)
        if thread.can_be_written_to
        else "",
        outcome=outcome,
        statements=await _statements(tx, process, heading, current),
    )


async def _statements(
    tx: Transaction, process: Process, heading: Heading, current: StoredRound
) -> int | None:
    found = len(await statements.of_round(tx, current.thread_no, current.round_no))
    are_taken = any(
        stage.concerns(heading.programme) and Deed.OPINE in PERMITS[stage.phase]
        for stage in process.stages
    )
    return found if found or are_taken else None


async def _replace_note(tx: Transaction, thread: StoredThread, has_note: bool, now_s: int) -> None:
    if has_note:
        notice = Notice(
            kind=NOTE,
            chat_id=thread.chat_id,
            process_no=thread.process_no,
            params={"thread_no": thread.thread_no},
            thread_id=thread.topic_id,
            message_id=thread.note_message_id,
            lane=Lane.GROUPS,
            at_most_once=False,
            told_key=f"note:{thread.chat_id}:{thread.topic_id}",
            joins=True,
        )
        await outbox.put(tx, notice, now_s)
    elif thread.note_message_id:
        await put_pin(tx, thread, thread.note_message_id, "unpin")
        await put_pin(tx, thread, thread.note_message_id, "delete-message")
        await stored.keep_note_message(tx, thread.thread_no, 0)
