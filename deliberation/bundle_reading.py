"""Reading a bundle: its files with their hashes, its ballots, its log."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from deliberation.bundle import ELECTORATES_HEAD, SUMS, log_of, pack
from deliberation.log_chain import LogEntry, first_break
from deliberation.pabulib import PabulibFile
from deliberation.phases import Vote
from deliberation.refusals import BadInput

RULES_KINDS = ("rules-frozen", "rules-completed")  # entries of the log that hold the rules


class BundleDiffers(BadInput):
    """A bundle is not what it says; code and parameters name the first difference."""


@dataclass(frozen=True)
class VerifiedBundle:
    """What a sound bundle holds."""

    process_id: str
    edition: int
    headings: int
    ballots: int
    log_entries: int
    checkpoint_sha256: str
    sha256: str
    vote: Vote = Vote.BUDGET
    heading_id: str = ""  # the one heading of a vote without money


def unpacked(bundle: bytes) -> dict[str, bytes]:
    """Read all files, each with the hash that is stated (BundleDiffers for the first without)."""
    try:
        with ZipFile(BytesIO(bundle)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BundleDiffers("not_a_bundle", reason=str(error)) from error
    stated = files.get(SUMS, b"").decode().splitlines()
    hashes = {name: digest for digest, _, name in (line.partition("  ") for line in stated)}
    for name in sorted(files.keys() - {SUMS}):
        if hashes.pop(name, "") != sha256(files[name]).hexdigest():
            raise BundleDiffers("file_differs", file=name)
    if hashes:
        raise BundleDiffers("file_missing", file=min(hashes))
    if pack({name: data for name, data in files.items() if name != SUMS}) != bundle:
        raise BundleDiffers("bytes_differ")
    return files


def checked_log(text: str, checkpoint: dict[str, Any] | None) -> list[LogEntry]:
    """Read the log and follow its chain to the stated checkpoint."""
    log = log_of(text)
    broken = first_break(log)
    if broken is not None:
        raise BundleDiffers("log_broken", entry=broken)
    if checkpoint != ({"seq": log[-1].seq, "sha256": log[-1].sha256} if log else None):
        raise BundleDiffers("checkpoint_differs")
    return log


def check_rules(log: list[LogEntry], stated: str) -> None:
    """Follow the frozen rules through their completions (late costs) to the stated ones."""
    standing = ""
    last = None
    for entry in log:
        if entry.kind in RULES_KINDS:
            body = json.loads(entry.body)
            if entry.kind == "rules-completed" and body["former"] != standing:
                raise BundleDiffers("log_differs", entry=entry.seq, about="rules")
            standing, last = body["sha256"], entry
    if last is not None and standing != stated:
        raise BundleDiffers("log_differs", entry=last.seq, about="rules")


def compare_places(stated: Sequence[str], found: Sequence[str], heading_id: str) -> None:
    """Name the first place at which a stated order and the one found by counting differ."""
    for place in range(max(len(stated), len(found))):
        one, other = stated[place : place + 1], found[place : place + 1]
        if one != other:
            raise BundleDiffers(
                "funded_differ",
                heading=heading_id,
                place=place + 1,
                stated="".join(one),
                found="".join(other),
            )


def labels_of(file: PabulibFile, text: str) -> tuple[str, ...]:
    """Read the ballots' electorates, line by line beside them; nothing where there is one only."""
    if not text:
        return ()
    head, *lines = text.splitlines()
    rows = [line.rpartition(";") for line in lines]
    if head != ELECTORATES_HEAD or tuple(code for code, _, _ in rows) != file.voter_ids:
        raise BundleDiffers("electorates_differ", heading=file.instance.heading_id)
    return tuple(label for _, _, label in rows)


def rankings(file: PabulibFile) -> list[list[str]]:
    """Give the ballots as lists of project ids."""
    ids = [project.project_id for project in file.instance.projects]
    entries, starts = file.entries.tolist(), file.starts.tolist()
    return [
        [ids[entry] for entry in entries[starts[row] : starts[row + 1]]]
        for row in range(len(starts) - 1)
    ]
