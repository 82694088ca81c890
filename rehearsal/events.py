"""What happened in the box, in order, for transcripts and for phones that look on."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from rehearsal.messages import SERVICE_KINDS

Json = dict[str, Any]

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `by` is the account that did it (0: the box itself)."""

    seq: int
    at: str
    kind: str
    by: int
    chat_id: int | None = None
    thread_id: int | None = None
    message_id: int | None = None
    data: Json = field(default_factory=dict)

    def as_json(self) -> Json:
        """The event as the live stream tells it."""
        shape: Json = {"seq": self.seq, "at": self.at, "kind": self.kind, "by": self.by}
        for name in ("chat_id", "thread_id", "message_id"):
            value = getattr(self, name)
            if value is not None:
                shape[name] = value
        return shape | self.data

    @property
    def message(self) -> Json:
        """The message as it was then; empty where the event has none."""
        found: Json = self.data.get("message") or {}
        return found

    @property
    def text(self) -> str:
        """What was said: a message's text or caption, a toast's or topic's words."""
        said = self.message.get("text") or self.message.get("caption") or self.data.get("text")
        return said or self.data.get("name") or ""

    @property
    def is_service(self) -> bool:
        """Whether it is a message that Telegram made: somebody joined, a topic was closed."""
        return self.kind == "message" and not SERVICE_KINDS.isdisjoint(self.message)

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of the message's keyboard, row by row."""
        markup = self.message.get("reply_markup") or self.message.get("keyboard") or {}
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return [[button["text"] for button in row] for row in rows]


class EventLog:
    """A numbered log that keeps its last events, and tells listeners of new ones."""

    def __init__(self, kept: int = KEPT) -> None:
        self.last_seq = 0
        self._events: deque[Event] = deque(maxlen=kept)
        self._listeners: set[asyncio.Queue[Event]] = set()

    def record(self, event: Event) -> None:
        """Append an event whose number is `last_seq + 1`."""
        self.last_seq = event.seq
        self._events.append(event)
        for queue in self._listeners:
            queue.put_nowait(event)

    def since(self, seq: int) -> list[Event]:
        """The kept events after a number."""
        found = []
        for event in reversed(self._events):
            if event.seq <= seq:
                break
            found.append(event)
        found.reverse()
        return found

    def has_all_since(self, seq: int) -> bool:
        """Whether nothing after a number has been forgotten."""
        return seq >= self.last_seq or (bool(self._events) and self._events[0].seq <= seq + 1)

    def listen(self) -> asyncio.Queue[Event]:
        """A queue that gets every event from now on; give it back with `unlisten`."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._listeners.add(queue)
        return queue

    def unlisten(self, queue: asyncio.Queue[Event]) -> None:
        """Stop feeding a queue."""
        self._listeners.discard(queue)
