"""Screens become Telegram calls in one place: taps edit, all else sends, faults are borne."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from deliberation.refusals import NotNow, NotThere
from handlers.context import Context
from handlers.errors import refreshes
from handlers.show import answer, show
from rehearsal.people import Person
from screens.buttons import Button, GoHome, UnknownButton
from screens.screen import Link, Press, Say, Screen
from tests.bot.notices import until
from tests.bot.stand import Stand, open_stand, serving

KEY = Press("Tap", GoHome(process_no=1))
FIRST = Screen("first", ((KEY, Link("Out", "https://example.org/")),))
Callback = Callable[[Update, Context], Awaitable[Any]]


async def _first(update: Update, context: Context) -> None:
    await show(context, update, FIRST)


class Bench:
    """A stand whose tap is handled by what the test sets."""

    def __init__(self) -> None:
        self.tapped: Callback = _first
        self.wrote: Callback = _first
        self.stand: Stand
        self.person: Person

    async def on_tap(self, update: Update, context: Context) -> None:
        await self.tapped(update, context)

    async def on_text(self, update: Update, context: Context) -> None:
        await self.wrote(update, context)

    async def tap(self, callback: Callback) -> list[str]:
        """Tap with this callback; return the toasts."""
        self.tapped = callback
        await self.person.tap("Tap")
        await self.stand.box.quiet()
        return [tap.answer for tap in self.person.toasts()]

    @property
    def texts(self) -> list[str]:
        return [m.text for m in self.person.messages() if not m.text.startswith("/")]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench()
    handlers = [
        CallbackQueryHandler(bench.on_tap),
        MessageHandler(filters.ALL, bench.on_text),
    ]
    async with open_stand(tmp_path, handlers) as stand, serving(stand):
        bench.stand, bench.person = stand, stand.box.user("Sample", language_code="en")
        await bench.person.start()
        await stand.box.quiet()
        yield bench


def _shows(text: str, **rest: Any) -> Callback:
    async def callback(update: Update, context: Context) -> None:
        await show(context, update, Screen(text, ((KEY,),)), **rest)

    return callback


async def test_a_message_is_answered_and_a_tap_edits(bench: Bench) -> None:
    toasts = await bench.tap(_shows("second", toast="Saved"))

    assert bench.texts == ["second"]
    assert toasts == ["Saved"]


async def test_a_fresh_screen_leaves_the_tapped_message_alone(bench: Bench) -> None:
    await bench.tap(_shows("second", fresh=True))

    assert bench.texts == ["first", "second"]


async def test_showing_the_same_again_is_no_fault(bench: Bench) -> None:
    async def again(update: Update, context: Context) -> None:
        await show(context, update, FIRST)

    await bench.tap(again)

    assert bench.texts == ["first"]
    assert bench.stand.confirmer.given_up == 0


async def test_a_message_that_was_deleted_comes_anew(bench: Bench) -> None:
    async def delete_first(update: Update, context: Context) -> None:
        assert update.effective_message is not None
        await context.bot.delete_message(bench.person.user.id, update.effective_message.id)
        await show(context, update, Screen("anew"))

    await bench.tap(delete_first)

    assert bench.texts == ["anew"]


async def test_a_tap_is_answered_exactly_once_whatever_its_handler_does(bench: Bench) -> None:
    async def twice(update: Update, context: Context) -> None:
        await answer(context, update, "one")
        await answer(context, update, "two")
        await show(context, update, Screen("shown"), toast="three")

    async def never(update: Update, context: Context) -> None:
        return

    await bench.tap(twice)
    bench.wrote = _shows("first")
    await bench.person.send("again")
    await bench.stand.box.quiet()
    await bench.tap(never)

    assert bench.stand.box.calls["answerCallbackQuery"] == 2
    assert bench.stand.confirmer.given_up == 0


async def test_pictures_documents_and_keyboards_come_as_new_messages(bench: Bench) -> None:
    png = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
        b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99"
        b"=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
    )

    async def all_kinds(update: Update, context: Context) -> None:
        await show(context, update, Screen("picture", picture=png))
        await show(context, update, Screen("file", document=("a.txt", b"words")))
        await show(context, update, Screen("place", keyboard=((Say("Here", True),),)))
        await show(context, update, Screen("gone", keyboard=()))

    await bench.tap(all_kinds)

    kinds = [m.media_kind for m in bench.person.messages()][-4:]
    assert kinds[:2] == ["photo", "document"]
    assert bench.texts[0] == "first"
    assert bench.texts[-2:] == ["place", "gone"]


@pytest.mark.parametrize("kind", ["server_error", "dropped", "bad_gateway"])
async def test_an_answer_survives_a_network_that_stumbles(bench: Bench, kind: str) -> None:
    bench.stand.box.faults.inject(kind, "editMessageText", times=1)
    runs = 0

    async def count(update: Update, context: Context) -> None:
        nonlocal runs
        runs += 1
        await show(context, update, Screen("after all"))

    await bench.tap(count)

    assert bench.texts == ["after all"]
    assert runs == 1


async def test_a_slow_answer_does_not_hold_up_the_confirmation(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.show.GRACE_S", 0.05)
    bench.stand.box.faults.inject("slow", "editMessageText", seconds=0.6)
    handled = bench.stand.confirmer.handled

    bench.tapped = _shows("late")
    await bench.person.tap("Tap")
    await until(lambda: bench.stand.confirmer.handled > handled)
    meanwhile, under_way = bench.texts, list(bench.stand.application.bot_data.under_way)
    await asyncio.wait(under_way)

    assert meanwhile != ["late"]
    assert bench.texts == ["late"]


async def test_of_many_edits_of_a_message_the_newest_stays(bench: Bench) -> None:
    async def all_at_once(update: Update, context: Context) -> None:
        await answer(context, update)
        await asyncio.gather(*(show(context, update, Screen(f"{n}")) for n in range(20)))

    await bench.tap(all_at_once)

    assert bench.texts == ["19"]
    assert bench.stand.box.calls["editMessageText"] <= 2


async def test_a_refused_tap_says_why_and_brings_its_message_up_to_date(bench: Bench) -> None:
    @refreshes(GoHome)
    async def refresh(update: Update, context: Context, button: Button) -> None:
        await show(context, update, Screen("up to date"))

    async def refuse(update: Update, context: Context) -> None:
        raise NotThere("no-such-project")

    toasts = await bench.tap(refuse)
    refreshes(GoHome)(_leave_alone)

    assert bench.texts == ["up to date"]
    assert len(toasts) == 1
    assert "not on this list" in toasts[0]


async def _leave_alone(update: Update, context: Context, button: Button) -> None:
    return


async def test_an_old_button_is_explained(bench: Bench) -> None:
    async def unknown(update: Update, context: Context) -> None:
        raise UnknownButton("x|1")

    toasts = await bench.tap(unknown)

    assert "too old" in toasts[0]
    assert bench.stand.confirmer.given_up == 0


async def test_groups_are_not_spammed_with_refusals(bench: Bench) -> None:
    async def refuse(update: Update, context: Context) -> None:
        raise NotNow("ballot-closed")

    group = bench.stand.box.supergroup("Sample group", bench.person)
    bench.stand.box.add_bot(group, bench.person, [])
    bench.wrote = refuse
    await bench.stand.box.quiet()
    before = len(bench.person.messages(group))

    await bench.person.send("just talking", chat=group)
    await bench.stand.box.quiet()
    quiet = len(bench.person.messages(group)) - before
    await bench.person.send("/vote@madang_bot", chat=group)
    await bench.stand.box.quiet()

    assert quiet == 1
    assert len(bench.person.messages(group)) - before == 3


async def test_a_fault_on_a_tap_apologises_by_toast(bench: Bench) -> None:
    async def stumble(update: Update, context: Context) -> None:
        raise RuntimeError("a fault in the program")

    toasts = await bench.tap(stumble)

    assert bench.texts == ["first"]
    assert "Something went wrong" in toasts[0]
