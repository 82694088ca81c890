"""A person with a phone: writes, taps, joins, leaves, blocks, and sees what is on the screen."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rehearsal import members, posting, topics
from rehearsal.acts import ActRefused, check_may_write, found_button, found_message, keyboard_of
from rehearsal.callbacks import Tap
from rehearsal.chats import Chat, InviteLink, Topic
from rehearsal.files import Upload, described
from rehearsal.limits import ALBUM_MAX, ALBUM_MIN
from rehearsal.markup import detected
from rehearsal.messages import Message, message_view, origin_json
from rehearsal.pictures import blank_png
from rehearsal.rights import Member, chosen_rights
from rehearsal.users import ANONYMOUS_ADMIN_ID, CHANNEL_BOT_ID, User

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]

__all__ = ["ActRefused", "Person"]


class Person:
    """One account's hands and eyes."""

    def __init__(self, box: "Box", user: User) -> None:
        self.box = box
        self.user = user
        self.id = user.id

    def chat_with_bot(self) -> Chat:
        """The private chat with the bot."""
        return self.box.private_chat(self.id)

    async def start(self, payload: str | None = None) -> Message:
        """Press Start, or open a deep link with its payload; unblocks the bot."""
        members.set_block(self.box, self.id, is_blocked=False)
        return await self.send(f"/start {payload}" if payload else "/start")

    async def send(
        self,
        text: str,
        *,
        chat: Chat | None = None,
        thread: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """Write a text."""
        return self._post({"text": text, **_entities(text)}, chat, thread, reply_to)

    async def send_photo(
        self,
        data: bytes | None = None,
        *,
        caption: str = "",
        chat: Chat | None = None,
        thread: int | None = None,
    ) -> Message:
        """Send a picture; a small white one if no bytes are given."""
        upload = Upload(data if data is not None else blank_png(), "photo.png", "image/png")
        return self._send_file("photo", upload, caption, chat, thread)

    async def send_album(
        self, pictures: Sequence[bytes], *, chat: Chat | None = None, thread: int | None = None
    ) -> list[Message]:
        """Send several pictures at once: messages of their own with an album's number."""
        if not ALBUM_MIN <= len(pictures) <= ALBUM_MAX:
            raise ActRefused("an album holds two to ten pictures")
        album = {"media_group_id": str(13_000_000_000_000_000 + self.box.take_number("album"))}
        kept = [self.box.files.keep("photo", Upload(one, "photo.png")) for one in pictures]
        return [self._post(described(one), chat, thread, None, extra=album) for one in kept]

    async def send_document(
        self,
        data: bytes,
        name: str,
        *,
        mime_type: str = "application/octet-stream",
        caption: str = "",
        chat: Chat | None = None,
        thread: int | None = None,
    ) -> Message:
        """Send a file."""
        return self._send_file("document", Upload(data, name, mime_type), caption, chat, thread)

    async def send_location(
        self,
        latitude: float,
        longitude: float,
        *,
        chat: Chat | None = None,
        thread: int | None = None,
    ) -> Message:
        """Share a place."""
        place = {"location": {"latitude": latitude, "longitude": longitude}}
        return self._post(place, chat, thread, None)

    async def send_sticker(
        self, *, chat: Chat | None = None, thread: int | None = None
    ) -> Message:
        """Send a sticker."""
        upload = Upload(b"RIFF sticker", "sticker.webp", "image/webp")
        return self._send_file("sticker", upload, "", chat, thread)

    async def send_voice(self, *, chat: Chat | None = None, thread: int | None = None) -> Message:
        """Send a voice message."""
        return self._send_file(
            "voice", Upload(b"OggS voice", "v.oga", "audio/ogg"), "", chat, thread
        )

    async def forward(self, message: Message, *, chat: Chat | None = None) -> Message:
        """Forward a message, into the chat with the bot unless another is named."""
        if message.is_protected:
            raise ActRefused("the message is protected from forwarding")
        origin = {"forward_origin": origin_json(self.box, message)}
        return self._post(dict(message.content), chat, None, None, extra=origin)

    async def edit(self, message: Message, text: str) -> None:
        """Change the text of one's own message."""
        if message.sender_id != self.id:
            raise ActRefused("only one's own messages can be edited")
        key = "caption" if message.has_caption_place else "text"
        content = {k: v for k, v in message.content.items() if not k.endswith("entities")}
        found = _entities(text)
        if key == "caption" and found:
            found = {"caption_entities": found["entities"]}
        posting.revise(self.box, message, self.id, content=content | {key: text} | found)

    async def delete(self, message: Message) -> None:
        """Delete a message for everybody; the bot is not told."""
        posting.remove(self.box, self.box.chats[message.chat_id], [message.id], self.id)

    async def tap(
        self,
        button: str,
        message: Message | int | None = None,
        *,
        chat: Chat | None = None,
        stale: bool = False,
    ) -> Tap:
        """Tap an inline button, by its label or its data.

        Without a message, the newest one in the chat that has such a button. `stale` taps data
        that the keyboard no longer shows, as a phone that has not redrawn it yet.
        """
        chat = self._chat_for(message, chat)
        if stale:
            target = found_message(chat, message)
            return self.box.taps.make(self.box, chat, target, self.id, button)
        target, pressed = found_button(chat, message, button)
        if chat.is_private and self.user.has_blocked:
            raise ActRefused("the bot is blocked")
        if not chat.is_private and not self._is_in(chat):
            raise ActRefused("not a member of the chat")
        data = pressed.get("callback_data")
        if data is None:
            raise ActRefused(f"the button {pressed['text']!r} sends no data")
        return self.box.taps.make(self.box, chat, target, self.id, data)

    async def press(
        self,
        label: str,
        *,
        chat: Chat | None = None,
        location: tuple[float, float] | None = None,
        shared: Chat | None = None,
    ) -> Message:
        """Press a button of the reply keyboard: sends its label, a place, or a shared chat."""
        chat = chat or self.chat_with_bot()
        holder, button = keyboard_of(chat, self.id, label)
        before = dict(chat.keyboards)
        if holder.keyboard and holder.keyboard.get("one_time_keyboard"):
            chat.keyboards.clear()
        try:
            return await self._send_what_is_asked(label, button, chat, location, shared)
        except ActRefused:
            chat.keyboards.update(before)
            raise

    async def _send_what_is_asked(
        self,
        label: str,
        button: Json,
        chat: Chat,
        location: tuple[float, float] | None,
        shared: Chat | None,
    ) -> Message:
        if button.get("request_location"):
            latitude, longitude = location or (37.5665, 126.978)
            place = {"location": {"latitude": latitude, "longitude": longitude}}
            return self._post(place, chat, None, None)
        request = button.get("request_chat")
        if request:
            if shared is None:
                raise ActRefused("the button asks for a chat: name the one to share")
            return self._share(shared, request)
        return await self.send(label, chat=chat)

    async def join(self, chat: Chat, link: InviteLink | None = None) -> None:
        """Join a group, or ask to be let in where the link wants that."""
        now = self.box.clock.timestamp()
        member = chat.member(self.id, now)
        if member.status == "kicked":
            raise ActRefused("banned from the chat")
        if link is not None and link.is_revoked:
            raise ActRefused("the link has expired")
        if link is not None and link.asks:
            members.ask_to_join(self.box, chat, self.id, link)
            return
        if not member.is_present:
            inside = Member(self.id)
            if member.status == "restricted":
                inside = Member(
                    self.id, "restricted", permissions=member.permissions, until=member.until
                )
            members.set_member(self.box, chat, inside, self.id, link)

    async def ask_to_join(self, chat: Chat) -> None:
        """Ask to be let in, without a link."""
        members.ask_to_join(self.box, chat, self.id, None)

    async def leave(self, chat: Chat) -> None:
        """Leave a group."""
        member = chat.member(self.id, self.box.clock.timestamp())
        members.set_member(self.box, chat, member.outside(), self.id)

    async def block(self) -> None:
        """Block the bot."""
        members.set_block(self.box, self.id, is_blocked=True)

    async def unblock(self) -> None:
        """Let the bot write again."""
        members.set_block(self.box, self.id, is_blocked=False)

    async def delete_account(self) -> None:
        """Leave Telegram for good."""
        self.user.is_deactivated = True
        self.box.record("user", self.id, user=self.user.as_json(), deactivated=True)

    async def add_bot(self, chat: Chat, rights: list[str] | None = None) -> None:
        """Bring the bot into a chat; as an administrator if rights are named."""
        self.box.add_bot(chat, self, rights)

    async def promote(
        self, chat: Chat, user_id: int, rights: list[str] | None = None, *, anonymous: bool = False
    ) -> None:
        """Make a member an administrator; with all rights unless some are named."""
        held = Member(user_id, "administrator", chosen_rights(rights), is_anonymous=anonymous)
        members.set_member(self.box, chat, held, self.id)

    async def demote(self, chat: Chat, user_id: int) -> None:
        """Make an administrator an ordinary member."""
        members.set_member(self.box, chat, Member(user_id), self.id)

    async def remove(self, chat: Chat, user_id: int) -> None:
        """Throw an account (also the bot) out of a chat."""
        members.set_member(self.box, chat, Member(user_id, "kicked"), self.id)

    async def set_forum(self, chat: Chat, is_forum: bool = True) -> None:
        """Switch a supergroup's topics on or off, which no bot can."""
        if chat.kind != "supergroup":
            raise ActRefused("only supergroups have topics")
        chat.is_forum = is_forum
        self.box.record("chat", self.id, chat_id=chat.id, is_forum=is_forum)

    async def open_topic(self, chat: Chat, name: str) -> Topic:
        """Open a topic by hand."""
        return topics.open_topic(self.box, chat, name, self.id)

    async def send_as_anonymous_admin(
        self, text: str, chat: Chat, thread: int | None = None
    ) -> Message:
        """Write in a group as its anonymous administrator."""
        content = {"text": text, **_entities(text)}
        return posting.post(
            self.box, chat, ANONYMOUS_ADMIN_ID, content, thread_id=thread, sender_chat_id=chat.id
        )

    async def send_as_channel(self, text: str, chat: Chat, channel: Chat) -> Message:
        """Write in a group in a channel's name."""
        content = {"text": text, **_entities(text)}
        return posting.post(self.box, chat, CHANNEL_BOT_ID, content, sender_chat_id=channel.id)

    async def post_to_channel(self, text: str, channel: Chat) -> Message:
        """Publish in a channel."""
        content = {"text": text, **_entities(text)}
        return posting.post(self.box, channel, self.id, content, sender_chat_id=channel.id)

    def messages(self, chat: Chat | None = None) -> list[Message]:
        """All messages of a chat, oldest first."""
        return list((chat or self.chat_with_bot()).messages.values())

    def screen(self, chat: Chat | None = None) -> Json:
        """The bot's newest message in a chat, as the phone shows it; {} if there is none."""
        for message in reversed(self.messages(chat)):
            if message.sender_id == self.box.bot.id and not message.is_service:
                return message_view(self.box, message)
        return {}

    def toasts(self) -> list[Tap]:
        """The answered taps of this person that said something, oldest first."""
        taps = self.box.taps.by_id.values()
        return [one for one in taps if one.user_id == self.id and one.answer]

    def read(self, chat: Chat | None = None) -> None:
        """Look at a chat: nothing in it is unread."""
        chat = chat or self.chat_with_bot()
        last = chat.last_message()
        if last is not None and chat.read_to.get(self.id) != last.id:
            chat.read_to[self.id] = last.id
            self.box.record("read", self.id, chat_id=chat.id, message_id=last.id)

    def _is_in(self, chat: Chat) -> bool:
        return chat.member(self.id, self.box.clock.timestamp()).is_present

    def _chat_for(self, message: Message | int | None, chat: Chat | None) -> Chat:
        if isinstance(message, Message):
            return self.box.chats[message.chat_id]
        return chat or self.chat_with_bot()

    def _send_file(
        self, kind: str, upload: Upload, caption: str, chat: Chat | None, thread: int | None
    ) -> Message:
        content = described(self.box.files.keep(kind, upload))
        if caption:
            content["caption"] = caption
            found = _entities(caption)
            if found:
                content["caption_entities"] = found["entities"]
        return self._post(content, chat, thread, None)

    def _post(
        self,
        content: Json,
        chat: Chat | None,
        thread: int | None,
        reply_to: int | None,
        extra: Json | None = None,
    ) -> Message:
        chat = chat or self.chat_with_bot()
        check_may_write(self.box, chat, self.user, thread)
        if chat.is_private:
            self.user.has_started = True
        return posting.post(
            self.box, chat, self.id, content, thread_id=thread, reply_to=reply_to, extra=extra
        )

    def _share(self, shared: Chat, request: Json) -> Message:
        wanted = request.get("chat_is_forum")
        if bool(request.get("chat_is_channel")) != (shared.kind == "channel"):
            raise ActRefused("the button asks for another kind of chat")
        if wanted is not None and bool(wanted) != shared.is_forum:
            raise ActRefused("the button asks for another kind of chat")
        bot_rights = request.get("bot_administrator_rights")
        present = shared.member(self.box.bot.id, self.box.clock.timestamp()).is_present
        if bot_rights and not present:
            self.box.add_bot(shared, self, [name for name, on in bot_rights.items() if on is True])
        elif request.get("bot_is_member") and not present:
            raise ActRefused("the bot is not in that chat")
        body: Json = {"request_id": request["request_id"], "chat_id": shared.id}
        if request.get("request_title"):
            body["title"] = shared.title
        return self._post({"chat_shared": body}, None, None, None)


def _entities(text: str) -> Json:
    found = detected(text, [])
    return {"entities": found} if found else {}
