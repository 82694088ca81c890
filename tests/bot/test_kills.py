"""Killed at any moment, the bot loses nothing, acts once, and announces nothing twice."""

import asyncio
import signal
import sqlite3
import sys
from collections import Counter
from pathlib import Path

import pytest

from rehearsal.box import Box
from rehearsal.people import Person
from rehearsal.server import BoxServer
from tests.bot.stand import running_clock

ROOT = Path(__file__).parents[2]
PEOPLE = 4
EACH = 3


async def _start(
    server: BoxServer, folder: Path, kill_at: int, mode: str = "ours"
) -> asyncio.subprocess.Process:
    victim = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bot.victim",
        server.url,
        server.box.token,
        str(folder),
        mode,
        str(kill_at),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert victim.stdout is not None
    await asyncio.wait_for(victim.stdout.readline(), 60)
    return victim


async def _people(box: Box, how_many: int, each: int) -> tuple[list[Person], list[str]]:
    people, texts = [box.user(f"Sample {number}") for number in range(how_many)], []
    for person in people:
        await person.start()
        for number in range(each):
            texts.append(f"text {person.id} {number}")
            await person.send(texts[-1])
    return people, texts


async def _survive(folder: Path, kills: list[int]) -> tuple[list[str], Counter[str], list[str]]:
    """Send texts, kill the bot at each of `kills`, then let it finish.

    Returns the texts, how often each message was told, and the states left in the outbox.
    """
    async with BoxServer(Box(clock=running_clock())) as server:
        people, texts = await _people(server.box, PEOPLE, EACH)
        for kill_at in kills:
            victim = await _start(server, folder, kill_at)
            assert await asyncio.wait_for(victim.wait(), 20) == -signal.SIGKILL
        last = await _start(server, folder, 0)
        await server.box.quiet(settle_s=0.3, within_s=60)
        last.terminate()
        await asyncio.wait_for(last.wait(), 60)
        told = Counter(
            message.text
            for person in people
            for message in person.messages()
            if message.sender_id == server.box.bot.id
        )
    store = sqlite3.connect(folder / "madang.db")
    noted = Counter(body for (body,) in store.execute("SELECT body FROM notes"))
    states = [state for (state,) in store.execute("SELECT state FROM outbox")]
    store.close()
    assert noted == Counter(texts)
    return texts, told, states


def _check(texts: list[str], told: Counter[str], states: list[str]) -> None:
    announced = [told[f"announced {text}"] for text in texts]
    assert max(announced) == 1
    assert set(states) <= {"delivered", "uncertain"}
    assert announced.count(0) <= states.count("uncertain")
    assert all(told[f"receipt {text}"] >= 1 for text in texts)
    assert all(told[f"noted {text}"] >= 1 for text in texts)


async def test_killed_around_commits_and_calls_nothing_is_lost_or_told_twice(
    tmp_path: Path,
) -> None:
    texts, told, states = await _survive(tmp_path, [6, 9, 16, 29])

    _check(texts, told, states)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, 120))
async def test_killed_at_every_single_moment(tmp_path: Path, first: int) -> None:
    texts, told, states = await _survive(tmp_path, [first])

    _check(texts, told, states)


@pytest.mark.slow
async def test_the_stock_updater_loses_updates_at_a_kill(tmp_path: Path) -> None:
    async with BoxServer(Box(clock=running_clock())) as server:
        _, texts = await _people(server.box, 20, 5)
        victim = await _start(server, tmp_path, 20, "stock")
        await asyncio.wait_for(victim.wait(), 60)
        successor = await _start(server, tmp_path, 0, "stock")
        await server.box.quiet(settle_s=1.5, within_s=60)
        successor.terminate()
        await asyncio.wait_for(successor.wait(), 60)
    store = sqlite3.connect(tmp_path / "stock.db")
    noted = {body for (body,) in store.execute("SELECT body FROM notes")}
    store.close()

    lost = set(texts) - noted
    assert len(lost) >= 20
