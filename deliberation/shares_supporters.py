"""Ballots turned round: which of them list a project, rank by rank. Compiled by numba."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numba import njit

from deliberation.shares_payment import points_at

# What is kept compiled is kept by the types of the arguments and the date of one file alone; as a
# default argument, the sources of all that is compiled are among those types. It is one and the
# same number everywhere: with several, numba would look the types up slowly at every call.
_NAMES = "shares_supporters.py", "shares_payment.py", "shares_kernel.py"
SOURCES = crc32(b"".join(Path(__file__).with_name(name).read_bytes() for name in _NAMES))
_BLOCK = 1024


@njit(cache=True, nogil=True)
def supporters_of(
    ballots: Any, voters: Any, projects: int, electorates: int, ranks: int, sources: int = SOURCES
) -> Any:
    """Turn ballots into lists of supporters by project and rank.

    Returns starts (of project * ranks + rank), ballot, voters (empty where each ballot is one
    voter's); the full points of each project; its voters by electorate; the most points that
    one ballot spreads.
    """
    starts, entries, _, size = ballots
    cells = 1 if size == 0 else ranks
    sup_starts = np.zeros(projects * cells + 1, np.int64)
    is_single = np.bool_(True)
    for ballot in range(len(starts) - 1):
        is_single &= voters[ballot] == 1
        start = starts[ballot]
        for rank in range(starts[ballot + 1] - start):
            own = np.int64(entries[start + rank]) * cells + (rank if size else 0)
            sup_starts[own + 1] += 1
    if is_single and electorates == 1:
        full, listed_by = _points_of_listings(sup_starts, cells, size)
    else:
        full, listed_by = _points_of_voters(ballots, voters, projects, electorates)
    for cell in range(projects * cells):
        sup_starts[cell + 1] += sup_starts[cell]
    ballot_of, voters_of = _listed(ballots, voters, is_single, sup_starts, ranks)
    most = sum([points_at(size, rank) for rank in range(min(ranks, len(entries)))])
    return (sup_starts, ballot_of, voters_of, cells), full, listed_by, max(1, most)


@njit(nogil=True)
def _points_of_listings(listings, cells, size):  # type: ignore[no-untyped-def]
    """Sum each project's points and voters, all of one electorate and with a ballot each."""
    projects = (len(listings) - 1) // cells
    full, listed_by = np.zeros(projects, np.int64), np.zeros((projects, 1), np.int64)
    for project in range(projects):
        for rank in range(cells):
            count = listings[project * cells + rank + 1]
            listed_by[project, 0] += count
            full[project] += points_at(size, rank) * count
    return full, listed_by


@njit(nogil=True)
def _points_of_voters(ballots, voters, projects, electorates):  # type: ignore[no-untyped-def]
    """Sum each project's points, and its voters by electorate."""
    starts, entries, electorate_of, size = ballots
    full, listed_by = np.zeros(projects, np.int64), np.zeros((projects, electorates), np.int64)
    for ballot in range(len(starts) - 1):
        weight, electorate = np.int64(voters[ballot]), electorate_of[ballot]
        start = starts[ballot]
        for rank in range(starts[ballot + 1] - start):
            project = np.int64(entries[start + rank])
            full[project] += points_at(size, rank) * weight
            listed_by[project, electorate] += weight
    return full, listed_by


@njit(nogil=True)
def _listed(ballots, voters, is_single, sup_starts, ranks):  # type: ignore[no-untyped-def]
    """List each cell's ballots, and their voters unless each is one voter's.

    Rank by rank, for fewer places in memory are written to at a time; in blocks that stay near.
    """
    starts, entries, _, size = ballots
    count, cells = len(starts) - 1, ranks if size else 1
    cursor = sup_starts[:-1].copy()
    ballot_of = np.empty(len(entries), np.uint32)
    voters_of = np.empty(0 if is_single else len(entries), np.int32)
    for block in range(0, count, _BLOCK):
        for rank in range(ranks):
            for ballot in range(block, min(block + _BLOCK, count)):
                entry = starts[ballot] + rank
                if entry < starts[ballot + 1]:
                    bucket = np.int64(entries[entry]) * cells + (rank if size else 0)
                    at = cursor[bucket]
                    cursor[bucket] = at + 1
                    ballot_of[at] = ballot
                    if not is_single:
                        voters_of[at] = voters[ballot]
    return ballot_of, voters_of
