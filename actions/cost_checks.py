"""What is told of the check of costs: departments before its date, managers once it is over."""

from datetime import UTC, datetime
from functools import partial

from actions import proposal_news, roles
from actions.house import House
from actions.notices import tells
from actions.sweeps import sweeps
from deliberation.cost_checks import CostChecks, CostChecksView, Told, cost_checks
from deliberation.process import Process
from storage import heartbeats, outbox, reviews
from storage import roles as stored_roles
from storage.database import Transaction
from storage.outbox import Notice

NEWS = "cost-checks"
SHOWN = 8


@sweeps
async def tell_of_dates(house: House) -> datetime | None:
    """Tell once of each date that comes near or is over; say when there is something next."""
    now = house.clock.now()
    coming: list[datetime] = []
    for process in tuple(house.processes.values()):
        for checks in cost_checks(process):
            told, again = checks.due(now), checks.next_utc(now)
            if again is not None:
                coming.append(again)
            if told is None:
                continue
            name = _name(process, checks, told)
            if await house.db.read(partial(heartbeats.last, name=name)) is None:
                await house.db.write(partial(_tell, process, checks, told, name, now))
    return min(coming, default=None)


async def _tell(
    process: Process, checks: CostChecks, told: Told, name: str, now: datetime, tx: Transaction
) -> None:
    """Tell departments of a date that comes, managers of one that is over."""
    now_s = int(now.timestamp())
    await heartbeats.beat(tx, name, now_s)
    role = roles.REVIEWER if told is Told.SOON else roles.MANAGER
    for user_id in await stored_roles.holders(tx, process.no, role):
        notice = Notice(
            kind=NEWS,
            chat_id=user_id,
            process_no=process.no,
            params={"until_s": int(checks.until_utc.timestamp()), "told": told.value},
            told_key=f"{name}:{user_id}",
        )
        await outbox.put(tx, notice, now_s)


@tells(NEWS)
async def checks_of(house: House, notice: Notice) -> CostChecksView | None:
    """Return what is not checked yet; None where nothing is left, or the date has moved."""
    process, now = house.process(notice.process_no), house.clock.now()
    until = datetime.fromtimestamp(int(notice.params["until_s"]), UTC)
    told = Told(str(notice.params["told"]))
    checks = next((one for one in cost_checks(process) if one.until_utc == until), None)
    if checks is None or checks.due(now) is not told:
        return None
    numbers = [one.no for one in checks.headings]

    async def read(tx: Transaction) -> CostChecksView | None:
        scopes = frozenset({""})
        if told is Told.SOON:
            scopes = await proposal_news.reviewer_scopes(tx, process, notice.chat_id)
        total, found = await reviews.uncosted(tx, process.no, numbers, scopes, most=SHOWN)
        if not total:
            return None
        return CostChecksView(process, now, checks, told, total, tuple(found))

    return await house.db.read(read)


def _name(process: Process, checks: CostChecks, told: Told) -> str:
    return f"{NEWS}:{process.no}:{int(checks.until_utc.timestamp())}:{told.value}"
