"""The public log, read by anybody: its last entries, and all of it as a file."""

import json
from datetime import UTC, datetime
from hashlib import sha256

from actions.house import House
from actions.results import file_name
from deliberation.allocation import canonical_json
from deliberation.results_views import FileView, LogEntryView, LogView
from storage import public_log
from storage.database import Row, Transaction

SHOWN = 12


async def look(house: House, process_no: int) -> LogView:
    """Return the last entries of a year's public log, the newest last."""
    process = house.process(process_no)

    async def read(tx: Transaction) -> LogView:
        rows = await public_log.last_entries(tx, process_no, SHOWN)
        entries = tuple(_entry(row) for row in reversed(rows))
        total = await public_log.length(tx, process_no)
        return LogView(process, entries, total, entries[-1].sha256 if entries else "")

    return await house.db.read(read)


async def whole(house: House, process_no: int) -> FileView:
    """Return the whole log as JSON lines, each with its hash."""
    process = house.process(process_no)
    rows = await house.db.read(lambda tx: public_log.entries(tx, process_no))
    content = as_lines(rows)
    return FileView(
        process=process,
        name=f"{file_name(process)}-log.jsonl",
        content=content,
        sha256=sha256(content).hexdigest(),
        about="log",
    )


def as_lines(rows: list[Row]) -> bytes:
    """Write entries of the log as JSON lines; `body` is the text that was hashed."""
    return "".join(
        canonical_json(
            {
                "seq": row["seq"],
                "at_utc": row["at_utc"],
                "kind": row["kind"],
                "body": row["body"],
                "previous_sha256": row["previous_sha256"],
                "sha256": row["sha256"],
            }
        )
        + "\n"
        for row in rows
    ).encode()


def _entry(row: Row) -> LogEntryView:
    return LogEntryView(
        seq=row["seq"],
        at_utc=datetime.fromtimestamp(row["at_utc"], UTC),
        kind=row["kind"],
        body=json.loads(row["body"]),
        sha256=row["sha256"],
    )
