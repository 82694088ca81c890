"""Costs of what was shortlisted: set, checked, published, and what happens without them."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions import (
    agenda,
    ballots,
    costing,
    costing_news,
    phases,
)
from actions import processes as process_actions
from deliberation.ceilings import Limit
from deliberation.phases import Programme
from deliberation.refusals import BadInput, NotNow, NotPermitted
from deliberation.rules import rules_sha256
from storage import processes as stored_processes
from tests.prioritising.agenda_year import (
    BALLOTING,
    CITY,
    JIEUN,
    JONGNO,
    cost_all,
    count,
    prioritise,
    publish,
)
from tests.results.voting import rows, vote
from tests.samples import (
    MANAGER,
    REVIEWER,
    agenda_process,
    occasion,
    open_house,
)


async def test_published_costs_become_the_projects_of_the_ballot(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2), (2, 1), (2,)])
        await count(house)
        await publish(house)
        await cost_all(house, CITY)
        await cost_all(house, JONGNO)

        for heading_no in (CITY, JONGNO):
            await costing.publish(house, occasion(house, MANAGER), 1, heading_no)

        house.clock.set(BALLOTING + timedelta(hours=1))  # type: ignore[attr-defined]
        await phases.enter_due(house, house.clock.now())
        code = await vote(house, JIEUN, CITY, (1, 2))
        heading = house.processes[1].heading(CITY)
        assert heading is not None
        assert [(one.project_id, one.no, one.cost) for one in heading.projects] == [
            ("i2", 1, 100_000_000),
            ("i1", 2, 100_000_000),
        ]
        assert code


async def test_without_all_costs_nothing_is_published(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2)])
        await count(house)
        await publish(house)
        await costing.set_cost(house, occasion(house, MANAGER), 1, CITY, 1, 50_000_000)

        with pytest.raises(NotNow) as refused:
            await costing.publish(house, occasion(house, MANAGER), 1, CITY)

        assert refused.value.code == "costs-missing"


async def test_no_cost_above_the_programmes_ceiling_or_the_budget_limit_is_set(
    tmp_path: Path,
) -> None:
    year = agenda_process()
    ceiling = {Programme.CITY: replace(year.proposals, cost_most=90_000_000)}
    async with open_house(tmp_path, replace(year, proposals_by_programme=ceiling)) as house:
        await prioritise(house, [(1, 2)])
        await count(house)
        await publish(house)
        here = occasion(house, MANAGER)
        limit = year.headings[JONGNO - 1].budget_limit

        with pytest.raises(BadInput, match="cost-too-high") as above_ceiling:
            await costing.set_cost(house, here, 1, CITY, 1, 90_000_001)
        with pytest.raises(BadInput, match="cost-too-high") as above_limit:
            await costing.set_cost(house, here, 1, JONGNO, 1, limit + 1)
        set_there = await costing.set_cost(house, here, 1, CITY, 1, 90_000_000)

        assert above_ceiling.value.params["most"] == 90_000_000
        assert above_ceiling.value.params["limit"] is Limit.PROGRAMME
        assert above_limit.value.params["most"] == limit
        assert above_limit.value.params["limit"] is Limit.HEADING
        assert {item.cost for item in set_there.items} == {90_000_000, None}


async def test_costs_above_a_ceiling_that_was_lowered_since_are_not_published(
    tmp_path: Path,
) -> None:
    year = agenda_process()
    async with open_house(tmp_path, year) as house:
        await prioritise(house, [(1, 2)])
        await count(house)
        await publish(house)
        await cost_all(house, CITY)
        lowered = {Programme.CITY: replace(year.proposals, cost_most=90_000_000)}
        standing = replace(house.processes[1], proposals_by_programme=lowered)
        await house.db.write(lambda tx: process_actions.restate(house, tx, standing))
        process_actions.adopt(house, standing)

        with pytest.raises(BadInput, match="cost-too-high"):
            await costing.publish(house, occasion(house, MANAGER), 1, CITY)

        assert not house.processes[1].headings[CITY - 1].projects


async def test_voting_without_costs_does_not_open_and_managers_are_told_twice_at_most(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2)])
        await count(house)
        await publish(house)
        house.clock.set(BALLOTING - timedelta(hours=3))  # type: ignore[attr-defined]
        await costing_news.tell_what_is_missing(house)
        house.clock.set(BALLOTING + timedelta(hours=1))  # type: ignore[attr-defined]
        await costing_news.tell_what_is_missing(house)
        await costing_news.tell_what_is_missing(house)

        with pytest.raises(NotNow) as refused:
            await ballots.look(house, JIEUN, 1, CITY)

        told = await rows(house, "SELECT chat_id FROM outbox WHERE kind = 'costs-missing'")
        assert refused.value.code == "projects-not-ready"
        assert len(told) == 2 * 2 * 2  # managers, headings, instants


async def test_late_costs_complete_the_frozen_rules_and_the_log_says_so(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2)])
        await count(house)
        await publish(house)
        house.clock.set(BALLOTING + timedelta(hours=1))  # type: ignore[attr-defined]
        await phases.enter_due(house, house.clock.now())
        before = await house.db.read(lambda tx: stored_processes.frozen_rules(tx, 1))
        await cost_all(house, CITY)

        await costing.publish(house, occasion(house, MANAGER), 1, CITY)

        frozen = await house.db.read(lambda tx: stored_processes.frozen_rules(tx, 1))
        log = await rows(house, "SELECT body FROM public_log WHERE kind = 'rules-completed'")
        assert frozen == rules_sha256(house.processes[1]) != before
        assert json.loads(log[0]["body"])["former"] == before
        assert await vote(house, JIEUN, CITY, (1,))
        with pytest.raises(NotNow) as refused:
            await costing.set_cost(house, occasion(house, MANAGER), 1, CITY, 1, 7)
        assert refused.value.code == "costing-closed"


async def test_reviewers_set_the_costs_of_their_department_alone(tmp_path: Path) -> None:
    process = agenda_process()
    city = process.headings[0]
    other = replace(city.agenda[1], department="health")
    process = agenda.with_headings(
        process, [replace(city, agenda=(city.agenda[0], other, *city.agenda[2:]))]
    )
    async with open_house(tmp_path, process) as house:
        await prioritise(house, [(1, 2)])
        await count(house)
        await publish(house)

        view = await costing.set_cost(house, occasion(house, REVIEWER), 1, CITY, 1, 5_000_000)

        assert view.may_set == {1}
        with pytest.raises(NotPermitted) as refused:
            await costing.set_cost(house, occasion(house, REVIEWER), 1, CITY, 2, 5_000_000)
        assert refused.value.code == "other-department"
        with pytest.raises(NotPermitted):
            await costing.publish(house, occasion(house, REVIEWER), 1, CITY)
