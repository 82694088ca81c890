"""A small town for tests: a box, the real bot over a small year, and a crowd before it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from actions.process_file import read_process_file
from bot.rehearsing.town import town_of
from rehearsal.citizens.crowd import Crowd
from rehearsal.citizens.phone import Exchange
from tests.world import World

SMALL_YEAR = Path(__file__).parent / "small-year.toml"


@asynccontextmanager
async def crowd_in(
    folder: Path, at: str, count: int = 6, seed: str = "5", liveliness: float = 0.0
) -> AsyncIterator[tuple[World, Crowd]]:
    """A world at an instant of the small year, and citizens who have not sat down yet."""
    process = read_process_file(SMALL_YEAR).process
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    world = await World.open(folder, process, at)
    try:
        async with Exchange(world.box) as exchange:
            town = town_of(process, home="eunpyeong")
            yield world, Crowd(exchange, town, seed, count, liveliness)
    finally:
        await world.close()
