"""Elections for the tests of the count: from files, and drawn at random."""

import functools
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import strategies as st

from deliberation.instance import Instance, Project
from deliberation.lot import precedence
from deliberation.pabulib import read_pb
from deliberation.profile import Electorate, Profile
from tests.count.slow import Election

ROOT = Path(__file__).parents[2]
PABULIB = ROOT.parent / "shared" / "data" / "pabulib"
EXAMPLES = ROOT / "examples"


def pabulib(pattern="*.pb"):
    """Parameters for each file of the collection, or one that is skipped where it is absent."""
    paths = sorted(PABULIB.glob(pattern))
    if not paths:
        reason = "the Pabulib files are not at ../shared/data/pabulib"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
    return [pytest.param(path, id=path.stem) for path in paths]


def read(path):
    return read_pb(path.read_bytes(), path.name)


def slow_of(file):
    """The slow election of a file with one electorate."""
    ids = [project.project_id for project in file.instance.projects]
    rows = [
        tuple(ids[entry] for entry in file.entries[start:end])
        for start, end in zip(file.starts[:-1], file.starts[1:], strict=True)
    ]
    if file.is_approval:
        rows = [tuple(sorted(row)) for row in rows]
    return slow_election(file.instance, [("citizens", row) for row in rows], file.is_approval)


def slow_election(instance, ballots, approval=False, weights=None):
    return Election(
        instance.heading_id,
        instance.budget_limit,
        {project.project_id: project.cost for project in instance.projects},
        ballots,
        instance.ballot_size,
        weights=weights,
        unit=instance.main_unit,
        approval=approval,
        exclude=[(one.project_id, o) for one in instance.projects for o in one.excludes],
    )


def places_of(instance, profile, seed=""):
    return precedence(instance, profile.listings.tolist(), seed)


class Drawn:
    """An instance with its ballots by electorate, for both implementations."""

    def __init__(self, instance, ballots, weights):
        self.instance, self.ballots, self.weights = instance, ballots, weights

    def profile(self, ballots=None):
        by_electorate = {name: [] for name in self.weights}
        for electorate, ranking in self.ballots if ballots is None else ballots:
            by_electorate[electorate].append(ranking)
        electorates = [Electorate(name, weight) for name, weight in self.weights.items()]
        return Profile.from_rankings(self.instance, by_electorate, electorates, least=0)

    def slow(self):
        return slow_election(self.instance, self.ballots, weights=self.weights)

    def __repr__(self):
        return f"Drawn({self.instance}, {self.ballots}, {self.weights})"


def excluding(instance, pairs):
    """The same instance, in which the first of each pair says that it excludes the second."""
    return replace(
        instance,
        projects=tuple(
            replace(one, excludes=tuple(b for a, b in pairs if a == one.project_id))
            for one in instance.projects
        ),
    )


WEIGHTS = [
    {"citizens": Fraction(1)},
    {"citizens": Fraction(1, 2), "panel": Fraction(3, 10), "proposers": Fraction(1, 5)},
    {"citizens": Fraction(2, 3), "panel": Fraction(1, 3), "watchers": Fraction(0)},
]

PRICES = st.sampled_from([10, 20, 20, 30, 60, 100, 7, 13])


@st.composite
def elections(draw, *, most_ballots=14, weights=None, most_projects=6, exclusions=0):
    """Small elections in which ties, exact payments and empty ballots are frequent."""
    ids = [f"p{no}" for no in range(draw(st.integers(1, most_projects)))]
    projects = tuple(Project(one, draw(PRICES)) for one in ids)
    size = draw(st.integers(1, 4))
    instance = Instance(
        draw(st.sampled_from(["Jongno", "Mapo"])), draw(st.integers(1, 240)), projects, size
    )
    if exclusions and len(ids) > 1:
        pair = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)
        instance = excluding(instance, draw(st.lists(pair, max_size=exclusions)))
    chosen = draw(st.sampled_from(WEIGHTS)) if weights is None else weights
    ballots = draw(_ballots(tuple(ids), size, tuple(chosen), most_ballots))
    return Drawn(instance, ballots, chosen)


# Making a strategy takes longer than drawing from it.
@functools.cache
def _ballots(ids, size, names, most):
    ballot = st.tuples(
        st.sampled_from(names), st.permutations(ids), st.integers(0, min(size, len(ids)))
    )
    shortened = ballot.map(lambda drawn: (drawn[0], tuple(drawn[1][: drawn[2]])))
    return st.lists(shortened, max_size=most)
