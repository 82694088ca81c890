"""The library's bot, plus updates as they come over the wire."""

from collections.abc import Sequence
from typing import Any

from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.pace import Pacer


class Client(ExtBot[int]):
    """Calls the Bot API; every message goes through the pacer."""

    __slots__ = ()

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
