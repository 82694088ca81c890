"""`madang verify`: recount a published bundle at home."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

DIFFERS, UNREADABLE = 1, 2


def register(app: typer.Typer) -> None:
    """Add `verify` to the command line."""
    app.command()(verify)


def verify(
    bundle: Annotated[Path, typer.Argument(help="The bundle, a .zip file.")],
    sha256: Annotated[
        str, typer.Option("--sha256", help="The announced hash, or its first digits.")
    ] = "",
    log: Annotated[
        Path | None,
        typer.Option(help="The public log as the bot sends it; it must name the bundle."),
    ] = None,
    language: Annotated[str, typer.Option(help="ko or en; the terminal's own if left out.")] = "",
) -> None:
    """Recount a bundle offline and say in one line whether all is well."""
    from deliberation.bundle_check import verify_bundle
    from deliberation.bundle_log import check_against_log
    from deliberation.bundle_reading import BundleDiffers
    from locales.translator import translator_for
    from screens import verifying

    t = translator_for(language or own_language(os.environ))
    data = _read(bundle)
    text = None if log is None else _read(log).decode("utf-8", "replace")
    try:
        found = verify_bundle(data, sha256)
        entry = None if text is None else check_against_log(found, text)
    except BundleDiffers as difference:
        typer.echo(verifying.difference_line(difference.code, difference.params, t))
        raise typer.Exit(DIFFERS) from None
    lines = [verifying.verified_line(found, t)]
    if entry is not None:
        lines.append(verifying.in_log_line(entry, t))
    typer.echo(" ".join([*lines, verifying.hash_line(found, t)]))
    if entry is None and not sha256:
        typer.echo(verifying.not_announced_line(t), err=True)


def own_language(environment: os._Environ[str] | dict[str, str]) -> str:
    """Return the language of a terminal: Korean where it says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name, ""):
            return "ko" if value.startswith("ko") else "en"
    return "en"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        typer.echo(f"{path}: {error.strerror}", err=True)
        raise typer.Exit(UNREADABLE) from None
