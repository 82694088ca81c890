"""Where persons stand in the store, and what an erasure does to each place.

Every table is named here, in `TRACES` or in `WITHOUT_PERSONS`: whoever adds one decides.
Ballots, voices, statements and answers stand under slots (storage/keys.py) and are found through
those alone.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from storage import attachments, conversation_states, proposals
from storage.database import Transaction


class Fate(StrEnum):
    """What an erasure does to the rows in which a person stands."""

    ERASED = "erased"
    UNNAMED = "unnamed"  # the row is public and stays, with a marker in the person's place
    OFFICIAL = "official"  # an act of office, kept as the law on public records asks


@dataclass(frozen=True)
class Trace:
    """A column that holds a person's number."""

    table: str
    column: str
    fate: Fate


TRACES: Final = (
    Trace("citizens", "user_id", Fate.ERASED),
    Trace("participants", "user_id", Fate.ERASED),
    Trace("drafts", "user_id", Fate.ERASED),
    Trace("attachments", "user_id", Fate.ERASED),  # and what they name among the blobs
    Trace("conversation_states", "place", Fate.ERASED),
    Trace("outbox", "chat_id", Fate.ERASED),
    Trace("fanouts", "after_user_id", Fate.ERASED),
    Trace("proposals", "author", Fate.UNNAMED),
    Trace("followers", "user_id", Fate.ERASED),
    Trace("supports", "user_id", Fate.ERASED),
    Trace("co_proposers", "user_id", Fate.ERASED),
    Trace("proposal_events", "acted_by", Fate.OFFICIAL),
    Trace("roles", "user_id", Fate.OFFICIAL),
    Trace("roles", "granted_by", Fate.OFFICIAL),
    Trace("invitations", "made_by", Fate.OFFICIAL),
    Trace("invitations", "used_by", Fate.OFFICIAL),
    Trace("processes", "loaded_by", Fate.OFFICIAL),
    Trace("groups", "bound_by", Fate.OFFICIAL),
    Trace("desks", "bound_by", Fate.OFFICIAL),
    Trace("rounds", "closed_by", Fate.OFFICIAL),
    Trace("merges", "suggested_by", Fate.OFFICIAL),
    Trace("motions", "moved_by", Fate.OFFICIAL),
    Trace("motions", "seconded_by", Fate.OFFICIAL),
    Trace("announcements", "author", Fate.OFFICIAL),
)
UNDER_SLOTS: Final = frozenset(
    {"answers", "ballots", "former_proposals", "line_reasons", "statements", "voices"}
)
WITHOUT_PERSONS: Final = frozenset(
    {
        "agenda_rules",
        "allocations",
        "assignments",
        "blobs",
        "editions",
        "handled",
        "heartbeats",
        "merge_parts",
        "outcomes",
        "public_log",
        "stages",
        "tallies",
        "threads",
    }
)
# A budget year's whole text says nothing about whoever loaded it.
_LEFT_OUT: Final = frozenset({"snapshot", "source"})
_SEARCHED_OTHERWISE: Final = frozenset({"conversation_states", "fanouts"})


async def rows_of(tx: Transaction, user_id: int, *fates: Fate) -> dict[str, list[dict[str, Any]]]:
    """Return the rows in which a person stands, by table; empty tables are left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for trace in TRACES:
        if trace.fate not in fates or trace.table in _SEARCHED_OTHERWISE:
            continue
        rows = await tx.all(
            f"SELECT * FROM {trace.table} WHERE {trace.column} = :user_id", {"user_id": user_id}
        )
        known = found.setdefault(trace.table, [])
        for row in rows:
            shown = {name: row[name] for name in row.keys() if name not in _LEFT_OUT}  # noqa: SIM118
            if shown not in known:
                known.append(shown)
    if Fate.ERASED in fates:
        found["conversation_states"] = await _dialogues(tx, user_id)
    return {table: rows for table, rows in found.items() if rows}


async def _dialogues(tx: Transaction, user_id: int) -> list[dict[str, Any]]:
    """Return the dialogues that a person is in, in their private chat."""
    rows = await tx.all(
        "SELECT name, state FROM conversation_states WHERE place = :place",
        {"place": json.dumps([user_id, user_id])},
    )
    return [{"name": row["name"], "state": row["state"]} for row in rows]


async def erase(tx: Transaction, user_id: int) -> None:
    """Erase a person wherever the law lets it; what is public stays without them."""
    where = {"user_id": user_id}
    for table in ("citizens", "participants", "drafts", "followers", "supports", "co_proposers"):
        await tx.write(f"DELETE FROM {table} WHERE user_id = :user_id", where)
    await attachments.drop_person(tx, user_id)
    await conversation_states.forget(tx, user_id)
    await _erase_notices(tx, user_id)
    await proposals.unname(tx, user_id)
    # A spreading notice remembers up to whom it has come; one that has ended needs no number.
    await tx.write(
        """
        UPDATE fanouts SET after_user_id =
            CASE WHEN done_utc IS NULL THEN after_user_id - 1 ELSE 0 END
        WHERE after_user_id = :user_id
        """,
        where,
    )


async def _erase_notices(tx: Transaction, user_id: int) -> None:
    """Take back what waits; what an announcement's figures rest on stays without the chat."""
    where = {"user_id": user_id}
    await tx.write(
        "DELETE FROM outbox WHERE chat_id = :user_id AND (announcement_no IS NULL"
        " OR state IN ('waiting', 'sending'))",
        where,
    )
    await tx.write(
        "UPDATE outbox SET chat_id = 0, message_id = 0, told_key = NULL, why = ''"
        " WHERE chat_id = :user_id",
        where,
    )
