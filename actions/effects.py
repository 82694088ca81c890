"""What to record when a notice or an effect has reached Telegram, or was refused there.

    @when_done("create-topic")
    async def made(tx: Transaction, notice: Notice, outcome: Outcome) -> None: ...

The outcome of a message is its `message_id`; that of an effect is what `bot/effects.py` says.
Both run in the transaction that settles the row.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from storage.database import Transaction
from storage.outbox import Notice

Outcome = Mapping[str, Any]
Record = Callable[[Transaction, Notice, Outcome], Awaitable[None]]
Refuse = Callable[[Transaction, Notice, str], Awaitable[None]]

_DONE: dict[str, Record] = {}
_REFUSED: dict[str, Refuse] = {}
_ANY_REFUSED: list[Refuse] = []


def when_done(*kinds: str) -> Callable[[Record], Record]:
    """Register what is recorded when a notice of a kind has been delivered."""

    def register(record: Record) -> Record:
        for kind in kinds:
            _DONE[kind] = record
        return record

    return register


def when_refused(*kinds: str) -> Callable[[Refuse], Refuse]:
    """Register what is recorded when Telegram refuses a notice of a kind for good."""

    def register(refuse: Refuse) -> Refuse:
        for kind in kinds:
            _REFUSED[kind] = refuse
        return refuse

    return register


def when_any_refused(refuse: Refuse) -> Refuse:
    """Register what is recorded when Telegram refuses a notice of whatever kind for good."""
    _ANY_REFUSED.append(refuse)
    return refuse


def has_record(kind: str) -> bool:
    """Say whether something is recorded when a notice of a kind has been delivered."""
    return kind in _DONE


async def record_done(tx: Transaction, notice: Notice, outcome: Outcome) -> None:
    """Record a delivery."""
    record = _DONE.get(notice.kind)
    if record is not None:
        await record(tx, notice, outcome)


async def record_refused(tx: Transaction, notice: Notice, reason: str) -> None:
    """Record a refusal for good (see `handlers/verdicts.py` for the reasons)."""
    refuse = _REFUSED.get(notice.kind)
    if refuse is not None:
        await refuse(tx, notice, reason)
    for note in _ANY_REFUSED:
        await note(tx, notice, reason)
