"""Review by spreadsheet: a department's proposals go out, its opinions come back row by row."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any

from actions import review_drafts, reviewing, roles
from actions.house import House, Occasion
from actions.review_sheet_faults import pack_fault, unpack_fault
from actions.review_sheet_reading import read_sheet
from deliberation import proposals as proposal_rules
from deliberation import review_sheets as rules
from deliberation.phases import Deed, open_until
from deliberation.process import Process
from deliberation.proposals import Proposal
from deliberation.refusals import BadInput, NotPermitted, NotThere, Refusal, Stale
from deliberation.review_drafts import ReviewDraft
from deliberation.review_sheet_views import CheckedSheetView, SheetLine, SheetsView, SheetView
from deliberation.review_sheets import ROWS_MOST, Opinion, RowFault, Verdict
from deliberation.review_steps import check_cost_at_verdict, has_step
from deliberation.reviewing import after, department_under, departments
from locales.amounts import AmountError, parse_amount
from storage import attachments, drafts, reviews
from storage import proposals as stored
from storage import roles as stored_roles
from storage.database import Transaction

DRAFT = "review-sheet"
TOKEN_BYTES = 6
AT_ONCE = 50


async def listed(house: House, occasion: Occasion, process_no: int) -> SheetsView:
    """Return the departments that the person may get sheets for.

    Raises:
        NotPermitted: "only-in-private", "faceless", "role-needed".
    """
    process = house.process(process_no)

    async def read(tx: Transaction) -> SheetsView:
        found = []
        for department in await _own_departments(tx, process, occasion):
            waiting, _ = await reviews.queue(tx, process_no, {department}, most=1)
            found.append((department, waiting))
        return SheetsView(process, tuple(found))

    return await house.db.read(read)


async def sheet(house: House, occasion: Occasion, process_no: int, key: str) -> SheetView:
    """Return what waits for a department's opinion, for a sheet.

    Raises:
        NotThere: "no-such-department".
        NotPermitted: as `listed`; "other-department".
    """
    process = house.process(process_no)
    department = department_under(process, key)

    async def read(tx: Transaction) -> SheetView:
        allowed = await _own_departments(tx, process, occasion)
        if department is None:
            raise NotThere("no-such-department")
        if department not in allowed:
            raise NotPermitted("other-department")
        total, found = await reviews.queue(tx, process_no, {department}, most=ROWS_MOST)
        lines = [await _line(tx, process, department, one) for one in found]
        now = house.clock.now()
        ends = [
            open_until(process.stages, one.programme, Deed.REVIEW, now) for one in process.headings
        ]
        closes = max((end for end in ends if end is not None), default=None)
        return SheetView(process, now, department, tuple(lines), closes, total - len(found))

    return await house.db.read(read)


async def check(
    house: House, occasion: Occasion, data: bytes, labels: Mapping[str, Verdict]
) -> CheckedSheetView:
    """Check a sheet that came back, and keep what is right until it is confirmed.

    Nothing is recorded yet. `labels` are the verdicts' words in every language.

    Raises:
        BadInput: as `read_sheet`; "sheet-without-rows".
        NotPermitted: "only-in-private", "faceless", "role-needed".
        NotThere: "no-such-process".
    """
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    rows = await asyncio.to_thread(read_sheet, data)
    process = house.process(rules.process_of(rows))
    opinions, unread, untouched = rules.read_rows(
        rows, process.no, labels, lambda text: _amount(process, text)
    )
    token = house.random_bytes(TOKEN_BYTES).hex()

    async def write(tx: Transaction) -> CheckedSheetView:
        allowed = await _own_departments(tx, process, occasion)
        faults, right, known = list(unread), [], 0
        for one in opinions:
            try:
                if await _judge(house, tx, process, allowed, one) is None:
                    known += 1
                else:
                    right.append(one)
            except Refusal as refusal:
                faults.append(_fault(one, refusal))
        kept = {
            "token": token,
            "departments": sorted({one.department for one in right}),
            "rows": [rules.pack(one) for one in right],
            "done": [],
            "faults": [],
        }
        await drafts.keep(tx, occasion.user_id, DRAFT, process.no, kept, occasion.now_s)
        faulty = {one.row for one in faults}
        return CheckedSheetView(
            process=process,
            token=token,
            verdicts=Counter(one.verdict for one in right),
            departments=tuple(sorted({one.department for one in right})),
            known=known,
            untouched=untouched,
            faults=tuple(sorted(faults, key=lambda fault: fault.row)),
            returned=tuple(row for row in rows if row.number in faulty),
        )

    return await house.db.write(write)


async def confirm(house: House, occasion: Occasion, token: str) -> CheckedSheetView:
    """Record the opinions that were right; a second time shows what the first has done.

    Each stands or falls by itself, as if it had been sent in the chat; what has moved on since
    the check is named and left.

    Raises:
        NotThere: "no-sheet" where another one has come since, or it was left aside.
        NotPermitted: as `check`.
    """
    while True:
        view, is_more = await house.db.write(lambda tx: _some(house, tx, occasion, token))
        if not is_more:
            return view


async def drop(house: House, occasion: Occasion, token: str) -> Process:
    """Leave a checked sheet aside (NotThere "no-sheet")."""

    async def write(tx: Transaction) -> Process:
        process, _rows = await _kept(house, tx, occasion, token)
        await drafts.drop(tx, occasion.user_id, DRAFT)
        return process

    return await house.db.write(write)


async def _own_departments(
    tx: Transaction, process: Process, occasion: Occasion
) -> tuple[str, ...]:
    """Return the departments that a reviewer reviews for, all of them for a manager."""
    scopes = await reviewing.reviewer_or_manager(tx, process, occasion)
    every = departments(process)
    if "" in scopes or await stored_roles.holds(tx, process.no, occasion.user_id, roles.MANAGER):
        return every
    return tuple(one for one in every if one in scopes)


async def _line(
    tx: Transaction, process: Process, department: str, proposal: Proposal
) -> SheetLine:
    assigned = await reviews.assignments(tx, proposal.proposal_no)
    history = await stored.history(tx, proposal.proposal_no)
    return SheetLine(
        proposal=proposal,
        heading=reviewing.heading_of(process, proposal),
        seen=len(history),
        is_lead=reviewing.lead_of(assigned) == department,
        last=history[-1],
        files=len(await attachments.of_proposal(tx, proposal.proposal_no)),
    )


async def _kept(
    house: House, tx: Transaction, occasion: Occasion, token: str
) -> tuple[Process, Mapping[str, Any]]:
    found = await drafts.of(tx, occasion.user_id, DRAFT)
    if found is None or found.data["token"] != token:
        raise NotThere("no-sheet")
    return house.process(found.process_no), found.data


async def _some(
    house: House, tx: Transaction, occasion: Occasion, token: str
) -> tuple[CheckedSheetView, bool]:
    """Record some rows in one transaction; say whether there are more."""
    process, kept = await _kept(house, tx, occasion, token)
    allowed = await _own_departments(tx, process, occasion)
    rows = [rules.unpack(one) for one in kept["rows"]]
    done, faults = list(kept["done"]), list(kept["faults"])
    for one in rows[:AT_ONCE]:
        try:
            await _record(house, tx, process, occasion, allowed, one)
            done.append(one.verdict)
        except Refusal as refusal:
            code = proposal_rules.code_of(process.no, one.proposal_no)
            faults.append(pack_fault(one.row, code, refusal))
    left = [rules.pack(one) for one in rows[AT_ONCE:]]
    now = {**kept, "rows": left, "done": done, "faults": faults}
    await drafts.keep(tx, occasion.user_id, DRAFT, process.no, now, occasion.now_s)
    view = CheckedSheetView(
        process=process,
        token=token,
        verdicts=Counter(Verdict(one) for one in done),
        departments=tuple(kept["departments"]),
        known=0,
        untouched=0,
        faults=tuple(unpack_fault(one, process) for one in faults),
        is_done=True,
    )
    return view, bool(left)


async def _record(
    house: House,
    tx: Transaction,
    process: Process,
    occasion: Occasion,
    allowed: tuple[str, ...],
    one: Opinion,
) -> None:
    proposal = await _judge(house, tx, process, allowed, one)
    if proposal is None:
        return
    act = rules.act_of(one.verdict, proposal.state)
    draft = ReviewDraft("", act, one.proposal_no, one.seen, None, one.wording, one.cost, one.note)
    await review_drafts.record(
        house, tx, process, occasion, proposal, draft, one.department, {"sheet": rules.mark(one)}
    )


async def _judge(
    house: House, tx: Transaction, process: Process, allowed: tuple[str, ...], one: Opinion
) -> Proposal | None:
    """Return the proposal where the opinion may be recorded, None where it has been already.

    Raises:
        NotPermitted: "row-of-other-department".
        NotThere: "no-such-proposal".
        Stale: "row-moved-on"; NotNow as `reviewing.require_open`; BadInput as a cost's limits.
    """
    if one.department not in allowed:
        raise NotPermitted("row-of-other-department")
    proposal = await stored.by_number(tx, process.no, one.proposal_no)
    if proposal is None:
        raise NotThere("no-such-proposal")
    assigned = await reviews.assignments(tx, one.proposal_no)
    mine = next((had for had in assigned if had.department == one.department), None)
    if mine is None:
        raise NotPermitted("row-of-other-department")
    history = await stored.history(tx, one.proposal_no)
    if any(event.params.get("sheet") == rules.mark(one) for event in history):
        return None
    if mine.is_lead is (one.verdict is Verdict.ADVICE):
        raise BadInput("row-for-lead" if not mine.is_lead else "row-for-adviser")
    act = rules.act_of(one.verdict, proposal.state)
    if len(history) != one.seen:
        raise Stale("row-moved-on")
    after(proposal.state, act)
    heading = reviewing.heading_of(process, proposal)
    reviewing.require_open(house, process, heading, proposal, act)
    if not has_step(process, heading, act):
        raise BadInput("no-such-answer")
    check_cost_at_verdict(act, proposal.content.cost, one.cost, process, heading)
    return proposal


def _amount(process: Process, text: str) -> int:
    try:
        return parse_amount(text, process.currency)
    except AmountError as error:
        params: dict[str, Any] = {"currency": process.currency, **error.params}
        code = "row-cost-ambiguous" if error.code == "amount-ambiguous" else error.code
        raise BadInput(code, **params) from None


def _fault(one: Opinion, refusal: Refusal) -> RowFault:
    return RowFault(one.row, proposal_rules.code_of(one.process_no, one.proposal_no), refusal)
