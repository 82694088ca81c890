"""Items that need each other: joined into one project, taken apart again, refused."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from actions import agenda, ballots, costing, joining, phases
from actions import processes as process_actions
from actions.house import House
from deliberation.agenda import AgendaItem
from deliberation.joining import joined, parted, standing
from deliberation.process import Process
from deliberation.proposals import State
from deliberation.refusals import BadInput, NotPermitted, NotThere, Refusal, Stale
from storage import following
from tests.prioritising.agenda_year import (
    BALLOTING,
    CITY,
    JIEUN,
    JONGNO,
    cost_all,
    count,
    handed_in,
    prioritise,
    publish,
)
from tests.results.voting import rows, vote
from tests.samples import MANAGER, REVIEWER, agenda_process, item, occasion, open_house, words

NEIGHBOUR = JIEUN + 50
ITEMS = (
    replace(item(1, "Pool", "수영장", 30), proposals=(4,), excludes=("i4",)),
    replace(item(2, "Bridge", "다리", 20), proposals=(7, 9), department="roads"),
    item(3, "Café", "카페"),
    replace(item(4, "Rink", "빙상장"), excludes=("i2",)),
)


def whole(name: str) -> str:
    return name


def test_joined_items_are_one_with_all_names_texts_proposals_and_exclusions() -> None:
    joinings = joined(ITEMS[:3], (), "i2", "i1", whole)

    found = standing(ITEMS, joinings)

    assert [(one.item_id, one.no) for one in found] == [("i2", 2), ("i3", 3), ("i4", 4)]
    assert found[0].names.by_language == {"en": "Bridge + Pool", "ko": "다리 + 수영장"}
    assert found[0].texts.in_language("en") == "Bridge\nWhat it is.\n\nPool\nWhat it is."
    assert (found[0].proposals, found[0].estimate) == ((7, 9, 4), 50)
    assert found[0].department == ""  # of two departments: neither alone sets its cost
    assert (found[0].excludes, found[2].excludes) == (("i4",), ("i2",))


def test_long_texts_of_joined_items_still_fit_into_one_message() -> None:
    long = [replace(one, texts=words("Why. " * 600, "까닭. " * 600)) for one in ITEMS[:3]]
    joinings = joined(long[:2], (), "i1", "i2", whole)

    found = standing(long, joinings)[0].texts

    assert all(len(found.in_language(language)) < 2500 for language in ("en", "ko"))
    assert found.in_language("en").count("…") == 2


def test_an_exclusion_of_an_absorbed_item_holds_for_the_joined_one() -> None:
    joinings = joined(ITEMS, (), "i3", "i2", whole)

    found = {one.item_id: one for one in standing(ITEMS, joinings)}

    assert found["i4"].excludes == ("i3",)
    with pytest.raises(BadInput, match="items-exclude"):
        joined(ITEMS, joinings, "i3", "i4", whole)


@pytest.mark.parametrize(
    ("first", "second", "refusal", "code"),
    [
        ("i1", "i4", BadInput, "items-exclude"),
        ("i4", "i1", BadInput, "items-exclude"),
        ("i1", "i1", NotThere, "no-such-item"),
        ("i1", "i9", NotThere, "no-such-item"),
        ("i2", "i3", Stale, "item-joined"),
        ("i3", "i1", Stale, "item-joined"),
        ("i1", "i3", Stale, "item-joined"),
    ],
)
def test_what_cannot_be_joined_is_refused(
    first: str, second: str, refusal: type[Refusal], code: str
) -> None:
    joinings = joined(ITEMS, (), "i1", "i3", whole)

    with pytest.raises(refusal) as refused:
        joined(ITEMS, joinings, first, second, whole)

    assert refused.value.code == code


def test_what_a_joined_item_brings_comes_along_and_all_part_at_once() -> None:
    items: tuple[AgendaItem, ...] = ITEMS[:3]
    first = joined(items, (), "i2", "i3", whole)

    both = joined(items, first, "i1", "i2", whole)

    assert [one.members for one in both] == [("i1", "i2", "i3")]
    assert standing(items, parted(both, "i1")) == items
    with pytest.raises(Stale, match="item-not-joined"):
        parted(both, "i2")


def of_proposals() -> Process:
    """A year in which the first two items of the city come from proposals 1 and 2."""
    process = agenda_process()
    city = process.headings[0]
    made = [replace(one, proposals=(one.no,)) for one in city.agenda[:2]]
    return agenda.with_headings(process, [replace(city, agenda=(*made, *city.agenda[2:]))])


async def to_costing(house: House) -> None:
    await prioritise(house, [(1, 2), (2, 1), (1,)])
    for title in ("그늘", "진료소"):
        number = await handed_in(house, title, State.FEASIBLE)
        await house.db.write(partial(following.follow, proposal_no=number, user_id=NEIGHBOUR))
    await count(house)
    await publish(house)
    await cost_all(house, CITY)


async def test_a_joined_project_is_one_on_the_ballot_and_all_concerned_are_told_once(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, of_proposals()) as house:
        await to_costing(house)
        manager = occasion(house, MANAGER, update_id=7001)

        view = await joining.join(house, manager, 1, CITY, 2, 1)
        again = await joining.join(house, manager, 1, CITY, 2, 1)

        assert view == again
        assert [(one.item_id, one.cost) for one in view.items] == [("i2", None)]
        with pytest.raises(NotThere):
            await costing.set_cost(house, occasion(house, MANAGER), 1, CITY, 1, 9_000_000)
        with pytest.raises(Stale, match="item-joined"):
            await joining.join(house, occasion(house, MANAGER), 1, CITY, 2, 1)
        log = await rows(house, "SELECT body FROM public_log WHERE kind = 'items-joined'")
        assert [json.loads(one["body"])["items"] for one in log] == [["i2", "i1"]]
        noted = await rows(house, "SELECT proposal_no FROM proposal_events ORDER BY proposal_no")
        assert [one["proposal_no"] for one in noted] == [1, 2]
        told = await rows(house, "SELECT chat_id FROM outbox WHERE kind = 'proposal-news'")
        assert sorted(one["chat_id"] for one in told) == [7, NEIGHBOUR]  # proposer, follower
        await cost_all(house, CITY, 77_000_000)
        await costing.publish(house, occasion(house, MANAGER), 1, CITY)
        with pytest.raises(Stale, match="costs-published"):
            await joining.part(house, occasion(house, MANAGER), 1, CITY, 2)
        house.clock.set(BALLOTING + timedelta(hours=1))  # type: ignore[attr-defined]
        await phases.enter_due(house, house.clock.now())
        assert await vote(house, JIEUN, CITY, (1,))
        shown = await ballots.look_at_project(house, JIEUN, 1, CITY, 1)
        assert shown.project.names.in_language("en") == "Night clinic + Shade on the way to school"
        assert shown.project.cost == 77_000_000
        assert [one.proposal_no for one in shown.origins] == [2, 1]
        assert len(shown.ballot.heading.projects) == 1


async def test_taken_apart_both_are_costed_anew_and_the_log_says_both(tmp_path: Path) -> None:
    async with open_house(tmp_path, of_proposals()) as house:
        await to_costing(house)
        await joining.join(house, occasion(house, MANAGER), 1, CITY, 1, 2)
        await cost_all(house, CITY, 77_000_000)

        view = await joining.part(house, occasion(house, MANAGER), 1, CITY, 1)

        assert {(one.item_id, one.cost) for one in view.items} == {("i1", None), ("i2", None)}
        log = await rows(house, "SELECT kind FROM public_log ORDER BY seq")
        assert [one["kind"] for one in log][-2:] == ["items-joined", "items-parted"]
        with pytest.raises(Stale, match="item-not-joined"):
            await joining.part(house, occasion(house, MANAGER), 1, CITY, 1)


async def test_only_managers_join_and_only_within_a_heading(tmp_path: Path) -> None:
    async with open_house(tmp_path, of_proposals()) as house:
        await to_costing(house)

        for who in (REVIEWER, JIEUN):
            with pytest.raises(NotPermitted):
                await joining.join(house, occasion(house, who), 1, CITY, 1, 2)
        with pytest.raises(NotThere, match="no-such-item"):
            await joining.join(house, occasion(house, MANAGER), 1, JONGNO, 1, 2)

        assert await rows(house, "SELECT 1 FROM public_log WHERE kind = 'items-joined'") == []


async def test_the_file_loaded_again_keeps_what_is_joined(tmp_path: Path) -> None:
    async with open_house(tmp_path, of_proposals()) as house:
        await to_costing(house)
        await joining.join(house, occasion(house, MANAGER), 1, CITY, 1, 2)
        was = house.processes[1].heading(CITY)

        await process_actions.load(house, of_proposals(), b"# newer", MANAGER, 1)

        assert was is not None
        assert was.joinings
        assert house.processes[1].heading(CITY) == was
