"""One sitting with the phone: look what the bot offers, do some of it, say something."""

from collections.abc import Callable
from random import Random

from rehearsal.citizens import (
    answering,
    backing,
    proposing,
    reading,
    registering,
    statements,
    talking,
    uniting,
    voting,
)
from rehearsal.citizens.memory import Memory
from rehearsal.citizens.persona import Persona
from rehearsal.citizens.phone import Phone
from rehearsal.citizens.screen import Screen
from rehearsal.citizens.town import AGENDA, Town, word
from rehearsal.citizens.words import filled_in, found_in

NOW = "Now: {phases}"
PROPOSALS, REVIEW = "Proposals", "Review"
DELIBERATING, DISCUSSING = "Deliberating on the budget", "Discussing agendas"
# Phases in which what others propose can be supported.
BACKED = (PROPOSALS, REVIEW, DISCUSSING)
BROWSES = 0.5
SECOND_THOUGHTS, REGRETS, READS_AGAIN = 0.3, 0.12, 0.25


class Sitting:
    """What a citizen does in one go; `deeds` tells it, in order."""

    def __init__(
        self,
        phone: Phone,
        who: Persona,
        memory: Memory,
        town: Town,
        tell: Callable[[str, str], None],
    ) -> None:
        self._phone = phone
        self._who = who
        self._memory = memory
        self._town = town
        self._tell = tell
        self._rng: Random = who.randomness("sitting", memory.sittings)
        self.deeds: list[tuple[str, str]] = []

    async def run(self) -> None:
        """Sit down (NoAnswer where the bot does not play along; what was done stands)."""
        memory = self._memory
        is_first = memory.sittings == 0
        memory.sittings += 1
        memory.since += 1
        home = await self._arrive()
        if is_first:
            self._did("arrived")
        home = await self._settle(home)
        self._notice_phase(home)
        home = await self._answer_department(home)
        home = await self._answer_others(home)
        mood = mood_of(home)
        await self._do_the_main_thing(home)
        await self._back_others()
        if mood == "discussing":
            await self._speak_up()
        await self._talk(mood)

    async def _arrive(self) -> Screen:
        home = await registering.arrive(self._phone)
        if home.has(registering.HOME) and not home.has(talking.DISCUSSION):
            key = home.key(registering.HOME)
            home = await self._phone.tap(key, home, lambda one: one.has(talking.DISCUSSION))
        return home

    async def _settle(self, home: Screen) -> Screen:
        """Say where one lives, and find the group, the first time."""
        memory, quarter = self._memory, self._who.quarter
        if quarter is not None and home.has(registering.CHOOSE_DISTRICT):
            name = word(quarter.names, self._who.language)
            home = await registering.choose_district(self._phone, home, name)
            memory.has_looked_for_threads = False
        if not memory.has_looked_for_threads or self._rng.random() < 0.1:
            if await talking.find_way(self._phone, home):
                self._did("joined")
            memory.has_looked_for_threads = True
            home = await self._arrive()
        return home

    async def _answer_department(self, home: Screen) -> Screen:
        """Look after one's proposals while they are reviewed."""
        memory = self._memory
        if not is_on(home, REVIEW) or memory.proposals <= memory.withdrawn:
            return home
        deed = await answering.answer(self._phone, home, self._who, self._rng)
        if deed:
            memory.answered += 1
            self._did(deed)
        return await self._arrive()

    async def _answer_others(self, home: Screen) -> Screen:
        """Look after suggestions to merge, and after invitations to propose together."""
        deed = await uniting.answer_merger(self._phone, self._who, self._memory)
        joined = ""
        if is_on(home, PROPOSALS):
            joined = await backing.answer_invitation(self._phone, self._who, self._memory)
        if deed:
            self._did(deed)
        if joined:
            self._did("co-proposed")
        return await self._arrive() if deed or joined else home

    async def _back_others(self) -> None:
        """While proposals can be supported, look at some of others; with chances of their own."""
        chances = self._who.randomness("browsing", self._memory.sittings)
        if chances.random() > BROWSES:
            return
        home = await self._arrive()
        if not home.has(backing.BROWSE) or not any(is_on(home, one) for one in BACKED):
            return
        for deed, title in await backing.browse(self._phone, home, self._who, chances):
            self._did(deed, title)

    def _notice_phase(self, home: Screen) -> None:
        """A new phase gives everybody new appetite."""
        lately = next((line for line in home.text.splitlines() if ":" in line), "")
        if lately != self._memory.lately:
            self._memory.lately, self._memory.since = lately, 1

    async def _do_the_main_thing(self, home: Screen) -> None:
        memory, who, rng = self._memory, self._who, self._rng
        if voting.is_open(home):
            await self._vote(home)
        elif home.has(reading.RESULTS) and (not memory.results_read or rng.random() < READS_AGAIN):
            await reading.read_results(self._phone, home, who, memory, self._town, rng)
            self._did("read-results")
        elif memory.proposals < who.proposals and home.has(
            proposing.HAND_IN_A_PROPOSAL, proposing.GO_ON_DRAFT
        ):
            await self._propose(home)
        elif (
            home.has(proposing.MY_PROPOSALS)
            and memory.withdrawn < memory.proposals
            and rng.random() < REGRETS
            and await proposing.withdraw_one(self._phone, home, rng)
        ):
            memory.withdrawn += 1
            self._did("withdrew-proposal")

    async def _propose(self, home: Screen) -> None:
        memory = self._memory
        done = await proposing.propose(self._phone, home, self._who, self._town, self._rng)
        memory.proposals += 1
        if done.deed != "proposed":
            memory.withdrawn += 1
        if done.deed:
            self._did(done.deed, done.title)
        if done.has_photo:
            self._did("attached-photo", done.title)
        if done.link:
            memory.invited.append(backing.payload_of(done.link))
            if await talking.invite(self._phone, self._who, done.link, self._rng):
                self._did("invited", done.title)

    async def _vote(self, home: Screen) -> None:
        memory, who, rng = self._memory, self._who, self._rng
        voted = await voting.vote(self._phone, home, who, memory, self._town, rng)
        if voted:
            self._did(self._kind_of_vote(voted), voted.removesuffix(AGENDA))
        elif memory.votes and rng.random() < SECOND_THOUGHTS:
            again = await self._arrive()
            deed = await voting.think_again(self._phone, again, who, memory, self._town, rng)
            if deed:
                self._did("changed-ballot" if deed == "changed" else "withdrew-ballot")

    def _kind_of_vote(self, pot_id: str) -> str:
        if pot_id.endswith(AGENDA):
            return "prioritised"
        is_reviewed = any(one.is_reviewed for one in self._town.pots if one.pot_id == pot_id)
        return "judged-lines" if is_reviewed else "voted"

    async def _speak_up(self) -> None:
        """Answer the district's statements; with chances of their own."""
        chances = self._who.randomness("statements", self._memory.sittings)
        home = await self._arrive()
        for deed, about in await statements.take_part(self._phone, home, self._who, chances):
            self._did(deed, about)

    async def _talk(self, mood: str) -> None:
        if self._rng.random() > 0.35 + 0.5 * self._who.talk:
            return
        text = await talking.say_something(
            self._phone, self._who, self._memory, self._town, mood, self._rng
        )
        if text:
            self._did("said", text)

    def _did(self, deed: str, about: str = "") -> None:
        self.deeds.append((deed, about))
        self._tell(deed, about)


def mood_of(home: Screen) -> str:
    """What people talk about, by what the home screen offers."""
    if voting.is_open(home):
        return "voting"
    if home.has(reading.RESULTS):
        return "results"
    if home.has(proposing.HAND_IN_A_PROPOSAL, proposing.GO_ON_DRAFT):
        return "proposing"
    is_discussing = any(home.tells(one) for one in (DELIBERATING, DISCUSSING))
    return "discussing" if is_discussing else "quiet"


def is_on(home: Screen, phase: str) -> bool:
    """Whether the home screen says that a phase is on now."""
    now = (filled_in(NOW, home.language, line) for line in home.text.splitlines())
    names = next((found[1] for found in now if found is not None), "")
    return found_in(phase, home.language, names) is not None
