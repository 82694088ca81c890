"""Statements and the answers to them, under slots that are the same in all rounds of a thread."""

from deliberation.statements import Answer, Cell, Statement
from storage.database import Row, Transaction

_COLUMNS = "statement_no, thread_no, round_no, slot, text, hidden_code, hidden_words"


async def numbered(tx: Transaction, statement_no: int) -> Statement | None:
    """Return a statement by its number."""
    row = await tx.one(
        f"SELECT {_COLUMNS} FROM statements WHERE statement_no = :statement_no",
        {"statement_no": statement_no},
    )
    return None if row is None else _statement(row)


async def of_token(tx: Transaction, token: str) -> Statement | None:
    """Return the statement that a draft has become."""
    row = await tx.one(f"SELECT {_COLUMNS} FROM statements WHERE token = :token", {"token": token})
    return None if row is None else _statement(row)


async def of_round(tx: Transaction, thread_no: int, round_no: int) -> list[Statement]:
    """Return a round's statements in the order in which they came, hidden ones as well."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM statements"
        " WHERE thread_no = :thread_no AND round_no = :round_no ORDER BY statement_no",
        {"thread_no": thread_no, "round_no": round_no},
    )
    return [_statement(row) for row in rows]


async def add(
    tx: Transaction,
    *,
    process_no: int,
    thread_no: int,
    round_no: int,
    slot: str,
    text: str,
    token: str,
) -> int:
    """Add a statement, with which its author agrees; return its number."""
    rows = await tx.write(
        """
        INSERT INTO statements (process_no, thread_no, round_no, slot, text, token)
        VALUES (:process_no, :thread_no, :round_no, :slot, :text, :token) RETURNING statement_no
        """,
        {
            "process_no": process_no,
            "thread_no": thread_no,
            "round_no": round_no,
            "slot": slot,
            "text": text,
            "token": token,
        },
    )
    statement_no = int(rows[0]["statement_no"])
    await answer(tx, slot, statement_no, Answer.AGREE)
    return statement_no


async def answer(tx: Transaction, slot: str, statement_no: int, what: Answer) -> None:
    """Keep a person's answer to a statement in the place of an earlier one."""
    await tx.write(
        """
        INSERT INTO answers (slot, statement_no, answer) VALUES (:slot, :statement_no, :answer)
        ON CONFLICT (slot, statement_no) DO UPDATE SET answer = excluded.answer
        """,
        {"slot": slot, "statement_no": statement_no, "answer": int(what)},
    )


async def take_back(tx: Transaction, slot: str, statement_no: int) -> None:
    """Take a person's answer to a statement away."""
    await tx.write(
        "DELETE FROM answers WHERE slot = :slot AND statement_no = :statement_no",
        {"slot": slot, "statement_no": statement_no},
    )


async def answers_under(
    tx: Transaction, slot: str, thread_no: int, round_no: int
) -> dict[int, Answer]:
    """Return what stands under a slot in a round, by statement."""
    rows = await tx.all(
        """
        SELECT a.statement_no, a.answer FROM answers a
        JOIN statements s ON s.statement_no = a.statement_no
        WHERE a.slot = :slot AND s.thread_no = :thread_no AND s.round_no = :round_no
        """,
        {"slot": slot, "thread_no": thread_no, "round_no": round_no},
    )
    return {row["statement_no"]: Answer(row["answer"]) for row in rows}


async def cells_of(tx: Transaction, thread_no: int, round_no: int) -> list[Cell]:
    """Return who (by slot) answered what in a round: the matrix of opinions, cell by cell."""
    rows = await tx.all(
        """
        SELECT a.slot, a.statement_no, a.answer FROM statements s
        JOIN answers a ON a.statement_no = s.statement_no
        WHERE s.thread_no = :thread_no AND s.round_no = :round_no
        ORDER BY a.statement_no, a.slot
        """,
        {"thread_no": thread_no, "round_no": round_no},
    )
    return [(row["slot"], row["statement_no"], Answer(row["answer"])) for row in rows]


async def last_round_with_any(tx: Transaction, thread_no: int) -> int:
    """Return the last closed round of a thread in which a statement stands; 0 where none does."""
    found = await tx.value(
        """
        SELECT MAX(s.round_no) FROM statements s JOIN rounds r
            ON r.thread_no = s.thread_no AND r.round_no = s.round_no
        WHERE s.thread_no = :thread_no AND s.hidden_code = '' AND r.closed_utc IS NOT NULL
        """,
        {"thread_no": thread_no},
    )
    return int(found or 0)


async def hide(tx: Transaction, statement_no: int, code: str, words: str) -> None:
    """Hide a statement and keep why; with '' it is shown again."""
    await tx.write(
        "UPDATE statements SET hidden_code = :code, hidden_words = :words"
        " WHERE statement_no = :statement_no",
        {"statement_no": statement_no, "code": code, "words": words},
    )


async def threads_of(tx: Transaction, process_no: int) -> list[tuple[int, int]]:
    """Return (thread, heading) of a budget year's threads in which a statement stands."""
    rows = await tx.all(
        "SELECT DISTINCT t.thread_no, t.heading_no FROM statements s"
        " JOIN threads t ON t.thread_no = s.thread_no"
        " WHERE s.process_no = :process_no ORDER BY t.thread_no",
        {"process_no": process_no},
    )
    return [(row["thread_no"], row["heading_no"]) for row in rows]


async def handed_in_under(tx: Transaction, slot: str) -> list[Statement]:
    """Return everything that was handed in under a slot."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM statements WHERE slot = :slot ORDER BY statement_no",
        {"slot": slot},
    )
    return [_statement(row) for row in rows]


async def answered_under(tx: Transaction, slot: str) -> list[tuple[Statement, Answer]]:
    """Return everything that was answered under a slot, but for one's own statements."""
    columns = ", ".join(f"s.{name}" for name in _COLUMNS.split(", "))
    rows = await tx.all(
        f"""
        SELECT {columns}, a.answer FROM answers a
        JOIN statements s ON s.statement_no = a.statement_no
        WHERE a.slot = :slot AND s.slot <> :slot ORDER BY s.statement_no
        """,
        {"slot": slot},
    )
    return [(_statement(row), Answer(row["answer"])) for row in rows]


async def erase(tx: Transaction, slot: str, fresh: str) -> None:
    """Erase whoever stands under a slot.

    In open rounds their answers go, and their statements that nobody else has answered. What
    stands in closed rounds, or was answered by others, stays under nobody's slot: `fresh` is one
    that no key makes.
    """
    where = {"slot": slot}
    await tx.write(f"DELETE FROM answers WHERE slot = :slot AND statement_no IN {_OPEN}", where)
    await tx.write(
        f"""
        DELETE FROM statements WHERE slot = :slot AND statement_no IN {_OPEN}
            AND NOT EXISTS
                (SELECT 1 FROM answers a WHERE a.statement_no = statements.statement_no)
        """,
        where,
    )
    await tx.write("UPDATE statements SET slot = '' WHERE slot = :slot", where)
    await tx.write(
        "UPDATE answers SET slot = :fresh WHERE slot = :slot", {**where, "fresh": fresh}
    )


_OPEN = """
    (SELECT s.statement_no FROM statements s JOIN rounds r
        ON r.thread_no = s.thread_no AND r.round_no = s.round_no WHERE r.closed_utc IS NULL)
"""


def _statement(row: Row) -> Statement:
    return Statement(
        statement_no=row["statement_no"],
        thread_no=row["thread_no"],
        round_no=row["round_no"],
        slot=row["slot"],
        text=row["text"],
        hidden_code=row["hidden_code"],
        hidden_words=row["hidden_words"],
    )
