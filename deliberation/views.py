"""What actions return and screens show: plain data, no wording."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CitizenView:
    """A person as the house knows them in the budget year that they look at."""

    user_id: int
    language: str
    process_no: int | None
    district: str
    has_stated_eligibility: bool
    has_consented: bool
    is_known: bool
    roles: frozenset[str]
