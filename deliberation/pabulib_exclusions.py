"""Projects that exclude each other, in a .pb file.

The format has no field for it, and Pabulib's checker refuses fields that it does not know: so they
stand in META's comment, as a numbered remark that holds a JSON list of pairs of project ids.

    comment;#1: excludes [["park", "car-park"], ["a", "b"]]

A column `excludes` in PROJECTS (ids as in VOTES: a,b,c) is read as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from deliberation.exclusions import Pair

_REMARK = re.compile(r"#[0-9]+: ")
_MARK = re.compile(r"#[0-9]+: excludes (?=\[)")


def with_exclusions(comment: str, exclusions: Sequence[Pair]) -> str:
    """Add the remark to a comment."""
    number = len(_REMARK.findall(comment)) + 1
    pairs = json.dumps([list(pair) for pair in exclusions], ensure_ascii=False)
    return f"{comment} #{number}: excludes {pairs}".strip()


def exclusions_in(comment: str) -> list[Pair]:
    """Read the pairs of a comment, if it has any; raises ValueError for what is no such list."""
    found = _MARK.search(comment)
    if found is None:
        return []
    pairs, _ = json.JSONDecoder().raw_decode(comment, found.end())
    if not all(_is_pair(pair) for pair in pairs):
        raise ValueError("not a list of pairs")
    return [(one, other) for one, other in pairs]


def excluded_by(
    project_ids: Iterable[str], column: Iterable[str], pairs: Sequence[Pair]
) -> dict[str, tuple[str, ...]]:
    """Join both forms: for each project the ids that it excludes."""
    excludes = {
        project_id: [one.strip() for one in cell.split(",") if one.strip()]
        for project_id, cell in zip(project_ids, column, strict=True)
    }
    for one, other in pairs:
        excludes.setdefault(one, []).append(other)
    return {project_id: tuple(dict.fromkeys(others)) for project_id, others in excludes.items()}


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, str) for one in pair)
