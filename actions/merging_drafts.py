"""A suggestion to merge while a facilitator puts it together: picked, led, worded."""

from collections.abc import Callable

from actions import similar
from actions.house import House, Occasion
from actions.merging import DRAFT, heading_of, require_facilitator, require_free, require_time
from actions.merging_settling import answerable_until, may_be_reviewed
from deliberation.merging import (
    Joint,
    MergeDraft,
    check_part,
    check_parts,
    is_mergeable,
    pack,
    unpack,
)
from deliberation.merging_views import MergeDraftView, MergePickView
from deliberation.personal_numbers import NumberKind, personal_numbers
from deliberation.process import Heading, Process
from deliberation.proposals import Proposal, State, accepted
from deliberation.refusals import BadInput, NotThere
from storage import drafts, updates
from storage import merging as stored
from storage import proposals as stored_proposals
from storage.database import Transaction

PAGE = 8
SIMILAR_MOST = 5
NEAREST = 30
TOKEN_BYTES = 6

Change = Callable[[MergeDraft], MergeDraft]


async def pick(
    house: House,
    occasion: Occasion,
    process_no: int,
    heading_no: int,
    *,
    proposal_no: int = 0,
    wished: bool = True,
    page: int = 0,
) -> MergePickView:
    """Return a heading's proposals to pick from, after picking one or putting it back.

    What was begun in the heading is gone on with.

    Raises:
        NotPermitted: as `merging.suggest`.
        NotThere: "no-such-heading", "no-such-proposal".
        NotNow: "merge-too-late".
        Stale: "merge-already", "merge-state", "merge-under-way"; BadInput "merge-too-many".
    """
    process = house.process(process_no)
    heading = heading_of(process, heading_no)
    token = house.random_bytes(TOKEN_BYTES).hex()

    async def act(tx: Transaction) -> MergeDraft:
        await require_facilitator(tx, process, occasion, heading)
        require_time(house, process, heading)
        found = await drafts.of(tx, occasion.user_id, DRAFT)
        draft = MergeDraft(token, heading_no)
        if found is not None and found.process_no == process_no:
            known = unpack(found.data)
            draft = known if known.heading_no == heading_no else draft
        if proposal_no and wished:
            await _require_pickable(tx, process, heading, proposal_no)
        if proposal_no and wished is not (proposal_no in draft.picked):
            draft = draft.with_pick(proposal_no, wished)
        await _keep(tx, occasion, process_no, draft)
        return draft

    draft = await house.db.write(act)
    return await _offered(house, process, heading, draft, page)


async def choose_lead(
    house: House, occasion: Occasion, process_no: int, token: str, proposal_no: int
) -> MergeDraftView:
    """Take a proposal as the lead, with its text (0: to be chosen).

    Raises:
        NotThere: "no-merge-draft".
        BadInput, Stale: as `deliberation.merging.check_parts`.
    """

    def take(draft: MergeDraft) -> MergeDraft:
        return MergeDraft(draft.token, draft.heading_no, draft.picked, proposal_no)

    return await _change(house, occasion, process_no, token, take)


async def begin_text(
    house: House, occasion: Occasion, process_no: int, token: str
) -> MergeDraftView:
    """Begin a joint text in the place of the lead's (raises as `choose_lead`)."""

    def take(draft: MergeDraft) -> MergeDraft:
        return MergeDraft(
            draft.token, draft.heading_no, draft.picked, draft.lead_no, Joint(), writes=True
        )

    return await _change(house, occasion, process_no, token, take)


async def write(house: House, occasion: Occasion, raw: str) -> MergeDraftView:
    """Take typed words for the part of the joint text that is asked.

    Raises:
        NotThere: "no-merge-draft" where no text is being written.
        BadInput: as `deliberation.proposals.accepted`.
    """
    phone_in = any(one.kind is NumberKind.PHONE for one in personal_numbers(raw))

    async def act(tx: Transaction) -> MergeDraftView:
        process, heading, draft = await _begun(house, tx, occasion)
        asking = draft.joint.asking()
        if not draft.writes or asking is None:
            raise NotThere("no-merge-draft")
        if await updates.remember(tx, occasion.update_id, occasion.now_s):
            joint = draft.joint.with_part(asking, accepted(asking, raw).text)
            draft = MergeDraft(
                draft.token,
                draft.heading_no,
                draft.picked,
                draft.lead_no,
                joint,
                writes=not joint.is_whole,
            )
            await _keep(tx, occasion, process.no, draft)
        return await _view(house, tx, process, heading, draft, phone_in)

    return await house.db.write(act)


async def look(house: House, occasion: Occasion) -> MergeDraftView:
    """Return what the facilitator has put together (NotThere "no-merge-draft")."""

    async def read(tx: Transaction) -> MergeDraftView:
        process, heading, draft = await _begun(house, tx, occasion)
        return await _view(house, tx, process, heading, draft)

    return await house.db.read(read)


async def _change(
    house: House, occasion: Occasion, process_no: int, token: str, change: Change
) -> MergeDraftView:
    async def act(tx: Transaction) -> MergeDraftView:
        process, heading, draft = await _begun(house, tx, occasion)
        if process.no != process_no or draft.token != token:
            raise NotThere("no-merge-draft")
        changed = change(draft)
        picked = await _picked(tx, process, changed)
        if changed.lead_no:
            check_parts(picked, changed.lead_no, changed.joint)
        elif len(picked) < 2:
            raise BadInput("merge-too-few")
        await require_free(tx, picked)
        if changed.writes and any(one.state is State.FEASIBLE for one in picked):
            raise BadInput("merge-text-reviewed")
        await _keep(tx, occasion, process_no, changed)
        return await _view(house, tx, process, heading, changed)

    return await house.db.write(act)


async def _begun(
    house: House, tx: Transaction, occasion: Occasion
) -> tuple[Process, Heading, MergeDraft]:
    found = await drafts.of(tx, occasion.user_id, DRAFT)
    if found is None:
        raise NotThere("no-merge-draft")
    process, draft = house.process(found.process_no), unpack(found.data)
    heading = heading_of(process, draft.heading_no)
    await require_facilitator(tx, process, occasion, heading)
    return process, heading, draft


async def _require_pickable(
    tx: Transaction, process: Process, heading: Heading, proposal_no: int
) -> None:
    proposal = await stored_proposals.by_number(tx, process.no, proposal_no)
    if proposal is None or proposal.heading_no != heading.no:
        raise NotThere("no-such-proposal")
    check_part(proposal)
    await require_free(tx, [proposal])


async def _offered(
    house: House, process: Process, heading: Heading, draft: MergeDraft, page: int
) -> MergePickView:
    """Return what is picked, what is like it, and a page of the rest."""
    picked = await house.db.read(lambda tx: _picked(tx, process, draft))
    alike: list[int] = []
    for one in picked:
        matches = await similar.nearest(house, process.no, one.content, NEAREST)
        alike += [match.key for match in matches if match.key not in (*draft.picked, *alike)]

    async def read(tx: Transaction) -> MergePickView:
        found = await stored.proposals_of(tx, alike)
        likest = tuple(
            found[number]
            for number in alike
            if number in found
            and found[number].heading_no == heading.no
            and is_mergeable(found[number])
        )[:SIMILAR_MOST]
        total, others = await stored.mergeable(
            tx, process.no, heading.no, most=PAGE, offset=page * PAGE
        )
        shown = {one.proposal_no for one in (*picked, *likest)}
        return MergePickView(
            process,
            heading,
            draft,
            tuple(picked),
            likest,
            tuple(one for one in others if one.proposal_no not in shown),
            page,
            max(1, -(-total // PAGE)),
        )

    return await house.db.read(read)


async def _picked(tx: Transaction, process: Process, draft: MergeDraft) -> list[Proposal]:
    found = await stored.proposals_of(tx, draft.picked)
    return [found[number] for number in draft.picked if number in found]


async def _keep(tx: Transaction, occasion: Occasion, process_no: int, draft: MergeDraft) -> None:
    await drafts.keep(tx, occasion.user_id, DRAFT, process_no, pack(draft), occasion.now_s)


async def _view(
    house: House,
    tx: Transaction,
    process: Process,
    heading: Heading,
    draft: MergeDraft,
    phone_in: bool = False,
) -> MergeDraftView:
    now = house.clock.now()
    picked = await _picked(tx, process, draft)
    is_reviewed = any(one.state is State.FEASIBLE for one in picked)
    return MergeDraftView(
        process=process,
        heading=heading,
        draft=draft,
        picked=tuple(picked),
        now=now,
        until_utc=answerable_until(process, heading, now),
        may_write=not is_reviewed and may_be_reviewed(process, heading, now),
        phone_in=phone_in,
    )
