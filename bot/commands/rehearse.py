"""`madang rehearse`: the bot and a Telegram in a box in one program."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.run import WRONG_SETTINGS, give_up, run_until_stopped

if TYPE_CHECKING:
    from bot.settings import Settings

PORT = 8081


def register(app: typer.Typer) -> None:
    """Add `rehearse` to the command line."""
    app.command(name="rehearse")(rehearse)


def rehearse(
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes any free one.")] = PORT,
    box_only: Annotated[
        bool, typer.Option("--box-only", help="Open the box alone, for a bot elsewhere.")
    ] = False,
) -> None:
    """Open a pretended Telegram on this machine, with the bot in it."""
    from bot.logs import configure_logs
    from bot.settings import SettingsWrong, load_settings

    try:
        settings = load_settings()
    except SettingsWrong as wrong:
        give_up(str(wrong), WRONG_SETTINGS)
    configure_logs(settings.log_level)
    open_rehearsal(settings, port=port, box_only=box_only)


def open_rehearsal(settings: Settings, *, port: int = PORT, box_only: bool = False) -> None:
    """Serve the rehearsal until interrupted."""
    stop = asyncio.Event()
    run_until_stopped(_serve(settings, port, box_only, stop), stop)


async def _serve(settings: Settings, port: int, box_only: bool, stop: asyncio.Event) -> None:
    from pydantic import SecretStr

    from bot.serve import serve
    from rehearsal.box import Box
    from rehearsal.door_request import BoxRequest
    from rehearsal.server import BoxServer

    box = Box(flood_limits=True)
    async with BoxServer(box, port=port) as server:
        typer.echo(f"The rehearsal is open at {server.url} (bot @{box.bot.username}).")
        if box_only:
            typer.echo(f"MADANG_API_URL={server.url} MADANG_TOKEN={box.token}")
            await stop.wait()
            return
        inside = settings.model_copy(update={"token": SecretStr(box.token), "webhook_url": None})
        await serve(inside, clock=box.clock, request=BoxRequest(box), stop=stop)
