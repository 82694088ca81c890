"""`madang replay DIR --unit NAME --instance NAME`: a real election, tapped through the bot."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from bot.replay.agreement import Both
    from bot.replay.reconciliation import Report


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay")(replay)


def replay(
    folder: Annotated[
        Path, typer.Argument(help="A folder of .pb files.", exists=True, file_okay=False)
    ],
    unit: Annotated[str, typer.Option(help="The city, as the files' META names it.")],
    instance: Annotated[str, typer.Option(help="The year, as the files' META names it.")],
    voters: Annotated[
        int | None, typer.Option(min=1, help="How many voters to draw; all without it.")
    ] = None,
    kill_every: Annotated[
        int, typer.Option(min=0, help="Kill the bot after every K-th update.")
    ] = 0,
    both_parts: Annotated[
        bool,
        typer.Option("--both-parts", help="Propose, review, prioritise and cost first."),
    ] = False,
    seed: Annotated[str, typer.Option(help="What the voters are drawn by.")] = "madang",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Replay a real election: simulated citizens tap the ballots of .pb files."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.replay.drawing import NothingToReplay
    from bot.replay.play import Wishes, replay
    from bot.replay.two_parts import replay_both
    from deliberation.refusals import BadInput

    wishes = Wishes(folder, unit, instance, voters, kill_every, seed)
    console = Console(stderr=True)
    try:
        with Progress(console=console, disable=not console.is_terminal) as progress:
            bar = progress.add_task("reading", total=None)

            def tell(what: str, done: int, all_: int) -> None:
                progress.update(bar, description=what, completed=done, total=all_ or None)

            report: Report | Both
            if both_parts:
                report = asyncio.run(replay_both(wishes, tell))
            else:
                report = asyncio.run(replay(wishes, tell))
    except NothingToReplay as nothing:
        console.print(f"Nothing to replay: {nothing}")
        raise typer.Exit(2) from None
    except BadInput as bad:
        console.print(f"Cannot be replayed: {bad}")
        raise typer.Exit(2) from None
    if as_json:
        sys.stdout.write(json.dumps(report.as_json(), ensure_ascii=False) + "\n")
    else:
        _print(report)
    if not report.is_well:
        raise typer.Exit(1)


def _print(report: Report | Both) -> None:
    from rich.console import Console

    from bot.replay.agreement import Both

    console = Console()
    if isinstance(report, Both):
        _print_part_one(console, report)
        _print_part_two(console, report.part_two)
    else:
        _print_part_two(console, report)
    console.print("All is well." if report.is_well else "Something differs.")


def _print_part_one(console: Console, report: Both) -> None:
    from rich.table import Table

    part = report.part_one
    console.print(
        f"proposals handed in {part.proposals_in:,}, received {part.proposals_received:,},"
        f" as typed {part.proposals_as_typed:,}, feasible {part.proposals_feasible:,},"
        f" on agendas {part.agenda_items:,}; left out {part.proposals_left_out:,}"
        " (free of charge, or above the heading's limit)"
    )
    table = Table("", "in", "out", title="Part one")
    table.add_row("preferences", f"{part.preferences_in:,}", f"{part.preferences_counted:,}")
    table.add_row(
        "rank entries",
        f"{part.preference_entries_in:,}",
        f"{part.preference_entries_counted:,}",
    )
    console.print(table)
    console.print(
        f"accepted saves {part.preferences_cast:,} = counted {part.preferences_counted:,}"
        f" + replaced {part.preferences_replaced:,} + withdrawn {part.preferences_withdrawn:,}"
    )
    listed = Table("heading", "proposals", "places", "shortlist, in order", "as from the files")
    for one in report.headings:
        listed.add_row(
            one.heading,
            str(one.proposals),
            str(one.slots),
            " ".join(one.shortlisted),
            "yes" if one.shortlist_equal_to_files else "NO",
        )
    console.print(listed)
    console.print(
        "Half of a heading's proposals have places, rounded up. Ballots of part two are the real"
        f" ones without what is not shortlisted; {part.ballots_emptied:,} were empty then."
    )


def _print_part_two(console: Console, report: Report) -> None:
    from rich.table import Table

    table = Table("", "in", "out", title="Reconciliation")
    table.add_row("ballots", f"{report.ballots_in:,}", f"{report.ballots_counted:,}")
    table.add_row(
        "rank entries", f"{report.rank_entries_in:,}", f"{report.rank_entries_counted:,}"
    )
    console.print(table)
    console.print(
        f"accepted saves {report.ballots_cast:,} = counted {report.ballots_counted:,}"
        f" + replaced {report.ballots_replaced:,} + withdrawn {report.ballots_withdrawn:,}"
    )
    console.print(
        f"taps {report.taps:,} in {report.voting_s:,.0f} s ({report.taps_per_s:,.0f} a second),"
        f" repeated by people {report.repeats:,}, kills {report.kills:,},"
        f" notices {report.notices_sent:,}, told twice {report.notices_sent_twice:,}"
    )
    funded = Table("heading", "funded, in order", "as from the files", title="Results")
    for heading in report.headings:
        funded.add_row(
            heading.heading,
            " ".join(heading.funded),
            "yes" if heading.equal_to_files else "NO",
        )
    console.print(funded)
