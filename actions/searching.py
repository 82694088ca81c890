"""Searching and browsing the proposals: kept in memory, brought up to date from the store.

What somebody looks for is kept under a number, so that a page, and the way back to it, are the
same in every message; a shuffle belongs to the person and the day on which the search began.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from zoneinfo import ZoneInfo

import numpy as np

from actions import support
from actions.house import House, Occasion, SearchedProposals
from actions.proposal_indexes import catch_up
from actions.proposals import view as proposal_view
from actions.sweeps import sweeps
from deliberation.process import Process
from deliberation.proposal_views import ProposalView
from deliberation.proposals import Proposal
from deliberation.refusals import BadInput, NotPermitted, NotThere, Stale
from deliberation.reviewing import public_state
from deliberation.searching import Entry, Found, Order, Wish, ordered
from deliberation.searching_views import (
    ON_A_PAGE,
    FoundLine,
    Search,
    Searches,
    SearchView,
    changed,
)
from deliberation.searching_words import accepted_query
from storage import proposals as stored
from storage import searches
from storage import support as stored_support
from storage.database import Transaction

COUNTS_FRESH_FOR_S = 60.0
WHOLE_CITY = "-"
_CODE = re.compile(r"\s*P(?P<process>\d{1,9})-(?P<number>\d{1,9})\s*", re.IGNORECASE)


@sweeps
async def keep_up(house: House) -> datetime | None:
    """Bring every year's index up to date, so that nobody waits for it."""
    for process_no in tuple(house.processes):
        await _caught_up(house, process_no)
    return None


async def begin(house: House, occasion: Occasion, process_no: int, raw: str = "") -> SearchView:
    """Begin a search among all proposals, by words where some are given.

    Raises:
        BadInput: as `deliberation.searching.accepted_query`.
        NotPermitted: "only-in-private".
    """
    words = accepted_query(raw) if raw.strip() else ""
    return await _begin(house, occasion, process_no, Wish(words))


async def look_for(
    house: House, occasion: Occasion, process_no: int, search_no: int, raw: str
) -> SearchView:
    """Look for words, with the filters of an earlier search (raises as `begin`)."""
    words = accepted_query(raw)

    async def read(tx: Transaction) -> Searches:
        return await searches.of(tx, occasion.user_id, process_no)

    before = (await house.db.read(read)).numbered(search_no)
    wish = before.wish if before is not None else Wish()
    return await _begin(house, occasion, process_no, replace(wish, words=words))


async def narrow(
    house: House, occasion: Occasion, process_no: int, search_no: int, kind: str, value: str
) -> SearchView:
    """Set a filter of a search, or its order; the same once more changes nothing.

    Raises:
        Stale: "search-gone".
        BadInput: "no-such-filter".
    """

    async def act(tx: Transaction) -> Search:
        known = await searches.of(tx, occasion.user_id, process_no)
        search = _numbered(known, search_no)
        try:
            search = changed(search, kind, value)
        except ValueError:
            raise BadInput("no-such-filter") from None
        now_s = occasion.now_s
        await searches.keep(tx, occasion.user_id, process_no, known.with_search(search), now_s)
        return search

    return await _shown(house, occasion, process_no, await house.db.write(act), 0)


async def turn(
    house: House, occasion: Occasion, process_no: int, search_no: int, page: int
) -> SearchView:
    """Return a page of a search, the nearest there is (Stale "search-gone")."""

    async def read(tx: Transaction) -> Search:
        return _numbered(await searches.of(tx, occasion.user_id, process_no), search_no)

    return await _shown(house, occasion, process_no, await house.db.read(read), page)


async def open_found(
    house: House,
    occasion: Occasion,
    process_no: int,
    search_no: int,
    page: int,
    proposal_no: int,
) -> ProposalView:
    """Return a proposal that was found, and remember the page to go back to.

    Raises:
        NotThere: "no-such-proposal".
    """
    process = house.process(process_no)

    async def act(tx: Transaction) -> ProposalView:
        proposal = await stored.by_number(tx, process_no, proposal_no)
        if proposal is None:
            raise NotThere("no-such-proposal")
        known = await searches.of(tx, occasion.user_id, process_no)
        search = known.numbered(search_no)
        if search is not None:
            opened = known.with_search(replace(search, opened=proposal_no, page=page))
            await searches.keep(tx, occasion.user_id, process_no, opened, occasion.now_s)
        return await proposal_view(house, tx, process, proposal, occasion.user_id)

    return await house.db.write(act)


async def _begin(house: House, occasion: Occasion, process_no: int, wish: Wish) -> SearchView:
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    zone = ZoneInfo(house.process(process_no).zone)
    day = house.clock.now().astimezone(zone).date().isoformat()

    async def act(tx: Transaction) -> Search:
        known = await searches.of(tx, occasion.user_id, process_no)
        newest = known.kept[-1] if known.kept else None
        if newest is not None and (newest.wish, newest.day) == (wish, day):
            return newest
        search = Search(known.next_number, wish, day)
        now_s = occasion.now_s
        await searches.keep(tx, occasion.user_id, process_no, known.with_search(search), now_s)
        return search

    return await _shown(house, occasion, process_no, await house.db.write(act), 0)


def _numbered(known: Searches, search_no: int) -> Search:
    search = known.numbered(search_no)
    if search is None:
        raise Stale("search-gone")
    return search


async def _shown(
    house: House, occasion: Occasion, process_no: int, search: Search, page: int
) -> SearchView:
    process = house.process(process_no)
    kept = await _caught_up(house, process_no)
    async with kept.turn:
        await _count(house, process, kept)
        seed = _seed(occasion.user_id, process, search)
        found, numbers = await asyncio.to_thread(_found, kept, process, search.wish, seed)
    pages = max(1, -(-len(numbers) // ON_A_PAGE))
    page = min(max(page, 0), pages - 1)
    on_page = [int(one) for one in numbers[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]]

    async def read(tx: Transaction) -> tuple[FoundLine, ...]:
        return await _lines(house, tx, process, on_page)

    return SearchView(
        process=process,
        search=search,
        now=house.clock.now(),
        lines=await house.db.read(read),
        total=len(numbers),
        page=page,
        pages=pages,
        orders=_orders(house, process),
        read_as=found.read_as,
        is_empty_year=not len(kept.index),
    )


def _found(
    kept: SearchedProposals, process: Process, wish: Wish, seed: int
) -> tuple[Found, Sequence[int]]:
    code = _CODE.fullmatch(wish.words)
    if code is not None:
        number = int(code["number"])
        is_ours = int(code["process"]) == process.no and number in kept.index
        numbers = np.array([number] if is_ours else [], np.int64)
        found = Found(numbers, np.ones(len(numbers), np.bool_))
    else:
        found = kept.index.find(wish, _heading_nos(process, wish.district))
    return found, ordered(found, wish.order, seed, kept.supporters).tolist()


def _heading_nos(process: Process, district: str) -> list[int] | None:
    if not district:
        return None
    wanted = "" if district == WHOLE_CITY else district
    return [one.no for one in process.headings if one.district_id == wanted]


def _seed(user_id: int, process: Process, search: Search) -> int:
    """Each person and day have a shuffle of their own, the same for every page."""
    name = f"{process.process_id}|{user_id}|{search.day}"
    return int.from_bytes(sha256(name.encode()).digest()[:8])


def _orders(house: House, process: Process) -> tuple[Order, ...]:
    if support.may_be_known(house, process):
        return tuple(Order)
    return (Order.SHUFFLED, Order.NEWEST)


async def _count(house: House, process: Process, kept: SearchedProposals) -> None:
    """Read anew how many support what, where that is known and was read a while ago."""
    now_s = house.clock.monotonic()
    if kept.counted_s is not None and 0 <= now_s - kept.counted_s < COUNTS_FRESH_FOR_S:
        return

    async def read(tx: Transaction) -> dict[int, int]:
        return await support.counts(house, tx, process)

    kept.supporters = await house.db.read(read)
    kept.counted_s = now_s


async def _lines(
    house: House, tx: Transaction, process: Process, numbers: Sequence[int]
) -> tuple[FoundLine, ...]:
    lines = []
    for number in numbers:
        proposal = await stored.by_number(tx, process.no, number)
        heading = process.heading(proposal.heading_no) if proposal is not None else None
        if proposal is None or heading is None:
            continue
        is_known = support.is_known(house, process, heading)
        count = await stored_support.count(tx, number) if is_known else None
        shown = replace(proposal, state=public_state(proposal.state), until_utc=None)
        lines.append(FoundLine(shown, heading, count))
    return tuple(lines)


async def _caught_up(house: House, process_no: int) -> SearchedProposals:
    kept = house.searched.setdefault(process_no, SearchedProposals())
    await catch_up(house, process_no, kept, partial(_take_over, kept))
    return kept


def _take_over(kept: SearchedProposals, fresh: list[Proposal]) -> None:
    for one in fresh:
        content = one.content
        parts = (content.title, content.place, content.problem, content.idea)
        kept.index.put(
            Entry(
                one.proposal_no,
                one.heading_no,
                content.field_id,
                public_state(one.state),
                content.title,
                "\n".join(part.replace("\n", " ") for part in parts),
            )
        )
