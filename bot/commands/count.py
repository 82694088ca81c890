"""`madang count`: count .pb files, each a heading."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from deliberation.allocation import Allocation
    from deliberation.instance import Instance


def register(app: typer.Typer) -> None:
    """Add `count` to the command line."""
    app.command(name="count")(count_files)


def count_files(
    files: Annotated[list[Path], typer.Argument(help="Pabulib .pb files, one for each heading.")],
    rule: Annotated[
        str, typer.Option(help="equal-shares, greedy, schulze, borda or expanding-approvals.")
    ] = "equal-shares",
    utility: Annotated[
        str, typer.Option(help="What funding a project is worth: cost (times points) or score.")
    ] = "cost",
    add1: Annotated[
        bool, typer.Option(" /--no-add1", help="Leave the shares as they are.")
    ] = True,
    completion: Annotated[
        bool, typer.Option(" /--no-completion", help="Leave unspent what equal shares leave.")
    ] = True,
    slots: Annotated[int | None, typer.Option(help="Slots of expanding approvals.")] = None,
    seed: Annotated[str, typer.Option(help="The announced text that decides the lot.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Count ballots from .pb files and say what is proposed."""
    from deliberation.count import count
    from deliberation.pabulib import read_pb
    from deliberation.refusals import Refusal

    if rule == "equal-shares":
        from deliberation.packed_shares import load

        load()
    started = process_time()
    counted: list[tuple[str, Instance, Allocation, float]] = []
    with _Progress(len(files), is_quiet=as_json) as progress:
        for path in files:
            begun = process_time()
            try:
                file = read_pb(path.read_bytes(), str(path))
                allocation = count(
                    file.instance,
                    file.profile(),
                    rule,
                    seed,
                    utility=utility,
                    add1=add1,
                    completion=completion,
                    slots=slots,
                    explain=False,
                )
            except OSError as error:
                raise _failure(f"{path}: {error.strerror}") from None
            except Refusal as refusal:
                raise _failure(describe(refusal, str(path))) from None
            counted.append((str(path), file.instance, allocation, process_time() - begun))
            progress.advance()
    cpu_s = process_time() - started
    if as_json:
        headings = [as_plain(*one) for one in counted]
        print(json.dumps({"headings": headings, "cpu_s": cpu_s}, ensure_ascii=False))
    else:
        _print_tables(counted, cpu_s)


def as_plain(
    file: str, instance: Instance, allocation: Allocation, cpu_s: float
) -> dict[str, object]:
    """Describe a counted heading as `--json` prints it."""
    return {
        "file": file,
        "heading": allocation.heading_id,
        "rule": allocation.rule,
        "ballots": allocation.ballots,
        "rank_entries": allocation.rank_entries,
        "budget": instance.in_main_units(allocation.budget_limit),
        "spent": instance.in_main_units(allocation.spent),
        "funded": list(allocation.funded),
        "order": list(allocation.order),
        "rounds": allocation.rounds,
        "add1_steps": allocation.add1_steps,
        "exact_decisions": allocation.exact_decisions,
        "ties": allocation.ties,
        "covered_voters": allocation.covered_voters,
        "mean_points": float(allocation.mean_points),
        "cpu_s": cpu_s,
    }


def describe(refusal: Exception, file: str) -> str:
    """Say on one line what is wrong with a file, and where."""
    params = dict(getattr(refusal, "params", {}))
    where = str(params.pop("file", file))
    if "line" in params:
        where += f", line {params.pop('line')}"
    code = str(getattr(refusal, "code", refusal)).replace("_", " ")
    detail = ", ".join(f"{name} {value!r}" for name, value in params.items())
    return f"{where}: {code}" + (f" ({detail})" if detail else "")


def _failure(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)


class _Progress:
    """A progress bar on standard error, where there is somebody to see it."""

    def __init__(self, total: int, *, is_quiet: bool) -> None:
        self._total = total
        self._is_quiet = is_quiet

    def __enter__(self) -> _Progress:
        if not self._is_quiet:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("counting", total=self._total)
        return self

    def advance(self) -> None:
        if not self._is_quiet:
            self._bar.advance(self._task)

    def __exit__(self, *_: object) -> None:
        if not self._is_quiet:
            self._bar.stop()


def _print_tables(counted: list[tuple[str, Instance, Allocation, float]], cpu_s: float) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    for _, instance, allocation, _ in counted:
        table = Table(title=escape(f"{allocation.heading_id} · {allocation.rule}"))
        table.add_column("#", justify="right")
        table.add_column("project")
        table.add_column("name")
        table.add_column("cost", justify="right")
        table.add_column("points", justify="right")
        points = dict(allocation.points)
        for place, project_id in enumerate(allocation.funded or allocation.order, 1):
            project = instance.projects[instance.index_of[project_id]]
            by_completion = place > len(allocation.funded) - allocation.completed
            mark = "+" if allocation.funded and by_completion else ""
            table.add_row(
                f"{mark}{place}",
                escape(project_id),
                escape(project.name),
                instance.in_main_units(project.cost),
                f"{float(points[project_id]):,.10g}",
            )
        console.print(table)
        console.print(escape(_summary(instance, allocation)), "\n")
    console.print(f"{len(counted)} counted in {cpu_s:.2f} s")


def _summary(instance: Instance, allocation: Allocation) -> str:
    lines = [
        f"{allocation.ballots} ballots; {allocation.rank_entries} rank entries = "
        f"{allocation.ballot_lengths} summed over the ballots"
    ]
    if allocation.funded or not allocation.order:
        lines.append(
            f"{len(allocation.funded)} projects (+ by completion) for "
            f"{instance.in_main_units(allocation.spent)} of "
            f"{instance.in_main_units(allocation.budget_limit)} {instance.currency}; "
            f"{allocation.covered_voters} voters have a funded project, "
            f"{float(allocation.mean_points):.3f} funded points a voter"
        )
    lines.append(
        f"{allocation.rounds} rounds, {allocation.add1_steps} steps of Add1"
        + (" (the most allowed)" if allocation.is_capped else "")
        + f", {allocation.exact_decisions} exact decisions, {allocation.ties} ties"
    )
    return "\n".join(lines)
