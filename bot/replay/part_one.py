"""Part one of a replayed year: what of the files is proposed, by whom, and by which rules.

Every project of the files is an idea that a citizen hands in as a proposal; half of a heading's
ideas (rounded up, and at least as many as a ballot ranks) have places on its shortlist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.replay.drawing import DrawnBallot, Election, Voter, process_of
from deliberation.phases import Phase, Programme, Stage
from deliberation.process import AGENDA_PAPERS, Process, ProposalRules, StaffMember
from deliberation.proposals import LENGTHS, Part, accepted
from deliberation.refusals import BadInput
from deliberation.text import clean_line, shorten

FIRST_REVIEWER = 980_001
FIRST_PROPOSER = 500_001
PER_PERSON = 3
STEP = timedelta(days=10)
DEPARTMENTS = {Programme.CITY: "City office", Programme.DISTRICT: "District office"}

ItemIds = Mapping[tuple[int, str], str]  # (heading number, the file's project id) -> item id


@dataclass(frozen=True)
class Idea:
    """A project of a file as somebody proposes it; `cost` in the smallest unit.

    `amount` is the same cost as it is typed, in main units.
    """

    heading_no: int
    project_id: str
    title: str
    words: str
    cost: int
    amount: str


@dataclass(frozen=True)
class Proposer:
    """A citizen with at most as many ideas as one person may hand in."""

    user_id: int
    heading_no: int
    ideas: tuple[Idea, ...]


def ideas_of(election: Election) -> tuple[list[Idea], int]:
    """Return what can be handed in, and how many projects cannot.

    A project that costs nothing or more than its heading's limit cannot.
    """
    ideas = []
    left_out = 0
    for no, file in enumerate(election.files, start=1):
        instance = file.instance
        for project in instance.projects:
            if not 0 < project.cost <= instance.budget_limit:
                left_out += 1
                continue
            name = clean_line(project.name)
            ideas.append(
                Idea(
                    heading_no=no,
                    project_id=project.project_id,
                    title=_title(name, project.project_id),
                    words=_words(name, project.project_id),
                    cost=project.cost,
                    amount=f"{instance.in_main_units(project.cost)} {instance.currency}",
                )
            )
    return ideas, left_out


def _title(name: str, project_id: str) -> str:
    """Return a name as a title that the rules for titles take."""
    most = LENGTHS[Part.TITLE][1]
    plain = "".join(char if char.isalnum() else " " for char in name)
    for title in (name, " ".join(plain.split())):
        try:
            return accepted(Part.TITLE, shorten(title, most)).text
        except BadInput:
            continue
    return shorten(f"Project {project_id}", most)


def _words(name: str, project_id: str) -> str:
    """Return a text about a project that the rules for texts take."""
    least, most = LENGTHS[Part.PROBLEM]
    text = shorten(f"{project_id}: {name}", most)
    try:
        return accepted(Part.PROBLEM, text).text
    except BadInput:
        return f"Project {project_id}".ljust(least, ".")


def proposers_of(ideas: Sequence[Idea]) -> list[Proposer]:
    """Share ideas out among citizens, as many to each as one person may hand in."""
    by_heading: dict[int, list[Idea]] = {}
    for idea in ideas:
        by_heading.setdefault(idea.heading_no, []).append(idea)
    shares = [
        (no, tuple(own[at : at + PER_PERSON]))
        for no, own in by_heading.items()
        for at in range(0, len(own), PER_PERSON)
    ]
    return [Proposer(FIRST_PROPOSER + at, no, share) for at, (no, share) in enumerate(shares)]


def year_of(election: Election, ideas: Sequence[Idea], opens: datetime) -> Process:
    """Return the election as a budget year of both parts, with proposing from `opens` on."""
    phases = (Phase.PROPOSING, Phase.REVIEWING, Phase.PRIORITISING, Phase.COSTING)
    stages = tuple(
        Stage(phase.value, phase, opens + at * STEP, opens + (at + 1) * STEP)
        for at, phase in enumerate(phases)
    )
    part_two = process_of(election, opens + len(phases) * STEP)
    numbers = [idea.heading_no for idea in ideas]
    rules = {
        programme: ProposalRules(per_person=PER_PERSON, department=department)
        for programme, department in DEPARTMENTS.items()
    }
    reviewers = tuple(
        StaffMember(FIRST_REVIEWER + one.no, "reviewer", department=DEPARTMENTS[one.programme])
        for one in part_two.headings
    )
    return replace(
        part_two,
        headings=tuple(
            replace(one, projects=(), slots=slots_for(numbers.count(one.no), one.ballot_size))
            for one in part_two.headings
        ),
        stages=stages + part_two.stages,
        staff=part_two.staff + reviewers,
        proposals=ProposalRules(per_person=PER_PERSON),
        proposals_by_programme=rules,
    )


def slots_for(ideas: int, ballot_size: int) -> int:
    """Return how many of a heading's ideas are shortlisted: half, rounded up."""
    return max(ballot_size, (ideas + 1) // 2)


def preferences(voters: Sequence[Voter], items: ItemIds) -> list[Voter]:
    """Return the real ballots as preferences over agenda items, on the papers of that vote."""
    papers = {no: AGENDA_PAPERS + no for no, _ in items}
    return _restricted(voters, items, papers)


def second_ballots(
    voters: Sequence[Voter], items: ItemIds, shortlists: Mapping[int, Sequence[str]]
) -> list[Voter]:
    """Return the real ballots without what is not shortlisted; emptied ones are not there."""
    listed = {key: item for key, item in items.items() if item in shortlists[key[0]]}
    return _restricted(voters, listed, {no: no for no in shortlists})


def _restricted(voters: Sequence[Voter], items: ItemIds, papers: Mapping[int, int]) -> list[Voter]:
    changed = []
    for voter in voters:
        ballots = []
        for ballot in voter.ballots:
            wanted = [items.get((ballot.heading_no, one)) for one in ballot.ranking]
            ranking = tuple(one for one in wanted if one is not None)
            if ranking:
                ballots.append(DrawnBallot(papers[ballot.heading_no], ranking))
        if ballots:
            changed.append(replace(voter, ballots=tuple(ballots)))
    return changed
