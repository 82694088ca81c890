"""A whole budget year from the files: proposals, review, priorities, costs, and the vote."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeVar

from bot.replay import managers, staff_work
from bot.replay.agreement import Both, PartOne, Shortlisting, agree
from bot.replay.drawing import Election, Voter, draw, read_election
from bot.replay.grounds import Grounds, Tell, grounds, opened
from bot.replay.part_one import (
    FIRST_REVIEWER,
    Idea,
    Proposer,
    ideas_of,
    preferences,
    proposers_of,
    second_ballots,
    year_of,
)
from bot.replay.phones import Phone
from bot.replay.play import (
    AT_ONCE,
    OPENED,
    Announcements,
    Wishes,
    close_and_publish,
    let_vote,
    results_of,
    tallies_of,
    told_since,
)
from bot.replay.proposing import order_of_sending, propose
from bot.replay.reconciliation import Course
from bot.replay.turns import Turns
from deliberation.phases import Phase
from deliberation.process import Process, agenda_paper
from deliberation.proposals import Proposal, State
from storage import proposals as stored
from storage.database import Transaction

SOON = timedelta(hours=1)
PATIENCE_S = 300.0
PAUSE_S = 0.5

T = TypeVar("T")


@dataclass
class _Year:
    """The year while it is played: what was seen of it so far."""

    ground: Grounds
    election: Election
    ideas: Sequence[Idea]
    managers: Sequence[Phone]
    acting_s: float = 0.0
    numbers: dict[tuple[int, str], int] = field(default_factory=dict)
    told: Announcements = field(default_factory=list)

    @property
    def staff(self) -> set[int]:
        """The accounts of managers and reviewers."""
        reviewers = {FIRST_REVIEWER + no for no in range(1, len(self.election.files) + 1)}
        return reviewers | {phone.user_id for phone in self.managers}

    @property
    def items(self) -> dict[tuple[int, str], str]:
        """What each project of the files is called on agendas."""
        return {key: f"proposal-{number}" for key, number in self.numbers.items()}


async def replay_both(wishes: Wishes, tell: Tell = lambda what, done, all_: None) -> Both:
    """Replay an election with part one before it, and reconcile both parts."""
    election = read_election(wishes.folder, wishes.unit, wishes.instance)
    drawn = draw(election, wishes.voters, wishes.seed)
    ideas, left_out = ideas_of(election)
    begun = year_of(election, ideas, OPENED)
    async with grounds(begun, OPENED + SOON, wishes.kill_every) as ground:
        ground.tell = tell
        both = await managers.arrive(ground.exchange)
        year = _Year(ground, election, ideas, both)
        await _hand_in(year)
        await _review(year)
        first = preferences(drawn, year.items)
        await _prioritise(year, first)
        shortlisted = await _cost(year)
        shortlists = {one.no: one.shortlist for one in shortlisted.headings}
        second = second_ballots(drawn, year.items, shortlists)
        process = await _enter(year, Phase.BALLOTING)
        year.acting_s += await let_vote(ground, process, second)
        year.told += await close_and_publish(ground, process, both)
        await ground.keeper.stop()
        papers = [agenda_paper(one) for one in process.headings]
        part_one = PartOne(
            drawn=drawn,
            ideas=ideas,
            left_out=left_out,
            items=year.items,
            received=await _proposals(ground, process, tuple(State)),
            feasible=await _proposals(ground, process, (State.FEASIBLE,)),
            voters=first,
            tallies=await tallies_of(ground, process, papers),
            ballots_emptied=_ballots(first) - _ballots(second),
        )
        shortlistings = [
            Shortlisting(heading, result)
            for heading, result in zip(
                process.headings, await results_of(ground, process), strict=True
            )
        ]
        tallies = await tallies_of(ground, process, process.headings)
    course = Course(
        kills=ground.keeper.kills,
        taps=ground.exchange.taps,
        repeats=ground.exchange.repeats,
        voting_s=year.acting_s,
        announcements=year.told,
    )
    return agree(election, process, part_one, second, tallies, shortlistings, course)


def _ballots(voters: Sequence[Voter]) -> int:
    return sum(len(voter.ballots) for voter in voters)


async def _hand_in(year: _Year) -> None:
    process = await year.ground.process()
    proposers = proposers_of(year.ideas)
    turns = Turns(order_of_sending(proposers, AT_ONCE))

    async def one(proposer: Proposer) -> None:
        found = await propose(year.ground.exchange, process, proposer, turns)
        for project_id, number in found.items():
            year.numbers[proposer.heading_no, project_id] = number

    await _all_act(year, "proposing", proposers, one)


async def _review(year: _Year) -> None:
    process = await _enter(year, Phase.REVIEWING)

    async def one(heading_no: int) -> None:
        ideas = [idea for idea in year.ideas if idea.heading_no == heading_no]
        numbers = {idea.project_id: year.numbers[heading_no, idea.project_id] for idea in ideas}
        phone = await staff_work.reviewer_of(
            year.ground.exchange, process.headings[heading_no - 1]
        )
        await staff_work.review(phone, process, ideas, numbers)

    await _all_act(year, "reviewing", [heading.no for heading in process.headings], one)


async def _prioritise(year: _Year, voters: Sequence[Voter]) -> None:
    await _enter(year, Phase.PRIORITISING)
    process = await _once(year, lambda one: all(heading.agenda for heading in one.headings))
    year.acting_s += await let_vote(year.ground, process, voters)


async def _cost(year: _Year) -> Process:
    """Let managers publish the shortlists, departments cost them, a manager publish the costs."""
    await _enter(year, Phase.COSTING)
    answers = len(year.ground.exchange.sent_by_bot)
    first, second = year.managers
    await managers.publish(first, second, managers.SHORTLISTS)
    process = await _once(year, lambda one: all(heading.shortlist for heading in one.headings))
    await year.ground.calm()
    costs = {year.items[idea.heading_no, idea.project_id]: idea.cost for idea in year.ideas}

    async def one(heading_no: int) -> None:
        heading = process.headings[heading_no - 1]
        listed = {
            item.no: costs[item.item_id]
            for item in heading.agenda
            if item.item_id in heading.shortlist
        }
        phone = await staff_work.reviewer_of(year.ground.exchange, heading)
        await staff_work.cost(phone, heading, listed)

    await _all_act(year, "costing", [heading.no for heading in process.headings], one)
    await staff_work.publish_costs(first, process)
    process = await _once(year, lambda one: not any(h.awaits_projects for h in one.headings))
    await year.ground.calm()
    year.told += told_since(year.ground, answers, year.staff)
    return process


async def _all_act(
    year: _Year, what: str, people: Sequence[T], act: Callable[[T], Awaitable[None]]
) -> None:
    """Let people act, some at once, with kills among what they do."""
    places = asyncio.Semaphore(AT_ONCE)
    done = 0

    async def one(person: T) -> None:
        nonlocal done
        async with places:
            await act(person)
        done += 1
        year.ground.tell(what, done, len(people))

    began = monotonic()
    year.ground.killer.wake()
    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(one(person))
    year.acting_s += monotonic() - began
    await year.ground.killer.rest()


async def _enter(year: _Year, phase: Phase) -> Process:
    """Move the clock into a phase, and wait until everybody has been told."""
    ground = year.ground
    process = await ground.process()
    begins: datetime = min(one.starts_utc for one in process.stages if one.phase is phase)
    answers = len(ground.exchange.sent_by_bot)
    await ground.move_clock(begins + SOON)
    await ground.calm()
    year.told += told_since(ground, answers, year.staff)
    return process


async def _once(year: _Year, is_so: Callable[[Process], bool]) -> Process:
    """Return the budget year once something holds of it (TimeoutError where it never does)."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            process = await year.ground.process()
            if is_so(process):
                return process
            await asyncio.sleep(PAUSE_S)


async def _proposals(ground: Grounds, process: Process, states: Sequence[State]) -> list[Proposal]:
    async def read(tx: Transaction) -> list[Proposal]:
        return [
            proposal
            for heading in process.headings
            for state in states
            for proposal in await stored.in_state(tx, process.no, heading.no, state)
        ]

    async with opened(ground.folder) as house:
        return await house.db.read(read)
