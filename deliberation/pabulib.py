"""Pabulib's .pb files: one heading's instance and ballots, in and out.

Format: pabulib.org/format (UTF-8, `;`, CSV quoting; sections META, PROJECTS, VOTES).

    file = read_pb(text, "Jongno.pb")     file.instance, file.profile(), file.meta
    text = write_pb(instance, rows, meta)
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import PurePath
from typing import NoReturn, Protocol

import numpy as np

from deliberation.instance import Instance, Project, main_unit_of
from deliberation.profile import EVERYBODY, LEAST_ELECTORATE, Electorate, Ints, Profile
from deliberation.refusals import BadInput

_AMOUNT = re.compile(r"\+?([0-9]+)(?:\.([0-9]*))?")
_RANKED = ("ordinal",)
_APPROVAL = ("approval", "choose-1")
_SECTIONS = {
    "META": ("key", "value"),
    "PROJECTS": ("project_id", "cost"),
    "VOTES": ("voter_id", "vote"),
}


class BadFile(BadInput):
    """A .pb file cannot be counted; parameters name `file` and `line` (from 1)."""


@dataclass(frozen=True, eq=False)
class PabulibFile:
    """What a .pb file says; `entries` and `starts` as in `Profile`, in the file's order.

    `labels` holds the electorate column, empty where there is none; `voter_ids` the first one.
    """

    instance: Instance
    is_approval: bool
    entries: Ints
    starts: Ints
    voter_ids: tuple[str, ...]
    labels: tuple[str, ...]
    meta: Mapping[str, str]
    selected: tuple[str, ...] | None

    def profile(
        self,
        electorates: Sequence[Electorate] = EVERYBODY,
        *,
        least: int = LEAST_ELECTORATE,
    ) -> Profile:
        """Pack the ballots; with several electorates, by the file's electorate column."""
        of = None
        if len(electorates) > 1:
            place_of = {one.electorate_id: place for place, one in enumerate(electorates)}
            unknown = set(self.labels) - set(place_of)
            if unknown or not self.labels:
                raise BadInput("unknown_electorate", electorate=min(unknown, default=""))
            of = np.array([place_of[label] for label in self.labels], np.int64)
        return Profile.from_arrays(
            self.instance,
            self.entries,
            self.starts,
            of,
            electorates,
            least=least,
            is_approval=self.is_approval,
        )


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
    return _Reading(text, file).result()


def write_pb(
    instance: Instance,
    ballots: Iterable[Ballot],
    *,
    meta: Mapping[str, str] | None = None,
    is_approval: bool = False,
    selected: Iterable[str] | None = None,
) -> str:
    """Write an instance and its ballots, in the order given, as a .pb file.

    `meta` adds to (and may override) META's description, country, unit, instance, rule, dates.
    """
    rows = list(ballots)
    listed: dict[str, int] = {project.project_id: 0 for project in instance.projects}
    for ballot in rows:
        for project_id in ballot.ranking:
            if project_id not in listed:
                raise BadInput("unknown_project", project=project_id)
            listed[project_id] += 1
    about = {
        "description": instance.heading_id,
        "country": "",
        "unit": instance.heading_id,
        "instance": "",
        "num_projects": str(len(instance.projects)),
        "num_votes": str(len(rows)),
        "budget": instance.in_main_units(instance.budget_limit),
        "vote_type": "approval" if is_approval else "ordinal",
        "rule": "unknown",
        "date_begin": "",
        "date_end": "",
        "min_length": "1",
        "max_length": str(instance.ballot_size),
        "currency": instance.currency,
        **(meta or {}),
    }
    chosen = None if selected is None else set(selected)
    out = StringIO()
    line = csv.writer(out, delimiter=";", lineterminator="\n")
    line.writerows([["META"], ["key", "value"], *(pair for pair in about.items() if pair[1])])
    head = ["project_id", "cost", "votes", "name"] + ["selected"] * (chosen is not None)
    line.writerows([["PROJECTS"], head])
    for project in instance.projects:
        row = [
            project.project_id,
            instance.in_main_units(project.cost),
            str(listed[project.project_id]),
            project.name or project.project_id,
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


class _Rows(Protocol):
    """What csv.reader gives."""

    line_num: int

    def __next__(self) -> list[str]: ...

    def __iter__(self) -> Iterator[list[str]]: ...


class _Reading:
    """One pass over a file: META and PROJECTS row by row, VOTES in bulk."""

    def __init__(self, text: str | bytes, file: str) -> None:
        self._file = file
        self._line = 0
        if isinstance(text, bytes):
            text = self._decoded(text)
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._text = text.removeprefix("\ufeff")
        self._meta: dict[str, tuple[int, str]] = {}
        self._projects: list[tuple[int, str, str, str, str]] = []
        self._has_selected = False
        self._votes: list[list[str]] = []
        self._vote_lines: list[int] = []
        self._vote_columns: dict[str, int] = {}
        self._votes_line = 0

    def result(self) -> PabulibFile:
        """Read the sections, then check what they say against each other."""
        lines = iter(StringIO(self._text))
        rows = csv.reader(lines, delimiter=";")
        try:
            self._read_head(rows)
            self._read_votes(list(lines))
        except csv.Error as error:
            raise self._bad("not_csv", detail=str(error)) from None
        return self._checked()

    def _decoded(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._bad("not_utf8", line=raw.count(b"\n", 0, error.start) + 1) from None

    def _read_head(self, rows: _Rows) -> None:
        """Read META and PROJECTS, and the columns of VOTES."""
        section, done = "", []
        columns: dict[str, int] = {}
        while section != "VOTES" or not columns:
            self._line = rows.line_num + 1
            row = next(rows, None)
            if row is None:
                break
            name = row[0].strip() if row else ""
            if not any(cell.strip() for cell in row):
                continue
            if name in _SECTIONS and not any(cell.strip() for cell in row[1:]):
                if name in done:
                    raise self._bad("section_twice", section=name)
                section, columns = name, {}
                done.append(name)
            elif not columns:
                columns = self._columns(section, row)
            elif section == "META":
                self._read_meta(row, columns)
            else:
                self._read_project(row, columns)
        for name in _SECTIONS:
            if name not in done:
                raise self._bad("section_missing", section=name)
        if not columns:
            raise self._bad("column_missing", section="VOTES", column="voter_id")
        self._vote_columns, self._votes_line = columns, rows.line_num + 1

    def _bad(self, code: str, line: int = 0, **params: object) -> BadFile:
        return BadFile(code, file=self._file, line=line or max(self._line, 1), **params)

    def _columns(self, section: str, row: list[str]) -> dict[str, int]:
        if not section:
            raise self._bad("no_section")
        columns = {cell.strip(): place for place, cell in enumerate(row)}
        for name in _SECTIONS[section]:
            if name not in columns:
                raise self._bad("column_missing", section=section, column=name)
        self._has_selected |= section == "PROJECTS" and "selected" in columns
        return columns

    def _cell(self, row: list[str], columns: Mapping[str, int], name: str) -> str:
        place = columns.get(name, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    def _read_meta(self, row: list[str], columns: Mapping[str, int]) -> None:
        key = self._cell(row, columns, "key")
        if key in self._meta:
            raise self._bad("meta_twice", key=key)
        self._meta[key] = self._line, self._cell(row, columns, "value")

    def _read_project(self, row: list[str], columns: Mapping[str, int]) -> None:
        project_id = self._cell(row, columns, "project_id")
        if not project_id:
            raise self._bad("project_without_id")
        cost = self._cell(row, columns, "cost")
        name, selected = self._cell(row, columns, "name"), self._cell(row, columns, "selected")
        self._projects.append((self._line, project_id, cost, name, selected))

    def _read_votes(self, lines: list[str]) -> None:
        if any('"' in line for line in lines):
            rows = csv.reader(lines, delimiter=";", strict=True)
            first, at = self._votes_line, 0
            try:
                for row in rows:
                    self._votes.append(row)
                    self._vote_lines.append(first + at)
                    at = rows.line_num
            except csv.Error:
                self._line = first + at
                raise
        else:
            self._votes = [line.rstrip("\n").split(";") for line in lines]
            self._vote_lines = list(range(self._votes_line, self._votes_line + len(lines)))
        blank = [place for place, row in enumerate(self._votes) if not any(map(str.strip, row))]
        for place in reversed(blank):
            del self._votes[place], self._vote_lines[place]
        wanted = max(self._vote_columns["voter_id"], self._vote_columns["vote"])
        for line, row in zip(self._vote_lines, self._votes, strict=True):
            if len(row) <= wanted:
                raise self._bad("columns_missing", line=line)

    def _checked(self) -> PabulibFile:
        vote_type = self._meta.get("vote_type", (0, ""))[1]
        if vote_type not in _RANKED + _APPROVAL:
            line = self._meta.get("vote_type", (1, ""))[0]
            raise self._bad("vote_type_not_counted", line=line, vote_type=vote_type)
        is_approval = vote_type in _APPROVAL
        currency = self._meta.get("currency", (0, ""))[1]
        index_of = self._indexed_projects()
        entries, starts = self._packed_votes(index_of)
        self._reconcile("num_projects", len(self._projects))
        self._reconcile("num_votes", len(self._votes))
        longest = int(np.diff(starts).max(initial=1))
        stated = self._whole("max_length")
        budget_line, budget_text = self._meta.get("budget", (1, ""))
        scale = max([main_unit_of(currency), *self._scales(budget_text)])
        projects = tuple(
            Project(project_id, self._amount(cost, scale, line, positive=True), name)
            for line, project_id, cost, name, _ in self._projects
        )
        instance = Instance(
            PurePath(self._file).name.removesuffix(".pb"),
            self._amount(budget_text, scale, budget_line),
            projects,
            max(longest, stated or 1),
            scale,
            currency,
        )
        id_column = self._vote_columns["voter_id"]
        label_column = self._vote_columns.get("electorate", -1)
        return PabulibFile(
            instance,
            is_approval,
            entries,
            starts,
            tuple(row[id_column] for row in self._votes),
            tuple(row[label_column].strip() for row in self._votes if len(row) > label_column)
            if label_column >= 0
            else (),
            {key: value for key, (_, value) in self._meta.items()},
            tuple(one[1] for one in self._projects if one[4] == "1")
            if self._has_selected
            else None,
        )

    def _indexed_projects(self) -> dict[str, int]:
        index_of: dict[str, int] = {}
        for line, project_id, *_ in self._projects:
            if project_id in index_of:
                raise self._bad("project_twice", line=line, project=project_id)
            index_of[project_id] = len(index_of)
        return index_of

    def _packed_votes(self, index_of: Mapping[str, int]) -> tuple[Ints, Ints]:
        """Pack the votes; each distinct text is read once."""
        column = self._vote_columns["vote"]
        kinds: dict[str, int] = {}
        kind_of = [kinds.setdefault(row[column], len(kinds)) for row in self._votes]
        texts = [text.strip() for text in kinds]
        lengths = np.array([text.count(",") + 1 if text else 0 for text in texts], np.int64)
        ids = ",".join(text for text in texts if text).split(",") if any(texts) else []
        try:
            entries = np.fromiter(map(index_of.__getitem__, ids), np.int64, len(ids))
        except KeyError:
            stripped = [one.strip() for one in ids]
            missing = set(stripped) - set(index_of)
            if missing:
                self._refuse_vote(column, lambda ids: any(one in missing for one in ids))
            entries = np.fromiter(map(index_of.__getitem__, stripped), np.int64, len(ids))
        keys = np.repeat(np.arange(len(texts)), lengths) * len(index_of) + entries
        keys.sort()
        if len(keys) > 1 and (keys[1:] == keys[:-1]).any():
            self._refuse_vote(column, lambda ids: len(set(ids)) != len(ids))
        starts = np.concatenate(([0], np.cumsum(lengths)))
        of = np.array(kind_of, np.int64)
        own = lengths[of]
        all_starts = np.concatenate(([0], np.cumsum(own)))
        within = np.arange(all_starts[-1]) - np.repeat(all_starts[:-1], own)
        return entries[np.repeat(starts[of], own) + within], all_starts

    def _refuse_vote(self, column: int, is_wrong: Callable[[list[str]], bool]) -> NoReturn:
        known = {one[1] for one in self._projects}
        for line, row in zip(self._vote_lines, self._votes, strict=True):
            ids = [one.strip() for one in row[column].split(",")]
            if row[column].strip() and is_wrong(ids):
                for place, one in enumerate(ids):
                    if one not in known:
                        raise self._bad("unknown_project", line=line, project=one)
                    if one in ids[:place]:
                        raise self._bad("project_ranked_twice", line=line, project=one)
        raise AssertionError("the votes changed while they were read")

    def _reconcile(self, key: str, counted: int) -> None:
        stated = self._whole(key)
        if stated is not None and stated != counted:
            line = self._meta[key][0]
            raise self._bad(
                "does_not_reconcile", line=line, key=key, stated=stated, counted=counted
            )

    def _whole(self, key: str) -> int | None:
        line, value = self._meta.get(key, (0, ""))
        if not value:
            return None
        if not re.fullmatch(r"[0-9]+", value):
            raise self._bad("number_unreadable", line=line, key=key, value=value)
        return int(value)

    def _scales(self, budget: str) -> Iterable[int]:
        """Give the powers of ten that the amounts' decimals need."""
        for text in (budget, *(one[2] for one in self._projects)):
            match = _AMOUNT.fullmatch(text)
            yield 10 ** len(((match and match[2]) or "").rstrip("0"))

    def _amount(self, text: str, scale: int, line: int, *, positive: bool = False) -> int:
        match = _AMOUNT.fullmatch(text)
        if not match or len(text) > 40:
            code = "cost_unreadable" if positive else "budget_unreadable"
            if text.startswith("-"):
                code = "cost_negative" if positive else "budget_negative"
            raise self._bad(code, line=line, value=text)
        decimals = (match[2] or "").rstrip("0")
        amount: int = int(match[1]) * scale + int(decimals or 0) * (scale // 10 ** len(decimals))
        if positive and not amount:
            raise self._bad("cost_not_positive", line=line, value=text)
        return amount
