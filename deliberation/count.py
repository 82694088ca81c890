"""The count: from an instance and its profile to what is proposed, and why.

    allocation = count(instance, profile, "equal-shares", seed)
    allocation.funded            project ids in the order of funding
    allocation.reason("p1")      why it is, or is not, proposed
    allocation.fingerprint()     SHA-256 of the whole outcome

A pure function: neither the ballots' order nor the hash seed nor floating point matters.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from deliberation import borda, equal_shares, expanding_approvals, schulze
from deliberation.allocation import Allocation, ElectorateShare
from deliberation.greedy import by_total_score, fund_what_fits
from deliberation.instance import Instance
from deliberation.ledger import Ledger
from deliberation.lot import precedence
from deliberation.profile import Profile
from deliberation.reasons import Reason, points_of, reasons_of_greedy, reasons_of_shares
from deliberation.refusals import BadInput

ALLOCATING = ("equal-shares", "greedy")
RANKING = ("expanding-approvals", "schulze", "borda")
RULES = ALLOCATING + RANKING
UTILITIES = ("cost", "score")


def count(
    instance: Instance,
    profile: Profile,
    rule: str = "equal-shares",
    seed: str = "",
    *,
    utility: str = "cost",
    add1: bool = True,
    completion: bool = True,
    slots: int | None = None,
    explain: bool = True,
) -> Allocation:
    """Count a heading's ballots by a rule of `RULES`; `explain=False` leaves the reasons out.

    `slots` is the k of expanding approvals (all items where it is None). Refuses an unknown rule
    or utility.
    """
    if rule not in RULES:
        raise BadInput("unknown_rule", rule=rule)
    if utility not in UTILITIES:
        raise BadInput("unknown_utility", utility=utility)
    if slots is not None and slots < 1:
        raise BadInput("slots_not_positive", slots=slots)
    outcome = _Outcome()
    if profile.ballot_count:
        if rule == "equal-shares":
            _count_shares(
                outcome, instance, profile, seed, (utility == "cost", add1, completion), explain
            )
        elif rule == "greedy":
            _count_greedy(outcome, instance, profile, seed, explain)
        else:
            _count_ranking(outcome, instance, profile, seed, rule, slots)
    elif explain and rule in ALLOCATING:
        outcome.reasons = reasons_of_greedy(instance, profile, [], [])
    shares = rule == "equal-shares"
    funded = (*outcome.funded, *outcome.completed)
    covered, mean = _reached(profile, funded)
    ids = [project.project_id for project in instance.projects]
    return Allocation(
        heading_id=instance.heading_id,
        rule=rule,
        utility=utility if shares else "",
        add1=shares and add1,
        completion=shares and completion,
        seed=seed,
        slots=slots if rule == "expanding-approvals" else None,
        currency=instance.currency,
        main_unit=instance.main_unit,
        budget_limit=instance.budget_limit,
        funded=tuple(ids[index] for index in funded),
        completed=len(outcome.completed),
        order=tuple(ids[index] for index in outcome.order),
        spent=sum(instance.projects[index].cost for index in funded),
        rounds=outcome.rounds,
        add1_steps=outcome.steps,
        is_capped=outcome.is_capped,
        exact_decisions=outcome.exact_decisions,
        ties=outcome.ties,
        ballots=profile.ballot_count,
        rank_entries=int(profile.listings.sum()),
        ballot_lengths=int(profile.counted.lengths.sum()),
        electorates=tuple(
            ElectorateShare(one.electorate_id, one.weight, cast)
            for one, cast in zip(profile.electorates, profile.cast_by, strict=True)
        ),
        covered_voters=covered,
        mean_points=mean,
        points=tuple(zip(ids, points_of(profile), strict=True)),
        reasons=outcome.reasons,
    )


class _Outcome:
    """What a rule found, in places of projects."""

    def __init__(self) -> None:
        self.funded: tuple[int, ...] = ()
        self.completed: tuple[int, ...] = ()
        self.order: tuple[int, ...] = ()
        self.rounds = 0
        self.steps = 0
        self.is_capped = False
        self.exact_decisions = 0
        self.ties = 0
        self.reasons: tuple[Reason, ...] = ()


def _count_shares(
    outcome: _Outcome,
    instance: Instance,
    profile: Profile,
    seed: str,
    settings: tuple[bool, bool, bool],
    explain: bool,
) -> None:
    by_cost, add1, completion = settings
    places = precedence(instance, profile.listings.tolist(), seed)
    shares = equal_shares.allocate(
        instance, profile, places, by_cost=by_cost, add1=add1, completion=completion
    )
    outcome.funded, outcome.completed = shares.taken.order, shares.completed
    outcome.rounds, outcome.steps = len(shares.taken.order), shares.steps
    outcome.is_capped = shares.is_capped
    outcome.exact_decisions = shares.exact_decisions
    outcome.ties = shares.taken.ties + shares.completion_ties
    if explain:
        open_ones = None
        if completion:
            wanted, _ = by_total_score(profile, places)
            open_ones = [index for index in wanted if index not in shares.taken.order]
        outcome.reasons = reasons_of_shares(
            instance,
            profile,
            Ledger(instance, profile, shares.taken),
            outcome.funded,
            outcome.completed,
            open_ones,
        )


def _count_greedy(
    outcome: _Outcome, instance: Instance, profile: Profile, seed: str, explain: bool
) -> None:
    places = precedence(instance, profile.listings.tolist(), seed)
    order, outcome.ties = by_total_score(profile, places, only_listed=False)
    funded = fund_what_fits(instance, order, instance.budget_limit)
    outcome.funded, outcome.rounds = tuple(funded), len(funded)
    if explain:
        outcome.reasons = reasons_of_greedy(instance, profile, order, funded)


def _count_ranking(
    outcome: _Outcome,
    instance: Instance,
    profile: Profile,
    seed: str,
    rule: str,
    slots: int | None,
) -> None:
    places = precedence(instance, profile.listings.tolist(), seed, with_cost=False)
    if rule == "borda":
        order, outcome.ties = borda.order(profile, places)
    elif rule == "schulze":
        order, outcome.ties = schulze.order(profile, places)
    else:
        order, outcome.ties = expanding_approvals.elect(
            profile, places, slots or profile.project_count
        )
    outcome.order, outcome.rounds = tuple(order), len(order)


def _reached(profile: Profile, funded: tuple[int, ...]) -> tuple[int, Fraction]:
    """Count the voters with a funded project, and their mean funded points."""
    counted = profile.counted
    if not counted.ballot_count or not funded:
        return 0, Fraction(0)
    is_funded = np.zeros(counted.project_count, bool)
    is_funded[list(funded)] = True
    hits = is_funded[counted.entries]
    before = np.concatenate(([0], np.cumsum(hits)))
    per_ballot = before[counted.starts[1:]] - before[counted.starts[:-1]]
    points = int(counted.points[hits].sum(dtype=np.int64))
    return int(np.count_nonzero(per_ballot)), Fraction(points, counted.ballot_count)
