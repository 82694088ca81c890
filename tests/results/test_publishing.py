import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from actions import counting, fanouts, motions, publishing, results
from actions.house import House
from actions.notices import view_of
from deliberation.motion_views import MotionView
from deliberation.process import Process
from deliberation.refusals import BadInput, NotNow, NotPermitted, Stale
from deliberation.results_views import PublicationSummary, ResultNews
from storage import allocations, public_log
from storage.outbox import Notice
from tests.results.voting import cast, close_all, register, rows
from tests.samples import (
    FACILITATOR,
    MANAGER,
    SECOND_MANAGER,
    occasion,
    open_house,
    sample_process,
)

BALLOTS = {1: [(1, 2), (2,), (6,)], 2: [(1,), (1, 2), (3, 2), (3, 2)]}
WHY = {"ko": "추첨 번호를 잘못 입력했습니다.", "en": "The seed had been typed wrongly."}
JIEUN = 5_000_000_001


@asynccontextmanager
async def counted(folder: Path, process: Process | None = None) -> AsyncIterator[House]:
    async with open_house(folder, process or sample_process()) as house:
        await cast(house, BALLOTS)
        await close_all(house)
        if house.process(1).seed is None:
            await counting.enter_seed(house, occasion(house, MANAGER), 1, "first")
        await counting.count_due(house, 1, house.clock.now())
        yield house


async def summary(house: House) -> PublicationSummary:
    desk = await publishing.look_at_desk(house, occasion(house, MANAGER), 1)
    assert desk.summary is not None
    return desk.summary


async def publish(house: House) -> MotionView:
    sha256 = (await summary(house)).sha256
    moved = await publishing.move_publishing(house, occasion(house, MANAGER), 1, sha256)
    return await motions.second(house, occasion(house, SECOND_MANAGER), moved.motion_no, sha256)


async def test_two_managers_who_saw_the_same_hash_make_the_result_public(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        seen = await summary(house)
        moved = await publishing.move_publishing(house, occasion(house, MANAGER), 1, seen.sha256)
        with pytest.raises(NotNow, match="no-results-yet"):
            await results.look(house, occasion(house, JIEUN), 1)

        carried = await motions.second(
            house, occasion(house, SECOND_MANAGER), moved.motion_no, seen.sha256
        )

        found = await results.look(house, occasion(house, JIEUN), 1)
        log = await house.db.read(lambda tx: public_log.entries(tx, 1))
        assert (moved.outcome, carried.outcome) == ("moved", "carried")
        assert found.edition.number == 1
        assert found.edition.sha256 == seen.sha256
        assert (log[-1]["kind"], log[-1]["sha256"]) == (
            "results-published",
            found.edition.log_sha256,
        )
        assert json.loads(log[-1]["body"])["sha256"] == seen.sha256
        assert found.edition.log_seq == log[-1]["seq"]


async def test_one_manager_alone_publishes_nothing(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        seen = await summary(house)
        moved = await publishing.move_publishing(house, occasion(house, MANAGER), 1, seen.sha256)

        with pytest.raises(NotPermitted, match="own-motion"):
            await motions.second(house, occasion(house, MANAGER), moved.motion_no, seen.sha256)
        with pytest.raises(NotPermitted, match="role-needed"):
            await motions.second(house, occasion(house, FACILITATOR), moved.motion_no, seen.sha256)

        assert await rows(house, "SELECT * FROM editions") == []


async def test_a_hash_that_is_not_that_of_the_result_is_not_carried(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        seen = await summary(house)
        with pytest.raises(Stale, match="subject-changed"):
            await publishing.move_publishing(house, occasion(house, MANAGER), 1, "0" * 64)
        moved = await publishing.move_publishing(house, occasion(house, MANAGER), 1, seen.sha256)
        await house.db.write(
            lambda tx: tx.write("UPDATE allocations SET sha256 = 'other' WHERE heading_no = 2")
        )

        with pytest.raises(Stale, match="subject-changed"):
            await motions.second(
                house, occasion(house, SECOND_MANAGER), moved.motion_no, seen.sha256
            )

        assert await rows(house, "SELECT * FROM editions") == []


async def test_publishing_twice_is_the_same_as_once(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        carried = await publish(house)

        again = await motions.second(
            house, occasion(house, SECOND_MANAGER), carried.motion_no, carried.subject_sha256
        )

        log = await rows(house, "SELECT * FROM public_log WHERE kind = 'results-published'")
        assert again.outcome == "carried"
        assert len(await rows(house, "SELECT * FROM editions")) == len(log) == 1


async def test_everybody_concerned_is_told_once_what_was_selected_for_them(
    tmp_path: Path,
) -> None:
    async with counted(tmp_path) as house:
        await register(house, JIEUN + 70, heading_no=3)
        await publish(house)

        await fanouts.spread(house)
        await fanouts.spread(house)

        told = await rows(house, "SELECT * FROM outbox WHERE kind = 'result-news'")
        people = [one["user_id"] for one in await rows(house, "SELECT * FROM participants")]
        notice = Notice("result-news", JIEUN + 70, {"edition": 1}, process_no=1)
        news = await view_of(house, notice)
        assert sorted(one["chat_id"] for one in told) == sorted(people)
        assert isinstance(news, ResultNews)
        assert [one.heading.heading_id for one in news.headings] == ["city", "jongno"]


async def test_managers_alone_see_results_that_are_not_public(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        draft = await results.look(house, occasion(house, MANAGER), 1)
        in_a_group = replace(occasion(house, MANAGER), is_private=False)

        assert draft.edition.number == 0
        assert not draft.edition.is_public
        for asks in (occasion(house, JIEUN), occasion(house, FACILITATOR), in_a_group):
            with pytest.raises(NotNow, match="no-results-yet"):
                await results.look_at_heading(house, asks, 1, 2)
            with pytest.raises(NotNow, match="no-results-yet"):
                await results.look_at_project(house, asks, 1, 2, 1)


async def test_nothing_is_published_while_something_closed_is_not_counted(
    tmp_path: Path,
) -> None:
    async with counted(tmp_path) as house:
        seen = await summary(house)
        await house.db.write(lambda tx: allocations.drop_drafts(tx, 1, [2]))

        with pytest.raises(Stale, match="count-unfinished"):
            await publishing.move_publishing(house, occasion(house, MANAGER), 1, seen.sha256)


async def test_a_correction_keeps_the_old_result_marked_with_the_reason(tmp_path: Path) -> None:
    async with counted(tmp_path, replace(sample_process(), seed=None)) as house:
        await publish(house)
        before = await results.look(house, occasion(house, JIEUN), 1)

        prepared = await publishing.prepare_correction(
            house, occasion(house, MANAGER), 1, WHY, "second"
        )
        moved = await publishing.move_correction(
            house, occasion(house, MANAGER), 1, WHY, "second", prepared.sha256
        )
        with pytest.raises(NotPermitted, match="own-motion"):
            await motions.second(house, occasion(house, MANAGER), moved.motion_no, prepared.sha256)
        await motions.second(
            house, occasion(house, SECOND_MANAGER), moved.motion_no, prepared.sha256
        )

        now = await results.look(house, occasion(house, JIEUN), 1)
        old = await results.look(house, occasion(house, JIEUN), 1, edition=1)
        assert now.edition.number == 2
        assert now.edition.why == WHY
        assert {one.result.seed for one in now.headings} == {"second"}
        assert old.edition.is_replaced
        assert [one.result for one in old.headings] == [one.result for one in before.headings]
        assert all(one.replaced_why == WHY for one in old.headings)
        assert await counting.seed_of(house, 1) == "second"


async def test_whoever_was_told_of_a_result_is_told_of_its_correction(tmp_path: Path) -> None:
    async with counted(tmp_path, replace(sample_process(), seed=None)) as house:
        await publish(house)
        await fanouts.spread(house)
        first = await rows(house, "SELECT chat_id FROM outbox WHERE kind = 'result-news'")
        prepared = await publishing.prepare_correction(
            house, occasion(house, MANAGER), 1, WHY, "second"
        )
        moved = await publishing.move_correction(
            house, occasion(house, MANAGER), 1, WHY, "second", prepared.sha256
        )
        await motions.second(
            house, occasion(house, SECOND_MANAGER), moved.motion_no, prepared.sha256
        )

        await fanouts.spread(house)
        late = await view_of(house, Notice("result-news", JIEUN, {"edition": 1}, process_no=1))

        told = await rows(house, "SELECT chat_id FROM outbox WHERE params LIKE '%: 2%'")
        assert {one["chat_id"] for one in told} >= {one["chat_id"] for one in first}
        assert late is None


async def test_a_correction_needs_a_reason_in_every_language(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        await publish(house)

        for why in ({"ko": WHY["ko"]}, {**WHY, "en": " \n "}, {}):
            with pytest.raises(BadInput, match="reason-missing"):
                await publishing.prepare_correction(house, occasion(house, MANAGER), 1, why)
        with pytest.raises(Stale, match="seed-frozen"):
            await publishing.prepare_correction(house, occasion(house, MANAGER), 1, WHY, "other")
        with pytest.raises(NotPermitted, match="role-needed"):
            await publishing.prepare_correction(house, occasion(house, JIEUN), 1, WHY)


async def test_a_receipt_is_found_however_it_is_typed_and_only_after_closing(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await cast(house, BALLOTS)
        [first, *_] = await rows(house, "SELECT code FROM ballots WHERE heading_no = 2")
        code = str(first["code"])
        while_voting = await results.find_receipt(house, 1, code)
        await close_all(house)

        plain = await results.find_receipt(house, 1, code)
        sloppy = await results.find_receipt(
            house, 1, " " + code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        )
        strange = await results.find_receipt(house, 1, "0000-0000-0000")

        assert while_voting.heading is None
        assert plain.heading is not None
        assert plain.heading.heading_id == "eunpyeong"
        assert sloppy.heading == plain.heading
        assert strange.heading is None
        with pytest.raises(BadInput, match="no-such-code"):
            await results.find_receipt(house, 1, "hello")
