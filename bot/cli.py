"""The command line: `madang COMMAND`, each command a module of bot/commands/.

A command's module has `register(app)`, which adds it to the typer app under the module's name
(with - for _). Only the module of the command that was asked for is imported.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import typer

app = typer.Typer(
    name="madang",
    help="Deliberative budgeting in a chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def _madang() -> None:
    """Deliberative budgeting in a chat."""


def command_names() -> list[str]:
    """Name the commands there are."""
    folder = Path(__file__).parent / "commands"
    return sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


def add_commands(wanted: str | None = None) -> None:
    """Add one command to the app, or all of them where it is not known which."""
    module = (wanted or "").replace("-", "_")
    names = command_names()
    for name in [module] if module in names else names:
        import_module(f"bot.commands.{name}").register(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `madang` with the given arguments, or those of the process."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    add_commands(given[0] if given else None)
    app(args=given, prog_name="madang")


if __name__ == "__main__":
    main()
