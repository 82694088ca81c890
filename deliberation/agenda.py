"""Agenda items: what part one puts into order, and what part two turns into projects.

agenda        all items of a heading, from proposals or from the process file
shortlist     the items that the priority vote elected, in the order of election
projects      the shortlisted items once all of them have a cost
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from deliberation.refusals import NotThere
from deliberation.wording import Wording

if TYPE_CHECKING:
    from deliberation.proposals import Proposal


@dataclass(frozen=True)
class AgendaItem:
    """A proposal (or merged proposals) that is put to priority voting; `no` counts from 1.

    `estimate` is what its proposers or its reviewers thought it costs, `cost` what costing set,
    in the smallest unit. `department` is the scope of the reviewers who may set it. `excludes`
    names items that cannot be carried out beside this one.
    """

    item_id: str
    no: int
    names: Wording
    short_names: Wording
    texts: Wording
    field_id: str = ""
    place: Wording = field(default_factory=lambda: Wording({}))
    estimate: int | None = None
    cost: int | None = None
    department: str = ""
    proposals: tuple[int, ...] = ()
    excludes: tuple[str, ...] = ()


def with_proposals(
    agenda: Sequence[AgendaItem],
    proposals: Iterable[Proposal],
    departments: Mapping[str, str],
    fitting: Callable[[str], str],
    origins: Mapping[int, tuple[int, ...]] | None = None,
) -> tuple[AgendaItem, ...]:
    """Return the agenda with an item for each proposal that is not on it yet.

    What stands keeps its number. `departments` names the department of a field ('': of the
    others), `fitting` shortens a title so that a button holds it. `origins` names what a merged
    proposal was made of: its item bears those numbers.
    """
    items = list(agenda)
    known = {item.item_id for item in items}
    for proposal in proposals:
        item_id = f"proposal-{proposal.proposal_no}"
        if item_id in known:
            continue
        content, language = proposal.content, proposal.language
        text = "\n\n".join(part for part in (content.problem, content.idea) if part)
        items.append(
            AgendaItem(
                item_id=item_id,
                no=len(items) + 1,
                names=Wording({language: content.title}),
                short_names=Wording({language: fitting(content.title)}),
                texts=Wording({language: text}),
                field_id=content.field_id,
                place=Wording({language: content.place} if content.place else {}),
                estimate=content.cost,
                department=departments.get(content.field_id, departments.get("", "")),
                proposals=(origins or {}).get(proposal.proposal_no, (proposal.proposal_no,)),
            )
        )
    return tuple(items)


def shortlisted(agenda: Sequence[AgendaItem], shortlist: Iterable[str]) -> tuple[AgendaItem, ...]:
    """Return the shortlisted items, in the order of election."""
    by_id = {item.item_id: item for item in agenda}
    return tuple(by_id[item_id] for item_id in shortlist)


def uncosted(items: Iterable[AgendaItem]) -> tuple[AgendaItem, ...]:
    """Return the items that have no cost yet."""
    return tuple(item for item in items if item.cost is None)


def with_cost(agenda: Sequence[AgendaItem], item_no: int, cost: int) -> tuple[AgendaItem, ...]:
    """Return the agenda with an item's cost set (NotThere "no-such-item")."""
    if not 1 <= item_no <= len(agenda):
        raise NotThere("no-such-item")
    return tuple(replace(item, cost=cost) if item.no == item_no else item for item in agenda)
