"""For each test a town in which voting is under way, or the open house alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.house import House
from tests import samples
from tests.groups.town import Town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    opened = await Town.open(tmp_path)
    yield opened
    await opened.world.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with samples.open_house(tmp_path, samples.sample_process()) as opened:
        yield opened
