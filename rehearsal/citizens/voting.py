"""Voting: rank by rank on the screen, and having second thoughts."""

import re
from collections.abc import Sequence
from random import Random

from rehearsal.citizens.memory import Memory
from rehearsal.citizens.persona import Persona, wish
from rehearsal.citizens.phone import Key, NoAnswer, Phone, Screen, Wanted
from rehearsal.citizens.town import Item, Pot, Town, word
from rehearsal.citizens.words import found_in

VOTE, VOTE_OF = "Vote", "Vote ({done} of {total} ballots)"
YOUR_BALLOTS = "Your ballots:"
BUDGET_LIMIT = "Budget limit: {amount}"
RANKS = (
    "Nothing is recorded yet. You can rank {n} project, until {deadline}. | "
    "Nothing is recorded yet. You can rank up to {n} projects, until {deadline}."
)
RANKED, UP = "✓ {rank}. {name}", "▲ {rank}. {name}"
MORE, BACK, ALL = "More ›", "‹ Back", "All projects"
CHOOSE_FIELD = "{n} projects stand here. Choose a field, or search by a word."
RECORDED, TO_BALLOT = "What is recorded", "Back to the ballot"
WITHDRAW, YES_WITHDRAW = "Withdraw", "Yes, withdraw"
RECEIPT = "Receipt: {code}"

MOST = 5
TURNS_MOST = 40
LOOKS_CLOSER, CHECKS = 0.25, 0.3
_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b")


def is_open(home: Screen) -> bool:
    """Whether the home screen offers a vote."""
    return home.has(VOTE, VOTE_OF)


async def vote(
    phone: Phone, home: Screen, who: Persona, memory: Memory, town: Town, rng: Random
) -> str:
    """Vote in the first heading that is left; returns its id, '' where none was."""
    screen = await _to_ballots(phone, home)
    pot = await _choose(phone, screen, who, memory, town)
    if pot is None:
        return ""
    voter = Voter(phone, pot[0], pot[1], rng)
    await voter.rank(wish(who, pot[0], voter.size, town))
    memory.votes[pot[0].pot_id] = 1
    if rng.random() < CHECKS:
        await voter.check()
    voter.remember(memory)
    return pot[0].pot_id


async def think_again(
    phone: Phone, home: Screen, who: Persona, memory: Memory, town: Town, rng: Random
) -> str:
    """Change one of one's ballots: a rank up, another project, or all taken back."""
    screen = await _to_ballots(phone, home)
    voted = [one for one in town.pots if one.pot_id in memory.votes]
    names = {f"✓ {word(one.names, who.language)}": one for one in voted}
    keys = [one for one in screen.keys if one.label in names]
    if screen.tells(BUDGET_LIMIT):
        pot = town.pot_named(screen.text.splitlines()[0])
    elif keys:
        key = rng.choice(keys)
        pot = names[key.label]
        screen = await _open(phone, key, screen)
    else:
        pot = None
    if pot is None or pot.pot_id not in memory.votes:
        return ""
    voter = Voter(phone, pot, screen, rng)
    deed = await voter.think_again(wish(who, pot, len(pot.items), town))
    memory.votes[pot.pot_id] += 1
    if deed == "withdrew":
        del memory.votes[pot.pot_id]
        memory.receipts.pop(pot.pot_id, None)
    else:
        voter.remember(memory)
    return deed


async def _to_ballots(phone: Phone, home: Screen) -> Screen:
    key = home.key(VOTE_OF) or home.key(VOTE)
    return await phone.tap(
        key,
        home,
        lambda one: one.tells(YOUR_BALLOTS) or one.tells(BUDGET_LIMIT) or len(one.keys) == 1,
    )


async def _open(phone: Phone, key: Key, screen: Screen) -> Screen:
    return await phone.tap(key, screen, lambda one: one.tells(BUDGET_LIMIT))


async def _choose(
    phone: Phone, screen: Screen, who: Persona, memory: Memory, town: Town
) -> tuple[Pot, Screen] | None:
    if screen.tells(BUDGET_LIMIT):
        pot = town.pot_named(screen.text.splitlines()[0])
        return None if pot is None or pot.pot_id in memory.votes else (pot, screen)
    for key in screen.keys:
        pot = town.pot_named(key.label)
        if pot is not None and pot.pot_id not in memory.votes:
            return pot, await _open(phone, key, screen)
    return None


class Voter:
    """Somebody before one ballot."""

    def __init__(self, phone: Phone, pot: Pot, screen: Screen, rng: Random) -> None:
        self._phone = phone
        self._pot = pot
        self._screen = screen
        self._rng = rng

    @property
    def size(self) -> int:
        """How many projects may be ranked, as the screen says."""
        found = found_in(RANKS, self._phone.language, self._screen.text)
        number = next((one for one in found.groups() if one.isdigit()), "") if found else ""
        if number:
            return int(number)
        return MOST

    def remember(self, memory: Memory) -> None:
        """Note the receipt that the screen shows."""
        found = _CODE.search(self._screen.text)
        if found is not None:
            memory.receipts[self._pot.pot_id] = found[0]

    async def rank(self, wanted: Sequence[Item]) -> None:
        """Tap the wanted projects, best first."""
        for item in wanted:
            label = word(item.labels, self._phone.language)
            if self._ranked(label) is not None:
                continue
            key = await self._find(label)
            if key is None:
                continue
            if self._rng.random() < LOOKS_CLOSER / MOST:
                await self._look_closer()
                key = self._screen.named(label)
            if key is not None:
                await self._tap(key, _ranking(label))

    async def check(self) -> None:
        """Read back what is recorded."""
        if self._screen.has(RECORDED):
            key = self._screen.key(RECORDED)
            shown = await self._phone.tap(key, self._screen, lambda one: one.has(TO_BALLOT))
            self._screen = await self._phone.tap(
                shown.key(TO_BALLOT), shown, lambda one: one.tells(BUDGET_LIMIT)
            )

    async def think_again(self, wanted: Sequence[Item]) -> str:
        """Do one of three things to a ballot that stands."""
        chance = self._rng.random()
        ups = self._screen.all_keys(UP)
        if chance < 0.15 and self._screen.has(WITHDRAW):
            key = self._screen.key(WITHDRAW)
            asked = await self._phone.tap(key, self._screen, lambda one: one.has(YES_WITHDRAW))
            self._screen = await self._phone.tap(
                asked.key(YES_WITHDRAW), asked, lambda one: not one.has(YES_WITHDRAW)
            )
            return "withdrew"
        if chance < 0.55 and ups:
            before = self._screen.text
            await self._tap(self._rng.choice(ups), lambda one: one.text != before)
            return "changed"
        ranked = self._screen.all_keys(RANKED)
        if ranked:
            last = ranked[-1]
            await self._tap(last, lambda one: one.named(last.label) is None)
        others = [
            one
            for one in wanted
            if self._screen.named(word(one.labels, self._phone.language)) is not None
        ]
        await self.rank(others[:3][-1:])
        return "changed"

    async def _look_closer(self) -> None:
        details = [one for one in self._screen.keys if one.label.startswith("ⓘ")]
        if not details:
            return
        shown = await self._phone.tap(
            self._rng.choice(details), self._screen, lambda one: one.has(TO_BALLOT)
        )
        self._screen = await self._phone.tap(
            shown.key(TO_BALLOT), shown, lambda one: one.tells(BUDGET_LIMIT)
        )

    async def _find(self, label: str) -> Key | None:
        """Turn to where a project's button is; None where it is nowhere."""
        ways = [MORE, BACK]
        for _ in range(TURNS_MOST):
            key = self._screen.named(label)
            if key is not None:
                return key
            if self._screen.tells(CHOOSE_FIELD):
                way = self._screen.key(ALL)
            else:
                # First to the last page, then to the first one.
                while ways and not self._screen.has(ways[0]):
                    ways.pop(0)
                way = self._screen.key(ways[0]) if ways else None
            if way is None:
                return None
            await self._tap(way, _turned(self._screen))
        return None

    def _ranked(self, label: str) -> Key | None:
        found = [one for one in self._screen.all_keys(RANKED) if one.label.endswith(f" {label}")]
        return found[0] if found else None

    async def _tap(self, key: Key, until: Wanted) -> None:
        try:
            self._screen = await self._phone.tap(key, self._screen, until)
        except NoAnswer:
            # All ranks taken, or the ballot had changed: go on with what is shown.
            seen = self._phone.look()
            if seen is None or not seen.tells(BUDGET_LIMIT):
                raise
            self._screen = seen


def _ranking(label: str) -> Wanted:
    return lambda one: any(key.label.endswith(f" {label}") for key in one.all_keys(RANKED))


def _turned(before: Screen) -> Wanted:
    return lambda one: one.keys != before.keys
