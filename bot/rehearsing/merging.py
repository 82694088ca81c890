"""What facilitators do with proposals that want the same: find them, ask their proposers."""

import re

from bot.rehearsing.opening import staff_menu
from rehearsal.citizens.phone import Phone
from rehearsal.citizens.screen import Key, Screen, Wanted
from rehearsal.citizens.words import matches

MERGE = "Merge similar proposals"
HEADING = "{heading} ({n})"
PICK, LIKE_THESE = "Tap two or more proposals that could become one.", "Like these"
GO_ON, ASK = "Go on with {n} proposals", "Ask the proposers"
TO_PICK, TAKEN = "☐ ", "☑ "
CODE = re.compile(r"[☐☑] (P\d+-\d+) .+")


class Merger:
    """A facilitator who compares proposals, each of them once.

    `compared` and `asked` are the codes of those that were looked at, and of those whose
    proposers were asked.
    """

    def __init__(self, phone: Phone, compared: set[str], asked: set[str]) -> None:
        self._phone = phone
        self._compared = compared
        self._asked = asked

    async def suggest_all(self) -> int:
        """Suggest every merger of two that are like each other; returns how many."""
        done = 0
        for at in range(len(_headings(await self._desk()))):
            headings = _headings(await self._desk())
            if at >= len(headings):
                break
            done += await self._suggest_in(headings[at].label)
        return done

    async def _suggest_in(self, heading: str) -> int:
        done = 0
        screen = await self._open(heading)
        while screen is not None:
            key = next((one for one in _to_pick(screen) if _code(one) not in self._compared), None)
            if key is None:
                break
            self._compared.add(_code(key))
            picked = await self._phone.tap(key, screen, _has(TAKEN, _code(key)))
            alike = [one for one in _alike(picked) if _code(one) not in self._asked]
            if not alike:
                back = _taken(picked)
                screen = await self._phone.tap(back, picked, _has(TO_PICK, _code(key)))
                continue
            await self._suggest(picked, alike[0])
            both = {_code(key), _code(alike[0])}
            self._compared |= both
            self._asked |= both
            done += 1
            screen = await self._open(heading)
        return done

    async def _suggest(self, picked: Screen, other: Key) -> None:
        phone = self._phone
        both = await phone.tap(other, picked, lambda one: one.has(GO_ON))
        leads = await phone.tap(both.key(GO_ON), both, lambda one: not one.has(GO_ON))
        lead = next(one for one in leads.keys if one.label.startswith("P"))
        shown = await phone.tap(lead, leads, lambda one: one.has(ASK))
        await phone.tap(shown.key(ASK), shown, lambda one: not one.has(ASK))

    async def _open(self, heading: str) -> Screen | None:
        """A heading's proposals, with nothing picked; None where too few are left."""
        desk = await self._desk()
        name = heading.rpartition(" (")[0]
        key = next((one for one in _headings(desk) if one.label.startswith(f"{name} (")), None)
        if key is None:
            return None
        screen = await self._phone.tap(key, desk, lambda one: one.tells(PICK))
        while (taken := _taken(screen)) is not None:
            screen = await self._phone.tap(taken, screen, _has(TO_PICK, _code(taken)))
        return screen

    async def _desk(self) -> Screen:
        staff = await staff_menu(self._phone)
        return await self._phone.tap(staff.key(MERGE), staff, lambda one: one.asks(MERGE))


def _headings(desk: Screen) -> list[Key]:
    return desk.all_keys(HEADING)


def _to_pick(screen: Screen) -> list[Key]:
    return [one for one in screen.keys if one.label.startswith(TO_PICK)]


def _taken(screen: Screen) -> Key | None:
    return next((one for one in screen.keys if one.label.startswith(TAKEN)), None)


def _alike(screen: Screen) -> list[Key]:
    """The keys of what the bot lists as like the picked one: the first that can be picked."""
    if not screen.asks(LIKE_THESE):
        return []
    lines = screen.text.splitlines()
    begins = next(
        at for at, line in enumerate(lines) if matches(LIKE_THESE, screen.language, line)
    )
    codes: list[str] = []
    for line in lines[begins + 1 :]:
        if not line.strip():
            break
        codes.append(line.split(" ")[0])
    return [one for one in _to_pick(screen) if _code(one) in codes]


def _code(key: Key) -> str:
    found = CODE.fullmatch(key.label)
    return "" if found is None else found[1]


def _has(mark: str, code: str) -> Wanted:
    return lambda one: any(key.label.startswith(f"{mark}{code} ") for key in one.keys)
