"""Answers in a review while they are written, by departments and by proposers; and sent."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from actions import proposal_news, reviewing
from actions import proposals as handed_in
from actions.house import House, Occasion
from actions.reviewing import DRAFT
from actions.typed_amounts import amounts_in
from deliberation import proposals as proposal_rules
from deliberation import review_drafts as rules
from deliberation.ceilings import fitting_costs
from deliberation.cost_checks import checked_cost
from deliberation.personal_numbers import NumberKind, personal_numbers
from deliberation.process import Heading, Process
from deliberation.proposal_views import ProposalEvent, ProposalView
from deliberation.proposals import Content, Part, Proposal, State
from deliberation.refusals import BadInput, NotPermitted, NotThere, Stale
from deliberation.review_drafts import Piece, ReviewDraft
from deliberation.review_steps import check_cost_at_verdict, has_step, site_check_day
from deliberation.review_views import ReviewDraftView, ReviewView
from deliberation.reviewing import (
    OF_PROPOSER,
    WITH_PROPOSER,
    Act,
    after,
    answer_until,
    concerned,
)
from storage import drafts, reviews, updates
from storage import proposals as stored
from storage.database import Transaction

TOKEN_BYTES = 6
ASKING_TIME = {Act.ASK, Act.OFFER, Act.OPINE}

Change = Callable[[Process, Heading, ReviewDraft], ReviewDraft]


async def begin(
    house: House, occasion: Occasion, process_no: int, proposal_no: int, act: Act
) -> ReviewDraftView:
    """Begin an answer; one that was begun for the same is gone on with.

    Raises:
        NotThere: "no-such-proposal".
        NotPermitted: as `reviewing.look`; "other-department" where another department decides.
        NotNow: "review-closed", "review-not-open".
        Stale: "review-moved-on".
        BadInput: "no-such-answer".
    """
    process = house.process(process_no)
    token = house.random_bytes(TOKEN_BYTES).hex()

    async def write(tx: Transaction) -> ReviewDraftView:
        proposal = await _permitted(house, tx, process, occasion, proposal_no, act)
        seen = len(await stored.history(tx, proposal_no))
        known = await drafts.of(tx, occasion.user_id, DRAFT)
        if known is not None:
            draft = rules.unpack(known.data)
            is_same = (draft.act, draft.proposal_no) == (act, proposal_no)
            if is_same and (draft.seen == seen or act not in OF_PROPOSER):
                # An officer keeps what they wrote when something has happened meanwhile.
                draft = replace(draft, seen=seen)
                await _keep(tx, occasion, process_no, draft)
                return await _view(house, tx, process, proposal, draft)
        draft = rules.begun(token, act, proposal_no, seen)
        checked = checked_cost(await stored.history(tx, proposal_no))
        if draft.asking is Piece.COST and act is Act.FIND_FEASIBLE and checked is not None:
            draft = rules.with_readings(draft, (checked,))
        await _keep(tx, occasion, process_no, draft)
        return await _view(house, tx, process, proposal, draft)

    return await house.db.write(write)


async def look(house: House, occasion: Occasion) -> ReviewDraftView:
    """Return what the person is writing (NotThere "no-answer-begun")."""

    async def read(tx: Transaction) -> ReviewDraftView:
        process, proposal, draft = await _begun(house, tx, occasion)
        return await _view(house, tx, process, proposal, draft)

    return await house.db.read(read)


async def answer(house: House, occasion: Occasion, raw: str) -> ReviewDraftView:
    """Take typed words for what is asked.

    Raises:
        BadInput: what was typed cannot be used; the draft is as it was.
        NotThere: "no-answer-begun".
    """
    phone_in = any(number.kind is NumberKind.PHONE for number in personal_numbers(raw))

    def take(process: Process, heading: Heading, draft: ReviewDraft) -> ReviewDraft:
        if draft.asking is None:
            raise BadInput("at-preview")
        if draft.asking is Piece.COST:
            return rules.with_readings(
                draft, fitting_costs(amounts_in(process, raw), process, heading)
            )
        if draft.asking is Piece.DAY:
            day = site_check_day(raw, process, heading, house.clock.now())
            return rules.with_day(draft, day)
        return rules.with_text(draft, draft.asking, rules.accepted(draft.asking, raw).text)

    return replace(await _change(house, occasion, take), phone_in=phone_in)


async def confirm_cost(house: House, occasion: Occasion, cost: int) -> ReviewDraftView:
    """Say yes to an amount that was echoed; another one changes nothing."""
    return await _change(house, occasion, lambda _p, _h, draft: rules.with_cost(draft, cost))


async def leave(house: House, occasion: Occasion, piece: Piece) -> ReviewDraftView:
    """Leave a part as the proposal has it (BadInput "part-is-needed", "offer-changes-nothing")."""
    return await _change(house, occasion, lambda _p, _h, draft: rules.left(draft, piece))


async def begin_again(house: House, occasion: Occasion) -> ReviewDraftView:
    """Write the answer from its beginning."""
    return await _change(house, occasion, lambda _p, _h, draft: rules.asked_again(draft))


async def drop(house: House, occasion: Occasion) -> None:
    """Forget what was begun."""
    await house.db.write(lambda tx: drafts.drop(tx, occasion.user_id, DRAFT))


async def send(
    house: House, occasion: Occasion, process_no: int, proposal_no: int, token: str
) -> ReviewView | ProposalView:
    """Send a whole answer, once; a second time shows what the first has done.

    Raises:
        BadInput: "draft-incomplete".
        Stale: "review-moved-on" where something happened since it was begun; it is kept.
        NotPermitted, NotNow: as `begin`.
    """
    process = house.process(process_no)

    async def write(tx: Transaction) -> ReviewView | ProposalView:
        found = await drafts.of(tx, occasion.user_id, DRAFT)
        if found is None or found.data["token"] != token:
            return await _shown(house, tx, process, occasion, proposal_no, "")
        draft = rules.unpack(found.data)
        if draft.asking is not None:
            raise BadInput("draft-incomplete")
        proposal = await _permitted(house, tx, process, occasion, proposal_no, draft.act)
        if len(await stored.history(tx, proposal_no)) != draft.seen:
            raise Stale("review-moved-on", state=proposal.state, act=draft.act)
        await drafts.drop(tx, occasion.user_id, DRAFT)
        await record(house, tx, process, occasion, proposal, draft)
        outcome = "answered" if draft.act in OF_PROPOSER else "done"
        return await _shown(house, tx, process, occasion, proposal_no, outcome)

    return await house.db.write(write)


async def settle_offer(
    house: House,
    occasion: Occasion,
    process_no: int,
    proposal_no: int,
    offer_no: int,
    accepts: bool,
) -> ProposalView:
    """Accept or decline the changes of an offer; its number keeps an old button from another one.

    Raises:
        NotThere: "no-such-proposal".
        Stale: "review-moved-on".
        NotPermitted: "only-in-private".
    """
    process = house.process(process_no)
    act = Act.ACCEPT if accepts else Act.DECLINE

    async def write(tx: Transaction) -> ProposalView:
        if not occasion.is_private:
            raise NotPermitted("only-in-private")
        proposal = await handed_in.own(tx, process_no, proposal_no, occasion.user_id)
        # A suggestion to merge, or the like, leaves the offer as it is.
        events = [one for one in await stored.history(tx, proposal_no) if one.kind in set(Act)]
        last = events[-1]
        if last.kind == act and len(events) > 1 and events[-2].event_no == offer_no:
            return await handed_in.view(house, tx, process, proposal, occasion.user_id)
        if proposal.state is not State.OFFERED or last.event_no != offer_no:
            raise Stale("review-moved-on", state=proposal.state, act=act)
        params = await _accepted(tx, proposal, last) if accepts else {}
        await reviewing.take(
            tx, process, proposal, act, params, occasion.now_s, acted_by=occasion.user_id
        )
        if not accepts:
            await proposal_news.tell_reviewers(tx, process_no, proposal_no, occasion.now_s)
        again = await handed_in.own(tx, process_no, proposal_no, occasion.user_id)
        outcome = "accepted" if accepts else "declined"
        return await handed_in.view(house, tx, process, again, occasion.user_id, outcome)

    return await house.db.write(write)


async def _accepted(
    tx: Transaction, proposal: Proposal, offer: ProposalEvent
) -> dict[str, object]:
    """Put the offered wording and cost into the proposal; return what everybody reads of it."""
    before = proposal.content
    idea = str(offer.params.get("wording") or before.idea)
    cost = offer.params.get("cost", before.cost)
    content = replace(before, idea=idea, cost=cost)
    await stored.set_content(tx, proposal.proposal_no, content)
    return {"note": offer.params["note"], **_changes(before, content)}


def _changes(before: Content, content: Content) -> dict[str, object]:
    parts = proposal_rules.changed_parts(before, content)
    changes: dict[str, object] = {"parts": list(parts), "cost": content.cost}
    if Part.COST in parts:
        changes |= {"cost_before": before.cost, "cost_after": content.cost}
    return changes


async def record(
    house: House,
    tx: Transaction,
    process: Process,
    occasion: Occasion,
    proposal: Proposal,
    draft: ReviewDraft,
    department: str = "",
    marks: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Take the step that a whole answer is; the caller has asked whether it is permitted.

    `department` speaks where the officer does not say which; `marks` go into the history.
    """
    act = draft.act
    heading = reviewing.heading_of(process, proposal)
    check_cost_at_verdict(act, proposal.content.cost, draft.cost, process, heading)
    params: dict[str, object] = {"note": draft.note, **marks}
    if draft.day:
        params["on"] = draft.day
    until_s = None
    if act in ASKING_TIME:
        days = process.proposal_rules(heading.programme).answer_days
        until_s = int(answer_until(occasion.now, days).timestamp())
        params["until_s"] = until_s
    if act is Act.OFFER:
        params |= {"wording": draft.wording}
        if draft.cost is not None:
            params["cost"] = draft.cost
    if act is Act.COST_CHECK:
        params["cost"] = draft.cost
    if act is Act.FIND_FEASIBLE:
        content = replace(proposal.content, cost=draft.cost)
        await stored.set_content(tx, proposal.proposal_no, content)
        params |= _changes(proposal.content, content)
    if act not in OF_PROPOSER:
        params |= await _by_department(tx, process, occasion, proposal, act, department)
    await reviewing.take(
        tx,
        process,
        proposal,
        act,
        params,
        occasion.now_s,
        acted_by=occasion.user_id,
        until_s=until_s,
    )
    if act in OF_PROPOSER or act is Act.ADVISE:
        await proposal_news.tell_reviewers(tx, process.no, proposal.proposal_no, occasion.now_s)


async def _by_department(
    tx: Transaction,
    process: Process,
    occasion: Occasion,
    proposal: Proposal,
    act: Act,
    department: str,
) -> dict[str, object]:
    """Return in whose name an officer answers; note where it is advice."""
    assignments = await reviews.assignments(tx, proposal.proposal_no)
    if act is not Act.ADVISE:
        return {"department": reviewing.lead_of(assignments)}
    scopes = await proposal_news.reviewer_scopes(tx, process, occasion.user_id)
    if department:
        scopes = frozenset({department})
    mine = [one.department for one in assignments if "" in scopes or one.department in scopes]
    await reviews.note_advice(tx, proposal.proposal_no, mine)
    return {"department": ", ".join(mine)}


async def _permitted(
    house: House,
    tx: Transaction,
    process: Process,
    occasion: Occasion,
    proposal_no: int,
    act: Act,
) -> Proposal:
    """Return the proposal where the person may take this step now."""
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    if act in OF_PROPOSER:
        proposal = await handed_in.own(tx, process.no, proposal_no, occasion.user_id)
        after(proposal.state, act)
        return proposal
    scopes = await reviewing.require_reviewer(tx, process, occasion)
    found = await stored.by_number(tx, process.no, proposal_no)
    if found is None:
        raise NotThere("no-such-proposal")
    advises, leads = concerned(await reviews.assignments(tx, proposal_no), scopes)
    if not (advises if act is Act.ADVISE else leads):
        raise NotPermitted("other-department")
    after(found.state, act)
    heading = reviewing.heading_of(process, found)
    reviewing.require_open(house, process, heading, found, act)
    if not has_step(process, heading, act):
        raise BadInput("no-such-answer")
    return found


async def _shown(
    house: House,
    tx: Transaction,
    process: Process,
    occasion: Occasion,
    proposal_no: int,
    outcome: str,
) -> ReviewView | ProposalView:
    proposal = await stored.by_number(tx, process.no, proposal_no)
    if proposal is not None and proposal.author == occasion.user_id and outcome != "done":
        return await handed_in.view(house, tx, process, proposal, occasion.user_id, outcome)
    return await reviewing.view_of(house, tx, process, occasion, proposal_no, outcome)


async def _change(house: House, occasion: Occasion, change: Change) -> ReviewDraftView:
    async def write(tx: Transaction) -> ReviewDraftView:
        process, proposal, draft = await _begun(house, tx, occasion)
        if await updates.remember(tx, occasion.update_id, occasion.now_s):
            draft = change(process, reviewing.heading_of(process, proposal), draft)
            await _keep(tx, occasion, process.no, draft)
        return await _view(house, tx, process, proposal, draft)

    return await house.db.write(write)


async def _begun(
    house: House, tx: Transaction, occasion: Occasion
) -> tuple[Process, Proposal, ReviewDraft]:
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    found = await drafts.of(tx, occasion.user_id, DRAFT)
    if found is None:
        raise NotThere("no-answer-begun")
    process, draft = house.process(found.process_no), rules.unpack(found.data)
    proposal = await _permitted(house, tx, process, occasion, draft.proposal_no, draft.act)
    return process, proposal, draft


async def _keep(tx: Transaction, occasion: Occasion, process_no: int, draft: ReviewDraft) -> None:
    data = rules.pack(draft)
    await drafts.keep(tx, occasion.user_id, DRAFT, process_no, data, occasion.now_s)


async def _view(
    house: House, tx: Transaction, process: Process, proposal: Proposal, draft: ReviewDraft
) -> ReviewDraftView:
    now = house.clock.now()
    heading = reviewing.heading_of(process, proposal)
    reads, until = None, None
    if draft.act in OF_PROPOSER and proposal.state in WITH_PROPOSER:
        events = await stored.history(tx, proposal.proposal_no)
        reads = next(one for one in reversed(events) if one.kind == proposal.state)
        until = proposal.until_utc
    elif draft.act in ASKING_TIME:
        until = answer_until(now, process.proposal_rules(heading.programme).answer_days)
    return ReviewDraftView(process, heading, proposal, draft, now, reads, until)
