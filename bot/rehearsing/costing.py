"""What staff do between the two votes: shortlists made public by two, costs set and published."""

from random import Random

from bot.rehearsing.opening import staff_menu
from rehearsal.citizens.phone import NoAnswer, Phone
from rehearsal.citizens.screen import Key, Screen, other_than
from rehearsal.citizens.texts import written_cost

FOR_STAFF, COSTS, COSTS_OF = "For staff", "Costs", "{process}: costs"
NOT_COSTED, NOT_ESTIMATED = (
    "{number}. {name}: not costed yet (estimate: {amount})",
    "{number}. {name}: not costed yet",
)
IT_COSTS = "It costs {amount}"
ALL_HEADINGS, CANCEL = "All headings", "Cancel"
PUBLISH, YES_PUBLISH = "Publish the costs", "Yes, publish"
PEN, NEXT = "✎ ", "›"
UNIT, COSTS_FROM, COSTS_TO = 10_000_000, 4, 90


async def set_costs(phone: Phone, rng: Random, currency: str) -> int:
    """Set what every item costs that has none yet and may be set; returns how many."""
    done = 0
    for at in range(len(await _headings(phone))):
        screen = await _heading(phone, at)
        page = 0
        while True:
            pens = _pens(screen) if _lacks_costs(screen) else []
            for number in range(len(pens)):
                screen = await _set_one(phone, screen, _pens(screen)[number], rng, currency)
                screen = await _turn(phone, screen, page)
                done += 1
            if screen.named(NEXT) is None:
                break
            screen = await _turn(phone, screen, 1)
            page += 1
    return done


async def _set_one(phone: Phone, screen: Screen, key: Key, rng: Random, currency: str) -> Screen:
    asked = await phone.tap(key, screen, lambda one: one.has(CANCEL))
    if not asked.has(IT_COSTS):
        cost = rng.randint(COSTS_FROM, COSTS_TO) * UNIT
        typed = written_cost(rng, cost, phone.language, currency)
        asked = await phone.write(typed, lambda one: one.has(IT_COSTS))
    return await phone.tap(asked.key(IT_COSTS), asked, lambda one: one.has(ALL_HEADINGS))


async def publish_costs(phone: Phone) -> int:
    """Publish the costs of every heading where all are set; returns how many."""
    done = 0
    for at in range(len(await _headings(phone))):
        screen = await _heading(phone, at)
        if not screen.has(PUBLISH):
            continue
        asked = await phone.tap(screen.key(PUBLISH), screen, lambda one: one.has(YES_PUBLISH))
        await phone.tap(asked.key(YES_PUBLISH), asked, lambda one: one.has(ALL_HEADINGS))
        done += 1
    return done


async def _costing(phone: Phone) -> Screen | None:
    staff = await staff_menu(phone)
    if not staff.has(COSTS):
        return None
    return await phone.tap(
        staff.key(COSTS), staff, lambda one: one.asks(COSTS_OF) and one.has(FOR_STAFF)
    )


async def _headings(phone: Phone) -> list[Key]:
    screen = await _costing(phone)
    return [] if screen is None else list(screen.keys[:-1])


async def _heading(phone: Phone, at: int) -> Screen:
    """A heading's costs, from the first page."""
    listed = await _costing(phone)
    if listed is None:
        raise NoAnswer("the costs are gone")
    return await phone.tap(listed.keys[at], listed, lambda one: one.has(ALL_HEADINGS))


async def _turn(phone: Phone, screen: Screen, pages: int) -> Screen:
    for _ in range(pages):
        screen = await phone.tap(screen.named(NEXT), screen, other_than(screen))
    return screen


def _pens(screen: Screen) -> list[Key]:
    return [one for one in screen.keys if one.label.startswith(PEN)]


def _lacks_costs(screen: Screen) -> bool:
    return any(screen.asks(one) for one in (NOT_COSTED, NOT_ESTIMATED))
