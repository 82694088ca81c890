from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from actions import fanouts, phases, processes
from actions.notices import view_of
from deliberation.audiences import Audience, unvoted_of
from deliberation.phase_views import StageNews
from deliberation.phases import Phase, Programme
from deliberation.refusals import Stale
from deliberation.rules import rules_sha256
from storage import ballots, groups, outbox, public_log, threads
from storage import fanouts as stored_fanouts
from storage import processes as stored_processes
from storage.ballots import StoredBallot
from storage.database import Transaction
from storage.fanouts import Fanout
from storage.outbox import Notice
from tests.managing.sample import (
    BEGINNING,
    DAY,
    HOUR,
    YEAR,
    Setting,
    StillClock,
    a_year,
    both,
    house_with,
    open_house,
)

JIEUN, HAN, MINJI, DORA = 1, 2, 3, 4
VOTE = "balloting-city-district"


@pytest.fixture
async def setting(tmp_path: Path) -> AsyncIterator[Setting]:
    async with house_with(tmp_path) as setting:
        await _people(setting)
        yield setting


async def _people(setting: Setting) -> None:
    await setting.meet(JIEUN, "ko", "east")
    await setting.meet(HAN, "en", "west")
    await setting.meet(MINJI, "ko")
    await setting.meet(DORA, "ko", "east")
    await setting.block(DORA)


async def _told(setting: Setting, chat_id: int) -> list[tuple[str, str]]:
    rows = await setting.notices(phases.NEWS)
    params = [json.loads(str(row["params"])) for row in rows if row["chat_id"] == chat_id]
    return [(one["stage_id"], one["event"]) for one in params]


def _whole_year() -> list[tuple[str, str]]:
    """Everything that somebody is told in a year whose first stage was on at the loading."""
    told: list[tuple[datetime, str, str]] = []
    for stage in YEAR:
        told.append((stage.starts_utc, stage.stage_id, "entered"))
        told.append((stage.ends_utc - DAY, stage.stage_id, "ending"))
        told.append((stage.ends_utc, stage.stage_id, "ended"))
    return [(stage_id, event) for at, stage_id, event in sorted(told)][1:]


async def test_over_a_whole_year_everybody_is_told_every_event_once(setting: Setting) -> None:
    until = YEAR[-1].ends_utc + DAY

    while setting.clock.now() < until:
        setting.wait(6 * HOUR)
        await phases.sweep(setting.house)
        await phases.sweep(setting.house)

    for person in (JIEUN, HAN, MINJI):
        assert Counter(await _told(setting, person)) == Counter(_whole_year())
    assert await _told(setting, DORA) == []


async def test_a_stage_that_passed_while_the_bot_was_down_is_told_as_ended_only(
    setting: Setting,
) -> None:
    setting.wait(60 * DAY)

    await phases.sweep(setting.house)

    assert await _told(setting, JIEUN) == [
        ("informing", "ended"),
        ("proposing", "ended"),
        ("reviewing", "entered"),
    ]


async def test_a_year_with_crashes_tells_the_same_as_one_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = StillClock()
    async with house_with(tmp_path, clock=clock) as setting:
        await _people(setting)
    put, calls = fanouts._put, 0

    async def breaks_now_and_then(*args: object, **kwargs: object) -> bool:
        nonlocal calls
        calls += 1
        going_on = await put(*args, **kwargs)  # type: ignore[arg-type]
        if calls % 3 == 0:
            raise ConnectionAbortedError
        return going_on

    monkeypatch.setattr(fanouts, "_put", breaks_now_and_then)
    crashes = 0

    while clock.now() < YEAR[-1].ends_utc + DAY:
        clock.at += 12 * HOUR
        async with open_house(tmp_path, clock) as setting:
            try:
                await phases.enter_due(setting.house, clock.now())
                await fanouts.spread(setting.house, chunk=1)
            except ConnectionAbortedError:
                crashes += 1

    monkeypatch.undo()
    async with open_house(tmp_path, clock) as setting:
        await phases.sweep(setting.house)
        assert crashes > 10
        for person in (JIEUN, HAN):
            assert Counter(await _told(setting, person)) == Counter(_whole_year())


async def test_only_a_districts_people_are_told_of_stages_for_districts(tmp_path: Path) -> None:
    stage = replace(YEAR[7], programmes=frozenset({Programme.DISTRICT}))
    heading = replace(a_year().headings[1], no=1)
    async with house_with(tmp_path, a_year((stage,), headings=(heading,))) as setting:
        await _people(setting)
        setting.clock.at = stage.starts_utc

        await phases.sweep(setting.house)

        rows = await setting.notices(phases.NEWS)
        assert [row["chat_id"] for row in rows] == [JIEUN]


async def test_a_headings_thread_is_told_once_in_its_own_topic(setting: Setting) -> None:
    async def bind(tx: Transaction) -> None:
        await groups.bind(
            tx,
            chat_id=-1001,
            process_no=setting.no,
            title="East",
            username="",
            language="ko",
            is_forum=True,
            rights=(),
            bound_by=1,
            now_s=setting.now_s,
        )
        for heading_no, state in ((1, threads.WANTED), (2, threads.WANTED), (3, threads.WANTED)):
            await threads.add(
                tx,
                process_no=setting.no,
                chat_id=-1001,
                heading_no=heading_no,
                title="x",
                topic_state=state,
                now_s=setting.now_s,
            )
        await threads.topic_made(tx, 1, 71)
        await threads.topic_made(tx, 2, 72)

    await setting.house.db.write(bind)
    setting.clock.at = YEAR[1].starts_utc

    await phases.sweep(setting.house)
    await phases.sweep(setting.house)

    rows = [row for row in await setting.notices(phases.NEWS) if row["chat_id"] == -1001]
    told = [(row["thread_id"], json.loads(str(row["params"]))["event"]) for row in rows]
    assert Counter(told) == Counter(
        {(71, "ended"): 1, (71, "entered"): 1, (72, "ended"): 1, (72, "entered"): 1}
    )
    assert {row["lane"] for row in rows} == {int(outbox.Lane.GROUPS)}


async def test_opening_the_vote_freezes_the_rules_once_and_logs_them(setting: Setting) -> None:
    for instant in (YEAR[7].starts_utc, YEAR[7].ends_utc, YEAR[8].ends_utc):
        setting.clock.at = instant
        await phases.sweep(setting.house)

    frozen = await setting.house.db.read(lambda tx: stored_processes.frozen_rules(tx, setting.no))
    logged = [
        json.loads(row["body"])
        for row in await setting.house.db.read(lambda tx: public_log.entries(tx, setting.no))
        if row["kind"] == phases.LOG_RULES
    ]
    assert frozen == rules_sha256(setting.process)
    assert [body["sha256"] for body in logged] == [frozen]


async def test_who_is_told_that_voting_opens_is_told_the_rules_hash(setting: Setting) -> None:
    setting.clock.at = YEAR[7].starts_utc
    await phases.sweep(setting.house)

    views = [
        await view_of(setting.house, outbox.notice_of(row))  # type: ignore[arg-type]
        for row in await setting.notices(phases.NEWS)
        if row["chat_id"] == JIEUN and VOTE in str(row["told_key"])
    ]

    assert [type(view) for view in views] == [StageNews]
    assert isinstance(views[0], StageNews)
    assert views[0].rules_sha256 == rules_sha256(setting.process)
    assert [heading.heading_id for heading in views[0].left] == ["city", "east"]


async def test_frozen_rules_cannot_be_loaded_over_but_names_can(setting: Setting) -> None:
    setting.clock.at = YEAR[7].starts_utc
    await phases.sweep(setting.house)
    process = setting.process
    other_size = replace(process.headings[0], ballot_size=2)
    renamed = replace(process.headings[0], names=both("시 전체", "The whole city"))

    with pytest.raises(Stale, match="rules-frozen"):
        await processes.load(
            setting.house,
            replace(process, headings=(other_size, *process.headings[1:])),
            b"other",
            1,
            setting.now_s,
        )
    await processes.load(
        setting.house,
        replace(process, headings=(renamed, *process.headings[1:])),
        b"renamed",
        1,
        setting.now_s,
    )

    assert setting.process.headings[0].names.in_language("en") == "The whole city"
    assert setting.process.headings[0].ballot_size == 3


async def test_a_file_cannot_open_voting_again(setting: Setting) -> None:
    setting.clock.at = YEAR[7].ends_utc + HOUR
    await phases.sweep(setting.house)
    longer = replace(YEAR[7], ends_utc=YEAR[7].ends_utc + DAY)
    stages = tuple(longer if one.stage_id == VOTE else one for one in YEAR)

    with pytest.raises(Stale, match="voting-closed"):
        await processes.load(
            setting.house, replace(setting.process, stages=stages), b"longer", 1, setting.now_s
        )


@pytest.mark.parametrize("shift", [-DAY, -30 * DAY, DAY])
async def test_a_file_cannot_move_the_closing_of_voting_that_is_open(
    setting: Setting, shift: timedelta
) -> None:
    setting.clock.at = YEAR[7].starts_utc + HOUR
    await phases.sweep(setting.house)
    before = setting.process
    moved = replace(
        YEAR[7],
        starts_utc=min(YEAR[7].starts_utc, YEAR[7].starts_utc + shift),
        ends_utc=YEAR[7].ends_utc + shift,
    )
    stages = tuple(moved if one.stage_id == VOTE else one for one in YEAR)

    with pytest.raises(Stale, match="voting-under-way"):
        await processes.load(
            setting.house, replace(before, stages=stages), b"moved", 1, setting.now_s
        )

    assert setting.process.stages == before.stages


async def test_the_same_file_again_keeps_dates_that_were_changed_since(setting: Setting) -> None:
    later = replace(YEAR[1], ends_utc=YEAR[1].ends_utc + HOUR)
    moved = replace(setting.process, stages=(YEAR[0], later, *YEAR[2:]))

    async def restate(tx: Transaction) -> None:
        await processes.restate(setting.house, tx, moved)

    await setting.house.db.write(restate)
    await processes.load(setting.house, a_year(), b"", 1, setting.now_s)

    log = await setting.house.db.read(lambda tx: public_log.entries(tx, setting.no))
    assert setting.process.stages[1] == later
    assert [row["kind"] for row in log].count(processes.LOADED) == 1


async def test_news_that_came_too_late_is_not_told_any_more(setting: Setting) -> None:
    setting.clock.at = YEAR[1].ends_utc - DAY
    await phases.sweep(setting.house)
    ending = Notice(
        phases.NEWS,
        JIEUN,
        {"stage_id": "proposing", "event": "ending", "due_s": setting.now_s},
        process_no=setting.no,
    )

    before = await view_of(setting.house, ending)
    setting.clock.at = YEAR[1].ends_utc
    after = await view_of(setting.house, ending)

    assert isinstance(before, StageNews)
    assert after is None


async def test_many_are_told_in_chunks_that_go_on_after_a_restart(tmp_path: Path) -> None:
    async with house_with(tmp_path) as setting:
        for user_id in range(1, 24):
            await setting.meet(user_id)
        fanout = Fanout(setting.no, "example", {}, Audience(), "x:")
        await setting.house.db.write(lambda tx: stored_fanouts.begin(tx, fanout, 1))
        more = await fanouts.spread(setting.house, chunk=5, most_waiting=10)
        first = len(await setting.notices("example"))
    async with open_house(tmp_path) as setting:
        again = await setting.house.db.write(lambda tx: stored_fanouts.begin(tx, fanout, 2))
        await fanouts.spread(setting.house, chunk=5)
        chats = [row["chat_id"] for row in await setting.notices("example")]

    assert (more, first, again) == (True, 10, False)
    assert chats == list(range(1, 24))


async def test_only_who_has_not_voted_is_among_the_unvoted(setting: Setting) -> None:
    setting.clock.at = BEGINNING + 181 * DAY
    slot = setting.house.keys.slot(setting.no, 2, f"account:{JIEUN}")
    await setting.meet(5, "ko", "east")

    async def vote(tx: Transaction) -> None:
        ballot = StoredBallot(slot, (1,), 1, "AAAA-BBBB-CCCC", "citizens")
        await ballots.keep(tx, setting.no, 2, ballot, ())

    await setting.house.db.write(vote)
    audience = unvoted_of(setting.process, 2)
    fanout = Fanout(setting.no, "example", {}, audience, "y:")
    await setting.house.db.write(lambda tx: stored_fanouts.begin(tx, fanout, 1))

    count = await fanouts.count(setting.house, setting.no, audience)
    await fanouts.spread(setting.house)

    assert count == 1
    assert [row["chat_id"] for row in await setting.notices("example")] == [5]


async def test_nobody_is_among_the_unvoted_once_the_key_is_gone(setting: Setting) -> None:
    setting.house.keys.destroy(setting.no, 2)

    count = await fanouts.count(setting.house, setting.no, unvoted_of(setting.process, 2))

    assert count == 0


async def test_what_was_over_before_the_loading_is_told_to_nobody(tmp_path: Path) -> None:
    clock = StillClock(BEGINNING + 100 * DAY)
    async with house_with(tmp_path, clock=clock) as setting:
        await setting.meet(JIEUN)

        await phases.sweep(setting.house)
        told = await setting.notices(phases.NEWS)

        assert told == []


async def test_a_year_loaded_while_voting_is_on_freezes_its_rules(tmp_path: Path) -> None:
    clock = StillClock(YEAR[7].starts_utc + HOUR)
    async with house_with(tmp_path, clock=clock) as setting:
        await phases.sweep(setting.house)

        frozen = await setting.house.db.read(
            lambda tx: stored_processes.frozen_rules(tx, setting.no)
        )
        assert frozen == rules_sha256(setting.process)


def test_the_sample_year_votes_in_two_stages() -> None:
    voting = [stage for stage in YEAR if stage.phase is Phase.BALLOTING]

    assert [stage.ends_utc - stage.starts_utc for stage in voting] == [
        timedelta(days=10),
        timedelta(days=27),
    ]
