"""The box: one pretended Telegram with its people, chats, clock and one bot."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from rehearsal import members
from rehearsal.callbacks import Taps
from rehearsal.chats import FIRST_GROUP, FIRST_SUPERGROUP, Chat, InviteLink
from rehearsal.clock import Clock
from rehearsal.events import KEPT, Event, EventLog
from rehearsal.faults import Fault, Faults, NoAnswer
from rehearsal.files import FileStore, Upload
from rehearsal.limits import FloodGate
from rehearsal.methods import BY_LOWER_NAME, METHODS
from rehearsal.parameters import Parameters
from rehearsal.people import Person
from rehearsal.posting import service
from rehearsal.profile import Profile
from rehearsal.refusals import (
    Refusal,
    not_found,
    tell_refusal,
    too_many_requests,
    unauthorized,
)
from rehearsal.rights import Member, chosen_rights
from rehearsal.updates import UpdateQueue
from rehearsal.users import User, special_users
from rehearsal.webhooks import Webhook

if TYPE_CHECKING:
    from rehearsal.specification import Specification

Json = dict[str, Any]

TOKEN = "7000000001:rehearsal-token-of-a-pretended-bot"
FIRST_USER = 100_001
LOOK_EVERY_S = 0.001
SETTLE_S = 0.02
CALM_TURNS = 20
TRANSCRIPT = frozenset(
    {"message", "edit", "delete", "pin", "unpin", "toast", "topic", "member", "reaction", "chat"}
)


class Box:
    """A Telegram in memory. Everything that happens in it is logged as an event.

    `private_messages_kept` lets a box with many people forget old messages of private chats.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        token: str = TOKEN,
        bot_name: str = "Madang",
        bot_username: str = "madang_bot",
        privacy_mode: bool = True,
        flood_limits: bool = False,
        specification: "Specification | None" = None,
        private_messages_kept: int | None = None,
        events_kept: int = KEPT,
    ) -> None:
        self.clock = clock or Clock()
        self.token = token
        self.bot = User(int(token.partition(":")[0]), bot_name, username=bot_username, is_bot=True)
        self.has_privacy_mode = privacy_mode
        self.users: dict[int, User] = {one.id: one for one in special_users()}
        self.users[self.bot.id] = self.bot
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Person] = {}
        self.files = FileStore()
        self.updates = UpdateQueue(self.clock)
        self.webhook = Webhook(self)
        self.events = EventLog(events_kept)
        self.private_messages_kept = private_messages_kept
        self.taps = Taps()
        self._followers: list[Callable[[bool], None]] = []
        self.faults = Faults(self._tell_limits)
        self.flood = FloodGate(self._tell_limits)
        self.flood.is_on = flood_limits
        self.profile = Profile()
        self.specification = specification
        self.violations: list[str] = []
        self.calls: Counter[str] = Counter()
        self.refusals: Counter[tuple[int, str]] = Counter()
        self.numbers: Counter[str] = Counter()
        self._taken = 0
        self._in_flight = 0
        self._probes: list[Callable[[], bool]] = []
        self.clock.subscribe(lambda clock: self._tell_clock())

    # --- people and chats -------------------------------------------------------------------

    def user(
        self,
        first_name: str,
        *,
        language_code: str | None = None,
        user_id: int | None = None,
        username: str | None = None,
        last_name: str | None = None,
    ) -> Person:
        """A new person, ready to act."""
        number = FIRST_USER + self.take_number("user") if user_id is None else user_id
        if number in self.users:
            raise ValueError(f"account {number} exists already")
        user = User(number, first_name, last_name, username, language_code)
        self.users[number] = user
        self.people[number] = Person(self, user)
        self.record("user", number, user=user.as_json())
        return self.people[number]

    def person(self, user_id: int) -> Person:
        """The person behind an account."""
        return self.people[user_id]

    def group(self, title: str, owner: Person) -> Chat:
        """A new basic group, without the bot."""
        return self._new_chat(FIRST_GROUP, "group", title, owner)

    def supergroup(self, title: str, owner: Person, *, forum: bool = False) -> Chat:
        """A new supergroup, with topics if it is a forum, without the bot."""
        chat = self._new_chat(FIRST_SUPERGROUP, "supergroup", title, owner)
        chat.is_forum = forum
        return chat

    def channel(self, title: str, owner: Person) -> Chat:
        """A new channel, without the bot."""
        return self._new_chat(FIRST_SUPERGROUP, "channel", title, owner)

    def add_bot(self, chat: Chat, by: Person, rights: list[str] | None = None) -> None:
        """Bring the bot into a chat, as an administrator if rights are named."""
        now = self.clock.timestamp()
        if rights is None:
            members.set_member(self, chat, Member(self.bot.id), by.id)
            return
        if not chat.member(self.bot.id, now).is_present and chat.kind != "channel":
            members.set_member(self, chat, Member(self.bot.id), by.id)
        promoted = Member(self.bot.id, "administrator", chosen_rights(rights))
        members.set_member(self, chat, promoted, by.id)

    def migrate(self, group: Chat) -> Chat:
        """Turn a group into a supergroup with another id."""
        return members.migrate(self, group)

    def private_chat(self, user_id: int) -> Chat:
        """A person's chat with the bot."""
        chat = self.chats.get(user_id)
        if chat is None:
            chat = self.chats[user_id] = Chat(user_id, "private")
        return chat

    def reachable_chat(self, chat_id: int) -> Chat | None:
        """A chat by the id that the bot uses, None if there is none."""
        if chat_id > 0:
            is_person = chat_id in self.users and chat_id != self.bot.id
            return self.private_chat(chat_id) if is_person else None
        return self.chats.get(chat_id)

    def found_chat(self, chat_id: Any) -> Chat | None:
        """A chat by id or @username, None if there is none."""
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            return self.chat_named(chat_id[1:])
        return self.reachable_chat(int(chat_id))

    def chat_named(self, username: str) -> Chat | None:
        """A public chat by its username."""
        wanted = username.lower()
        return next((c for c in self.chats.values() if (c.username or "").lower() == wanted), None)

    def chat_json(self, chat: Chat) -> Json:
        """The Bot API's Chat."""
        if not chat.is_private:
            return chat.as_json()
        user = self.users[chat.id]
        shape: Json = {"id": chat.id, "type": "private", "first_name": user.first_name}
        if user.last_name:
            shape["last_name"] = user.last_name
        if user.username:
            shape["username"] = user.username
        return shape

    def new_link(self, chat: Chat, creator_id: int, *, asks: bool) -> InviteLink:
        """A new way into a chat."""
        number = self.take_number("link")
        link = InviteLink(f"https://t.me/+rehearsal{number:06d}", creator_id, asks=asks)
        chat.links[link.link] = link
        return link

    # --- numbers ----------------------------------------------------------------------------

    def take_number(self, series: str) -> int:
        """The next number of a series, from 0."""
        number = self.numbers[series]
        self.numbers[series] += 1
        return number

    def take_message_id(self, chat: Chat) -> int:
        """The next message id: supergroups and channels count alone, all others together."""
        if chat.kind in {"supergroup", "channel"}:
            number = chat.next_message_id
            chat.next_message_id += 1
            return number
        return self.take_number("message") + 1

    def take_chat_id(self, first: int) -> int:
        """The next id of a kind of chat."""
        return first - self.take_number(f"chat{first}")

    # --- what happened ----------------------------------------------------------------------

    def record(
        self,
        kind: str,
        by: int,
        *,
        chat_id: int | None = None,
        thread_id: int | None = None,
        message_id: int | None = None,
        **data: Any,
    ) -> None:
        """Log an event."""
        at = self.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        seq = self.events.last_seq + 1
        self.events.record(Event(seq, at, kind, by, chat_id, thread_id, message_id, data))

    def take_events(
        self, *, everybody: bool = False, kinds: frozenset[str] = TRANSCRIPT
    ) -> list[Event]:
        """What the bot (or everybody) did since the last call, in order; no service messages."""
        found = self.events.since(self._taken)
        self._taken = self.events.last_seq
        return [
            event
            for event in found
            if event.kind in kinds
            and not event.is_service
            and (everybody or event.by == self.bot.id)
        ]

    def take_updates(self) -> list[Json]:
        """All pending updates, confirmed at once; for driving a bot without polling."""
        found = self.updates.pending()
        self.updates.clear()
        for update in found:
            self.check_update(update)
        return found

    def check_update(self, update: Json) -> None:
        """Note what is wrong with an update that goes out otherwise than by getUpdates."""
        if self.specification is not None:
            self.violations += self.specification.problems("Update", update)

    def with_people(self, entities: list[Json]) -> list[Json]:
        """Entities with those that mention somebody by account filled in, unknown ones gone."""
        kept = []
        for entity in entities:
            if entity["type"] == "text_mention":
                named = entity.get("user")
                number = named.get("id") if isinstance(named, dict) else None
                user = self.users.get(number) if isinstance(number, int) else None
                if user is None:
                    continue
                entity = {**entity, "user": user.as_json()}
            kept.append(entity)
        return kept

    # --- the bot's calls --------------------------------------------------------------------

    async def call(
        self, method: str, values: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> Any:
        """The result of one call, or a Refusal."""
        name = BY_LOWER_NAME.get(method.lower())
        if name is None:
            raise not_found()
        self.calls[name] += 1
        parameters = Parameters(values, files or {})
        checks = self.specification
        if checks is not None:
            self.violations += checks.call_problems(name, values, files or {})
        if name == "getUpdates":
            result: Any = await self._get_updates(parameters)
        else:
            result = METHODS[name](self, parameters)
        if checks is not None:
            self.violations += checks.result_problems(name, result)
        return result

    async def answer(
        self,
        token: str,
        method: str,
        values: Mapping[str, Any],
        files: Mapping[str, Upload] | None = None,
    ) -> tuple[int, Json]:
        """HTTP status and body for one call; NoAnswer where a fault wants silence."""
        if token != self.token:
            refusal = unauthorized() if re.fullmatch(r"\d+:[\w-]+", token) else not_found()
            return refusal.code, refusal.as_json()
        is_poll = method.lower() == "getupdates"
        self._in_flight += not is_poll
        try:
            fault = self.faults.take(method, values) if self.faults.are_ordered else None
            if fault is not None:
                await self._before(fault)
            result = await self.call(method, values, files)
            if fault is not None and fault.kind == "timeout":
                raise NoAnswer(True, fault.seconds)
        except Refusal as refusal:
            tell_refusal(self, method, values, refusal)
            self.refusals[refusal.code, BY_LOWER_NAME.get(method.lower(), "?")] += 1
            return refusal.code, refusal.as_json()
        finally:
            self._in_flight -= not is_poll
        return 200, {"ok": True, "result": result}

    def watch(self, is_busy: Callable[[], bool]) -> None:
        """Let `quiet` also wait until `is_busy()` says no."""
        self._probes.append(is_busy)

    def follow_limits(self, follow: Callable[[bool], None]) -> None:
        """Tell, now and at every change, whether messages may be refused for their number."""
        self._followers.append(follow)
        self._tell_limits()

    def _tell_limits(self) -> None:
        for follow in self._followers:
            follow(self.flood.is_on or self.faults.has_flooded)

    async def quiet(self, settle_s: float | None = None, within_s: float = 10.0) -> None:
        """Wait until the bot has confirmed every update and makes no more calls.

        A bot that is watched says itself when it is busy; of any other nothing may have been
        heard for `settle_s`. Seconds are the world's. Raises TimeoutError, saying what is still
        open.
        """
        if settle_s is None:
            settle_s = 0.0 if self._probes else SETTLE_S
        end = time.monotonic() + within_s
        seen, calm_since, calm_turns = self._activity(), time.monotonic(), 0
        while True:
            is_busy = bool(len(self.updates)) or self._in_flight > 0
            is_busy = is_busy or any(probe() for probe in self._probes)
            now, activity = time.monotonic(), self._activity()
            if is_busy or activity != seen:
                seen, calm_since, calm_turns = activity, now, 0
            elif calm_turns >= CALM_TURNS and now - calm_since >= settle_s:
                return
            else:
                calm_turns += 1
            if now > end:
                raise TimeoutError(
                    f"not quiet after {within_s} s: {len(self.updates)} updates unconfirmed, "
                    f"{self._in_flight} calls open"
                )
            # Turns of the loop, not seconds: who was just woken has had its turn however slow
            # the machine is.
            await asyncio.sleep(0 if 0 < calm_turns < CALM_TURNS else LOOK_EVERY_S)

    async def close(self) -> None:
        """Stop what runs in the background."""
        await self.webhook.close()

    def _activity(self) -> tuple[int, int]:
        polls = self.calls["getUpdates"]
        return self.calls.total() - polls, self.updates.next_id

    async def _get_updates(self, p: Parameters) -> list[Json]:
        self.updates.allow(p.array("allowed_updates"))
        limit = p.integer("limit")
        wait_s = max(0, min(50, p.integer("timeout") or 0))
        offset = p.integer("offset") or 0
        return await self.updates.get(offset, 100 if limit is None else limit, wait_s)

    async def _before(self, fault: Fault) -> None:
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault.kind == "dropped":
            raise NoAnswer(False, fault.seconds)
        elif fault.kind == "flood":
            raise too_many_requests(fault.retry_after)
        elif fault.kind == "refuse":
            raise Refusal(fault.code, fault.description)
        elif fault.kind == "server_error":
            raise Refusal(500, "Internal Server Error")
        elif fault.kind == "bad_gateway":
            raise Refusal(502, "Bad Gateway")

    def _tell_clock(self) -> None:
        self.record("clock", 0, **self.clock.as_json())

    def _new_chat(self, first: int, kind: str, title: str, owner: Person) -> Chat:
        chat = Chat(self.take_chat_id(first), kind, title=title)
        self.chats[chat.id] = chat
        chat.members[owner.id] = Member(owner.id, "creator")
        self.record("chat", owner.id, chat_id=chat.id, title=title, created=True, type=kind)
        created = {"group": "group", "supergroup": "supergroup"}.get(kind, "channel")
        service(self, chat, owner.id, {f"{created}_chat_created": True})
        return chat
