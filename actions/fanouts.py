"""Putting an audience's notices into the outbox: in chunks, never more than soon can be sent.

One chunk is one transaction, so that a million people hold up nobody's ballot; and no more
than MOST_WAITING broadcasts wait at a time, so that the outbox stays small. Who "has not voted
yet" is looked up through the slots as each chunk is put, and written down nowhere: such a
notice loses its chat once it is settled (see actions/announcements.py).
"""

from functools import partial

from actions import citizens
from actions.house import House
from deliberation.audiences import Audience, AudienceKind
from deliberation.process import Heading
from storage import fanouts as stored
from storage.database import Transaction

CHUNK = 500
MOST_WAITING = 5_000


async def spread(house: House, *, chunk: int = CHUNK, most_waiting: int = MOST_WAITING) -> bool:
    """Put notices until all are there or enough wait; return whether more are to be put."""
    for fanout in await house.db.read(stored.unfinished):
        while await house.db.read(lambda tx: stored.count_waiting(tx, most_waiting)) < (
            most_waiting
        ):
            going_on = await house.db.write(
                partial(_put, house=house, fanout_no=fanout.fanout_no, most=chunk)
            )
            if not going_on:
                break
        else:
            return True
    return False


async def _put(tx: Transaction, house: House, fanout_no: int, most: int) -> bool:
    """Put one chunk; False once everybody's notice is there."""
    fanout = await stored.reload(tx, fanout_no)
    if fanout is None:
        return False
    now_s = int(house.clock.now().timestamp())
    people = await stored.next_people(
        tx, fanout.process_no, fanout.audience, fanout.after_user_id, most
    )
    if people and fanout.audience.kind is AudienceKind.UNVOTED:
        people_left = await _unvoted(house, tx, fanout.process_no, fanout.audience, people)
        await stored.put_for(tx, fanout, people_left, now_s)
    elif people:
        await stored.put_up_to(tx, fanout, people[-1], now_s)
    if people:
        await stored.move_on(tx, fanout_no, people[-1])
    if len(people) < most:
        await stored.finish(tx, fanout_no, now_s)
        return False
    return True


async def count(house: House, process_no: int, audience: Audience) -> int:
    """Return how many people an audience has at this moment."""
    if audience.kind is not AudienceKind.UNVOTED:
        return await house.db.read(lambda tx: stored.count_people(tx, process_no, audience))
    total, after = 0, 0
    while True:
        people, left = await house.db.read(
            partial(_some, house=house, process_no=process_no, audience=audience, after=after)
        )
        total += left
        if len(people) < CHUNK:
            return total
        after = people[-1]


async def _some(
    tx: Transaction, house: House, process_no: int, audience: Audience, after: int
) -> tuple[list[int], int]:
    people = await stored.next_people(tx, process_no, audience, after, CHUNK)
    return people, len(await _unvoted(house, tx, process_no, audience, people))


async def _unvoted(
    house: House, tx: Transaction, process_no: int, audience: Audience, people: list[int]
) -> list[int]:
    process = house.process(process_no)
    heading = process.heading(audience.heading_no)
    if heading is None:
        return []
    return [
        user_id for user_id in people if await _is_missing(house, tx, heading, process_no, user_id)
    ]


async def _is_missing(
    house: House, tx: Transaction, heading: Heading, process_no: int, user_id: int
) -> bool:
    # Once the heading's key is gone nobody can tell, and nobody is reminded.
    voted = await citizens.has_voted(house, tx, house.process(process_no), heading, user_id)
    return voted is False
