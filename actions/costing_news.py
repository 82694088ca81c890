"""What is told of costs: that a heading's are public, and that some are missing before voting."""

from datetime import datetime, timedelta
from functools import partial

from actions import heading_news, roles
from actions.house import House
from actions.notices import tells
from actions.sweeps import sweeps
from deliberation.agenda import uncosted
from deliberation.agenda_views import CostNews
from deliberation.phases import Deed, open_until, opens_next
from deliberation.process import Heading, Process
from storage import citizens as stored_citizens
from storage import outbox
from storage import roles as stored_roles
from storage.database import Transaction
from storage.outbox import Notice

NEWS, MISSING = "cost-news", "costs-missing"
SOON = timedelta(hours=24)


async def tell_all(
    tx: Transaction, process: Process, heading: Heading, checkpoint: str, now_s: int
) -> None:
    """Tell everybody whom a heading concerns that its costs are public."""
    prefix = f"{NEWS}:{process.no}:{heading.no}:{checkpoint[:16]}:"
    await heading_news.tell(tx, process, [heading], NEWS, prefix, now_s)


@sweeps
async def tell_what_is_missing(house: House) -> datetime | None:
    """Tell managers once, a day before voting opens and when it does, of headings not ready."""
    now = house.clock.now()
    again: list[datetime] = []
    for process in tuple(house.processes.values()):
        for heading in process.headings:
            if not heading.awaits_projects:
                continue
            about = (process.stages, heading.programme, Deed.CAST_BALLOT, now)
            opens = opens_next(*about)
            if open_until(*about) is not None:
                await house.db.write(partial(_tell, process.no, heading.no, "open", now))
            elif opens is not None and opens - now <= SOON:
                again.append(opens)
                await house.db.write(partial(_tell, process.no, heading.no, "soon", now))
            elif opens is not None:
                again.append(opens - SOON)
    return min(again, default=None)


async def _tell(
    process_no: int, heading_no: int, when: str, now: datetime, tx: Transaction
) -> None:
    for manager in await stored_roles.holders(tx, process_no, roles.MANAGER):
        notice = Notice(
            kind=MISSING,
            chat_id=manager,
            process_no=process_no,
            params={"heading_no": heading_no},
            told_key=f"{MISSING}:{process_no}:{heading_no}:{when}:{manager}",
        )
        await outbox.put(tx, notice, int(now.timestamp()))


@tells(MISSING)
async def missing_of(house: House, notice: Notice) -> CostNews | None:
    """Return what is missing before a heading's voting can open; None once nothing is."""
    process = house.process(notice.process_no)
    heading = process.heading(int(notice.params["heading_no"]))
    if heading is None or not heading.awaits_projects:
        return None
    now = house.clock.now()
    is_open = open_until(process.stages, heading.programme, Deed.CAST_BALLOT, now) is not None
    missing = uncosted(heading.shortlisted_items)
    return CostNews(process, heading, missing, is_open=is_open)


@tells(NEWS)
async def news_of(house: House, notice: Notice) -> CostNews | None:
    """Return what is told of a heading's projects and their costs."""
    process = house.process(notice.process_no)
    heading = process.heading(int(notice.params["headings"][0]))
    if heading is None or not heading.projects:
        return None
    is_group = bool(notice.params.get("is_group"))
    if not is_group and heading.district_id:
        person = await house.db.read(
            lambda tx: stored_citizens.participant(tx, process.no, notice.chat_id)
        )
        if person is None or person["district"] != heading.district_id:
            return None
    about = (process.stages, heading.programme, Deed.CAST_BALLOT, house.clock.now())
    return CostNews(
        process,
        heading,
        is_group=is_group,
        is_open=open_until(*about) is not None,
        bot_username=house.bot_username,
    )
