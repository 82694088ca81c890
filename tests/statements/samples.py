"""A small budget year in which people deliberate, and statements in one of its threads."""

from dataclasses import replace
from functools import partial

from actions import bindings, citizens, statement_writing, topics
from actions.effects import record_done
from actions.house import House, Occasion
from deliberation.groups import RIGHTS, GroupFacts
from deliberation.phases import Phase, Stage
from deliberation.process import Process
from deliberation.statement_views import StatementsView
from storage import outbox
from storage.database import Transaction
from tests import samples
from tests.samples import DAY, NOON

CHAT = -1_002_000_000_001
CITY, EUNPYEONG, JONGNO = 1, 2, 3
FACTS = GroupFacts(CHAT, "Forum", "supergroup", "", True, True, frozenset(RIGHTS))


def discussing_process() -> Process:
    """A year whose agendas are discussed at NOON, for nine days more; then costs are set."""
    return replace(
        samples.sample_process(),
        process_id="discussing-2027",
        stages=(
            Stage("discussing", Phase.DISCUSSING, NOON - DAY, NOON + 9 * DAY),
            Stage("costing", Phase.COSTING, NOON + 9 * DAY, NOON + 20 * DAY),
            Stage("deliberating", Phase.DELIBERATING, NOON + 20 * DAY, NOON + 30 * DAY),
            Stage("balloting", Phase.BALLOTING, NOON + 30 * DAY, NOON + 40 * DAY),
            Stage("allocating", Phase.ALLOCATING, NOON + 40 * DAY, NOON + 50 * DAY),
        ),
    )


def by(house: House, user_id: int, update_id: int | None = None) -> Occasion:
    """An occasion in a person's private chat, now."""
    return samples.occasion(house, user_id, update_id=update_id)


async def open_threads(house: House, *headings: int) -> None:
    """Bind headings to a forum and let Telegram make their topics: threads 1, 2, ..."""
    staff = by(house, samples.FACILITATOR)
    await bindings.begin(house, staff, FACTS, 1)
    await bindings.choose(house, staff, 1, frozenset({1, 2, 3}), is_chosen=False)
    await bindings.choose(house, staff, 1, frozenset(headings), is_chosen=True)
    await bindings.confirm(house, staff, 1, FACTS)
    await topics.make(house, staff, 1, CHAT)
    for notice in await waiting(house, "create-topic"):
        await house.db.write(partial(_settle, notice=notice))


async def _settle(tx: Transaction, notice: outbox.Notice) -> None:
    await record_done(tx, notice, {"topic_id": 100 + notice.params["thread_no"]})
    await outbox.settle(tx, notice, "delivered", 0)


async def register(house: House, *people: int, heading_no: int = JONGNO) -> None:
    """Let people take part who came by a heading's link."""
    process = house.process(1)
    for user_id in people:
        occasion = by(house, user_id)
        await citizens.start(house, occasion, "en", 1)
        await citizens.accept_notice(house, occasion, 1, process.heading(heading_no))
        await citizens.give_consent(house, occasion, 1)


async def hand_in(house: House, user_id: int, text: str, thread_no: int = 1) -> StatementsView:
    """Write a statement and send it."""
    occasion = by(house, user_id)
    written = await statement_writing.write(house, occasion, 1, thread_no, text)
    return await statement_writing.send(house, occasion, 1, thread_no, written.token)


async def waiting(house: House, kind: str) -> list[outbox.Notice]:
    """The notices of a kind that wait to be told."""
    rows = await house.db.read(
        lambda tx: tx.all(
            "SELECT * FROM outbox WHERE kind = :kind AND state = 'waiting' ORDER BY notice_no",
            {"kind": kind},
        )
    )
    return [outbox.notice_of(row) for row in rows]
