"""Long lists on a phone: a page of them, and the keys that turn it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from screens.buttons import Button
from screens.screen import Key, Press

T = TypeVar("T")


def paged(
    items: Sequence[T], page: int, size: int, turn: Callable[[int], Button]
) -> tuple[list[T], list[Key]]:
    """Return a page of a list (the nearest there is) and the keys to its neighbours."""
    last = max(0, (len(items) - 1) // size)
    page = min(max(page, 0), last)
    turning: list[Key] = []
    if page > 0:
        turning.append(Press("‹", turn(page - 1)))
    if page < last:
        turning.append(Press("›", turn(page + 1)))
    return list(items[page * size : (page + 1) * size]), turning
