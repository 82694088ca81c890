"""A box with a clock that stands still, a bot in it, and the Bot API's description as judge."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram import Bot

from rehearsal.box import Box
from rehearsal.clock import Clock
from rehearsal.door_request import BoxRequest
from rehearsal.people import Person
from rehearsal.server import BoxServer
from rehearsal.specification import Specification

DESCRIPTION = Path(__file__).parents[3] / "shared" / "telegram" / "bot-api-10.0.json"
START = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def described() -> Specification | None:
    return Specification(DESCRIPTION) if DESCRIPTION.exists() else None


@pytest.fixture
def specification(described: Specification | None) -> Specification:
    if described is None:
        pytest.skip(f"the Bot API's description is not at {DESCRIPTION}")
    return described


@pytest.fixture(autouse=True)
def _durations_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    # Otherwise the library warns of a change to come, and warnings are errors here.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def box(described: Specification | None) -> Iterator[Box]:
    made = Box(clock=Clock(START, speed=0), specification=described)
    yield made
    assert made.violations == []


@pytest.fixture
async def bot(box: Box) -> AsyncIterator[Bot]:
    async with Bot(
        box.token, request=BoxRequest(box), get_updates_request=BoxRequest(box)
    ) as made:
        yield made


@pytest.fixture
async def server(box: Box) -> AsyncIterator[BoxServer]:
    async with BoxServer(box) as made:
        yield made


@pytest.fixture
async def http_bot(box: Box, server: BoxServer) -> AsyncIterator[Bot]:
    made = Bot(box.token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot")
    async with made:
        yield made


@pytest.fixture(params=["in the program", "over HTTP"])
def any_bot(request: pytest.FixtureRequest) -> Bot:
    return request.getfixturevalue("bot" if request.param == "in the program" else "http_bot")


@pytest.fixture
async def jieun(box: Box) -> Person:
    person = box.user("지은", language_code="ko")
    await person.start()
    box.take_updates()
    box.take_events()
    return person
