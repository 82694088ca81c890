"""The card of a thread: posted, pinned, and brought up to date when something changes."""

from dataclasses import replace
from datetime import UTC, datetime

from actions.effects import Outcome, when_done, when_refused
from actions.house import House
from actions.notices import tells
from actions.statement_results import said_in
from deliberation.group_views import CardView, RoundView
from deliberation.phases import Deed, open_until, stages_on
from deliberation.process import Heading, Process
from storage import allocations, outbox
from storage import rounds as stored_rounds
from storage import threads as stored
from storage.database import Transaction
from storage.outbox import Lane, Notice
from storage.rounds import StoredRound
from storage.threads import StoredThread

CARD, NOTE = "thread-card", "thread-note"
_ON_CARD = (Deed.PROPOSE, Deed.PRIORITISE, Deed.CAST_BALLOT, Deed.OPINE)


async def refresh_cards(tx: Transaction, process: Process, heading: Heading, now_s: int) -> None:
    """Bring the cards of a heading's threads up to date, when its phase has changed."""
    for thread in await stored.of_heading(tx, process.no, heading.no):
        await put_card(tx, thread, now_s)


async def put_card(
    tx: Transaction, thread: StoredThread, now_s: int, *, is_new: bool = False
) -> None:
    """Bring a thread's card up to date; post it where there is none and `is_new` asks for it."""
    if not thread.can_be_written_to or not (thread.card_message_id or is_new):
        return
    notice = Notice(
        kind=CARD,
        chat_id=thread.chat_id,
        process_no=thread.process_no,
        params={"thread_no": thread.thread_no},
        thread_id=thread.topic_id,
        message_id=thread.card_message_id,
        lane=Lane.GROUPS,
        at_most_once=False,
        told_key=f"card:{thread.chat_id}:{thread.topic_id}",
        joins=True,
    )
    await outbox.put(tx, notice, now_s)


def round_view(found: StoredRound) -> RoundView:
    """Return a round as a screen shows it."""
    closed = found.closed_utc
    return RoundView(
        round_no=found.round_no,
        messages=found.messages,
        people=found.people,
        opened=datetime.fromtimestamp(found.opened_utc, UTC),
        closed=None if closed is None else datetime.fromtimestamp(closed, UTC),
        summary=found.summary,
    )


@tells(CARD, NOTE)
async def card(house: House, notice: Notice) -> CardView | None:
    """Return what a thread's card or note says now; None where the thread is no longer there."""

    async def read(tx: Transaction) -> CardView | None:
        thread = await stored.numbered(tx, notice.params["thread_no"])
        process = house.processes.get(notice.process_no)
        heading = process.heading(thread.heading_no) if thread and process else None
        if thread is None or process is None or heading is None:
            return None
        if not thread.can_be_written_to or thread.topic_id != notice.thread_id:
            return None
        if notice.kind == NOTE and not thread.note:
            return None
        current = await stored_rounds.numbered(tx, thread.thread_no, thread.round_no)
        if current is None:
            return None
        published = await allocations.are_published(tx, process.no)
        shown = _card(house, process, heading, thread, current, published)
        if thread.is_open or notice.kind == NOTE:
            return shown
        return replace(shown, said=await said_in(tx, thread.thread_no, thread.round_no))

    return await house.db.read(read)


def _card(
    house: House,
    process: Process,
    heading: Heading,
    thread: StoredThread,
    current: StoredRound,
    has_results: bool,
) -> CardView:
    now = house.clock.now()
    openings = []
    for deed in _ON_CARD:
        until = open_until(process.stages, heading.programme, deed, now)
        if until is not None:
            openings.append((deed, until))
    coming = sorted(
        (
            stage
            for stage in process.stages
            if stage.concerns(heading.programme) and stage.starts_utc > now
        ),
        key=lambda stage: stage.starts_utc,
    )
    return CardView(
        process=process,
        heading=heading,
        now=now,
        bot_username=house.bot_username,
        is_open=thread.is_open,
        round=round_view(current),
        note=thread.note,
        phases=tuple(
            (stage.phase, stage.ends_utc)
            for stage in stages_on(process.stages, heading.programme, now)
        ),
        openings=tuple(openings),
        next_phase=coming[0].phase if coming else None,
        next_utc=coming[0].starts_utc if coming else None,
        has_results=has_results,
        thread_no=thread.thread_no,
    )


@when_done(CARD)
async def card_stands(tx: Transaction, notice: Notice, outcome: Outcome) -> None:
    """Keep where a card stands, and pin it where it is new."""
    message_id = int(outcome.get("message_id") or 0)
    thread = await stored.numbered(tx, notice.params["thread_no"])
    if thread is None or thread.topic_id != notice.thread_id or not message_id:
        return
    if message_id == thread.card_message_id:
        return
    if thread.card_message_id:
        await put_pin(tx, thread, thread.card_message_id, "unpin")
    await stored.keep_card(tx, thread.thread_no, message_id)
    await put_pin(tx, thread, message_id, "pin")


@when_done(NOTE)
async def note_stands(tx: Transaction, notice: Notice, outcome: Outcome) -> None:
    """Keep where a note stands, and pin it."""
    message_id = int(outcome.get("message_id") or 0)
    thread = await stored.numbered(tx, notice.params["thread_no"])
    if thread is None or thread.topic_id != notice.thread_id or not message_id:
        return
    if message_id != thread.note_message_id:
        await stored.keep_note_message(tx, thread.thread_no, message_id)
        await put_pin(tx, thread, message_id, "pin")


@when_refused(CARD)
async def card_refused(tx: Transaction, notice: Notice, reason: str) -> None:
    """Forget a card that cannot be kept up to date; the next one is posted anew."""
    thread = await stored.numbered(tx, notice.params["thread_no"])
    if thread is not None and thread.topic_id == notice.thread_id:
        await stored.keep_card(tx, thread.thread_no, 0)


async def put_pin(tx: Transaction, thread: StoredThread, message_id: int, kind: str) -> None:
    """Pin or unpin a message of a thread."""
    notice = Notice(
        kind=kind,
        chat_id=thread.chat_id,
        process_no=thread.process_no,
        message_id=message_id,
        lane=Lane.GROUPS,
        at_most_once=False,
    )
    await outbox.put(tx, notice, 0)
