"""Putting what is public of a year into a folder, as anybody gets it from the bot."""

import asyncio
from functools import partial
from pathlib import Path

from actions import bundles, log_reading, outcome_bundles
from actions.house import House
from deliberation.results_views import FileView
from storage import allocations, outcomes


async def hand_out(house: House, process_no: int, folder: Path) -> list[Path]:
    """Write every bundle of a year, and the public log that names them; return their paths."""
    await bundles.store_what_is_published(house)
    await outcome_bundles.store_what_is_published(house)
    files: list[FileView] = []
    for edition in await house.db.read(partial(allocations.editions, process_no=process_no)):
        files.append(await bundles.look(house, process_no, edition.edition))
    for vote in outcome_bundles.ABOUT:
        known = partial(outcomes.all_of_them, process_no=process_no, vote=vote)
        for one in await house.db.read(known):
            if one.is_public:
                about = (process_no, one.heading_no, vote, one.edition)
                files.append(await outcome_bundles.look(house, *about))
    files.append(await log_reading.whole(house, process_no))
    return await asyncio.to_thread(_write, folder, files)


def _write(folder: Path, files: list[FileView]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / file.name for file in files]
    for path, file in zip(paths, files, strict=True):
        path.write_bytes(file.content)
    return paths
