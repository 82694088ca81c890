"""Answering a facilitator's suggestion to merge one's proposal with others."""

from random import Random

from rehearsal.citizens.memory import Memory
from rehearsal.citizens.persona import Persona
from rehearsal.citizens.phone import NoAnswer, Phone
from rehearsal.citizens.screen import Screen
from rehearsal.citizens.texts import review_words

CONSENT, REFUSE = "I consent", "I do not consent"
WITHOUT_REASON = "Without a reason"

CONSENTS, REFUSES, SAYS_WHY = 0.6, 0.25, 0.5


async def answer_merger(phone: Phone, who: Persona, memory: Memory) -> str:
    """Answer the newest suggestion that waits; some never do, and that is told once."""
    asked = phone.look(is_waiting)
    if asked is None or asked.message_id in memory.mergers:
        return ""
    rng = who.randomness("merger", len(memory.mergers))
    memory.mergers.append(asked.message_id)
    try:
        return await _answer(phone, asked, who, rng)
    except NoAnswer:
        # The time to answer was over, and a toast said so.
        return "late-for-merger"


async def _answer(phone: Phone, asked: Screen, who: Persona, rng: Random) -> str:
    mood = rng.random()
    if mood < CONSENTS:
        await phone.tap(asked.key(CONSENT), asked, lambda one: not one.has(CONSENT))
        return "consented-to-merger"
    if mood >= CONSENTS + REFUSES:
        return "left-merger-open"
    why = await phone.tap(asked.key(REFUSE), asked, lambda one: not one.has(REFUSE))
    if not why.has(WITHOUT_REASON):
        return ""
    if rng.random() < SAYS_WHY:
        words = rng.choice(review_words(who.language)["refuse-merger"])
        await phone.write(words, lambda one: not is_waiting(one) and not one.has(WITHOUT_REASON))
    else:
        await phone.tap(why.key(WITHOUT_REASON), why, lambda one: not one.has(WITHOUT_REASON))
    return "refused-merger"


def is_waiting(screen: Screen) -> bool:
    """Whether a message asks for one's consent."""
    return screen.has(CONSENT) and screen.has(REFUSE)
