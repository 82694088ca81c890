"""The rows of VOTES in a .pb file, and the ballots in them.

`plain_votes` packs all of them at once, as bytes, where every line is plain and every ballot can
be counted; where anything else stands there it gives None, and the rows are read one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from deliberation.profile import Ints

_COMMA, _CELL_END, _LINE_END = b",;\n"
_WORD = 8
_LONGEST_ID = 8 * _WORD
_MOST_SLOTS = 1 << 18
_FEW_RANKS = 5
_ODD = 0x9E3779B97F4A7C15
_MASKS = np.array([(1 << (8 * length)) - 1 for length in range(_WORD + 1)], np.uint64)


@dataclass(frozen=True)
class RowVotes:
    """Rows that were read one by one; `lines` holds the line of each in the file."""

    columns: Mapping[str, list[str]]
    lines: Sequence[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Count the rows."""
        return len(self.lines)

    def column(self, name: str) -> list[str]:
        """Give the cells of a column; none where the file lacks it."""
        return self.columns.get(name, [])


@dataclass(frozen=True, eq=False)
class PlainVotes:
    """Rows without quotes, each with as many cells as there are columns; already packed.

    `entries` and `starts` as in `Profile`, in the file's order.
    """

    raw: bytes
    place_of: Mapping[str, int]
    entries: Ints
    starts: Ints

    @property
    def count(self) -> int:
        """Count the rows."""
        return len(self.starts) - 1

    def column(self, name: str) -> list[str]:
        """Give the cells of a column; none where the file lacks it."""
        if name not in self.place_of:
            return []
        cells = self.raw.replace(b"\n", b";").decode("utf-8", "surrogatepass").split(";")
        return cells[self.place_of[name] : -1 : len(self.place_of)]


Votes = PlainVotes | RowVotes


def plain_votes(raw: bytes, place_of: Mapping[str, int], ids: Sequence[str]) -> PlainVotes | None:
    """Pack rows by the places of the columns and of the projects' ids; None where any is odd.

    `raw` ends with a line's end. Odd is: a quote, a line with more or fewer cells, an empty row, a
    project that is unknown or ranked twice, blanks around one.
    """
    width = len(place_of)
    if width < 2 or b'"' in raw:
        return None
    letters = np.frombuffer(raw, np.uint8)
    ends = np.flatnonzero((letters == _CELL_END) | (letters == _LINE_END) | (letters == _COMMA))
    marks = letters[ends]
    cells = np.flatnonzero(marks != _COMMA)
    if not _is_table(marks[cells], width):
        return None
    begins = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends
    names = np.diff(cells, prepend=-1)  # in each cell
    place = place_of["vote"]
    is_wanted = np.repeat(np.arange(len(cells)) % width == place, names)
    begins, ends, lengths = begins[is_wanted], ends[is_wanted], names[place::width].copy()
    is_empty = begins == ends
    if is_empty.any():
        rows = np.repeat(np.arange(len(lengths)), lengths)[is_empty]
        lines = raw.split(b"\n")
        if any(lengths[row] > 1 or _is_blank(lines[row]) for row in rows.tolist()):
            return None
        lengths[rows] = 0
        begins, ends = begins[~is_empty], ends[~is_empty]
    entries = _looked_up(raw, begins, ends - begins, ids)
    if entries is None or _repeats(entries, lengths, len(ids)):
        return None
    starts = np.concatenate(([0], np.cumsum(lengths)))
    return PlainVotes(raw, place_of, entries, starts)


def _is_table(marks: Ints, width: int) -> bool:
    """Whether every line has as many cells as there are columns."""
    if len(marks) % width:
        return False
    is_end = marks.reshape(-1, width) == _LINE_END
    return bool(is_end[:, -1].all() and not is_end[:, :-1].any())


def _is_blank(line: bytes) -> bool:
    return not any(map(str.strip, line.decode("utf-8", "surrogatepass").split(";")))


def _looked_up(raw: bytes, begins: Ints, lengths: Ints, ids: Sequence[str]) -> Ints | None:
    """Find the projects whose ids stand at some places; None where one is unknown.

    Ids are compared as words of eight bytes, and their lengths; a table by a hash of those, in
    which no two ids share a slot, says with which id to compare.
    """
    if not len(begins):
        return np.zeros(0, np.int64)
    written = [project_id.encode("utf-8", "surrogatepass") for project_id in ids]
    own_lengths = np.array([len(one) for one in written], np.int64)
    longest = int(own_lengths.max(initial=0))
    if longest > _LONGEST_ID or int(lengths.max()) > longest:
        return None
    own_begins = np.cumsum(own_lengths) - own_lengths
    own = _words(b"".join(written), own_begins, own_lengths, longest)
    for trial in range(64):
        table, factors, shift = _table(own, trial)
        if table is not None:
            break
    else:
        return None
    found = _words(raw, begins, lengths, longest)
    entries: Ints = table[_hashed(found, factors, shift)]
    is_same = own_lengths[entries] == lengths
    for mine, theirs in zip(own, found, strict=True):
        is_same &= mine[entries] == theirs
    return entries if is_same.all() else None


def _words(raw: bytes, begins: Ints, lengths: Ints, longest: int) -> list[Ints]:
    """Cut what stands at some places into words of eight bytes, zeros after its end."""
    padded = np.frombuffer(raw + bytes(longest + 2 * _WORD), np.uint8)
    windows: Ints = np.ndarray((len(padded) - _WORD + 1,), "<u8", padded, strides=(1,))
    return [
        windows[begins + at] & _MASKS[np.clip(lengths - at, 0, _WORD)]
        for at in range(0, longest, _WORD)
    ]


def _hashed(words: list[Ints], factors: list[np.uint64], shift: np.uint64) -> Ints:
    mixed = words[0] * factors[0]
    for word, factor in zip(words[1:], factors[1:], strict=True):
        mixed ^= mixed >> np.uint64(29)
        mixed += word * factor
    slots: Ints = mixed >> shift
    return slots


def _table(own: list[Ints], trial: int) -> tuple[Any, list[np.uint64], np.uint64]:
    """Lay a table of ids by their hash, or None where two share a slot."""
    count = len(own[0])
    bits = min(_MOST_SLOTS, max(2, count * count)).bit_length()
    factors = [
        np.uint64((_ODD * (2 * (len(own) * trial + no) + 1)) % 2**64) for no in range(len(own))
    ]
    shift = np.uint64(64 - bits)
    slots = _hashed(own, factors, shift)
    table = np.zeros(1 << bits, np.int64)
    table[slots] = np.arange(count)
    is_alone = bool((table[slots] == np.arange(count)).all())
    return table if is_alone else None, factors, shift


def _repeats(entries: Ints, lengths: Ints, projects: int) -> bool:
    """Whether some ballot lists a project twice."""
    ranks = int(lengths.max(initial=0))
    if ranks <= _FEW_RANKS and (lengths == ranks).all():
        rows = entries.reshape(len(lengths), ranks)
        return any(
            bool((rows[:, one] == rows[:, other]).any())
            for one in range(ranks)
            for other in range(one)
        )
    keys = np.repeat(np.arange(len(lengths)) * projects, lengths) + entries
    keys.sort()
    return bool((keys[1:] == keys[:-1]).any())
