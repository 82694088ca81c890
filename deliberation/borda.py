"""Borda: items in the order of their total score."""

from __future__ import annotations

from deliberation.greedy import by_total_score
from deliberation.profile import Profile


def order(profile: Profile, places: list[int]) -> tuple[list[int], int]:
    """Order all items by total score, highest first; count the neighbours that tie."""
    return by_total_score(profile, places, only_listed=False)
