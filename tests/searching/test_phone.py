"""What goes wrong on a phone: numbers that we may not take, old lists, people in groups."""

from pathlib import Path

from tests.proposing.phone import citizen


async def test_a_resident_number_is_not_searched_for_and_its_message_goes(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/search")

        sent = await han.says("900101-1234568")

        assert "resident registration number" in han.sees
        assert sent.id not in [one.id for one in han.phone.messages()]
        assert b"900101" not in everything_kept(han.world.folder)


async def test_signs_and_tricks_in_a_query_are_shown_as_they_are(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers("o-1-1")
        await han.taps("Begin: Citizen proposals")
        for words in ("Swings & slides", "The swings are old.", "Replace the swings."):
            await han.says(words)
        await han.taps("No particular place")
        await han.taps("I do not know")
        await han.taps("Parks")
        await han.taps("Hand it in")

        await han.says("/search <b>swings</b> \u202e&")

        assert "Words: <b>swings</b> &" in han.sees
        assert "No proposal fits." in han.sees
        await han.says("swings &")
        assert "1. Swings & slides" in han.sees
        await han.says("x" * 61)
        assert "61 characters" in han.sees
        await han.says("😀")
        assert "write a word" in han.sees


def everything_kept(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("madang.db*"))
