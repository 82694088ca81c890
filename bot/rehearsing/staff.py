"""What staff do in a year that nobody watches: rounds closed, the seed, publishing by two."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rehearsing.opening import staff_menu
from rehearsal.box import Box
from rehearsal.citizens.phone import NoAnswer, Phone
from rehearsal.citizens.screen import Screen, other_than

ENTER_SEED, YES_ENTER = "Enter the seed", "Yes, enter it"
MOVE, AGREE = "Move to publish", "I have checked this and agree"
CLOSE_ROUND, OPEN_AGAIN = "Close the round", "Open again"
WRITE_SUMMARY, NOT_IN, SEND = "Write a summary", "Not in this language", "Send"
WITHIN_S = 300.0
STEPS_MOST = 6


@dataclass(frozen=True)
class Desk:
    """Where managers publish what was counted: the button that leads there, and its title."""

    way: str
    title: str


RESULTS = Desk("Results", "{process}: results")
SHORTLISTS = Desk("Priority vote", "{process}: priority vote")
LINES = Desk("Line review", "{process}: line review")


async def enter_seed(phone: Phone, where: Desk, seed: str) -> bool:
    """Enter the seed of the lots, where it is asked for; says whether it was."""
    desk = await _at(phone, where)
    if desk is None or not desk.has(ENTER_SEED):
        return False
    asked = await phone.tap(desk.key(ENTER_SEED), desk, lambda one: not one.has(ENTER_SEED))
    typed = await phone.write(seed, lambda one: one.has(YES_ENTER))
    assert asked.text != typed.text
    await phone.tap(typed.key(YES_ENTER), typed, lambda one: not one.has(YES_ENTER))
    return True


async def publish(box: Box, where: Desk, first: Phone, second: Phone) -> bool:
    """Move to publish what is counted and have it seconded; says whether there was anything."""
    desk = await _at(first, where)
    if desk is None or not desk.has(MOVE):
        return False
    await first.tap(desk.key(MOVE), desk, lambda one: not one.has(MOVE))
    await box.quiet(within_s=WITHIN_S)
    motion = second.look(lambda one: one.has(AGREE))
    if motion is None:
        raise NoAnswer("the second manager was asked nothing")
    await second.tap(motion.key(AGREE), motion, lambda one: not one.has(AGREE))
    await box.quiet(within_s=WITHIN_S)
    return True


async def close_round(phone: Phone, group: str, thread: str, summary: Mapping[str, str]) -> bool:
    """Close a thread's round, sum it up in each language, and open the next."""
    staff = await staff_menu(phone)
    key = next((one for one in staff.keys if one.label.endswith(group)), None)
    shown = await phone.tap(key, staff, lambda one: one.text != staff.text)
    desk = await phone.tap(shown.named(thread), shown, lambda one: one.has(CLOSE_ROUND))
    closed = await phone.tap(desk.key(CLOSE_ROUND), desk, lambda one: one.has(WRITE_SUMMARY))
    screen = await phone.tap(closed.key(WRITE_SUMMARY), closed, lambda one: one.has(NOT_IN))
    for _ in range(STEPS_MOST):
        if screen.has(SEND):
            break
        text = next((one for name, one in summary.items() if name in screen.text), None)
        if text is None:
            screen = await phone.tap(screen.key(NOT_IN), screen, other_than(screen))
        else:
            screen = await phone.write(text, lambda one: one.has(NOT_IN, SEND))
    done = await phone.tap(screen.key(SEND), screen, lambda one: one.has(OPEN_AGAIN))
    await phone.tap(done.key(OPEN_AGAIN), done, lambda one: one.has(CLOSE_ROUND))
    return True


async def _at(phone: Phone, where: Desk) -> Screen | None:
    staff = await staff_menu(phone)
    if not staff.has(where.way):
        return None
    return await phone.tap(staff.key(where.way), staff, lambda one: one.tells(where.title))
