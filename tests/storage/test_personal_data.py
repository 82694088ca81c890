from pathlib import Path

import pytest

from storage.personal_data import TRACES, UNDER_SLOTS, WITHOUT_PERSONS, Fate
from tests.samples import open_house, sample_process

# Columns that are named like a person's and hold none: chats are groups there.
GROUPS = {("groups", "chat_id"), ("threads", "chat_id"), ("desks", "chat_id")}
PERSONAL_NAMES = {"user_id", "author", "chat_id"}


async def columns(folder: Path) -> set[tuple[str, str]]:
    async with open_house(folder, sample_process()) as house:
        rows = await house.db.read(
            lambda tx: tx.all(
                "SELECT m.name AS of_table, c.name AS of_column FROM sqlite_master m"
                " JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
                " AND m.name NOT LIKE 'sqlite_%'"
            )
        )
    return {(row["of_table"], row["of_column"]) for row in rows}


async def test_every_table_says_whether_persons_stand_in_it(tmp_path: Path) -> None:
    tables = {table for table, _ in await columns(tmp_path)}

    decided = {trace.table for trace in TRACES} | UNDER_SLOTS | WITHOUT_PERSONS

    bookkeeping = {table for table in tables if "migration" in table or "schema" in table}
    assert tables - bookkeeping == decided


async def test_every_column_named_like_a_persons_is_traced(tmp_path: Path) -> None:
    found = await columns(tmp_path)

    personal = {
        (table, column)
        for table, column in found
        if column in PERSONAL_NAMES or column.endswith("_by")
    }

    assert personal - GROUPS <= {(trace.table, trace.column) for trace in TRACES}


async def test_every_trace_names_a_column_that_exists(tmp_path: Path) -> None:
    found = await columns(tmp_path)

    missing = [trace for trace in TRACES if (trace.table, trace.column) not in found]

    assert missing == []


@pytest.mark.parametrize("fate", list(Fate))
def test_every_fate_is_that_of_some_trace(fate: Fate) -> None:
    assert any(trace.fate is fate for trace in TRACES)
