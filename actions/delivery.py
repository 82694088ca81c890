"""What becomes of notices on their way: each fate is recorded with all that follows from it."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from actions.effects import Outcome, has_record, record_done, record_refused
from actions.house import House
from actions.notices import tells
from actions.roles import MANAGER
from deliberation.delivery_views import TroubleView, UncertainView
from storage import chats, outbox, roles
from storage.database import Transaction
from storage.outbox import Notice

TROUBLE = "delivery-trouble"
UNCERTAIN = "delivery-uncertain"
GATHER_S = 60


class Fate(StrEnum):
    """What can become of a notice."""

    DELIVERED = "delivered"
    BLOCKED = "blocked"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


async def recover(house: House) -> int:
    """Settle what a crash left behind; managers learn of what is uncertain since."""
    now_s = _now_s(house)

    async def act(tx: Transaction) -> int:
        lost = await outbox.recover(tx)
        for notice in lost:
            await _tell_uncertain(tx, notice, now_s)
        return len(lost)

    return await house.db.write(act)


async def claim(house: House, notice: Notice) -> bool:
    """Mark a notice as being sent; False where it no longer waits."""
    return await house.db.write(lambda tx: outbox.claim(tx, notice.notice_no))


async def delivered(house: House, notice: Notice, outcome: Outcome) -> None:
    """Telegram said yes."""
    now_s = _now_s(house)

    async def act(tx: Transaction) -> None:
        await record_done(tx, notice, outcome)
        await outbox.settle(tx, notice, Fate.DELIVERED, now_s)

    await house.db.write(act)


async def told_together(house: House, notices: Sequence[Notice]) -> None:
    """Telegram said yes to each; all of them leave nothing (`leaves_nothing`)."""
    await house.db.write(lambda tx: outbox.settle_told(tx, notices))


def leaves_nothing(notice: Notice) -> bool:
    """Say whether nothing is recorded of a notice once it is told."""
    return outbox.leaves_nothing(notice) and not has_record(notice.kind)


async def dropped(house: House, notice: Notice) -> None:
    """There is nothing to tell any more."""
    now_s = _now_s(house)
    await house.db.write(lambda tx: outbox.settle(tx, notice, Fate.DELIVERED, now_s, "nothing"))


async def uncertain(house: House, notice: Notice, why: str) -> None:
    """Nobody knows whether it arrived; it is not sent again, and managers are told."""
    now_s = _now_s(house)

    async def act(tx: Transaction) -> None:
        await outbox.settle(tx, notice, Fate.UNCERTAIN, now_s, why)
        await _tell_uncertain(tx, notice, now_s)

    await house.db.write(act)


async def shut_out(house: House, notice: Notice) -> None:
    """The person has blocked the bot, or the group has thrown it out."""
    now_s = _now_s(house)

    async def act(tx: Transaction) -> None:
        if notice.chat_id > 0:
            await chats.mark_blocked(tx, notice.chat_id)
            await outbox.settle(tx, notice, Fate.BLOCKED, now_s)
        else:
            await chats.mark_gone(tx, notice.chat_id, now_s)
            await _refuse(tx, notice, "thrown-out", now_s)

    await house.db.write(act)


async def moved(house: House, notice: Notice, new_id: int) -> None:
    """The group has become a supergroup: what waits for it, this notice too, goes there."""

    async def act(tx: Transaction) -> None:
        await chats.migrate(tx, notice.chat_id, new_id)
        await outbox.put_back(tx, replace(notice, tries=notice.tries - 1), 0, "moved")

    await house.db.write(act)


async def refused(house: House, notice: Notice, reason: str) -> None:
    """Telegram refuses it for good; managers are told once for each chat and reason."""
    now_s = _now_s(house)
    await house.db.write(lambda tx: _refuse(tx, notice, reason, now_s))


async def put_back(house: House, notice: Notice, not_before_utc: int, why: str) -> None:
    """It certainly did not arrive: it waits again."""
    await house.db.write(lambda tx: outbox.put_back(tx, notice, not_before_utc, why))


async def progress(house: House, announcement_no: int) -> outbox.Progress:
    """Return how far an announcement has come."""
    return await house.db.read(lambda tx: outbox.progress(tx, announcement_no))


async def _refuse(tx: Transaction, notice: Notice, reason: str, now_s: int) -> None:
    await record_refused(tx, notice, reason)
    await outbox.settle(tx, notice, Fate.REFUSED, now_s, reason)
    if notice.kind in (TROUBLE, UNCERTAIN):
        return
    for manager in await roles.holders(tx, notice.process_no, MANAGER):
        trouble = Notice(
            TROUBLE,
            manager,
            {
                "kind": notice.kind,
                "reason": reason,
                "chat": await chats.title_of(tx, notice.chat_id),
            },
            process_no=notice.process_no,
            told_key=f"trouble:{notice.chat_id}:{notice.thread_id}:{reason}:{manager}",
        )
        await outbox.put(tx, trouble, now_s)


async def _tell_uncertain(tx: Transaction, notice: Notice, now_s: int) -> None:
    if notice.kind in (TROUBLE, UNCERTAIN):
        return
    for manager in await roles.holders(tx, notice.process_no, MANAGER):
        await outbox.put(
            tx,
            Notice(
                UNCERTAIN,
                manager,
                process_no=notice.process_no,
                at_most_once=False,
                told_key=f"uncertain:{notice.process_no}:{manager}",
                joins=True,
                not_before_utc=now_s + GATHER_S,
            ),
            now_s,
        )


@tells(UNCERTAIN)
async def _uncertain(house: House, notice: Notice) -> UncertainView | None:
    how_many = (
        await house.db.read(lambda tx: outbox.process_progress(tx, notice.process_no))
    ).uncertain
    if not how_many:
        return None
    return UncertainView(house.process(notice.process_no), how_many)


@tells(TROUBLE)
async def _trouble(house: House, notice: Notice) -> TroubleView:
    return TroubleView(
        house.process(notice.process_no),
        kind=str(notice.params["kind"]),
        reason=str(notice.params["reason"]),
        chat=str(notice.params["chat"]),
    )


def _now_s(house: House) -> int:
    return int(house.clock.now().timestamp())
