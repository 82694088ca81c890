"""A call that rides to Telegram on the webhook's own answer, and needs no request for itself.

Its result is never heard; where the answer is lost, Telegram delivers the update again.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar


class Reply:
    """Room for one call in the answer to a delivery, until that answer is sent."""

    def __init__(self) -> None:
        self._body = b""
        self._is_open = True

    def take(self, method: str, body: str) -> bool:
        """Take a call, its parameters as JSON; False where there is no room, or it is too late."""
        if not self._is_open or self._body:
            return False
        self._body = f'{{"method":"{method}",{body.removeprefix("{")}'.encode()
        return True

    def close(self) -> bytes:
        """Take nothing more; return what was taken, b"" where nothing was."""
        self._is_open = False
        return self._body


_REPLY: ContextVar[Reply | None] = ContextVar("reply", default=None)


@contextlib.contextmanager
def room_for_a_call() -> Iterator[Reply]:
    """Offer an answer's room to all that is begun within, also to tasks."""
    reply = Reply()
    token = _REPLY.set(reply)
    try:
        yield reply
    finally:
        _REPLY.reset(token)


def rides_along(method: str, body: str) -> bool:
    """Say whether a call goes with the answer to the delivery that caused it."""
    reply = _REPLY.get()
    return reply is not None and reply.take(method, body)
