"""Rounds of a thread: counted while they last, closed with one tap, opened again.

Nothing that is said is kept, nor who said it: a person stands in an open round as an HMAC under
the round's own key, which is a file outside the store and destroyed when the round closes.
"""

from collections.abc import Mapping
from pathlib import Path

from actions.cards import put_card, round_view
from actions.effects import Outcome, when_done
from actions.house import House, Occasion
from actions.notices import tells
from actions.statement_results import said_in
from actions.threads import cleaned, desk_of, require_place, thread_view
from deliberation.group_views import RoundClosedView, ThreadView
from deliberation.groups import SUMMARY_MOST
from deliberation.refusals import Stale
from storage import outbox, public_log, updates
from storage import rounds as stored
from storage import threads as stored_threads
from storage.database import Transaction
from storage.keys import KeyDestroyed, KeyRing
from storage.outbox import Lane, Notice
from storage.threads import StoredThread

CLOSED = "round-closed"


async def count(
    house: House, tx: Transaction, thread: StoredThread, occasion: Occasion, voice: int
) -> None:
    """Count a message of a thread, and whoever wrote it once."""
    if not thread.is_open or not await updates.remember(tx, occasion.update_id, occasion.now_s):
        return
    try:
        name = _keys(house).slot(thread.thread_no, thread.round_no, f"voice:{voice}")
    except KeyDestroyed:
        return
    await stored.count(tx, thread.thread_no, thread.round_no, name)


async def close(
    house: House,
    occasion: Occasion,
    thread_no: int,
    round_no: int = 0,
    summary: Mapping[str, str] | None = None,
) -> ThreadView:
    """Close a thread's round and its topic; a note says how many took part.

    `round_no` is the round that the person saw (0: whichever is open). A round that is closed
    already stays as it is.

    Raises:
        NotPermitted, NotThere: as `threads.look`; "no-topic-yet".
        Stale: "other-round" where a newer round has begun.
        BadInput: as `typed_text`, for the summary.
    """
    texts = cleaned(summary or {}, SUMMARY_MOST)

    async def act(tx: Transaction) -> tuple[ThreadView, int]:
        process, heading, group, thread = await desk_of(house, tx, occasion, thread_no)
        require_place(thread)
        if round_no not in (0, thread.round_no):
            raise Stale("other-round")
        if not thread.is_open or not await _is_first_time(tx, occasion):
            outcome = "" if thread.is_open else "closed-already"
            view = await thread_view(tx, process, heading, group, thread, outcome)
            return view, thread.round_no if outcome else 0
        await end_round(tx, thread, occasion.user_id, occasion.now_s)
        if texts:
            await stored.summarise(tx, thread_no, thread.round_no, texts)
        await tell_closed(tx, thread, occasion.now_s)
        if thread.topic_id:
            await outbox.put(tx, _topic(thread, "close-topic"), occasion.now_s)
        changed = await stored_threads.numbered(tx, thread_no)
        assert changed is not None
        view = await thread_view(tx, process, heading, group, changed, "closed")
        return view, thread.round_no

    view, closed_no = await house.db.write(act)
    if closed_no:
        forget_voices(house, thread_no, closed_no)
    return view


async def open_again(
    house: House, occasion: Occasion, thread_no: int, round_no: int = 0
) -> ThreadView:
    """Open a thread for its next round (raises as `close`)."""

    async def act(tx: Transaction) -> ThreadView:
        process, heading, group, thread = await desk_of(house, tx, occasion, thread_no)
        require_place(thread)
        if thread.is_open:
            return await thread_view(tx, process, heading, group, thread, "open-already")
        if round_no not in (0, thread.round_no):
            raise Stale("other-round")
        if not await _is_first_time(tx, occasion):
            return await thread_view(tx, process, heading, group, thread, "")
        await begin_round(tx, thread, occasion.now_s)
        if thread.topic_id:
            await outbox.put(tx, _topic(thread, "reopen-topic"), occasion.now_s)
        changed = await stored_threads.numbered(tx, thread_no)
        assert changed is not None
        return await thread_view(tx, process, heading, group, changed, "opened")

    return await house.db.write(act)


async def summarise(
    house: House, occasion: Occasion, thread_no: int, round_no: int, summary: Mapping[str, str]
) -> ThreadView:
    """Add the facilitator's summary to a closed round; its closing note is edited.

    Raises:
        NotPermitted, NotThere: as `threads.look`.
        Stale: "other-round" where that round is not closed or no longer the last.
        BadInput: as `typed_text`.
    """
    texts = cleaned(summary, SUMMARY_MOST)

    async def act(tx: Transaction) -> ThreadView:
        process, heading, group, thread = await desk_of(house, tx, occasion, thread_no)
        found = await stored.numbered(tx, thread_no, round_no)
        if found is None or found.closed_utc is None or round_no != thread.round_no:
            raise Stale("other-round")
        if dict(found.summary) != texts:
            await stored.summarise(tx, thread_no, round_no, texts)
            await outbox.put(tx, _closing(thread, found.message_id), occasion.now_s)
            await put_card(tx, thread, occasion.now_s)
        return await thread_view(tx, process, heading, group, thread, "summary")

    return await house.db.write(act)


async def _is_first_time(tx: Transaction, occasion: Occasion) -> bool:
    """Whether this update has not acted yet: a command names no round that would tell."""
    return await updates.remember(tx, occasion.update_id, occasion.now_s)


async def end_round(tx: Transaction, thread: StoredThread, closed_by: int, now_s: int) -> None:
    """Close a thread's round in the books; its numbers become public."""
    await stored.end(tx, thread.thread_no, thread.round_no, closed_by, now_s)
    await stored_threads.set_open(tx, thread.thread_no, False, thread.round_no)
    ended = await stored.numbered(tx, thread.thread_no, thread.round_no)
    assert ended is not None
    body = {
        "heading_no": thread.heading_no,
        "round_no": ended.round_no,
        "messages": ended.messages,
        "people": ended.people,
    }
    said = await said_in(tx, thread.thread_no, ended.round_no)
    if said is not None:
        body |= {"statements": len(said.everything), "answered_by": said.people}
    await public_log.append(tx, thread.process_no, CLOSED, body, now_s)
    await put_card(tx, thread, now_s)


async def tell_closed(tx: Transaction, thread: StoredThread, now_s: int) -> None:
    """Tell the thread how many took part in the round that has just ended."""
    await outbox.put(tx, _closing(thread), now_s)


async def tell_again(tx: Transaction, thread: StoredThread, round_no: int, now_s: int) -> None:
    """Bring a closed round's note and the card up to date."""
    found = await stored.numbered(tx, thread.thread_no, round_no)
    if found is not None and found.closed_utc is not None and found.message_id:
        await outbox.put(tx, _closing(thread, found.message_id, round_no), now_s)
    await put_card(tx, thread, now_s)


async def begin_round(tx: Transaction, thread: StoredThread, now_s: int) -> None:
    """Open a thread's next round in the books."""
    number = thread.round_no + 1
    await stored.begin(tx, thread.thread_no, number, now_s)
    await stored_threads.set_open(tx, thread.thread_no, True, number)
    await put_card(tx, thread, now_s)


def forget_voices(house: House, thread_no: int, round_no: int) -> None:
    """Destroy the key of a closed round; doing it again is no error."""
    _keys(house).destroy(thread_no, round_no)


@tells(CLOSED)
async def closing_note(house: House, notice: Notice) -> RoundClosedView | None:
    """Return what the thread is told when its round closes."""
    params = notice.params

    async def read(tx: Transaction) -> RoundClosedView | None:
        thread = await stored_threads.numbered(tx, params["thread_no"])
        found = await stored.numbered(tx, params["thread_no"], params["round_no"])
        process = house.processes.get(notice.process_no)
        heading = process.heading(thread.heading_no) if thread and process else None
        if found is None or process is None or heading is None:
            return None
        said = await said_in(tx, found.thread_no, found.round_no)
        return RoundClosedView(
            process, heading, round_view(found), said, found.thread_no, house.bot_username
        )

    return await house.db.read(read)


@when_done(CLOSED)
async def closing_note_stands(tx: Transaction, notice: Notice, outcome: Outcome) -> None:
    """Keep where a closing note stands, so that a summary can join it."""
    message_id = int(outcome.get("message_id") or 0)
    await stored.keep_message(
        tx, notice.params["thread_no"], notice.params["round_no"], message_id
    )


def _closing(thread: StoredThread, message_id: int = 0, round_no: int = 0) -> Notice:
    number = round_no or thread.round_no
    return Notice(
        kind=CLOSED,
        chat_id=thread.chat_id,
        process_no=thread.process_no,
        params={"thread_no": thread.thread_no, "round_no": number},
        thread_id=thread.topic_id,
        message_id=message_id,
        lane=Lane.GROUPS,
        at_most_once=not message_id,
        told_key=f"{CLOSED}:{thread.thread_no}:{number}:{message_id}",
        joins=True,
    )


def _topic(thread: StoredThread, kind: str) -> Notice:
    return Notice(
        kind=kind,
        chat_id=thread.chat_id,
        process_no=thread.process_no,
        thread_id=thread.topic_id,
        lane=Lane.GROUPS,
        at_most_once=False,
    )


def _keys(house: House) -> KeyRing:
    return KeyRing(Path(house.keys.folder) / "rounds")
