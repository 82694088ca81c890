"""Review on paper's heir: a spreadsheet of proposals, filled in by a department without Telegram.

Columns are known by keys in the first row, so that a department may move or add columns. What a
row says is checked here as far as the row alone tells; actions/review_sheets.py asks the store.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from deliberation.cost_checks import checked_headings
from deliberation.process import Process
from deliberation.proposals import State
from deliberation.refusals import BadInput, Refusal
from deliberation.review_drafts import LEAVABLE, PIECES, Piece, accepted
from deliberation.reviewing import Act

ROWS_MOST: Final = 500
CELL_MOST: Final = 4000
_CODE: Final = re.compile(r"^P(?P<process>\d{1,9})-(?P<proposal>\d{1,12})$")


class Column(StrEnum):
    """What stands in a column."""

    CODE = "proposal"
    SEEN = "revision"
    DEPARTMENT = "department"
    STATE = "state"
    TITLE = "title"
    PROBLEM = "problem"
    IDEA = "idea"
    PLACE = "place"
    ASKED = "asked"
    FILES = "files"
    LAST = "last"
    VERDICT = "verdict"
    COST = "cost"
    WORDING = "wording"
    NOTE = "note"


TO_FILL_IN: Final = (Column.VERDICT, Column.COST, Column.WORDING, Column.NOTE)
NEEDED: Final = (Column.CODE, Column.SEEN, Column.DEPARTMENT, *TO_FILL_IN)


class Verdict(StrEnum):
    """What a department may answer in a sheet."""

    FEASIBLE = "feasible"
    CHANGES = "changes"
    UNDER_WAY = "under-way"
    OTHER_BODY = "other-body"
    COMPLAINT = "complaint"
    INFEASIBLE = "infeasible"
    COST_CHECK = "cost-check"
    QUESTION = "question"
    ADVICE = "advice"


OF_LEAD: Final = tuple(one for one in Verdict if one is not Verdict.ADVICE)
_ACTS: Final[Mapping[Verdict, Act]] = MappingProxyType(
    {
        Verdict.FEASIBLE: Act.FIND_FEASIBLE,
        Verdict.CHANGES: Act.OFFER,
        Verdict.UNDER_WAY: Act.FIND_UNDER_WAY,
        Verdict.OTHER_BODY: Act.FIND_OTHER_BODY,
        Verdict.COMPLAINT: Act.FIND_COMPLAINT,
        Verdict.INFEASIBLE: Act.OPINE,
        Verdict.COST_CHECK: Act.COST_CHECK,
        Verdict.QUESTION: Act.ASK,
        Verdict.ADVICE: Act.ADVISE,
    }
)


def verdicts_of_lead(process: Process) -> tuple[Verdict, ...]:
    """Return what a lead may answer in a year's sheets: costs are checked where it says when."""
    left_out = set() if checked_headings(process) else {Verdict.COST_CHECK}
    return tuple(one for one in OF_LEAD if one not in left_out)


def act_of(verdict: Verdict, state: State) -> Act:
    """Return the step that a verdict is, which depends on whether the proposer has answered."""
    if verdict is Verdict.INFEASIBLE and state is State.APPEALED:
        return Act.UPHOLD
    return _ACTS[verdict]


@dataclass(frozen=True)
class RawRow:
    """A row as it came: its number in the sheet and what stands in its columns, as text."""

    number: int
    cells: Mapping[Column, str]

    @property
    def is_untouched(self) -> bool:
        """Say whether nothing was filled in."""
        return not any(self.cells.get(column) for column in TO_FILL_IN)


@dataclass(frozen=True)
class Opinion:
    """What a row says, as far as the row alone tells; '' and None where it is left open."""

    row: int
    process_no: int
    proposal_no: int
    seen: int
    department: str
    verdict: Verdict
    cost: int | None = None
    wording: str = ""
    note: str = ""


@dataclass(frozen=True)
class RowFault:
    """A row that is not taken, and why."""

    row: int
    code: str
    refusal: Refusal


def process_of(rows: Iterable[RawRow]) -> int:
    """Return the budget year that a sheet is of (BadInput "sheet-without-rows")."""
    for row in rows:
        found = _CODE.match(row.cells.get(Column.CODE, ""))
        if found:
            return int(found["process"])
    raise BadInput("sheet-without-rows")


def read_rows(
    rows: Iterable[RawRow],
    process_no: int,
    labels: Mapping[str, Verdict],
    read_amount: Callable[[str], int],
) -> tuple[tuple[Opinion, ...], tuple[RowFault, ...], int]:
    """Return what the rows say, those that cannot be read, and how many are untouched.

    A proposal that one department answers twice in a sheet is taken neither way.
    """
    opinions: list[Opinion] = []
    faults: list[RowFault] = []
    untouched = 0
    for row in rows:
        if row.is_untouched:
            untouched += 1
            continue
        try:
            opinions.append(_read(row, process_no, labels, read_amount))
        except BadInput as refusal:
            faults.append(RowFault(row.number, row.cells.get(Column.CODE, ""), refusal))
    times = Counter((one.proposal_no, one.department) for one in opinions)
    once = [one for one in opinions if times[one.proposal_no, one.department] == 1]
    faults += [
        RowFault(one.row, f"P{one.process_no}-{one.proposal_no:04d}", BadInput("row-twice"))
        for one in opinions
        if one not in once
    ]
    return tuple(once), tuple(sorted(faults, key=lambda fault: fault.row)), untouched


def _read(
    row: RawRow,
    process_no: int,
    labels: Mapping[str, Verdict],
    read_amount: Callable[[str], int],
) -> Opinion:
    cells = {column: row.cells.get(column, "") for column in Column}
    code = _CODE.match(cells[Column.CODE])
    if code is None:
        raise BadInput("row-without-proposal")
    if int(code["process"]) != process_no:
        raise BadInput("row-of-other-year")
    if not cells[Column.SEEN].isdecimal() or len(cells[Column.SEEN]) > 9:
        raise BadInput("row-without-revision")
    if not cells[Column.VERDICT]:
        raise BadInput("row-without-verdict")
    verdict = labels.get(plain_label(cells[Column.VERDICT]))
    if verdict is None:
        raise BadInput("row-verdict-unknown", verdict=cells[Column.VERDICT][:40])
    cost, wording, note = _pieces(_ACTS[verdict], cells, read_amount)
    return Opinion(
        row.number,
        process_no,
        int(code["proposal"]),
        int(cells[Column.SEEN]),
        cells[Column.DEPARTMENT],
        verdict,
        cost,
        wording,
        note,
    )


def _pieces(
    act: Act, cells: Mapping[Column, str], read_amount: Callable[[str], int]
) -> tuple[int | None, str, str]:
    """Return cost, wording and note, where the verdict asks for them."""
    found: dict[Piece, str] = {}
    for piece, column in (
        (Piece.COST, Column.COST),
        (Piece.WORDING, Column.WORDING),
        (Piece.NOTE, Column.NOTE),
    ):
        written = cells[column]
        if piece not in PIECES[act]:
            continue
        if not written and (act, piece) not in LEAVABLE:
            raise BadInput(f"row-without-{piece.value}")
        found[piece] = written
    cost = read_amount(found[Piece.COST]) if found.get(Piece.COST) else None
    wording, note = (
        accepted(piece, found[piece]).text if found.get(piece) else ""
        for piece in (Piece.WORDING, Piece.NOTE)
    )
    if act is Act.OFFER and cost is None and not wording:
        raise BadInput("offer-changes-nothing")
    return cost, wording, note


def plain_label(label: str) -> str:
    """Return a verdict's label as it is compared: without case and stray spaces."""
    return " ".join(label.split()).casefold()


def mark(one: Opinion) -> str:
    """Return what an opinion is known by when the same sheet comes again."""
    said = {name: value for name, value in pack(one).items() if name != "row"}
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def pack(one: Opinion) -> dict[str, Any]:
    """Write an opinion as plain data."""
    return {
        "row": one.row,
        "process_no": one.process_no,
        "proposal_no": one.proposal_no,
        "seen": one.seen,
        "department": one.department,
        "verdict": one.verdict,
        "cost": one.cost,
        "wording": one.wording,
        "note": one.note,
    }


def unpack(data: Mapping[str, Any]) -> Opinion:
    """Read an opinion that `pack` wrote."""
    return Opinion(**{**data, "verdict": Verdict(data["verdict"])})
