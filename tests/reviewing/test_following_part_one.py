"""Whoever proposes, proposes with others and follows: told of every step, at most once an hour."""

import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from actions import citizens, co_proposers, following, merging, review_drafts
from actions.house import House
from deliberation.proposals import State
from deliberation.reviewing import Act
from rehearsal.people import Person
from storage import proposals as stored
from tests.merging.samples import merging_process, suggested
from tests.proposing.samples import proposed, register
from tests.reviewing.samples import PARKS, answered
from tests.samples import FACILITATOR, occasion
from tests.world import World

HAN, JIEUN, MINJUN, YURI = 51, 52, 53, 54
HANGUL = re.compile(r"[가-힣]")
OURS = ("P1-", "Swings", "Lamps", "Benches", "Ramps")
SWINGS = ("Swings for the playground", "The old ones have hurt two children.", "New swings.")
LAMPS = ("Lamps along the stream", "Nobody walks there after sunset.", "Solar lamps on poles.")
BENCHES = ("Benches at bus stops", "Older people wait standing up.", "A bench with a roof.")
IN_ENGLISH = (
    "review began",
    "the department asked the proposer a question",
    "the proposer answered the question",
    "becomes one with",
    "merged into",
    "found feasible",
    "found feasible with changes that the proposer accepted",
)
IN_KOREAN = ("검토 시작", "제안자에게 질문", "적격", "병합")
RAMPS = ("Ramps at the library", "A wheelchair cannot pass the steps.", "Two ramps of concrete.")


async def people(world: World) -> dict[int, Person]:
    """Four people who have registered, two of them reading Korean."""
    found = {}
    for user_id, name in ((HAN, "Han"), (JIEUN, "Jieun"), (MINJUN, "Minjun"), (YURI, "Yuri")):
        language = "en" if user_id in (JIEUN, YURI) else "ko"
        found[user_id] = world.box.user(name, user_id=user_id, language_code=language)
        await found[user_id].start()
        await world.quiet()
    return found


async def handed_in(house: House, user_id: int, text: tuple[str, str, str]) -> int:
    person = await citizens.look(house, user_id, "")
    view = await proposed(house, user_id, "Kim", *text)
    await citizens.choose_language(house, occasion(house, user_id), person.language)
    return view.proposal.proposal_no


def news_to(person: Person) -> list[tuple[int, str]]:
    """Return when the bot wrote to somebody of proposals, and what."""
    return [
        (one.date, str(one.content.get("text", "")))
        for one in person.messages()
        if one.sender_id == person.box.bot.id
        and any(word in str(one.content.get("text", "")) for word in OURS)
    ]


class PartOne:
    """A world in which proposals go through part one, an event every ten minutes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.house = world.house

    async def passes(self, minutes: int = 10) -> None:
        self.world.box.clock.advance(timedelta(minutes=minutes))
        await self.world.quiet()

    async def says(self, number: int, act: Act, *said: str, user_id: int = PARKS) -> None:
        await answered(self.house, number, act, *said, user_id=user_id)
        await self.passes()

    async def settles(self, number: int, *, accepts: bool) -> None:
        """Let the proposer of an offer accept or decline it."""
        proposal = await self.house.db.read(lambda tx: stored.by_number(tx, 1, number))
        events = await self.house.db.read(lambda tx: stored.history(tx, number))
        assert proposal is not None
        here = occasion(self.house, proposal.author)
        await review_drafts.settle_offer(self.house, here, 1, number, events[-1].event_no, accepts)
        await self.passes()

    async def gathers(self) -> tuple[int, int, int, int]:
        """Jieun proposes one, proposes another with Han, and follows a third."""
        numbers = [
            await handed_in(self.house, user_id, text)
            for user_id, text in (
                (JIEUN, SWINGS),
                (HAN, LAMPS),
                (MINJUN, BENCHES),
                (JIEUN, RAMPS),
            )
        ]
        swings, lamps, benches, ramps = numbers
        await register(self.house, YURI, "")
        await citizens.choose_language(self.house, occasion(self.house, YURI), "en")
        await self.passes()
        for user_id, number in ((YURI, swings), (JIEUN, lamps), (YURI, benches), (HAN, ramps)):
            here = occasion(self.house, user_id)
            await co_proposers.join(self.house, here, 1, number, "Lee")
            await self.passes()
        for user_id in (JIEUN, HAN, YURI):
            here = occasion(self.house, user_id)
            await following.follow(self.house, here, 1, benches, True)
        await self.passes(26 * 60)
        return swings, lamps, benches, ramps

    async def runs(self) -> None:
        """Let departments, proposers and a facilitator do all that there is to do."""
        swings, lamps, benches, ramps = await self.gathers()
        for number, author in ((swings, JIEUN), (lamps, HAN), (benches, MINJUN)):
            await self.says(number, Act.ASK, "Where exactly is it meant?")
            await self.says(number, Act.ANSWER, "By the library.", user_id=author)
        await self.says(lamps, Act.OFFER, "Only half of them.", "1억원", "Too dear.")
        await self.settles(lamps, accepts=False)
        await self.says(benches, Act.OPINE, "The pavement is too narrow.")
        await self.says(benches, Act.APPEAL, "Not at the third stop.", user_id=MINJUN)
        merge = await suggested(self.house, [swings, lamps, ramps], by=FACILITATOR)
        await self.passes()
        await self.says(benches, Act.FIND_FEASIBLE, "1억원", "At the third stop alone.")
        for user_id, number in ((HAN, lamps), (JIEUN, swings), (JIEUN, ramps)):
            here = occasion(self.house, user_id)
            await merging.consent(self.house, here, 1, merge.merge.merge_no, number, 1)
            await self.passes()
        reviewed = await self.house.db.read(lambda tx: stored.in_state(tx, 1, 1, State.REVIEWING))
        made = next(one.proposal_no for one in reviewed if one.from_merge)
        await self.says(made, Act.OFFER, "Only half of them.", "1억원", "Too dear.")
        await self.settles(made, accepts=True)
        for _hour in range(4):
            await self.passes(60)


async def test_a_whole_part_one_is_told_in_each_ones_language_and_at_most_once_an_hour(
    tmp_path: Path,
) -> None:
    year = merging_process(co_proposers_needed=1, merge_days=3, per_person=4)
    world = await World.open(tmp_path, year)
    try:
        phones = await people(world)

        await PartOne(world).runs()

        told = {user_id: news_to(phone) for user_id, phone in phones.items()}
    finally:
        await world.close()
    times = [[at for at, _ in news] for news in told.values()]
    gaps = [later - sooner for one in times for sooner, later in pairwise(one)]
    said = {user_id: "\n".join(text for _, text in news) for user_id, news in told.items()}
    assert min(gaps) >= 3600
    assert min(len(one) for one in times) >= 3
    assert [step for step in IN_ENGLISH if step not in said[JIEUN]] == []
    assert [step for step in IN_KOREAN if step not in said[HAN]] == []
    for user_id in (JIEUN, YURI):
        assert not HANGUL.search(said[user_id].replace("공원과", ""))
    for user_id in (HAN, MINJUN):
        assert all(HANGUL.search(text) for _, text in told[user_id])
    # What only its proposer reads first is in nobody else's messages.
    assert "the department thinks" not in said[YURI] + said[JIEUN]
    assert "부적격 의견" in said[MINJUN]
    assert "부적격 의견" not in said[HAN]
