"""Meeting citizens: language, notice and eligibility, consent, district, home."""

from collections.abc import Sequence

from actions import statement_results
from actions.house import House, Occasion
from deliberation import years
from deliberation.phases import Deed, Vote, open_until, stages_on
from deliberation.process import AGENDA_PAPERS, Heading, Process
from deliberation.refusals import NotThere, Stale
from deliberation.views import CitizenView, HomeView, Opening
from storage import allocations, drafts, outcomes, proposals
from storage import ballots as stored_ballots
from storage import citizens as stored
from storage.database import Row, Transaction
from storage.keys import KeyDestroyed

SEED_BYTES = 8


async def look(
    house: House, user_id: int, telegram_language: str | None, process_no: int | None = None
) -> CitizenView:
    """Return a person as they stand in a year, also one whom the house has never met.

    Without a year it is the one that they last looked at, or the one shown first.
    """
    return await house.db.read(
        lambda tx: view_of(house, tx, user_id, telegram_language, process_no)
    )


async def view_of(
    house: House,
    tx: Transaction,
    user_id: int,
    telegram_language: str | None = None,
    process_no: int | None = None,
) -> CitizenView:
    """Return a person as they stand in a year (see `look`), inside a transaction."""
    if process_no not in house.processes:
        process_no = None
    row = await stored.look_up(tx, user_id, process_no)
    if row is not None:
        process_no = row["process_no"]
    if process_no not in house.processes:
        process_no = shown_first(house)
        if row is not None:
            row = await stored.look_up(tx, user_id, process_no)
    roles: list[tuple[str, str]] = []
    if process_no is not None:
        roles = await stored.roles_of(tx, user_id, process_no)
    return _view(house, row, user_id, telegram_language, process_no, roles)


def _view(
    house: House,
    row: Row | None,
    user_id: int,
    telegram_language: str | None,
    process_no: int | None,
    roles: Sequence[tuple[str, str]],
) -> CitizenView:
    names = frozenset(role for role, _ in roles)
    telegram = telegram_language or house.default_language
    if row is None:
        return CitizenView(user_id, telegram, process_no, roles=names)
    return CitizenView(
        user_id=user_id,
        language=row["language"]
        if row["language_chosen"]
        else telegram_language or row["language"],
        process_no=process_no,
        district=row["district"] or "",
        has_stated_eligibility=row["eligible_utc"] is not None,
        has_consented=row["consent_utc"] is not None,
        is_known=True,
        roles=names,
    )


def shown_first(house: House, own: int | None = None) -> int | None:
    """Return the budget year shown to somebody who named none; `own` is their last one."""
    return years.shown_first(house.processes.values(), house.clock.now(), own)


async def start(
    house: House, occasion: Occasion, telegram_language: str | None, process_no: int | None
) -> CitizenView:
    """Meet a person (again), looking at the budget year of a link, else the one shown first."""
    if process_no is not None:
        house.process(process_no)

    async def act(tx: Transaction) -> CitizenView:
        known = await stored.look_up(tx, occasion.user_id)
        looks_at = process_no
        if looks_at is None:
            looks_at = shown_first(house, known["process_no"] if known is not None else None)
        language = telegram_language or house.default_language
        await stored.meet(tx, occasion.user_id, language, looks_at, occasion.now_s)
        return await view_of(house, tx, occasion.user_id, telegram_language)

    return await house.db.write(act)


async def turn_to(house: House, occasion: Occasion, process_no: int) -> None:
    """Have a person look at a budget year from now on."""
    house.process(process_no)
    await house.db.write(lambda tx: stored.turn_to(tx, occasion.user_id, process_no))


async def choose_language(house: House, occasion: Occasion, language: str) -> CitizenView:
    """Switch a person's language for good."""

    async def act(tx: Transaction) -> CitizenView:
        await stored.choose_language(tx, occasion.user_id, language, occasion.now_s)
        return await view_of(house, tx, occasion.user_id)

    return await house.db.write(act)


async def accept_notice(
    house: House, occasion: Occasion, process_no: int, heading: Heading | None
) -> CitizenView:
    """Note that the notice was read and eligibility stated.

    A link to a district's ballot states the district too, where the person has none yet.
    """
    house.process(process_no)
    district = heading.district_id if heading is not None and heading.district_id else None

    async def act(tx: Transaction) -> CitizenView:
        known = await stored.participant(tx, process_no, occasion.user_id)
        keeps = known is not None and known["district"]
        await stored.meet(tx, occasion.user_id, house.default_language, process_no, occasion.now_s)
        await stored.join(
            tx,
            process_no,
            occasion.user_id,
            shuffle_seed=house.random_bytes(SEED_BYTES).hex(),
            district=None if keeps else district,
            eligible_utc=occasion.now_s,
        )
        return await view_of(house, tx, occasion.user_id, None, process_no)

    return await house.db.write(act)


async def give_consent(house: House, occasion: Occasion, process_no: int) -> CitizenView:
    """Note the consent to Telegram as an overseas service."""
    house.process(process_no)

    async def act(tx: Transaction) -> CitizenView:
        await stored.join(
            tx,
            process_no,
            occasion.user_id,
            shuffle_seed=house.random_bytes(SEED_BYTES).hex(),
            consent_utc=occasion.now_s,
        )
        return await view_of(house, tx, occasion.user_id, None, process_no)

    return await house.db.write(act)


async def choose_district(
    house: House, occasion: Occasion, process_no: int, district_id: str
) -> CitizenView:
    """Take a district as one's own.

    Raises:
        NotThere: "no-such-district".
        Stale: "ballot-in-other-district" while a ballot stands in the former district.
    """
    process = house.process(process_no)
    if process.district(district_id) is None:
        raise NotThere("no-such-district")

    async def act(tx: Transaction) -> CitizenView:
        known = await stored.participant(tx, process_no, occasion.user_id)
        former = known["district"] if known is not None else ""
        if former and former != district_id:
            await _refuse_where_voted(house, tx, process, former, occasion.user_id)
        await stored.join(
            tx,
            process_no,
            occasion.user_id,
            shuffle_seed=house.random_bytes(SEED_BYTES).hex(),
            district=district_id,
        )
        return await view_of(house, tx, occasion.user_id, None, process_no)

    return await house.db.write(act)


async def _refuse_where_voted(
    house: House, tx: Transaction, process: Process, district_id: str, user_id: int
) -> None:
    for heading in process.papers.values():
        if heading.district_id != district_id:
            continue
        voted = await has_voted(house, tx, process, heading, user_id)
        # What was prioritised here is over and done once it has closed.
        if voted or (voted is None and heading.vote is Vote.BUDGET):
            district = process.district(district_id)
            raise Stale("ballot-in-other-district", district=district, heading=heading)


async def has_voted(
    house: House, tx: Transaction, process: Process, heading: Heading, user_id: int
) -> bool | None:
    """Say whether the person's ballot stands in a heading; None once nobody can tell."""
    try:
        slot = house.keys.slot(process.no, heading.no, person(user_id))
    except KeyDestroyed:
        return None
    ballot = await stored_ballots.under(tx, slot)
    return ballot is not None and bool(ballot.ranking)


def person(user_id: int) -> str:
    """Return what identifies a voter in an open process: the account."""
    return f"account:{user_id}"


async def home(house: House, citizen: CitizenView) -> HomeView:
    """Return what a person can do now, and until when."""
    if citizen.process_no is None:
        raise NotThere("no-process")
    process = house.process(citizen.process_no)
    return await house.db.read(lambda tx: _home(house, tx, process, citizen))


_TOLD_ON_HOME = (Deed.CAST_BALLOT, Deed.PRIORITISE, Deed.PROPOSE, Deed.SUPPORT)


async def _home(house: House, tx: Transaction, process: Process, citizen: CitizenView) -> HomeView:
    now = house.clock.now()
    openings: list[Opening] = []
    for deed in _TOLD_ON_HOME:
        for heading in process.headings_for(citizen.district):
            until = open_until(process.stages, heading.programme, deed, now)
            if until is None or (deed is Deed.CAST_BALLOT and heading.awaits_projects):
                continue
            done = False
            if deed is Deed.PRIORITISE:
                heading = process.paper(AGENDA_PAPERS + heading.no) or heading
            if heading.deed is deed:
                done = bool(await has_voted(house, tx, process, heading, citizen.user_id))
            openings.append(Opening(deed, heading, until, done))
    openings += await statement_results.openings(tx, process, citizen.district, now)
    phases = tuple(
        dict.fromkeys(
            stage.phase
            for heading in process.headings
            for stage in stages_on(process.stages, heading.programme, now)
        )
    )
    coming = sorted(
        (stage for stage in process.stages if stage.starts_utc > now),
        key=lambda stage: stage.starts_utc,
    )
    published = await allocations.are_published(tx, process.no)
    mine = await proposals.count_of(tx, process.no, citizen.user_id)
    draft = await drafts.of(tx, citizen.user_id, "proposal")
    return HomeView(
        process=process,
        citizen=citizen,
        now=now,
        phases=phases,
        openings=tuple(openings),
        next_phase=coming[0].phase if coming else None,
        next_utc=coming[0].starts_utc if coming else None,
        has_results=published,
        has_shortlists=bool(await outcomes.published(tx, process.no, Vote.AGENDA)),
        my_proposals=mine,
        has_draft=draft is not None,
        other_years=years.other_years(house.processes.values(), now, process.no),
        line_reviews=await _public_line_reviews(tx, process, citizen),
    )


async def _public_line_reviews(
    tx: Transaction, process: Process, citizen: CitizenView
) -> tuple[Heading, ...]:
    own = [one for one in process.headings_for(citizen.district) if one.vote is Vote.LINES]
    if not own:
        return ()
    public = {one.heading_no for one in await outcomes.published(tx, process.no, Vote.LINES)}
    return tuple(one for one in own if one.no in public)
