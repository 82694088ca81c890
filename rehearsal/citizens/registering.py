"""Arriving: the notice, the consent, one's district."""

from collections.abc import Callable

from rehearsal.citizens.phone import NoAnswer, Phone
from rehearsal.citizens.screen import Screen

READ_IT = "I have read this and may take part"
I_AGREE = "I agree"
CHOOSE_DISTRICT = "Choose your district"
HOME, DISCUSSION = "Home", "Discussion thread"
STEPS_MOST = 6


async def arrive(phone: Phone, payload: str | None = None, wanted: str = DISCUSSION) -> Screen:
    """Open the bot, by a link's payload if there is one, and agree to what it asks.

    Only a screen with the wanted button will do, one of the home screen without a link: news may
    come in between.
    """

    def is_there(shown: Screen) -> bool:
        return shown.has(READ_IT, I_AGREE, wanted)

    screen = await phone.open(payload, is_there)
    for _ in range(STEPS_MOST):
        asked = next((one for one in (READ_IT, I_AGREE) if screen.has(one)), None)
        if asked is None:
            return screen
        screen = await phone.tap(screen.key(asked), screen, _without(asked))
    return screen


async def choose_district(phone: Phone, home: Screen, name: str) -> Screen:
    """Say where one lives, by typing the name and tapping what is found."""
    await phone.tap(home.key(CHOOSE_DISTRICT), home, lambda shown: not shown.has(CHOOSE_DISTRICT))
    found = await phone.write(name, lambda shown: shown.named(name) is not None)
    key = found.named(name)
    if key is None:
        raise NoAnswer(f"{name} is not among the districts")
    return await phone.tap(key, found, lambda shown: shown.named(name) is None)


def _without(english: str) -> Callable[[Screen], bool]:
    return lambda shown: bool(shown.keys) and not shown.has(english)
