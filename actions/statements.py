"""Answering statements: one after another, in an order of one's own, changed until the round ends.

Answers stand under slots, apart from persons, as ballots do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.entitlement import entitled
from actions.house import House, Occasion
from actions.proposal_drafts import require_private
from actions.statement_results import thread_of
from actions.statement_slots import slot_of
from deliberation import statements as rules
from deliberation.process import Heading, Process
from deliberation.refusals import NotNow, NotThere
from deliberation.statement_views import MyAnswer, MyAnswersView, StatementsView, ThreadFacts
from deliberation.statements import Answer, Statement
from storage import citizens, drafts, updates
from storage import statements as stored
from storage.database import Transaction
from storage.threads import StoredThread

DRAFT = "statement"


@dataclass(frozen=True)
class Seat:
    """Somebody who may speak in a thread now: where, until when, and under which slot."""

    process: Process
    heading: Heading
    thread: StoredThread
    until: datetime
    slot: str
    seed: str


async def look(
    house: House, occasion: Occasion, process_no: int, thread_no: int
) -> StatementsView:
    """Return the next statement that a person can answer.

    Raises:
        NotPermitted: "only-in-private", "not-registered", "statements-other-district".
        NotThere: "no-such-thread".
        NotNow: "statements-not-open", "statements-closed", "round-over".
    """
    require_private(occasion)

    async def read(tx: Transaction) -> StatementsView:
        seat = await seat_of(house, tx, occasion, process_no, thread_no)
        return await next_view(tx, seat, occasion)

    return await house.db.read(read)


async def answer(
    house: House, occasion: Occasion, process_no: int, statement_no: int, what: Answer | None
) -> StatementsView:
    """Answer a statement, or take the answer back (None); return the next one.

    Doing it again changes nothing; one's own statement and a hidden one are left alone.

    Raises:
        As `look`; NotThere "no-such-statement"; NotNow "round-over" where it belongs to a
        round that has ended.
    """
    require_private(occasion)

    async def act(tx: Transaction) -> StatementsView:
        seat, statement = await _seat_at(house, tx, occasion, process_no, statement_no)
        outcome = "taken-back" if what is None else what.name.lower()
        if statement.slot == seat.slot:
            outcome = "own"
        elif statement.is_hidden:
            outcome = "hidden"
        elif await updates.remember(tx, occasion.update_id, occasion.now_s):
            if what is None:
                await stored.take_back(tx, seat.slot, statement_no)
            else:
                await stored.answer(tx, seat.slot, statement_no, what)
        return await next_view(tx, seat, occasion, outcome)

    return await house.db.write(act)


async def my_answers(
    house: House, occasion: Occasion, process_no: int, thread_no: int, page: int = 0
) -> MyAnswersView:
    """Return what a person has handed in and answered in the open round (raises as `look`)."""
    require_private(occasion)

    async def read(tx: Transaction) -> MyAnswersView:
        seat = await seat_of(house, tx, occasion, process_no, thread_no)
        return MyAnswersView(facts_of(seat, occasion), await _lines(tx, seat), page)

    return await house.db.read(read)


async def my_answer(
    house: House,
    occasion: Occasion,
    process_no: int,
    statement_no: int,
    page: int = 0,
    outcome: str = "",
) -> MyAnswersView:
    """Return one statement with the person's answer to it (raises as `answer`)."""
    require_private(occasion)

    async def read(tx: Transaction) -> MyAnswersView:
        seat, statement = await _seat_at(house, tx, occasion, process_no, statement_no)
        given = await stored.answers_under(
            tx, seat.slot, seat.thread.thread_no, seat.thread.round_no
        )
        chosen = MyAnswer(statement, given.get(statement_no), statement.slot == seat.slot)
        return MyAnswersView(facts_of(seat, occasion), (), page, chosen, outcome)

    return await house.db.read(read)


async def seat_of(
    house: House, tx: Transaction, occasion: Occasion, process_no: int, thread_no: int
) -> Seat:
    """Return a person's seat in a thread's open round (raises as `look`)."""
    process, heading, thread = await thread_of(house, tx, process_no, thread_no)
    found = await citizens.participant(tx, process.no, occasion.user_id)
    row = entitled(process, heading, found, elsewhere="statements-other-district")
    # The instant of acceptance is when the writer's turn comes, as for ballots.
    until = rules.check_open(process, heading, thread.is_open, house.clock.now())
    slot = slot_of(house, process.no, thread.thread_no, occasion.user_id)
    return Seat(process, heading, thread, until, slot, row["shuffle_seed"])


async def next_view(
    tx: Transaction, seat: Seat, occasion: Occasion, outcome: str = ""
) -> StatementsView:
    """Return what a person in a seat can answer next."""
    thread = seat.thread
    everything = await stored.of_round(tx, thread.thread_no, thread.round_no)
    given = await stored.answers_under(tx, seat.slot, thread.thread_no, thread.round_no)
    open_ones = rules.to_answer(everything, seat.slot)
    left = [one for one in open_ones if one.statement_no not in given]
    own = _own(everything, seat.slot)
    draft = await drafts.of(tx, occasion.user_id, DRAFT)
    return StatementsView(
        facts=facts_of(seat, occasion),
        next=next(iter(rules.in_order_of(seat.seed, left)), None),
        answered=len(open_ones) - len(left),
        total=len(open_ones),
        left=max(0, rules.MOST_OF_ONE - len(own)),
        has_draft=draft is not None and draft.data["thread_no"] == thread.thread_no,
        own=len(own),
        has_result=bool(await stored.last_round_with_any(tx, thread.thread_no)),
        outcome=outcome,
    )


async def own_count(tx: Transaction, seat: Seat) -> int:
    """Count what the person has handed in in this round, hidden ones as well."""
    everything = await stored.of_round(tx, seat.thread.thread_no, seat.thread.round_no)
    return len(_own(everything, seat.slot))


async def _seat_at(
    house: House, tx: Transaction, occasion: Occasion, process_no: int, statement_no: int
) -> tuple[Seat, Statement]:
    statement = await stored.numbered(tx, statement_no)
    if statement is None:
        raise NotThere("no-such-statement")
    seat = await seat_of(house, tx, occasion, process_no, statement.thread_no)
    if statement.round_no != seat.thread.round_no:
        raise NotNow("round-over")
    return seat, statement


async def _lines(tx: Transaction, seat: Seat) -> tuple[MyAnswer, ...]:
    thread = seat.thread
    everything = await stored.of_round(tx, thread.thread_no, thread.round_no)
    given = await stored.answers_under(tx, seat.slot, thread.thread_no, thread.round_no)
    own = [MyAnswer(one, None, is_own=True) for one in _own(everything, seat.slot)]
    answered = [
        MyAnswer(one, given[one.statement_no])
        for one in rules.in_order_of(seat.seed, rules.to_answer(everything, seat.slot))
        if one.statement_no in given
    ]
    return (*own, *answered)


def _own(statements: Sequence[Statement], slot: str) -> list[Statement]:
    return [one for one in statements if one.slot == slot]


def facts_of(seat: Seat, occasion: Occasion) -> ThreadFacts:
    """Return what a screen says of a seat's thread."""
    thread = seat.thread
    return ThreadFacts(
        seat.process, seat.heading, thread.thread_no, thread.round_no, occasion.now, seat.until
    )
