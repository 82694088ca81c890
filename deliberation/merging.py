"""Merging: like proposals of a heading become one, each proposer saying yes or no.

A suggestion names a lead proposal, whose proposer speaks for all, and a text: the lead's own or
a joint one. Whoever refuses, or cannot be merged any more, leaves; the others go on while two
are left. Where the lead leaves, its text goes too, and the others are asked anew. A proposer who
was erased is silent at once, and speaks for nobody: the next one does, or nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from deliberation.proposals import Content, Part, Proposal, State
from deliberation.refusals import BadInput, Stale

PARTS_MOST: Final = 12
REASON_LENGTHS: Final = (2, 300)
# Merging ends so long before priority voting, so that the agenda is drawn up of what came of it.
BEFORE_VOTING: Final = timedelta(hours=1)
MERGEABLE: Final = (State.RECEIVED, State.REVIEWING, State.FEASIBLE)
JOINT_PARTS: Final = (Part.TITLE, Part.PROBLEM, Part.IDEA)


class Answer(StrEnum):
    """What a proposer said to a suggestion."""

    OPEN = "open"
    CONSENTS = "consents"
    REFUSES = "refuses"


class WhyLeft(StrEnum):
    """Why a proposal is no part of a merger any more."""

    REFUSED = "refused"
    SILENT = "silent"
    MOVED_ON = "moved-on"  # withdrawn, or reviewed otherwise than the rest


class MergeState(StrEnum):
    """What has become of a suggestion."""

    ASKED = "asked"
    MERGED = "merged"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class MergePart:
    """One proposal of a suggestion; `why_left` None while it is part of it."""

    proposal_no: int
    answer: Answer = Answer.OPEN
    why_left: WhyLeft | None = None
    reason: str = ""


@dataclass(frozen=True)
class Joint:
    """A text written for the merged proposal; empty where the lead's own stands."""

    title: str = ""
    problem: str = ""
    idea: str = ""

    @property
    def is_whole(self) -> bool:
        """Say whether all its parts are written."""
        return bool(self.title and self.problem and self.idea)

    def with_part(self, part: Part, text: str) -> "Joint":
        """Return it with one part written."""
        return replace(self, **{part.value: text})

    def asking(self) -> Part | None:
        """Return the part to be written next; None where all are."""
        return next((part for part in JOINT_PARTS if not getattr(self, part.value)), None)


@dataclass(frozen=True)
class Merge:
    """A facilitator's suggestion, with every proposal that was ever part of it."""

    merge_no: int
    process_no: int
    heading_no: int
    lead_no: int
    joint: Joint
    round_no: int
    state: MergeState
    suggested_by: int
    until_utc: datetime
    parts: tuple[MergePart, ...]

    @property
    def staying(self) -> tuple[MergePart, ...]:
        """The proposals that are still part of it."""
        return tuple(part for part in self.parts if part.why_left is None)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the proposals that are still part of it."""
        return tuple(part.proposal_no for part in self.staying)

    def part(self, proposal_no: int) -> MergePart | None:
        """Return a proposal's part in it."""
        return next((one for one in self.parts if one.proposal_no == proposal_no), None)


@dataclass(frozen=True)
class Verdict:
    """What a suggestion has come to: who leaves now, who leads, and whether it is decided.

    `asks_anew`: the lead has left with its text, the rest are to be asked about the next one's.
    """

    outcome: MergeState
    lead_no: int
    left: Mapping[int, WhyLeft] = field(default_factory=dict)
    asks_anew: bool = False


def judged(
    merge: Merge,
    states: Mapping[int, State],
    now: datetime,
    *,
    silence_consents: bool,
    may_review: bool,
    gone: Collection[int] = (),
) -> Verdict:
    """Say what a suggestion has come to by now.

    `gone`: the proposals whose proposers were erased. They are not waited for.

    `may_review`: a department can still look at what would be made; where it cannot, only what
    has passed review with its own text can be merged.
    """
    is_over = now >= merge.until_utc
    silent = {part.proposal_no for part in merge.staying if is_over or part.proposal_no in gone}
    left = _leaving(merge, states, () if silence_consents else silent)
    rest = [part for part in merge.staying if part.proposal_no not in left]
    if len(rest) < 2:
        return Verdict(MergeState.FAILED, merge.lead_no, left)
    lead_no = _lead(merge, rest)
    if lead_no != merge.lead_no and not merge.joint.is_whole:
        return Verdict(MergeState.ASKED, lead_no, left, asks_anew=True)
    if any(part.answer is Answer.OPEN and part.proposal_no not in silent for part in rest):
        return Verdict(MergeState.ASKED, lead_no, left)
    made = made_state([states[part.proposal_no] for part in rest], merge.joint.is_whole)
    if made is not State.FEASIBLE and not may_review:
        return Verdict(MergeState.FAILED, lead_no, left)
    return Verdict(MergeState.MERGED, lead_no, left)


def _leaving(
    merge: Merge, states: Mapping[int, State], silent: Collection[int]
) -> dict[int, WhyLeft]:
    """Return who leaves: who refused, who did not answer, and what cannot be merged any more."""
    left: dict[int, WhyLeft] = {}
    for part in merge.staying:
        if part.answer is Answer.REFUSES:
            left[part.proposal_no] = WhyLeft.REFUSED
        elif states.get(part.proposal_no) not in MERGEABLE:
            left[part.proposal_no] = WhyLeft.MOVED_ON
        elif part.proposal_no in silent and part.answer is Answer.OPEN:
            left[part.proposal_no] = WhyLeft.SILENT
    rest = [part for part in merge.staying if part.proposal_no not in left]
    if rest:
        # What one department has passed and another has not read cannot become one.
        stands = _is_reviewed(states[_lead(merge, rest)])
        for part in rest:
            if _is_reviewed(states[part.proposal_no]) is not stands:
                left[part.proposal_no] = WhyLeft.MOVED_ON
    return left


def made_state(states: Sequence[State], has_joint_text: bool) -> State:
    """Return the state of what is made: a text that no department has read is reviewed."""
    if set(states) == {State.FEASIBLE} and not has_joint_text:
        return State.FEASIBLE
    if set(states) == {State.RECEIVED}:
        return State.RECEIVED
    return State.REVIEWING


def speaker_of(lead: Proposal, proposals: Iterable[Proposal]) -> Proposal:
    """Return the proposal whose proposer speaks for all: the lead's, or the next one who is there.

    Where none is, it is the lead's, and nobody speaks.
    """
    in_order = sorted(proposals, key=lambda one: (one is not lead, one.proposal_no))
    return next((one for one in in_order if one.author), lead)


def made_content(lead: Content, joint: Joint) -> Content:
    """Return what the merged proposal says: the lead's parts, or the joint text in their place."""
    if not joint.is_whole:
        return lead
    return replace(lead, title=joint.title, problem=joint.problem, idea=joint.idea)


def check_parts(proposals: Sequence[Proposal], lead_no: int, joint: Joint) -> None:
    """Raise where proposals cannot be suggested to be merged.

    Raises:
        BadInput: "merge-too-few", "merge-too-many", "merge-other-heading", "merge-no-lead",
            "merge-text-reviewed", "merge-lead-gone" where another one has a proposer to speak.
        Stale: "merge-already" (proposal), "merge-state" (proposal, state),
            "merge-reviewed-differently".
    """
    if len(proposals) < 2:
        raise BadInput("merge-too-few")
    if len(proposals) > PARTS_MOST:
        raise BadInput("merge-too-many", most=PARTS_MOST)
    if len({one.heading_no for one in proposals}) > 1:
        raise BadInput("merge-other-heading")
    for one in proposals:
        check_part(one)
    states = [one.state for one in proposals]
    if not _alike(states):
        raise Stale("merge-reviewed-differently")
    lead = next((one for one in proposals if one.proposal_no == lead_no), None)
    if lead is None:
        raise BadInput("merge-no-lead")
    if speaker_of(lead, proposals) is not lead:
        raise BadInput("merge-lead-gone", proposal=lead.code)
    if joint.is_whole and State.FEASIBLE in states:
        raise BadInput("merge-text-reviewed")


def check_part(proposal: Proposal) -> None:
    """Raise Stale where a proposal cannot be merged with any other."""
    if proposal.from_merge or proposal.state is State.MERGED:
        raise Stale("merge-already", proposal=proposal.code)
    if proposal.state not in MERGEABLE:
        raise Stale("merge-state", proposal=proposal.code, state=proposal.state)


def is_mergeable(proposal: Proposal) -> bool:
    """Say whether a proposal can be merged with others in the same state."""
    return proposal.state in MERGEABLE and not proposal.from_merge


def answers_until(now: datetime, merge_days: int, voting_opens: datetime | None) -> datetime:
    """Return until when proposers may answer: the days given, and before the vote opens."""
    until = now + timedelta(days=merge_days)
    return until if voting_opens is None else min(until, voting_opens - BEFORE_VOTING)


@dataclass(frozen=True)
class MergeDraft:
    """A suggestion while a facilitator puts it together; `lead_no` 0: not chosen yet.

    `writes` says whether the next words typed are for the joint text.
    """

    token: str
    heading_no: int
    picked: tuple[int, ...] = ()
    lead_no: int = 0
    joint: Joint = field(default_factory=Joint)
    writes: bool = False

    def with_pick(self, proposal_no: int, wished: bool) -> "MergeDraft":
        """Return it with a proposal picked, or not (BadInput "merge-too-many")."""
        rest = tuple(one for one in self.picked if one != proposal_no)
        picked = (*rest, proposal_no) if wished else rest
        if len(picked) > PARTS_MOST:
            raise BadInput("merge-too-many", most=PARTS_MOST)
        lead_no = self.lead_no if self.lead_no in picked else 0
        return replace(self, picked=picked, lead_no=lead_no)


def pack(draft: MergeDraft) -> dict[str, Any]:
    """Write a draft as plain data."""
    return {
        "token": draft.token,
        "heading_no": draft.heading_no,
        "picked": list(draft.picked),
        "lead_no": draft.lead_no,
        "joint": pack_joint(draft.joint),
        "writes": draft.writes,
    }


def unpack(data: Mapping[str, Any]) -> MergeDraft:
    """Read a draft that `pack` wrote."""
    return MergeDraft(
        data["token"],
        data["heading_no"],
        tuple(data["picked"]),
        data["lead_no"],
        Joint(**data["joint"]),
        data["writes"],
    )


def pack_joint(joint: Joint) -> dict[str, str]:
    """Write a joint text as plain data."""
    return {"title": joint.title, "problem": joint.problem, "idea": joint.idea}


def _lead(merge: Merge, rest: Sequence[MergePart]) -> int:
    numbers = [part.proposal_no for part in rest]
    return merge.lead_no if merge.lead_no in numbers else min(numbers)


def _is_reviewed(state: State) -> bool:
    return state is State.FEASIBLE


def _alike(states: Iterable[State]) -> bool:
    return len({_is_reviewed(state) for state in states}) <= 1
