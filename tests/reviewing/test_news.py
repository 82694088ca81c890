from pathlib import Path

from actions import following, proposal_news
from actions.house import House
from deliberation.review_views import NewsView
from deliberation.reviewing import Act
from storage import outbox
from storage.database import Transaction
from tests.reviewing.samples import (
    HAN,
    JIEUN,
    PARKS,
    answered,
    in_review,
    later,
    review_process,
    waiting_notices,
)
from tests.samples import occasion, open_house


async def settle_all(house: House) -> list[tuple[int, NewsView | None]]:
    """Tell whatever is due, as the deliverer does; return what each chat was told."""
    now_s = int(house.clock.now().timestamp())
    due = await house.db.read(lambda tx: outbox.due(tx, (0, 1, 2), now_s, 100))
    told = []
    for notice, _ in due:
        if notice.kind == proposal_news.NEWS:
            told.append((notice.chat_id, await proposal_news.news_of(house, notice)))

        async def settle(tx: Transaction, notice: outbox.Notice = notice) -> None:
            await outbox.claim(tx, notice.notice_no)
            await outbox.settle(tx, notice, "delivered", now_s)

        await house.db.write(settle)
    return told


async def test_a_step_is_told_at_once_and_the_next_ones_together_an_hour_later(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        first = await settle_all(house)
        later(house, minutes=10)
        await answered(house, number, Act.ASK, "Which playground is it?")
        await answered(house, number, Act.ANSWER, "The one by the library.", user_id=JIEUN)
        await answered(house, number, Act.FIND_UNDER_WAY, "It is being built already.")

        soon = await settle_all(house)
        later(house, minutes=50)
        second = await settle_all(house)

        assert [chat for chat, _ in first] == [JIEUN]
        assert soon == []
        [(chat, news)] = second
        assert chat == JIEUN
        assert news is not None
        assert [one.kind for one in news.items[0].events] == ["asked", "answered", "under-way"]


async def test_followers_hear_what_is_public_and_nothing_else(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        await following.follow(house, occasion(house, HAN), 1, number, True)
        await settle_all(house)
        later(house, hours=2)
        await answered(house, number, Act.OPINE, "It cannot be built there.")
        of_opinion = [chat for chat, _ in await settle_all(house)]
        later(house, hours=2)
        await answered(house, number, Act.APPEAL, "It can, see the map.", user_id=JIEUN)
        await answered(house, number, Act.FIND_FEASIBLE, "1억원", "You are right.")

        told = dict(await settle_all(house))[HAN]

        assert of_opinion == [JIEUN]
        assert told is not None
        assert [one.kind for one in told.items[0].events] == ["feasible"]


async def test_whoever_stops_following_hears_nothing_more(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        for wished in (True, True, False):
            await following.follow(house, occasion(house, HAN), 1, number, wished)

        await answered(house, number, Act.FIND_UNDER_WAY, "It is being built already.")

        assert HAN not in [chat for chat, _ in await settle_all(house)]


async def test_a_department_is_told_of_its_queue_once_an_hour(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        await in_review(house, HAN)

        rows = await waiting_notices(house, proposal_news.QUEUE)
        notice = outbox.Notice(proposal_news.QUEUE, PARKS, process_no=1)
        view = await proposal_news.queue_of(house, notice)

        assert [row["chat_id"] for row in rows] == [PARKS]
        assert view is not None
        assert view.total == 2
        assert view.oldest is not None
        assert view.oldest.proposal_no == number


async def test_news_that_join_while_one_is_sent_are_told_an_hour_later(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        now_s = int(house.clock.now().timestamp())
        [(notice, _)] = [
            one
            for one in await house.db.read(lambda tx: outbox.due(tx, (2,), now_s, 10))
            if one[0].kind == proposal_news.NEWS
        ]
        await house.db.write(lambda tx: outbox.claim(tx, notice.notice_no))

        await answered(house, number, Act.FIND_UNDER_WAY, "It is being built already.")
        done = await house.db.write(lambda tx: outbox.settle(tx, notice, "delivered", now_s))

        [row] = await waiting_notices(house, proposal_news.NEWS)
        later(house, hours=1)
        [(_, news)] = await settle_all(house)
        assert not done
        assert row["not_before_utc"] == now_s + 3600
        assert news is not None
        assert [one.kind for one in news.items[0].events] == ["under-way"]
