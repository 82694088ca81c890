"""From a priority vote to the shortlist: frozen, closed, counted, published."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from actions import (
    agenda,
    ballots,
    costing,
    counting,
    prioritising,
    results,
    shortlisting,
)
from actions import processes as process_actions
from deliberation.phases import Vote
from deliberation.proposals import State
from deliberation.refusals import NotNow, Stale
from tests.prioritising.agenda_year import (
    CITY,
    CITY_PAPER,
    JIEUN,
    JONGNO,
    JONGNO_PAPER,
    cost_all,
    count,
    handed_in,
    prioritise,
    publish,
)
from tests.results.voting import register, rows, vote
from tests.samples import (
    MANAGER,
    agenda_process,
    occasion,
    open_house,
    words,
)


async def test_a_priority_ballot_has_receipt_and_slot_of_its_own(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await register(house, JIEUN, JONGNO)

        city = await vote(house, JIEUN, CITY_PAPER, (2, 1))
        jongno = await vote(house, JIEUN, JONGNO_PAPER, (1,))

        stored = await rows(house, "SELECT heading_no, ranking, code FROM ballots")
        assert {(one["heading_no"], one["ranking"], one["code"]) for one in stored} == {
            (CITY_PAPER, "2,1", city),
            (JONGNO_PAPER, "1", jongno),
        }


async def test_the_budget_ballot_is_closed_while_priorities_are_voted_on(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await register(house, JIEUN, JONGNO)

        with pytest.raises(NotNow) as refused:
            await ballots.look(house, JIEUN, 1, CITY)

        assert refused.value.code == "ballot-not-open"


async def test_the_vote_closes_with_its_phase_and_says_so_in_the_log(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2), (2,)])

        await count(house)

        with pytest.raises(NotNow):
            await vote(house, JIEUN, CITY_PAPER, (3,))
        log = await rows(house, "SELECT kind, body FROM public_log ORDER BY seq")
        kinds = [one["kind"] for one in log]
        closed = [json.loads(one["body"]) for one in log if one["kind"] == "heading-closed"]
        assert kinds.count("agenda-frozen") == 2
        assert [one["vote"] for one in closed] == ["agenda", "agenda"]
        assert [(one["heading"], one["counted"]) for one in closed] == [("city", 2), ("jongno", 0)]
        assert house.keys.is_destroyed(1, CITY_PAPER)
        assert not house.keys.is_destroyed(1, CITY)


async def test_places_are_shared_in_proportion_and_reasons_add_up(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        # Half of the voters want 1, then 2; the other half 3: each half fills one of two places.
        await prioritise(house, [(1, 2), (1, 2), (1, 2), (3,), (3,), (3,)])

        await count(house)

        view = await shortlisting.look_at_heading(house, occasion(house, MANAGER), 1, CITY)
        assert set(view.count.shortlist) == {"i1", "i3"}
        assert view.count.quota == 3
        assert [one.rank for one in view.count.reasons[:2]] == [1, 1]
        assert view.count.schulze.order[:1] in (("i1",), ("i3",))
        assert len(view.count.borda.order) == 4


async def test_where_nobody_voted_the_lot_fills_the_places(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [])

        await count(house)

        view = await shortlisting.look_at_heading(house, occasion(house, MANAGER), 1, CITY)
        assert len(view.count.shortlist) == 2
        assert view.count.voters == 0


async def test_a_shortlist_is_public_once_two_managers_confirmed_its_hash(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1,), (2,)])
        await count(house)
        with pytest.raises(NotNow) as refused:
            await shortlisting.look(house, occasion(house, JIEUN), 1)

        await publish(house)

        view = await shortlisting.look(house, occasion(house, JIEUN), 1)
        assert refused.value.code == "no-shortlist-yet"
        assert [one.is_public for one in view.shortlists] == [True, True]
        city = house.processes[1].heading(CITY)
        assert city is not None
        assert set(city.shortlist) == {"i1", "i2"}
        kept = await rows(house, "SELECT snapshot FROM processes")
        assert process_actions.from_snapshot(kept[0]["snapshot"]) == house.processes[1]


async def test_the_file_loaded_again_keeps_what_was_decided(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2)])
        await count(house)
        await publish(house)
        await cost_all(house, CITY)
        await costing.publish(house, occasion(house, MANAGER), 1, CITY)
        was = house.processes[1].heading(CITY)
        renamed = replace(agenda_process(), names=words("Renamed", "새 이름"))

        await process_actions.load(house, renamed, b"# newer", MANAGER, 1)

        assert house.processes[1].names == renamed.names
        assert house.processes[1].heading(CITY) == was


async def test_the_file_may_not_change_an_agenda_that_is_being_voted_on(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2)])
        process = agenda_process()
        fewer = replace(process.headings[0], agenda=process.headings[0].agenda[:2])

        with pytest.raises(Stale) as refused:
            await process_actions.load(
                house, agenda.with_headings(process, [fewer]), b"# other", MANAGER, 1
            )

        assert refused.value.code == "rules-frozen"


async def test_without_a_seed_managers_are_asked_and_the_count_waits(tmp_path: Path) -> None:
    async with open_house(tmp_path, replace(agenda_process(), seed=None)) as house:
        await prioritise(house, [(1, 2)])
        await count(house)
        waiting = await rows(house, "SELECT heading_no FROM outcomes")
        asked = await rows(house, "SELECT chat_id FROM outbox WHERE kind = 'seed-needed'")

        await counting.enter_seed(house, occasion(house, MANAGER), 1, "4 8 15", Vote.AGENDA)
        await prioritising.count_due(house, 1, house.clock.now())

        counted = await rows(house, "SELECT heading_no FROM outcomes")
        assert (len(waiting), len(asked), len(counted)) == (0, 2, 2)
        assert await counting.seed_of(house, 1) is None


async def test_the_receipt_of_a_priority_ballot_is_found_after_closing(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await register(house, JIEUN, JONGNO)
        code = await vote(house, JIEUN, JONGNO_PAPER, (2,))
        await count(house)

        found = await results.find_receipt(house, 1, code)

        assert found.heading is not None
        assert found.heading.no == JONGNO_PAPER


async def test_what_passed_review_is_put_to_priority_voting(tmp_path: Path) -> None:
    process = agenda_process()
    empty = replace(process.headings[2], agenda=())
    async with open_house(tmp_path, agenda.with_headings(process, [empty])) as house:
        number = await handed_in(house, "놀이터에 그늘", State.FEASIBLE)
        await handed_in(house, "놀이터에 <b>수영장</b>", State.INFEASIBLE)

        await agenda.open_what_has_begun(house)

        paper = house.processes[1].paper(JONGNO_PAPER)
        assert paper is not None
        assert [one.names.in_language("ko") for one in paper.projects] == ["놀이터에 그늘"]
        assert paper.agenda[0].proposals == (number,)
        assert paper.agenda[0].estimate == 40_000_000
        await register(house, JIEUN, JONGNO)
        assert await vote(house, JIEUN, JONGNO_PAPER, (1,))


async def test_what_passes_review_too_late_is_not_added(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await agenda.open_what_has_begun(house)
        await handed_in(house, "놀이터에 그늘", State.FEASIBLE)

        await agenda.open_what_has_begun(house)

        paper = house.processes[1].paper(JONGNO_PAPER)
        assert paper is not None
        assert len(paper.projects) == 2
