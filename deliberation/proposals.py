"""What a proposal may be: its parts and their limits, its states, and how a draft fills up.

A draft asks for one part after the other; which one comes next follows from what is answered,
so that a part can be asked again at any time and the rest stays as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from deliberation import attachments
from deliberation.attachments import Attachment
from deliberation.process import ProposalRules
from deliberation.public_names import Naming
from deliberation.refusals import NotPermitted
from deliberation.text import Typed, typed_line, typed_text
from deliberation.titles import check_title


class State(StrEnum):
    """Where a proposal stands; `deliberation/reviewing.py` says what leads to what."""

    GATHERING = "gathering"  # waits for co-proposers before it counts
    RECEIVED = "received"
    REVIEWING = "reviewing"
    ASKED = "asked"  # a question waits for the proposer
    OFFERED = "offered"  # changes wait for the proposer's yes
    OPINED = "opined"  # the proposer reads that it is infeasible, before anybody else does
    APPEALED = "appealed"  # the proposer has answered that; the lead decides again
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNDER_WAY = "under-way"
    OTHER_BODY = "other-body"
    COMPLAINT = "complaint"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # too few co-proposers joined in time
    MERGED = "merged"  # has become one with others, under another number


class Part(StrEnum):
    """What a proposal consists of, in the order in which it is asked."""

    HEADING = "heading"
    TITLE = "title"
    PROBLEM = "problem"
    IDEA = "idea"
    PLACE = "place"
    COST = "cost"
    FIELD = "field"
    FILES = "files"


# A preview of nothing but emoji (two UTF-16 units each) still fits into one message of 4,096.
LENGTHS: Final[Mapping[Part, tuple[int, int]]] = MappingProxyType(
    {Part.TITLE: (4, 60), Part.PROBLEM: (10, 700), Part.IDEA: (10, 1000), Part.PLACE: (2, 80)}
)
_CODE: Final = re.compile(r"\bP\d{1,9}-\d{4,12}\b")
HANDED_IN_AT_MOST: Final = 3  # times what may stand at once: handing in and withdrawing ends
REVISED_AT_MOST: Final = 20  # times that a proposal may be changed: its history has to be read


@dataclass(frozen=True)
class Content:
    """What a proposal says; '' and None where the person left something open."""

    title: str = ""
    problem: str = ""
    idea: str = ""
    place: str = ""
    cost: int | None = None
    field_id: str = ""


@dataclass(frozen=True)
class Draft:
    """A proposal while it is written.

    `asking` is the part that is asked now, None at the preview. `readings` are amounts that were
    understood and wait for a yes; `sources` says which message gave which part; `revises` is the
    number of the proposal that the draft changes (0: a new one). `takes_files` says whether
    photos and documents are asked for; `files` are those that it has.
    """

    token: str
    heading_no: int = 0
    content: Content = field(default_factory=Content)
    answered: frozenset[Part] = frozenset()
    asking: Part | None = Part.HEADING
    readings: tuple[int, ...] = ()
    sources: Mapping[Part, int] = field(default_factory=dict)
    revises: int = 0
    cut_off_s: int = 0
    naming: Naming = Naming.MASKED
    takes_files: bool = False
    files: tuple[Attachment, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Say whether everything has been asked."""
        return self.asking is None

    def source(self, message_id: int) -> Part | None:
        """Return the part that a message gave, where it still stands."""
        return next((part for part, one in self.sources.items() if one == message_id), None)


@dataclass(frozen=True)
class Proposal:
    """A proposal as it was handed in; author 0 where the person was erased.

    `signature` is all that everybody may read of the proposer's name ('': nothing). What was
    merged names in `merged_into` the proposal that it has become one with; that one was made by
    the merge `from_merge` (0: neither).
    """

    proposal_no: int
    process_no: int
    heading_no: int
    author: int
    content: Content
    language: str
    state: State
    received_utc: datetime
    until_utc: datetime | None = None  # the proposer's time to answer
    signature: str = ""
    merged_into: int = 0
    from_merge: int = 0

    @property
    def code(self) -> str:
        """The number on its receipt."""
        return code_of(self.process_no, self.proposal_no)


def code_of(process_no: int, proposal_no: int) -> str:
    """Return the receipt number of a proposal: P1-0042."""
    return f"P{process_no}-{proposal_no:04d}"


def codes_in(text: str) -> tuple[str, ...]:
    """Return the receipt numbers of proposals that a text names, each once."""
    return tuple(dict.fromkeys(_CODE.findall(text)))


def begun(token: str, heading_no: int, has_fields: bool, *, takes_files: bool = False) -> Draft:
    """Return an empty draft in a heading (0: not chosen yet)."""
    draft = Draft(token, takes_files=takes_files)
    if heading_no:
        return with_heading(draft, heading_no, has_fields)
    return draft


def revising(
    token: str,
    proposal: Proposal,
    *,
    takes_files: bool = False,
    files: tuple[Attachment, ...] = (),
) -> Draft:
    """Return a draft that changes a proposal: everything is answered already."""
    return Draft(
        token,
        proposal.heading_no,
        proposal.content,
        frozenset(Part),
        asking=None,
        revises=proposal.proposal_no,
        takes_files=takes_files or bool(files),
        files=files,
    )


def with_heading(draft: Draft, heading_no: int, has_fields: bool) -> Draft:
    """Return the draft in a heading."""
    return _answered(replace(draft, heading_no=heading_no), Part.HEADING, 0, has_fields)


def with_text(draft: Draft, part: Part, text: str, has_fields: bool, message_id: int = 0) -> Draft:
    """Return the draft with a title, problem, idea or place."""
    was = draft.content
    content = Content(
        text if part is Part.TITLE else was.title,
        text if part is Part.PROBLEM else was.problem,
        text if part is Part.IDEA else was.idea,
        text if part is Part.PLACE else was.place,
        was.cost,
        was.field_id,
    )
    return _answered(replace(draft, content=content), part, message_id, has_fields)


def with_cost(draft: Draft, cost: int | None, has_fields: bool) -> Draft:
    """Return the draft with a confirmed cost (None: not known)."""
    content = replace(draft.content, cost=cost)
    return _answered(replace(draft, content=content), Part.COST, 0, has_fields)


def with_readings(draft: Draft, readings: tuple[int, ...], message_id: int) -> Draft:
    """Return the draft with amounts that were understood and wait for a yes."""
    sources = {**draft.sources, Part.COST: message_id}
    return replace(draft, readings=readings, asking=Part.COST, sources=sources)


def with_field(draft: Draft, field_id: str, has_fields: bool) -> Draft:
    """Return the draft in a field of policy ('': none)."""
    content = replace(draft.content, field_id=field_id)
    return _answered(replace(draft, content=content), Part.FIELD, 0, has_fields)


def with_files_done(draft: Draft, has_fields: bool) -> Draft:
    """Return the draft with its photos and documents, or none, as the answer."""
    return _answered(draft, Part.FILES, 0, has_fields)


def asked_again(draft: Draft, part: Part) -> Draft:
    """Return the draft with a part asked once more; nothing is lost."""
    return replace(draft, asking=part, readings=())


def left_as_it_was(draft: Draft, has_fields: bool) -> Draft:
    """Return the draft back where it goes on, a part that was asked again left as it was."""
    return replace(draft, asking=_next(draft, draft.answered, has_fields), readings=())


def _answered(draft: Draft, part: Part, message_id: int, has_fields: bool) -> Draft:
    answered = draft.answered | {part}
    sources = {one: number for one, number in draft.sources.items() if one != part}
    if message_id:
        sources[part] = message_id
    elif part is Part.COST and Part.COST in draft.sources and draft.content.cost is not None:
        sources[part] = draft.sources[part]
    return replace(
        draft,
        answered=answered,
        asking=_next(draft, answered, has_fields),
        readings=(),
        sources=sources,
        cut_off_s=0,
    )


def _next(draft: Draft, answered: frozenset[Part], has_fields: bool) -> Part | None:
    left_out = set() if has_fields else {Part.FIELD}
    if not draft.takes_files:
        left_out.add(Part.FILES)
    return next((part for part in Part if part not in answered | left_out), None)


def accepted(part: Part, raw: str) -> Typed:
    """Return what was typed for a part, cleaned.

    Raises:
        BadInput: as `deliberation.text` and `deliberation.titles`.
    """
    least, most = LENGTHS[part]
    if part in (Part.PROBLEM, Part.IDEA):
        return typed_text(raw, least=least, most=most)
    typed = typed_line(raw, least=least, most=most)
    if part is Part.TITLE:
        check_title(typed.text)
    return typed


def check_number(standing: int, ever: int, rules: ProposalRules) -> None:
    """Raise NotPermitted where a person may not hand in one proposal more."""
    if standing >= rules.per_person:
        raise NotPermitted("proposals-all-used", most=rules.per_person)
    if ever >= rules.per_person * HANDED_IN_AT_MOST:
        raise NotPermitted("proposals-too-often", most=rules.per_person * HANDED_IN_AT_MOST)


def check_revisions(made: int) -> None:
    """Raise NotPermitted where a proposal has been changed as often as it may be."""
    if made >= REVISED_AT_MOST:
        raise NotPermitted("proposal-revised-too-often", most=REVISED_AT_MOST)


def may_be_edited_until(
    received: datetime, rules: ProposalRules, open_until: datetime | None
) -> datetime | None:
    """Return when the time for changes ends: the hours given, and the phase's end before that."""
    if open_until is None:
        return None
    return min(received + timedelta(hours=rules.edit_hours), open_until)


def changed_parts(before: Content, after: Content) -> tuple[Part, ...]:
    """Return the parts in which two versions differ, in their order."""
    pairs = {
        Part.TITLE: (before.title, after.title),
        Part.PROBLEM: (before.problem, after.problem),
        Part.IDEA: (before.idea, after.idea),
        Part.PLACE: (before.place, after.place),
        Part.COST: (before.cost, after.cost),
        Part.FIELD: (before.field_id, after.field_id),
    }
    return tuple(part for part, (was, now) in pairs.items() if was != now)


def is_rest_of(draft: Draft, now_s: int) -> bool:
    """Say whether a message is the rest of one that Telegram had to cut because of its length."""
    return draft.cut_off_s > 0 and 0 <= now_s - draft.cut_off_s <= 2


def pack(draft: Draft) -> dict[str, Any]:
    """Write a draft as plain data."""
    content = draft.content
    return {
        "token": draft.token,
        "heading_no": draft.heading_no,
        "title": content.title,
        "problem": content.problem,
        "idea": content.idea,
        "place": content.place,
        "cost": content.cost,
        "field": content.field_id,
        "answered": sorted(draft.answered),
        "asking": draft.asking,
        "readings": list(draft.readings),
        "sources": dict(draft.sources),
        "revises": draft.revises,
        "cut_off_s": draft.cut_off_s,
        "naming": draft.naming,
        "takes_files": draft.takes_files,
        "files": [attachments.pack(one) for one in draft.files],
    }


def unpack(data: Mapping[str, Any]) -> Draft:
    """Read a draft that `pack` wrote."""
    content = Content(
        data["title"],
        data["problem"],
        data["idea"],
        data["place"],
        data["cost"],
        data["field"],
    )
    return Draft(
        token=data["token"],
        heading_no=data["heading_no"],
        content=content,
        answered=frozenset(Part(one) for one in data["answered"]),
        asking=Part(data["asking"]) if data["asking"] is not None else None,
        readings=tuple(data["readings"]),
        sources={Part(part): number for part, number in data["sources"].items()},
        revises=data["revises"],
        cut_off_s=data["cut_off_s"],
        naming=Naming(data["naming"]),
        takes_files=data["takes_files"],
        files=tuple(attachments.unpack(one) for one in data["files"]),
    )
