"""Taps saved together do exactly what each alone would have done."""

import random
from pathlib import Path

from actions import ballots, citizens, taps
from actions.house import House
from actions.taps import Ranked, Tap
from deliberation.refusals import Refusal
from storage import ballots as stored
from tests.samples import occasion, open_house, sample_process

PEOPLE = range(41, 49)


async def _settle(house: House) -> None:
    for person in PEOPLE:
        await citizens.start(house, occasion(house, person), "ko", 1)
        heading = house.processes[1].heading(2 if person % 2 else 3)
        if person % 4:
            await citizens.accept_notice(house, occasion(house, person), 1, heading)
            await citizens.give_consent(house, occasion(house, person), 1)


def _wishes(
    randomness: random.Random, house: House, seen: dict[tuple[int, int], list[tuple[int, int]]]
) -> list[Tap]:
    found = []
    for person in randomness.sample(PEOPLE, randomness.randint(1, len(PEOPLE))):
        heading_no = randomness.randint(1, 4)
        screens = seen.get((person, heading_no), [(0, 0)])
        # Mostly the newest screen, or the one before it; now and then a much older one.
        at = -1 if randomness.random() < 0.6 else -randomness.randint(1, len(screens))
        revision, length = screens[at]
        found.append(
            Tap(
                occasion(house, person, message_id=7, update_id=randomness.randint(1, 400)),
                heading_no,
                project_no=randomness.randint(0, 5),
                rank=randomness.choice([0, length + 1]),
                revision=revision,
                page=0,
                field_id="",
            )
        )
    return found


async def _alone(house: House, tap: Tap) -> object:
    try:
        return await ballots.set_rank(
            house,
            tap.occasion,
            1,
            tap.heading_no,
            project_no=tap.project_no,
            rank=tap.rank,
            revision=tap.revision,
            page=tap.page,
            field_id=tap.field_id,
        )
    except Refusal as refusal:
        return refusal


async def test_taps_together_do_what_each_does_alone(tmp_path: Path) -> None:
    randomness = random.Random(20220)
    (tmp_path / "one").mkdir()
    (tmp_path / "many").mkdir()
    seen: dict[tuple[int, int], list[tuple[int, int]]] = {}
    outcomes: set[str] = set()
    async with (
        open_house(tmp_path / "one", sample_process()) as one,
        open_house(tmp_path / "many", sample_process()) as many,
    ):
        await _settle(one)
        await _settle(many)
        for _ in range(80):
            given = _wishes(randomness, one, seen)
            together = await taps.set_ranks(many, 1, given)
            for tap, done in zip(given, together, strict=True):
                alone = await _alone(one, tap)

                if isinstance(done, Refusal):
                    assert isinstance(alone, type(done))
                    assert str(alone) == str(done)
                    outcomes.add(type(done).__name__)
                    continue
                assert isinstance(done, Ranked)
                for name in ("ranking", "revision", "outcome", "more_ballots", "until_utc"):
                    assert getattr(done.view, name) == getattr(alone, name), name
                assert [project.no for project in done.view.order]
                assert bool(done.view.code) == bool(done.view.ranking)
                outcomes.add(done.view.outcome)
                drawn = seen.setdefault((tap.occasion.user_id, tap.heading_no), [(0, 0)])
                drawn.append((done.view.revision, len(done.view.ranking)))
        for heading_no in (1, 2, 3):
            tallies = [
                await house.db.read(lambda tx, no=heading_no: stored.tally(tx, 1, no))
                for house in (one, many)
            ]
            assert tallies[0] == tallies[1]
            assert tallies[1].reconciles
        waiting = [
            await house.db.read(lambda tx: tx.all("SELECT told_key, version FROM outbox"))
            for house in (one, many)
        ]
        assert {tuple(row) for row in waiting[0]} == {tuple(row) for row in waiting[1]}

    assert {"saved", "same", "stale", "withdrawn", "full", "NotPermitted", "NotThere"} <= outcomes
