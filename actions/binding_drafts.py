"""The group that a facilitator has begun to bind: kept, so that no restart forgets the choice."""

from typing import Any

from actions import roles
from actions.house import House, Occasion
from deliberation.groups import GroupFacts, guessed_headings
from deliberation.process import Heading, Process
from deliberation.refusals import NotPermitted, NotThere
from storage import drafts
from storage import threads as stored_threads
from storage.database import Transaction
from storage.drafts import Draft

DRAFT, CHOOSING = "binding", "binding-asked"
CHOOSING_S = 600

# The year, the group, the headings that may be chosen, and those that are.
Begun = tuple[Process, GroupFacts, tuple[Heading, ...], frozenset[int]]


async def await_group(house: House, occasion: Occasion, process_no: int) -> None:
    """Note that a facilitator is choosing a group in Telegram's own list.

    Raises:
        NotPermitted: "role-needed", "faceless", "only-in-private".
    """
    if not occasion.is_private:
        raise NotPermitted("only-in-private")

    async def act(tx: Transaction) -> None:
        process = house.process(process_no)
        await roles.require_facilitator(tx, process, occasion.user_id)
        await drafts.keep(tx, occasion.user_id, CHOOSING, process_no, {}, occasion.now_s)

    await house.db.write(act)


async def is_choosing(tx: Transaction, user_id: int, now_s: int) -> bool:
    """Say whether a person is choosing a group: it need not be offered to them besides."""
    draft = await drafts.of(tx, user_id, CHOOSING)
    return draft is not None and now_s - draft.changed_utc < CHOOSING_S


async def begin_for(
    tx: Transaction, process: Process, user_id: int, facts: GroupFacts, now_s: int
) -> frozenset[int]:
    """Write a facilitator's draft for a group; return the headings chosen beforehand."""
    offered = await roles.headings_for(tx, process, user_id)
    chosen = await _chosen_before(tx, process, facts, offered)
    await keep(tx, user_id, process, facts, chosen, now_s)
    return chosen


async def begun(house: House, tx: Transaction, occasion: Occasion, process_no: int) -> Begun:
    """Return the group that a facilitator has begun to bind, in a private chat.

    Raises:
        NotPermitted: "only-in-private", "role-needed", "faceless".
        NotThere: "no-binding".
    """
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    process = house.process(process_no)
    await roles.require_facilitator(tx, process, occasion.user_id)
    draft = await drafts.of(tx, occasion.user_id, DRAFT)
    if draft is None or draft.process_no != process_no:
        raise NotThere("no-binding")
    offered = await roles.headings_for(tx, process, occasion.user_id)
    chosen = frozenset(draft.data["chosen"]) & {heading.no for heading in offered}
    return process, _facts(draft), offered, chosen


async def keep(
    tx: Transaction,
    user_id: int,
    process: Process,
    facts: GroupFacts,
    chosen: frozenset[int],
    now_s: int,
) -> None:
    """Keep a group and the headings chosen for it so far."""
    data: dict[str, Any] = {
        "chat_id": facts.chat_id,
        "title": facts.title,
        "kind": facts.kind,
        "username": facts.username,
        "is_forum": facts.is_forum,
        "rights": sorted(facts.rights),
        "chosen": sorted(chosen),
    }
    await drafts.keep(tx, user_id, DRAFT, process.no, data, now_s)


async def drop(tx: Transaction, user_id: int) -> None:
    """Forget the group that was begun."""
    await drafts.drop(tx, user_id, DRAFT)


async def begun_chat(tx: Transaction, user_id: int) -> int:
    """Return the group that a person has begun to bind; 0 where there is none."""
    draft = await drafts.of(tx, user_id, DRAFT)
    return 0 if draft is None else int(draft.data["chat_id"])


async def _chosen_before(
    tx: Transaction, process: Process, facts: GroupFacts, offered: tuple[Heading, ...]
) -> frozenset[int]:
    threads = await stored_threads.of_group(tx, facts.chat_id)
    mine = frozenset(heading.no for heading in offered)
    chosen = mine & {one.heading_no for one in threads if one.process_no == process.no}
    if not chosen:
        chosen = mine if len(mine) == 1 else mine & guessed_headings(process, facts.title)
    return chosen if facts.is_forum else frozenset(sorted(chosen)[:1])


def _facts(draft: Draft) -> GroupFacts:
    data = draft.data
    return GroupFacts(
        chat_id=data["chat_id"],
        title=data["title"],
        kind=data["kind"],
        username=data["username"],
        is_forum=data["is_forum"],
        rights=frozenset(data["rights"]),
    )
