"""A department's desk: proposals are shown in a group's topic, and answered in private.

Nothing is decided in a group: whoever writes there may be an anonymous administrator.
"""

from dataclasses import replace

from actions import roles
from actions.house import House, Occasion
from actions.notices import tells
from deliberation.groups import FACELESS
from deliberation.hangul import search_names
from deliberation.process import Process
from deliberation.refusals import BadInput, NotPermitted, NotThere
from deliberation.review_desk_views import CardView, DeskView
from deliberation.reviewing import (
    WITH_REVIEWERS,
    department_key,
    department_under,
    departments,
    public_state,
)
from storage import desks, groups, outbox, reviews
from storage import proposals as stored
from storage import roles as stored_roles
from storage.database import Transaction
from storage.desks import Desk
from storage.outbox import Lane, Notice

CARD = "review-card"


async def open_desk(house: House, occasion: Occasion, topic_id: int, words: str) -> DeskView:
    """Show a department's proposals in this topic from now on, as one of its reviewers.

    `words` name the department where the person reviews for several; the same again is "same".

    Raises:
        NotPermitted: "faceless", "role-needed".
        NotThere: "desk-group-not-bound".
        BadInput: "desk-which" where the department is not clear.
    """

    async def act(tx: Transaction) -> DeskView:
        if occasion.user_id in FACELESS:
            raise NotPermitted("faceless")
        group = await groups.by_chat(tx, occasion.chat_id)
        if group is None or group.process_no not in house.processes:
            raise NotThere("desk-group-not-bound")
        process = house.process(group.process_no)
        own = await _own_departments(tx, process, occasion.user_id)
        named = search_names(words, ((one, (one,)) for one in own)) if words else list(own)
        if words in own:
            named = [words]
        if len(named) != 1:
            raise BadInput("desk-which", departments=own)
        desk = Desk(process.no, named[0], occasion.chat_id, topic_id)
        is_new = await desks.keep(tx, desk, occasion.user_id, occasion.now_s)
        return DeskView(process, named[0], "opened" if is_new else "same")

    return await house.db.write(act)


async def close_desk(house: House, occasion: Occasion, process_no: int, key: str) -> DeskView:
    """Show a department's proposals in its group no more (raises as `open_desk`)."""
    process = house.process(process_no)
    department = department_under(process, key)

    async def act(tx: Transaction) -> DeskView:
        own = await _own_departments(tx, process, occasion.user_id)
        if department is None:
            raise NotThere("no-such-department")
        if department not in own:
            raise NotPermitted("other-department")
        await desks.drop(tx, process_no, department)
        return DeskView(process, department, "closed")

    return await house.db.write(act)


async def put_cards(tx: Transaction, process_no: int, proposal_no: int, now_s: int) -> None:
    """Show a proposal at the desks of its departments, once at each desk.

    That it has come back (an answer, an opinion disputed) is told to reviewers alone.
    """
    named = {one.department for one in await reviews.assignments(tx, proposal_no)}
    for desk in await desks.of_departments(tx, process_no, named):
        place = f"{desk.chat_id}-{desk.topic_id}-{department_key(desk.department)}"
        card = Notice(
            kind=CARD,
            chat_id=desk.chat_id,
            params={"proposal_no": proposal_no, "department": desk.department},
            process_no=process_no,
            thread_id=desk.topic_id,
            lane=Lane.GROUPS,
            told_key=f"{CARD}-{process_no}-{proposal_no}-{place}",
        )
        await outbox.put(tx, card, now_s)


@tells(CARD)
async def card_of(house: House, notice: Notice) -> CardView | None:
    """Return a card's proposal; None where it waits no more."""
    process = house.process(notice.process_no)
    number = int(notice.params["proposal_no"])
    proposal = await house.db.read(lambda tx: stored.by_number(tx, process.no, number))
    if proposal is None or proposal.state not in WITH_REVIEWERS:
        return None
    shown = replace(proposal, state=public_state(proposal.state), until_utc=None)
    return CardView(process, shown, str(notice.params["department"]), house.bot_username)


async def _own_departments(tx: Transaction, process: Process, user_id: int) -> tuple[str, ...]:
    """Return the departments that a reviewer reviews for; all of them for a manager."""
    grants = await stored_roles.of(tx, process.no, user_id)
    scopes = {one.scope for one in grants if one.role == roles.REVIEWER}
    if any(one.role == roles.MANAGER for one in grants):
        scopes.add("")
    if not scopes:
        raise NotPermitted("role-needed", role=roles.REVIEWER)
    return tuple(one for one in departments(process) if "" in scopes or one in scopes)
