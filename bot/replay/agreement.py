"""Whether both parts of a replayed year agree with its files, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.replay.drawing import Election, Voter, only
from bot.replay.part_one import Idea, ItemIds
from bot.replay.reconciliation import Course, HeadingReport, Report, reconcile
from deliberation.allocation import Allocation
from deliberation.count import count
from deliberation.expanding_approvals import elect
from deliberation.instance import Instance, Project
from deliberation.lot import precedence
from deliberation.process import Heading, Process
from deliberation.profile import Profile
from deliberation.proposals import Proposal
from storage.ballots import Tally


@dataclass(frozen=True)
class PartOne:
    """What part one was given, and what the store says of it.

    `drawn` are the voters of the files, `voters` the same with their ballots as preferences over
    agenda items; `ballots_emptied` counts the ballots of which the shortlists left nothing.
    """

    drawn: Sequence[Voter]
    ideas: Sequence[Idea]
    left_out: int
    items: ItemIds
    received: Sequence[Proposal]
    feasible: Sequence[Proposal]
    voters: Sequence[Voter]
    tallies: Sequence[Tally]
    ballots_emptied: int


@dataclass(frozen=True)
class Shortlisting:
    """A heading as both parts left it, and its published result."""

    heading: Heading
    result: Allocation


@dataclass(frozen=True)
class HeadingOfBoth(HeadingReport):
    """A heading with its part one; ids are those of the file."""

    proposals: int
    slots: int
    shortlisted: tuple[str, ...]
    shortlist_equal_to_files: bool


@dataclass(frozen=True)
class PartOneReport:
    """Part one in figures; `preferences_cast` = counted + replaced + withdrawn."""

    proposals_in: int
    proposals_left_out: int
    proposals_received: int
    proposals_as_typed: int
    proposals_feasible: int
    agenda_items: int
    preferences_in: int
    preferences_cast: int
    preferences_replaced: int
    preferences_withdrawn: int
    preferences_counted: int
    preference_entries_in: int
    preference_entries_counted: int
    ballots_emptied: int

    @property
    def is_well(self) -> bool:
        """Say whether nothing was lost or altered on the way."""
        stages = {
            self.proposals_in,
            self.proposals_received,
            self.proposals_as_typed,
            self.proposals_feasible,
            self.agenda_items,
        }
        accounted = (
            self.preferences_counted + self.preferences_replaced + self.preferences_withdrawn
        )
        return (
            len(stages) == 1
            and self.preferences_in == self.preferences_counted
            and self.preferences_cast == accounted
            and self.preference_entries_in == self.preference_entries_counted
        )


@dataclass(frozen=True)
class Both:
    """A replay of both parts; part two is reported as a replay without part one."""

    part_one: PartOneReport
    part_two: Report
    headings: tuple[HeadingOfBoth, ...]

    @property
    def is_well(self) -> bool:
        """Say whether both parts agree with the files."""
        listed = all(one.shortlist_equal_to_files for one in self.headings)
        return self.part_one.is_well and self.part_two.is_well and listed

    def as_json(self) -> dict[str, Any]:
        """The report as one object."""
        return self.part_two.as_json() | asdict(self.part_one)


def agree(
    election: Election,
    process: Process,
    part_one: PartOne,
    second: Sequence[Voter],
    tallies: Sequence[Tally],
    shortlistings: Sequence[Shortlisting],
    course: Course,
) -> Both:
    """Compare both parts with counts of the same ballots straight from the files."""
    headings = tuple(_heading(election, process, part_one, one) for one in shortlistings)
    return Both(
        _part_one(process, part_one), reconcile(second, tallies, headings, course), headings
    )


def _part_one(process: Process, given: PartOne) -> PartOneReport:
    by_number = {f"proposal-{one.proposal_no}": one for one in given.received}
    as_typed = 0
    for idea in given.ideas:
        found = by_number.get(given.items.get((idea.heading_no, idea.project_id), ""))
        as_typed += found is not None and (
            (found.heading_no, found.content.title, found.content.cost)
            == (idea.heading_no, idea.title, idea.cost)
        )
    return PartOneReport(
        proposals_in=len(given.ideas),
        proposals_left_out=given.left_out,
        proposals_received=len(given.received),
        proposals_as_typed=as_typed,
        proposals_feasible=len(given.feasible),
        agenda_items=sum(len(one.agenda) for one in process.headings),
        preferences_in=sum(len(voter.ballots) for voter in given.voters),
        preferences_cast=sum(tally.saves for tally in given.tallies),
        preferences_replaced=sum(tally.replaced for tally in given.tallies),
        preferences_withdrawn=sum(tally.withdrawn for tally in given.tallies),
        preferences_counted=sum(tally.counted for tally in given.tallies),
        preference_entries_in=sum(
            len(ballot.ranking) for voter in given.voters for ballot in voter.ballots
        ),
        preference_entries_counted=sum(tally.rank_entries for tally in given.tallies),
        ballots_emptied=given.ballots_emptied,
    )


def _heading(
    election: Election,
    process: Process,
    part_one: PartOne,
    found: Shortlisting,
) -> HeadingOfBoth:
    heading, seed = found.heading, process.seed or ""
    names = {item: key[1] for key, item in part_one.items.items() if key[0] == heading.no}
    expected = _shortlist(election, heading, part_one, names, seed)
    listed = {item: names[item] for item in heading.shortlist}
    budget = _instance(election, heading.no, listed)
    ballots = _ballots(election, part_one, heading.no, listed)
    funded = count(
        budget, Profile.from_rankings(budget, ballots), found.result.rule, seed, explain=False
    )
    return HeadingOfBoth(
        heading=heading.heading_id,
        funded=tuple(names[item] for item in found.result.funded),
        equal_to_files=found.result.funded == funded.funded,
        proposals=sum(idea.heading_no == heading.no for idea in part_one.ideas),
        slots=heading.slots,
        shortlisted=tuple(names[item] for item in heading.shortlist),
        shortlist_equal_to_files=heading.shortlist == expected,
    )


def _shortlist(
    election: Election, heading: Heading, part_one: PartOne, names: Mapping[str, str], seed: str
) -> tuple[str, ...]:
    """Elect a heading's shortlist from the ballots of its file."""
    instance = _instance(election, heading.no, names)
    ballots = _ballots(election, part_one, heading.no, names)
    profile = Profile.from_rankings(instance, ballots)
    places = precedence(instance, profile.listings.tolist(), seed, with_cost=False)
    slots = min(heading.slots, len(instance.projects))
    elected, _ties = elect(profile, places, slots)
    return tuple(instance.projects[index].project_id for index in elected)


def _instance(election: Election, heading_no: int, names: Mapping[str, str]) -> Instance:
    """Return a file's instance with the projects named, under the ids that lots are drawn by."""
    instance = election.files[heading_no - 1].instance
    costs = {one.project_id: one.cost for one in instance.projects}
    projects = tuple(Project(item, costs[name]) for item, name in names.items())
    return replace(instance, projects=projects)


def _ballots(
    election: Election, part_one: PartOne, heading_no: int, names: Mapping[str, str]
) -> list[tuple[str, ...]]:
    """Return the drawn ballots straight from a heading's file, restricted to projects."""
    items = {name: item for item, name in names.items()}
    found = only(election.files[heading_no - 1], part_one.drawn, heading_no)
    restricted = [tuple(items[one] for one in ballot if one in items) for ballot in found.values()]
    return [ballot for ballot in restricted if ballot]
