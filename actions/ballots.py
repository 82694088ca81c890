"""Casting a ranked ballot: every wish that leaves a valid ballot is saved at once."""

from functools import lru_cache

from actions import citizens
from actions.entitlement import closing_of, require_open, slot_of, voter_of
from actions.house import House, Occasion
from actions.merging_ties import origins_of
from actions.notices import tells
from deliberation import ballots as rules
from deliberation import hangul
from deliberation.ballots import (
    CODE_BYTES,
    Verdict,
    Wish,
    shown_order,
    tracking_code,
)
from deliberation.phases import Vote, open_until
from deliberation.process import Heading, Process, Project
from deliberation.refusals import NotNow, NotPermitted, NotThere
from deliberation.views import BallotsView, BallotView, CitizenView, ProjectView
from storage import ballots as stored
from storage import citizens as stored_citizens
from storage import outbox, updates
from storage.ballots import StoredBallot
from storage.database import Row, Transaction
from storage.keys import KeyDestroyed
from storage.outbox import Notice

SCREEN = "ballot"


def heading_of(house: House, process_no: int, heading_no: int) -> tuple[Process, Heading]:
    """Return a ranked ballot's paper (NotThere where there is none)."""
    process = house.process(process_no)
    heading = process.paper(heading_no)
    if heading is None or heading.vote is Vote.LINES:
        raise NotThere("no-such-heading")
    return process, heading


async def set_rank(
    house: House,
    occasion: Occasion,
    process_no: int,
    heading_no: int,
    *,
    project_no: int,
    rank: int,
    revision: int,
    page: int,
    field_id: str,
) -> BallotView:
    """Append a project, or take it back (rank 0), and save; the screen follows by the outbox.

    `revision` is that of the ballot which the person saw, and `rank` the next one on it. A wish
    that is already so changes nothing; one whose ballot has become another changes nothing and
    says so in the view's outcome.

    Raises:
        NotNow: voting has closed or not opened ("ballot-closed", "ballot-not-open").
        NotPermitted: "not-registered", "other-district", "only-in-private".
        NotThere: no such heading or project.
    """
    process, heading = heading_of(house, process_no, heading_no)
    wish = wish_for(heading, project_no, rank, revision)
    return await _save(house, occasion, process, heading, wish, page, field_id)


async def move_up(
    house: House,
    occasion: Occasion,
    process_no: int,
    heading_no: int,
    *,
    project_no: int,
    rank: int,
    revision: int,
    page: int,
    field_id: str,
) -> BallotView:
    """Put a project that is on the ballot at a better rank (raises as `set_rank`)."""
    process, heading = heading_of(house, process_no, heading_no)
    wish = rules.move_up(project_no, rank, revision)
    return await _save(house, occasion, process, heading, wish, page, field_id)


async def clear(
    house: House, occasion: Occasion, process_no: int, heading_no: int, revision: int
) -> BallotView:
    """Withdraw the ballot (raises as `set_rank`)."""
    process, heading = heading_of(house, process_no, heading_no)
    return await _save(house, occasion, process, heading, rules.clear(revision), 0, "")


def wish_for(heading: Heading, project_no: int, rank: int, revision: int) -> Wish:
    """Return what a tap on a project asks for (NotThere: no such project)."""
    if heading.project(project_no) is None:
        raise NotThere("no-such-project")
    if rank <= 0:
        return rules.take_back(project_no, revision)
    return rules.append(project_no, rank, revision, heading.ranks)


async def verdict(
    tx: Transaction, occasion: Occasion, wish: Wish, ballot: StoredBallot
) -> Verdict:
    """Return what a tap makes of a ballot; a repeated update makes nothing of it."""
    if wish.is_once and not await updates.remember(tx, occasion.update_id, occasion.now_s):
        return None, "same"
    return wish.judge(ballot.ranking, ballot.revision)


def no_ballot(process: Process, slot: str) -> StoredBallot:
    """Return what stands under a slot before the first wish."""
    return StoredBallot(slot, (), 0, "", process.electorates[0].electorate_id)


async def _save(
    house: House,
    occasion: Occasion,
    process: Process,
    heading: Heading,
    wish: Wish,
    page: int,
    field_id: str,
) -> BallotView:
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    code = tracking_code(house.random_bytes(CODE_BYTES))

    async def act(tx: Transaction) -> BallotView:
        # The instant of acceptance is when the writer's turn comes, not when the tap was queued:
        # nothing is accepted after closing, however long it waited.
        require_open(process, heading, house)
        participant = await voter_of(tx, process, heading, occasion.user_id)
        slot = slot_of(house, process, heading, occasion.user_id)
        if await stored.is_closed(tx, process.no, heading.no):
            raise NotNow(
                "ballot-closed", heading=heading, closed=closing_of(process, heading, house)
            )
        ballot = await stored.under(tx, slot) or no_ballot(process, slot)
        wanted, outcome = await verdict(tx, occasion, wish, ballot)
        if wanted is not None:
            changed = StoredBallot(slot, wanted, ballot.revision + 1, code, ballot.electorate)
            await stored.keep(tx, process.no, heading.no, changed, ballot.ranking)
            ballot = changed
        await outbox.put(tx, promise(occasion, process, heading, page, field_id, outcome), 0)
        more = await more_ballots(house, tx, process, participant, occasion.user_id, heading)
        return ballot_view(
            house, process, heading, participant, ballot, outcome, page, field_id, more
        )

    return await house.db.write(act)


def promise(
    occasion: Occasion,
    process: Process,
    heading: Heading,
    page: int,
    field_id: str,
    outcome: str,
) -> Notice:
    """Return the notice that promises the ballot's screen to whoever tapped."""
    # No rank, no code and no time in the row: the deliverer reads the ballot through its slot.
    return Notice(
        kind=SCREEN,
        chat_id=occasion.chat_id,
        process_no=process.no,
        message_id=occasion.message_id,
        params={"heading_no": heading.no, "page": page, "field": field_id, "outcome": outcome},
        at_most_once=False,
        told_key=f"screen:{occasion.chat_id}:{occasion.message_id}",
        joins=True,
    )


async def look(
    house: House,
    user_id: int,
    process_no: int,
    heading_no: int,
    *,
    page: int = 0,
    field_id: str = "",
    outcome: str = "",
) -> BallotView:
    """Return a person's ballot as it stands, read from the store (raises as `set_rank`)."""
    process, heading = heading_of(house, process_no, heading_no)
    require_open(process, heading, house)

    async def read(tx: Transaction) -> BallotView:
        participant = await voter_of(tx, process, heading, user_id)
        slot = slot_of(house, process, heading, user_id)
        ballot = await stored.under(tx, slot) or StoredBallot(slot, (), 0, "", "")
        more = await more_ballots(house, tx, process, participant, user_id, heading)
        return ballot_view(
            house, process, heading, participant, ballot, outcome, page, field_id, more
        )

    return await house.db.read(read)


async def recorded(
    house: House,
    user_id: int,
    process_no: int,
    heading_no: int,
    *,
    page: int,
    field_id: str,
    outcome: str,
) -> BallotView | None:
    """Return the ballot for a screen that was promised; None once the heading's key is gone."""
    process, heading = heading_of(house, process_no, heading_no)

    async def read(tx: Transaction) -> BallotView | None:
        try:
            slot = house.keys.slot(process.no, heading.no, citizens.person(user_id))
        except KeyDestroyed:
            return None
        participant = await stored_citizens.participant(tx, process.no, user_id)
        if participant is None:
            return None
        ballot = await stored.under(tx, slot) or StoredBallot(slot, (), 0, "", "")
        more = await more_ballots(house, tx, process, participant, user_id, heading)
        return ballot_view(
            house, process, heading, participant, ballot, outcome, page, field_id, more
        )

    return await house.db.read(read)


@tells(SCREEN)
async def promised(house: House, notice: Notice) -> BallotView | None:
    """Return the ballot for the screen that a saved tap promised."""
    return await recorded(
        house,
        notice.chat_id,
        notice.process_no,
        int(notice.params["heading_no"]),
        page=int(notice.params["page"]),
        field_id=str(notice.params["field"]),
        outcome=str(notice.params["outcome"]),
    )


async def look_at_project(
    house: House,
    user_id: int,
    process_no: int,
    heading_no: int,
    project_no: int,
    *,
    page: int = 0,
    field_id: str = "",
) -> ProjectView:
    """Return one project and the ballot that it could stand on."""
    ballot = await look(house, user_id, process_no, heading_no, page=page, field_id=field_id)
    project = ballot.heading.project(project_no)
    if project is None:
        raise NotThere("no-such-project")
    origins = await origins_of(house, ballot.heading, project.project_id)
    return ProjectView(ballot, project, page, field_id, origins)


async def overview(house: House, citizen: CitizenView) -> BallotsView:
    """Return the headings in which a person may vote now, and whether they have."""
    if citizen.process_no is None:
        raise NotThere("no-process")
    process = house.process(citizen.process_no)

    async def read(tx: Transaction) -> BallotsView:
        now = house.clock.now()
        rows = []
        for heading in process.papers_for(citizen.district):
            until = open_until(process.stages, heading.programme, heading.deed, now)
            if until is None or heading.awaits_projects:
                continue
            voted = await citizens.has_voted(house, tx, process, heading, citizen.user_id)
            rows.append((heading, bool(voted), until))
        return BallotsView(process, citizen, tuple(rows))

    return await house.db.read(read)


def search(house: House, process_no: int, heading_no: int, words: str) -> tuple[int, ...]:
    """Return the numbers of a heading's projects whose name or place fits the words."""
    _process, heading = heading_of(house, process_no, heading_no)
    return tuple(
        project.no
        for project in heading.projects
        if any(
            hangul.matches(words, text)
            for wording in (project.names, project.short_names, project.place)
            for text in wording.by_language.values()
        )
    )


async def more_ballots(
    house: House,
    tx: Transaction,
    process: Process,
    participant: Row,
    user_id: int,
    heading: Heading,
) -> int:
    """Count the other headings that are open to the person and where no ballot stands yet."""
    now = house.clock.now()
    count = 0
    for other in process.papers_for(participant["district"]):
        if other.no == heading.no:
            continue
        if open_until(process.stages, other.programme, other.deed, now) is None:
            continue
        if other.awaits_projects:
            continue
        if await citizens.has_voted(house, tx, process, other, user_id) is False:
            count += 1
    return count


def ballot_view(
    house: House,
    process: Process,
    heading: Heading,
    participant: Row,
    ballot: StoredBallot,
    outcome: str,
    page: int,
    field_id: str,
    more: int,
) -> BallotView:
    """Return a ballot as its voter sees it."""
    return BallotView(
        process=process,
        heading=heading,
        order=ordered_for(heading, participant["shuffle_seed"]),
        ranking=ballot.ranking,
        revision=ballot.revision,
        code=ballot.code if ballot.ranking else "",
        until_utc=open_until(process.stages, heading.programme, heading.deed, house.clock.now()),
        outcome=outcome,
        page=page,
        field_id=field_id,
        more_ballots=more,
    )


def ordered_for(heading: Heading, seed: str) -> tuple[Project, ...]:
    """Return a heading's projects in the order that a voter sees, shuffled once and kept."""
    ids = tuple([project.project_id for project in heading.projects])
    projects = heading.projects
    return tuple([projects[at] for at in _order(seed, heading.heading_id, ids)])


@lru_cache(maxsize=8192)
def _order(seed: str, heading_id: str, project_ids: tuple[str, ...]) -> list[int]:
    return shown_order(seed, heading_id, project_ids)
