"""Plays a transcript's inputs against the bot in a world, and writes down what it does."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rehearsal.chats import Chat
from rehearsal.events import Event
from rehearsal.people import Person
from rehearsal.pictures import blank_png
from tests.proposing.samples import proposed
from tests.review_sheets.samples import filled
from tests.transcripts.engine import Step, Transcript, body, head, normal
from tests.world import World

_SPAN = re.compile(r"(\d+)\s*([dhms])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_LABEL = re.compile(r"\[(?P<label>.+)\](?:\s+in\s+(?P<place>.+))?$")
_PLACED = re.compile(r"^in\s+(?P<place>[^:]+):\s*(?P<text>.*)$")

Act = Callable[[Person, str, Step], Awaitable[object]]


class Player:
    """One run of a transcript."""

    def __init__(self, transcript: Transcript, folder: Path) -> None:
        self.transcript = transcript
        self.folder = folder
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Chat] = {}
        self.seen: dict[tuple[int, str], str] = {}
        self.zone = ZoneInfo("Asia/Seoul")
        self._world: World | None = None
        self._acts: dict[str, Act] = {
            "opens": self._opens,
            "proposes": self._proposes,
            "writes": self._writes,
            "taps": self._taps,
            "presses": self._presses,
            "sends": self._sends,
            "returns": self._returns,
            "edits": self._edits,
            "forwards": self._forwards,
            "blocks": lambda person, _rest, _step: person.block(),
            "unblocks": lambda person, _rest, _step: person.unblock(),
            "joins": self._joins,
            "adds-bot": self._adds_bot,
            "makes-forum": self._makes_forum,
            "makes-group": self._makes_group,
            "makes-topic": self._makes_topic,
            "as-anonymous": self._as_anonymous,
        }

    @property
    def world(self) -> World:
        """The world that the header opened."""
        if self._world is None:
            raise ValueError("the transcript begins with `process NAME`")
        return self._world

    async def play(self) -> list[str]:
        """Play every input; return the transcript as it happened."""
        happened: list[str] = []
        try:
            for line in self.transcript.lines:
                if isinstance(line, str):
                    happened.append(line)
                    continue
                happened.append(line.line)
                await self._step(line)
                if self._world is not None:
                    await self._world.quiet()
                    happened += self._what_the_bot_did()
        finally:
            if self._world is not None:
                await self._world.close()
        return happened

    async def _step(self, step: Step) -> None:
        if step.who == "process":
            self._world = await World.open(self.folder, step.verb, step.rest)
            self.zone = ZoneInfo(next(iter(self._world.house.processes.values())).zone)
        elif step.who == "person":
            self._person(step)
        elif step.who == "clock":
            self._clock(step)
        elif step.who == "bot":
            await self.world.restart()
        else:
            await self._act(step)

    def _person(self, step: Step) -> None:
        language, _, role = step.rest.removeprefix("speaks ").partition(",")
        user_id = self.world.staff_id(role.strip()) if role.strip() else None
        self.people[step.verb] = self.world.box.user(
            step.verb, language_code=language.strip(), user_id=user_id
        )

    def _clock(self, step: Step) -> None:
        clock = self.world.box.clock
        if step.verb == "moves":
            parts = {_UNITS[unit]: int(n) for n, unit in _SPAN.findall(step.rest)}
            clock.advance(timedelta(**parts))
        else:
            clock.set(datetime.fromisoformat(step.rest).replace(tzinfo=self.zone))

    async def _act(self, step: Step) -> None:
        try:
            person, act = self.people[step.who], self._acts[step.verb]
        except KeyError as error:
            name = f"{self.transcript.path.name}:{step.number}"
            raise ValueError(f"{name}: nobody and nothing is called {error}") from None
        await act(person, step.rest, step)

    # --- what people do ---------------------------------------------------------------------

    async def _opens(self, person: Person, rest: str, _: Step) -> None:
        await person.start(rest or None)

    async def _proposes(self, person: Person, rest: str, step: Step) -> None:
        """Begin, register and hand in `title / problem / idea`, without showing each question."""
        await person.start()
        await self.world.quiet()
        self.world.box.take_events()
        title, problem, idea = (part.strip() for part in rest.split("/"))
        await proposed(self.world.house, person.id, step.who, title, problem, idea)

    async def _writes(self, person: Person, rest: str, _: Step) -> None:
        placed = _PLACED.match(rest)
        text = (placed["text"] if placed else rest).replace("\\n", "\n")
        chat, thread = self._place(placed["place"]) if placed else (None, None)
        await person.send(text, chat=chat, thread=thread)

    async def _taps(self, person: Person, rest: str, step: Step) -> None:
        is_old = rest.startswith("old ")
        found = _LABEL.match(rest.removeprefix("old "))
        if found is None:
            raise ValueError(f"{self.transcript.path.name}:{step.number}: [label] expected")
        chat = self._place(found["place"])[0] if found["place"] else None
        if is_old:
            data = self.seen[person.id, found["label"]]
            await person.tap(data, person.screen()["message_id"], stale=True)
        else:
            self._remember(person)
            await person.tap(found["label"], chat=chat)

    def _remember(self, person: Person) -> None:
        rows = person.screen().get("reply_markup", {}).get("inline_keyboard", [])
        for row in rows:
            for key in row:
                if "callback_data" in key:
                    self.seen.setdefault((person.id, key["text"]), key["callback_data"])

    async def _presses(self, person: Person, rest: str, _: Step) -> None:
        found = _LABEL.match(rest)
        label = found["label"] if found else rest
        shared = self.groups[found["place"]] if found and found["place"] else None
        await person.press(label, shared=shared)

    async def _sends(self, person: Person, rest: str, step: Step) -> None:
        kind, _, more = rest.partition(" ")
        if kind == "location":
            latitude, longitude = (float(part) for part in more.split())
            await person.send_location(latitude, longitude)
        elif kind == "document":
            name, _, content = more.partition(" ")
            await person.send_document(self._content(content), name)
        elif kind == "album":
            await person.send_album([blank_png(320 + one) for one in range(int(more))])
        elif kind == "photo":
            await person.send_photo(caption=more)
        elif kind == "sticker":
            await person.send_sticker()
        elif kind == "voice":
            await person.send_voice()
        else:
            raise ValueError(f"{self.transcript.path.name}:{step.number}: send what?")

    async def _returns(self, person: Person, rest: str, _: Step) -> None:
        """Fill in the last sheet (`P1-0001: cost=... | note=... ;; ...`) and send it back."""
        documents = [one for one in person.messages() if "document" in one.content]
        about = documents[-1].content["document"]
        sheet = self.world.box.files.by_id[about["file_id"]].data
        answers = {}
        for row in rest.split(" ;; "):
            code, _, cells = row.partition(": ")
            pairs = (cell.split("=", 1) for cell in cells.split(" | "))
            answers[code] = dict(pairs)
        await person.send_document(filled(sheet, answers), about["file_name"])

    def _content(self, content: str) -> bytes:
        path = self.transcript.path.parent / content
        if content and path.is_file():
            return path.read_bytes()
        return content.replace("\\n", "\n").encode()

    async def _edits(self, person: Person, rest: str, _: Step) -> None:
        mine = [one for one in person.messages() if one.sender_id == person.id]
        await person.edit(mine[-1], rest)

    async def _forwards(self, person: Person, rest: str, _: Step) -> None:
        await person.forward(person.messages()[-1])

    async def _joins(self, person: Person, rest: str, _: Step) -> None:
        await person.join(self.groups[rest])

    async def _makes_forum(self, person: Person, rest: str, _: Step) -> None:
        self.groups[rest] = self.world.box.supergroup(rest, person, forum=True)

    async def _makes_group(self, person: Person, rest: str, _: Step) -> None:
        self.groups[rest] = self.world.box.supergroup(rest, person)

    async def _makes_topic(self, person: Person, rest: str, _: Step) -> None:
        group, _slash, topic = rest.partition("/")
        await person.open_topic(self.groups[group], topic)

    async def _adds_bot(self, person: Person, rest: str, _: Step) -> None:
        name, _, rights = rest.partition(" with ")
        await person.add_bot(self.groups[name], rights.split() if rights else None)

    async def _as_anonymous(self, person: Person, rest: str, _: Step) -> None:
        placed = _PLACED.match(rest)
        assert placed is not None
        chat, thread = self._place(placed["place"])
        assert chat is not None
        await person.send_as_anonymous_admin(placed["text"], chat, thread=thread)

    def _place(self, name: str) -> tuple[Chat | None, int | None]:
        group, _, topic = name.strip().partition("/")
        chat = self.groups[group]
        if not topic:
            return chat, None
        thread = next(one.thread_id for one in chat.topics.values() if one.name == topic)
        return chat, thread

    # --- what the bot does ------------------------------------------------------------------

    def _what_the_bot_did(self) -> list[str]:
        events = self.world.box.take_events()
        # Chats are told beside each other; within a chat the order is fixed.
        events.sort(key=lambda event: self._order(event))
        lines: list[str] = []
        for event in events:
            lines += self._written(event)
        return [normal(line) for line in lines]

    def _order(self, event: Event) -> str:
        return self._name(event.data.get("user_id") or event.chat_id)

    def _name(self, chat_id: int | None) -> str:
        for name, person in self.people.items():
            if person.id == chat_id:
                return name
        for name, group in self.groups.items():
            if group.id == chat_id:
                return name
        return "?" if chat_id is None else str(chat_id)

    def _where(self, event: Event) -> str:
        name = self._name(event.chat_id)
        if event.thread_id and event.chat_id in self.world.box.chats:
            topic = self.world.box.chats[event.chat_id].topics.get(event.thread_id)
            if topic is not None:
                return f"{name}/{topic.name}"
        return name

    def _written(self, event: Event) -> list[str]:
        if event.kind == "toast":
            if not event.text:
                return []
            verb = "alerts" if event.data.get("alert") else "toasts"
            first, *more = event.text.splitlines()
            return [
                head("bot", verb, f"{self._order(event)}: {first}"),
                *body("\n".join(more), []),
            ]
        if event.kind in ("message", "edit"):
            return self._message(event)
        if event.kind == "delete":
            return [head("bot", "deletes", f"a message from {self._where(event)}")]
        if event.kind in ("pin", "unpin"):
            return [head("bot", f"{event.kind}s", f"a message in {self._where(event)}")]
        if event.kind == "topic":
            change, name = event.data.get("change"), event.data.get("name", "")
            return [head("bot", str(change), f"the topic {name} in {self._name(event.chat_id)}")]
        return []

    def _message(self, event: Event) -> list[str]:
        message = event.message
        service = [key for key in message if key.startswith(("forum_topic", "pinned_message"))]
        if service:
            return []
        marks = []
        if "photo" in message:
            marks.append("a picture")
        if "document" in message:
            marks.append(f"the file {message['document'].get('file_name', '')}")
        if message.get("has_protected_content"):
            marks.append("protected")
        verb = "sends" if event.kind == "message" else "edits"
        rest = self._where(event) + (f" ({', '.join(marks)})" if marks else "")
        return [head("bot", verb, rest), *body(event.text, event.buttons)]
