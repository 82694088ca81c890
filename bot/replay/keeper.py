"""Keeps a bot process running, and kills it the hard way as often as asked."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from pydantic import SecretStr

from bot.settings import Settings

_PRELOADED = ["bot.serve", "bot.replay.keeper"]


class Keeper:
    """A bot in a process of its own over one folder; `kill` is SIGKILL and a fresh start.

    Processes are forked from a server that has everything imported, so that a start costs
    what opening the house costs.
    """

    def __init__(self, api_url: str, token: str, folder: Path) -> None:
        self._given = {"api_url": api_url, "token": token, "folder": str(folder)}
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_PRELOADED)
        self._process: ForkServerProcess | None = None
        self._turn = asyncio.Lock()
        self.kills = 0

    async def start(self) -> None:
        """Start the bot."""
        await asyncio.to_thread(self._start)

    def _start(self) -> None:
        self._process = self._context.Process(target=run_bot, kwargs=self._given, daemon=True)
        self._process.start()

    async def kill(self) -> None:
        """Kill the bot in the middle of whatever it does, and start it again."""
        async with self._turn:
            process = self._process
            if process is not None and process.pid is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
                await asyncio.to_thread(process.join)
            self.kills += 1
            await self.start()

    async def stop(self) -> None:
        """Ask the bot to finish, and wait for it."""
        async with self._turn:
            if self._process is not None and self._process.pid is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._process.pid, signal.SIGTERM)
                await asyncio.to_thread(self._process.join, 30)
                self._process = None

    @property
    def is_alive(self) -> bool:
        """Say whether the bot's process runs."""
        return self._process is not None and self._process.is_alive()


def run_bot(api_url: str, token: str, folder: str) -> None:
    """Serve the box until a signal comes; the target of the process."""
    from bot.serve import serve

    settings = Settings(
        token=SecretStr(token),
        api_url=api_url,
        clock_url=api_url,
        data_dir=Path(folder),
        is_paced=False,
        log_level="ERROR",
        _env_file=None,  # type: ignore[call-arg]
    )
    import sys

    sys.setswitchinterval(0.0005)
    asyncio.run(_until_told(serve, settings))


async def _until_told(serve, settings: Settings) -> None:  # type: ignore[no-untyped-def]
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await serve(settings, stop=stop)
