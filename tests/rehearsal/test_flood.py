"""Flood limits and failures on order."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from rehearsal.box import Box
from rehearsal.limits import GROUP_PER_MINUTE, OVERALL_PER_S, FloodGate
from rehearsal.people import Person


async def send(box: Box, chat_id: int) -> tuple[int, dict[str, Any]]:
    return await box.answer(box.token, "sendMessage", {"chat_id": chat_id, "text": "a"})


async def test_a_chat_gets_about_a_message_a_second(box: Box, jieun: Person):
    box.flood.is_on = True
    answers = [await send(box, jieun.id) for _ in range(4)]

    box.clock.advance(timedelta(seconds=1))
    later = await send(box, jieun.id)

    assert [status for status, _ in answers] == [200, 200, 200, 429]
    assert answers[3][1] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert later[0] == 200


async def test_a_group_gets_twenty_a_minute(box: Box, jieun: Person):
    group = box.group("모임", jieun)
    box.add_bot(group, jieun)
    box.flood.is_on = True
    passed = [(await send(box, group.id))[0] for _ in range(GROUP_PER_MINUTE)]

    status, body = await send(box, group.id)
    box.clock.advance(timedelta(seconds=body["parameters"]["retry_after"]))

    assert set(passed) == {200}
    assert (status, body["parameters"]["retry_after"]) == (429, 60)
    assert (await send(box, group.id))[0] == 200


async def test_all_chats_together_get_thirty_a_second(box: Box):
    people = [box.user(str(number)) for number in range(OVERALL_PER_S + 1)]
    for person in people:
        await person.start()
    box.flood.is_on = True

    statuses = [(await send(box, person.id))[0] for person in people]

    assert statuses == [200] * OVERALL_PER_S + [429]


async def test_edits_count_but_answers_to_taps_do_not(box: Box, jieun: Person):
    markup = {"inline_keyboard": [[{"text": "단추", "callback_data": "x"}]]}
    values = {"chat_id": jieun.id, "text": "a", "reply_markup": markup}
    message = await box.call("sendMessage", values)
    box.flood.is_on = True
    place = {"chat_id": jieun.id, "message_id": message["message_id"]}

    taps = [await jieun.tap("단추") for _ in range(6)]
    for tap in taps:
        await box.call("answerCallbackQuery", {"callback_query_id": tap.id})
    edits = [
        (await box.answer(box.token, "editMessageText", {**place, "text": str(number)}))[0]
        for number in range(4)
    ]

    assert edits == [200, 200, 200, 429]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 2)), max_size=120))
def test_whoever_waits_as_long_as_told_gets_through(steps: list[tuple[int, float]]):
    gate = FloodGate()
    gate.is_on = True
    now_s = 0.0

    for chat_id, pause_s in steps:
        now_s += pause_s
        wait_s = gate.wait_s(chat_id, now_s)
        if wait_s:
            now_s += wait_s
            assert gate.wait_s(chat_id, now_s) == 0


async def test_limits_are_off_unless_switched_on(box: Box, jieun: Person):
    statuses = {(await send(box, jieun.id))[0] for _ in range(50)}

    assert statuses == {200}


async def test_a_flood_on_order_meets_the_next_calls_only(box: Box, bot: Bot, jieun: Person):
    box.faults.inject("flood", "sendMessage", times=1, retry_after=7)

    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(jieun.id, "a")
    sent = await bot.send_message(jieun.id, "b")

    assert caught.value.retry_after == timedelta(seconds=7)
    assert sent.text == "b"


async def test_done_without_an_answer_is_done(box: Box, any_bot: Bot, jieun: Person):
    box.faults.inject("timeout", "sendMessage")

    with pytest.raises((TimedOut, NetworkError)):
        await any_bot.send_message(jieun.id, "한 번만")

    assert [m.text for m in jieun.messages() if m.sender_id == box.bot.id] == ["한 번만"]


async def test_lost_on_the_way_is_not_done(box: Box, any_bot: Bot, jieun: Person):
    box.faults.inject("dropped", "sendMessage")

    with pytest.raises(NetworkError):
        await any_bot.send_message(jieun.id, "사라진 글")

    assert [m.text for m in jieun.messages() if m.sender_id == box.bot.id] == []


async def test_failures_can_be_meant_for_one_chat_and_be_taken_back(
    box: Box, bot: Bot, jieun: Person
):
    other = box.user("다른 이")
    await other.start()
    box.faults.inject("server_error", times=5, chat_id=jieun.id)

    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(jieun.id, "a")
    await bot.send_message(other.id, "a")
    box.faults.clear()

    assert (await bot.send_message(jieun.id, "b")).text == "b"


async def test_any_refusal_can_be_ordered(box: Box, bot: Bot, jieun: Person):
    box.faults.inject("refuse", "sendMessage", description="Bad Request: CHAT_WRITE_FORBIDDEN")

    with pytest.raises(BadRequest, match="Chat_write_forbidden"):
        await bot.send_message(jieun.id, "a")


def test_an_unknown_failure_cannot_be_ordered(box: Box):
    with pytest.raises(ValueError, match="no such fault"):
        box.faults.inject("earthquake")
