"""Writing an answer in a review: which parts each kind has, and how they fill up."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from deliberation.refusals import BadInput
from deliberation.reviewing import NOTE_LENGTHS, WORDING_LENGTHS, Act
from deliberation.text import Typed, typed_text


class Piece(StrEnum):
    """What an answer consists of."""

    DAY = "day"
    WORDING = "wording"
    COST = "cost"
    NOTE = "note"


PIECES: Final[Mapping[Act, tuple[Piece, ...]]] = MappingProxyType(
    {
        Act.FIND_FEASIBLE: (Piece.COST, Piece.NOTE),
        Act.OFFER: (Piece.WORDING, Piece.COST, Piece.NOTE),
        Act.FIND_UNDER_WAY: (Piece.NOTE,),
        Act.FIND_OTHER_BODY: (Piece.NOTE,),
        Act.FIND_COMPLAINT: (Piece.NOTE,),
        Act.OPINE: (Piece.NOTE,),
        Act.UPHOLD: (Piece.NOTE,),
        Act.ASK: (Piece.NOTE,),
        Act.ADVISE: (Piece.NOTE,),
        Act.SITE_CHECK: (Piece.DAY, Piece.NOTE),
        Act.COST_CHECK: (Piece.COST, Piece.NOTE),
        Act.ANSWER: (Piece.NOTE,),
        Act.APPEAL: (Piece.NOTE,),
    }
)
# What may be left as it is in the proposal.
LEAVABLE: Final = frozenset(
    {
        (Act.OFFER, Piece.WORDING),
        (Act.OFFER, Piece.COST),
        (Act.FIND_FEASIBLE, Piece.NOTE),
        (Act.SITE_CHECK, Piece.NOTE),
        (Act.COST_CHECK, Piece.NOTE),
    }
)


@dataclass(frozen=True)
class ReviewDraft:
    """An answer while it is written; `asking` is None at the preview.

    `seen` counts what had happened to the proposal when it was begun; '' and None where the
    proposal's own wording and cost stand. `readings` are amounts that wait for a yes.
    """

    token: str
    act: Act
    proposal_no: int
    seen: int
    asking: Piece | None
    wording: str = ""
    cost: int | None = None
    note: str = ""
    readings: tuple[int, ...] = ()
    day: str = ""  # of a site check: 2027-08-29


def begun(token: str, act: Act, proposal_no: int, seen: int) -> ReviewDraft:
    """Return an empty answer (BadInput "no-such-answer" where the act is not one in words)."""
    if act not in PIECES:
        raise BadInput("no-such-answer")
    return ReviewDraft(token, act, proposal_no, seen, PIECES[act][0])


def accepted(piece: Piece, raw: str) -> Typed:
    """Return what was typed, cleaned (BadInput as `deliberation.text`)."""
    least, most = WORDING_LENGTHS if piece is Piece.WORDING else NOTE_LENGTHS
    return typed_text(raw, least=least, most=most)


def with_text(draft: ReviewDraft, piece: Piece, text: str) -> ReviewDraft:
    """Return the answer with a wording or a note."""
    if piece is Piece.WORDING:
        return _after(replace(draft, wording=text), piece)
    return _after(replace(draft, note=text), piece)


def with_day(draft: ReviewDraft, day: date) -> ReviewDraft:
    """Return the answer with the day of a site check."""
    return _after(replace(draft, day=day.isoformat()), Piece.DAY)


def with_readings(draft: ReviewDraft, readings: tuple[int, ...]) -> ReviewDraft:
    """Return the answer with amounts that wait for a yes."""
    return replace(draft, readings=readings)


def with_cost(draft: ReviewDraft, cost: int) -> ReviewDraft:
    """Return the answer with a confirmed cost; one that was not echoed changes nothing."""
    if cost not in draft.readings:
        return draft
    return _after(replace(draft, cost=cost), Piece.COST)


def left(draft: ReviewDraft, piece: Piece) -> ReviewDraft:
    """Return the answer with a part left as the proposal has it (BadInput "part-is-needed")."""
    if draft.asking is not piece:
        return draft
    if (draft.act, piece) not in LEAVABLE:
        raise BadInput("part-is-needed")
    if draft.act is Act.OFFER and piece is Piece.COST and not draft.wording:
        raise BadInput("offer-changes-nothing")
    return _after(draft, piece)


def asked_again(draft: ReviewDraft) -> ReviewDraft:
    """Return the answer from its beginning, empty."""
    return begun(draft.token, draft.act, draft.proposal_no, draft.seen)


def _after(draft: ReviewDraft, piece: Piece) -> ReviewDraft:
    pieces = PIECES[draft.act]
    place = pieces.index(piece) + 1
    return replace(draft, asking=pieces[place] if place < len(pieces) else None, readings=())


def pack(draft: ReviewDraft) -> dict[str, Any]:
    """Write an answer as plain data."""
    return {
        "token": draft.token,
        "act": draft.act,
        "proposal_no": draft.proposal_no,
        "seen": draft.seen,
        "asking": draft.asking,
        "wording": draft.wording,
        "cost": draft.cost,
        "note": draft.note,
        "readings": list(draft.readings),
        "day": draft.day,
    }


def unpack(data: Mapping[str, Any]) -> ReviewDraft:
    """Read an answer that `pack` wrote."""
    return ReviewDraft(
        token=data["token"],
        act=Act(data["act"]),
        proposal_no=data["proposal_no"],
        seen=data["seen"],
        asking=Piece(data["asking"]) if data["asking"] is not None else None,
        wording=data["wording"],
        cost=data["cost"],
        note=data["note"],
        readings=tuple(data["readings"]),
        day=data["day"],
    )
