"""Loading budget years, and opening those that the store holds."""

import hashlib
from dataclasses import replace

from pydantic import TypeAdapter

from actions.house import House
from deliberation.process import Process
from deliberation.refusals import Stale
from storage import processes as stored
from storage.database import Transaction

_SNAPSHOT: TypeAdapter[Process] = TypeAdapter(Process)


def snapshot(process: Process) -> str:
    """Write a budget year as JSON."""
    return _SNAPSHOT.dump_json(process).decode()


def from_snapshot(text: str) -> Process:
    """Read a budget year that `snapshot` wrote."""
    return _SNAPSHOT.validate_json(text)


async def reopen(house: House) -> None:
    """Open every budget year that the store holds."""
    rows = await house.db.read(stored.all_of_them)
    house.processes = {row["process_no"]: from_snapshot(row["snapshot"]) for row in rows}


async def load(house: House, process: Process, source: bytes, loaded_by: int, now_s: int) -> int:
    """Load a checked budget year, or a newer version of one; return its number.

    Raises:
        Stale: "rules-frozen" where voting has opened under other rules.
    """
    sha256 = hashlib.sha256(source).hexdigest()

    async def act(tx: Transaction) -> Process:
        known = await stored.numbered(tx, process.process_id)
        number = known if known is not None else await stored.next_number(tx)
        numbered = replace(process, no=number)
        before = house.processes.get(number)
        is_frozen = known is not None and await stored.frozen_rules(tx, known) is not None
        if is_frozen and before is not None and before.headings != numbered.headings:
            raise Stale("rules-frozen", process=before)
        await stored.keep(
            tx,
            number,
            process.process_id,
            source=source.decode("utf-8"),
            source_sha256=sha256,
            snapshot=snapshot(numbered),
            loaded_by=loaded_by,
            now_s=now_s,
        )
        for member in process.staff:
            await stored.appoint(
                tx, number, member.user_id, member.role, scope=member.department, now_s=now_s
            )
        return numbered

    numbered = await house.db.write(act)
    house.processes[numbered.no] = numbered
    return numbered.no


async def restate(house: House, tx: Transaction, process: Process) -> None:
    """Save how a budget year stands now; call `adopt` after the commit."""
    await stored.restate(tx, process.no, snapshot(process))


def adopt(house: House, process: Process) -> None:
    """Let the open house work with a budget year as it was just saved."""
    house.processes[process.no] = process
