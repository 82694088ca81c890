"""Groups and threads through the real bot and the rehearsal's Telegram."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.groups.town import Town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    opened = await Town.open(tmp_path)
    yield opened
    await opened.world.close()


async def test_a_facilitator_binds_a_group_through_the_staff_menu(town: Town) -> None:
    chat = await town.bound("City level", "Jongno-gu")

    shown = town.text(town.mina)

    assert "The group is bound." in shown
    assert "Topics made: 0 of 2." in shown
    assert "I lack" not in shown
    assert any("시 단위" in text for text in town.said(chat))
