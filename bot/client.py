"""The library's bot, plus updates as they come over the wire."""

from collections.abc import Sequence
from http import HTTPStatus
from json.encoder import encode_basestring as _quoted
from typing import Any

from telegram import Bot, Update
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.pace import Pacer
from bot.replies import rides_along
from bot.transport import Written
from handlers.sending import TURN_TAKEN

_NOT_READ_OF_TAPPED = frozenset({"reply_markup", "entities", "caption_entities"})


class Client(ExtBot[int]):
    """Calls the Bot API; every message goes through the pacer."""

    __slots__ = ()

    async def change_text(
        self, chat_id: int, message_id: int, text: str, keyboard: str, lane: int
    ) -> None:
        """Edit a message's HTML and its inline keyboard, without reading the answer's message.

        `keyboard` is the JSON of its rows, '' where there is none.

        Raises:
            telegram.error.TelegramError: as the library's own `edit_message_text`.
        """
        markup = f',"reply_markup":{{"inline_keyboard":{keyboard}}}' if keyboard else ""
        body = (
            f'{{"chat_id":{chat_id},"message_id":{message_id},"text":{_quoted(text)},'
            f'"parse_mode":"HTML","link_preview_options":{{"is_disabled":true}}{markup}}}'
        )
        pacer = self.rate_limiter
        if pacer is None or lane == TURN_TAKEN:
            await self._call("editMessageText", body)
            return
        place = {"chat_id": chat_id}
        await pacer.process_request(
            self._call, ("editMessageText", body), {}, "editMessageText", place, lane
        )

    async def answer_tap(self, query_id: str, text: str) -> None:
        """Answer a callback query with a toast, in the webhook's answer where that still waits.

        Raises:
            telegram.error.TelegramError: as the library's own `answer_callback_query`.
        """
        body = f'{{"callback_query_id":{_quoted(query_id)},"text":{_quoted(text)}}}'
        if not rides_along("answerCallbackQuery", body):
            await self._call("answerCallbackQuery", body)

    async def _call(self, method: str, body: str) -> bool:
        """Make a call by the shortest way: nothing is built, not even of the answer."""
        # What the transport looks at is all there.
        data: Any = Written(body.encode())
        url = f"{self.base_url}/{method}"
        status, payload = await self.request.do_request(url, "POST", data)
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            await _Said(status, payload).post(url)
        return True

    async def raw_updates(
        self,
        offset: int | None,
        limit: int,
        poll_s: int,
        allowed_updates: Sequence[str],
        margin_s: float,
    ) -> list[dict[str, Any]]:
        """Return updates undecoded, so that one that cannot be read does not hide the others."""
        wishes: dict[str, Any] = {
            "timeout": poll_s,
            "limit": limit,
            "allowed_updates": list(allowed_updates),
        }
        if offset is not None:
            wishes["offset"] = offset
        answer = await self._post("getUpdates", wishes, read_timeout=poll_s + margin_s)
        return answer if isinstance(answer, list) else []


class _Said(BaseRequest):
    """An answer that is there already, for the library to tell what is wrong with it."""

    __slots__ = ("_answer",)

    def __init__(self, status: int, payload: bytes) -> None:
        self._answer = (status, payload)

    @property
    def read_timeout(self) -> None:
        """Nothing is waited for."""

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        """Give the answer."""
        return self._answer


def read_update(raw: dict[str, Any], bot: Bot) -> Update | None:
    """Build the library's update; of a tapped message only what we look at is read.

    A keyboard of fifty buttons would cost more than everything else that a tap causes.
    """
    tapped = raw.get("callback_query")
    if isinstance(tapped, dict) and isinstance(tapped.get("message"), dict):
        message = {
            name: value
            for name, value in tapped["message"].items()
            if name not in _NOT_READ_OF_TAPPED
        }
        raw = {**raw, "callback_query": {**tapped, "message": message}}
    return Update.de_json(raw, bot)


def make_client(
    token: str,
    api_url: str,
    *,
    request: BaseRequest,
    polling_request: BaseRequest,
    pacer: Pacer,
) -> Client:
    """Return a client of a Bot API server."""
    return Client(
        token=token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=polling_request,
        rate_limiter=pacer,
    )
