"""Shortlisted items that need each other: joined, they are one project with one cost.

The agenda itself stays as it was voted on. Joining only says which of its items are carried out
together; the ballot of part two then lists one project in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from deliberation.agenda import AgendaItem
from deliberation.exclusions import pairs_of
from deliberation.refusals import BadInput, NotThere, Stale
from deliberation.text import shorten
from deliberation.wording import Wording

TEXTS_MOST = 2400


@dataclass(frozen=True)
class Joining:
    """Items that are one project: it keeps the id, number and place of `item_id`.

    `others` are the ids of the further items, in the order in which they were joined to it.
    """

    item_id: str
    others: tuple[str, ...]
    names: Wording
    short_names: Wording

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of all its items, its own first."""
        return (self.item_id, *self.others)


def standing(items: Sequence[AgendaItem], joinings: Iterable[Joining]) -> tuple[AgendaItem, ...]:
    """Return shortlisted items with those that are joined as one, in the order of the items."""
    by_id = {item.item_id: item for item in items}
    led = {joining.item_id: joining for joining in joinings}
    leads = {other: one.item_id for one in led.values() for other in one.others}
    shown = []
    for item in items:
        if item.item_id in leads:
            continue
        joining = led.get(item.item_id)
        if joining is not None:
            item = _one_of([by_id[item_id] for item_id in joining.members], joining)
        excluded = dict.fromkeys(leads.get(one, one) for one in item.excludes)
        shown.append(replace(item, excludes=tuple(excluded)))
    return tuple(shown)


def _one_of(parts: Sequence[AgendaItem], joining: Joining) -> AgendaItem:
    first = parts[0]
    estimates = [one.estimate for one in parts if one.estimate is not None]
    departments = {one.department for one in parts}
    return replace(
        first,
        names=joining.names,
        short_names=joining.short_names,
        texts=_texts(parts),
        place=_put_together([one.place for one in parts], ", "),
        estimate=sum(estimates) if len(estimates) == len(parts) else None,
        department=first.department if len(departments) == 1 else "",
        proposals=tuple(dict.fromkeys(no for one in parts for no in one.proposals)),
        excludes=tuple(other for one in parts for other in one.excludes),
    )


def _texts(parts: Sequence[AgendaItem]) -> Wording:
    """Return the items' texts one below the other, each under its name.

    Long ones are shortened alike, so that a message holds them all; proposals have them in full.
    """
    most = TEXTS_MOST // len(parts)
    named = [
        Wording(
            {
                language: "\n".join(
                    text
                    for text in (
                        one.names.in_language(language),
                        shorten(one.texts.in_language(language), most),
                    )
                    if text
                )
                for language in {**one.names.by_language, **one.texts.by_language}
            }
        )
        for one in parts
    ]
    return _put_together(named, "\n\n")


def _put_together(wordings: Sequence[Wording], between: str) -> Wording:
    """Join texts in each language that any of them has; what is the same stands there once."""
    languages = dict.fromkeys(one for wording in wordings for one in wording.by_language)
    return Wording(
        {
            language: between.join(
                dict.fromkeys(text for one in wordings if (text := one.in_language(language)))
            )
            for language in languages
        }
    )


def joined(
    items: Sequence[AgendaItem],
    joinings: Sequence[Joining],
    item_id: str,
    other_id: str,
    fitting: Callable[[str], str],
) -> tuple[Joining, ...]:
    """Return the joinings once another shortlisted item is one project with an item.

    What the other one had been joined with comes along. `fitting` shortens a name so that a
    button holds it.

    Raises:
        NotThere: "no-such-item" where one of them is not shortlisted, or both are the same.
        Stale: "item-joined" (names) where one of them is part of another project already.
        BadInput: "items-exclude" (names, other) where they exclude each other.
    """
    known = {item.item_id: item for item in items}
    if item_id == other_id or item_id not in known or other_id not in known:
        raise NotThere("no-such-item")
    for one in (item_id, other_id):
        whole = joining_of(joinings, one)
        if whole is not None and one in whole.others:
            raise Stale("item-joined", names=known[one].names)
    shown = {item.item_id: item for item in standing(items, joinings)}
    rows = ((one.item_id, [x for x in one.excludes if x in shown]) for one in shown.values())
    if {(item_id, other_id), (other_id, item_id)} & set(pairs_of(rows)):
        names, other = known[item_id].names, known[other_id].names
        raise BadInput("items-exclude", names=names, other=other)
    members = [*_members(joinings, item_id), *_members(joinings, other_id)]
    names = _put_together([known[one].names for one in members], " + ")
    short = {language: fitting(name) for language, name in names.by_language.items()}
    made = Joining(item_id, tuple(members[1:]), names, Wording(short))
    return (*(one for one in joinings if one.item_id not in (item_id, other_id)), made)


def parted(joinings: Sequence[Joining], item_id: str) -> tuple[Joining, ...]:
    """Return the joinings without the one that an item leads (Stale "item-not-joined")."""
    left = tuple(one for one in joinings if one.item_id != item_id)
    if len(left) == len(joinings):
        raise Stale("item-not-joined")
    return left


def joining_of(joinings: Iterable[Joining], item_id: str) -> Joining | None:
    """Return the joining that an item is part of."""
    return next((one for one in joinings if item_id in one.members), None)


def _members(joinings: Iterable[Joining], item_id: str) -> tuple[str, ...]:
    found = joining_of(joinings, item_id)
    return found.members if found is not None else (item_id,)


def without_costs(agenda: Sequence[AgendaItem], item_ids: Iterable[str]) -> tuple[AgendaItem, ...]:
    """Return the agenda with the costs of some items cleared: they are set anew."""
    cleared = set(item_ids)
    return tuple(replace(item, cost=None) if item.item_id in cleared else item for item in agenda)
