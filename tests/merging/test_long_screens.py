"""What a facilitator reads of merging stays within one message, however much there is of it."""

from datetime import timedelta
from typing import TypeGuard

from deliberation.merging import (
    PARTS_MOST,
    REASON_LENGTHS,
    Answer,
    Joint,
    Merge,
    MergePart,
    MergeState,
    WhyLeft,
)
from deliberation.merging_views import MergeDeskView, MergeLine, MergeView
from deliberation.proposals import LENGTHS, Content, Part, Proposal, State, code_of
from locales.translator import translator_for
from screens.merging import ASKED_ON_A_PAGE, show_merge_desk
from screens.merging_answers import show_merge
from screens.merging_buttons import ShowMerge, ShowMergeDesk
from screens.screen import Press
from tests.merging.samples import merging_process
from tests.samples import NOON

PROCESS = merging_process()
NUMBERS = range(1, PARTS_MOST + 1)
MESSAGE = 4096
KO = translator_for("ko")


def _long(part: Part) -> str:
    return "가" * LENGTHS[part][1]


def _proposal(number: int) -> Proposal:
    content = Content(title=_long(Part.TITLE), problem=_long(Part.PROBLEM), idea=_long(Part.IDEA))
    heading_no = PROCESS.headings[0].no
    return Proposal(number, 1, heading_no, number, content, "ko", State.RECEIVED, NOON)


def _merge(*parts: MergePart, merge_no: int = 1) -> Merge:
    until = NOON + timedelta(days=7)
    heading_no = PROCESS.headings[0].no
    return Merge(merge_no, 1, heading_no, 1, Joint(), 1, MergeState.ASKED, 9, until, parts)


def test_eleven_reasons_beside_a_long_text_fit_into_one_message() -> None:
    reason = "나" * REASON_LENGTHS[1]
    refused = [
        MergePart(number, Answer.REFUSES, WhyLeft.REFUSED, reason) for number in NUMBERS[2:]
    ]
    merge = _merge(MergePart(1), MergePart(2), *refused)
    proposals = {number: _proposal(number) for number in NUMBERS}
    view = MergeView(PROCESS, PROCESS.headings[0], merge, proposals, NOON)

    text = show_merge(view, KO).text

    assert text.count("나…") == len(refused)
    assert len(text) < MESSAGE


def test_many_suggestions_that_wait_for_answers_are_shown_page_by_page() -> None:
    codes = tuple(code_of(1, number) for number in NUMBERS)
    asked = tuple(
        MergeLine(_merge(merge_no=number), codes, 0) for number in range(ASKED_ON_A_PAGE * 2)
    )
    view = MergeDeskView(PROCESS, NOON, (), asked)

    pages = [show_merge_desk(view, page, KO) for page in (0, 1)]

    keys = [key.button for page in pages for row in page.rows for key in row if _is_press(key)]
    assert all(len(page.text) < MESSAGE for page in pages)
    listed = [key.merge_no for key in keys if isinstance(key, ShowMerge)]
    assert listed == [one.merge.merge_no for one in asked]
    assert ShowMergeDesk(process_no=PROCESS.no, page=1) in keys


def _is_press(key: object) -> TypeGuard[Press]:
    return isinstance(key, Press)
