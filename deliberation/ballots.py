"""A ranked ballot while it is being filled: what each wish makes of it.

A ranking is a tuple of project numbers, best first, without repeats, at most `size` long.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence

from deliberation.refusals import BadInput

Ranking = tuple[int, ...]
Wish = Callable[[Ranking], Ranking | None]

# Crockford's base 32: no I, L, O, U, so that a code can be read aloud.
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 12
CODE_BYTES = 8
CODE_PATTERN = re.compile(r"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$")


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


def judge(ranking: Ranking, revision: int, wish: Wish, seen: int) -> tuple[Ranking | None, str]:
    """Return what a wish makes of a ranking (None: it stays as it is), and the outcome.

    A wish returns None where it is already so; `seen` is the revision that the person saw.
    """
    try:
        wanted = wish(ranking)
    except BadInput:
        return None, "full"
    if wanted is None:
        return None, "same"
    if seen != revision:
        return None, "stale"
    return wanted, "saved" if wanted else "withdrawn"


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
