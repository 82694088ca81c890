"""Handing in a proposal: answering whatever the screen asks, and taking one back."""

from dataclasses import dataclass
from random import Random

from rehearsal.citizens.backing import link_on
from rehearsal.citizens.drawing import photo
from rehearsal.citizens.persona import Persona, chances
from rehearsal.citizens.phone import NoAnswer, Phone
from rehearsal.citizens.screen import Screen
from rehearsal.citizens.texts import Draft, draft, themes, written_cost
from rehearsal.citizens.town import Pot, Town, word

HAND_IN_A_PROPOSAL = "Hand in a proposal"
GO_ON_DRAFT = "Go on with your draft"
GO_ON_TITLE = "Go on: {title}"
BEGIN = "Begin: {heading}"
ANOTHER = "Another heading"
WHICH_HEADING = "Which heading is your proposal for?"
HAND_IT_IN = "Hand it in"
RECEIVED = "Your proposal is received."
KEPT = "Your proposal is kept. It counts once its co-proposers have joined."
TITLE = "<b>Title</b>\nWhat is your proposal called? (up to {n} characters)"
PROBLEM = (
    "<b>Problem</b>\nWhat is missing or goes wrong today, and for whom? (up to {n} characters)"
)
IDEA = "<b>Idea</b>\nWhat should be done about it? (up to {n} characters)"
PLACE = (
    "<b>Place</b>\nWhere? Write it in words, or send a location: only its district is taken over, "
    "the location itself is not stored."
)
COST = "<b>Rough cost</b>\nRoughly what would it cost? For example: {example}"
FIELD = "<b>Field</b>\nWhich field does it belong to?"
DROP, MINE_AS_WELL = "Drop the draft", "Hand in mine as well"
NEAR_A_BORDER = "That is close to a border. Which district is it in?"
YES, STOP, NO_PLACE, NO_COST = "Yes", "Stop for now", "No particular place", "I do not know"
NO_FIELD = "None of these"
NO_FILES, THAT_IS_ALL = "Go on without any", "That is all"
JOIN_INSTEAD, BACK_TO_DRAFT = "Join this one instead of mine", "Back to my draft"
HISTORY = "History"
MY_PROPOSALS = "My proposals"
WITHDRAW, YES_WITHDRAW = "Withdraw the proposal", "Yes, withdraw it"

STEPS_MOST = 24
TRIES_MOST = 3
JOINS_INSTEAD, SENDS_PHOTO, FOLLOWS_FASHION = 0.3, 0.3, 0.4
THEMES_IN_FASHION = 4
CUT = "…"
SHARES_PLACE, NAMES_NO_PLACE, KNOWS_NO_COST, OWN_DISTRICT = 0.25, 0.1, 0.12, 0.5


@dataclass(frozen=True)
class Done:
    """What came of proposing: `deed` is '' where it was too late.

    `has_photo` and `link`: with a picture, and what to pass on to co-proposers.
    """

    deed: str = ""
    title: str = ""
    has_photo: bool = False
    link: str = ""


async def propose(phone: Phone, home: Screen, who: Persona, town: Town, rng: Random) -> Done:
    """Hand in one proposal from the home screen on, or join one that is like it."""
    key = home.key(HAND_IN_A_PROPOSAL) or home.key(GO_ON_DRAFT)
    screen = await phone.tap(key, home, lambda shown: not shown.has(HAND_IN_A_PROPOSAL))
    writer = _Writer(phone, who, town, rng)
    has_looked = False
    for _ in range(STEPS_MOST):
        if screen.tells(RECEIVED) or screen.tells(KEPT):
            return Done("proposed", writer.mind.title, writer.has_photo, link_on(screen))
        if screen.has(MINE_AS_WELL) and not has_looked and rng.random() < JOINS_INSTEAD:
            title, screen = await _join_instead(phone, screen)
            if title:
                return Done("joined-similar", title)
            has_looked = True
            continue
        is_too_late = screen.has(DROP) and not screen.has(GO_ON_DRAFT, GO_ON_TITLE, MINE_AS_WELL)
        if is_too_late or (screen.has(MINE_AS_WELL) and writer.mind.title in screen.text):
            await _drop(phone, screen)
            return Done()
        screen = await writer.answer(screen)
    raise NoAnswer("the questions do not end")


async def _join_instead(phone: Phone, screen: Screen) -> tuple[str, Screen]:
    """Join the first of the proposals that are like one's own, and drop the draft.

    Returns its title, '' where it cannot be joined (it is one's own, too), and what is shown.
    """
    alike = next(one for one in screen.keys if one.label.rstrip(CUT) in screen.text)
    shown = await phone.tap(alike, screen, lambda one: one.has(HISTORY))
    if shown.has(JOIN_INSTEAD):
        joined = await phone.tap(shown.key(JOIN_INSTEAD), shown, lambda one: one.has(DROP))
        await _drop(phone, joined)
        return alike.label, joined
    if shown.has(BACK_TO_DRAFT):
        return "", await phone.tap(shown.key(BACK_TO_DRAFT), shown, is_asking)
    home = await phone.open(None, lambda one: one.has(GO_ON_DRAFT))
    return "", await phone.tap(home.key(GO_ON_DRAFT), home, is_asking)


async def _drop(phone: Phone, screen: Screen) -> None:
    """Give a draft up: it is too late, or somebody has proposed the very same."""
    asked = await phone.tap(screen.key(DROP), screen, lambda shown: shown.text != screen.text)
    if asked.has(DROP):
        await phone.tap(asked.key(DROP), asked, lambda shown: not shown.has(DROP))


async def withdraw_one(phone: Phone, home: Screen, rng: Random) -> bool:
    """Take back one's newest proposal, where that is offered; or only look at it."""
    key = home.key(MY_PROPOSALS)
    listed = await phone.tap(key, home, lambda shown: shown.message_id > 0)
    mine = [one for one in listed.keys if one.data and not _leads_away(listed, one.label)]
    if not mine:
        return False
    shown = await phone.tap(mine[0], listed, lambda screen: screen.keys != listed.keys)
    if not shown.has(WITHDRAW) or rng.random() < 0.6:
        return False
    asked = await phone.tap(shown.key(WITHDRAW), shown, lambda one: one.has(YES_WITHDRAW))
    await phone.tap(asked.key(YES_WITHDRAW), asked, lambda one: not one.has(YES_WITHDRAW))
    return True


def is_asking(screen: Screen) -> bool:
    """Whether a screen asks for a part of a proposal, or shows the whole of it."""
    return screen.has(STOP, HAND_IT_IN, DROP)


def _leads_away(screen: Screen, label: str) -> bool:
    found = screen.named(label)
    others = ("Home", HAND_IN_A_PROPOSAL, GO_ON_DRAFT)
    return any(screen.key(other) == found for other in others)


def _fashion(who: Persona) -> tuple[str, ...]:
    """What many of a language talk about this year, and more than one proposes."""
    titles = [str(one["titles"][0]) for one in themes(who.language)]
    rng = chances(who.seed, "fashion", who.language)
    return tuple(rng.sample(titles, min(THEMES_IN_FASHION, len(titles))))


class _Writer:
    """Somebody with a proposal in mind, and a form to answer."""

    def __init__(self, phone: Phone, who: Persona, town: Town, rng: Random) -> None:
        self._phone = phone
        self._who = who
        self._town = town
        self._rng = rng
        fashion = _fashion(who) if rng.random() < FOLLOWS_FASHION else ()
        self._pot = self._choose_pot(follows_fashion=bool(fashion))
        self._tries = 0
        self.has_photo = False
        most = self._pot.proposals_cost_most if self._pot is not None else None
        self.mind: Draft = draft(rng, who.language, who.quarter, who.fields, most, fashion)

    def _choose_pot(self, *, follows_fashion: bool) -> Pot | None:
        own = self._who.quarter.quarter_id if self._who.quarter is not None else ""
        local = [one for one in self._town.pots if one.quarter_id and one.quarter_id == own]
        if local and not follows_fashion and self._rng.random() < OWN_DISTRICT:
            return local[0]
        everybodys = [one for one in self._town.pots if not one.quarter_id and not one.is_reviewed]
        if follows_fashion:
            return everybodys[0] if everybodys else None
        return self._rng.choice(everybodys) if everybodys else None

    async def answer(self, screen: Screen) -> Screen:
        """Answer what the screen asks."""
        if screen.has(HAND_IT_IN):
            return await self._tap(screen, HAND_IT_IN)
        if screen.has(MINE_AS_WELL):
            return await self._tap(screen, MINE_AS_WELL)
        if screen.asks(WHICH_HEADING):
            return await self._choose_heading(screen)
        if screen.asks(HAND_IN_A_PROPOSAL) and not screen.has(GO_ON_DRAFT, GO_ON_TITLE):
            return await self._begin(screen)
        if screen.has(GO_ON_DRAFT) or screen.has(GO_ON_TITLE):
            going = screen.key(GO_ON_DRAFT) or screen.key(GO_ON_TITLE)
            return await self._phone.tap(going, screen, lambda one: one.keys != screen.keys)
        return await self._answer_part(screen)

    async def _answer_part(self, screen: Screen) -> Screen:
        mind, language = self.mind, self._who.language
        if screen.has(YES):
            return await self._tap(screen, YES)
        if screen.tells(NEAR_A_BORDER):
            return await self._choose_place(screen)
        if screen.tells(FIELD):
            return await self._choose_field(screen)
        if screen.has(NO_FILES):
            return await self._send_files(screen)
        if screen.has(THAT_IS_ALL):
            return await self._tap(screen, THAT_IS_ALL)
        if screen.tells(COST):
            return await self._tell_cost(screen)
        if screen.tells(PLACE):
            return await self._tell_place(screen)
        for part, text in ((TITLE, mind.title), (PROBLEM, mind.problem), (IDEA, mind.idea)):
            if screen.tells(part):
                return await self._phone.write(text, is_asking)
        raise NoAnswer(f"nothing known is asked in {language}: {screen.text[:80]}")

    async def _send_files(self, screen: Screen) -> Screen:
        if self._rng.random() >= SENDS_PHOTO:
            return await self._tap(screen, NO_FILES)
        self.has_photo = True
        return await self._phone.send_photo(photo(self._rng), lambda one: one.has(THAT_IS_ALL))

    async def _begin(self, screen: Screen) -> Screen:
        """Tap the heading in mind, else the way to others, else whichever is offered."""
        name = "" if self._pot is None else word(self._pot.names, self._who.language)
        ways = [one for one in screen.all_keys(BEGIN) if name and name in one.label]
        named = [one for one in screen.keys if self._town.pot_named(one.label) is not None]
        ways += [one for one in named if one.label == name]
        ways += screen.all_keys(ANOTHER) + screen.all_keys(BEGIN) + named
        key = ways[0] if ways else None
        return await self._phone.tap(key, screen, lambda one: one.text != screen.text)

    async def _choose_heading(self, screen: Screen) -> Screen:
        name = "" if self._pot is None else word(self._pot.names, self._who.language)
        key = screen.named(name) or next((one for one in screen.keys if one.data), None)
        return await self._phone.tap(key, screen, lambda one: one.keys != screen.keys)

    async def _choose_place(self, screen: Screen) -> Screen:
        names = () if self._who.quarter is None else self._who.quarter.names.values()
        key = next((one for one in screen.keys if one.label in names), screen.keys[0])
        return await self._phone.tap(key, screen, lambda one: not one.tells(NEAR_A_BORDER))

    async def _choose_field(self, screen: Screen) -> Screen:
        names = self._town.fields.get(self.mind.field_id, {})
        key = screen.named(word(names, self._who.language)) if names else None
        key = key or screen.key(NO_FIELD)
        return await self._phone.tap(key, screen, lambda one: not one.tells(FIELD))

    async def _tell_cost(self, screen: Screen) -> Screen:
        self._tries += 1
        if self._tries > TRIES_MOST or self._rng.random() < KNOWS_NO_COST:
            return await self._tap(screen, NO_COST)
        cost = self.mind.cost // self._tries
        text = written_cost(self._rng, cost, self._who.language, self._town.currency)
        return await self._phone.write(text, is_asking)

    async def _tell_place(self, screen: Screen) -> Screen:
        way = self._rng.random()
        point = self._who.quarter.point if self._who.quarter is not None else None
        if way < NAMES_NO_PLACE:
            return await self._tap(screen, NO_PLACE)
        if point is not None and way < NAMES_NO_PLACE + SHARES_PLACE:
            near = [one + self._rng.uniform(-0.004, 0.004) for one in point]
            return await self._phone.share_place(near[0], near[1], is_asking)
        return await self._phone.write(self.mind.place, is_asking)

    async def _tap(self, screen: Screen, english: str) -> Screen:
        return await self._phone.tap(
            screen.key(english), screen, lambda one: one.text != screen.text
        )
