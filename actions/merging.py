"""Suggestions to merge: made and withdrawn by facilitators, answered by proposers."""

from actions import agenda, proposal_news, roles
from actions import proposals as handed_in
from actions.house import House, Occasion
from actions.merging_news import view_of
from actions.merging_settling import answerable_until, may_be_reviewed, settle
from deliberation.merging import (
    REASON_LENGTHS,
    Answer,
    Merge,
    MergeDraft,
    MergeState,
    check_parts,
    made_state,
    unpack,
)
from deliberation.merging_views import MergeDeskView, MergeLine, MergeView
from deliberation.process import Heading, Process
from deliberation.proposals import Proposal, State, code_of
from deliberation.refusals import NotNow, NotPermitted, NotThere, Stale
from deliberation.reviewing import Reader
from deliberation.text import typed_text
from storage import drafts
from storage import merging as stored
from storage import proposals as stored_proposals
from storage.database import DUE, Transaction

DRAFT = "merge"


async def desk(house: House, occasion: Occasion, process_no: int) -> MergeDeskView:
    """Return where a facilitator can merge, and what they have asked.

    Raises:
        NotPermitted: "only-in-private", "faceless", "role-needed".
    """
    process = house.process(process_no)

    async def read(tx: Transaction) -> MergeDeskView:
        await require_facilitator(tx, process, occasion)
        mine = await roles.headings_for(tx, process, occasion.user_id)
        now = house.clock.now()
        headings = []
        for heading in mine:
            if not agenda.has_opened(process, heading, now):
                total, _ = await stored.mergeable(tx, process.no, heading.no, most=0)
                headings.append((heading, total))
        numbers = {heading.no for heading in mine}
        undecided = await stored.undecided(tx, process.no)
        asked = tuple(_line(one) for one in undecided if one.heading_no in numbers)
        return MergeDeskView(process, now, tuple(headings), asked)

    return await house.db.read(read)


async def suggest(house: House, occasion: Occasion, process_no: int, token: str) -> MergeView:
    """Ask the proposers of what was picked; a second time shows the first.

    Raises:
        NotThere: "no-merge-draft".
        NotPermitted: "only-in-private", "faceless", "role-needed", "other-heading".
        NotNow: "merge-too-late", "merge-review-over".
        Stale: "merge-under-way" (proposal); Stale and BadInput as `merging.check_parts`.
    """
    process = house.process(process_no)

    async def act(tx: Transaction) -> MergeView:
        known = await stored.from_draft(tx, token)
        if known is not None:
            await require_facilitator(tx, process, occasion, process.heading(known.heading_no))
            return await view_of(house, tx, process, known, outcome="asked")
        found = await drafts.of(tx, occasion.user_id, DRAFT)
        if found is None or found.process_no != process_no or found.data["token"] != token:
            raise NotThere("no-merge-draft")
        draft = unpack(found.data)
        heading = heading_of(process, draft.heading_no)
        await require_facilitator(tx, process, occasion, heading)
        merge = await _begin(house, tx, occasion, process, heading, draft)
        await drafts.drop(tx, occasion.user_id, DRAFT)
        tx.touch(DUE)
        return await view_of(house, tx, process, merge, outcome="asked")

    return await house.db.write(act)


async def _begin(
    house: House,
    tx: Transaction,
    occasion: Occasion,
    process: Process,
    heading: Heading,
    draft: MergeDraft,
) -> Merge:
    now = house.clock.now()
    found = await stored.proposals_of(tx, draft.picked)
    picked = [one for one in found.values() if one.process_no == process.no]
    check_parts(picked, draft.lead_no, draft.joint)
    await require_free(tx, picked)
    until = answerable_until(process, heading, now)
    require_time(house, process, heading)
    made = made_state([one.state for one in picked], draft.joint.is_whole)
    if made is not State.FEASIBLE and not may_be_reviewed(process, heading, now):
        raise NotNow("merge-review-over")
    merge_no = await stored.add(
        tx,
        process.no,
        heading.no,
        [one.proposal_no for one in picked],
        lead_no=draft.lead_no,
        joint=draft.joint,
        suggested_by=occasion.user_id,
        until_s=int(until.timestamp()),
        draft_token=draft.token,
        now_s=occasion.now_s,
    )
    for one in picked:
        others = [other.code for other in picked if other is not one]
        params = {"codes": others, "until_s": int(until.timestamp())}
        event_no = await stored_proposals.note(
            tx, one.proposal_no, "merge-suggested", params, occasion.now_s, occasion.user_id
        )
        await proposal_news.tell(tx, one, event_no, Reader.PROPOSER, occasion.now_s)
    merge = await stored.by_number(tx, process.no, merge_no)
    if merge is None:
        raise KeyError(merge_no)
    return merge


async def look(
    house: House, occasion: Occasion, process_no: int, merge_no: int, own_no: int = 0
) -> MergeView:
    """Return a suggestion to a facilitator, or to the proposer of one of its proposals.

    Raises:
        NotThere: "no-such-merge", "no-such-proposal".
        NotPermitted: as `suggest`.
    """
    process = house.process(process_no)

    async def read(tx: Transaction) -> MergeView:
        merge = await _existing(tx, process, merge_no)
        if own_no:
            await _own(tx, process, occasion, merge, own_no)
        else:
            heading = heading_of(process, merge.heading_no)
            await require_facilitator(tx, process, occasion, heading)
        return await view_of(house, tx, process, merge, own_no)

    return await house.db.read(read)


async def withdraw(house: House, occasion: Occasion, process_no: int, merge_no: int) -> MergeView:
    """Withdraw an undecided suggestion, as a facilitator of its heading; once more is the same.

    Raises:
        Stale: "merge-decided".
        NotThere, NotPermitted: as `look`.
    """
    process = house.process(process_no)

    async def act(tx: Transaction) -> MergeView:
        merge = await _existing(tx, process, merge_no)
        await require_facilitator(tx, process, occasion, heading_of(process, merge.heading_no))
        if merge.state is MergeState.ASKED:
            await stored.close(tx, merge_no, MergeState.WITHDRAWN, occasion.now_s)
            found = await stored.proposals_of(tx, merge.numbers)
            for one in found.values():
                event_no = await stored_proposals.note(
                    tx, one.proposal_no, "merge-withdrawn", {}, occasion.now_s, occasion.user_id
                )
                await proposal_news.tell(tx, one, event_no, Reader.PROPOSER, occasion.now_s)
            merge = await _existing(tx, process, merge_no)
        if merge.state is not MergeState.WITHDRAWN:
            raise Stale("merge-decided")
        return await view_of(house, tx, process, merge, outcome="withdrawn")

    return await house.db.write(act)


async def consent(
    house: House,
    occasion: Occasion,
    process_no: int,
    merge_no: int,
    own_no: int,
    round_no: int,
) -> MergeView:
    """Say yes for a proposal of one's own; once more changes nothing.

    `round_no` keeps an old button from consenting to another text.

    Raises:
        NotThere: "no-such-merge", "no-such-proposal".
        Stale: "merge-decided", "merge-asked-anew".
        NotPermitted: "only-in-private".
    """
    about = (process_no, merge_no, own_no, round_no)
    return await _answer(house, occasion, about, Answer.CONSENTS, "", "consented")


async def refuse(
    house: House,
    occasion: Occasion,
    process_no: int,
    merge_no: int,
    own_no: int,
    round_no: int,
    reason: str = "",
) -> MergeView:
    """Say no for a proposal of one's own, with a reason or without; it stays on its own.

    Raises:
        BadInput: as `deliberation.text` where the reason cannot be used.
        And as `consent`.
    """
    about = (process_no, merge_no, own_no, round_no)
    least, most = REASON_LENGTHS
    words = typed_text(reason, least=least, most=most).text if reason else ""
    return await _answer(house, occasion, about, Answer.REFUSES, words, "refused")


async def _answer(
    house: House,
    occasion: Occasion,
    about: tuple[int, int, int, int],
    given: Answer,
    reason: str,
    outcome: str,
) -> MergeView:
    process_no, merge_no, own_no, round_no = about
    process = house.process(process_no)

    async def act(tx: Transaction) -> MergeView:
        merge = await _existing(tx, process, merge_no)
        await _own(tx, process, occasion, merge, own_no)
        part = merge.part(own_no)
        if part is None:
            raise NotThere("no-such-merge")
        if part.answer is given and merge.round_no == round_no:
            return await view_of(house, tx, process, merge, own_no, outcome)
        now = house.clock.now()
        is_over = merge.state is not MergeState.ASKED or now >= merge.until_utc
        if is_over or part.why_left is not None:
            raise Stale("merge-decided")
        if merge.round_no != round_no:
            raise Stale("merge-asked-anew")
        await stored.answer(tx, merge_no, own_no, given, reason)
        after = await settle(
            tx, process, await _existing(tx, process, merge_no), now, occasion.user_id
        )
        return await view_of(house, tx, process, after, own_no, outcome)

    return await house.db.write(act)


async def require_facilitator(
    tx: Transaction, process: Process, occasion: Occasion, heading: Heading | None = None
) -> None:
    """Raise NotPermitted unless a facilitator of the heading asks, in a private chat."""
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    await roles.require_facilitator(tx, process, occasion.user_id, heading)


async def require_free(tx: Transaction, proposals: list[Proposal]) -> None:
    """Raise Stale "merge-under-way" where one is part of an undecided suggestion."""
    for one in proposals:
        if await stored.undecided_with(tx, one.proposal_no) is not None:
            raise Stale("merge-under-way", proposal=one.code)


def require_time(house: House, process: Process, heading: Heading) -> None:
    """Raise NotNow "merge-too-late" where priority voting has opened, or is about to."""
    now = house.clock.now()
    has_opened = agenda.has_opened(process, heading, now)
    if has_opened or answerable_until(process, heading, now) <= now:
        raise NotNow("merge-too-late")


def heading_of(process: Process, heading_no: int) -> Heading:
    """Return a heading (NotThere "no-such-heading")."""
    heading = process.heading(heading_no)
    if heading is None:
        raise NotThere("no-such-heading")
    return heading


async def _existing(tx: Transaction, process: Process, merge_no: int) -> Merge:
    merge = await stored.by_number(tx, process.no, merge_no)
    if merge is None:
        raise NotThere("no-such-merge")
    return merge


async def _own(
    tx: Transaction, process: Process, occasion: Occasion, merge: Merge, own_no: int
) -> Proposal:
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    if merge.part(own_no) is None:
        raise NotThere("no-such-merge")
    return await handed_in.own(tx, process.no, own_no, occasion.user_id)


def _line(merge: Merge) -> MergeLine:
    codes = tuple(code_of(merge.process_no, number) for number in merge.numbers)
    consenting = sum(part.answer is Answer.CONSENTS for part in merge.staying)
    return MergeLine(merge, codes, consenting)
