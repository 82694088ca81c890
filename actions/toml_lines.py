"""On which line of a TOML text a key stands, so that faults can point at it.

Reads headers and keys at the beginning of lines, which is how people write; what stands inside
an inline table is given the line on which that begins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*=")


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) of each table and key."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    quotes = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if quotes:
            quotes = "" if line.count(quotes) % 2 else quotes
            continue
        if header := _HEADER.match(line):
            table = _table(header[2], header[1] == "[[", counts)
            for length in range(1, len(table) + 1):
                lines.setdefault(table[:length], number)
        elif key := _KEY.match(line):
            path = table + tuple(_names(key[1]))
            lines.setdefault(path, number)
        quotes = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return lines


def line_of(path: Path, lines: Mapping[Path, int]) -> int:
    """The line of a path or of the nearest that encloses it, 0 where none is known."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 0


def dotted(path: Path) -> str:
    """A key's path as people write it, counting from 1: headings[3].projects[1].cost."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part + 1}]"
        else:
            written += f".{part}" if written else part
    return written


def _table(name: str, is_array: bool, counts: dict[Path, int]) -> Path:
    """The path of a header, with the index of each array of tables in it."""
    names = _names(name)
    path: Path = ()
    for place, part in enumerate(names):
        path = (*path, part)
        if place == len(names) - 1 and is_array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _names(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]
