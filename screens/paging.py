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


def cut_into_pages(entries: Sequence[str], most: int) -> list[list[str]]:
    """Return entries in groups that a message holds, in their order; never an empty list.

    `most` counts as Telegram does, in UTF-16 units.
    """
    pages: list[list[str]] = [[]]
    used = 0
    for entry in entries:
        size = len(entry.encode("utf-16-le")) // 2 + 1
        if pages[-1] and used + size > most:
            pages.append([])
            used = 0
        pages[-1].append(entry)
        used += size
    return pages


def turning(page: int, pages: int, turn: Callable[[int], Button]) -> list[Key]:
    """Return the keys to a page's neighbours."""
    keys: list[Key] = []
    if page > 0:
        keys.append(Press("‹", turn(page - 1)))
    if page < pages - 1:
        keys.append(Press("›", turn(page + 1)))
    return keys
