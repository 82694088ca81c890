"""Bundles: each publication with everything that is needed to recount it, stored as one file.

A bundle is a function of what the store holds for its edition: whoever builds it again gets the
same bytes. Its hash goes into the public log.
"""

import asyncio
import logging
import os
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from actions.house import House
from actions.results import bundle_name
from actions.sweeps import sweeps
from deliberation.allocation import Allocation
from deliberation.ballots import Ranking
from deliberation.bundle import (
    BundledEdition,
    BundledHeading,
    build_bundle,
    bundle_sha256,
    heading_in_bundle,
)
from deliberation.heading_count import electorates_of, instance_of, profile_of
from deliberation.log_chain import LogEntry
from deliberation.pabulib_meta import meta_of
from deliberation.process import Heading, Process
from deliberation.refusals import NotPermitted, NotThere
from deliberation.results_views import FileView
from deliberation.rules import rules_text
from storage import allocations, public_log
from storage import ballots as stored_ballots
from storage.allocations import Edition
from storage.database import Transaction

log = logging.getLogger(__name__)

FOLDER = "bundles"
LOG_KIND = "bundle-stored"
BYTES_MOST = 50_000_000  # what Telegram lets a bot send


@dataclass(frozen=True)
class _Shelf:
    """What an edition's bundle is built from."""

    process: Process
    edition: Edition
    rows: tuple[tuple[Heading, str, str, list[tuple[str, str, Ranking]]], ...]
    log: tuple[LogEntry, ...]


@sweeps
async def store_what_is_published(house: House) -> datetime | None:
    """Store the bundle of every edition that has none yet."""
    for process in tuple(house.processes.values()):
        for edition in await house.db.read(partial(allocations.editions, process_no=process.no)):
            if edition.bundle_sha256 is None:
                await store(house, process.no, edition)
    return None


async def store(house: House, process_no: int, edition: Edition) -> str:
    """Build and keep an edition's bundle; return its hash. Doing it again changes nothing."""
    process = house.process(process_no)
    shelf = await house.db.read(lambda tx: _gather(tx, process, edition))
    content = await asyncio.to_thread(_build, shelf)
    sha256 = bundle_sha256(content)
    name = bundle_name(process, edition.edition)
    await keep_file(house, name, content)
    now_s = int(house.clock.now().timestamp())

    async def act(tx: Transaction) -> None:
        known = (await allocations.editions(tx, process_no))[edition.edition - 1]
        if known.bundle_sha256 is None:
            await allocations.note_bundle(tx, process_no, edition.edition, sha256)
            body = {"edition": edition.edition, "file": name, "sha256": sha256}
            await public_log.append(tx, process_no, LOG_KIND, body, now_s)

    await house.db.write(act)
    log.info("process %d edition %d: bundle stored", process_no, edition.edition)
    return sha256


async def look(house: House, process_no: int, number: int) -> FileView:
    """Return an edition's bundle, built anew where its file is gone.

    Raises:
        NotThere: "no-such-edition", "no-bundle-yet".
        NotPermitted: as `file_view`.
    """
    process = house.process(process_no)
    editions = await house.db.read(lambda tx: allocations.editions(tx, process_no))
    if not 0 < number <= len(editions):
        raise NotThere("no-such-edition")
    edition = editions[number - 1]
    if edition.bundle_sha256 is None:
        raise NotThere("no-bundle-yet")
    name = bundle_name(process, number)
    content = await kept_file(house, name)
    if bundle_sha256(content) != edition.bundle_sha256:
        log.warning("process %d edition %d: the bundle is built anew", process_no, number)
        await store(house, process_no, edition)
        content = await kept_file(house, name)
    return file_view(process, name, content, "bundle", number)


def file_view(process: Process, name: str, content: bytes, about: str, edition: int) -> FileView:
    """Return a bundle as it is sent (NotPermitted "bundle-too-large" for Telegram)."""
    if len(content) > BYTES_MOST:
        raise NotPermitted("bundle-too-large", size=len(content), name=name)
    sha256 = bundle_sha256(content)
    return FileView(process, name, content, sha256, about, edition)


async def keep_file(house: House, name: str, content: bytes) -> None:
    """Keep a bundle as one file, whole or not at all."""
    await asyncio.to_thread(_write, house.folder / FOLDER / name, content)


async def kept_file(house: House, name: str) -> bytes:
    """Return a bundle as it was kept; nothing where its file is gone."""
    return await asyncio.to_thread(_read, house.folder / FOLDER / name)


async def log_until(tx: Transaction, process_no: int, seq: int) -> tuple[LogEntry, ...]:
    """Return the public log of a year up to an entry."""
    return tuple(
        LogEntry(row["seq"], row["at_utc"], row["kind"], row["body"], row["sha256"])
        for row in await public_log.entries(tx, process_no)
        if row["seq"] <= seq
    )


async def _gather(tx: Transaction, process: Process, edition: Edition) -> _Shelf:
    rows = []
    for row in await allocations.published(tx, process.no, edition.edition):
        heading = process.heading(row["heading_no"])
        if heading is None:
            raise NotThere("no-such-heading")
        standing = await stored_ballots.counted(tx, process.no, heading.no)
        rows.append((heading, row["result"], row["comparison"], standing))
    entries = await log_until(tx, process.no, edition.log_seq)
    return _Shelf(process, edition, tuple(rows), entries)


def _build(shelf: _Shelf) -> bytes:
    process, edition = shelf.process, shelf.edition
    headings = [_bundled(process, *row) for row in shelf.rows]
    about = BundledEdition(
        process_id=process.process_id,
        number=edition.edition,
        seed=headings[0].result.seed,
        rules=rules_text(process),
        seed_source=process.seed_source.by_language,
        why=edition.why,
    )
    return build_bundle(about, headings, shelf.log)


def _bundled(
    process: Process,
    heading: Heading,
    result: str,
    comparison: str,
    standing: list[tuple[str, str, Ranking]],
) -> BundledHeading:
    ids = {project.no: project.project_id for project in heading.projects}
    return heading_in_bundle(
        instance_of(process, heading),
        profile_of(process, heading, standing),
        [
            (code, electorate, [ids[no] for no in ranking])
            for code, electorate, ranking in standing
        ],
        electorates_of(process),
        (Allocation.from_json(result), Allocation.from_json(comparison)),
        meta_of(process, heading),
    )


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".fresh")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
