"""Ranks that several people tap at once, saved together: one unit, a statement for each step.

Every tap is judged by the rules of `actions/ballots.py` and falls alone: a refusal changes
nothing for whoever is refused, and does not touch the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions import citizens
from actions.ballots import ballot_view, no_ballot, promise, verdict, wish_for
from actions.entitlement import closing_of, entitled, require_open, slot_of
from actions.house import House, Occasion
from deliberation.ballots import CODE_BYTES, Wish, tracking_code
from deliberation.phases import Vote, open_until
from deliberation.process import Heading, Process
from deliberation.refusals import NotNow, NotPermitted, NotThere, Refusal
from deliberation.views import BallotView
from storage import ballots as stored
from storage import outbox, taps
from storage.ballots import StoredBallot
from storage.database import Row, Transaction
from storage.keys import KeyDestroyed
from storage.outbox import Notice
from storage.taps import Change


@dataclass(frozen=True)
class Tap:
    """A wish for a rank as it came in; `telegram_language` is that of the phone."""

    occasion: Occasion
    heading_no: int
    project_no: int
    rank: int
    revision: int
    page: int
    field_id: str
    telegram_language: str | None = None


@dataclass(frozen=True)
class Ranked:
    """What a tap did: the ballot's view, the promise of its screen, and the languages of both."""

    view: BallotView
    notice: Notice
    language: str
    notice_language: str | None


@dataclass(frozen=True)
class _Begun:
    """A tap that nothing speaks against so far."""

    tap: Tap
    process: Process
    heading: Heading
    wish: Wish
    slot: str
    voter: Row
    others: tuple[str, ...]


async def set_ranks(house: House, process_no: int, given: Sequence[Tap]) -> list[Ranked | Refusal]:
    """Do for each tap what `actions.ballots.set_rank` does; of each person at most one.

    Refusals are returned in the place of what was done. The promised screens are left to the
    caller to show; a crash before that leaves them in the outbox.

    Raises:
        NotThere: no such budget year.
        StorageFailed: nothing was recorded, for nobody.
    """
    if len({tap.occasion.user_id for tap in given}) < len(given):
        raise ValueError("two taps of one person in one unit")
    process = house.process(process_no)

    async def act(tx: Transaction) -> list[Ranked | Refusal]:
        people = await taps.voters(tx, process.no, [tap.occasion.user_id for tap in given])
        closed = await stored.closings(tx, process.no)
        doors = _Doors(house, process, closed)
        begun = [_begin(house, doors, tap, people.get(tap.occasion.user_id)) for tap in given]
        going = [one for one in begun if isinstance(one, _Begun)]
        if not going:
            return [one for one in begun if isinstance(one, Refusal)]
        standing = await taps.ballots_under(
            tx, [slot for one in going for slot in (one.slot, *one.others)]
        )
        views = await _save(house, tx, process, going, standing)
        notices = await outbox.put_joining(
            tx, [_promise(one, view) for one, view in zip(going, views, strict=True)], 0
        )
        done = iter(
            _ranked(house, one, view, notice)
            for one, view, notice in zip(going, views, notices, strict=True)
        )
        return [one if isinstance(one, Refusal) else next(done) for one in begun]

    return await house.db.write(act)


class _Doors:
    """Which headings accept ballots at the instant of this unit; asked once for each."""

    def __init__(
        self, house: House, process: Process, closed: Mapping[int, tuple[int, int | None]]
    ) -> None:
        self._house = house
        self.process = process
        self._closed = closed
        self._found: dict[int, Refusal | None] = {}
        self._open: dict[int, bool] = {}
        self.now: datetime = house.clock.now()

    def require_open(self, heading: Heading) -> None:
        if heading.no not in self._found:
            self._found[heading.no] = self._refusal(heading)
        refusal = self._found[heading.no]
        if refusal is not None:
            raise refusal

    def is_open(self, heading: Heading) -> bool:
        if heading.no not in self._open:
            until = open_until(self.process.stages, heading.programme, heading.deed, self.now)
            self._open[heading.no] = until is not None and not heading.awaits_projects
        return self._open[heading.no]

    def _refusal(self, heading: Heading) -> Refusal | None:
        try:
            require_open(self.process, heading, self._house)
        except NotNow as refusal:
            return refusal
        if heading.no in self._closed:
            closed = closing_of(self.process, heading, self._house)
            return NotNow("ballot-closed", heading=heading, closed=closed)
        return None


def _begin(house: House, doors: _Doors, tap: Tap, voter: Row | None) -> _Begun | Refusal:
    process, user_id = doors.process, tap.occasion.user_id
    try:
        heading = process.paper(tap.heading_no)
        if heading is None or heading.vote is Vote.LINES:
            raise NotThere("no-such-heading")
        wish = wish_for(heading, tap.project_no, tap.rank, tap.revision)
        if not tap.occasion.is_private:
            raise NotPermitted("only-in-private")
        doors.require_open(heading)
        voter = entitled(process, heading, voter)
        slot = slot_of(house, process, heading, user_id)
    except Refusal as refusal:
        return refusal
    others = tuple(
        other_slot
        for other in process.papers_for(voter["district"])
        if other.no != heading.no and doors.is_open(other)
        for other_slot in _slots_to_ask(house, process, other, user_id)
    )
    return _Begun(tap, process, heading, wish, slot, voter, others)


def _slots_to_ask(
    house: House, process: Process, heading: Heading, user_id: int
) -> tuple[str, ...]:
    try:
        return (house.keys.slot(process.no, heading.no, citizens.person(user_id)),)
    except KeyDestroyed:
        return ()


async def _save(
    house: House,
    tx: Transaction,
    process: Process,
    going: Sequence[_Begun],
    standing: Mapping[str, StoredBallot],
) -> list[BallotView]:
    changes, views = [], []
    for one in going:
        ballot = standing.get(one.slot) or no_ballot(process, one.slot)
        code = tracking_code(house.random_bytes(CODE_BYTES))
        wanted, outcome = await verdict(tx, one.tap.occasion, one.wish, ballot)
        if wanted is not None:
            was = ballot.ranking
            ballot = StoredBallot(one.slot, wanted, ballot.revision + 1, code, ballot.electorate)
            changes.append(Change(one.heading.no, ballot, was))
        more = sum(slot not in standing or not standing[slot].ranking for slot in one.others)
        tap = one.tap
        views.append(
            ballot_view(
                house,
                process,
                one.heading,
                one.voter,
                ballot,
                outcome,
                tap.page,
                tap.field_id,
                more,
            )
        )
    await taps.keep(tx, process.no, changes)
    return views


def _promise(one: _Begun, view: BallotView) -> Notice:
    tap = one.tap
    return promise(tap.occasion, one.process, one.heading, tap.page, tap.field_id, view.outcome)


def _ranked(house: House, one: _Begun, view: BallotView, notice: Notice) -> Ranked:
    known, phone = one.voter["language"], one.tap.telegram_language
    chosen = known if one.voter["language_chosen"] else phone or known
    return Ranked(view, notice, chosen or house.default_language, known)
