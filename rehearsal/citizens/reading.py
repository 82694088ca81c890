"""Reading what came of it: results, reasons, and one's own receipt."""

from random import Random

from rehearsal.citizens.memory import Memory
from rehearsal.citizens.persona import Persona
from rehearsal.citizens.phone import Phone
from rehearsal.citizens.screen import Screen
from rehearsal.citizens.town import Town

RESULTS = "Results"
CHECK, FIND = "Check it yourself", "Find my receipt"
ALL_HEADINGS, BACK = "All headings", "Back"
LOOKS_UP = 0.5


async def read_results(
    phone: Phone, home: Screen, who: Persona, memory: Memory, town: Town, rng: Random
) -> bool:
    """Open a heading's result, a reason in it, and perhaps look for one's receipt."""
    key = home.key(RESULTS)
    shown = await phone.tap(key, home, lambda one: one.has(CHECK, FIND))
    mine = [
        one
        for one in shown.keys
        if (pot := town.pot_named(one.label)) is not None and _concerns(pot.quarter_id, who)
    ]
    if mine:
        shown = await phone.tap(rng.choice(mine), shown, lambda one: one.has(ALL_HEADINGS))
        reasons = [one for one in shown.keys if one.label.startswith("ⓘ")]
        if reasons:
            key = rng.choice(reasons)
            reason = await phone.tap(key, shown, lambda one: one.has(BACK))
            shown = await phone.tap(reason.key(BACK), reason, lambda one: one.has(ALL_HEADINGS))
    if memory.receipts and rng.random() < LOOKS_UP:
        code = memory.receipts[rng.choice(sorted(memory.receipts))]
        await phone.tap(shown.key(FIND), shown, lambda one: one.text != shown.text)
        await phone.write(code, lambda one: code in one.text)
    memory.results_read += 1
    return True


def _concerns(quarter_id: str, who: Persona) -> bool:
    own = who.quarter.quarter_id if who.quarter is not None else ""
    return not quarter_id or quarter_id == own
