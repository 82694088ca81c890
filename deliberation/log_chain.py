"""The public log as a chain: each entry's hash covers its predecessor's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

BEGINNING = "0" * 64


def entry_sha256(previous: str, seq: int, at_utc: int, kind: str, body: str) -> str:
    """Return an entry's hash: SHA-256 over its fields, one a line, the predecessor's first."""
    return sha256(f"{previous}\n{seq}\n{at_utc}\n{kind}\n{body}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry: `seq` counts from 1, `body` is canonical JSON."""

    seq: int
    at_utc: int
    kind: str
    body: str
    sha256: str


def first_break(entries: Iterable[LogEntry]) -> int | None:
    """Return the number of the first entry that does not follow from those before it."""
    previous = BEGINNING
    for place, entry in enumerate(entries, 1):
        expected = entry_sha256(previous, place, entry.at_utc, entry.kind, entry.body)
        if entry.seq != place or entry.sha256 != expected:
            return place
        previous = entry.sha256
    return None
