"""Handing in a statement: typed, looked at, sent; kept as a draft until then."""

from actions import questions
from actions.house import House, Occasion
from actions.proposal_drafts import require_private
from actions.statement_desk import tell_facilitators
from actions.statements import DRAFT, Seat, facts_of, next_view, own_count, seat_of
from deliberation import statements as rules
from deliberation.statement_views import StatementsView, WritingView
from storage import drafts
from storage import statements as stored
from storage.database import Transaction

TOPIC = "statement"
TOKEN_BYTES = 6


async def begin(house: House, occasion: Occasion, process_no: int, thread_no: int) -> WritingView:
    """Begin a statement; what was typed before for this thread stands there still.

    Raises:
        As `statements.look`; NotPermitted "statements-all-used".
    """
    require_private(occasion)

    async def read(tx: Transaction) -> WritingView:
        seat, left = await _writer(house, tx, occasion, process_no, thread_no)
        draft = await drafts.of(tx, occasion.user_id, DRAFT)
        text = token = ""
        if draft is not None and draft.data["thread_no"] == thread_no:
            text, token = str(draft.data["text"]), str(draft.data["token"])
        return WritingView(facts_of(seat, occasion), text, token, left)

    view = await house.db.read(read)
    about = {"thread_no": thread_no}
    await questions.ask(house, occasion, TOPIC, process_no, about)
    return view


async def write(
    house: House, occasion: Occasion, process_no: int, thread_no: int, words: str
) -> WritingView:
    """Take typed words as the statement, in the place of what was typed before.

    Raises:
        As `begin`; BadInput as `accepted_statement` and `check_new`.
    """
    require_private(occasion)
    token = house.random_bytes(TOKEN_BYTES).hex()

    async def act(tx: Transaction) -> WritingView:
        seat, left = await _writer(house, tx, occasion, process_no, thread_no)
        text = rules.accepted_statement(words)
        thread = seat.thread
        rules.check_new(text, await stored.of_round(tx, thread.thread_no, thread.round_no))
        data = {"thread_no": thread_no, "text": text, "token": token}
        await drafts.keep(tx, occasion.user_id, DRAFT, process_no, data, occasion.now_s)
        return WritingView(facts_of(seat, occasion), text, token, left)

    return await house.db.write(act)


async def send(
    house: House, occasion: Occasion, process_no: int, thread_no: int, token: str
) -> StatementsView:
    """Hand the statement in; a second time finds it handed in.

    Where another text was typed since the button was shown, nothing is sent: outcome "changed".

    Raises:
        As `write`.
    """
    require_private(occasion)

    async def act(tx: Transaction) -> StatementsView:
        seat = await seat_of(house, tx, occasion, process_no, thread_no)
        sent = await stored.of_token(tx, token)
        if sent is not None and sent.slot == seat.slot:
            return await next_view(tx, seat, occasion, "sent-already")
        draft = await drafts.of(tx, occasion.user_id, DRAFT)
        if draft is None or draft.data["token"] != token:
            return await next_view(tx, seat, occasion, "changed" if draft else "nothing-written")
        thread = seat.thread
        rules.check_left(await own_count(tx, seat))
        text = rules.accepted_statement(str(draft.data["text"]))
        rules.check_new(text, await stored.of_round(tx, thread.thread_no, thread.round_no))
        number = await stored.add(
            tx,
            process_no=process_no,
            thread_no=thread_no,
            round_no=thread.round_no,
            slot=seat.slot,
            text=text,
            token=token,
        )
        await drafts.drop(tx, occasion.user_id, DRAFT)
        await tell_facilitators(tx, seat.process, seat.heading, thread, number, occasion.now_s)
        return await next_view(tx, seat, occasion, "sent")

    view = await house.db.write(act)
    await questions.settle(house, occasion)
    return view


async def drop(
    house: House, occasion: Occasion, process_no: int, thread_no: int
) -> StatementsView:
    """Forget what was typed (raises as `statements.look`)."""
    require_private(occasion)

    async def act(tx: Transaction) -> StatementsView:
        await drafts.drop(tx, occasion.user_id, DRAFT)
        seat = await seat_of(house, tx, occasion, process_no, thread_no)
        return await next_view(tx, seat, occasion, "dropped")

    view = await house.db.write(act)
    await questions.settle(house, occasion)
    return view


async def _writer(
    house: House, tx: Transaction, occasion: Occasion, process_no: int, thread_no: int
) -> tuple[Seat, int]:
    seat = await seat_of(house, tx, occasion, process_no, thread_no)
    own = await own_count(tx, seat)
    rules.check_left(own)
    return seat, rules.MOST_OF_ONE - own
