"""A town for the tests: staff, citizens and forum groups around the real bot."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from telegram import Update

from rehearsal import members, topics
from rehearsal.chats import Chat, Topic
from rehearsal.people import Person
from tests import samples
from tests.world import World

RIGHTS = ["can_manage_topics", "can_pin_messages", "can_delete_messages", "can_invite_users"]


class Town:
    """One world with the people whom the tests need."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.box = world.box
        self.mina = self.box.user("Mina", language_code="en", user_id=samples.FACILITATOR)
        self.minsu = self.box.user("민수", language_code="ko", user_id=samples.MANAGER)
        self.han = self.box.user("Han", language_code="en")

    @classmethod
    async def open(cls, folder: Path) -> "Town":
        """Open a town in which voting is under way."""
        town = cls(await World.open(folder, "sample"))
        await town.start(town.mina)
        await town.start(town.minsu)
        return town

    def forum(self, title: str = "Town forum") -> Chat:
        """A forum supergroup of the facilitator's, without the bot."""
        return self.box.supergroup(title, self.mina, forum=True)

    async def bound(self, *headings: str, title: str = "Town forum") -> Chat:
        """A forum that is bound to headings, without topics yet."""
        chat = self.forum(title)
        await self.choose_group(chat, "A group with topics")
        for heading in headings:
            await self.tap(self.mina, heading)
        await self.tap(self.mina, "Go on with")
        await self.tap(self.mina, "Bind")
        return chat

    async def with_topics(self, *headings: str, title: str = "Town forum") -> Chat:
        """A forum that is bound, with its topics made and their cards posted."""
        chat = await self.bound(*headings, title=title)
        await self.tap(self.mina, "Make the topics")
        for _ in headings:
            await self.passes(seconds=21)
        return chat

    async def choose_group(self, chat: Chat, key: str) -> None:
        """Choose a group through the staff menu."""
        await self.send(self.mina, "/staff")
        await self.tap(self.mina, "Bind a group")
        await self.mina.press(key, shared=chat)
        await self.world.quiet()

    async def send(
        self, person: Person, text: str, chat: Chat | None = None, topic: Topic | None = None
    ) -> None:
        """Write something and wait for the bot."""
        await person.send(text, chat=chat, thread=topic.thread_id if topic else None)
        await self.world.quiet()

    async def start(self, person: Person, payload: str = "") -> None:
        """Open a link and wait for the bot."""
        await person.start(payload or None)
        await self.world.quiet()

    async def register(self, person: Person, payload: str) -> None:
        """Open a link as somebody new: notice, consent, and there."""
        await self.start(person, payload)
        await self.tap(person, "I have read this")
        await self.tap(person, "I agree")

    async def tap(self, person: Person, label: str) -> None:
        """Tap a button and wait for the bot."""
        await person.tap(label)
        await self.world.quiet()

    async def passes(self, **span: float) -> None:
        """Let time pass and wait for the bot."""
        self.box.clock.advance(timedelta(**span))
        await self.world.quiet()

    def text(self, person: Person) -> str:
        """What the bot last showed a person."""
        return str(person.screen().get("text", ""))

    def buttons(self, person: Person) -> list[str]:
        """The buttons of what the bot last showed a person."""
        return [key["text"] for row in _rows(person) for key in row]

    def said(self, chat: Chat, topic: Topic | None = None) -> list[str]:
        """What the bot has written in a group (in one topic)."""
        return [
            str(message.content.get("text", ""))
            for message in chat.messages.values()
            if message.sender_id == self.box.bot.id
            and not message.is_service
            and (topic is None or message.thread_id == topic.thread_id)
        ]

    def topic(self, chat: Chat, name: str) -> Topic:
        """A topic by its name."""
        return next(one for one in chat.topics.values() if one.name == name)

    def links(self, person: Person) -> list[str]:
        """The addresses behind the buttons of what the bot last showed a person."""
        return [key["url"] for row in _rows(person) for key in row if key.get("url")]

    def is_inside(self, chat: Chat, person: Person) -> bool:
        """Whether a person is in a group."""
        return chat.member(person.id, self.box.clock.timestamp()).is_present

    def close_by_hand(self, chat: Chat, topic: Topic) -> None:
        """Close a topic as an administrator does, in Telegram itself."""
        topics.close_topic(self.box, chat, topic, self.mina.id)

    def updates_from_now(self) -> list[dict[str, Any]]:
        """A list that fills with the updates that the bot is given from now on."""
        seen: list[dict[str, Any]] = []
        self.box.updates.on_new = seen.append
        return seen

    async def come_again(self, updates: list[dict[str, Any]]) -> None:
        """Let updates come a second time, as after a crash before they were confirmed."""
        runtime = self.world.runtime
        assert runtime is not None
        for update in list(updates):
            again = Update.de_json(update, runtime.application.bot)
            await runtime.application.process_update(again)
            await self.world.quiet()

    def delete_by_hand(self, chat: Chat, topic: Topic) -> None:
        """Delete a topic as an administrator does; the bot is not told."""
        topics.delete_topic(self.box, chat, topic, self.mina.id)

    def told(self, person: Person) -> list[str]:
        """Everything that the bot has written to a person."""
        return [
            str(message.content.get("text", ""))
            for message in person.messages()
            if message.sender_id == self.box.bot.id
        ]

    def retitle(self, chat: Chat, title: str) -> None:
        """Give a group another title."""
        members.retitle(self.box, chat, title, self.mina.id)


def _rows(person: Person) -> list[list[dict[str, str]]]:
    markup = person.screen().get("reply_markup", {})
    return list(markup.get("inline_keyboard", []))
