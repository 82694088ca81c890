"""`madang check`: is a process file sound, and what does it say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from actions.process_file import ProcessFile
    from locales.translator import Translator

FAULTY = 1


def register(app: typer.Typer) -> None:
    """Add `check` to the command line."""
    app.command(name="check")(check)


def check(
    file: Annotated[Path, typer.Argument(help="A process file (TOML).")],
    language: Annotated[str, typer.Option(help="Language of the report.")] = "en",
) -> None:
    """Check a process file: every fault with its line, or a summary of the budget year."""
    from rich.console import Console

    from actions.process_file import read_process_file
    from deliberation.faults import FaultyFile
    from locales.translator import translator_for
    from screens.faults import fault_text

    t = translator_for(language)
    console = Console(highlight=False)
    try:
        checked = read_process_file(file)
    except FaultyFile as faulty:
        for fault in faulty.faults:
            console.print(fault_text(fault, t), markup=False, soft_wrap=True)
        n = len(faulty.faults)
        console.print(f"{n} {'fault' if n == 1 else 'faults'}; the file cannot be used.")
        raise typer.Exit(FAULTY) from None
    _show(checked, t, console)
    for warning in checked.warnings:
        console.print(f"Warning: {fault_text(warning, t)}", markup=False, soft_wrap=True)
    console.print(f"Sound. SHA-256 {checked.sha256}", soft_wrap=True)


def _show(checked: ProcessFile, t: Translator, console: Console) -> None:
    from deliberation.phases import Programme
    from locales.money import format_money

    process = checked.process
    name = process.names.in_language(t.language)
    city = process.city.in_language(t.language)
    total = format_money(process.total, process.currency, t)
    console.print(f"{city}: {name} ({process.process_id})", markup=False)
    country = f" ({process.country})" if process.country else ""
    console.print(f"Total {total}; times in {process.zone}{country}", markup=False)
    for programme in Programme:
        limits = [one.budget_limit for one in process.headings if one.programme is programme]
        if limits:
            amount = format_money(sum(limits), process.currency, t)
            console.print(f"  {programme.value}: {amount} (headings: {len(limits)})", markup=False)
    console.print(_headings(checked, t))
    console.print(_stages(checked, t))
    weights = ", ".join(
        f"{one.names.in_language(t.language)} {one.weight}" for one in process.electorates
    )
    console.print(f"Weights: {weights}", markup=False, soft_wrap=True)
    roles = ", ".join(
        f"{role}s: {sum(member.role == role for member in process.staff)}"
        for role in ("manager", "facilitator", "reviewer")
    )
    rules = " and ".join(sorted({heading.rule for heading in process.headings}))
    outlines = "with" if process.geojson else "without"
    console.print(f"Rule: {rules}")
    console.print(
        f"Districts ({outlines} outlines): {len(process.districts)}, "
        f"fields: {len(process.fields)}, {roles}"
    )


def _headings(checked: ProcessFile, t: Translator) -> Table:
    from rich.table import Table
    from rich.text import Text

    from locales.money import format_money

    process = checked.process
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("Heading", min_width=24)
    for numbers in ("Ballot", "Projects", "Costs", "Limit"):
        table.add_column(numbers, justify="right", no_wrap=True)
    for heading in process.headings:
        costs = sum(project.cost for project in heading.projects)
        table.add_row(
            Text(heading.names.in_language(t.language)),
            str(heading.ranks),
            str(len(heading.projects)),
            format_money(costs, process.currency, t),
            format_money(heading.budget_limit, process.currency, t),
        )
    return table


def _stages(checked: ProcessFile, t: Translator) -> Table:
    from rich.table import Table

    from locales.dates import format_deadline, format_instant

    process = checked.process
    years = min(stage.starts_utc for stage in process.stages)
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("Stage", no_wrap=True)
    for column in ("For", "From", "To"):
        table.add_column(column)
    for stage in process.stages:
        table.add_row(
            stage.stage_id,
            ", ".join(sorted(stage.programmes)) if stage.programmes else "all",
            format_instant(stage.starts_utc, process.zone, t, now=years),
            format_deadline(stage.ends_utc, process.zone, t, now=years),
        )
    return table
