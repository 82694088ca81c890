"""What a count proposes to fund, with everything that is published beside it.

Public: `Allocation`, `ElectorateShare`, `Reason` (a union of dataclasses, see `reasons`).
`to_json` and `from_json` are inverse; `fingerprint` is the SHA-256 that is announced.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

from deliberation.reasons import Reason, reason_from_json


@dataclass(frozen=True, slots=True)
class ElectorateShare:
    """What an electorate brought, small ones folded: its share of the weight, its ballots."""

    electorate_id: str
    weight: Fraction
    ballots: int

    @property
    def one_ballot(self) -> Fraction:
        """The share of the whole that one of its ballots weighs."""
        return self.weight / self.ballots if self.ballots else Fraction(0)


@dataclass(frozen=True)
class Allocation:
    """The outcome of one count.

    `funded` holds project ids in the order of funding, the last `completed` of them by
    completion; `order` is the ranking of rules that rank. Amounts are in smallest units.
    `rank_entries` (counted one by one) equals `ballot_lengths` (summed ballot by ballot).
    """

    heading_id: str
    rule: str
    utility: str
    add1: bool
    completion: bool
    seed: str
    slots: int | None
    currency: str
    main_unit: int
    budget_limit: int
    funded: tuple[str, ...]
    completed: int
    order: tuple[str, ...]
    spent: int
    rounds: int
    add1_steps: int
    is_capped: bool
    exact_decisions: int
    ties: int
    ballots: int
    rank_entries: int
    ballot_lengths: int
    electorates: tuple[ElectorateShare, ...]
    covered_voters: int
    mean_points: Fraction
    points: tuple[tuple[str, Fraction], ...]
    reasons: tuple[Reason, ...]

    def reason(self, project_id: str) -> Reason:
        """Return why a project is, or is not, proposed."""
        return next(one for one in self.reasons if one.project_id == project_id)

    def to_json(self) -> str:
        """Write the allocation as canonical JSON: sorted keys, no spaces, fractions as "p/q"."""
        return canonical_json(_plain(asdict(self)))

    @classmethod
    def from_json(cls, text: str) -> Allocation:
        """Read what `to_json` wrote."""
        data: dict[str, Any] = json.loads(text)
        data["funded"] = tuple(data["funded"])
        data["order"] = tuple(data["order"])
        data["mean_points"] = Fraction(data["mean_points"])
        data["points"] = tuple((name, Fraction(value)) for name, value in data["points"])
        data["electorates"] = tuple(
            ElectorateShare(one["electorate_id"], Fraction(one["weight"]), one["ballots"])
            for one in data["electorates"]
        )
        data["reasons"] = tuple(reason_from_json(one) for one in data["reasons"])
        return cls(**data)

    def fingerprint(self) -> str:
        """Return the SHA-256 of the outcome, however its arithmetic was done."""
        data = _plain(asdict(self))
        del data["exact_decisions"]
        return sha256(canonical_json(data).encode()).hexdigest()


def canonical_json(data: object) -> str:
    """Write plain data in the one way that is hashed."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
