"""Drafts of proposals: begun, kept, gone on with, handed in."""

from dataclasses import replace
from datetime import datetime

from actions import proposal_counts, proposal_news
from actions import proposals as handed_in
from actions.house import House, Occasion
from deliberation import proposals as rules
from deliberation.ceilings import check_cost
from deliberation.phases import Deed, closed_at, open_until, opens_next
from deliberation.process import Heading, Process
from deliberation.proposal_views import DraftView, ProposalView, ProposingView
from deliberation.proposals import Draft, Part, Proposal, State
from deliberation.public_names import signature
from deliberation.refusals import BadInput, NotNow, NotPermitted, NotThere, Stale
from deliberation.reviewing import Reader
from deliberation.views import CitizenView
from storage import attachments, drafts, public_log
from storage import citizens as stored_citizens
from storage import proposals as stored
from storage.database import Row, Transaction

DRAFT = "proposal"
TOKEN_BYTES = 6


async def proposing(
    house: House, citizen: CitizenView, process_no: int, heading_no: int = 0
) -> ProposingView:
    """Return where a person may propose now, how often still, and what they have begun."""
    process = house.process(process_no)
    now = house.clock.now()

    async def look(tx: Transaction) -> ProposingView:
        standing, _ever = await proposal_counts.counts(house, tx, process_no, citizen.user_id)
        found = await drafts.of(tx, citizen.user_id, DRAFT)
        headings = _open_headings(process, citizen.district, now)
        programmes = dict.fromkeys(one.programme for one in process.headings)
        opens = [opens_next(process.stages, one, Deed.PROPOSE, now) for one in programmes]
        closed = [closed_at(process.stages, one, Deed.PROPOSE, now) for one in programmes]
        return ProposingView(
            process=process,
            citizen=citizen,
            now=now,
            headings=headings,
            left=max(0, process.proposals.per_person - standing),
            chosen=process.heading(heading_no),
            draft=rules.unpack(found.data) if found is not None else None,
            closed=max((one for one in closed if one is not None), default=None),
            opens=min((one for one in opens if one is not None), default=None),
        )

    return await house.db.read(look)


async def begin(house: House, occasion: Occasion, process_no: int, heading_no: int) -> DraftView:
    """Begin a draft in a heading (0: to be chosen); what has been begun is never thrown away.

    Raises:
        NotNow: "proposing-closed", "proposing-not-open".
        NotPermitted: "not-registered", "other-district", "only-in-private", "proposals-all-used",
            "proposals-too-often".
    """
    process = house.process(process_no)
    token = house.random_bytes(TOKEN_BYTES).hex()

    async def act(tx: Transaction) -> DraftView:
        require_private(occasion)
        participant = await participant_in(tx, process, occasion.user_id)
        known = await drafts.of(tx, occasion.user_id, DRAFT)
        if known is not None:
            draft = rules.unpack(known.data)
            if known.process_no != process_no or draft.revises or draft.answered > {Part.HEADING}:
                own = house.process(known.process_no)
                return await view_of(house, tx, own, draft, occasion, "resumed")
            token_now = draft.token
        else:
            token_now = token
        await _require_one_more(house, tx, process, occasion.user_id)
        headings = _open_headings(process, participant["district"], house.clock.now())
        chosen = heading_no
        if not chosen and len(headings) == 1:
            chosen = headings[0][0].no
        if chosen or not headings:
            _require_heading(house, process, chosen, participant)
        draft = rules.begun(
            token_now,
            chosen,
            bool(process.fields),
            takes_files=takes_files(process, chosen),
        )
        await keep(tx, occasion, process_no, draft)
        return await view_of(house, tx, process, draft, occasion)

    return await house.db.write(act)


async def resume(house: House, occasion: Occasion) -> DraftView | None:
    """Return a person's draft where it stands, also after its phase has closed."""

    async def look(tx: Transaction) -> DraftView | None:
        found = await drafts.of(tx, occasion.user_id, DRAFT)
        if found is None:
            return None
        process = house.process(found.process_no)
        return await view_of(house, tx, process, rules.unpack(found.data), occasion, "resumed")

    return await house.db.read(look)


async def drop(house: House, occasion: Occasion, token: str) -> bool:
    """Throw a draft away; False where it was gone already (or another one stands)."""

    async def act(tx: Transaction) -> bool:
        found = await drafts.of(tx, occasion.user_id, DRAFT)
        if found is None or found.data["token"] != token:
            return False
        await drafts.drop(tx, occasion.user_id, DRAFT)
        await attachments.drop_draft(tx, token)
        return True

    return await house.db.write(act)


async def revise(house: House, occasion: Occasion, process_no: int, proposal_no: int) -> DraftView:
    """Open a proposal of one's own for changes, as a draft at its preview.

    Raises:
        NotThere: "no-such-proposal".
        NotNow: "proposal-edit-over".
        NotPermitted: "proposal-revised-too-often".
        Stale: "draft-in-the-way" where another draft has been begun; "merge-asks".
    """
    process = house.process(process_no)
    token = house.random_bytes(TOKEN_BYTES).hex()

    async def act(tx: Transaction) -> DraftView:
        require_private(occasion)
        known = await drafts.of(tx, occasion.user_id, DRAFT)
        if known is not None:
            draft = rules.unpack(known.data)
            if draft.revises != proposal_no or known.process_no != process_no:
                raise Stale("draft-in-the-way", process=process)
            return await view_of(house, tx, process, draft, occasion, "resumed")
        proposal = await handed_in.own(tx, process_no, proposal_no, occasion.user_id)
        handed_in.require_editable(house, process, proposal)
        await handed_in.require_unsuggested(tx, proposal_no)
        rules.check_revisions(await stored.times(tx, proposal_no, "revised"))
        draft = rules.revising(
            token,
            proposal,
            takes_files=takes_files(process, proposal.heading_no),
            files=await attachments.of_proposal(tx, proposal_no),
        )
        await keep(tx, occasion, process_no, draft)
        return await view_of(house, tx, process, draft, occasion)

    return await house.db.write(act)


async def send(
    house: House, occasion: Occasion, token: str, language: str, name: str = ""
) -> ProposalView:
    """Hand in a complete draft, or save a revised proposal; a second sending finds the first.

    Of `name`, as the person is called, only what they wish everybody to read is kept.

    Raises:
        NotThere: "no-draft".
        BadInput: "draft-incomplete", and what `deliberation.proposals` refuses.
        NotNow, NotPermitted: as `begin`; "proposal-edit-over".
    """

    async def act(tx: Transaction) -> ProposalView:
        sent = await stored.from_draft(tx, token, occasion.user_id)
        if sent is not None:
            process = house.process(sent.process_no)
            return await handed_in.view(house, tx, process, sent, occasion.user_id, "received")
        found = await drafts.of(tx, occasion.user_id, DRAFT)
        if found is None or found.data["token"] != token:
            raise NotThere("no-draft")
        process = house.process(found.process_no)
        draft = rules.unpack(found.data)
        if not draft.is_complete:
            raise BadInput("draft-incomplete")
        participant = await participant_in(tx, process, occasion.user_id)
        if draft.revises:
            proposal, outcome = await _save_revision(house, tx, occasion, process, draft)
        else:
            heading = _require_heading(house, process, draft.heading_no, participant)
            await _require_one_more(house, tx, process, occasion.user_id)
            _require_cost(process, heading, draft)
            shown = signature(draft.naming, name)
            proposal = await _take_in(tx, occasion, process, heading, draft, language, shown)
            outcome = "received"
        await drafts.drop(tx, occasion.user_id, DRAFT)
        return await handed_in.view(house, tx, process, proposal, occasion.user_id, outcome)

    return await house.db.write(act)


def _require_cost(process: Process, heading: Heading, draft: Draft) -> None:
    """Check the cost again: the heading may have been chosen after it."""
    if draft.content.cost is not None:
        check_cost(draft.content.cost, process, heading)


async def _take_in(
    tx: Transaction,
    occasion: Occasion,
    process: Process,
    heading: Heading,
    draft: Draft,
    language: str,
    shown: str,
) -> Proposal:
    needed = process.proposal_rules(heading.programme).co_proposers_needed
    proposal = await stored.add(
        tx,
        process.no,
        draft.heading_no,
        occasion.user_id,
        draft.content,
        language=language,
        draft_token=draft.token,
        now_s=occasion.now_s,
        signature=shown,
        state=State.GATHERING if needed else State.RECEIVED,
    )
    await attachments.settle(tx, draft.token, proposal.proposal_no, draft.files)
    await stored.note(tx, proposal.proposal_no, "received", {}, occasion.now_s)
    entry = {"proposal": proposal.code, "heading": draft.heading_no, "event": "received"}
    await public_log.append(tx, process.no, "proposal", entry, occasion.now_s)
    return proposal


async def _save_revision(
    house: House, tx: Transaction, occasion: Occasion, process: Process, draft: Draft
) -> tuple[Proposal, str]:
    proposal = await handed_in.own(tx, process.no, draft.revises, occasion.user_id)
    heading = handed_in.require_editable(house, process, proposal)
    await handed_in.require_unsuggested(tx, draft.revises)
    _require_cost(process, heading, draft)
    number = proposal.proposal_no
    parts = rules.changed_parts(proposal.content, draft.content)
    if draft.files != await attachments.of_proposal(tx, number):
        parts = (*parts, Part.FILES)
    if not parts:
        return proposal, "unchanged"
    await attachments.settle(tx, draft.token, number, draft.files)
    await stored.revise(tx, number, draft.heading_no, draft.content, draft.token)
    # Only which parts changed: an old wording may be just what the person wanted gone.
    params: dict[str, object] = {"parts": list(parts)}
    if Part.COST in parts:
        params |= {"cost_before": proposal.content.cost, "cost_after": draft.content.cost}
    event_no = await stored.note(tx, number, "revised", params, occasion.now_s)
    if proposal.state is State.GATHERING:
        # Whoever proposes it together with others may leave if they do not agree.
        await proposal_news.tell(
            tx, proposal, event_no, Reader.EVERYBODY, occasion.now_s, occasion.user_id
        )
    entry = {"proposal": proposal.code, "heading": draft.heading_no, "event": "revised"}
    await public_log.append(tx, process.no, "proposal", entry, occasion.now_s)
    return replace(proposal, content=draft.content), "revised"


def takes_files(process: Process, heading_no: int) -> bool:
    """Say whether photos and documents are asked for in a heading (0: not chosen yet)."""
    heading = process.heading(heading_no)
    limits = process.proposals if heading is None else process.proposal_rules(heading.programme)
    return limits.files_most > 0


def _open_headings(
    process: Process, district: str, now: datetime
) -> tuple[tuple[Heading, datetime], ...]:
    found = []
    for heading in process.headings_for(district):
        until = open_until(process.stages, heading.programme, Deed.PROPOSE, now)
        # Where lines are reviewed nothing is listed that could be proposed.
        if until is not None and not heading.lines:
            found.append((heading, until))
    return tuple(found)


def require_private(occasion: Occasion) -> None:
    """Raise NotPermitted "only-in-private" elsewhere."""
    if not occasion.is_private:
        raise NotPermitted("only-in-private")


async def participant_in(tx: Transaction, process: Process, user_id: int) -> Row:
    """Return a person's part in a budget year (NotPermitted "not-registered")."""
    row = await stored_citizens.participant(tx, process.no, user_id)
    if row is None or row["eligible_utc"] is None or row["consent_utc"] is None:
        raise NotPermitted("not-registered", process=process)
    return row


async def _require_one_more(house: House, tx: Transaction, process: Process, user_id: int) -> None:
    standing, ever = await proposal_counts.counts(house, tx, process.no, user_id)
    rules.check_number(standing, ever, process.proposals)


async def require_still_open(
    house: House, tx: Transaction, process: Process, draft: Draft, participant: Row
) -> None:
    """Raise NotNow or NotPermitted where the draft could not be handed in now."""
    if draft.revises:
        proposal = await stored.by_number(tx, process.no, draft.revises)
        if proposal is not None:
            handed_in.require_editable(house, process, proposal)
    elif draft.heading_no:
        _require_heading(house, process, draft.heading_no, participant)


def _require_heading(house: House, process: Process, heading_no: int, participant: Row) -> Heading:
    """Return the heading where the person may propose in it now."""
    now = house.clock.now()
    listing = [one for one in process.headings if not one.lines]
    heading = process.heading(heading_no) if heading_no else next(iter(listing), None)
    if heading not in listing:
        raise NotThere("no-such-heading")
    if heading.district_id and heading.district_id != participant["district"]:
        district = process.district(participant["district"])
        raise NotPermitted("other-district", heading=heading, district=district, process=process)
    if open_until(process.stages, heading.programme, Deed.PROPOSE, now) is None:
        opens = opens_next(process.stages, heading.programme, Deed.PROPOSE, now)
        if opens is not None:
            raise NotNow("proposing-not-open", opens=opens, process=process)
        closed = closed_at(process.stages, heading.programme, Deed.PROPOSE, now)
        raise NotNow("proposing-closed", closed=closed, process=process)
    return heading


async def keep(tx: Transaction, occasion: Occasion, process_no: int, draft: Draft) -> None:
    """Keep a draft as it stands."""
    data = rules.pack(draft)
    await drafts.keep(tx, occasion.user_id, DRAFT, process_no, data, occasion.now_s)


async def view_of(
    house: House,
    tx: Transaction,
    process: Process,
    draft: Draft,
    occasion: Occasion,
    outcome: str = "",
    phone_in: bool = False,
) -> DraftView:
    """Return a draft as it is shown, inside a transaction."""
    now = house.clock.now()
    participant = await stored_citizens.participant(tx, process.no, occasion.user_id)
    district = participant["district"] if participant is not None else ""
    headings = _open_headings(process, district, now)
    heading = process.heading(draft.heading_no)
    until = next((end for one, end in headings if heading and one.no == heading.no), None)
    if draft.revises:
        until = await handed_in.editable_until(tx, process, draft.revises, now)
    is_closed = until is None and (heading is not None or not headings)
    return DraftView(
        process=process,
        draft=draft,
        now=now,
        heading=heading,
        headings=tuple(one for one, _ in headings),
        until_utc=until,
        outcome=outcome,
        phone_in=phone_in,
        is_closed=is_closed,
    )
