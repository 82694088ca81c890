"""Getting updates: confirmed by a higher offset, given out again until then."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from rehearsal.box import Box
from rehearsal.people import Person
from rehearsal.refusals import TWO_POLLERS, WEBHOOK_ACTIVE, Refusal


async def texts(box: Box, **values: Any) -> list[str]:
    return [one["message"]["text"] for one in await box.call("getUpdates", values)]


async def test_updates_come_again_until_a_higher_offset_confirms_them(box: Box, jieun: Person):
    await jieun.send("하나")
    await jieun.send("둘")
    first = (await box.call("getUpdates", {}))[0]["update_id"]

    again = await texts(box)
    same = await texts(box, offset=first)
    later = await texts(box, offset=first + 1)
    after_a_crash = await texts(box)

    assert again == same == ["하나", "둘"]
    assert later == after_a_crash == ["둘"]


async def test_a_negative_offset_keeps_only_the_last(box: Box, jieun: Person):
    for word in ("하나", "둘", "셋"):
        await jieun.send(word)

    last = await texts(box, offset=-1)
    rest = await texts(box)

    assert last == rest == ["셋"]


async def test_limit_gives_out_the_oldest_and_at_most_a_hundred(box: Box, jieun: Person):
    for number in range(120):
        await jieun.send(str(number))

    few, many = await texts(box, limit=2), await texts(box, limit=100)

    assert few == ["0", "1"]
    assert many == [str(number) for number in range(100)]


async def test_a_long_poll_ends_as_soon_as_something_happens(box: Box, jieun: Person):
    poll = asyncio.create_task(texts(box, timeout=30))
    await asyncio.sleep(0)
    assert box.updates.is_polled

    await jieun.send("여기요")

    assert await asyncio.wait_for(poll, 1) == ["여기요"]


async def test_a_long_poll_without_news_ends_empty(box: Box):
    assert await box.call("getUpdates", {"timeout": 1}) == []


async def test_a_second_poller_ends_the_first_ones_wait_with_a_conflict(box: Box, jieun: Person):
    first = asyncio.create_task(texts(box, timeout=30))
    await asyncio.sleep(0)
    second = asyncio.create_task(texts(box, timeout=30))
    await asyncio.sleep(0)

    with pytest.raises(Refusal) as caught:
        await asyncio.wait_for(first, 60)
    await jieun.send("여기요")

    assert (caught.value.code, caught.value.description) == (409, f"Conflict: {TWO_POLLERS}")
    assert await asyncio.wait_for(second, 1) == ["여기요"]


async def test_polling_beside_a_webhook_is_a_conflict(box: Box):
    await box.call("setWebhook", {"url": "http://127.0.0.1:1/hook"})

    with pytest.raises(Refusal) as caught:
        await box.call("getUpdates", {})
    await box.call("deleteWebhook", {})

    assert caught.value.description == f"Conflict: {WEBHOOK_ACTIVE}"
    assert await box.call("getUpdates", {}) == []


async def test_updates_are_kept_for_24_hours(box: Box, jieun: Person):
    await jieun.send("오래된 글")
    box.clock.advance(timedelta(hours=23))
    await jieun.send("새 글")

    box.clock.advance(timedelta(hours=2))

    assert await texts(box) == ["새 글"]


async def test_allowed_updates_hold_for_later_updates_until_others_are_chosen(
    box: Box, jieun: Person
):
    await box.call("getUpdates", {"allowed_updates": ["callback_query"]})
    await jieun.send("바라지 않은 글")
    await box.call("getUpdates", {})
    await jieun.send("역시 바라지 않은 글")
    await box.call("getUpdates", {"allowed_updates": []})

    await jieun.send("요청한 글")

    assert await texts(box) == ["요청한 글"]


async def test_by_default_changes_of_other_members_are_left_out(box: Box, jieun: Person):
    group = box.supergroup("은평구", jieun)
    box.add_bot(group, jieun, rights=[])
    box.take_updates()
    await box.user("하나").join(group)
    without = {key for one in box.take_updates() for key in one}

    await box.call("getUpdates", {"allowed_updates": '["message", "chat_member"]'})
    await box.user("둘").join(group)
    with_it = {key for one in box.take_updates() for key in one}

    assert without == {"update_id", "message"}
    assert with_it == {"update_id", "message", "chat_member"}


async def test_update_ids_rise_by_one(box: Box, jieun: Person):
    for word in ("하나", "둘", "셋"):
        await jieun.send(word)

    ids = [one["update_id"] for one in await box.call("getUpdates", {})]

    assert ids == list(range(ids[0], ids[0] + 3))


async def test_quiet_waits_for_the_confirmation(box: Box, jieun: Person):
    await jieun.send("여기요")
    waiting = asyncio.create_task(box.quiet())
    update_id = (await box.call("getUpdates", {}))[0]["update_id"]
    await asyncio.sleep(0.05)
    assert not waiting.done()

    await box.call("getUpdates", {"offset": update_id + 1})

    await asyncio.wait_for(waiting, 60)


async def test_quiet_gives_up_and_says_what_is_open(box: Box, jieun: Person):
    await jieun.send("여기요")

    with pytest.raises(TimeoutError, match="1 updates unconfirmed"):
        await box.quiet(within_s=0.05)


async def test_quiet_also_waits_for_whoever_says_to_be_busy(box: Box):
    busy = [True]
    box.watch(lambda: busy[0])
    waiting = asyncio.create_task(box.quiet())
    await asyncio.sleep(0.05)
    assert not waiting.done()

    busy[0] = False

    await asyncio.wait_for(waiting, 60)
