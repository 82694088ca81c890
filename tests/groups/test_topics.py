"""Topics, asked of Telegram one by one, on a real store."""

import pytest

from actions import groups, topics
from actions.effects import record_done, record_refused
from actions.house import House
from deliberation.groups import RIGHTS, GroupFacts
from deliberation.refusals import NotPermitted
from storage import outbox
from storage import threads as stored
from tests import samples
from tests.groups.desk import CHAT, bound, by, make, waiting


async def test_topics_are_asked_for_twenty_seconds_apart_and_only_once(house: House) -> None:
    await bound(house, 1, 2, 3)

    await topics.make(house, by(house, update_id=1), 1, CHAT)
    await topics.make(house, by(house, update_id=1), 1, CHAT)
    await topics.make(house, by(house, update_id=2), 1, CHAT)

    due = [notice.not_before_utc for notice in await waiting(house, "create-topic")]
    assert [later - due[0] for later in due] == [0, 20, 40]


async def test_a_topic_that_may_have_been_made_is_shown_and_can_be_asked_for_again(
    house: House,
) -> None:
    await bound(house, 3)
    await topics.make(house, by(house), 1, CHAT)
    (notice,) = await waiting(house, "create-topic")
    await house.db.write(lambda tx: outbox.settle(tx, notice, "uncertain", 0))

    before = await groups.look(house, by(house), 1, CHAT)
    after = await topics.make(house, by(house), 1, CHAT)

    assert (before.threads[0].state, after.threads[0].state) == ("uncertain", "queued")
    assert len(await waiting(house, "create-topic")) == 1


async def test_the_late_answer_to_an_earlier_attempt_changes_nothing(house: House) -> None:
    await bound(house, 3)
    await topics.make(house, by(house), 1, CHAT)
    (first,) = await waiting(house, "create-topic")
    await house.db.write(lambda tx: outbox.settle(tx, first, "uncertain", 0))
    await topics.make(house, by(house), 1, CHAT)

    await house.db.write(lambda tx: record_done(tx, first, {"topic_id": 55}))

    thread = await house.db.read(lambda tx: stored.numbered(tx, 1))
    assert thread is not None
    assert (thread.topic_state, thread.topic_id) == ("queued", 0)


async def test_a_topic_that_telegram_refuses_is_shown_as_refused(house: House) -> None:
    await bound(house, 3)
    await topics.make(house, by(house), 1, CHAT)
    (notice,) = await waiting(house, "create-topic")

    await house.db.write(lambda tx: record_refused(tx, notice, "no-right"))

    view = await groups.look(house, by(house), 1, CHAT)
    assert view.threads[0].state == "refused"
    assert view.wants_topics


async def test_any_message_that_finds_no_topic_tells_whoever_bound_the_group(house: House) -> None:
    await make(house, 3)
    lost = outbox.Notice("some-news", CHAT, thread_id=101, process_no=1)

    await house.db.write(lambda tx: record_refused(tx, lost, "topic-gone"))

    (offer,) = await waiting(house, "topic-gone")
    view = await groups.look(house, by(house), 1, CHAT)
    assert offer.chat_id == samples.FACILITATOR
    assert view.threads[0].state == "gone"


async def test_without_the_right_no_topic_is_asked_for(house: House) -> None:
    poor = GroupFacts(CHAT, "Forum", "supergroup", "", True, True, frozenset(RIGHTS[1:]))
    await bound(house, 3, facts=poor)

    with pytest.raises(NotPermitted, match="bot-lacks-right") as caught:
        await topics.make(house, by(house), 1, CHAT)

    assert caught.value.params["rights"] == ("can_manage_topics",)
    assert await waiting(house, "create-topic") == []
