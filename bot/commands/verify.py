"""`madang verify`: recount a published bundle at home."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_DIFFERENCES = {
    "bundle_hash_differs": "the file's hash is {found}, not the announced {announced}",
    "not_a_bundle": "this is not a bundle ({reason})",
    "bundle_unreadable": "the bundle cannot be read ({reason})",
    "file_differs": "{file} is not the file that SHA256SUMS names",
    "file_missing": "{file} is missing",
    "file_unexpected": "{file} does not belong to a bundle",
    "bytes_differ": "bytes outside the files were changed",
    "format_unknown": "the bundle's format {format} is unknown to this version",
    "process_differs": "the rules are not those of {stated}",
    "rules_differ": "the rules are not those whose hash the edition names",
    "log_broken": "the public log's chain breaks at entry {entry}",
    "log_differs": "entry {entry} of the public log says otherwise ({about})",
    "checkpoint_differs": "the public log does not end at the stated checkpoint",
    "heading_unknown": "{heading}: the rules know no such heading",
    "ballots_differ": "{heading}: the ballots are not those that the log's hash names",
    "electorates_differ": "{heading}: the list of electorates is not that of the ballots",
    "projects_differ": "{heading}: projects or costs are not those of the frozen rules",
    "exclusions_differ": "{heading}: which projects exclude each other is not as in the frozen "
    "rules",
    "limits_differ": "{heading}: budget or ballot size is not that of the frozen rules",
    "funded_differ": "{heading}: place {place} should be {found!r}, not {stated!r}",
    "reason_differs": "{heading}: the reason given for {project} is not the one found",
    "line_differs": "{heading}: what becomes of {line} is not what is found",
    "lines_differ": "{heading}: the lines are not those of the frozen rules",
    "result_differs": "{heading}: figures of the result are not those found",
    "result_hash_differs": "{heading}: the result's hash is not the stated one",
    "edition_hash_differs": "the hash over all headings is not the one that managers confirmed",
}


def register(app: typer.Typer) -> None:
    """Add `verify` to the command line."""
    app.command()(verify)


def verify(
    bundle: Annotated[Path, typer.Argument(help="The bundle, a .zip file.")],
    sha256: Annotated[
        str, typer.Option("--sha256", help="The announced hash, or its first digits.")
    ] = "",
) -> None:
    """Recount a bundle offline and say in one line whether all is well."""
    from deliberation.bundle_check import verify_bundle
    from deliberation.bundle_reading import BundleDiffers
    from deliberation.phases import Vote

    try:
        data = bundle.read_bytes()
    except OSError as error:
        typer.echo(f"{bundle}: {error.strerror}", err=True)
        raise typer.Exit(2) from None
    try:
        found = verify_bundle(data, sha256)
    except BundleDiffers as difference:
        typer.echo(f"NOT VERIFIED: {_DIFFERENCES[difference.code].format(**difference.params)}")
        raise typer.Exit(1) from None
    about = f"edition {found.edition}: {found.headings} headings and {found.ballots} ballots"
    if found.heading_id:
        kind = {Vote.AGENDA: "shortlist", Vote.LINES: "line review"}[found.vote]
        about = f"{kind} of {found.heading_id}, edition {found.edition}: {found.ballots} ballots"
    typer.echo(
        f"VERIFIED: {found.process_id}, {about} counted again, {found.log_entries} log entries "
        f"in order; sha256 {found.sha256}"
    )
