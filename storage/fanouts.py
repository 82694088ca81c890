"""Telling many: notices for an audience, put into the outbox a bounded chunk at a time.

A row remembers up to which person the notices are there; it moves on in the transaction that
puts them, so that a restart goes on where it stopped and nobody gets two.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deliberation.audiences import Audience
from storage import outbox
from storage.database import DUE, Row, Transaction
from storage.outbox import Lane

# Two kinds have indexes of their own, for which their names stand in the statements.
NEWS, REMINDER = "stage-news", "announcement-unvoted"


@dataclass(frozen=True)
class Fanout:
    """Something to tell an audience; `told_prefix` names it for good."""

    process_no: int
    kind: str
    params: Mapping[str, Any]
    audience: Audience
    told_prefix: str
    announcement_no: int | None = None
    after_user_id: int = 0
    fanout_no: int = 0


async def begin(tx: Transaction, fanout: Fanout, now_s: int) -> bool:
    """Begin to tell an audience; False where the same has been begun before."""
    tx.touch(DUE)
    rows = await tx.write(
        """
        INSERT INTO fanouts (process_no, kind, params, audience, told_prefix, announcement_no,
            begun_utc)
        VALUES (:process_no, :kind, :params, :audience, :told_prefix, :announcement_no, :now_s)
        ON CONFLICT (told_prefix) DO NOTHING RETURNING fanout_no
        """,
        {
            "process_no": fanout.process_no,
            "kind": fanout.kind,
            "params": _written(fanout.params),
            "audience": _written(fanout.audience.plain()),
            "told_prefix": fanout.told_prefix,
            "announcement_no": fanout.announcement_no,
            "now_s": now_s,
        },
    )
    return bool(rows)


async def unfinished(tx: Transaction) -> list[Fanout]:
    """Return what is still being put into the outbox, the oldest first."""
    rows = await tx.all("SELECT * FROM fanouts WHERE done_utc IS NULL ORDER BY fanout_no")
    return [_fanout(row) for row in rows]


async def is_unfinished(tx: Transaction, announcement_no: int) -> bool:
    """Say whether notices of an announcement are still to be put into the outbox."""
    found = await tx.value(
        "SELECT 1 FROM fanouts WHERE announcement_no = :announcement_no AND done_utc IS NULL",
        {"announcement_no": announcement_no},
    )
    return found is not None


async def reload(tx: Transaction, fanout_no: int) -> Fanout | None:
    """Return a fan-out as it stands; None where it is done."""
    row = await tx.one(
        "SELECT * FROM fanouts WHERE fanout_no = :fanout_no AND done_utc IS NULL",
        {"fanout_no": fanout_no},
    )
    return None if row is None else _fanout(row)


async def next_people(
    tx: Transaction, process_no: int, audience: Audience, after_user_id: int, most: int
) -> list[int]:
    """Return the next people of an audience, by their numbers; ballots are not looked at."""
    rows = await tx.all(
        f"SELECT p.user_id {_PEOPLE} {_within(audience)} ORDER BY p.user_id LIMIT :most",
        {
            "process_no": process_no,
            "after": after_user_id,
            "upto": _LAST,
            "most": most,
            **_names(audience),
        },
    )
    return [int(row["user_id"]) for row in rows]


async def count_people(tx: Transaction, process_no: int, audience: Audience) -> int:
    """Return how many people an audience has; ballots are not looked at."""
    return int(
        await tx.value(
            f"SELECT COUNT(*) {_PEOPLE} {_within(audience)}",
            {"process_no": process_no, "after": 0, "upto": _LAST, **_names(audience)},
        )
    )


async def put_up_to(tx: Transaction, fanout: Fanout, upto: int, now_s: int) -> None:
    """Put notices for everybody of the audience after the cursor and up to a person."""
    tx.touch(outbox.TOPIC)
    await tx.write(
        f"""
        INSERT INTO outbox (process_no, kind, params, chat_id, lane, at_most_once, told_key,
            announcement_no, created_utc)
        SELECT :process_no, :kind, :params, p.user_id, :lane, 1, :told_prefix || p.user_id,
            :announcement_no, :now_s
        {_PEOPLE} {_within(fanout.audience)} ORDER BY p.user_id
        ON CONFLICT (told_key) DO NOTHING
        """,
        {
            **_row(fanout, now_s),
            "after": fanout.after_user_id,
            "upto": upto,
            **_names(fanout.audience),
        },
    )


async def put_for(tx: Transaction, fanout: Fanout, people: Sequence[int], now_s: int) -> None:
    """Put notices for some people."""
    tx.touch(outbox.TOPIC)
    row = _row(fanout, now_s)
    await tx.write_many(
        """
        INSERT INTO outbox (process_no, kind, params, chat_id, lane, at_most_once, told_key,
            announcement_no, created_utc)
        VALUES (:process_no, :kind, :params, :chat_id, :lane, 1, :told_key, :announcement_no,
            :now_s)
        ON CONFLICT (told_key) DO NOTHING
        """,
        [
            {**row, "chat_id": user_id, "told_key": f"{fanout.told_prefix}{user_id}"}
            for user_id in people
        ],
    )


async def move_on(tx: Transaction, fanout_no: int, after_user_id: int) -> None:
    """Note up to whom the notices are there."""
    await tx.write(
        "UPDATE fanouts SET after_user_id = :after WHERE fanout_no = :fanout_no",
        {"after": after_user_id, "fanout_no": fanout_no},
    )


async def finish(tx: Transaction, fanout_no: int, now_s: int) -> None:
    """Note that everybody's notice is there."""
    await tx.write(
        "UPDATE fanouts SET done_utc = :now_s WHERE fanout_no = :fanout_no",
        {"now_s": now_s, "fanout_no": fanout_no},
    )


async def count_waiting(tx: Transaction, most: int) -> int:
    """Return how many broadcasts wait in the outbox, counted no further than `most`."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE state = 'waiting'"
            " AND lane = :lane LIMIT :most) AS some",
            {"lane": int(Lane.BROADCASTS), "most": most},
        )
    )


async def has_named_reminders(tx: Transaction) -> bool:
    """Say whether settled reminders still tell their chats."""
    found = await tx.value(
        f"SELECT 1 FROM outbox WHERE kind = '{REMINDER}' AND chat_id <> 0"
        " AND state IN ('delivered', 'blocked', 'refused', 'uncertain') LIMIT 1"
    )
    return found is not None


async def unname_reminders(tx: Transaction) -> None:
    """Take the chats off settled reminders, leaving only what became of them."""
    await tx.write(
        f"""
        UPDATE outbox SET chat_id = 0, told_key = NULL, params = '{{}}'
        WHERE kind = '{REMINDER}' AND chat_id <> 0
            AND state IN ('delivered', 'blocked', 'refused', 'uncertain')
        """
    )


async def unname_one(tx: Transaction, notice_no: int) -> None:
    """Take the chat off one notice, in the transaction that settles it."""
    await tx.write(
        "UPDATE outbox SET chat_id = 0, told_key = NULL, params = '{}'"
        " WHERE notice_no = :notice_no",
        {"notice_no": notice_no},
    )


async def prune_news(tx: Transaction, before_utc: int, most: int) -> None:
    """Remove news of stages that was settled before an instant; its fan-out is not repeated."""
    await tx.write(
        f"""
        DELETE FROM outbox WHERE notice_no IN (
            SELECT notice_no FROM outbox
            WHERE kind = '{NEWS}' AND done_utc < :before AND chat_id > 0
                AND state IN ('delivered', 'blocked')
            LIMIT :most)
        """,
        {"before": before_utc, "most": most},
    )


_LAST = 2**62
_PEOPLE = """
    FROM participants p JOIN citizens c ON c.user_id = p.user_id
    WHERE p.process_no = :process_no AND p.user_id > :after AND p.user_id <= :upto
        AND p.eligible_utc IS NOT NULL AND p.consent_utc IS NOT NULL AND c.blocked = 0
"""


def _within(audience: Audience) -> str:
    if not audience.districts:
        return ""
    return "AND p.district IN (" + ", ".join(f":{name}" for name in _names(audience)) + ")"


def _names(audience: Audience) -> dict[str, str]:
    return {f"district_{number}": one for number, one in enumerate(audience.districts)}


def _row(fanout: Fanout, now_s: int) -> dict[str, Any]:
    return {
        "process_no": fanout.process_no,
        "kind": fanout.kind,
        "params": _written(fanout.params),
        "lane": int(Lane.BROADCASTS),
        "told_prefix": fanout.told_prefix,
        "announcement_no": fanout.announcement_no,
        "now_s": now_s,
    }


def _written(data: Mapping[str, Any]) -> str:
    return json.dumps(dict(data), ensure_ascii=False, sort_keys=True)


def _fanout(row: Row) -> Fanout:
    return Fanout(
        process_no=row["process_no"],
        kind=row["kind"],
        params=json.loads(row["params"]),
        audience=Audience.from_plain(json.loads(row["audience"])),
        told_prefix=row["told_prefix"],
        announcement_no=row["announcement_no"],
        after_user_id=row["after_user_id"],
        fanout_no=row["fanout_no"],
    )
