"""Counting one heading's priority vote: who is shortlisted and why, and two orders beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256

from deliberation.allocation import Allocation, canonical_json
from deliberation.ballots import Ranking
from deliberation.count import count
from deliberation.expanding_approvals import elections_of
from deliberation.heading_count import electorates_of
from deliberation.instance import Instance, Project, main_unit_of
from deliberation.lot import precedence
from deliberation.process import Heading, Process
from deliberation.profile import Profile

RULE, BESIDE = "expanding-approvals", ("schulze", "borda")


@dataclass(frozen=True, slots=True)
class ItemReason:
    """Why an item is, or is not, shortlisted.

    `rank` is the rank that was open when its supporters held the quota (0: they never did);
    `weight` is what they held then, or what was left to them in the end, in voters.
    """

    item_id: str
    rank: int
    weight: Fraction
    is_listed: bool
    ballots: int


@dataclass(frozen=True)
class AgendaCount:
    """A heading's shortlist with its reasons, and the Schulze and Borda orders.

    `reasons` holds the shortlisted items in the order of election, then the others. Where
    nobody voted the lot decides.
    """

    elected: Allocation
    schulze: Allocation
    borda: Allocation
    quota: Fraction
    reasons: tuple[ItemReason, ...]

    @property
    def shortlist(self) -> tuple[str, ...]:
        """The ids of the shortlisted items, in the order of election."""
        return tuple(one.item_id for one in self.reasons if one.is_listed)

    @property
    def voters(self) -> int:
        """How many ballots were counted."""
        return self.elected.ballots

    @property
    def sha256(self) -> str:
        """What all of it hashes to."""
        orders = [one.fingerprint() for one in (self.elected, self.schulze, self.borda)]
        return sha256("\n".join([*orders, self.reasons_json()]).encode()).hexdigest()

    def reasons_json(self) -> str:
        """Write quota and reasons as canonical JSON."""
        return canonical_json(
            {
                "quota": str(self.quota),
                "items": [
                    {
                        "item": one.item_id,
                        "rank": one.rank,
                        "weight": str(one.weight),
                        "listed": one.is_listed,
                        "ballots": one.ballots,
                    }
                    for one in self.reasons
                ],
            }
        )

    def as_text(self) -> str:
        """Write all of it as one canonical JSON."""
        texts = [one.to_json() for one in (self.elected, self.schulze, self.borda)]
        return canonical_json([*texts, self.reasons_json()])

    @classmethod
    def from_text(cls, text: str) -> AgendaCount:
        """Read what `as_text` wrote."""
        return cls.from_json(*json.loads(text))

    @classmethod
    def from_json(cls, elected: str, schulze: str, borda: str, reasons: str) -> AgendaCount:
        """Read what was written as four texts."""
        data = json.loads(reasons)
        return cls(
            Allocation.from_json(elected),
            Allocation.from_json(schulze),
            Allocation.from_json(borda),
            Fraction(data["quota"]),
            tuple(
                ItemReason(
                    one["item"],
                    one["rank"],
                    Fraction(one["weight"]),
                    one["listed"],
                    one["ballots"],
                )
                for one in data["items"]
            ),
        )


def count_agenda(
    process: Process, paper: Heading, standing: Iterable[tuple[str, str, Ranking]], seed: str
) -> AgendaCount:
    """Count the standing ballots (code, electorate, ranking) of a priority vote's paper."""
    instance = agenda_instance(process, paper)
    profile = agenda_profile(process, paper, instance, standing)
    return count_items(instance, profile, paper.slots, seed)


def count_items(instance: Instance, profile: Profile, slots: int, seed: str) -> AgendaCount:
    """Count a priority vote: who takes the slots and why, and the two orders beside it."""
    slots = min(slots, len(instance.projects))
    places = precedence(instance, profile.listings.tolist(), seed, with_cost=False)
    elections, _ties = elections_of(profile, places, slots)
    ids = [project.project_id for project in instance.projects]
    reasons = tuple(
        ItemReason(
            ids[one.item],
            one.rank,
            one.weight,
            one.is_elected,
            int(profile.listings[one.item]),
        )
        for one in elections
    )
    elected = count(instance, profile, RULE, seed, slots=slots)
    if not profile.ballot_count:
        elected = replace(elected, order=tuple(one.item_id for one in reasons if one.is_listed))
    schulze, borda = (count(instance, profile, rule, seed) for rule in BESIDE)
    quota = Fraction(profile.ballot_count, slots)
    return AgendaCount(elected, schulze, borda, quota, reasons)


def agenda_instance(process: Process, paper: Heading) -> Instance:
    """Return a priority vote's paper as the count sees it.

    There is no money in it: every item costs one main unit, the budget has one for each place of
    the shortlist, and ties leave the cost out.
    """
    unit = main_unit_of(process.currency)
    return Instance(
        heading_id=paper.heading_id,
        budget_limit=min(paper.slots, len(paper.projects)) * unit,
        projects=tuple(
            Project(one.project_id, unit, one.names.in_language(process.languages[0]))
            for one in paper.projects
        ),
        ballot_size=paper.ranks,
        main_unit=unit,
        currency=process.currency,
    )


def agenda_profile(
    process: Process,
    paper: Heading,
    instance: Instance,
    standing: Iterable[tuple[str, str, Ranking]],
) -> Profile:
    """Pack the standing ballots of a priority vote's paper; small electorates fold."""
    rankings: dict[str, list[list[str]]] = {one.electorate_id: [] for one in process.electorates}
    ids = {project.no: project.project_id for project in paper.projects}
    for _code, electorate, ranking in standing:
        rankings[electorate].append([ids[no] for no in ranking])
    return Profile.from_rankings(
        instance, rankings, electorates_of(process), least=process.least_electorate
    )
