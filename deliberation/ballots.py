"""A ranked ballot while it is being filled: what each wish makes of it.

A ranking is a tuple of project numbers, best first, without repeats, at most `size` long. Every
change of a ballot raises its revision by one. A wish was drawn from a ballot at some revision,
and comes later, more than once, or beside others. None acts twice, whenever it comes again.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from deliberation.refusals import BadInput

Ranking = tuple[int, ...]
Outcome = Literal["saved", "withdrawn", "same", "stale", "full"]
Verdict = tuple[Ranking | None, Outcome]

# Crockford's base 32: no I, L, O, U, so that a code can be read aloud.
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 12
CODE_BYTES = 8
CODE_PATTERN = re.compile(r"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$")


@dataclass(frozen=True)
class Wish:
    """What a tap asks of a ballot.

    `judge(ranking, revision)` returns what becomes of the ballot (None: it stays as it is) and
    how that is told. A wish `is_once` where the ballot alone does not tell a repeat from a new
    tap: whoever keeps it has to remember the update.
    """

    judge: Callable[[Ranking, int], Verdict]
    is_once: bool = False


def with_rank(ranking: Ranking, project_no: int, rank: int, size: int) -> Ranking:
    """Return the ranking with a project at a rank (1 is best; 0 takes it off).

    A rank past the end appends; whoever stood there moves down.

    Raises:
        BadInput: "ballot-full" where one project more than `size` would be listed.
    """
    others = tuple(one for one in ranking if one != project_no)
    if rank <= 0:
        return others
    if len(others) >= size:
        raise BadInput("ballot-full", size=size)
    at = min(rank, len(others) + 1) - 1
    return (*others[:at], project_no, *others[at:])


def has_rank(ranking: Ranking, project_no: int, rank: int) -> bool:
    """Say whether the wish "this project at this rank" is already so."""
    if rank <= 0:
        return project_no not in ranking
    return project_no in ranking and ranking.index(project_no) == rank - 1


def append(project_no: int, rank: int, seen: int, size: int) -> Wish:
    """Wish for a project as the next rank, which was `rank` on the ballot of revision `seen`.

    Thumbs are quicker than screens. The wish holds as long as its screen is only behind, not
    wrong: whatever came since was appended too, or a full ballot had one rank taken back.
    """
    was_full = rank > size

    def judge(ranking: Ranking, revision: int) -> Verdict:
        if project_no in ranking:
            return None, "same"
        if len(ranking) >= size:
            return None, "full"
        changes, growth = revision - seen, len(ranking) - (rank - 1)
        is_behind = 0 <= changes == growth
        if is_behind or (was_full and (changes, growth) == (1, -1)):
            return (*ranking, project_no), "saved"
        return None, "stale"

    # Where nothing but growth is let through, a change that was no growth stays in the way for
    # ever: no tap that was done, or refused, finds its screen only behind again. But one that a
    # full ballot refused would, delivered again after a rank was taken back.
    return Wish(judge, is_once=was_full)


def take_back(project_no: int, seen: int) -> Wish:
    """Wish for a project off the ballot of revision `seen`."""

    def judge(ranking: Ranking, revision: int) -> Verdict:
        if project_no not in ranking:
            return None, "same"
        if revision != seen:
            return None, "stale"
        left = tuple(one for one in ranking if one != project_no)
        return left, "saved" if left else "withdrawn"

    return Wish(judge)


def move_up(project_no: int, rank: int, seen: int) -> Wish:
    """Wish for a project of the ballot of revision `seen` at a better rank."""

    def judge(ranking: Ranking, revision: int) -> Verdict:
        if has_rank(ranking, project_no, rank):
            return None, "same"
        if revision != seen or project_no not in ranking or rank < 1:
            return None, "stale"
        return with_rank(ranking, project_no, rank, len(ranking)), "saved"

    return Wish(judge)


def clear(seen: int) -> Wish:
    """Wish for nothing on the ballot of revision `seen`."""

    def judge(ranking: Ranking, revision: int) -> Verdict:
        if not ranking:
            return None, "same"
        return ((), "withdrawn") if revision == seen else (None, "stale")

    return Wish(judge)


def shown_order(seed: str, heading_id: str, project_ids: Sequence[str]) -> list[int]:
    """Return the positions of projects in a voter's own order: shuffled, and kept by the seed."""
    return sorted(
        range(len(project_ids)),
        key=lambda at: hashlib.sha256(f"{seed}|{heading_id}|{project_ids[at]}".encode()).digest(),
    )


def tracking_code(random_bytes: bytes) -> str:
    """Write `CODE_BYTES` random bytes as a receipt's tracking code (60 bits, XXXX-XXXX-XXXX)."""
    number = int.from_bytes(random_bytes[:CODE_BYTES], "big")
    letters = []
    for _ in range(_CODE_LENGTH):
        number, rest = divmod(number, 32)
        letters.append(_CODE_ALPHABET[rest])
    text = "".join(letters)
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def pack(ranking: Iterable[int]) -> str:
    """Write a ranking as text for the store."""
    return ",".join(str(one) for one in ranking)


def unpack(text: str) -> Ranking:
    """Read a ranking that `pack` wrote."""
    return tuple(int(part) for part in text.split(",")) if text else ()
