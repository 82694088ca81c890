"""A line review's ballot: every tap is saved at once, with a receipt; a reason where one wants.

The ballot stands under a slot beside the ranked ones and lists judgements in the projects'
place (`Process.papers`), so that closing, sums and hashes are the same for all ballots.
"""

from collections.abc import Callable
from typing import Final

from actions import ballots, citizens
from actions.ballots import no_ballot
from actions.entitlement import closing_of, entitled, require_open, slot_of
from actions.house import House, Occasion
from actions.notices import tells
from deliberation.ballots import CODE_BYTES, Ranking, tracking_code
from deliberation.budget_lines import with_judgement
from deliberation.line_review_views import LineBallotView
from deliberation.personal_numbers import NumberKind
from deliberation.phases import Vote, open_until
from deliberation.process import Heading, Process
from deliberation.refusals import BadInput, NotNow, NotPermitted, NotThere
from deliberation.text import typed_line
from storage import ballots as stored
from storage import citizens as stored_citizens
from storage import line_reviews, outbox, updates
from storage.ballots import StoredBallot
from storage.database import Row, Transaction
from storage.keys import KeyDestroyed
from storage.outbox import Notice

SCREEN = "line-ballot"
REASON = "line-reason"
REASON_LENGTHS: Final = (4, 200)

Change = Callable[[Ranking], Ranking]


def paper_of(house: House, process_no: int, heading_no: int) -> tuple[Process, Heading]:
    """Return a heading whose lines are reviewed (NotThere where there is none such)."""
    process = house.process(process_no)
    paper = process.paper(heading_no)
    if paper is None or paper.vote is not Vote.LINES:
        raise NotThere("no-such-heading")
    return process, paper


async def judge(
    house: House, occasion: Occasion, process_no: int, heading_no: int, line_no: int, place: int
) -> LineBallotView:
    """Want a step for a line (0: leave it open) and save; the screen follows by the outbox.

    Raises:
        NotNow: "ballot-closed", "ballot-not-open".
        NotPermitted: "not-registered", "other-district", "only-in-private".
        NotThere: "no-such-heading", "no-such-line"; BadInput "step-not-open".
    """
    process, paper = paper_of(house, process_no, heading_no)
    check_judgement(paper, line_no, place)

    def change(ballot: Ranking) -> Ranking:
        return with_judgement(ballot, line_no, place, len(paper.steps))

    return await _save(house, occasion, process, paper, line_no, change)


async def clear(
    house: House, occasion: Occasion, process_no: int, heading_no: int
) -> LineBallotView:
    """Withdraw the ballot and all its reasons (raises as `judge`)."""
    process, paper = paper_of(house, process_no, heading_no)
    return await _save(house, occasion, process, paper, 0, lambda _ballot: ())


def check_judgement(paper: Heading, line_no: int, place: int) -> None:
    """Raise NotThere "no-such-line" or BadInput "step-not-open" where a tap cannot be meant."""
    if not 1 <= line_no <= len(paper.lines):
        raise NotThere("no-such-line")
    if not 0 <= place <= len(paper.steps):
        raise BadInput("step-not-open")
    if place and not paper.lines[line_no - 1].allows(paper.steps[place - 1]):
        raise BadInput("step-not-open")


async def _save(
    house: House,
    occasion: Occasion,
    process: Process,
    paper: Heading,
    line_no: int,
    change: Change,
) -> LineBallotView:
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    code = tracking_code(house.random_bytes(CODE_BYTES))

    async def act(tx: Transaction) -> LineBallotView:
        # The instant of acceptance is when the writer's turn comes, as for every ballot.
        participant, slot = await _door(house, tx, process, paper, occasion.user_id)
        ballot = await stored.under(tx, slot) or no_ballot(process, slot)
        is_new = await updates.remember(tx, occasion.update_id, occasion.now_s)
        wanted = change(ballot.ranking) if is_new else ballot.ranking
        outcome = "same"
        if wanted != ballot.ranking:
            was = ballot.ranking
            ballot = StoredBallot(slot, wanted, ballot.revision + 1, code, ballot.electorate)
            await stored.keep(tx, process.no, paper.no, ballot, was)
            await _drop_groundless(tx, paper, slot, wanted)
            outcome = "saved" if wanted else "withdrawn"
        await outbox.put(tx, _promise(occasion, process, paper, line_no, outcome), 0)
        return await _view(house, tx, process, paper, participant, ballot, line_no, outcome)

    return await house.db.write(act)


async def _door(
    house: House, tx: Transaction, process: Process, paper: Heading, user_id: int
) -> tuple[Row, str]:
    require_open(process, paper, house)
    row = await stored_citizens.participant(tx, process.no, user_id)
    participant = entitled(process, paper, row)
    slot = slot_of(house, process, paper, user_id)
    if await stored.is_closed(tx, process.no, paper.no):
        raise NotNow("ballot-closed", heading=paper, closed=closing_of(process, paper, house))
    return participant, slot


async def _drop_groundless(tx: Transaction, paper: Heading, slot: str, ballot: Ranking) -> None:
    """Take away the reasons for lines that the ballot leaves open."""
    steps = len(paper.steps)
    for line_no in await line_reviews.reasons_under(tx, slot):
        if with_judgement(ballot, line_no, 0, steps) == ballot:
            await line_reviews.drop_reason(tx, slot, line_no)


def _promise(
    occasion: Occasion, process: Process, paper: Heading, line_no: int, outcome: str
) -> Notice:
    # No judgement, no code and no time in the row: the deliverer reads them through the slot.
    return Notice(
        kind=SCREEN,
        chat_id=occasion.chat_id,
        process_no=process.no,
        message_id=occasion.message_id,
        params={"heading_no": paper.no, "line_no": line_no, "outcome": outcome},
        at_most_once=False,
        told_key=f"screen:{occasion.chat_id}:{occasion.message_id}",
        joins=True,
    )


@tells(SCREEN)
async def promised(house: House, notice: Notice) -> LineBallotView | None:
    """Return the ballot for the screen that a saved tap promised; None once its key is gone."""
    process, paper = paper_of(house, notice.process_no, int(notice.params["heading_no"]))

    async def read(tx: Transaction) -> LineBallotView | None:
        participant = await stored_citizens.participant(tx, process.no, notice.chat_id)
        try:
            slot = house.keys.slot(process.no, paper.no, citizens.person(notice.chat_id))
        except KeyDestroyed:
            return None
        if participant is None:
            return None
        ballot = await stored.under(tx, slot) or no_ballot(process, slot)
        line_no, outcome = int(notice.params["line_no"]), str(notice.params["outcome"])
        return await _view(house, tx, process, paper, participant, ballot, line_no, outcome)

    return await house.db.read(read)


async def look(
    house: House, user_id: int, process_no: int, heading_no: int, line_no: int = 0
) -> LineBallotView:
    """Return a person's ballot as it stands, read from the store (raises as `judge`)."""
    process, paper = paper_of(house, process_no, heading_no)
    if line_no:
        check_judgement(paper, line_no, 0)

    async def read(tx: Transaction) -> LineBallotView:
        participant, slot = await _door(house, tx, process, paper, user_id)
        ballot = await stored.under(tx, slot) or no_ballot(process, slot)
        return await _view(house, tx, process, paper, participant, ballot, line_no, "")

    return await house.db.read(read)


async def write_reason(
    house: House, occasion: Occasion, process_no: int, heading_no: int, line_no: int, raw: str
) -> LineBallotView:
    """Keep why a person judges a line as they do; '' takes the reason away.

    Raises:
        As `judge`; BadInput as `typed_line`, "reason-with-number", "line-left-open".
    """
    process, paper = paper_of(house, process_no, heading_no)
    check_judgement(paper, line_no, 0)
    text = accepted_reason(raw) if raw else ""
    if not occasion.is_private:
        raise NotPermitted("only-in-private")

    async def act(tx: Transaction) -> LineBallotView:
        participant, slot = await _door(house, tx, process, paper, occasion.user_id)
        ballot = await stored.under(tx, slot) or no_ballot(process, slot)
        if with_judgement(ballot.ranking, line_no, 0, len(paper.steps)) == ballot.ranking:
            raise BadInput("line-left-open")
        if text:
            await line_reviews.keep_reason(tx, process.no, paper.no, slot, line_no, text)
        else:
            await line_reviews.drop_reason(tx, slot, line_no)
        outcome = "reason-saved" if text else "reason-gone"
        return await _view(house, tx, process, paper, participant, ballot, line_no, outcome)

    return await house.db.write(act)


def accepted_reason(raw: str) -> str:
    """Return a reason as it was typed, cleaned (BadInput as `write_reason`)."""
    least, most = REASON_LENGTHS
    typed = typed_line(raw, least=least, most=most)
    if any(number.kind is NumberKind.PHONE for number in typed.numbers):
        raise BadInput("reason-with-number")
    return typed.text


async def _view(
    house: House,
    tx: Transaction,
    process: Process,
    paper: Heading,
    participant: Row,
    ballot: StoredBallot,
    line_no: int,
    outcome: str,
) -> LineBallotView:
    return LineBallotView(
        process=process,
        heading=paper,
        line_no=line_no,
        ballot=ballot.ranking,
        code=ballot.code if ballot.ranking else "",
        until_utc=open_until(process.stages, paper.programme, paper.deed, house.clock.now()),
        reasons=await line_reviews.reasons_under(tx, ballot.slot),
        outcome=outcome,
        more_ballots=await ballots.more_ballots(
            house, tx, process, participant, participant["user_id"], paper
        ),
    )
