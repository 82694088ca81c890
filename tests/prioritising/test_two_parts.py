"""From a priority vote to the ballot: frozen, closed, counted, published, costed, voted on."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions import (
    agenda,
    ballots,
    bundles,
    closing,
    costing,
    costing_news,
    counting,
    motions,
    phases,
    prioritising,
    publishing,
    results,
    shortlist_bundles,
    shortlisting,
)
from actions import processes as process_actions
from actions.house import House
from deliberation.agenda_views import HeadingCostsView
from deliberation.bundle import pack
from deliberation.bundle_check import verify_bundle
from deliberation.bundle_reading import BundleDiffers, unpacked
from deliberation.ceilings import Limit
from deliberation.phases import Programme, Vote
from deliberation.process import AGENDA_PAPERS
from deliberation.proposals import Content, State
from deliberation.refusals import BadInput, NotNow, NotPermitted, Stale
from deliberation.rules import rules_sha256
from storage import processes as stored_processes
from storage.database import Transaction
from tests.results.voting import deliver_screens, register, rows, vote
from tests.samples import (
    DAY,
    MANAGER,
    NOON,
    REVIEWER,
    SECOND_MANAGER,
    agenda_process,
    occasion,
    open_house,
    words,
)

CITY, JONGNO = 1, 3
CITY_PAPER, JONGNO_PAPER = AGENDA_PAPERS + CITY, AGENDA_PAPERS + JONGNO
COSTING, BALLOTING = NOON + 9 * DAY, NOON + 19 * DAY
JIEUN = 7_311_442_907_121


async def prioritise(house: House, rankings: list[tuple[int, ...]]) -> None:
    await agenda.open_what_has_begun(house)
    for at, ranking in enumerate(rankings):
        await register(house, JIEUN + at, JONGNO)
        await vote(house, JIEUN + at, CITY_PAPER, ranking)


async def count(house: House) -> None:
    house.clock.set(COSTING + timedelta(minutes=10))  # type: ignore[attr-defined]
    await deliver_screens(house)
    assert await closing.close_due(house, house.clock.now()) is None
    await prioritising.count_due(house, 1, house.clock.now())


async def publish(house: House) -> None:
    desk = await shortlisting.look_at_desk(house, occasion(house, MANAGER), 1)
    assert desk.summary is not None
    motion = await shortlisting.move_publishing(
        house, occasion(house, MANAGER), 1, desk.summary.sha256
    )
    await motions.second(
        house, occasion(house, SECOND_MANAGER), motion.motion_no, motion.subject_sha256
    )


async def cost_all(house: House, heading_no: int, cost: int = 100_000_000) -> HeadingCostsView:
    view = await costing.look_at_heading(house, occasion(house, MANAGER), 1, heading_no)
    for item in view.uncosted:
        view = await costing.set_cost(
            house, occasion(house, MANAGER), 1, heading_no, item.no, cost
        )
    return view


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


async def test_the_result_of_a_year_of_two_votes_is_verified_from_its_bundle(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2), (2, 1), (2,)])
        await count(house)
        await publish(house)
        await cost_all(house, JONGNO)
        await costing.publish(house, occasion(house, MANAGER), 1, JONGNO)
        house.clock.set(BALLOTING + timedelta(hours=1))  # type: ignore[attr-defined]
        await phases.enter_due(house, house.clock.now())
        await cost_all(house, CITY)  # late: the rules are frozen already, and are completed
        await costing.publish(house, occasion(house, MANAGER), 1, CITY)
        await vote(house, JIEUN, CITY, (1, 2))
        house.clock.set(BALLOTING + 11 * DAY)  # type: ignore[attr-defined]
        await deliver_screens(house)
        assert await closing.close_due(house, house.clock.now()) is None
        await counting.count_due(house, 1, house.clock.now())
        desk = await publishing.look_at_desk(house, occasion(house, MANAGER), 1)
        assert desk.summary is not None
        motion = await publishing.move_publishing(
            house, occasion(house, MANAGER), 1, desk.summary.sha256
        )
        await motions.second(
            house, occasion(house, SECOND_MANAGER), motion.motion_no, motion.subject_sha256
        )

        await bundles.store_what_is_published(house)

        found = verify_bundle((await bundles.look(house, 1, 1)).content)
        assert (found.headings, found.ballots) == (3, 1)


async def test_a_published_shortlist_is_recounted_from_its_bundle(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2), (2, 1), (2,), (4, 3)])
        await count(house)
        with pytest.raises(NotNow, match="no-shortlist-yet"):
            await shortlist_bundles.look(house, 1, CITY)
        await publish(house)
        first = await shortlist_bundles.look(house, 1, CITY)
        await cost_all(house, CITY)
        await costing.publish(house, occasion(house, MANAGER), 1, CITY)

        again = await shortlist_bundles.look(house, 1, CITY)
        found = verify_bundle(first.content, first.sha256[:16])

        assert again.content == first.content
        assert (found.shortlist_of, found.ballots) == ("city", 4)


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("ballots/city.pb", ";i2,i1\n", ";i1,i2\n", "ballots_differ"),
        ("ballots/city.pb", "max_length;3", "max_length;4", "limits_differ"),
        ("elected.json", '"ballots":4', '"ballots":5', "result_differs"),
        ("reasons.json", '"rank":1', '"rank":2', "reason_differs"),
        ("rules.json", '"slots":2', '"slots":1', "rules_differ"),
        ("edition.json", '"seed":"', '"seed":"x', "log_differs"),
    ],
)
async def test_a_change_in_a_shortlist_s_bundle_is_named(
    tmp_path: Path, name: str, old: str, new: str, code: str
) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2), (2, 1), (2,), (4, 3)])
        await count(house)
        await publish(house)
        files = unpacked((await shortlist_bundles.look(house, 1, CITY)).content)
        del files["SHA256SUMS"]
        assert old in files[name].decode()
        files[name] = files[name].decode().replace(old, new).encode()

        with pytest.raises(BundleDiffers) as caught:
            verify_bundle(pack(files))

        assert caught.value.code == code


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
        waiting = await rows(house, "SELECT heading_no FROM shortlists")
        asked = await rows(house, "SELECT chat_id FROM outbox WHERE kind = 'seed-needed'")

        await counting.enter_seed(house, occasion(house, MANAGER), 1, "4 8 15", Vote.AGENDA)
        await prioritising.count_due(house, 1, house.clock.now())

        counted = await rows(house, "SELECT heading_no FROM shortlists")
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


async def handed_in(house: House, title: str, state: State) -> int:
    content = Content(title, "여름에 너무 덥습니다.", "그늘막을 칩니다.", "종로", 40_000_000)

    async def act(tx: Transaction) -> int:
        rows = await tx.write(
            """
            INSERT INTO proposals (process_no, heading_no, author, title, problem, idea, place,
                cost, field, language, state, received_utc)
            VALUES (1, :heading_no, 7, :title, :problem, :idea, :place, :cost, '', 'ko', :state, 1)
            RETURNING proposal_no
            """,
            {
                "heading_no": JONGNO,
                "title": content.title,
                "problem": content.problem,
                "idea": content.idea,
                "place": content.place,
                "cost": content.cost,
                "state": state.value,
            },
        )
        return int(rows[0]["proposal_no"])

    return await house.db.write(act)
