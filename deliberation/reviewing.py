"""Review: in which states a proposal can be, what leads from one to another, and who sees what.

A department's opinion that a proposal is infeasible, and changes that it wishes for, are read by
the proposer first; to everybody else the proposal is in review until that is settled.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from deliberation.process import Process
from deliberation.proposal_views import ProposalEvent
from deliberation.proposals import Proposal, State
from deliberation.refusals import Stale

NOTE_LENGTHS: Final = (5, 1000)
WORDING_LENGTHS: Final = (10, 1000)


class Act(StrEnum):
    """What moves a proposal; the name is also that of the event in its history."""

    BEGIN = "review-begun"
    ASSIGN = "assigned"
    ADVISE = "advised"
    SITE_CHECK = "site-check"
    COST_CHECK = "cost-check"
    ASK = "asked"
    ANSWER = "answered"
    OFFER = "offered"
    ACCEPT = "accepted"
    DECLINE = "declined"
    OPINE = "opined"
    APPEAL = "appealed"
    UPHOLD = "infeasible"
    FIND_FEASIBLE = "feasible"
    FIND_UNDER_WAY = "under-way"
    FIND_OTHER_BODY = "other-body"
    FIND_COMPLAINT = "complaint"
    RUN_OUT = "no-answer"
    WITHDRAW = "withdrawn"
    COUNT = "co-proposed"  # enough co-proposers have joined
    LAPSE = "lapsed"
    MERGE = "merged"


_DECISIONS: Final = {
    Act.OFFER: State.OFFERED,
    Act.FIND_FEASIBLE: State.FEASIBLE,
    Act.FIND_UNDER_WAY: State.UNDER_WAY,
    Act.FIND_OTHER_BODY: State.OTHER_BODY,
    Act.FIND_COMPLAINT: State.COMPLAINT,
}

# The one table: in a state (row) an act leads to a state; what is not here is refused.
TABLE: Final[Mapping[State, Mapping[Act, State]]] = MappingProxyType(
    {
        State.GATHERING: {
            Act.COUNT: State.RECEIVED,
            Act.LAPSE: State.LAPSED,
            Act.WITHDRAW: State.WITHDRAWN,
        },
        State.RECEIVED: {
            Act.BEGIN: State.REVIEWING,
            Act.MERGE: State.MERGED,
            Act.WITHDRAW: State.WITHDRAWN,
        },
        State.REVIEWING: {
            **_DECISIONS,
            Act.ASSIGN: State.REVIEWING,
            Act.ADVISE: State.REVIEWING,
            Act.SITE_CHECK: State.REVIEWING,
            Act.COST_CHECK: State.REVIEWING,
            Act.ASK: State.ASKED,
            Act.OPINE: State.OPINED,
            Act.MERGE: State.MERGED,
            Act.WITHDRAW: State.WITHDRAWN,
        },
        State.ASKED: {
            Act.ANSWER: State.REVIEWING,
            Act.RUN_OUT: State.REVIEWING,
            Act.WITHDRAW: State.WITHDRAWN,
        },
        State.OFFERED: {
            Act.ACCEPT: State.FEASIBLE,
            Act.DECLINE: State.REVIEWING,
            Act.RUN_OUT: State.REVIEWING,
            Act.WITHDRAW: State.WITHDRAWN,
        },
        State.OPINED: {
            Act.APPEAL: State.APPEALED,
            Act.RUN_OUT: State.INFEASIBLE,
            Act.WITHDRAW: State.WITHDRAWN,
        },
        State.APPEALED: {
            **_DECISIONS,
            Act.ASSIGN: State.APPEALED,
            Act.ADVISE: State.APPEALED,
            Act.SITE_CHECK: State.APPEALED,
            Act.COST_CHECK: State.APPEALED,
            Act.UPHOLD: State.INFEASIBLE,
            Act.WITHDRAW: State.WITHDRAWN,
        },
        State.FEASIBLE: {Act.MERGE: State.MERGED},
        State.INFEASIBLE: {},
        State.UNDER_WAY: {},
        State.OTHER_BODY: {},
        State.COMPLAINT: {},
        State.WITHDRAWN: {},
        State.LAPSED: {},
        State.MERGED: {},
    }
)

WITH_REVIEWERS: Final = (State.REVIEWING, State.APPEALED)
WITH_PROPOSER: Final = (State.ASKED, State.OFFERED, State.OPINED)
OPEN: Final = (State.GATHERING, State.RECEIVED, *WITH_REVIEWERS, *WITH_PROPOSER)

# What the proposer does while the proposal waits for them; nobody else may.
OF_PROPOSER: Final = frozenset({Act.ANSWER, Act.ACCEPT, Act.DECLINE, Act.APPEAL, Act.WITHDRAW})
# What a department does once a proposal has come back to it, also after the phase: a proposer
# who answered in time is owed a decision.
OWED: Final = frozenset(
    {Act.UPHOLD, Act.FIND_FEASIBLE, Act.FIND_UNDER_WAY, Act.FIND_OTHER_BODY, Act.FIND_COMPLAINT}
)


def after(state: State, act: Act) -> State:
    """Return the state that an act leads to (Stale "review-moved-on" where it leads nowhere)."""
    try:
        return TABLE[state][act]
    except KeyError:
        raise Stale("review-moved-on", state=state, act=act) from None


def may(state: State, act: Act) -> bool:
    """Say whether an act leads anywhere from a state."""
    return act in TABLE[state]


def public_state(state: State) -> State:
    """Return what everybody may know of a state: nothing of what the proposer reads first."""
    return State.REVIEWING if state in (*WITH_REVIEWERS, *WITH_PROPOSER) else state


class Reader(IntEnum):
    """Who reads a history; whoever comes later reads all that the earlier ones do."""

    EVERYBODY = 0
    PROPOSER = 1
    STAFF = 2


# An event of a kind that is not named here is for the staff alone.
_READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "received": Reader.EVERYBODY,
        "revised": Reader.EVERYBODY,
        Act.WITHDRAW: Reader.EVERYBODY,
        "co-joined": Reader.EVERYBODY,
        "co-left": Reader.EVERYBODY,
        Act.COUNT: Reader.EVERYBODY,
        Act.LAPSE: Reader.EVERYBODY,
        Act.MERGE: Reader.EVERYBODY,
        "merged-from": Reader.EVERYBODY,
        "lead-passed": Reader.EVERYBODY,
        "items-joined": Reader.EVERYBODY,
        "items-parted": Reader.EVERYBODY,
        "co-missing": Reader.EVERYBODY,
        "merge-suggested": Reader.PROPOSER,
        "merge-asked-anew": Reader.PROPOSER,
        "merge-left": Reader.PROPOSER,
        "merge-failed": Reader.PROPOSER,
        "merge-withdrawn": Reader.PROPOSER,
        Act.BEGIN: Reader.EVERYBODY,
        Act.ASSIGN: Reader.EVERYBODY,
        Act.ASK: Reader.EVERYBODY,
        Act.SITE_CHECK: Reader.EVERYBODY,
        Act.COST_CHECK: Reader.EVERYBODY,
        Act.ANSWER: Reader.EVERYBODY,
        Act.ACCEPT: Reader.EVERYBODY,
        Act.UPHOLD: Reader.EVERYBODY,
        Act.FIND_FEASIBLE: Reader.EVERYBODY,
        Act.FIND_UNDER_WAY: Reader.EVERYBODY,
        Act.FIND_OTHER_BODY: Reader.EVERYBODY,
        Act.FIND_COMPLAINT: Reader.EVERYBODY,
        Act.OFFER: Reader.PROPOSER,
        Act.DECLINE: Reader.PROPOSER,
        Act.OPINE: Reader.PROPOSER,
        Act.APPEAL: Reader.PROPOSER,
        Act.RUN_OUT: Reader.PROPOSER,
        Act.ADVISE: Reader.STAFF,
    }
)
# Everybody may know that these happened; what was written is between department and proposer.
_WITHOUT_WORDS: Final = frozenset({Act.ASK, Act.ANSWER, Act.SITE_CHECK, Act.COST_CHECK})
_WORDS: Final = frozenset({"note", "until_s", "cost"})


def as_read_by(event: ProposalEvent, reader: Reader) -> ProposalEvent | None:
    """Return what of an event a reader sees; None where they see nothing of it."""
    if reader < read_by(event.kind):
        return None
    if event.kind in _WITHOUT_WORDS and reader is Reader.EVERYBODY:
        params = {name: value for name, value in event.params.items() if name not in _WORDS}
        return replace(event, params=params)
    return event


def history_for(events: Iterable[ProposalEvent], reader: Reader) -> tuple[ProposalEvent, ...]:
    """Return the part of a history that a reader sees."""
    seen = (as_read_by(event, reader) for event in events)
    return tuple(event for event in seen if event is not None)


def read_by(kind: str) -> Reader:
    """Return the first reader who may know that an event of a kind happened."""
    return _READERS.get(kind, Reader.STAFF)


def answer_until(now: datetime, answer_days: int) -> datetime:
    """Return until when a proposer may answer what they were asked, offered or told."""
    return now + timedelta(days=answer_days)


@dataclass(frozen=True)
class Assignment:
    """A department that a proposal lies with; the lead decides, the others advise."""

    department: str
    is_lead: bool
    has_advised: bool = False


def departments(process: Process) -> tuple[str, ...]:
    """Return the departments that review in a budget year, in the order of their names."""
    named = {one.department for one in process.staff if one.role == "reviewer"}
    named |= {field.department for field in process.fields}
    named |= {process.proposal_rules(one.programme).department for one in process.headings}
    return tuple(sorted(named - {""}))


def department_key(department: str) -> str:
    """Return a short name of a department for buttons, the same whatever else there is."""
    return sha256(department.encode()).hexdigest()[:8]


def department_under(process: Process, key: str) -> str | None:
    """Return the department that a button's key means; None where there is none such."""
    return next((one for one in departments(process) if department_key(one) == key), None)


def lead_for(process: Process, proposal: Proposal) -> str:
    """Return the department that leads a proposal's review; '' where a manager has to say.

    The field's department goes before the programme's; where there is but one, it is that one.
    """
    field = process.field_called(proposal.content.field_id)
    if field is not None and field.department:
        return field.department
    heading = process.heading(proposal.heading_no)
    if heading is not None and process.proposal_rules(heading.programme).department:
        return process.proposal_rules(heading.programme).department
    known = departments(process)
    return known[0] if len(known) == 1 else ""


def concerned(assignments: Iterable[Assignment], scopes: frozenset[str]) -> tuple[bool, bool]:
    """Say whether a reviewer with these scopes may advise, and whether they may decide.

    A scope of '' covers every department.
    """
    mine = [one for one in assignments if "" in scopes or one.department in scopes]
    return bool(mine), any(one.is_lead for one in mine)
