"""`madang rehearse`: the bot and a Telegram in a box in one program."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.run import WRONG_SETTINGS, give_up, run_until_stopped

if TYPE_CHECKING:
    from bot.rehearsing.outcome import Outcome
    from bot.rehearsing.rehearsal import Wishes
    from bot.settings import Settings

PORT = 8081
CITIZENS, CITIZENS_OF_A_YEAR = 12, 24


def register(app: typer.Typer) -> None:
    """Add `rehearse` to the command line."""
    app.command(name="rehearse")(rehearse)


def rehearse(
    port: Annotated[
        int | None,
        typer.Option(help=f"The port of the page; 0 takes any free one.  [default: {PORT}]"),
    ] = None,
    citizens: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=5000,
            help="How many simulated citizens."
            f"  [default: {CITIZENS}, with --fast {CITIZENS_OF_A_YEAR}]",
        ),
    ] = None,
    seed: Annotated[
        str, typer.Option(help="What the simulated citizens are drawn by: same seed, same acts.")
    ] = "1",
    keep: Annotated[
        Path | None,
        typer.Option(
            help="A folder to keep the rehearsal in; it goes on from there. With --fast: where to "
            "put the published bundles and the public log.",
            file_okay=False,
        ),
    ] = None,
    process: Annotated[
        Path | None,
        typer.Option(help="A process file instead of the sample year of Seoul.", dir_okay=False),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(help="The id of the stage to open in; the first vote without it."),
    ] = None,
    votes: Annotated[
        list[Path] | None,
        typer.Option(help="A .pb file or a folder of them: people vote as its voters did."),
    ] = None,
    box_only: Annotated[
        bool, typer.Option("--box-only", help="Open the box alone, for a bot elsewhere.")
    ] = False,
    fast: Annotated[
        bool, typer.Option("--fast", help="Live a whole year at once and print its result.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With --fast: print one JSON object.")
    ] = False,
) -> None:
    """Open a pretended Telegram on this machine, with the bot and a whole city in it."""
    from bot.rehearsing.rehearsal import Wishes
    from bot.rehearsing.votes import read_votes
    from bot.settings import SettingsWrong, load_settings
    from deliberation.refusals import BadInput

    try:
        settings = load_settings()
        ballots = read_votes(votes or [])
    except SettingsWrong as wrong:
        give_up(str(wrong), WRONG_SETTINGS)
    except BadInput as bad:
        give_up(f"--votes: {bad}", WRONG_SETTINGS)
    wishes = Wishes(
        port=port,
        citizens=citizens if citizens is not None else CITIZENS_OF_A_YEAR if fast else CITIZENS,
        seed=seed,
        keep=keep,
        process=process or settings.process,
        at=at,
        ballots=ballots,
    )
    if fast:
        live_a_year(settings, wishes, as_json=as_json)
    elif box_only:
        open_box(settings, port)
    else:
        open_rehearsal(settings, wishes)


def open_rehearsal(settings: Settings, wishes: Wishes | None = None) -> None:
    """Serve the rehearsal until interrupted."""
    from bot.rehearsing.rehearsal import Wishes, rehearse

    def tell(url: str) -> None:
        typer.echo(f"The rehearsal is open: {url}\nCtrl-C ends it.")

    _configure_logs(settings)
    found = wishes or Wishes(citizens=CITIZENS, process=settings.process)
    stop = asyncio.Event()
    try:
        run_until_stopped(rehearse(settings, found, stop, tell), stop)
    except OSError as error:
        give_up(f"--port {found.port}: {error.strerror or error}", WRONG_SETTINGS)


def open_box(settings: Settings, port: int | None) -> None:
    """Serve the box alone until interrupted."""
    _configure_logs(settings)
    stop = asyncio.Event()
    try:
        run_until_stopped(_serve_box(stop, PORT if port is None else port), stop)
    except OSError as error:
        give_up(f"--port {port}: {error.strerror or error}", WRONG_SETTINGS)


async def _serve_box(stop: asyncio.Event, port: int) -> None:
    from rehearsal.box import Box
    from rehearsal.page import page_routes
    from rehearsal.server import BoxServer

    box = Box(flood_limits=True)
    async with BoxServer(box, port=port, pages=page_routes()) as server:
        typer.echo(f"The box is open: {server.url} (bot @{box.bot.username})")
        typer.echo(f"MADANG_API_URL={server.url} MADANG_TOKEN={box.token}")
        await stop.wait()


def live_a_year(settings: Settings, wishes: Wishes, *, as_json: bool) -> None:
    """Live a whole year on a moved clock, and print what came of it."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.rehearsing.fast import live

    _configure_logs(settings)
    console = Console(stderr=True)
    stop = asyncio.Event()
    outcomes: list[Outcome] = []

    async def work() -> None:
        with Progress(console=console, disable=not console.is_terminal) as progress:
            bar = progress.add_task("opening", total=1.0)

            def tell(what: str, part: float) -> None:
                progress.update(bar, description=what, completed=part)

            living = asyncio.ensure_future(live(settings, wishes, tell))
            stopping = asyncio.ensure_future(stop.wait())
            await asyncio.wait({living, stopping}, return_when=asyncio.FIRST_COMPLETED)
            for task in (living, stopping):
                if not task.done():
                    task.cancel()
            await asyncio.gather(stopping, return_exceptions=True)
            if not stop.is_set():
                outcomes.append(await living)

    run_until_stopped(work(), stop)
    if not outcomes:
        raise typer.Exit(130)
    if as_json:
        sys.stdout.write(json.dumps(outcomes[0].as_json(), ensure_ascii=False, indent=1) + "\n")
        sys.stderr.write(f"lived in {outcomes[0].took_s:.1f} s\n")
    else:
        outcomes[0].print(Console())
    if wishes.keep is not None:
        typer.echo(f"The bundles and the public log are in {wishes.keep}", err=True)


def _configure_logs(settings: Settings) -> None:
    from bot.logs import configure_logs

    is_asked_for = "log_level" in settings.model_fields_set
    configure_logs(settings.log_level if is_asked_for else "WARNING")
