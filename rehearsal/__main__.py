"""`python -m rehearsal --port N`: a box alone."""

import argparse
import asyncio
import contextlib
import signal
from datetime import UTC, datetime
from pathlib import Path

from rehearsal.box import TOKEN, Box
from rehearsal.clock import Clock
from rehearsal.page import page_routes
from rehearsal.server import HOST, PORT, serve_box
from rehearsal.state import load, save


def main() -> None:
    """Serve a box until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m rehearsal", description=__doc__)
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=PORT, help="0 takes any free one")
    parser.add_argument("--token", default=TOKEN, help="the pretended bot's token")
    parser.add_argument("--at", type=_instant, help="the clock's first instant, ISO 8601")
    parser.add_argument("--speed", type=float, default=1.0, help="0 stands still")
    parser.add_argument("--no-flood-limits", action="store_true")
    parser.add_argument("--keep", type=Path, help="a file that the box is kept in")
    options = parser.parse_args()
    box = Box(
        clock=Clock(options.at, options.speed),
        token=options.token,
        flood_limits=not options.no_flood_limits,
    )
    if options.keep is not None and options.keep.exists():
        load(box, options.keep)
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_serve(options.host, options.port, box))
    if options.keep is not None:
        save(box, options.keep)


async def _serve(host: str, port: int, box: Box) -> None:
    task = asyncio.ensure_future(serve_box(host, port, box=box, pages=page_routes(), tell=_tell))
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, task.cancel)
    await task


def _tell(line: str) -> None:
    print(line, flush=True)


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
