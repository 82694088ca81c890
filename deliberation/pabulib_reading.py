"""Reading .pb files: tolerant of what real files do, strict about what would change a count."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import PurePath
from typing import NoReturn, Protocol

import numpy as np

from deliberation.instance import Instance, Project, main_unit_of
from deliberation.pabulib_exclusions import excluded_by, exclusions_in
from deliberation.pabulib_votes import RowVotes, Votes, plain_votes
from deliberation.profile import EVERYBODY, LEAST_ELECTORATE, Electorate, Ints, Profile
from deliberation.refusals import BadInput

_AMOUNT = re.compile(r"\+?([0-9]+)(?:\.([0-9]*))?")
_MARK = "\ufeff".encode()
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
    """What a .pb file says; `entries` and `starts` as in `Profile`, in the file's order."""

    instance: Instance
    is_approval: bool
    entries: Ints
    starts: Ints
    votes: Votes
    meta: Mapping[str, str]
    selected: tuple[str, ...] | None

    @cached_property
    def voter_ids(self) -> tuple[str, ...]:
        """Give the ids of the voters."""
        return tuple(self.votes.column("voter_id"))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Give the column of electorates, empty where there is none."""
        return tuple(label.strip() for label in self.votes.column("electorate"))

    def profile(
        self,
        electorates: Sequence[Electorate] = EVERYBODY,
        *,
        least: int = LEAST_ELECTORATE,
        labels: Sequence[str] = (),
    ) -> Profile:
        """Pack the ballots; with several electorates, by `labels` or the file's own column."""
        of = None
        if len(electorates) > 1:
            place_of = {one.electorate_id: place for place, one in enumerate(electorates)}
            labels = labels or self.labels
            unknown = set(labels) - set(place_of)
            if unknown or len(labels) != len(self.starts) - 1:
                raise BadInput("unknown_electorate", electorate=min(unknown, default=""))
            of = np.array([place_of[label] for label in labels], np.int64)
        return Profile.from_arrays(
            self.instance,
            self.entries,
            self.starts,
            of,
            electorates,
            least=least,
            is_approval=self.is_approval,
        )


class _Rows(Protocol):
    """What csv.reader gives."""

    line_num: int

    def __next__(self) -> list[str]: ...

    def __iter__(self) -> Iterator[list[str]]: ...


class _Lines:
    """The lines of a file, and how far they were read."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.at = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        start = self.at
        if start >= len(self._raw):
            raise StopIteration
        end = self._raw.find(b"\n", start) + 1 or len(self._raw)
        self.at = end
        return _text(self._raw[start:end])


class Reading:
    """One pass over a file: META and PROJECTS row by row, VOTES in bulk."""

    def __init__(self, text: str | bytes, file: str) -> None:
        self._file = file
        self._line = 0
        if isinstance(text, bytes):
            self._check_utf8(text)
            raw = text.removeprefix(_MARK)
        else:
            raw = text.encode("utf-8", "surrogatepass")
        if b"\r" in raw:
            raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        self._raw = raw.removeprefix(_MARK)
        self._meta: dict[str, tuple[int, str]] = {}
        self._projects: list[tuple[int, str, str, str, str]] = []
        self._excludes: list[str] = []
        self._has_selected = False
        self._vote_columns: dict[str, int] = {}
        self._votes_line = 0

    def result(self) -> PabulibFile:
        """Read the sections, then check what they say against each other."""
        lines = _Lines(self._raw)
        rows = csv.reader(lines, delimiter=";")
        try:
            self._read_head(rows)
            votes = self._read_votes(self._raw[lines.at :])
        except csv.Error as error:
            raise self._bad("not_csv", detail=str(error)) from None
        return self._checked(votes)

    def _check_utf8(self, raw: bytes) -> None:
        """Refuse what is not UTF-8; ballots are seldom more than ASCII, which is quickly seen."""
        cut = raw.rfind(b"\nVOTES") + 1
        for start, part in ((0, raw[:cut]), (cut, raw[cut:])):
            try:
                part.isascii() or part.decode()
            except UnicodeDecodeError as error:
                line = raw.count(b"\n", 0, start + error.start) + 1
                raise self._bad("not_utf8", line=line) from None

    def _read_head(self, rows: _Rows) -> None:
        """Read META and PROJECTS, and the columns of VOTES."""
        section, done = "", set()
        columns: dict[str, int] = {}
        while section != "VOTES" or not columns:
            self._line = rows.line_num + 1
            row = next(rows, None)
            if row is None:
                break
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if cells[0] in _SECTIONS and not any(cells[1:]):
                if cells[0] in done:
                    raise self._bad("section_twice", section=cells[0])
                section, columns = cells[0], {}
                done.add(section)
            elif columns:
                self._read_row(section, cells, columns)
            else:
                columns = self._columns(section, cells)
        for name in _SECTIONS:
            if name not in done or (name == section and not columns):
                raise self._bad("section_missing", section=name)
        self._vote_columns, self._votes_line = columns, rows.line_num + 1

    def _read_row(self, section: str, cells: list[str], columns: Mapping[str, int]) -> None:
        if section == "META":
            self._read_meta(cells, columns)
        else:
            self._read_project(cells, columns)

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
        self._excludes.append(self._cell(row, columns, "excludes"))

    def _read_votes(self, raw: bytes) -> Votes:
        """Read the rows of VOTES: all at once where nothing is odd, else one by one."""
        if raw and not raw.endswith(b"\n"):
            raw += b"\n"
        ids = [one[1] for one in self._projects]
        return plain_votes(raw, self._vote_columns, ids) or self._read_rows(_text(raw))

    def _read_rows(self, text: str) -> RowVotes:
        lines: list[int] = []
        votes: dict[str, list[str]] = {name: [] for name in self._vote_columns}
        rows = csv.reader(StringIO(text), delimiter=";", strict=True)
        wanted = max(self._vote_columns["voter_id"], self._vote_columns["vote"])
        at = 0
        try:
            for row in rows:
                self._line, at = self._votes_line + at, rows.line_num
                if not any(map(str.strip, row)):
                    continue
                if len(row) <= wanted:
                    raise self._bad("columns_missing")
                lines.append(self._line)
                for name, place in self._vote_columns.items():
                    votes[name].append(row[place] if place < len(row) else "")
        except csv.Error:
            self._line = self._votes_line + at
            raise
        return RowVotes(votes, lines)

    def _checked(self, votes: Votes) -> PabulibFile:
        vote_type = self._meta.get("vote_type", (0, ""))[1]
        if vote_type not in _RANKED + _APPROVAL:
            line = self._meta.get("vote_type", (1, ""))[0]
            raise self._bad("vote_type_not_counted", line=line, vote_type=vote_type)
        is_approval = vote_type in _APPROVAL
        currency = self._meta.get("currency", (0, ""))[1]
        index_of = self._indexed_projects()
        if isinstance(votes, RowVotes):
            entries, starts = self._packed(votes, index_of)
        else:
            entries, starts = votes.entries, votes.starts
        self._reconcile("num_projects", len(self._projects))
        self._reconcile("num_votes", votes.count)
        longest = int(np.diff(starts).max(initial=1))
        stated = self._whole("max_length")
        budget_line, budget_text = self._meta.get("budget", (1, ""))
        scale = max([main_unit_of(currency), *self._scales(budget_text)])
        excludes = self._excluded()
        projects = tuple(
            Project(
                project_id,
                self._amount(cost, scale, line, positive=True),
                name,
                excludes.get(project_id, ()),
            )
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
        return PabulibFile(
            instance,
            is_approval,
            entries,
            starts,
            votes,
            {key: value for key, (_, value) in self._meta.items()},
            tuple(one[1] for one in self._projects if one[4] == "1")
            if self._has_selected
            else None,
        )

    def _excluded(self) -> dict[str, tuple[str, ...]]:
        """Read which projects exclude each other, in either form."""
        line_of = {one[1]: one[0] for one in self._projects}
        comment_line, comment = self._meta.get("comment", (1, ""))
        try:
            pairs = exclusions_in(comment)
        except (ValueError, RecursionError):
            raise self._bad("exclusions_unreadable", line=comment_line) from None
        excludes = excluded_by(line_of, self._excludes, pairs)
        for project_id, others in excludes.items():
            line = line_of.get(project_id, comment_line)
            for other in (project_id, *others):
                if other not in line_of:
                    raise self._bad("unknown_project", line=line, project=other)
            if project_id in others:
                raise self._bad("project_excludes_itself", line=line, project=project_id)
        return excludes

    def _indexed_projects(self) -> dict[str, int]:
        index_of: dict[str, int] = {}
        for line, project_id, *_ in self._projects:
            if project_id in index_of:
                raise self._bad("project_twice", line=line, project=project_id)
            index_of[project_id] = len(index_of)
        return index_of

    def _packed(self, rows: RowVotes, index_of: Mapping[str, int]) -> tuple[Ints, Ints]:
        """Pack the votes; each distinct text is read once."""
        votes = rows.column("vote")
        kinds = {text: place for place, text in enumerate(dict.fromkeys(votes))}
        of = np.fromiter(map(kinds.__getitem__, votes), np.int64, len(votes))
        texts = [text.strip() for text in kinds]
        lengths = np.array([text.count(",") + 1 if text else 0 for text in texts], np.int64)
        ids = ",".join(text for text in texts if text).split(",") if any(texts) else []
        try:
            entries = np.fromiter(map(index_of.__getitem__, ids), np.int64, len(ids))
        except KeyError:
            stripped = [one.strip() for one in ids]
            missing = set(stripped) - set(index_of)
            if missing:
                self._refuse_vote(rows, lambda ids: any(one in missing for one in ids))
            entries = np.fromiter(map(index_of.__getitem__, stripped), np.int64, len(ids))
        keys = np.repeat(np.arange(len(texts)), lengths) * len(index_of) + entries
        keys.sort()
        if len(keys) > 1 and (keys[1:] == keys[:-1]).any():
            self._refuse_vote(rows, lambda ids: len(set(ids)) != len(ids))
        starts = np.concatenate(([0], np.cumsum(lengths)))
        own = lengths[of]
        all_starts = np.concatenate(([0], np.cumsum(own)))
        within = np.arange(all_starts[-1]) - np.repeat(all_starts[:-1], own)
        return entries[np.repeat(starts[of], own) + within], all_starts

    def _refuse_vote(self, rows: RowVotes, is_wrong: Callable[[list[str]], bool]) -> NoReturn:
        known = {one[1] for one in self._projects}
        for line, vote in zip(rows.lines, rows.column("vote"), strict=True):
            ids = [one.strip() for one in vote.split(",")]
            if vote.strip() and is_wrong(ids):
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


def _text(raw: bytes) -> str:
    """Decode what was found to be UTF-8; a text handed in may hold halves of surrogate pairs."""
    return raw.decode("utf-8", "surrogatepass")
