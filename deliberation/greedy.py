"""What most cities do: the highest total score first, as far as the money goes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from deliberation.exclusions import first_rival
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


def fund_what_fits(
    instance: Instance, order: Iterable[int], left: int, before: Iterable[int] = ()
) -> list[int]:
    """Fund each project of an order that still fits into what is left.

    Left out is what excludes one of those, or one that was funded `before`.
    """
    funded: list[int] = []
    standing = set(before)
    for index in order:
        is_excluded = first_rival(instance.rivals, index, standing) is not None
        if instance.projects[index].cost <= left and not is_excluded:
            standing.add(index)
            left -= instance.projects[index].cost
            funded.append(index)
    return funded
