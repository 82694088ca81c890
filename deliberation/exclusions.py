"""Projects that exclude each other: what is meant stands in docs/counting-exclusions.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Pair = tuple[str, str]


def pairs_of(projects: Iterable[tuple[str, Iterable[str]]]) -> tuple[Pair, ...]:
    """Return each pair of projects that exclude each other once, in the order of the projects.

    `projects` gives ids with the ids that each excludes; to be named on one side is enough.
    """
    rows = [(project_id, tuple(excludes)) for project_id, excludes in projects]
    place_of = {project_id: place for place, (project_id, _) in enumerate(rows)}
    places = {
        tuple(sorted((place_of[one], place_of[other])))
        for one, excludes in rows
        for other in excludes
    }
    return tuple((rows[first][0], rows[second][0]) for first, second in sorted(places))


def first_rival(rivals: Sequence[Sequence[int]], index: int, funded: Iterable[int]) -> int | None:
    """Return the first funded project (all by place) that excludes one; None if there is none."""
    own = rivals[index]
    return next((other for other in funded if other in own), None) if own else None
