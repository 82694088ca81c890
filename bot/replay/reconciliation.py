"""Whether what went in came out: ballots, ranks, and the projects funded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.replay.drawing import Election, Voter, only
from deliberation.allocation import Allocation
from deliberation.count import count
from deliberation.process import Process
from deliberation.profile import Profile
from storage.ballots import Tally


@dataclass(frozen=True)
class HeadingReport:
    """One heading: what the bot's count funded, and whether the files say the same."""

    heading: str
    funded: tuple[str, ...]
    equal_to_files: bool


@dataclass(frozen=True)
class Report:
    """The whole replay in figures; `ballots_cast` = counted + replaced + withdrawn."""

    ballots_in: int
    ballots_cast: int
    ballots_replaced: int
    ballots_counted: int
    rank_entries_in: int
    rank_entries_counted: int
    kills: int
    notices_sent_twice: int
    taps: int
    taps_per_s: float
    headings: tuple[HeadingReport, ...]
    ballots_withdrawn: int = 0
    repeats: int = 0
    notices_sent: int = 0
    voting_s: float = 0.0

    @property
    def is_well(self) -> bool:
        """Say whether nothing was lost, nothing told twice, and every heading agrees."""
        return (
            self.ballots_in == self.ballots_counted
            and self.rank_entries_in == self.rank_entries_counted
            and self.ballots_cast
            == self.ballots_counted + self.ballots_replaced + self.ballots_withdrawn
            and not self.notices_sent_twice
            and all(heading.equal_to_files for heading in self.headings)
        )

    def as_json(self) -> dict[str, Any]:
        """The report as one object."""
        return asdict(self) | {"headings": [asdict(heading) for heading in self.headings]}


@dataclass(frozen=True)
class Course:
    """How the replay went, beside what the store says."""

    kills: int
    taps: int
    repeats: int
    voting_s: float
    announcements: Sequence[tuple[int, str]]


def reconcile(
    voters: Sequence[Voter],
    tallies: Sequence[Tally],
    headings: Sequence[HeadingReport],
    course: Course,
) -> Report:
    """Compare what was drawn with what was counted."""
    told = Counter(course.announcements)
    cast = sum(tally.saves for tally in tallies)
    return Report(
        ballots_in=sum(len(voter.ballots) for voter in voters),
        ballots_cast=cast,
        ballots_replaced=sum(tally.replaced for tally in tallies),
        ballots_counted=sum(tally.counted for tally in tallies),
        rank_entries_in=sum(len(ballot.ranking) for voter in voters for ballot in voter.ballots),
        rank_entries_counted=sum(tally.rank_entries for tally in tallies),
        kills=course.kills,
        notices_sent_twice=sum(times - 1 for times in told.values()),
        taps=course.taps,
        taps_per_s=round(course.taps / course.voting_s, 1) if course.voting_s else 0.0,
        headings=tuple(headings),
        ballots_withdrawn=sum(tally.withdrawn for tally in tallies),
        repeats=course.repeats,
        notices_sent=len(course.announcements),
        voting_s=round(course.voting_s, 1),
    )


def agreements(
    election: Election,
    process: Process,
    voters: Sequence[Voter],
    results: Sequence[Allocation],
) -> list[HeadingReport]:
    """Count every heading straight from its file, beside what the bot has published."""
    return [
        HeadingReport(
            result.heading_id,
            result.funded,
            result.funded == _from_files(election, process, voters, no, result).funded,
        )
        for no, result in enumerate(results, start=1)
    ]


def _from_files(
    election: Election,
    process: Process,
    voters: Sequence[Voter],
    heading_no: int,
    result: Allocation,
) -> Allocation:
    file = election.files[heading_no - 1]
    ballots = list(only(file, voters, heading_no).values())
    profile = Profile.from_rankings(file.instance, ballots)
    return count(file.instance, profile, result.rule, process.seed or "", explain=False)
