"""`madang run`: serve Telegram; without a token the rehearsal opens."""

from __future__ import annotations

import asyncio
import errno
import html
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

WRONG_SETTINGS = 2
STORAGE_TROUBLE = 3
THREADS_TAKE_TURNS_S = 0.0005
_NOT_LISTENING = (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES)


def register(app: typer.Typer) -> None:
    """Add `run` to the command line."""
    app.command(name="run")(run)


def run(
    process: Annotated[
        Path | None, typer.Option(help="A process file (TOML) to load first; see `check`.")
    ] = None,
) -> None:
    """Serve Telegram, by long polling or by webhook; without MADANG_TOKEN open the rehearsal."""
    from bot.logs import configure_logs
    from bot.serve import serve
    from bot.settings import SettingsWrong, load_settings

    try:
        settings = load_settings(**({} if process is None else {"process": process}))
    except SettingsWrong as wrong:
        give_up(str(wrong), WRONG_SETTINGS)
    if settings.token is None:
        from bot.commands.rehearse import open_rehearsal

        open_rehearsal(settings)
        return
    configure_logs(settings.log_level)
    stop = asyncio.Event()
    run_until_stopped(serve(settings, stop=stop), stop)


def run_until_stopped(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    """Run `work`, which ends soon after `stop` is set by SIGTERM or Ctrl-C; a second one kills."""
    from bot.settings import SettingsWrong
    from deliberation.faults import FaultyFile
    from deliberation.refusals import Refusal
    from locales.translator import translator_for
    from screens.faults import fault_text
    from screens.refusals import refusal_text
    from storage.database import StorageFailed

    # The store answers from a thread of its own: with Python's 5 ms it waits too long for a turn.
    sys.setswitchinterval(THREADS_TAKE_TURNS_S)
    try:
        asyncio.run(_stoppable(work, stop))
    except SettingsWrong as wrong:
        give_up(str(wrong), WRONG_SETTINGS)
    except FaultyFile as faulty:
        t = translator_for("en")
        give_up("\n".join(fault_text(fault, t) for fault in faulty.faults), WRONG_SETTINGS)
    except Refusal as refusal:
        why = html.unescape(refusal_text(refusal, translator_for("en")))
        give_up(f"The process file is refused: {why}", WRONG_SETTINGS)
    except StorageFailed as failure:
        give_up(f"The database cannot be used: {failure}", STORAGE_TROUBLE)
    except OSError as error:
        if error.errno not in _NOT_LISTENING:
            raise
        give_up(f"Nothing can listen on {error.filename}: {error.strerror}", WRONG_SETTINGS)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def give_up(reason: str, code: int) -> NoReturn:
    """Say why in plain lines, without a traceback, and leave."""
    sys.stderr.write(f"{reason}\n")
    raise typer.Exit(code)


async def _stoppable(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def ask_to_stop(number: int) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask_to_stop, number)
    await work
