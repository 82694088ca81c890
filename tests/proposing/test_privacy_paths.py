import json
from pathlib import Path

from tests.proposing.phone import Citizen, citizen
from tests.proposing.test_privacy import busy_process


def last_file(han: Citizen) -> dict[str, object]:
    """Return the JSON in the newest document in the chat."""
    documents = [one for one in han.phone.messages() if "document" in one.content]
    stored = han.world.box.files.by_id[documents[-1].content["document"]["file_id"]]
    found: dict[str, object] = json.loads(stored.data)
    return found


async def votes(han: Citizen) -> None:
    await han.starts("b-1-2")
    await han.taps("Project 2")


async def test_a_stranger_may_ask_what_is_stored(tmp_path: Path) -> None:
    async with citizen(tmp_path, busy_process()) as han:
        await han.says("/privacy")
        explained = han.sees
        await han.says("/mydata")

        assert "servers are abroad" in explained
        assert "02-120" in explained
        assert last_file(han)["stored"] == {}


async def test_my_data_is_shown_protected_and_sent_as_a_file(tmp_path: Path) -> None:
    async with citizen(tmp_path, busy_process()) as han:
        await han.registers()
        await votes(han)

        await han.says("/mydata")

        shown = [
            one for one in han.phone.messages() if "Telegram number" in one.content.get("text", "")
        ]
        assert "1. Project 2" in shown[-1].content["text"]
        assert shown[-1].is_protected
        assert last_file(han)["telegram_id"] == han.phone.id


async def test_erasing_takes_two_taps_and_says_what_stays(tmp_path: Path) -> None:
    async with citizen(tmp_path, busy_process()) as han:
        await han.registers()
        await votes(han)
        await han.says("/forget")
        explained = han.sees

        await han.taps("Go on to erasing")
        asked = han.sees
        await han.taps("Yes, erase and withdraw my ballots")
        erased = han.sees
        await han.says("/home")

        assert "Withdrawn: your ballots in City level" in explained
        assert "This cannot be taken back." in asked
        assert "Your data is erased" in erased
        assert "Your ballots in City level are withdrawn." in erased
        assert "I have read this and may take part" in han.buttons


async def test_in_korean_the_whole_of_it_reads_korean(tmp_path: Path) -> None:
    async with citizen(tmp_path, busy_process(), language="ko") as han:
        await han.says("/privacy")
        explained = han.sees
        await han.taps("내 정보 지우기")
        before = han.sees
        await han.taps("지우기 계속")
        await han.taps("네, 지웁니다")

        assert "해외" in explained
        assert "곧바로 지우는 것" in before
        assert "내 정보를 지우고 동의를 철회했습니다." in han.sees
