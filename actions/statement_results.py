"""What was said in a round: read when it is told, since a closed round changes no more."""

from datetime import datetime

from actions.house import House, Occasion
from deliberation.phases import Deed, open_until
from deliberation.process import Heading, Process
from deliberation.refusals import NotThere
from deliberation.statement_views import SaidView, ThreadFacts
from deliberation.statements import WhatWasSaid, what_was_said
from deliberation.views import Opening
from storage import rounds as stored_rounds
from storage import statements as stored
from storage import threads as stored_threads
from storage.database import Transaction
from storage.threads import StoredThread


async def said_in(tx: Transaction, thread_no: int, round_no: int) -> WhatWasSaid | None:
    """Return what was said in a round; None where nobody handed in a statement that stands."""
    statements = await stored.of_round(tx, thread_no, round_no)
    if all(one.is_hidden for one in statements):
        return None
    return what_was_said(statements, await stored.cells_of(tx, thread_no, round_no))


async def look(
    house: House, occasion: Occasion, process_no: int, thread_no: int, round_no: int, page: int = 0
) -> SaidView:
    """Return what was said in a closed round (0: in the last one in which something was).

    Raises:
        NotThere: "no-such-thread", "nothing-said".
    """

    async def read(tx: Transaction) -> SaidView:
        process, heading, thread = await thread_of(house, tx, process_no, thread_no)
        number = round_no or await stored.last_round_with_any(tx, thread_no)
        ended = await stored_rounds.numbered(tx, thread_no, number)
        said = await said_in(tx, thread_no, number)
        if ended is None or ended.closed_utc is None or said is None:
            raise NotThere("nothing-said", heading=heading)
        facts = ThreadFacts(process, heading, thread.thread_no, number, occasion.now)
        return SaidView(facts, said, page)

    return await house.db.read(read)


async def openings(
    tx: Transaction, process: Process, district: str, now: datetime
) -> list[Opening]:
    """Return where a person of a district can answer statements now, and until when."""
    found = []
    for heading in process.headings_for(district):
        until = open_until(process.stages, heading.programme, Deed.OPINE, now)
        if until is None:
            continue
        threads = await stored_threads.of_heading(tx, process.no, heading.no)
        if any(one.is_open and one.can_be_written_to for one in threads):
            found.append(Opening(Deed.OPINE, heading, until, False))
    return found


async def thread_of_heading(house: House, process_no: int, heading_no: int) -> int:
    """Return the thread in which a heading is discussed (NotThere "no-such-thread")."""

    async def read(tx: Transaction) -> int:
        for thread in await stored_threads.of_heading(tx, process_no, heading_no):
            if thread.can_be_written_to:
                return thread.thread_no
        raise NotThere("no-such-thread")

    return await house.db.read(read)


async def thread_no_of(house: House, statement_no: int) -> int:
    """Return the thread that a statement belongs to (NotThere "no-such-statement")."""
    found = await house.db.read(lambda tx: stored.numbered(tx, statement_no))
    if found is None:
        raise NotThere("no-such-statement")
    return found.thread_no


async def thread_of(
    house: House, tx: Transaction, process_no: int, thread_no: int
) -> tuple[Process, Heading, StoredThread]:
    """Return a thread of a budget year (NotThere "no-such-thread")."""
    process = house.process(process_no)
    thread = await stored_threads.numbered(tx, thread_no)
    heading = process.heading(thread.heading_no) if thread is not None else None
    if thread is None or heading is None or thread.process_no != process_no:
        raise NotThere("no-such-thread")
    return process, heading, thread
