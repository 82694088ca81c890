"""`madang backup FILE`: a consistent copy of the store, also while the bot runs."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.run import STORAGE_TROUBLE, WRONG_SETTINGS, give_up


def register(app: typer.Typer) -> None:
    """Add `backup` to the command line."""
    app.command(name="backup")(backup)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write or replace.")],
) -> None:
    """Copy the database to FILE, also while the bot runs.

    The keys that tie people to their ballots are not in it: a backup never tells who cast which
    ballot. Keep the data folder's keys/ apart; without them nobody can change a ballot that is
    in a restored database, though every ballot in it counts.
    """
    from bot.settings import SettingsWrong, load_data_folder
    from storage.copies import check, copy
    from storage.database import StorageFailed

    try:
        settings = load_data_folder()
    except SettingsWrong as wrong:
        give_up(str(wrong), WRONG_SETTINGS)
    if not settings.database_path.is_file():
        give_up(f"There is no database at {settings.database_path}", WRONG_SETTINGS)
    if not file.absolute().parent.is_dir():
        give_up(f"There is no folder {file.absolute().parent}", WRONG_SETTINGS)
    try:
        asyncio.run(copy(settings.database_path, file))
        asyncio.run(check(file))
    except StorageFailed as failure:
        give_up(f"The backup failed: {failure}", STORAGE_TROUBLE)
    typer.echo(f"{file}: {file.stat().st_size} bytes, checked.")
    typer.echo(f"The keys in {settings.keys_dir} are not in it, so it tells nobody's ballot.")
