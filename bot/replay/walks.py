"""Walks through the bot: what each screen calls for is done until nothing is left to do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from bot.replay.phones import Json, NoScreen, Phone
from screens.buttons import Button, UnknownButton

STEPS_MOST = 2000

B = TypeVar("B", bound=Button)


@dataclass(frozen=True)
class Open:
    """Open a deep link."""

    payload: str


@dataclass(frozen=True)
class Tap:
    """Tap a button."""

    button: Button


@dataclass(frozen=True)
class Say:
    """Type and send."""

    text: str


Deed = Open | Tap | Say


async def walk(phone: Phone, step: Callable[[], Deed | None], way_back: Deed) -> None:
    """Do what `step` says to each screen until it says nothing more.

    Where no answer comes, a tap or a link is repeated; what was typed is not typed again, lest it
    answer the next question too: the way back shows what is asked now.

    Raises:
        NoScreen: the steps lead nowhere.
    """
    for _ in range(STEPS_MOST):
        deed = step()
        if deed is None:
            return
        if await _done(phone, deed):
            continue
        phone.exchange.repeats += 1
        if isinstance(deed, Say):
            await _done(phone, way_back)
    raise NoScreen(f"{phone.user_id} walks in circles: {phone.screen.get('text', '')[:200]}")


async def _done(phone: Phone, deed: Deed) -> bool:
    before = phone.screen
    body: Json
    if isinstance(deed, Tap):
        phone.exchange.taps += 1
        phone.is_tapping(before["message_id"])
        act = "tap"
        body = {"button": deed.button.pack(), "message_id": before["message_id"], "stale": True}
    elif isinstance(deed, Say):
        act, body = "send", {"text": deed.text}
    else:
        act, body = "start", {"payload": deed.payload}
    return await phone.once(act, body, lambda: phone.screen is not before)


def buttons_of(phone: Phone, kind: type[B]) -> list[B]:
    """Return the buttons of a kind on the newest screen; each screen is read once."""
    screen, buttons = phone.reading
    if screen is not phone.screen:
        buttons = tuple(_read(data) for _, data in phone.buttons())
        phone.reading = (phone.screen, buttons)
    return [one for one in buttons if isinstance(one, kind)]


def first_of(phone: Phone, kind: type[B]) -> B | None:
    """Return the first button of a kind on the newest screen."""
    return next(iter(buttons_of(phone, kind)), None)


def lines_of(phone: Phone) -> list[str]:
    """Return the lines of the newest screen's text."""
    return str(phone.screen.get("text", "")).split("\n")


@lru_cache(maxsize=65536)
def _read(data: str) -> Button | None:
    try:
        return Button.unpack(data)
    except UnknownButton:
        return None
