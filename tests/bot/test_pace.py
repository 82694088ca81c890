"""The pacer: Telegram's limits kept to the letter, answers first, nobody starved."""

import asyncio
from collections import Counter, deque
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.pace import Pacer
from handlers.sending import TURN_TAKEN
from rehearsal.clock import Clock
from rehearsal.limits import FloodGate
from storage.outbox import Lane
from tests.bot.stand import standing_clock

Sent = list[tuple[float, int, int]]


async def _run(clock: Clock, pacer: Pacer, wishes: list[tuple[int, int]], seconds: float) -> Sent:
    """Send to (chat, lane) each, moving the clock on; return (when, chat, lane)."""
    sent: Sent = []

    async def send(chat_id: int, lane: int) -> None:
        await pacer.turn(chat_id, lane)
        sent.append((clock.monotonic(), chat_id, lane))

    tasks = [asyncio.create_task(send(chat, lane)) for chat, lane in wishes]
    start = clock.monotonic()
    while not all(task.done() for task in tasks) and clock.monotonic() - start < seconds:
        for _ in range(8):
            await asyncio.sleep(0)
        clock.advance(timedelta(milliseconds=10))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await pacer.shutdown()
    return sent


async def test_many_chats_get_twenty_nine_a_second_and_never_more() -> None:
    clock = standing_clock()
    pacer = Pacer(clock)

    sent = await _run(clock, pacer, [(chat, Lane.BROADCASTS) for chat in range(1, 301)], 60)

    times = [at for at, _, _ in sent]
    assert len(sent) == 300
    assert max(_most_within(times, 1.0)) <= 29
    assert 300 / (times[-1] - times[0]) == pytest.approx(29, rel=0.05)


async def test_a_private_chat_gets_three_at_once_then_one_a_second() -> None:
    clock = standing_clock()
    pacer = Pacer(clock)

    sent = await _run(clock, pacer, [(1, Lane.ANSWERS)] * 12, 60)

    times = [at - sent[0][0] for at, _, _ in sent]
    assert len(sent) == 12
    assert times[2] < 0.1
    assert max(_most_within(times, 3.0)) == 3


async def test_a_group_gets_twenty_a_minute() -> None:
    clock = standing_clock()
    pacer = Pacer(clock)

    sent = await _run(clock, pacer, [(-100, Lane.GROUPS)] * 45, 200)

    times = [at for at, _, _ in sent]
    assert len(sent) == 45
    assert max(_most_within(times, 60.0)) == 20


async def test_answers_go_before_a_broadcast_that_waits_already() -> None:
    clock = standing_clock()
    pacer = Pacer(clock)
    wishes = [(chat, Lane.BROADCASTS) for chat in range(1, 200)]
    wishes += [(chat, Lane.ANSWERS) for chat in range(1000, 1040)]

    sent = await _run(clock, pacer, wishes, 60)

    last_answer = max(at for at, _, lane in sent if lane == Lane.ANSWERS)
    assert last_answer - sent[0][0] < 2.0


async def test_a_broadcast_is_not_starved_by_answers() -> None:
    clock = standing_clock()
    pacer = Pacer(clock)
    wishes = [(chat, Lane.ANSWERS) for chat in range(1, 291)]
    wishes += [(chat, Lane.BROADCASTS) for chat in range(1000, 1100)]

    sent = await _run(clock, pacer, wishes, 10)

    lanes = Counter(lane for _, _, lane in sent)
    assert lanes[Lane.BROADCASTS] >= 29


@given(
    wishes=st.lists(
        st.tuples(st.sampled_from([1, 2, 3, -100, -200]), st.sampled_from(list(Lane))),
        min_size=1,
        max_size=40,
    )
)
@settings(max_examples=15, deadline=None)
async def test_telegrams_own_gate_never_refuses_what_the_pacer_lets_go(
    wishes: list[tuple[int, int]],
) -> None:
    clock = standing_clock()
    gate = FloodGate()
    gate.is_on = True

    sent = await _run(clock, Pacer(clock), wishes, 300)

    assert len(sent) == len(wishes)
    assert [gate.wait_s(chat, at) for at, chat, _ in sent] == [0] * len(sent)


async def test_messages_to_one_chat_keep_their_order() -> None:
    clock = standing_clock()
    pacer = Pacer(clock)
    seen: list[int] = []

    async def send(number: int, lane: Lane) -> None:
        await pacer.turn(1, lane)
        seen.append(number)

    lanes = [Lane.BROADCASTS, Lane.ANSWERS, Lane.GROUPS, Lane.ANSWERS]
    tasks = [asyncio.create_task(send(n, lane)) for n, lane in enumerate(lanes)]
    for _ in range(1000):
        await asyncio.sleep(0)
        clock.advance(timedelta(milliseconds=10))
    await asyncio.gather(*tasks)
    await pacer.shutdown()

    assert seen == [0, 1, 2, 3]


async def test_a_chat_that_is_asked_to_wait_does_not_hold_up_the_others() -> None:
    clock = standing_clock()
    pacer = Pacer(clock)
    pacer.obey(-100, 30)

    sent = await _run(clock, pacer, [(-100, Lane.ANSWERS), (1, Lane.ANSWERS)], 60)

    waits = {chat: at - sent[0][0] for at, chat, _ in sent}
    assert waits[1] == 0
    assert 30 <= waits[-100] < 31


async def test_when_several_chats_are_asked_to_wait_everybody_waits() -> None:
    clock = standing_clock()
    pacer = Pacer(clock)
    start = clock.monotonic()
    pacer.obey(1, 10)
    pacer.obey(2, 20)

    sent = await _run(clock, pacer, [(3, Lane.ANSWERS)], 60)

    assert 20 <= sent[0][0] - start < 21


async def test_a_refused_call_is_made_again_after_the_time_that_telegram_named() -> None:
    clock = standing_clock()
    pacer = Pacer(clock)
    answers = deque([RetryAfter(7), RetryAfter(3), True])
    made: list[float] = []

    async def call() -> bool:
        made.append(clock.monotonic())
        answer = answers.popleft()
        if isinstance(answer, RetryAfter):
            raise answer
        return answer

    task = asyncio.create_task(
        pacer.process_request(call, (), {}, "sendMessage", {"chat_id": 5}, None)
    )
    while not task.done():
        await asyncio.sleep(0)
        clock.advance(timedelta(milliseconds=50))
    await pacer.shutdown()

    assert task.result() is True
    assert made[1] - made[0] >= 7
    assert made[2] - made[1] >= 3


async def test_who_has_taken_a_turn_already_is_told_at_once() -> None:
    pacer = Pacer(standing_clock())

    async def call() -> bool:
        raise RetryAfter(5)

    with pytest.raises(RetryAfter):
        await pacer.process_request(call, (), {}, "sendMessage", {"chat_id": 5}, TURN_TAKEN)


async def test_taps_are_answered_without_waiting() -> None:
    pacer = Pacer(standing_clock())

    async def call() -> bool:
        return True

    answers = [
        await pacer.process_request(call, (), {}, "answerCallbackQuery", {}, None)
        for _ in range(200)
    ]

    assert all(answers)
    assert pacer.sent == 0


async def test_without_limits_nothing_waits() -> None:
    pacer = Pacer(standing_clock(), is_on=False)

    waited = [await pacer.turn(1, Lane.ANSWERS) for _ in range(500)]

    assert not any(waited)


async def test_whoever_no_longer_wants_to_send_leaves_the_queue() -> None:
    pacer = Pacer(standing_clock())
    tasks = [asyncio.create_task(pacer.turn(1, Lane.ANSWERS)) for _ in range(5)]
    await asyncio.sleep(0.01)
    waiting = pacer.people_waiting

    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert (waiting, pacer.people_waiting) == (2, 0)
    await pacer.shutdown()


def _most_within(times: list[float], window_s: float) -> list[int]:
    return [sum(start <= at < start + window_s for at in times) for start in times]
