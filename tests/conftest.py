"""What all tests share: how they are dealt out, where they keep files, and what is done once."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.garbage import standing_for_good

# How long something takes depends on the machine: no test fails by it.
settings.register_profile("madang", deadline=None)
settings.load_profile("madang")

HERE = Path(__file__).parent
MEMORY = Path("/dev/shm")
ROOM_NEEDED = 4 << 30

# Whatever takes long begins first, so that nobody waits for it alone at the end.
LONG = ("browser", "replay", "citizens", "count", "transcripts", "bot")


def pytest_configure(config: pytest.Config) -> None:
    """Keep stores in memory where there is room: a thousand bots wait for the disk otherwise.

    A killed process leaves the same behind in memory as on disk.
    """
    is_there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    if is_there and shutil.disk_usage(MEMORY).free >= ROOM_NEEDED:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the count once, before many processes want it at once."""
    option = session.config.option
    is_worker = hasattr(session.config, "workerinput")
    if getattr(option, "numprocesses", None) and not is_worker:
        from deliberation.packed_shares import load

        load()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long folders first: files are dealt out in this order."""
    items.sort(key=lambda item: _place(_folder(item)))


@pytest.fixture(scope="session", autouse=True)
def _imports_stand_for_good() -> Iterator[None]:
    # Otherwise each of a thousand bots looks through all modules when it starts.
    with standing_for_good():
        yield


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).parts[0]


def _place(folder: str) -> int:
    return LONG.index(folder) if folder in LONG else len(LONG)
