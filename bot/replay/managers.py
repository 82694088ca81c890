"""Two simulated managers: one moves to publish what is counted, the other agrees."""

import asyncio

from bot.replay.drawing import MANAGERS
from bot.replay.phones import Exchange, Phone

PAUSE_S = 0.5
PATIENCE_S = 300.0

_NOTICE, _CONSENT, _STAFF, _MOTION, _SECOND = "n|", "c|", "st|", "mm|", "m2|"
RESULTS = (_STAFF, "zk|", "zm|")  # from the staff's menu by the desk to what is moved
SHORTLISTS = (_STAFF, "ad|", "am|")


async def arrive(exchange: Exchange) -> list[Phone]:
    """Let both managers start the bot, so that it may write to them."""
    phones = []
    for at, user_id in enumerate(MANAGERS, start=1):
        phone = await exchange.phone(user_id, f"Manager {at}", "en")
        await phone.start("", phone.has_buttons)
        for beginning in (_NOTICE, _CONSENT):
            await _tap(phone, beginning)
        phones.append(phone)
    return phones


async def publish(first: Phone, second: Phone, way: tuple[str, ...] = RESULTS) -> None:
    """Move and second; waits until every heading is counted (TimeoutError where it never is)."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            await _reach(first, *way)
            if not _uncounted(first):
                break
            first.screen = {}
            await asyncio.sleep(PAUSE_S)
        await _tap(first, way[-1])
        while second.button(_SECOND) is None:
            if second.button(_MOTION) is not None:
                await _tap(second, _MOTION)
            await asyncio.sleep(PAUSE_S)
        await _tap(second, _SECOND)


async def _reach(phone: Phone, *way: str) -> None:
    """Tap from screen to screen until the last button of the way is there, from home if lost."""
    while phone.button(way[-1]) is None:
        nearest = next((one for one in reversed(way[:-1]) if phone.button(one)), None)
        if nearest is not None:
            await _tap(phone, nearest)
        else:
            # A notice that comes just now may stand in front of the home screen, and lead on.
            await phone.start("", lambda: any(phone.button(one) for one in way))
        await asyncio.sleep(PAUSE_S)


def _uncounted(phone: Phone) -> bool:
    text = str(phone.screen.get("text", "")).casefold()
    return "not closed yet" in text or "not counted yet" in text


async def _tap(phone: Phone, beginning: str) -> None:
    data = phone.button(beginning)
    if data is None:
        raise LookupError(f"no button {beginning!r} in {phone.screen.get('text', '')[:120]!r}")
    before = phone.screen
    await phone.tap(data, lambda: phone.screen is not before)
