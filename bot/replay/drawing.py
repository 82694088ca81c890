"""Real .pb files as a budget year, and the voters drawn from them.

A voter is somebody with one voter id in all files of a unit and instance; whoever is drawn casts
all their ballots. A heading's id is its file's stem.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

from deliberation import pabulib
from deliberation.pabulib import PabulibFile
from deliberation.phases import Phase, Programme, Stage
from deliberation.process import (
    District,
    Electorate,
    Heading,
    Office,
    Process,
    Project,
    StaffMember,
    Wording,
)
from locales.countries import country_called

MANAGERS = (990_001, 990_002)
FIRST_VOTER = 1_000_001
SHORT_NAME = 40


class NothingToReplay(Exception):  # noqa: N818 - what was found
    """No file of the folder belongs to the unit and instance."""


@dataclass(frozen=True)
class DrawnBallot:
    """A ballot to tap: the heading's number and the project ids, best first."""

    heading_no: int
    ranking: tuple[str, ...]


@dataclass(frozen=True)
class Voter:
    """A drawn voter and all their ballots; `user_id` is their account in the box."""

    voter_id: str
    user_id: int
    ballots: tuple[DrawnBallot, ...]


@dataclass(frozen=True)
class Election:
    """The files of one unit and instance, in the order of the headings."""

    unit: str
    instance: str
    files: tuple[PabulibFile, ...]


def read_election(folder: Path, unit: str, instance: str) -> Election:
    """Read the .pb files of a unit and an instance; the city's own comes first.

    Raises:
        NothingToReplay: there is none.
        BadFile: one cannot be read; it is named with its line.
    """
    files = []
    for path in sorted(folder.glob("*.pb")):
        text = path.read_bytes()
        if unit.encode() not in text[:4096]:
            continue
        file = pabulib.read_pb(text, path.name)
        if file.meta.get("unit") != unit or file.meta.get("instance") != instance:
            continue
        if file.is_approval:
            raise NothingToReplay(f"{path.name}: approvals, and the bot's ballots are ranked")
        files.append(file)
    if not files:
        raise NothingToReplay(f"{folder.name}: {unit} {instance}")
    files.sort(key=lambda file: (bool(_area(file)), file.instance.heading_id))
    return Election(unit, instance, tuple(files))


def _area(file: PabulibFile) -> str:
    return file.meta.get("subunit") or file.meta.get("district") or ""


def rankings_of(file: PabulibFile) -> dict[str, tuple[str, ...]]:
    """Return the ballots of a file by voter id."""
    ids = [project.project_id for project in file.instance.projects]
    bounds = [*file.starts.tolist()]
    entries = file.entries.tolist()
    return {
        voter: tuple(ids[entry] for entry in entries[bounds[at] : bounds[at + 1]])
        for at, voter in enumerate(file.voter_ids)
    }


def draw(election: Election, count: int | None, seed: str) -> list[Voter]:
    """Draw voters by a seed, spread over the headings in proportion; None draws everybody.

    The shares are rounded by largest remainder; within a heading the smallest SHA-256 of
    `seed|voter id` is drawn first, so that a smaller draw is part of a larger one's order.
    """
    ballots: dict[str, list[DrawnBallot]] = defaultdict(list)
    for no, file in enumerate(election.files, start=1):
        for voter, ranking in rankings_of(file).items():
            ballots[voter].append(DrawnBallot(no, ranking))
    strata: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for voter, cast in ballots.items():
        strata[tuple(ballot.heading_no for ballot in cast)].append(voter)
    drawn: list[str] = []
    for key, seats in _shares({key: len(of) for key, of in strata.items()}, count).items():
        ordered = sorted(strata[key], key=lambda voter: _lot(seed, voter))
        drawn += ordered[:seats]
    drawn.sort(key=lambda voter: _lot(seed, voter))
    return [
        Voter(voter, FIRST_VOTER + at, tuple(reversed(ballots[voter])))
        for at, voter in enumerate(drawn)
    ]


def _lot(seed: str, voter: str) -> bytes:
    return hashlib.sha256(f"{seed}|{voter}".encode()).digest()


def _shares(sizes: dict[tuple[int, ...], int], count: int | None) -> dict[tuple[int, ...], int]:
    total = sum(sizes.values())
    if count is None or count >= total:
        return sizes
    exact = {key: Fraction(size * count, total) for key, size in sizes.items()}
    seats = {key: int(share) for key, share in exact.items()}
    by_rest = sorted(exact, key=lambda key: (seats[key] - exact[key], key))
    for key in by_rest[: count - sum(seats.values())]:
        seats[key] += 1
    return seats


def process_of(election: Election, opens: datetime, *, days: int = 15) -> Process:
    """Return the election as a budget year with voting from `opens` on."""
    closes = opens + timedelta(days=days)
    districts = []
    headings = []
    for no, file in enumerate(election.files, start=1):
        area = _area(file)
        district_id = f"d{no}" if area else ""
        if area:
            districts.append(District(district_id, _same(area)))
        headings.append(_heading(file, no, area or election.unit, district_id))
    currency = election.files[0].instance.currency
    return Process(
        process_id="replay",
        no=0,
        names=_same(f"{election.unit} {election.instance}"),
        texts=_same(f"{election.unit} {election.instance}"),
        city=_same(election.unit),
        zone="Europe/Warsaw" if currency == "PLN" else "UTC",
        currency=currency,
        total=sum(file.instance.budget_limit for file in election.files),
        headings=tuple(headings),
        districts=tuple(districts),
        fields=(),
        stages=(
            Stage("balloting", Phase.BALLOTING, opens, closes),
            Stage("allocating", Phase.ALLOCATING, closes, closes + timedelta(days=10)),
        ),
        electorates=(Electorate("citizens", _same("Citizens"), Fraction(1)),),
        staff=tuple(StaffMember(user_id, "manager") for user_id in MANAGERS),
        office=Office(_same("The replay")),
        seed_source=Wording({"en": "the empty text", "ko": "빈 글"}),
        eligibility=Wording(
            {"en": "Voters of the real election.", "ko": "실제 선거의 투표자입니다."}
        ),
        seed="",
        is_demonstration=True,
        country=country_called(election.files[0].meta.get("country", "")),
    )


def _heading(file: PabulibFile, no: int, name: str, district_id: str) -> Heading:
    instance = file.instance
    return Heading(
        heading_id=instance.heading_id,
        no=no,
        programme=Programme.DISTRICT if district_id else Programme.CITY,
        names=_same(name),
        budget_limit=instance.budget_limit,
        ballot_size=instance.ballot_size,
        district_id=district_id,
        projects=tuple(
            Project(
                project_id=project.project_id,
                no=at,
                names=_same(project.name or project.project_id),
                short_names=_same((project.name or project.project_id)[:SHORT_NAME]),
                texts=_same(project.name or project.project_id),
                cost=project.cost,
            )
            for at, project in enumerate(instance.projects, start=1)
        ),
    )


def _same(text: str) -> Wording:
    return Wording({"en": text, "ko": text})


def only(
    file: PabulibFile, voters: Sequence[Voter], heading_no: int
) -> dict[str, tuple[str, ...]]:
    """Return the drawn voters' ballots in a heading, straight from its file."""
    rankings = rankings_of(file)
    return {
        voter.voter_id: rankings[voter.voter_id]
        for voter in voters
        if any(ballot.heading_no == heading_no for ballot in voter.ballots)
    }
