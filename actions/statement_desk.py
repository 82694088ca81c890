"""A facilitator looks after statements: sees new ones, hides one with a reason, shows it again."""

from collections.abc import Sequence
from typing import Final

from actions import roles, rounds
from actions.house import House, Occasion
from actions.notices import tells
from actions.proposal_drafts import require_private
from actions.statement_results import thread_of
from actions.statement_slots import slot_of, whose
from actions.threads import desk_of
from deliberation.groups import covers
from deliberation.process import Heading, Process
from deliberation.refusals import BadInput, NotNow, NotThere
from deliberation.statement_views import (
    HiddenStatementsView,
    NewStatementsView,
    StatementDeskView,
    ThreadFacts,
)
from deliberation.statements import OTHER, READY_REASONS, Statement
from deliberation.text import typed_line
from storage import citizens, outbox
from storage import roles as stored_roles
from storage import statements as stored
from storage.database import Transaction
from storage.outbox import Notice
from storage.threads import StoredThread

NEW, HIDDEN = "statements-new", "statement-hidden"
WHY_LENGTHS: Final = (4, 200)
# What is handed in within so many seconds is told in one message.
TOLD_EVERY_S: Final = 600


async def look(
    house: House, occasion: Occasion, thread_no: int, page: int = 0, outcome: str = ""
) -> StatementDeskView:
    """Return the statements of a thread's latest round (raises as `threads.look`)."""
    require_private(occasion)

    async def read(tx: Transaction) -> StatementDeskView:
        process, heading, _group, thread = await desk_of(house, tx, occasion, thread_no)
        return await _view(tx, process, heading, thread, occasion, page, outcome)

    return await house.db.read(read)


async def look_at(
    house: House, occasion: Occasion, statement_no: int, page: int = 0
) -> StatementDeskView:
    """Return one statement to its thread's facilitator (NotThere "no-such-statement")."""
    require_private(occasion)

    async def read(tx: Transaction) -> StatementDeskView:
        statement = await _statement(tx, statement_no)
        process, heading, _group, thread = await desk_of(house, tx, occasion, statement.thread_no)
        facts = _facts(process, heading, thread, statement.round_no, occasion)
        return StatementDeskView(facts, (), page, statement)

    return await house.db.read(read)


async def hide(
    house: House,
    occasion: Occasion,
    statement_no: int,
    code: str,
    words: str = "",
    page: int = 0,
) -> StatementDeskView:
    """Hide a statement for a reason; its author is told once. What is hidden stays as it is.

    Raises:
        As `look_at`; BadInput "no-such-reason", or as `typed_line` for words of one's own.
    """
    require_private(occasion)
    if code not in (*READY_REASONS, OTHER):
        raise BadInput("no-such-reason")
    least, most = WHY_LENGTHS
    why = typed_line(words, least=least, most=most).text if code == OTHER else ""
    author = await _author(house, occasion, statement_no)

    async def act(tx: Transaction) -> StatementDeskView:
        statement = await _statement(tx, statement_no)
        process, heading, _group, thread = await desk_of(house, tx, occasion, statement.thread_no)
        outcome = "hidden-already"
        if not statement.is_hidden:
            outcome = "hidden" if author is not None else "hidden-untold"
            await stored.hide(tx, statement_no, code, why)
            await _result_changes(tx, thread, statement, occasion.now_s)
            if author is not None:
                await outbox.put(tx, _to_author(author, thread), occasion.now_s)
        return await _view(tx, process, heading, thread, occasion, page, outcome)

    return await house.db.write(act)


async def restore(
    house: House, occasion: Occasion, statement_no: int, page: int = 0
) -> StatementDeskView:
    """Show a statement again (raises as `look_at`)."""
    require_private(occasion)

    async def act(tx: Transaction) -> StatementDeskView:
        statement = await _statement(tx, statement_no)
        process, heading, _group, thread = await desk_of(house, tx, occasion, statement.thread_no)
        if statement.is_hidden:
            await stored.hide(tx, statement_no, "", "")
            await _result_changes(tx, thread, statement, occasion.now_s)
        return await _view(tx, process, heading, thread, occasion, page, "restored")

    return await house.db.write(act)


async def tell_facilitators(
    tx: Transaction,
    process: Process,
    heading: Heading,
    thread: StoredThread,
    statement_no: int,
    now_s: int,
) -> None:
    """Tell those who facilitate a thread of a new statement, several of them in one message."""
    window = now_s // TOLD_EVERY_S
    grants = await stored_roles.all_of_them(tx, process.no)
    people = {
        grant.user_id
        for grant in grants
        if grant.role == roles.FACILITATOR and covers(grant.scope, process, heading)
    }
    for user_id in sorted(people):
        notice = Notice(
            kind=NEW,
            chat_id=user_id,
            process_no=process.no,
            params={"thread_no": thread.thread_no, "from": statement_no},
            told_key=f"{NEW}:{thread.thread_no}:{thread.round_no}:{window}:{user_id}",
            not_before_utc=(window + 1) * TOLD_EVERY_S,
        )
        await outbox.put(tx, notice, now_s)


@tells(NEW)
async def new_ones(house: House, notice: Notice) -> NewStatementsView | None:
    """Return what has been handed in since; None where all of it is hidden already."""
    params = notice.params

    async def read(tx: Transaction) -> NewStatementsView | None:
        try:
            first = await _statement(tx, params["from"])
            place = await thread_of(house, tx, notice.process_no, params["thread_no"])
        except NotThere:
            return None
        process, heading, thread = place
        since = await stored.of_round(tx, thread.thread_no, first.round_no)
        new = [one for one in since if one.statement_no >= params["from"] and not one.is_hidden]
        if not new:
            return None
        facts = ThreadFacts(process, heading, thread.thread_no, first.round_no, house.clock.now())
        return NewStatementsView(facts, tuple(new))

    return await house.db.read(read)


@tells(HIDDEN)
async def hidden_ones(house: House, notice: Notice) -> HiddenStatementsView | None:
    """Return what is hidden of a person's statements; found through their slot, not the notice."""

    async def read(tx: Transaction) -> HiddenStatementsView | None:
        try:
            process, heading, thread = await thread_of(
                house, tx, notice.process_no, notice.params["thread_no"]
            )
            slot = slot_of(house, process.no, thread.thread_no, notice.chat_id)
        except (NotThere, NotNow):
            return None
        own = [one for one in await stored.handed_in_under(tx, slot) if one.is_hidden]
        if not own:
            return None
        facts = ThreadFacts(process, heading, thread.thread_no, thread.round_no, house.clock.now())
        return HiddenStatementsView(facts, tuple(own))

    return await house.db.read(read)


async def _author(house: House, occasion: Occasion, statement_no: int) -> int | None:
    """Find whose statement it is: by trying everybody's slot, since it is written nowhere."""

    async def read(tx: Transaction) -> tuple[Statement, int, Sequence[int]]:
        statement = await _statement(tx, statement_no)
        process, *_rest = await desk_of(house, tx, occasion, statement.thread_no)
        people = [] if statement.is_hidden else await citizens.everybody(tx, process.no)
        return statement, process.no, people

    statement, process_no, people = await house.db.read(read)
    return await whose(house, process_no, statement.thread_no, statement.slot, people)


async def _result_changes(
    tx: Transaction, thread: StoredThread, statement: Statement, now_s: int
) -> None:
    """Bring the closing note of a round that has ended up to date, and the card."""
    if statement.round_no < thread.round_no or not thread.is_open:
        await rounds.tell_again(tx, thread, statement.round_no, now_s)


async def _view(
    tx: Transaction,
    process: Process,
    heading: Heading,
    thread: StoredThread,
    occasion: Occasion,
    page: int,
    outcome: str,
) -> StatementDeskView:
    found = await stored.of_round(tx, thread.thread_no, thread.round_no)
    facts = _facts(process, heading, thread, thread.round_no, occasion)
    return StatementDeskView(facts, tuple(reversed(found)), page, outcome=outcome)


def _facts(
    process: Process, heading: Heading, thread: StoredThread, round_no: int, occasion: Occasion
) -> ThreadFacts:
    return ThreadFacts(process, heading, thread.thread_no, round_no, occasion.now)


def _to_author(author: int, thread: StoredThread) -> Notice:
    # Which statement it is stands nowhere beside the account: the deliverer finds it by the slot.
    return Notice(
        kind=HIDDEN,
        chat_id=author,
        process_no=thread.process_no,
        params={"thread_no": thread.thread_no},
    )


async def _statement(tx: Transaction, statement_no: int) -> Statement:
    found = await stored.numbered(tx, statement_no)
    if found is None:
        raise NotThere("no-such-statement")
    return found
