"""Why a project is, or is not, proposed: data, whose words are in screens/reasons.py.

    Reason
    ├── FundedByShares      in a round of equal shares
    ├── FundedByScore       by completion, or by greedy
    ├── ShortOfShares       its supporters' shares did not reach its cost
    ├── DoesNotFit          greedy came to it with too little money left
    ├── Excluded            a project that it excludes was funded first
    └── NotListed           nobody with a counting ballot listed it

Amounts are whole smallest units: what people hold is rounded down, what is missing up.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from deliberation.exclusions import first_rival
from deliberation.instance import Instance
from deliberation.ledger import Ledger
from deliberation.profile import Profile


@dataclass(frozen=True, slots=True)
class FundedByShares:
    """Funded in a round (from 1): its payers gave the cost, some of them their last.

    `per_point` is what those who had enough paid for each point, rounded down; None if all
    payers gave their last. `first_choices` of the supporters ranked it first.
    """

    project_id: str
    cost: int
    points: Fraction
    supporters: int
    round: int
    payers: int
    spent_out: int
    per_point: int | None
    kind: str = "funded_by_shares"


@dataclass(frozen=True, slots=True)
class FundedByScore:
    """Funded for its score while money was left; `place` counts from 1 in that order."""

    project_id: str
    cost: int
    points: Fraction
    supporters: int
    place: int
    left_before: int
    by_completion: bool
    held: int
    kind: str = "funded_by_score"


@dataclass(frozen=True, slots=True)
class ShortOfShares:
    """Not funded: when the shares ran out, its supporters held less than its cost.

    `held` at the end, `missing` = cost - held. After round `short_since` (0: from the start)
    they could no longer pay it together. `room` was left in the budget when completion came to
    it (None without completion). At a cost of `enough` or less, and with the step of Add1 that was
    taken, it would have been funded (a lower cost could end Add1 at another step).
    `spent_on` names what its supporters paid for instead, the largest amounts first; `ahead_of`
    the funded projects that had fewer points.
    """

    project_id: str
    cost: int
    points: Fraction
    supporters: int
    held: int
    missing: int
    short_since: int
    room: int | None
    enough: int
    spent_on: tuple[tuple[str, int], ...]
    ahead_of: tuple[str, ...]
    kind: str = "short_of_shares"


@dataclass(frozen=True, slots=True)
class DoesNotFit:
    """Not funded by greedy: `room` was left when its turn came, `missing` = cost - room."""

    project_id: str
    cost: int
    points: Fraction
    supporters: int
    room: int
    missing: int
    ahead_of: tuple[str, ...]
    kind: str = "does_not_fit"


@dataclass(frozen=True, slots=True)
class Excluded:
    """Not funded: `by` was funded first, and the two exclude each other.

    `round` is that in which `by` was funded with shares, and `held` what the supporters still
    held after it, which stayed theirs; both are 0 where `by` was funded for its points.
    """

    project_id: str
    cost: int
    points: Fraction
    supporters: int
    by: str
    round: int
    held: int
    ahead_of: tuple[str, ...]
    kind: str = "excluded"


@dataclass(frozen=True, slots=True)
class NotListed:
    """Not funded: no counting ballot lists it."""

    project_id: str
    cost: int
    points: Fraction = Fraction(0)
    supporters: int = 0
    kind: str = "not_listed"


Reason = FundedByShares | FundedByScore | ShortOfShares | DoesNotFit | Excluded | NotListed
_KINDS: dict[str, type[Any]] = {
    "funded_by_shares": FundedByShares,
    "funded_by_score": FundedByScore,
    "short_of_shares": ShortOfShares,
    "does_not_fit": DoesNotFit,
    "excluded": Excluded,
    "not_listed": NotListed,
}


def reason_from_json(data: dict[str, Any]) -> Reason:
    """Read a reason from the plain data that an allocation's JSON holds."""
    data = {**data, "points": Fraction(data["points"])}
    if "spent_on" in data:
        data["spent_on"] = tuple((name, amount) for name, amount in data["spent_on"])
    if "ahead_of" in data:
        data["ahead_of"] = tuple(data["ahead_of"])
    reason: Reason = _KINDS[data["kind"]](**data)
    return reason


def points_of(profile: Profile) -> list[Fraction]:
    """Give each project's score times the ballots: plain points where all weigh alike."""
    return [score * profile.ballot_count for score in profile.scores]


def is_funded(reason: Reason) -> bool:
    """Whether a reason belongs to a funded project."""
    return isinstance(reason, FundedByShares | FundedByScore)


def overtaken(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """List, most points first, the projects that had more points than a funded one, and lost."""
    least = min((one.points for one in reasons if is_funded(one)), default=None)
    if least is None:
        return ()
    lost = [one for one in reasons if not is_funded(one) and one.points > least]
    return tuple(sorted(lost, key=lambda one: (-one.points, one.cost, one.project_id)))


def reasons_of_greedy(
    instance: Instance, profile: Profile, order: list[int], funded: list[int]
) -> tuple[Reason, ...]:
    """Say for each project how greedy came to it."""
    told: dict[int, Reason] = {}
    points, listings = points_of(profile), profile.listings.tolist()
    left = instance.budget_limit
    taken: list[int] = []
    for index in order:
        project = instance.projects[index]
        rival = first_rival(instance.rivals, index, taken)
        if index in funded:
            told[index] = FundedByScore(
                project.project_id,
                project.cost,
                points[index],
                listings[index],
                funded.index(index) + 1,
                left,
                by_completion=False,
                held=0,
            )
            left -= project.cost
            taken.append(index)
        elif listings[index] and rival is not None:
            ahead_of = _ahead_of(instance, points, index, funded)
            told[index] = _excluded(instance, points, listings, index, (rival, 0, 0), ahead_of)
        elif listings[index]:
            told[index] = DoesNotFit(
                project.project_id,
                project.cost,
                points[index],
                listings[index],
                left,
                project.cost - left,
                _ahead_of(instance, points, index, funded),
            )
    return _complete(instance, told)


def reasons_of_shares(
    instance: Instance,
    profile: Profile,
    ledger: Ledger,
    funded: tuple[int, ...],
    completed: tuple[int, ...],
    completion_order: list[int] | None,
) -> tuple[Reason, ...]:
    """Say for each project what its supporters paid, or how much was missing and when."""
    told: dict[int, Reason] = {}
    points, listings = points_of(profile), profile.listings.tolist()
    for place, index in enumerate(funded):
        project, price = instance.projects[index], ledger.prices[place]
        told[index] = FundedByShares(
            project.project_id,
            project.cost,
            points[index],
            listings[index],
            place + 1,
            ledger.payers(place),
            ledger.spent_out(place),
            None if price is None else floor(price),
        )
    left = instance.budget_limit - sum(instance.projects[index].cost for index in funded)
    rooms: dict[int, int] = {}
    rival_of = {
        index: rival
        for index in range(len(instance.projects))
        if (rival := first_rival(instance.rivals, index, funded)) is not None
    }
    taken = list(funded)
    for index in completion_order or []:
        rival = first_rival(instance.rivals, index, taken)
        if rival is not None:
            rival_of[index] = rival
            continue
        rooms[index] = left
        if index in completed:
            project = instance.projects[index]
            told[index] = FundedByScore(
                project.project_id,
                project.cost,
                points[index],
                listings[index],
                completed.index(index) + 1,
                left,
                by_completion=True,
                held=floor(ledger.held(index, len(funded))),
            )
            left -= project.cost
            taken.append(index)
    chosen = (*funded, *completed)
    for index, project in enumerate(instance.projects):
        if index in told or not listings[index]:
            continue
        if index in rival_of:
            place = funded.index(rival_of[index]) + 1 if rival_of[index] in funded else 0
            held = floor(ledger.held(index, place)) if place else 0
            ahead_of = _ahead_of(instance, points, index, chosen)
            about = rival_of[index], place, held
            told[index] = _excluded(instance, points, listings, index, about, ahead_of)
        else:
            told[index] = _short(
                instance,
                ledger,
                (project.project_id, project.cost, points[index], listings[index]),
                index,
                funded,
                rooms.get(index),
                _ahead_of(instance, points, index, chosen),
            )
    return _complete(instance, told)


def _excluded(
    instance: Instance,
    points: list[Fraction],
    listings: list[int],
    index: int,
    about: tuple[int, int, int],
    ahead_of: tuple[str, ...],
) -> Excluded:
    rival, place, held = about
    return Excluded(
        instance.projects[index].project_id,
        instance.projects[index].cost,
        points[index],
        listings[index],
        instance.projects[rival].project_id,
        place,
        held,
        ahead_of,
    )


def _short(
    instance: Instance,
    ledger: Ledger,
    about: tuple[str, int, Fraction, int],
    index: int,
    funded: tuple[int, ...],
    room: int | None,
    ahead_of: tuple[str, ...],
) -> ShortOfShares:
    cost = about[1]
    held = floor(ledger.held(index, len(funded)))
    low, high = 0, len(funded)
    while low < high:  # money only shrinks: find the first round after which it is too little
        middle = (low + high) // 2
        if ledger.held(index, middle) < cost:
            high = middle
        else:
            low = middle + 1
    spent = [
        (instance.projects[other].project_id, floor(ledger.paid_for(index, place)))
        for place, other in enumerate(funded)
    ]
    spent.sort(key=lambda one: (-one[1], one[0]))
    return ShortOfShares(
        *about,
        held,
        cost - held,
        low,
        room,
        max(held, room or 0),
        tuple(one for one in spent if one[1]),
        ahead_of,
    )


def _ahead_of(
    instance: Instance, points: list[Fraction], index: int, funded: tuple[int, ...] | list[int]
) -> tuple[str, ...]:
    return tuple(
        instance.projects[other].project_id for other in funded if points[other] < points[index]
    )


def _complete(instance: Instance, told: dict[int, Reason]) -> tuple[Reason, ...]:
    return tuple(
        told.get(index) or NotListed(project.project_id, project.cost)
        for index, project in enumerate(instance.projects)
    )
