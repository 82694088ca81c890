"""All ballots of an instance, packed in arrays.

Public: `Electorate`, `Profile`, `DistinctBallots`. A profile is built once, from rankings of
project ids by electorate (`Profile.from_rankings`) or from arrays (`Profile.from_arrays`); small
electorates are folded then. The order of the ballots never matters to a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from deliberation.instance import Instance
from deliberation.refusals import BadInput

Ints = npt.NDArray[Any]
LEAST_ELECTORATE = 10
_SAMPLE, _FEW = 2000, 4
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Electorate:
    """A group of voters; of weight 0 it is shown for information only."""

    electorate_id: str
    weight: Fraction = Fraction(1)


EVERYBODY = (Electorate("citizens"),)


@dataclass(frozen=True, eq=False)
class Profile:
    """The ballots cast in a heading.

    `entries` holds the projects' places (in `Instance.projects`) ballot after ballot, best first;
    ballot b is `entries[starts[b]:starts[b + 1]]`. `electorate_of[b]` is a place in `electorates`.
    The weights of the electorates are shares that sum to 1: one that cast nothing gave its weight
    to the others in proportion.
    """

    project_count: int
    ballot_size: int
    is_approval: bool
    electorates: tuple[Electorate, ...]
    entries: Ints
    starts: Ints
    electorate_of: Ints

    @classmethod
    def from_rankings(
        cls,
        instance: Instance,
        ballots: Mapping[str, Iterable[Sequence[str]]] | Iterable[Sequence[str]],
        electorates: Sequence[Electorate] = EVERYBODY,
        *,
        least: int = LEAST_ELECTORATE,
        is_approval: bool = False,
    ) -> Profile:
        """Pack rankings of project ids, best first, given by electorate (or for the first).

        Refuses an unknown project, a project ranked twice and a ballot longer than allowed.
        """
        if not isinstance(ballots, Mapping):
            ballots = {electorates[0].electorate_id: ballots}
        place_of = {one.electorate_id: place for place, one in enumerate(electorates)}
        index_of = instance.index_of
        entries: list[int] = []
        lengths: list[int] = []
        electorate_of: list[int] = []
        for name, rankings in ballots.items():
            if name not in place_of:
                raise BadInput("unknown_electorate", electorate=name)
            for ranking in rankings:
                try:
                    row = [index_of[project_id] for project_id in ranking]
                except KeyError as missing:
                    raise BadInput("unknown_project", project=missing.args[0]) from None
                _check_row(instance, ranking, is_approval)
                entries.extend(row)
                lengths.append(len(row))
                electorate_of.append(place_of[name])
        starts = np.concatenate(([0], np.cumsum(np.asarray(lengths, dtype=np.int64))))
        return cls.from_arrays(
            instance,
            np.asarray(entries, dtype=np.int64),
            starts.astype(np.int64),
            np.asarray(electorate_of, dtype=np.int64),
            electorates,
            least=least,
            is_approval=is_approval,
        )

    @classmethod
    def from_arrays(
        cls,
        instance: Instance,
        entries: Ints,
        starts: Ints,
        electorate_of: Ints | None = None,
        electorates: Sequence[Electorate] = EVERYBODY,
        *,
        least: int = LEAST_ELECTORATE,
        is_approval: bool = False,
    ) -> Profile:
        """Pack checked places of projects; the arrays are read as the class says."""
        ballots = len(starts) - 1
        of = np.zeros(ballots, np.int64) if electorate_of is None else electorate_of
        if is_approval:
            entries = _sorted_within(entries, starts)
        of = _folded(of, electorates, least)
        return cls(
            len(instance.projects),
            instance.ballot_size,
            is_approval,
            _shares(of, electorates),
            entries.astype(np.uint16 if len(instance.projects) <= 0xFFFF else np.int32),
            np.asarray(starts, np.int64),
            of.astype(np.int16),
        )

    @cached_property
    def cast_by(self) -> tuple[int, ...]:
        """Count the ballots of each electorate, after folding."""
        counts = np.bincount(self.electorate_of, minlength=len(self.electorates))
        return tuple(int(count) for count in counts)

    @cached_property
    def ballot_count(self) -> int:
        """Count the ballots of electorates with weight."""
        return sum(
            cast
            for cast, one in zip(self.cast_by, self.electorates, strict=True)
            if one.weight > 0
        )

    @property
    def counts_all(self) -> bool:
        """Whether every ballot belongs to an electorate with weight."""
        return self.ballot_count == len(self.electorate_of)

    @cached_property
    def lengths(self) -> Ints:
        """Give the number of projects on each ballot."""
        return np.diff(self.starts)

    @cached_property
    def points(self) -> Ints:
        """Give the points of each entry: K + 1 - rank, or 1 for an approval."""
        return _points(self.starts, self.ballot_size, self.is_approval)

    @cached_property
    def counted(self) -> Profile:
        """Give the same profile without the ballots of electorates without weight."""
        if self.counts_all:
            return self
        has_weight = np.array([one.weight > 0 for one in self.electorates], bool)
        keep = has_weight[self.electorate_of]
        lengths = self.lengths
        return Profile(
            self.project_count,
            self.ballot_size,
            self.is_approval,
            self.electorates,
            self.entries[np.repeat(keep, lengths)],
            np.concatenate(([0], np.cumsum(lengths[keep]))).astype(np.int64),
            self.electorate_of[keep],
        )

    @cached_property
    def listings(self) -> Ints:
        """Count, for each project, the ballots with weight that list it."""
        entries = self.counted.entries
        listings = np.zeros(self.project_count, np.int64)
        for start in range(0, len(entries), _BLOCK):  # in blocks, for bincount widens what it gets
            listings += np.bincount(entries[start : start + _BLOCK], minlength=self.project_count)
        return listings

    @cached_property
    def scores_by_electorate(self) -> Ints:
        """Give each electorate's score of each project: integers [electorate, project]."""
        shape = (len(self.electorates), self.project_count)
        cell = np.repeat(self.electorate_of.astype(np.int64), self.lengths) * shape[1]
        cell += self.entries
        size = shape[0] * shape[1]
        # Sums of integers far below 2**53 are exact in the doubles that bincount adds in.
        sums = np.bincount(cell, weights=self.points, minlength=size)
        return sums.astype(np.int64).reshape(shape)

    @cached_property
    def scores(self) -> tuple[Fraction, ...]:
        """Give each project's total score: the sum of w_e / n_e times the electorate's score."""
        totals = [Fraction(0)] * self.project_count
        for place, (one, cast) in enumerate(zip(self.electorates, self.cast_by, strict=True)):
            if one.weight > 0 and cast:
                worth = one.weight / cast
                for index, score in enumerate(self.scores_by_electorate[place].tolist()):
                    totals[index] += worth * score
        return tuple(totals)

    @cached_property
    def distinct(self) -> DistinctBallots:
        """Give the distinct ballots with weight, and how many voters cast each."""
        return _distinct(self.counted)


@dataclass(frozen=True, eq=False)
class DistinctBallots:
    """Equal ballots of one electorate taken together: `voters[g]` of them cast ballot g.

    The arrays are read as in `Profile`. Where hardly any two ballots are equal, they stay apart.
    """

    entries: Ints
    starts: Ints
    electorate_of: Ints
    voters: Ints
    ballot_size: int
    is_approval: bool

    @property
    def lengths(self) -> Ints:
        """Give the number of projects on each ballot."""
        return np.diff(self.starts)

    @cached_property
    def points(self) -> Ints:
        """Give the points of each entry."""
        return _points(self.starts, self.ballot_size, self.is_approval)

    def ballots(self) -> list[tuple[list[int], list[int]]]:
        """Give each distinct ballot as plain lists of projects' places and points."""
        places, points, starts = self.entries.tolist(), self.points.tolist(), self.starts.tolist()
        return [(places[start:end], points[start:end]) for start, end in pairwise(starts)]


def _check_row(instance: Instance, ranking: Sequence[str], is_approval: bool) -> None:
    if len(set(ranking)) != len(ranking):
        twice = next(one for place, one in enumerate(ranking) if one in ranking[:place])
        raise BadInput("project_twice", project=twice)
    if not is_approval and len(ranking) > instance.ballot_size:
        raise BadInput("ballot_too_long", length=len(ranking), most=instance.ballot_size)


def _sorted_within(entries: Ints, starts: Ints) -> Ints:
    """Sort each ballot's entries: the order of approvals means nothing."""
    ballot = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    ordered: Ints = entries[np.lexsort((entries, ballot))]
    return ordered


def _folded(electorate_of: Ints, electorates: Sequence[Electorate], least: int) -> Ints:
    """Move the ballots of too small electorates with weight to the first one with weight.

    What has no ballots left then gives its weight away in proportion, so that whoever recounts
    from the published, already folded labels gets the same shares.
    """
    with_weight = [place for place, one in enumerate(electorates) if one.weight > 0]
    folded = electorate_of.copy()
    counts = np.bincount(electorate_of, minlength=len(electorates)).tolist()
    for place in with_weight[1:]:
        if 0 < counts[place] < least:
            folded[electorate_of == place] = with_weight[0]
    return folded


def _shares(electorate_of: Ints, electorates: Sequence[Electorate]) -> tuple[Electorate, ...]:
    counts = np.bincount(electorate_of, minlength=len(electorates)).tolist()
    kept = [
        one.weight if count else Fraction(0)
        for one, count in zip(electorates, counts, strict=True)
    ]
    total = sum(kept, Fraction(0))
    return tuple(
        Electorate(one.electorate_id, Fraction(weight) / total if total else Fraction(0))
        for one, weight in zip(electorates, kept, strict=True)
    )


def _points(starts: Ints, ballot_size: int, is_approval: bool) -> Ints:
    total = int(starts[-1])
    if is_approval:
        return np.ones(total, np.int32)
    ranks = np.arange(total, dtype=np.int32)
    ranks -= np.repeat(starts[:-1].astype(np.int32), np.diff(starts))
    points: Ints = ballot_size - ranks
    return points


def _distinct(profile: Profile) -> DistinctBallots:
    about = profile.ballot_size, profile.is_approval
    voters: Ints = np.ones(len(profile.electorate_of), np.int32)
    apart = DistinctBallots(profile.entries, profile.starts, profile.electorate_of, voters, *about)
    if _are_apart(profile):
        return apart
    rows = _rows(profile)
    key = _row_keys(rows, profile)
    _, first, of, voters = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    kinds = rows[first]
    if not np.array_equal(kinds[of.ravel()], rows):  # two rows shared a key
        return apart
    listed = kinds[:, 1:] >= 0
    starts = np.concatenate(([0], np.cumsum(listed.sum(axis=1)))).astype(np.int64)
    return DistinctBallots(
        kinds[:, 1:][listed].astype(profile.entries.dtype),
        starts,
        kinds[:, 0].astype(np.int16),
        voters.astype(np.int32),
        *about,
    )


def _are_apart(profile: Profile) -> bool:
    """Guess from a sample whether hardly any two ballots are equal; it decides speed only."""
    ballots = len(profile.electorate_of)
    if ballots <= 10 * _SAMPLE:
        return not ballots
    sample = range(0, ballots, ballots // _SAMPLE)
    starts, entries = profile.starts, profile.entries
    seen = {entries[starts[one] : starts[one + 1]].tobytes() for one in sample}
    return len(sample) - len(seen) < _FEW


def _rows(profile: Profile) -> Ints:
    """Lay the ballots out as rows: the electorate, then the entries, then -1."""
    lengths = profile.lengths
    rows = np.full((len(lengths), int(lengths.max(initial=0)) + 1), -1, np.int32)
    rows[:, 0] = profile.electorate_of
    ballot_of = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(len(profile.entries)) - np.repeat(profile.starts[:-1], lengths)
    rows[ballot_of, place + 1] = profile.entries
    return rows


def _row_keys(rows: Ints, profile: Profile) -> Ints:
    """Give each row a number, the same for equal rows; different ones hardly ever share one."""
    base = profile.project_count + 1
    width = rows.shape[1] - 1
    is_exact = len(profile.electorates) * base**width < 2**63
    factor = np.uint64(base if is_exact else 0x9E3779B97F4A7C15)
    key = rows[:, 0].astype(np.uint64)
    for column in range(1, width + 1):
        key *= factor
        key += (rows[:, column] + 1).astype(np.uint64)
        if not is_exact:
            key ^= key >> np.uint64(29)
    return key
