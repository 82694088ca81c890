"""Counting one heading's ballots as the budget year says: its rule, and the other beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from deliberation.allocation import Allocation, canonical_json
from deliberation.ballots import Ranking
from deliberation.count import count
from deliberation.instance import Instance, Project, main_unit_of
from deliberation.process import Heading, Process
from deliberation.profile import Electorate, Profile

OTHER_RULE = {"equal-shares": "greedy", "greedy": "equal-shares"}


@dataclass(frozen=True)
class HeadingCount:
    """A heading's result, and the comparison without effect."""

    result: Allocation
    comparison: Allocation

    @property
    def sha256(self) -> str:
        """What both hash to, however their arithmetic was done."""
        return pair_sha256(self.result, self.comparison)


def pair_sha256(result: Allocation, comparison: Allocation) -> str:
    """Return the SHA-256 over a result's fingerprint and its comparison's."""
    return sha256(f"{result.fingerprint()}\n{comparison.fingerprint()}".encode()).hexdigest()


def whole_sha256(process_id: str, rules_sha256: str, headings: Iterable[tuple[str, str]]) -> str:
    """Return what two managers confirm: the hash over the rules and each heading's (id, hash)."""
    whole = {
        "process": process_id,
        "rules": rules_sha256,
        "headings": [[heading_id, sha] for heading_id, sha in sorted(headings)],
    }
    return sha256(canonical_json(whole).encode()).hexdigest()


def instance_of(process: Process, heading: Heading) -> Instance:
    """Return a heading as the count sees it; projects are named in the first language."""
    return Instance(
        heading_id=heading.heading_id,
        budget_limit=heading.budget_limit,
        projects=tuple(
            Project(
                project.project_id,
                project.cost,
                project.names.in_language(process.languages[0]),
                project.excludes,
            )
            for project in heading.projects
        ),
        ballot_size=heading.ranks,
        main_unit=main_unit_of(process.currency),
        currency=process.currency,
    )


def electorates_of(process: Process) -> tuple[Electorate, ...]:
    """Return the weighted groups of voters as the count sees them."""
    return tuple(Electorate(one.electorate_id, one.weight) for one in process.electorates)


def folds(process: Process, cast: Mapping[str, int]) -> dict[str, str]:
    """Say which electorates are too small for a label of their own, and where they are folded.

    `cast` counts a heading's ballots by electorate. The same as `Profile` does when it counts.
    """
    weighted = [one.electorate_id for one in process.electorates if one.weight > 0]
    return {
        small: weighted[0]
        for small in weighted[1:]
        if 0 < cast.get(small, 0) < process.least_electorate
    }


def profile_of(
    process: Process, heading: Heading, standing: Iterable[tuple[str, str, Ranking]]
) -> Profile:
    """Pack a heading's standing ballots (code, electorate, ranking); small electorates fold."""
    by_electorate: dict[str, list[list[str]]] = {
        one.electorate_id: [] for one in process.electorates
    }
    ids = {project.no: project.project_id for project in heading.projects}
    for _code, electorate, ranking in standing:
        by_electorate[electorate].append([ids[no] for no in ranking])
    return Profile.from_rankings(
        instance_of(process, heading),
        by_electorate,
        electorates_of(process),
        least=process.least_electorate,
    )


def count_heading(
    process: Process,
    heading: Heading,
    standing: Iterable[tuple[str, str, Ranking]],
    seed: str,
) -> HeadingCount:
    """Count a heading by its rule, and by the other one for comparison."""
    instance, profile = instance_of(process, heading), profile_of(process, heading, standing)
    return HeadingCount(
        count(instance, profile, heading.rule, seed),
        count(instance, profile, OTHER_RULE[heading.rule], seed),
    )
