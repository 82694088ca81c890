"""Where each person stands in a dialogue: kept so that a restart forgets nobody's answers."""

import json
from collections.abc import Iterable

from storage.database import Transaction

Place = tuple[int | str, ...]
State = int | str


async def load(tx: Transaction, name: str) -> dict[Place, State]:
    """Return the places and states of one dialogue."""
    rows = await tx.all(
        "SELECT place, state FROM conversation_states WHERE name = :name", {"name": name}
    )
    return {tuple(json.loads(row["place"])): json.loads(row["state"]) for row in rows}


async def save(tx: Transaction, changes: Iterable[tuple[str, Place, State | None]]) -> None:
    """Keep the new states; None ends a dialogue."""
    for name, place, state in changes:
        where = {"name": name, "place": json.dumps(place)}
        if state is None:
            await tx.write(
                "DELETE FROM conversation_states WHERE name = :name AND place = :place", where
            )
            continue
        await tx.write(
            """
            INSERT INTO conversation_states (name, place, state) VALUES (:name, :place, :state)
            ON CONFLICT (name, place) DO UPDATE SET state = excluded.state
            """,
            {**where, "state": json.dumps(state)},
        )


async def forget(tx: Transaction, user_id: int) -> None:
    """Remove a person's states (they are keyed by chat and person)."""
    rows = await tx.all("SELECT name, place FROM conversation_states")
    for row in rows:
        if user_id in json.loads(row["place"]):
            await tx.write(
                "DELETE FROM conversation_states WHERE name = :name AND place = :place",
                {"name": row["name"], "place": row["place"]},
            )
