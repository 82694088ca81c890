"""Taps on inline buttons, waiting for the bot's one answer."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rehearsal import limits, refusals
from rehearsal.chats import Chat
from rehearsal.messages import Message, message_json

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]

FIRST_ID = 4_400_000_000_000_001


@dataclass(slots=True)
class Tap:
    """One tap and, once given, its answer."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    at_s: float
    is_answered: bool = False
    answer: str = ""
    is_alert: bool = False
    url: str | None = None
    heard: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def as_json(self) -> Json:
        """The tap as phones see it."""
        return {
            "callback_query_id": self.id,
            "user_id": self.user_id,
            "chat_id": self.chat_id,
            "message_id": self.message_id,
            "data": self.data,
            "answered": self.is_answered,
            "text": self.answer,
            "alert": self.is_alert,
            "url": self.url,
        }


class Taps:
    """The taps that have been made, the recent ones still waiting."""

    KEPT = 20_000

    def __init__(self) -> None:
        self.by_id: dict[str, Tap] = {}
        self.next_id = FIRST_ID

    def make(self, box: "Box", chat: Chat, message: Message, user_id: int, data: str) -> Tap:
        """Tap a button: the bot gets a callback query."""
        tap = Tap(str(self.next_id), user_id, chat.id, message.id, data, box.clock.monotonic())
        self.next_id += 1
        self.by_id[tap.id] = tap
        if len(self.by_id) > self.KEPT:
            del self.by_id[next(iter(self.by_id))]
        box.record(
            "tap",
            user_id,
            chat_id=chat.id,
            thread_id=message.thread_id,
            message_id=message.id,
            data=data,
            callback_query_id=tap.id,
            text=_label_of(message, data),
        )
        shown: Json = {"chat": box.chat_json(chat), "message_id": message.id, "date": 0}
        if message.id in chat.messages:
            shown = message_json(box, message)
        body: Json = {
            "id": tap.id,
            "from": box.users[user_id].as_json(),
            "message": shown,
            "chat_instance": str(7_000_000_000_000 - chat.id),
            "data": data,
        }
        box.updates.put("callback_query", body)
        return tap

    def answer(
        self, box: "Box", query_id: str, text: str, *, alert: bool, url: str | None
    ) -> None:
        """Show the bot's answer to the one who tapped; once, and not too late."""
        tap = self.by_id.get(query_id)
        if tap is None or tap.is_answered:
            raise refusals.bad_request(refusals.TOO_OLD_QUERY)
        # A clock that races must not make every answer late: patience is the world's.
        age_s = (box.clock.monotonic() - tap.at_s) / max(1.0, box.clock.speed)
        if age_s > limits.CALLBACK_LIFETIME_S:
            raise refusals.bad_request(refusals.TOO_OLD_QUERY)
        if len(text) > limits.CALLBACK_ANSWER_MAX:
            raise refusals.bad_request("MESSAGE_TOO_LONG")
        tap.is_answered, tap.answer, tap.is_alert, tap.url = True, text, alert, url
        tap.heard.set()
        box.record(
            "toast",
            box.bot.id,
            chat_id=tap.chat_id,
            message_id=tap.message_id,
            user_id=tap.user_id,
            text=text,
            alert=alert,
            url=url,
            callback_query_id=query_id,
        )


def _label_of(message: Message, data: str) -> str:
    for row in (message.inline or {}).get("inline_keyboard", ()):
        for button in row:
            if button.get("callback_data") == data:
                label: str = button["text"]
                return label
    return ""
