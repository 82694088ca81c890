"""A person's own data: shown in full, and erased on their word."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from actions import citizens, merging_handing_on, proposal_counts, statement_slots
from actions.house import House, Occasion
from actions.proposal_drafts import DRAFT
from deliberation.ballots import CODE_BYTES, tracking_code
from deliberation.phases import open_until
from deliberation.privacy_views import ForgetView, MyDataView, OwnBallot
from deliberation.process import Heading, Process
from deliberation.proposals import Proposal, unpack
from deliberation.refusals import NotPermitted, NotThere
from deliberation.reviewing import Reader, history_for
from deliberation.statement_views import OwnOpinions
from deliberation.views import CitizenView
from storage import ballots as stored_ballots
from storage import citizens as stored_citizens
from storage import drafts, line_reviews, personal_data
from storage import merging as stored_merging
from storage import proposals as stored_proposals
from storage import support as stored_support
from storage.ballots import StoredBallot
from storage.database import Row, Transaction
from storage.keys import KeyDestroyed
from storage.personal_data import Fate

VALID_FOR_S = 600


async def my_data(house: House, occasion: Occasion, citizen: CitizenView) -> MyDataView:
    """Return everything that is stored about a person.

    Raises:
        NotPermitted: "only-in-private".
        NotThere: "no-process".
    """
    process = _process(house, occasion, citizen)

    async def look(tx: Transaction) -> MyDataView:
        user_id = citizen.user_id
        known = await stored_citizens.look_up(tx, user_id)
        part = await stored_citizens.participant(tx, process.no, user_id)
        draft = await drafts.of(tx, user_id, DRAFT)
        handed_in = tuple(await stored_proposals.of_person(tx, user_id))
        _standing, former = await proposal_counts.former_counts(house, tx, process.no, user_id)
        ballots, sealed = await _ballots(house, tx, user_id)
        opinions = await statement_slots.own_opinions(house, tx, user_id)
        personal = await personal_data.rows_of(tx, user_id, Fate.ERASED)
        official = await personal_data.rows_of(tx, user_id, Fate.OFFICIAL)
        document = {
            "telegram_id": user_id,
            "made_at": occasion.now.isoformat(timespec="seconds"),
            "stored": _readable(personal),
            "proposals": [await _proposal(tx, one) for one in handed_in],
            "proposals_before_an_erasure": former,
            "ballots": [_ballot(one, citizen.language) for one in ballots],
            "statements": [_opinions(one, citizen.language) for one in opinions],
            "ballots_nobody_can_find": [
                {"process": of.process_id, "heading": heading.heading_id} for of, heading in sealed
            ],
            "acts_of_office": _readable(official),
        }
        return MyDataView(
            process=process,
            citizen=citizen,
            now=house.clock.now(),
            first_seen=await _first_seen(tx, user_id) if known is not None else None,
            stated=_instant(part, "eligible_utc"),
            consented=_instant(part, "consent_utc"),
            draft=unpack(draft.data) if draft is not None else None,
            proposals=handed_in,
            ballots=ballots,
            sealed=tuple(heading for of, heading in sealed if of.no == process.no),
            notices=len(personal.get("outbox", ())),
            official_acts=sum(len(rows) for rows in official.values()),
            files=len(personal.get("attachments", ())),
            document=json.dumps(document, ensure_ascii=False, indent=2).encode(),
            supported=tuple(await stored_support.supported_by(tx, user_id)),
            opinions=opinions,
        )

    return await house.db.read(look)


async def before_forgetting(
    house: House, occasion: Occasion, citizen: CitizenView, outcome: str = ""
) -> ForgetView:
    """Return what an erasure would do (raises as `my_data`)."""
    process = _process(house, occasion, citizen)

    async def look(tx: Transaction) -> ForgetView:
        return await _before(house, tx, occasion, citizen, process, outcome)

    return await house.db.read(look)


async def forget(
    house: House, occasion: Occasion, citizen: CitizenView, asked_s: int
) -> ForgetView:
    """Erase a person, withdrawing the ballots that are still open; a second time changes nothing.

    `asked_s` is when the person was asked; ten minutes later the answer no longer counts. A
    ballot whose voting is over is not touched: its key goes with the closing, and nobody finds
    it. Acts of office and public proposals stay, the latter without a name.
    """
    process = _process(house, occasion, citizen)
    if not 0 <= occasion.now_s - asked_s <= VALID_FOR_S:
        return await before_forgetting(house, occasion, citizen, "too-late")

    async def act(tx: Transaction) -> ForgetView:
        before = await _before(house, tx, occasion, citizen, process, "erased")
        ballots, _sealed = await _ballots(house, tx, citizen.user_id)
        for ballot in ballots:
            if ballot.is_open:
                await _withdraw(house, tx, ballot, citizen.user_id)
        await statement_slots.erase(house, tx, citizen.user_id)
        await proposal_counts.keep_numbers(house, tx, citizen.user_id)
        await merging_handing_on.hand_on(tx, citizen.user_id, occasion.now_s)
        await personal_data.erase(tx, citizen.user_id)
        return before

    view = await house.db.write(act)
    # Where a backup is being read just now, the hourly sweep does it.
    await house.db.empty_log()
    return view


def _process(house: House, occasion: Occasion, citizen: CitizenView) -> Process:
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    if citizen.process_no is None:
        raise NotThere("no-process")
    return house.process(citizen.process_no)


async def _before(
    house: House,
    tx: Transaction,
    occasion: Occasion,
    citizen: CitizenView,
    process: Process,
    outcome: str,
) -> ForgetView:
    ballots, _sealed = await _ballots(house, tx, citizen.user_id)
    open_ones = tuple(one for one in ballots if one.is_open)
    handed_in = await stored_proposals.of_person(tx, citizen.user_id)
    official = await personal_data.rows_of(tx, citizen.user_id, Fate.OFFICIAL)
    ends = [_open_until(house, one.process, one.heading) for one in open_ones]
    return ForgetView(
        process=process,
        citizen=citizen,
        now=house.clock.now(),
        asked_s=occasion.now_s,
        ballots=open_ones,
        until_utc=max((end for end in ends if end is not None), default=None),
        proposals=len(handed_in),
        counted_until=proposal_counts.proposing_until(process, house.clock.now()),
        has_draft=await drafts.of(tx, citizen.user_id, DRAFT) is not None,
        holds_role=bool(official),
        outcome=outcome,
        has_opinions=bool(await statement_slots.own_opinions(house, tx, citizen.user_id)),
    )


async def _ballots(
    house: House, tx: Transaction, user_id: int
) -> tuple[tuple[OwnBallot, ...], tuple[tuple[Process, Heading], ...]]:
    """Return the ballots that can still be found, and the headings where nobody can any more."""
    found: list[OwnBallot] = []
    sealed: list[tuple[Process, Heading]] = []
    for process in house.processes.values():
        for heading in process.papers.values():
            if house.keys.is_destroyed(process.no, heading.no):
                sealed.append((process, heading))
                continue
            tally = await stored_ballots.tally(tx, process.no, heading.no)
            if not tally.saves:
                continue
            ballot = await _under_slot(house, tx, process, heading, user_id)
            if ballot is None or not ballot.ranking:
                continue
            projects = [heading.project(number) for number in ballot.ranking]
            is_open = _open_until(
                house, process, heading
            ) is not None and not await stored_ballots.is_closed(tx, process.no, heading.no)
            listed = tuple(project for project in projects if project is not None)
            reasons = tuple((await line_reviews.reasons_under(tx, ballot.slot)).values())
            found.append(OwnBallot(process, heading, listed, ballot.code, is_open, reasons))
    return tuple(found), tuple(sealed)


async def _under_slot(
    house: House, tx: Transaction, process: Process, heading: Heading, user_id: int
) -> StoredBallot | None:
    try:
        slot = house.keys.slot(process.no, heading.no, citizens.person(user_id))
    except KeyDestroyed:
        return None
    return await stored_ballots.under(tx, slot)


async def _withdraw(house: House, tx: Transaction, own: OwnBallot, user_id: int) -> None:
    ballot = await _under_slot(house, tx, own.process, own.heading, user_id)
    if ballot is None:
        return
    code = tracking_code(house.random_bytes(CODE_BYTES))
    empty = StoredBallot(ballot.slot, (), ballot.revision + 1, code, ballot.electorate)
    await stored_ballots.keep(tx, own.process.no, own.heading.no, empty, ballot.ranking)
    await line_reviews.drop_reason(tx, ballot.slot)


def _open_until(house: House, process: Process, heading: Heading) -> datetime | None:
    return open_until(process.stages, heading.programme, heading.deed, house.clock.now())


async def _proposal(tx: Transaction, proposal: Proposal) -> dict[str, Any]:
    content = proposal.content
    everything = await stored_proposals.history(tx, proposal.proposal_no)
    history = history_for(everything, Reader.PROPOSER)
    return {
        "receipt_number": proposal.code,
        "heading_no": proposal.heading_no,
        "state": proposal.state,
        "received": proposal.received_utc.isoformat(),
        "language": proposal.language,
        "public_name": proposal.signature,
        "title": content.title,
        "problem": content.problem,
        "idea": content.idea,
        "place": content.place,
        "cost": content.cost,
        "field": content.field_id,
        "history": [
            {"kind": one.kind, "at": one.at_utc.isoformat(), **one.params} for one in history
        ],
        "answers_about_merging": [
            dict(row) for row in await stored_merging.answers_of(tx, proposal.proposal_no)
        ],
    }


def _ballot(ballot: OwnBallot, language: str) -> dict[str, Any]:
    # The receipt's code is left out: a file can be passed on, and a code is nobody else's.
    return {
        "process": ballot.process.process_id,
        "heading": ballot.heading.names.in_language(language),
        "ranking": [project.names.in_language(language) for project in ballot.ranking],
        **({"reasons": list(ballot.reasons)} if ballot.reasons else {}),
    }


def _opinions(own: OwnOpinions, language: str) -> dict[str, Any]:
    return {
        "process": own.process.process_id,
        "heading": own.heading.names.in_language(language),
        "handed_in": [
            {"text": one.text, **({"hidden_because": one.hidden_code} if one.is_hidden else {})}
            for one in own.statements
        ],
        "answers": [
            {"statement": one.text, "answer": answer.name.lower()} for one, answer in own.answers
        ],
    }


def _readable(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return rows with instants as text and JSON opened."""
    return {
        table: [{name: _plain(name, value) for name, value in row.items()} for row in rows]
        for table, rows in tables.items()
    }


def _plain(name: str, value: Any) -> Any:
    if name.endswith("_utc") and isinstance(value, int) and value:
        return datetime.fromtimestamp(value, UTC).isoformat()
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _instant(row: Row | None, name: str) -> datetime | None:
    if row is None or row[name] is None:
        return None
    return datetime.fromtimestamp(row[name], UTC)


async def _first_seen(tx: Transaction, user_id: int) -> datetime | None:
    rows = (await personal_data.rows_of(tx, user_id, Fate.ERASED)).get("citizens", [])
    seen: Sequence[int] = [row["first_seen_utc"] for row in rows]
    return datetime.fromtimestamp(seen[0], UTC) if seen else None
