from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions import proposals, searching
from actions import support as support_actions
from actions.house import House
from deliberation.proposals import Content, State
from deliberation.refusals import BadInput, Stale
from deliberation.reviewing import Act
from deliberation.searching import Order
from deliberation.searching_views import KEPT, ON_A_PAGE, SearchView
from storage import personal_data
from storage import proposals as stored
from storage.database import Transaction
from tests.proposing.samples import (
    CITY,
    EUNPYEONG,
    HAN,
    JIEUN,
    PROPOSAL,
    handed_in,
    later,
    proposing_process,
    register,
)
from tests.reviewing.samples import PARKS, answered, in_review, review_process
from tests.samples import occasion, open_house

BY_SOMEBODY = 77


async def put(
    house: House, title: str, *, heading_no: int = PROPOSAL, field: str = "parks"
) -> int:
    """Hand in a proposal without the dialogue before it."""
    now_s = int(house.clock.now().timestamp())
    content = Content(title, "그네가 낡았습니다.", "새것으로 바꿉니다.", "", None, field)

    async def act(tx: Transaction) -> int:
        one = await stored.add(
            tx, 1, heading_no, BY_SOMEBODY, content,
            language="ko", draft_token=title, now_s=now_s,
        )  # fmt: skip
        await stored.note(tx, one.proposal_no, "received", {}, now_s)
        return one.proposal_no

    return await house.db.write(act)


def numbers(view: SearchView) -> list[int]:
    return [line.proposal.proposal_no for line in view.lines]


async def look_for(house: House, words: str, user_id: int = HAN) -> SearchView:
    return await searching.begin(house, occasion(house, user_id), 1, words)


async def every_page(house: House, view: SearchView, user_id: int = HAN) -> list[list[int]]:
    here = occasion(house, user_id)
    pages = [
        await searching.turn(house, here, 1, view.search.number, page)
        for page in range(view.pages)
    ]
    return [numbers(one) for one in pages]


async def test_what_is_handed_in_changed_or_withdrawn_is_known_at_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        number = (await handed_in(house)).proposal.proposal_no

        found = await look_for(house, "놀이터")
        await proposals.withdraw(house, occasion(house, JIEUN), 1, number)
        gone = await look_for(house, "놀이터")
        asked = await searching.narrow(
            house, occasion(house, HAN), 1, gone.search.number, "state", "withdrawn"
        )

        assert numbers(found) == [number]
        assert numbers(gone) == []
        assert numbers(asked) == [number]


async def test_pages_never_repeat_a_proposal_and_stay_as_they_are_all_day(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        all_of_them = {await put(house, f"제안 번호 {at}") for at in range(3 * ON_A_PAGE - 2)}
        first = await look_for(house, "")

        pages = await every_page(house, first)
        later(house, hours=20)  # beyond midnight: a search that goes on keeps its order
        again = await every_page(house, first)
        tomorrow = await look_for(house, "")
        other = await every_page(house, await look_for(house, "", JIEUN), JIEUN)

        listed = [number for page in pages for number in page]
        assert [len(page) for page in pages] == [ON_A_PAGE, ON_A_PAGE, ON_A_PAGE - 2]
        assert sorted(listed) == sorted(all_of_them)
        assert again == pages
        assert tomorrow.search.number != first.search.number
        assert numbers(tomorrow) != pages[0]
        assert other != pages


async def test_filters_narrow_together_and_can_be_taken_away(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        here = occasion(house, HAN)
        city = await put(house, "하천 산책로", heading_no=CITY)
        parks = await put(house, "은평 산책로", heading_no=EUNPYEONG)
        safety = await put(house, "은평 산책로 등", heading_no=EUNPYEONG, field="safety")
        view = await look_for(house, "산책로")
        no = view.search.number

        district = await searching.narrow(house, here, 1, no, "district", "eunpyeong")
        both = await searching.narrow(house, here, 1, no, "field", "safety")
        again = await searching.narrow(house, here, 1, no, "field", "safety")
        whole = await searching.narrow(house, here, 1, no, "district", "-")
        free = await searching.narrow(house, here, 1, no, "field", "")

        assert sorted(numbers(district)) == [parks, safety]
        assert numbers(both) == numbers(again) == [safety]
        assert numbers(whole) == []
        assert numbers(free) == [city]


async def test_a_search_takes_over_the_filters_of_the_one_before(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        here = occasion(house, HAN)
        await put(house, "하천 산책로", heading_no=CITY)
        here_only = await put(house, "은평 산책로", heading_no=EUNPYEONG)
        view = await look_for(house, "")
        await searching.narrow(house, here, 1, view.search.number, "district", "eunpyeong")

        found = await searching.look_for(house, here, 1, view.search.number, "산책로")

        assert numbers(found) == [here_only]
        assert found.search.number == view.search.number + 1


async def test_from_a_proposal_one_goes_back_to_the_same_page(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        here = occasion(house, HAN)
        for at in range(2 * ON_A_PAGE):
            await put(house, f"제안 번호 {at}")
        view = await look_for(house, "")
        second = await searching.turn(house, here, 1, view.search.number, 1)
        number = numbers(second)[3]

        opened = await searching.open_found(house, here, 1, view.search.number, 1, number)
        looked = await proposals.look(house, HAN, 1, number)
        elsewhere = await proposals.look(house, HAN, 1, numbers(view)[0])

        assert looked.found_in == opened.found_in
        assert looked.found_in is not None
        back = await searching.turn(house, here, 1, looked.found_in.number, looked.found_in.page)
        assert numbers(back) == numbers(second)
        assert elsewhere.found_in is None


async def test_a_list_that_is_too_old_says_so(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await put(house, "하천 산책로")
        first = await look_for(house, "산책로")
        for at in range(KEPT):
            await look_for(house, f"산책로 {at}")

        with pytest.raises(Stale) as refused:
            await searching.turn(house, occasion(house, HAN), 1, first.search.number, 0)

        assert refused.value.code == "search-gone"


async def test_a_receipt_number_finds_its_proposal_in_any_state(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        number = (await handed_in(house)).proposal.proposal_no
        await proposals.withdraw(house, occasion(house, JIEUN), 1, number)

        found = await look_for(house, f"p1-{number:04d}")
        nothing = await look_for(house, "P1-0099")
        other_year = await look_for(house, f"P2-{number:04d}")

        assert numbers(found) == [number]
        assert numbers(nothing) == numbers(other_year) == []


async def test_the_most_supported_come_first_only_where_counts_are_public(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, proposing_process(support_hidden=True)) as house:
        for user_id in (JIEUN, HAN):
            await register(house, user_id)
        few, many = [await put(house, title) for title in ("첫째 산책로", "둘째 산책로")]
        for user_id, number in ((JIEUN, many), (HAN, many), (HAN, few)):
            await support_actions.support(house, occasion(house, user_id), 1, number, True)
        here = occasion(house, HAN)

        early = await look_for(house, "산책로")
        forced = await searching.narrow(
            house, here, 1, early.search.number, "order", Order.SUPPORTED.value
        )
        by_chance = [line.supporters for line in forced.lines]
        house.clock.set(house.process(1).stages[1].ends_utc)  # type: ignore[attr-defined]
        shown = await searching.turn(house, here, 1, early.search.number, 0)

        assert Order.SUPPORTED not in early.orders
        assert by_chance == [None, None]
        assert house.searched[1].supporters == {few: 1, many: 2}
        assert Order.SUPPORTED in shown.orders
        assert [(line.proposal.proposal_no, line.supporters) for line in shown.lines] == [
            (many, 2),
            (few, 1),
        ]


async def test_a_list_tells_no_opinion_that_only_the_proposer_reads(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        await answered(house, number, Act.OPINE, "It cannot be built there.", user_id=PARKS)

        view = await look_for(house, "놀이터")
        filtered = await searching.narrow(
            house, occasion(house, HAN), 1, view.search.number, "state", "opined"
        )
        in_reviewing = await searching.narrow(
            house, occasion(house, HAN), 1, view.search.number, "state", "reviewing"
        )

        assert [line.proposal.state for line in view.lines] == [State.REVIEWING]
        assert numbers(filtered) == []
        assert numbers(in_reviewing) == [number]


async def test_after_a_start_everything_is_found_again(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await put(house, "하천 산책로")
    async with open_house(tmp_path) as house:
        await searching.keep_up(house)

        known = len(house.searched[1].index)

        assert known == 1
        assert len(numbers(await look_for(house, "산책로"))) == 1


async def test_what_cannot_be_a_filter_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        view = await look_for(house, "")

        for kind, value in (("state", "lost"), ("order", "loudest"), ("colour", "red")):
            with pytest.raises(BadInput):
                await searching.narrow(
                    house, occasion(house, HAN), 1, view.search.number, kind, value
                )


async def test_the_last_searches_go_with_the_person(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await look_for(house, "아무도 모를 낱말")

        await house.db.write(lambda tx: personal_data.erase(tx, HAN))

        left = await house.db.read(
            lambda tx: tx.all("SELECT data FROM drafts WHERE user_id = :user_id", {"user_id": HAN})
        )
        assert left == []


async def test_every_phase_lets_everybody_search(tmp_path: Path) -> None:
    base = proposing_process()
    after = base.stages[-1].ends_utc + timedelta(days=30)
    async with open_house(tmp_path, replace(base)) as house:
        await put(house, "하천 산책로")
        house.clock.set(after)  # type: ignore[attr-defined]

        view = await look_for(house, "산책로")

        assert view.total == 1
