"""Reviewing a programme's budget lines: raise, keep or cut, sometimes with a reason."""

import re
from random import Random

from rehearsal.citizens.persona import Persona, chances
from rehearsal.citizens.phone import Phone
from rehearsal.citizens.screen import Key, Screen, Wanted
from rehearsal.citizens.texts import line_reasons
from rehearsal.citizens.town import Pot
from rehearsal.citizens.words import matches

GLANCE = "Line review: which of these should get more, as much, or less?"
LINE = "Line {no} of {lines}"
KEEP = "Keep"
NEXT_LINE, ALL_LINES = "Next line ›", "All lines"
SAY_WHY, YOUR_REASON, CANCEL = "✎ Say why", "Your reason: {reason}", "Cancel"
WITHDRAW, YES_WITHDRAW = "Withdraw", "Yes, withdraw"

LINES_MOST = 60
GIVES_REASON, SKIPS, TAKES_BACK = 0.3, 0.15, 0.1
CHOSEN = "✓ "
_STEP = re.compile(r"[+−-]\d+(?:[.,]\d+)?%")
_LINE_KEY = re.compile(r"(?:.+ · )?\d+\. .+")


def is_line_ballot(screen: Screen) -> bool:
    """Whether a screen is a line review's ballot, all lines at a glance."""
    return screen.tells(GLANCE)


async def judge(phone: Phone, screen: Screen, who: Persona, pot: Pot, rng: Random) -> int:
    """Judge the lines, from the first on; returns for how many a reason was given."""
    reasons = 0
    screen = await phone.tap(_line_keys(screen)[0], screen, _is_line)
    for line_no in range(1, LINES_MOST):
        if rng.random() >= SKIPS or line_no == 1:
            key = _wanted(screen, who, pot, line_no)
            screen = await _choose(phone, screen, key)
            if rng.random() < GIVES_REASON:
                screen = await _say_why(phone, screen, key, who, rng)
                reasons += 1
        if not screen.has(NEXT_LINE):
            break
        screen = await phone.tap(screen.key(NEXT_LINE), screen, _other_line(screen))
    await phone.tap(screen.key(ALL_LINES), screen, is_line_ballot)
    return reasons


async def think_again(phone: Phone, screen: Screen, rng: Random) -> str:
    """Change one line of a ballot that stands, or take it all back."""
    if screen.has(WITHDRAW) and rng.random() < TAKES_BACK:
        asked = await phone.tap(screen.key(WITHDRAW), screen, lambda one: one.has(YES_WITHDRAW))
        await phone.tap(asked.key(YES_WITHDRAW), asked, lambda one: not one.has(YES_WITHDRAW))
        return "withdrew"
    shown = await phone.tap(rng.choice(_line_keys(screen)), screen, _is_line)
    others = [one for one in _steps(shown) if not one.label.startswith(CHOSEN)]
    await _choose(phone, shown, rng.choice(others))
    return "changed"


def _is_line(screen: Screen) -> bool:
    return screen.asks(LINE)


def _other_line(before: Screen) -> Wanted:
    return lambda one: _is_line(one) and one.text.splitlines()[1] != before.text.splitlines()[1]


def _line_keys(screen: Screen) -> list[Key]:
    return [one for one in screen.keys if _LINE_KEY.fullmatch(one.label)]


def _steps(screen: Screen) -> list[Key]:
    """The keys of a line's steps, from the deepest cut to the highest raise."""
    labels = [(one, one.label.removeprefix(CHOSEN)) for one in screen.keys]
    return [
        one
        for one, label in labels
        if _STEP.fullmatch(label) or matches(KEEP, screen.language, label)
    ]


def _wanted(screen: Screen, who: Persona, pot: Pot, line_no: int) -> Key:
    """The step somebody wants: what all think of the line, a whim, and how thrifty they are."""
    steps = _steps(screen)
    favour = chances(who.seed, "favour", pot.pot_id, line_no).random()
    whim = who.randomness("whim", pot.pot_id, line_no).random()
    taste = (0.35 + 0.3 * who.herd) * favour + 0.5 * whim + 0.3 * (1.0 - who.thrift)
    return steps[min(len(steps) - 1, int(taste * len(steps)))]


async def _choose(phone: Phone, screen: Screen, key: Key) -> Screen:
    if key.label.startswith(CHOSEN):
        return screen
    return await phone.tap(key, screen, lambda one: one.named(CHOSEN + key.label) is not None)


async def _say_why(phone: Phone, screen: Screen, key: Key, who: Persona, rng: Random) -> Screen:
    asked = await phone.tap(screen.key(SAY_WHY), screen, lambda one: one.has(CANCEL))
    kind = "raise" if key.label.startswith("+") else "keep" if "%" not in key.label else "cut"
    assert asked.text != screen.text
    return await phone.write(
        rng.choice(line_reasons(who.language)[kind]), lambda one: one.tells(YOUR_REASON)
    )
