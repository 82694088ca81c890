from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from actions import (
    attachments,
    citizens,
    privacy,
    proposal_answers,
    proposal_drafts,
    proposals,
)
from actions.house import House
from deliberation.process import Process
from deliberation.proposals import Part
from deliberation.refusals import BadInput, NotThere
from tests.attachments.samples import GPS, huge_png, pdf, photo
from tests.proposing.phone import citizen
from tests.proposing.samples import HAN, JIEUN, proposing_process, register, written
from tests.samples import occasion, open_house


def taking_files() -> Process:
    return proposing_process(files_most=2)


async def blobs(house: House) -> list[bytes]:
    rows = await house.db.read(lambda tx: tx.all("SELECT content FROM blobs"))
    return [bytes(row["content"]) for row in rows]


async def attached(house: House, *files: bytes, user_id: int = JIEUN) -> None:
    for one in files:
        await attachments.attach(house, occasion(house, user_id), one)


async def sent(house: House, user_id: int = JIEUN) -> int:
    draft = await proposal_drafts.resume(house, occasion(house, user_id))
    assert draft is not None
    view = await proposal_drafts.send(house, occasion(house, user_id), draft.draft.token, "ko")
    return view.proposal.proposal_no


async def begun(house: House, user_id: int = JIEUN) -> None:
    await register(house, user_id)
    view = await written(house, user_id)
    if view.draft.asking is Part.FILES:
        await proposal_answers.leave_open(house, occasion(house, user_id), Part.FILES)


async def test_what_everybody_gets_of_a_photo_tells_no_place(tmp_path: Path) -> None:
    async with citizen(tmp_path, taking_files()) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await han.phone.send_document(photo(), "my house.jpg")
        await han.world.quiet()

        kept = await blobs(han.world.house)

        assert "Attached; it is kept with your draft. Attached: 1 photo" in han.sees
        assert GPS in Image.open(BytesIO(photo())).getexif()
        assert [dict(Image.open(BytesIO(one)).getexif()) for one in kept] == [{}]


async def test_fifty_megapixels_are_answered_and_nothing_is_stored(tmp_path: Path) -> None:
    async with citizen(tmp_path, taking_files()) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")

        await han.phone.send_document(huge_png(10_000, 5_000), "holiday.png")
        await han.world.quiet()

        assert "more than 40 million pixels" in han.sees
        assert "What is your proposal called?" in han.sees
        assert await blobs(han.world.house) == []


async def test_a_file_that_cannot_be_taken_is_not_even_fetched(tmp_path: Path) -> None:
    async with citizen(tmp_path, taking_files()) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")

        await han.phone.send_document(b"\x00" * 20_000_001, "film.pdf")
        await han.world.quiet()

        assert "at most 20 MB" in han.sees
        assert "getFile" not in han.world.box.calls


async def test_the_same_update_again_attaches_nothing_twice(tmp_path: Path) -> None:
    async with open_house(tmp_path, taking_files()) as house:
        await begun(house)
        where = occasion(house, JIEUN, update_id=77)

        await attachments.attach(house, where, photo())
        again = await attachments.attach(house, where, photo())

        assert len(again.draft.files) == 1


@pytest.mark.parametrize("code", ["files-full", "file-known", "files-not-taken"])
async def test_a_file_too_many_leaves_nothing_behind(tmp_path: Path, code: str) -> None:
    most = {"files-full": 1, "file-known": 2, "files-not-taken": 0}[code]
    async with open_house(tmp_path, proposing_process(files_most=most)) as house:
        await begun(house)
        if most:
            await attached(house, photo())
        before = await blobs(house)

        with pytest.raises(BadInput) as refused:
            await attached(house, photo(shade=10 if code == "files-full" else 90))

        assert refused.value.code == code
        assert await blobs(house) == before


async def test_a_photo_of_two_people_goes_with_the_last_of_them(tmp_path: Path) -> None:
    async with open_house(tmp_path, taking_files()) as house:
        for one in (JIEUN, HAN):
            await begun(house, one)
            await attached(house, photo(), user_id=one)
        number = await sent(house)

        shared = len(await blobs(house))
        await proposals.withdraw(house, occasion(house, JIEUN), 1, number)
        after_one = len(await blobs(house))
        draft = await proposal_drafts.resume(house, occasion(house, HAN))
        assert draft is not None
        await proposal_drafts.drop(house, occasion(house, HAN), draft.draft.token)

        assert (shared, after_one, len(await blobs(house))) == (1, 1, 0)
        with pytest.raises(NotThere):
            await attachments.of_proposal(house, 1, number)


async def test_changes_show_only_once_they_are_saved(tmp_path: Path) -> None:
    async with open_house(tmp_path, taking_files()) as house:
        await begun(house)
        await attached(house, photo())
        number = await sent(house)
        draft = await proposal_drafts.revise(house, occasion(house, JIEUN), 1, number)
        old = draft.draft.files[0].attachment_no
        await attachments.remove(house, occasion(house, JIEUN), old)
        await attached(house, pdf())

        before = await attachments.of_proposal(house, 1, number)
        await sent(house)
        after = await attachments.of_proposal(house, 1, number)
        history = await proposals.look(house, HAN, 1, number)

        assert [one.kind for one in before.files] == ["photo"]
        assert [one.content for one in after.files] == [pdf()]
        assert history.events[-1].params["parts"] == ["files"]
        assert await blobs(house) == [pdf()]


async def test_changes_that_are_dropped_leave_the_proposal_as_it_was(tmp_path: Path) -> None:
    async with open_house(tmp_path, taking_files()) as house:
        await begun(house)
        await attached(house, photo())
        number = await sent(house)
        draft = await proposal_drafts.revise(house, occasion(house, JIEUN), 1, number)
        await attachments.remove(house, occasion(house, JIEUN), draft.draft.files[0].attachment_no)
        await attached(house, pdf())

        await proposal_drafts.drop(house, occasion(house, JIEUN), draft.draft.token)

        view = await attachments.of_proposal(house, 1, number)
        assert [one.kind for one in view.files] == ["photo"]
        assert len(await blobs(house)) == 1


async def test_an_erased_person_leaves_no_photo(tmp_path: Path) -> None:
    async with open_house(tmp_path, taking_files()) as house:
        await begun(house)
        await attached(house, photo())
        number = await sent(house)
        here = occasion(house, JIEUN)
        who = await citizens.look(house, JIEUN, "ko")

        known = await privacy.my_data(house, here, who)
        await privacy.forget(house, here, who, here.now_s)

        assert '"attachments"' in known.document.decode()
        assert known.files == 1
        assert await blobs(house) == []
        assert (await proposals.look(house, HAN, 1, number)).files == ()
