"""Somebody with a phone in a world of their own."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from deliberation.process import Process
from rehearsal.messages import Message
from rehearsal.people import Person
from tests.proposing.samples import proposing_process
from tests.world import World


class Citizen:
    """Somebody with a phone who waits for the bot after each act."""

    def __init__(self, world: World, person: Person) -> None:
        self.world = world
        self.phone = person

    async def starts(self, payload: str | None = None) -> None:
        await self.phone.start(payload)
        await self.world.quiet()

    async def says(self, text: str) -> Message:
        sent = await self.phone.send(text)
        await self.world.quiet()
        return sent

    async def taps(self, label: str) -> None:
        await self.phone.tap(label)
        await self.world.quiet()

    async def registers(self, payload: str | None = None) -> None:
        await self.starts(payload)
        await self.taps("I have read this and may take part")
        await self.taps("I agree")

    @property
    def sees(self) -> str:
        return str(self.phone.screen()["text"])

    @property
    def buttons(self) -> list[str]:
        markup = self.phone.screen().get("reply_markup", {})
        rows = markup.get("inline_keyboard", [])
        return [button["text"] for row in rows for button in row]

    def button_data(self, label: str) -> str:
        rows = self.phone.screen()["reply_markup"]["inline_keyboard"]
        return next(
            str(button["callback_data"])
            for row in rows
            for button in row
            if label in button["text"]
        )


@contextlib.asynccontextmanager
async def citizen(
    folder: Path, process: Process | None = None, *, language: str = "en"
) -> AsyncIterator[Citizen]:
    """A world with one person in it."""
    world = await World.open(folder, process or proposing_process())
    try:
        yield Citizen(world, world.box.user("Han", language_code=language))
    finally:
        await world.close()
