"""A simulated phone among news: which of the bot's messages answers what somebody does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import telegram

from bot.rehearsing.costing import COSTS_OF
from rehearsal.box import Box
from rehearsal.citizens import phone as phones
from rehearsal.citizens.phone import Exchange, NoAnswer, Phone
from rehearsal.citizens.screen import Screen
from rehearsal.clock import Clock
from rehearsal.door_request import BoxRequest

Keyboard = telegram.InlineKeyboardMarkup
COSTS_NEWS = "은평구: 사업비가 공개되었습니다"
COSTS_LIST = "2019년 참여예산: 사업비"


def keys(*labels: str) -> Keyboard:
    return Keyboard([[telegram.InlineKeyboardButton(one, callback_data=one)] for one in labels])


class Bot:
    """A bot that does what a test says, in that order."""

    def __init__(self, box: Box) -> None:
        self.calls = telegram.Bot(
            box.token, request=BoxRequest(box), get_updates_request=BoxRequest(box)
        )
        self._box = box

    async def update(self) -> telegram.Update:
        while True:
            found = self._box.take_updates()
            if found:
                return telegram.Update.de_json(found[0], self.calls)
            await asyncio.sleep(0.001)

    async def tap(self) -> telegram.CallbackQuery:
        query = (await self.update()).callback_query
        assert query is not None
        await query.answer()
        return query


@asynccontextmanager
async def phone_and_bot() -> AsyncIterator[tuple[Phone, Bot]]:
    box = Box(clock=Clock(speed=0), flood_limits=False)
    bot = Bot(box)
    manager = box.user("서연", language_code="ko")
    await manager.start()
    await bot.update()
    await bot.calls.initialize()
    async with Exchange(box) as exchange:
        yield Phone(exchange, manager, "ko"), bot
    await bot.calls.shutdown()


async def menu(phone: Phone, bot: Bot) -> Screen:
    await bot.calls.send_message(phone.person.id, "메뉴", reply_markup=keys("사업비"))
    screen = phone.look()
    assert screen is not None
    return screen


async def test_news_in_the_words_of_an_answer_does_not_answer_a_tap() -> None:
    async with phone_and_bot() as (phone, bot):
        shown = await menu(phone, bot)

        async def answer() -> None:
            query = await bot.tap()
            await bot.calls.send_message(
                phone.person.id, COSTS_NEWS, reply_markup=keys("처음으로")
            )
            await asyncio.sleep(0.05)
            await query.edit_message_text(
                COSTS_LIST, reply_markup=keys("시민제안형", "은평구", "담당자용")
            )

        answering = asyncio.create_task(answer())
        listed = await phone.tap(shown.keys[0], shown, lambda one: one.tells(COSTS_OF))
        await answering

    assert listed.message_id == shown.message_id
    assert [one.label for one in listed.keys] == ["시민제안형", "은평구", "담당자용"]


async def test_a_message_that_takes_the_place_of_the_tapped_one_answers_the_tap() -> None:
    async with phone_and_bot() as (phone, bot):
        shown = await menu(phone, bot)

        async def answer() -> None:
            query = await bot.tap()
            await bot.calls.send_message(phone.person.id, "내 투표", reply_markup=keys("1순위"))
            await asyncio.sleep(0.05)
            await query.edit_message_reply_markup(None)

        answering = asyncio.create_task(answer())
        ballot = await phone.tap(shown.keys[0], shown)
        await answering

    assert ballot.text == "내 투표"
    assert ballot.message_id > shown.message_id


async def test_a_tap_that_sends_something_anew_is_not_answered_by_the_tapped_message() -> None:
    async with phone_and_bot() as (phone, bot):
        shown = await menu(phone, bot)

        async def answer() -> None:
            await bot.tap()
            await bot.calls.send_message(phone.person.id, "모임을 골라 주세요.")

        answering = asyncio.create_task(answer())
        asked = await phone.tap(shown.keys[0], shown, lambda one: not one.keys, sends_anew=True)
        await answering

    assert asked.text == "모임을 골라 주세요."


async def test_a_toast_alone_is_no_answer_where_a_change_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(phones, "CALM_S", 0.05)
    async with phone_and_bot() as (phone, bot):
        shown = await menu(phone, bot)

        async def answer() -> None:
            await bot.tap()
            await bot.calls.send_message(
                phone.person.id, COSTS_NEWS, reply_markup=keys("처음으로")
            )

        answering = asyncio.create_task(answer())
        with pytest.raises(NoAnswer, match="not what was waited for"):
            await phone.tap(shown.keys[0], shown, lambda one: one.text != shown.text)
        await answering


async def test_what_stands_already_as_wanted_needs_no_edit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(phones, "CALM_S", 0.05)
    async with phone_and_bot() as (phone, bot):
        shown = await menu(phone, bot)

        answering = asyncio.create_task(bot.tap())
        seen = await phone.tap(shown.keys[0], shown, lambda one: one.text == "메뉴")
        await answering

    assert seen.message_id == shown.message_id
