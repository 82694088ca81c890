"""Pabulib's .pb files: one heading's instance and ballots, in and out.

Format: pabulib.org/format (UTF-8, `;`, CSV quoting; sections META, PROJECTS, VOTES).

    file = read_pb(text, "Jongno.pb")     file.instance, file.profile(), file.meta
    text = write_pb(instance, rows, meta)
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO

from deliberation.instance import Instance
from deliberation.pabulib_exclusions import with_exclusions
from deliberation.pabulib_reading import BadFile, PabulibFile, Reading
from deliberation.refusals import BadInput

# The order in which the format lists META's keys.
_META = (
    *("description", "country", "unit", "district", "subunit", "instance"),
    *("num_projects", "num_votes", "budget", "vote_type", "rule", "date_begin", "date_end"),
    *("min_length", "max_length", "edition", "language", "currency", "fully_funded", "comment"),
)

__all__ = ["BadFile", "Ballot", "PabulibFile", "read_pb", "write_pb"]


@dataclass(frozen=True, slots=True)
class Ballot:
    """One row of VOTES: a tracking code or voter id, the ranking, the electorate's label."""

    voter_id: str
    ranking: tuple[str, ...]
    electorate: str = ""


def read_pb(text: str | bytes, file: str) -> PabulibFile:
    """Read a .pb file; the heading's id is the file's name without `.pb`.

    Raises BadFile, with file and line, for what cannot be counted as it stands.
    """
    return Reading(text, file).result()


def write_pb(
    instance: Instance,
    ballots: Iterable[Ballot],
    *,
    meta: Mapping[str, str] | None = None,
    is_approval: bool = False,
    selected: Iterable[str] | None = None,
) -> str:
    """Write an instance and its ballots, in the order given, as a .pb file.

    `meta` adds to (and may override) what META says; see `deliberation.pabulib_meta`. Pairs of
    projects that exclude each other are written as a comment of META.
    """
    rows = list(ballots)
    listed: dict[str, int] = {project.project_id: 0 for project in instance.projects}
    for ballot in rows:
        for project_id in ballot.ranking:
            if project_id not in listed:
                raise BadInput("unknown_project", project=project_id)
            listed[project_id] += 1
    about = _about(instance, len(rows), is_approval=is_approval) | dict(meta or {})
    if instance.exclusions:
        about["comment"] = with_exclusions(about.get("comment", ""), instance.exclusions)
    chosen = None if selected is None else set(selected)
    out = StringIO()
    line = csv.writer(out, delimiter=";", lineterminator="\n")
    line.writerows([["META"], ["key", "value"]])
    for key in sorted(about, key=_place_in_meta):
        if value := _cell(about[key]):
            line.writerow([key, value])
    head = ["project_id", "cost", "votes", "name"] + ["selected"] * (chosen is not None)
    line.writerows([["PROJECTS"], head])
    for project in instance.projects:
        row = [
            project.project_id,
            instance.in_main_units(project.cost),
            str(listed[project.project_id]),
            _cell(project.name) or project.project_id,
        ]
        if chosen is not None:
            row.append("1" if project.project_id in chosen else "0")
        line.writerow(row)
    has_labels = any(ballot.electorate for ballot in rows)
    line.writerows([["VOTES"], ["voter_id", "vote"] + ["electorate"] * has_labels])
    for ballot in rows:
        line.writerow(
            [ballot.voter_id, ",".join(ballot.ranking)] + [ballot.electorate] * has_labels
        )
    return out.getvalue()


def _about(instance: Instance, ballots: int, *, is_approval: bool) -> dict[str, str]:
    """What META says of an instance by itself."""
    vote_type = "approval" if is_approval else "ordinal"
    if instance.ballot_size == 1 and len(instance.projects) > 1:
        vote_type = "choose-1"
    whole = [one.cost // instance.main_unit for one in instance.projects]
    has_enough = sum(whole) <= instance.budget_limit // instance.main_unit
    return {
        "description": instance.heading_id,
        "unit": instance.heading_id,
        "num_projects": str(len(instance.projects)),
        "num_votes": str(ballots),
        "budget": instance.in_main_units(instance.budget_limit),
        "vote_type": vote_type,
        "rule": "unknown",
        "min_length": "1",
        "max_length": str(instance.ballot_size),
        "currency": instance.currency,
        "fully_funded": "1" if has_enough else "",
    }


def _place_in_meta(key: str) -> int:
    return _META.index(key) if key in _META else len(_META)


def _cell(text: str) -> str:
    """A text on one line, without space around it, as the format wants its cells."""
    return " ".join(text.split())
