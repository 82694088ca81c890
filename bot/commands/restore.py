"""`madang restore FILE`: put a backup in the store's place."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.run import STORAGE_TROUBLE, WRONG_SETTINGS, give_up


def register(app: typer.Typer) -> None:
    """Add `restore` to the command line."""
    app.command(name="restore")(restore)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a database that is there already.")
    ] = False,
) -> None:
    """Put the backup FILE in the database's place; the bot must not be running.

    The keys are not in backups: those in the data folder stay as they are. What was to be told
    when the backup was made may have been told since, so it is marked uncertain and managers
    are told, instead of being sent a second time.
    """
    from bot.serve import sole_user_of
    from bot.settings import SettingsWrong, load_data_folder
    from storage.copies import check, install
    from storage.database import StorageFailed

    try:
        settings = load_data_folder()
        with sole_user_of(settings.data_dir):
            if not file.is_file():
                give_up(f"There is no file {file}", WRONG_SETTINGS)
            if settings.database_path.exists() and not replace:
                give_up(
                    f"There is a database at {settings.database_path}: back it up, then use "
                    "--replace",
                    WRONG_SETTINGS,
                )
            schema = asyncio.run(check(file))
            asyncio.run(install(file, settings.database_path))
    except SettingsWrong as wrong:
        give_up(str(wrong), WRONG_SETTINGS)
    except StorageFailed as failure:
        give_up(f"The backup cannot be used: {failure}", STORAGE_TROUBLE)
    typer.echo(f"Restored schema {schema} to {settings.database_path}.")
