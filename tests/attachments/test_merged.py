from pathlib import Path

from actions import attachments, citizens, privacy, proposals
from actions.house import House
from deliberation.attachments import FileKind
from locales.translator import translator_for
from screens.attachments import show_files
from screens.proposal import show_history, show_proposal
from screens.proposal_buttons import ShowProposal
from screens.proposal_card import show_card
from tests.attachments.samples import pdf, photo
from tests.attachments.test_paths import attached, begun, sent
from tests.merging.samples import HAN, JIEUN, MINJUN, answers, merging_process, suggested
from tests.samples import occasion, open_house


async def merged(house: House) -> int:
    """Merge two proposals with files and one without; return the number of what was made."""
    numbers = []
    for user_id, files in ((JIEUN, [photo(), photo(shade=10)]), (HAN, [pdf()]), (MINJUN, [])):
        await begun(house, user_id)
        await attached(house, *files, user_id=user_id)
        numbers.append(await sent(house, user_id))
    view = await suggested(house, numbers)
    for user_id, number in zip((JIEUN, HAN, MINJUN), numbers, strict=True):
        view = await answers(house, view, user_id, number, "yes")
    assert view.made is not None
    return view.made.proposal_no


async def test_what_was_merged_shows_the_files_of_its_originals_and_whose_they_are(
    tmp_path: Path,
) -> None:
    t = translator_for("en")
    async with open_house(tmp_path, merging_process(files_most=2)) as house:
        number = await merged(house)

        files = await attachments.of_proposal(house, 1, number)
        page = await proposals.look(house, MINJUN, 1, number)

        back = ShowProposal(process_no=1, proposal_no=number)
        album, paper, _foot = show_files(files, back, t)
        assert [(one.kind, one.original) for one in files.files] == [
            (FileKind.PHOTO, "P1-0001"),
            (FileKind.PHOTO, "P1-0001"),
            (FileKind.PDF, "P1-0002"),
        ]
        assert album.text == "P1-0001, merged into P1-0004"
        assert len(album.pictures) == 2
        assert paper.document == ("P1-0002-1.pdf", pdf())
        attached_text = "Attached: 2 photos (P1-0001), 1 PDF (P1-0002)"
        assert attached_text in show_proposal(page, t).text
        assert attached_text in show_card(page, "https://t.me/bot", b"", t).text
        assert "with photos and documents of P1-0001, P1-0002" in show_history(page, 0, t).text


async def test_the_files_of_one_who_is_erased_go_from_what_was_merged(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process(files_most=2)) as house:
        number = await merged(house)
        here = occasion(house, JIEUN)

        await privacy.forget(house, here, await citizens.look(house, JIEUN, "ko"), here.now_s)

        files = await attachments.of_proposal(house, 1, number)
        assert [one.original for one in files.files] == ["P1-0002"]
