"""How the saves of a heading add up, printed with every result, and what its ballots hash to."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256

from deliberation.ballots import Ranking
from deliberation.process import Heading


@dataclass(frozen=True)
class Reconciliation:
    """The sums that must agree before anything is published.

    `rank_entries` is summed by the store, `ballot_lengths` ballot by ballot. `voters` is the
    number of slots in which a ballot was ever cast, `emptied` of those that were withdrawn and
    not cast again. `is_valid` says that every ballot ranks projects of the heading, each once,
    and no more than allowed.
    """

    saves: int
    counted: int
    replaced: int
    withdrawn: int
    voters: int
    emptied: int
    rank_entries: int
    ballot_lengths: int
    is_valid: bool = True

    @property
    def holds(self) -> bool:
        """Say whether every accepted save and every rank is accounted for."""
        return (
            self.is_valid
            and self.saves == self.counted + self.replaced + self.withdrawn
            and self.rank_entries == self.ballot_lengths
            and self.counted == self.voters - self.emptied
        )

    def plain(self) -> dict[str, int]:
        """Return the sums for the public log."""
        return {name: value for name, value in asdict(self).items() if name != "is_valid"}


def are_valid(heading: Heading, rankings: Iterable[Ranking]) -> bool:
    """Say whether every ranking is one that the heading's ballot allows."""
    return all(
        0 < len(ranking) <= heading.ranks
        and len(set(ranking)) == len(ranking)
        and all(heading.project(no) is not None for no in ranking)
        for ranking in rankings
    )


def ballots_sha256(ballots: Iterable[tuple[str, Iterable[str]]]) -> str:
    """Return what a heading's ballots hash to: a line "CODE;id,id" each, sorted by code."""
    lines = sorted(f"{code};{','.join(ids)}\n" for code, ids in ballots)
    return sha256("".join(lines).encode()).hexdigest()
