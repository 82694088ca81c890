"""Voting: rank by rank on the screen, and having second thoughts."""

import re
from collections.abc import Sequence
from random import Random

from rehearsal.citizens import line_review
from rehearsal.citizens.memory import Memory
from rehearsal.citizens.persona import Persona, wish
from rehearsal.citizens.phone import NoAnswer, Phone
from rehearsal.citizens.screen import Key, Screen, Wanted
from rehearsal.citizens.town import Item, Pot, Town, word
from rehearsal.citizens.words import filled_in, found_in

VOTE, VOTE_OF = "Vote", "Vote ({done} of {total} ballots)"
PRIORITISE, PRIORITISE_OF = "Prioritise agendas", "Prioritise agendas ({done} of {total})"
AGENDA_OF, LINES_OF = "{heading}, priority vote", "{heading}, line review"
YOUR_BALLOTS = "Your ballots:"
BUDGET_LIMIT = "Budget limit: {amount}"
GO_ON_TO_COSTS = (
    "Priority vote: {n} item goes on to be costed | Priority vote: {n} items go on to be costed"
)
RANKS = (
    "Nothing is recorded yet. You can rank {n} project, until {deadline}. | "
    "Nothing is recorded yet. You can rank up to {n} projects, until {deadline}."
)
AGENDA_RANKS = (
    "Nothing is recorded yet. You can rank {n} item, until {deadline}. | "
    "Nothing is recorded yet. You can rank up to {n} items, until {deadline}."
)
RANKED, UP = "✓ {rank}. {name}", "▲ {rank}. {name}"
MORE, BACK, ALL, ALL_ITEMS = "More ›", "‹ Back", "All projects", "All items"
CHOOSE_FIELD = "{n} projects stand here. Choose a field, or search by a word."
AGENDA_FIELD = "{n} items stand here. Choose a field, or search by a word."
RECORDED, TO_BALLOT = "What is recorded", "Back to the ballot"
WITHDRAW, YES_WITHDRAW = "Withdraw", "Yes, withdraw"
RECEIPT = "Receipt: {code}"

MOST = 5
TURNS_MOST = 40
LOOKS_CLOSER, CHECKS = 0.25, 0.3
_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b")


def is_open(home: Screen) -> bool:
    """Whether the home screen offers a vote."""
    return home.has(VOTE, VOTE_OF, PRIORITISE, PRIORITISE_OF)


def is_ballot(screen: Screen) -> bool:
    """Whether a screen is a ballot, of whichever vote."""
    return (
        screen.tells(BUDGET_LIMIT)
        or screen.tells(GO_ON_TO_COSTS)
        or line_review.is_line_ballot(screen)
    )


async def vote(
    phone: Phone, home: Screen, who: Persona, memory: Memory, town: Town, rng: Random
) -> str:
    """Vote in the first heading that is left; returns its id, '' where none was."""
    screen = await _to_ballots(phone, home)
    pot = await _choose(phone, screen, who, memory, town)
    if pot is None:
        return ""
    if pot[0].is_reviewed:
        await line_review.judge(phone, pot[1], who, pot[0], rng)
        memory.votes[pot[0].pot_id] = 1
        return pot[0].pot_id
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
    pot = None
    if is_ballot(screen):
        pot = _pot_of(screen, town)
    else:
        named = [(one, _pot_on(one.label, phone, town)) for one in screen.keys]
        marked = [(key, found) for key, found in named if found and key.label.startswith("✓ ")]
        if marked:
            key, pot = rng.choice(marked)
            screen = await _open(phone, key, screen)
    if pot is None or pot.pot_id not in memory.votes:
        return ""
    voter = Voter(phone, pot, screen, rng)
    if pot.is_reviewed:
        deed = await line_review.think_again(phone, screen, rng)
    else:
        deed = await voter.think_again(wish(who, pot, len(pot.items), town))
    memory.votes[pot.pot_id] += 1
    if deed == "withdrew":
        del memory.votes[pot.pot_id]
        memory.receipts.pop(pot.pot_id, None)
    elif not pot.is_reviewed:
        voter.remember(memory)
    return deed


async def _to_ballots(phone: Phone, home: Screen) -> Screen:
    ways = (home.key(one) for one in (VOTE_OF, VOTE, PRIORITISE_OF, PRIORITISE))
    key = next((one for one in ways if one is not None), None)
    return await phone.tap(
        key, home, lambda one: one.tells(YOUR_BALLOTS) or is_ballot(one) or len(one.keys) == 1
    )


async def _open(phone: Phone, key: Key, screen: Screen) -> Screen:
    return await phone.tap(key, screen, is_ballot)


def _pot_of(screen: Screen, town: Town) -> Pot | None:
    """The heading, or the heading's agenda, that a ballot's first line names."""
    name = screen.text.splitlines()[0]
    return town.agenda_named(name) if screen.tells(GO_ON_TO_COSTS) else town.pot_named(name)


def _pot_on(label: str, phone: Phone, town: Town) -> Pot | None:
    """The one that a button of the list of ballots leads to."""
    name = label.removeprefix("✓ ")
    agenda = filled_in(AGENDA_OF, phone.language, name)
    if agenda is not None:
        return town.agenda_named(agenda[1])
    lines = filled_in(LINES_OF, phone.language, name)
    return town.pot_named(name if lines is None else lines[1])


async def _choose(
    phone: Phone, screen: Screen, who: Persona, memory: Memory, town: Town
) -> tuple[Pot, Screen] | None:
    if is_ballot(screen):
        pot = _pot_of(screen, town)
        return None if pot is None or pot.pot_id in memory.votes else (pot, screen)
    for key in screen.keys:
        pot = _pot_on(key.label, phone, town)
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
        words = AGENDA_RANKS if self._pot.is_agenda else RANKS
        found = found_in(words, self._phone.language, self._screen.text)
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
            self._screen = await self._phone.tap(shown.key(TO_BALLOT), shown, is_ballot)

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
        self._screen = await self._phone.tap(shown.key(TO_BALLOT), shown, is_ballot)

    async def _find(self, label: str) -> Key | None:
        """Turn to where a project's button is; None where it is nowhere."""
        ways = [MORE, BACK]
        for _ in range(TURNS_MOST):
            key = self._screen.named(label)
            if key is not None:
                return key
            if self._screen.tells(CHOOSE_FIELD) or self._screen.tells(AGENDA_FIELD):
                way = self._screen.key(ALL) or self._screen.key(ALL_ITEMS)
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
            seen = self._phone.look_at(self._screen)
            if seen is None or not is_ballot(seen):
                raise
            self._screen = seen


def _ranking(label: str) -> Wanted:
    return lambda one: any(key.label.endswith(f" {label}") for key in one.all_keys(RANKED))


def _turned(before: Screen) -> Wanted:
    return lambda one: one.keys != before.keys
