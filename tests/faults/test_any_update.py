"""Whatever Telegram may send, the bot goes on and keeps what it kept."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.assembly import ALLOWED_UPDATES
from rehearsal.specification import Specification
from screens.buttons import MAX_BYTES, Button
from tests.faults.any_update import AnyUpdate
from tests.groups.town import Town
from tests.proposing.phone import Citizen
from tests.test_bad_input import _forged
from tests.world import SPECIFICATION, World

KINDS = tuple(str(one) for one in ALLOWED_UPDATES)
# A group's number is not among them: Telegram may say that it has become another.
NEVER = ("processes", "stages", "roles", "invitations", "motions", "tallies", "editions")
AT_ONCE = 50
FIRST = 900_000_000


def _kept(world: World) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(f"file:{world.folder / 'madang.db'}?mode=ro", uri=True)) as store:
        return {table: store.execute(f"SELECT * FROM {table}").fetchall() for table in NEVER}


def _source(town: Town, chat: object, seed: int) -> AnyUpdate:
    source = AnyUpdate(SPECIFICATION, seed)
    stranger = {"id": 7_700_001, "is_bot": False, "first_name": "\u202e<b>"}
    han = {"id": town.han.id, "is_bot": False, "first_name": "Han", "language_code": "en"}
    source.people = [han, stranger]
    source.chats = [
        {"id": town.han.id, "type": "private", "first_name": "Han"},
        {"id": chat.id, "type": "supergroup", "title": "Town forum", "is_forum": True},  # type: ignore[attr-defined]
    ]
    forged = [_forged(one, number, "x") for one in Button._classes.values() for number in (1, 9)]
    source.data = [data for data in forged if len(data.encode()) <= MAX_BYTES] + ["", "zz|1"]
    return source


async def _survives(folder: Path, caplog: pytest.LogCaptureFixture, many: int, seed: int) -> None:
    if not SPECIFICATION.is_file():
        pytest.skip(f"the Bot API's description is not at {SPECIFICATION}")
    specification = Specification(SPECIFICATION)
    town = await Town.open(folder)
    chat = await town.with_topics("Jongno-gu")
    await town.register(town.han, "t-1-3")
    source, before, runtime = _source(town, chat, seed), _kept(town.world), town.world.runtime
    assert runtime is not None
    caplog.clear()

    for first in range(0, many, AT_ONCE):
        drawn = [source.draw(FIRST + first + number, KINDS) for number in range(AT_ONCE)]
        assert [one for one in drawn if specification.problems("Update", one)] == []
        for task in [runtime.confirmer.begin(raw) for raw in drawn]:
            await task
        await town.world.quiet()

    broken = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert [one.getMessage() for one in broken] == []
    assert runtime.confirmer.given_up == 0
    assert _kept(town.world) == before
    person = Citizen(town.world, town.han)
    await person.says("/home")
    assert "Sample budget 2027" in person.sees
    await town.world.close()


async def test_updates_that_telegram_might_send_do_no_harm(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await _survives(tmp_path, caplog, 300, 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
async def test_neither_do_ten_thousand(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    await _survives(tmp_path, caplog, 1_000, seed)
