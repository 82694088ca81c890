"""Announcing phases: what has fallen due is told once in each chat, also after downtime.

The phase itself is always computed from schedule and clock; nothing here lets anybody do
anything. What has been told is one word for each stage, saved in the transaction that also puts
the notices, so that a crash tells nothing twice and forgets nothing.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from actions import citizens, fanouts, processes
from actions import threads as thread_actions
from actions.house import House
from actions.notices import tells
from actions.sweeps import sweeps
from deliberation.audiences import audience_of
from deliberation.phase_views import StageNews
from deliberation.phases import PERMITS, Phase, Stage, Vote
from deliberation.process import Heading, Process
from deliberation.rules import rules_sha256, rules_text
from deliberation.schedule import DueEvent, Told, due_events, next_event_utc, told_after
from storage import citizens as stored_citizens
from storage import fanouts as stored_fanouts
from storage import outbox, public_log, threads
from storage import processes as stored
from storage.database import Transaction
from storage.fanouts import NEWS, Fanout
from storage.outbox import Lane, Notice

log = logging.getLogger(__name__)

EXTENDED = "extended"
LOG_STAGE, LOG_RULES = "stage", "rules-frozen"
KEPT = timedelta(hours=48)
PRUNED_AT_ONCE = 5_000
SPREAD_AGAIN = timedelta(seconds=20)


@sweeps
async def sweep(house: House) -> datetime | None:
    """Tell what has fallen due, and go on putting notices where many are to be told."""
    now = house.clock.now()
    await enter_due(house, now)
    going_on = await fanouts.spread(house)
    before = int((now - KEPT).timestamp())
    await house.db.write(lambda tx: stored_fanouts.prune_news(tx, before, PRUNED_AT_ONCE))
    coming = [next_event_utc(process.stages, now) for process in house.processes.values()]
    instants = [instant for instant in coming if instant is not None]
    return min([*instants, now + SPREAD_AGAIN] if going_on else instants, default=None)


async def enter_due(house: House, now: datetime) -> int:
    """Save what has fallen due by `now`, with all its notices; return how many events."""
    count = 0
    for process in tuple(house.processes.values()):
        if await house.db.read(partial(_is_due, process=process, now=now)):
            count += await house.db.write(
                partial(_enter, house=house, process_no=process.no, now=now)
            )
    return count


async def _is_due(tx: Transaction, process: Process, now: datetime) -> bool:
    told = await stored.told_of_stages(tx, process.no)
    if due_events(process.stages, told, now):
        return True
    return has_voting_opened(process, now) and not await stored.frozen_rules(tx, process.no)


def has_voting_opened(process: Process, now: datetime) -> bool:
    """Say whether voting has opened in any heading."""
    return any(
        stage.phase is Phase.BALLOTING and stage.starts_utc <= now for stage in process.stages
    )


async def _enter(tx: Transaction, house: House, process_no: int, now: datetime) -> int:
    # The schedule as it stands in the store: a change may have been saved a moment ago.
    process = await processes.standing(tx, process_no)
    now_s = int(now.timestamp())
    if has_voting_opened(process, now):
        await freeze(tx, process, now_s)
    events = due_events(process.stages, await stored.told_of_stages(tx, process_no), now)
    for event in events:
        await stored.tell_stage(tx, process_no, event.stage.stage_id, told_after(event, now))
        await _log_event(tx, process, event, now_s)
        await tell(tx, process, event.stage, event.told.value, event.due_utc, now_s)
        log.info("process %d: %s %s", process_no, event.stage.stage_id, event.told.value)
    return len(events)


async def freeze(tx: Transaction, process: Process, now_s: int) -> None:
    """Freeze the rules for good and put their hash into the public log; once."""
    if await stored.frozen_rules(tx, process.no):
        return
    sha256 = rules_sha256(process)
    await stored.freeze_rules(tx, process.no, sha256)
    body = {"sha256": sha256, "rules": rules_text(process)}
    await public_log.append(tx, process.no, LOG_RULES, body, now_s)
    log.info("process %d: rules frozen as %s", process.no, sha256)


async def _log_event(tx: Transaction, process: Process, event: DueEvent, now_s: int) -> None:
    if event.told is Told.ENDING:
        return
    body = {
        "stage": event.stage.stage_id,
        "phase": event.stage.phase.value,
        "event": event.told.value,
        "due_utc": int(event.due_utc.timestamp()),
    }
    await public_log.append(tx, process.no, LOG_STAGE, body, now_s)


async def tell(
    tx: Transaction, process: Process, stage: Stage, event: str, due_utc: datetime, now_s: int
) -> None:
    """Begin to tell an event of a stage to everybody whom it concerns, people and groups."""
    concerned = headings_of(process, stage)
    name = f"stage:{process.no}:{stage.stage_id}:{event}:{int(due_utc.timestamp())}"
    params = {"stage_id": stage.stage_id, "event": event, "due_s": int(due_utc.timestamp())}
    if not concerned:
        return
    people = Fanout(process.no, NEWS, params, audience_of(concerned), f"{name}:")
    await stored_fanouts.begin(tx, people, now_s)
    for heading in concerned:
        await thread_actions.refresh_cards(tx, process, heading, now_s)
        for thread in await threads.of_heading(tx, process.no, heading.no):
            if not thread.can_be_written_to:
                continue
            notice = Notice(
                kind=NEWS,
                chat_id=thread.chat_id,
                thread_id=thread.topic_id,
                process_no=process.no,
                params={**params, "heading_no": heading.no},
                lane=Lane.GROUPS,
                told_key=f"{name}:{thread.chat_id}:{thread.thread_no}",
            )
            await outbox.put(tx, notice, now_s)


def headings_of(process: Process, stage: Stage) -> tuple[Heading, ...]:
    """Return the headings that a stage is for."""
    return tuple(heading for heading in process.headings if stage.concerns(heading.programme))


@tells(NEWS)
async def news_of(house: House, notice: Notice) -> StageNews | None:
    """Return what a chat is told of a stage; None where it is not so any more."""
    process = house.process(notice.process_no)
    stage = next(
        (one for one in process.stages if one.stage_id == notice.params["stage_id"]), None
    )
    event, now = str(notice.params["event"]), house.clock.now()
    if stage is None or not _still_holds(stage, event, int(notice.params["due_s"]), now):
        return None
    heading = process.heading(int(notice.params.get("heading_no", 0)))

    async def read(tx: Transaction) -> StageNews:
        left: tuple[Heading, ...] = ()
        if heading is None and event in (Told.ENTERED, Told.ENDING, EXTENDED):
            left = await _left(house, tx, process, stage, notice.chat_id)
        frozen = await stored.frozen_rules(tx, process.no)
        return StageNews(
            process=process,
            stage=stage,
            event=event,
            now=now,
            heading=heading,
            left=left,
            next_stage=_next(process.stages, stage),
            rules_sha256=(frozen or "") if stage.phase is Phase.BALLOTING else "",
            bot_username=house.bot_username,
        )

    return await house.db.read(read)


def _still_holds(stage: Stage, event: str, due_s: int, now: datetime) -> bool:
    """Say whether an event is still true when its turn comes: broadcasts may take hours."""
    if event == Told.ENDED:
        return stage.ends_utc <= now
    if event == EXTENDED:
        return stage.is_on(now) and int(stage.ends_utc.timestamp()) == due_s
    if event == Told.ENDING:
        return stage.is_on(now) and stage.ends_utc - now <= timedelta(hours=24)
    return stage.is_on(now)


async def _left(
    house: House, tx: Transaction, process: Process, stage: Stage, user_id: int
) -> tuple[Heading, ...]:
    """Return the headings of a stage in which a person may vote and has not."""
    permitted = PERMITS[stage.phase]
    if not permitted & {vote.deed for vote in Vote}:
        return ()
    row = await stored_citizens.participant(tx, process.no, user_id)
    left = []
    for heading in process.papers_for(row["district"] if row is not None else ""):
        if heading.deed not in permitted or not stage.concerns(heading.programme):
            continue
        if heading.awaits_projects:
            continue
        if await citizens.has_voted(house, tx, process, heading, user_id) is False:
            left.append(heading)
    return tuple(left)


def _next(stages: Iterable[Stage], stage: Stage) -> Stage | None:
    """Return the stage that follows for the same programmes."""
    later = [
        one
        for one in stages
        if one.starts_utc >= stage.ends_utc
        and (
            one.programmes is None or stage.programmes is None or one.programmes & stage.programmes
        )
    ]
    return min(later, key=lambda one: one.starts_utc, default=None)
