"""The tap lane and the ordinary way are one deed: the same ballots, toasts and screens."""

import copy
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from actions import citizens
from bot.assembly import all_handlers
from deliberation.ballots import Ranking
from rehearsal.people import Person
from rehearsal.posting import post
from screens.buttons import MoveUp, SetRank
from storage import ballots as stored
from tests.bot.stand import Stand, open_stand, standing_clock
from tests.samples import occasion
from tests.transcripts.engine import normal

CITY = 1
PROJECTS = (1, 2, 3, 4, 5)
VOTERS = 3
ROUNDS = 80

Screen = tuple[Ranking, int]


@dataclass(frozen=True)
class Thumb:
    """A tap: whose, on which project, on how old a screen; or what was tapped once more."""

    voter: int
    kind: str
    project_no: int
    screens_ago: int


def _thumbs(seed: int) -> list[Thumb]:
    randomness = random.Random(seed)
    return [
        Thumb(
            randomness.randrange(VOTERS),
            randomness.choices(["tap", "up", "again"], [8, 1, 2])[0],
            randomness.choice(PROJECTS),
            randomness.choices([0, 1, 2, 5], [6, 3, 2, 1])[0],
        )
        for _ in range(ROUNDS)
    ]


def _data(thumb: Thumb, screens: list[Screen]) -> str:
    ranking, revision = screens[max(0, len(screens) - 1 - thumb.screens_ago)]
    no, is_ranked = thumb.project_no, thumb.project_no in ranking
    kind: type[SetRank | MoveUp] = SetRank
    rank = 0 if is_ranked else len(ranking) + 1
    if thumb.kind == "up" and is_ranked and ranking.index(no):
        kind, rank = MoveUp, ranking.index(no)
    return kind(
        process_no=1, heading_no=CITY, project_no=no, rank=rank, revision=revision, page=0
    ).pack()


class Evening:
    """Some voters' taps on one stand, written down as they were answered."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._people: list[Person] = []
        self._screens: list[list[Screen]] = [[((), 0)] for _ in range(VOTERS)]
        self._sent: list[list[dict[str, Any]]] = [[] for _ in range(VOTERS)]
        self.told: list[str] = []

    async def come(self) -> None:
        house = self._stand.house
        for number in range(VOTERS):
            person = self._stand.box.user(f"Sample {number}", language_code="en")
            await citizens.start(house, occasion(house, person.id), "en", 1)
            await citizens.accept_notice(house, occasion(house, person.id), 1, None)
            await citizens.give_consent(house, occasion(house, person.id), 1)
            chat = self._stand.box.private_chat(person.id)
            post(self._stand.box, chat, self._stand.box.bot.id, {"text": "A ballot."})
            self._people.append(person)

    async def tap(self, thumb: Thumb) -> None:
        person, sent = self._people[thumb.voter], self._sent[thumb.voter]
        if thumb.kind == "again" and sent:
            # What was not confirmed comes again: all since then, in its order.
            for raw in sent[-(1 + thumb.screens_ago) :]:
                await self._deliver(raw)
        else:
            data = _data(thumb, self._screens[thumb.voter])
            message = person.chat_with_bot().last_message()
            await person.tap(data, message, stale=True)
            [raw] = self._stand.box.take_updates()
            sent.append(raw)
            await self._deliver(raw)
        standing, screens = await self._standing(person), self._screens[thumb.voter]
        if standing != screens[-1]:
            screens.append(standing)
        message = person.chat_with_bot().last_message()
        assert message is not None
        self.told += [event.text for event in self._stand.box.take_events()]
        self.told.append(normal(f"{message.text} {message.inline}"))

    async def _deliver(self, raw: dict[str, Any]) -> None:
        await self._stand.confirmer.begin(copy.deepcopy(raw))
        await self._stand.lane.finish(1)
        await self._stand.deliverer.rest()

    async def _standing(self, person: Person) -> Screen:
        house = self._stand.house
        slot = house.keys.slot(1, CITY, citizens.person(person.id))
        found = await house.db.read(lambda tx: stored.under(tx, slot))
        return (found.ranking, found.revision) if found is not None else ((), 0)

    async def left(self) -> list[object]:
        tally = await self._stand.db.read(lambda tx: stored.tally(tx, 1, CITY))
        return [tally, *[await self._standing(person) for person in self._people]]


async def _evening(folder: Path, thumbs: list[Thumb], *, by_lane: bool) -> tuple[Evening, Any]:
    async with open_stand(folder, all_handlers(), clock=standing_clock()) as stand:
        if not by_lane:
            stand.lane._in_dialogue = lambda _chat_id, _user_id: True
        evening = Evening(stand)
        await evening.come()
        stand.box.take_events()
        for thumb in thumbs:
            await evening.tap(thumb)
        assert (stand.lane.taken > ROUNDS / 2) == by_lane
        return evening, await evening.left()


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    both = tmp_path / "one", tmp_path / "other"
    for folder in both:
        folder.mkdir()
    return both


async def test_both_ways_do_and_tell_the_same(folders: tuple[Path, Path]) -> None:
    thumbs = _thumbs(1)

    ordinary, left_ordinary = await _evening(folders[0], thumbs, by_lane=False)
    lane, left_lane = await _evening(folders[1], thumbs, by_lane=True)

    assert left_lane == left_ordinary
    assert lane.told == ordinary.told
    assert any("meanwhile" in text for text in lane.told)


async def test_what_comes_again_leaves_the_same_ballots(folders: tuple[Path, Path]) -> None:
    thumbs = _thumbs(3)
    new_only = [thumb for thumb in thumbs if thumb.kind != "again"]

    _repeating, with_repeats = await _evening(folders[0], thumbs, by_lane=True)
    _plain, without = await _evening(folders[1], new_only, by_lane=True)

    assert with_repeats == without
