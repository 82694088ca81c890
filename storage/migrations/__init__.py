"""Numbered migrations: `NNNN_name.sql`, each applied once, in order, in one transaction."""

from importlib import resources

import aiosqlite


class NewerSchema(Exception):  # noqa: N818 - a fact about the file
    """The file was written by a newer version of the program."""


async def migrate(connection: aiosqlite.Connection) -> int:
    """Bring an open database to the newest schema; return its number."""
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL)"
    )
    rows = await connection.execute_fetchall("SELECT number FROM migrations")
    applied = {int(row[0]) for row in rows}
    scripts = _scripts()
    newest = max(scripts, default=0)
    if applied and max(applied) > newest:
        raise NewerSchema(f"schema {max(applied)}, this program knows {newest}")
    for number, (name, script) in sorted(scripts.items()):
        if number in applied:
            continue
        await connection.execute("BEGIN IMMEDIATE")
        for statement in _statements(script):
            await connection.execute(statement)
        await connection.execute(
            "INSERT INTO migrations (number, name) VALUES (:number, :name)",
            {"number": number, "name": name},
        )
        await connection.execute("COMMIT")
    return newest


def _scripts() -> dict[int, tuple[str, str]]:
    found = {}
    for entry in resources.files(__name__).iterdir():
        if entry.name.endswith(".sql"):
            found[int(entry.name[:4])] = (entry.name, entry.read_text(encoding="utf-8"))
    return found


def _statements(script: str) -> list[str]:
    lines = [line.split("--")[0] for line in script.splitlines()]
    return [part.strip() for part in "\n".join(lines).split(";") if part.strip()]
