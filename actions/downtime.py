"""Times at which the bot was down: managers learn of those shortly before a closing."""

from datetime import UTC, datetime, timedelta

from actions import schedule
from actions.house import House
from actions.notices import tells
from actions.roles import MANAGER
from actions.sweeps import sweeps
from deliberation.delivery_views import DowntimeView
from deliberation.phase_views import Wish
from deliberation.schedule import LAST_HOUR, VOTES, disturbed_closings
from storage import heartbeats, outbox, roles
from storage.database import Transaction
from storage.outbox import Notice

WAS_DOWN = "was-down"
GOES_DOWN = "goes-down"
SHORT = timedelta(minutes=2)
LONGER = timedelta(hours=1)


@sweeps
async def beat(house: House) -> datetime | None:
    """Give a sign of life."""
    now = house.clock.now()
    now_s = int(now.timestamp())
    await house.db.write(lambda tx: heartbeats.beat(tx, heartbeats.BOT, now_s))
    return None


async def note_start(house: House) -> None:
    """Tell managers about closings in whose last hour the bot was down; call before sweeping."""
    now = house.clock.now()
    last_s = await house.db.read(lambda tx: heartbeats.last(tx, heartbeats.BOT))
    if last_s is None:
        return
    since = datetime.fromtimestamp(last_s, UTC)
    if now - since <= SHORT:
        return
    await _tell_all(house, WAS_DOWN, since, now)


async def note_stop(house: House) -> None:
    """Tell managers beforehand when the bot is stopped within the last hour before a closing."""
    now = house.clock.now()
    until = now + LAST_HOUR
    await beat(house)
    await _tell_all(house, GOES_DOWN, now, until)


async def _tell_all(house: House, kind: str, since: datetime, until: datetime) -> None:
    found = [
        (process.no, disturbance)
        for process in house.processes.values()
        for disturbance in disturbed_closings(process.stages, since, until)
    ]
    if not found:
        return

    async def act(tx: Transaction) -> None:
        for process_no, disturbance in found:
            stage_id = disturbance.stage.stage_id
            for manager in await roles.holders(tx, process_no, MANAGER):
                notice = Notice(
                    kind,
                    manager,
                    {
                        "stage": stage_id,
                        "since": int(since.timestamp()),
                        "until": int(until.timestamp()),
                    },
                    process_no=process_no,
                    told_key=f"{kind}:{process_no}:{stage_id}:{int(since.timestamp())}:{manager}",
                )
                await outbox.put(tx, notice, int(until.timestamp()))

    await house.db.write(act)


@tells(WAS_DOWN, GOES_DOWN)
async def downtime(house: House, notice: Notice) -> DowntimeView | None:
    """Return what a manager is told of a time without the bot."""
    process = house.process(notice.process_no)
    stage = next((s for s in process.stages if s.stage_id == notice.params["stage"]), None)
    if stage is None:
        return None
    number = process.stages.index(stage) + 1
    longer = Wish(schedule.EXTEND, number, stage.ends_utc + LONGER)
    return DowntimeView(
        process,
        stage,
        since=datetime.fromtimestamp(notice.params["since"], UTC),
        until=datetime.fromtimestamp(notice.params["until"], UTC),
        is_over=stage.ends_utc <= house.clock.now(),
        concerns_votes=stage.phase in VOTES,
        stage_no=number,
        longer_until=stage.ends_utc + LONGER,
        seen=schedule.fingerprint(process, longer),
    )
