"""What most cities do: the highest total score first, as far as the money goes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from deliberation.instance import Instance
from deliberation.profile import Profile


def by_total_score(
    profile: Profile, places: list[int], *, only_listed: bool = True
) -> tuple[list[int], int]:
    """Order the projects by total score, highest first; count the neighbours that tie.

    Projects without points are left out unless `only_listed` is False.
    """
    scores = profile.scores
    order = sorted(
        (index for index in range(len(scores)) if scores[index] > 0 or not only_listed),
        key=lambda index: (-scores[index], places[index]),
    )
    ties = sum(scores[one] == scores[other] for one, other in pairwise(order))
    return order, ties


def fund_what_fits(instance: Instance, order: Iterable[int], left: int) -> list[int]:
    """Fund each project of an order that still fits into what is left."""
    funded = []
    for index in order:
        if instance.projects[index].cost <= left:
            left -= instance.projects[index].cost
            funded.append(index)
    return funded
