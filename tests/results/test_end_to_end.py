"""From the last tap to the corrected result, through the rehearsal's Telegram."""

import logging
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from deliberation.bundle_check import verify_bundle
from rehearsal.people import Person
from tests import samples
from tests.groups.town import Town
from tests.world import World

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    found = Town(await World.open(tmp_path, "sample"))
    yield found
    await found.world.close()


@pytest.fixture
async def seedless(tmp_path: Path) -> AsyncIterator[Town]:
    process = replace(samples.sample_process(), seed=None)
    found = Town(await World.open(tmp_path, process))
    yield found
    await found.world.close()


def second_manager(town: Town) -> Person:
    return town.box.user("수아", language_code="ko", user_id=samples.SECOND_MANAGER)


async def voted(town: Town, *labels: str) -> str:
    """Have Han vote in Eunpyeong-gu; return the code that stands."""
    await town.register(town.han, "b-1-2")
    for label in labels:
        await town.tap(town.han, label)
    found = CODE.search(town.text(town.han))
    assert found is not None
    return found[0]


async def published(town: Town) -> Person:
    """Let voting end and two managers publish; return the second one."""
    sua = second_manager(town)
    await town.start(town.minsu)
    await town.start(sua)
    await town.passes(days=10)
    await town.tap(town.minsu, "결과 보기")
    await town.tap(town.minsu, "공개 요청")
    await town.tap(sua, "확인했고 동의합니다")
    return sua


def files(town: Town, person: Person) -> list[bytes]:
    """The files that the bot sent a person, oldest first."""
    ids = [
        message.content["document"]["file_id"]
        for message in person.messages()
        if "document" in message.content
    ]
    return [town.box.files.by_id[one].data for one in ids]


async def test_a_receipt_that_reached_a_phone_is_found_after_closing(town: Town) -> None:
    old = await voted(town, "Playground")
    await town.tap(town.han, "Ramps")
    found = CODE.search(town.text(town.han))
    assert found is not None
    code = found[0]
    await published(town)

    await town.send(town.han, "/results")
    await town.tap(town.han, "Find my receipt")
    await town.send(town.han, code.lower().replace("-", " "))
    mine = town.text(town.han)
    await town.tap(town.han, "Look for another code")
    await town.send(town.han, old)

    assert f"{code} was counted in Eunpyeong-gu" in mine
    assert f"{old} is not among the counted ballots" in town.text(town.han)


async def test_the_bundle_that_is_sent_recounts_to_what_is_shown(town: Town) -> None:
    code = await voted(town, "Playground")
    await published(town)

    await town.send(town.han, "/results")
    await town.tap(town.han, "Check it yourself")
    shown = town.text(town.han)
    await town.tap(town.han, "Send me the bundle")
    await town.tap(town.han, "Public log")
    await town.tap(town.han, "Send me the whole log")

    bundle, log = files(town, town.han)
    verified = verify_bundle(bundle)
    assert verified.sha256 in shown
    assert verified.checkpoint_sha256 in shown
    assert f"madang verify {verified.process_id}-1.zip" in shown
    assert code.encode() in bundle
    assert verified.checkpoint_sha256.encode() in log
    assert str(town.han.id).encode() not in bundle + log


async def test_a_group_is_told_and_its_link_leads_to_its_heading(town: Town) -> None:
    await town.start(town.mina)
    await town.start(town.minsu)
    chat = await town.with_topics("Eunpyeong-gu")
    await voted(town, "Playground")

    await published(town)
    await town.passes(minutes=5)
    await town.start(town.han, "r-1-2")

    told = [text for text in town.said(chat) if "선정 결과(안)를 알려 드립니다" in text]
    assert len(told) == 1
    assert "은평구" in told[0]
    assert "시 단위" not in told[0]
    assert "Eunpyeong-gu: proposed result" in town.text(town.han)


async def test_nobody_sees_results_before_two_managers_agree(town: Town) -> None:
    await voted(town, "Playground")
    await town.start(town.minsu)
    await town.passes(days=10)

    await town.send(town.han, "/results")
    await town.start(town.han, "r-1-2")
    seen = [str(message.content.get("text", "")) for message in town.han.messages()]
    await town.send(town.minsu, "/results")

    assert "There are no published results yet" in town.text(town.han)
    assert not any("proposed result" in text for text in seen)
    assert "운영 담당자에게만" in town.text(town.minsu)


async def test_closing_counting_and_publishing_survive_restarts(town: Town) -> None:
    code = await voted(town, "Playground")
    sua = second_manager(town)
    await town.start(town.minsu)
    await town.start(sua)
    await town.world.stop()
    town.box.clock.advance(samples.DAY * 10)
    await town.world.start()
    await town.tap(town.minsu, "결과 보기")
    await town.world.restart()
    await town.tap(town.minsu, "공개 요청")
    await town.world.restart()
    await town.tap(sua, "확인했고 동의합니다")
    await town.world.restart()

    told = [
        text
        for message in town.han.messages()
        if "results are published" in (text := str(message.content.get("text", "")))
    ]
    await town.send(town.han, "/results")
    await town.tap(town.han, "Check it yourself")
    await town.tap(town.han, "Send me the bundle")

    assert len(told) == 1
    assert code.encode() in files(town, town.han)[0]


async def test_a_manager_enters_the_seed_and_later_corrects_it_with_another(
    seedless: Town,
) -> None:
    town, sua = seedless, second_manager(seedless)
    await voted(town, "Playground", "Ramps")
    await town.start(town.minsu)
    await town.start(sua)
    await town.passes(days=10)
    asked = town.text(town.minsu)
    await town.tap(town.minsu, "추첨 기준값 입력")
    await town.send(town.minsu, "3 14 22")
    await town.tap(town.minsu, "네, 맞습니다")
    await town.tap(sua, "결과 보기")
    await town.tap(sua, "공개 요청")
    await town.tap(town.minsu, "확인했고 동의합니다")

    await town.send(town.minsu, "/staff")
    await town.tap(town.minsu, "선정 결과(안)")
    await town.tap(town.minsu, "결과 정정")
    await town.send(town.minsu, "3 14 23")
    await town.send(town.minsu, "짧음")
    await town.send(town.minsu, "추첨 번호 하나를 잘못 입력했습니다.")
    await town.send(town.minsu, "One number of the draw had been typed wrongly.")
    await town.tap(town.minsu, "정정 요청")
    await town.tap(sua, "확인했고 동의합니다")

    told = town.text(town.han)
    await town.send(town.han, "/results")
    await town.tap(town.han, "Earlier: edition 1")
    old = town.text(town.han)
    await town.tap(town.han, "What stands now")
    await town.tap(town.han, "Check it yourself")
    await town.tap(town.han, "Send me the bundle")
    assert "추첨 기준값이 필요합니다" in asked
    assert "have been corrected" in told
    assert "One number of the draw had been typed wrongly." in told
    assert "no longer stands" in old
    assert b'"seed":"3 14 23"' in files(town, town.han)[0]
    assert verify_bundle(files(town, town.han)[0]).edition == 2


async def test_logs_name_neither_codes_nor_choices(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    code = await voted(town, "Playground", "Ramps")

    await published(town)

    assert caplog.text
    assert code not in caplog.text
    assert not CODE.search(caplog.text)
    assert "Playground" not in caplog.text
    assert "놀이터" not in caplog.text
