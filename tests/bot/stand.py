"""A bot on a test stand: a real store, the rehearsal's Telegram, handlers of the test's own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, MessageHandler, filters

from actions.house import House
from bot.assembly import ALLOWED_UPDATES, build_application
from bot.client import Client, make_client
from bot.confirm import AnyApplication, Confirmer
from bot.deliver import Deliverer
from bot.pace import Pacer
from bot.persistence import ConversationStates
from bot.polling import Polling
from bot.tap_lane import TapLane
from handlers.context import Context
from rehearsal.box import Box
from rehearsal.clock import Clock
from rehearsal.door_request import BoxRequest
from screens import delivery as _registers_its_words  # noqa: F401
from storage.database import Database
from tests import samples

Handlers = Iterable[BaseHandler[Any, Any, Any]]


@dataclass
class Stand:
    """Everything that runs on the stand."""

    box: Box
    house: House
    client: Client
    pacer: Pacer
    application: AnyApplication
    states: ConversationStates
    confirmer: Confirmer
    deliverer: Deliverer
    polling: Polling
    lane: TapLane
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def db(self) -> Database:
        """The store."""
        return self.house.db

    async def serve(self) -> None:
        """Poll until `stop` is set."""
        await self.polling.run(self.stop)

    def update(self, number: int, text: str = "hello", user_id: int = 100_001) -> Update:
        """Return a private message as Telegram delivers it."""
        person = {"id": user_id, "is_bot": False, "first_name": "Sample"}
        raw = {
            "update_id": number,
            "message": {
                "message_id": number,
                "date": 1_800_000_000,
                "chat": {"id": user_id, "type": "private", "first_name": "Sample"},
                "from": person,
                "text": text,
            },
        }
        found = Update.de_json(raw, self.client)
        assert found is not None
        return found


@contextlib.asynccontextmanager
async def open_stand(
    folder: Path,
    handlers: Handlers = (),
    *,
    clock: Clock | None = None,
    is_paced: bool = False,
    delivers: bool = True,
    places: int = 64,
    flood_limits: bool = False,
) -> AsyncIterator[Stand]:
    """Open a stand over a folder; opening it again finds what was kept there."""
    clock = clock or Clock(samples.NOON)
    box = Box(clock=clock, flood_limits=flood_limits)
    async with open_bot_in(
        folder, box, handlers, is_paced=is_paced, delivers=delivers, places=places
    ) as stand:
        yield stand
    await box.close()


@contextlib.asynccontextmanager
async def open_bot_in(
    folder: Path,
    box: Box,
    handlers: Handlers = (),
    *,
    is_paced: bool = False,
    delivers: bool = True,
    places: int = 64,
) -> AsyncIterator[Stand]:
    """Open a bot in a box that is there already."""
    async with samples.open_house(folder, samples.sample_process()) as house:
        house.clock = box.clock
        pacer = Pacer(box.clock, is_on=is_paced)
        client = make_client(
            box.token,
            "http://127.0.0.1",
            request=BoxRequest(box),
            polling_request=BoxRequest(box),
            pacer=pacer,
        )
        states = ConversationStates(house.db)
        application = build_application(house, client, states, handlers, parallel_updates=places)
        await application.initialize()
        await application.start()
        deliverer = Deliverer(house, client, pacer, application.bot_data.edits)
        lane = TapLane(house, client, deliverer, application.bot_data.in_dialogue)
        confirmer = Confirmer(application, states, lane)
        polling = Polling(client, confirmer, ALLOWED_UPDATES, poll_s=1)
        if delivers:
            await deliverer.start()
        stand = Stand(
            box, house, client, pacer, application, states, confirmer, deliverer, polling, lane
        )
        try:
            yield stand
        finally:
            stand.stop.set()
            await confirmer.finish()
            await lane.finish(1)
            if delivers:
                await deliverer.stop()
            await application.stop()
            await application.shutdown()


@contextlib.asynccontextmanager
async def serving(stand: Stand) -> AsyncIterator[Stand]:
    """Let the stand poll for a while."""
    stand.box.watch(
        lambda: stand.deliverer.is_busy or stand.confirmer.is_busy or stand.lane.is_busy
    )
    task = asyncio.create_task(stand.serve())
    try:
        yield stand
    finally:
        stand.stop.set()
        await task


def on_text(callback: Callable[[Update, Context], Any]) -> list[BaseHandler[Any, Any, Any]]:
    """Return one handler for all text messages."""
    return [MessageHandler(filters.TEXT, callback)]


def running_clock() -> Clock:
    """Return a clock that runs at the world's pace."""
    return Clock(datetime(2027, 8, 5, 3, tzinfo=UTC))


def standing_clock() -> Clock:
    """Return a clock that moves only when it is told to."""
    return Clock(datetime(2027, 8, 5, 3, tzinfo=UTC), speed=0)
