"""Answering the statements of one's district, and handing in one of one's own."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random

from rehearsal.citizens.persona import Persona, chances
from rehearsal.citizens.phone import Phone
from rehearsal.citizens.screen import Key, Screen, other_than
from rehearsal.citizens.talking import DISCUSSION

STOCK = Path(__file__).parent / "stock"
LANGUAGES = ("ko", "en")
ANY = "any"

ANSWER_IN = "Answer statements: {heading}"
AGREE, DISAGREE, PASS = "👍 Agree", "👎 Disagree", "Pass"
WRITE, MY_ANSWERS = "Write a statement", "My answers"
CANCEL, SEND = "Cancel", "Send"

TAKES_PART, SPEAKS_UP = 0.75, 0.4
ANSWERED_MOST = 12
TRIES = 4

Deed = tuple[str, str]


@lru_cache(maxsize=4)
def statements(language: str) -> Mapping[str, Sequence[str]]:
    """What people may say in a language, by field."""
    known = language if language in LANGUAGES else "en"
    text = (STOCK / f"statements_{known}.toml").read_text(encoding="utf-8")
    found: dict[str, Sequence[str]] = tomllib.loads(text)
    return found


async def take_part(phone: Phone, home: Screen, who: Persona, rng: Random) -> list[Deed]:
    """Answer what others said and perhaps say something; returns what was done."""
    if rng.random() > TAKES_PART or home.key(DISCUSSION) is None:
        return []
    places = await phone.tap(
        home.key(DISCUSSION), home, lambda one: not one.has(DISCUSSION) and bool(one.keys)
    )
    ways = places.all_keys(ANSWER_IN)
    if not ways:
        return []
    way = rng.choice(ways)
    screen = await phone.tap(way, places, _is_ours)
    deeds: list[Deed] = []
    screen, answered = await _answer(phone, screen, who)
    if answered:
        deeds.append(("answered-statements", ""))
    if screen.has(WRITE) and rng.random() < SPEAKS_UP + 0.3 * who.talk:
        text = await _hand_in(phone, screen, who, rng)
        if text:
            deeds.append(("handed-in-statement", text))
    return deeds


async def _answer(phone: Phone, screen: Screen, who: Persona) -> tuple[Screen, int]:
    answered = 0
    while screen.has(AGREE) and answered < ANSWERED_MOST:
        key = _key_for(screen, opinion(who, _quoted(screen.text)))
        screen = await phone.tap(key, screen, other_than(screen))
        answered += 1
    return screen, answered


async def _hand_in(phone: Phone, screen: Screen, who: Persona, rng: Random) -> str:
    """Say the first of a few sentences that nobody has said yet; '' where all have been."""
    asked = await phone.tap(screen.key(WRITE), screen, lambda one: one.has(CANCEL))
    for text in _chosen(who, rng):
        written = await phone.write(text, lambda one: one.has(CANCEL))
        if written.has(SEND):
            await phone.tap(written.key(SEND), written, _is_ours)
            return text
        asked = written
    await phone.tap(asked.key(CANCEL), asked, _is_ours)
    return ""


def opinion(who: Persona, text: str) -> int:
    """1 for agree, -1 for disagree, 0 for pass: by field, by what everybody likes, by whim."""
    field = field_of(text)
    cares = 0.35 if field in who.fields else 0.0
    favour = chances(who.seed, "statement", text).random()
    whim = who.randomness("statement", text).random()
    liking = cares + (0.3 + 0.5 * who.herd) * favour + (0.7 - 0.5 * who.herd) * whim
    if liking > 0.5:
        return 1
    return -1 if liking < 0.36 else 0


def field_of(text: str) -> str:
    """The field that a statement of the stock is about; '' for what others wrote."""
    for language in LANGUAGES:
        for field, texts in statements(language).items():
            if text in texts:
                return field
    return ""


def _chosen(who: Persona, rng: Random) -> Iterator[str]:
    """Sentences of the fields that somebody cares for, and some of no field."""
    known = statements(who.language)
    fields = [one for one in (*who.fields, ANY) if one in known]
    for _ in range(TRIES):
        yield rng.choice(known[rng.choice(fields)])


def _key_for(screen: Screen, what: int) -> Key | None:
    return screen.key({1: AGREE, -1: DISAGREE, 0: PASS}[what])


def _quoted(text: str) -> str:
    begins, ends = text.find("“"), text.rfind("”")
    return text[begins + 1 : ends] if 0 <= begins < ends else ""


def _is_ours(one: Screen) -> bool:
    return one.has(AGREE, WRITE, MY_ANSWERS)
