"""The lane of rank taps keeps every promise of the ordinary way: durable, once, in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from actions import ballots, citizens
from bot.assembly import all_handlers
from bot.webhook import WebhookServer, webhook_app
from rehearsal.callbacks import Tap
from rehearsal.people import Person
from rehearsal.posting import post
from screens.buttons import SetRank
from storage import ballots as stored
from storage.database import StorageFailed
from tests.bot.notices import until
from tests.bot.stand import Stand, open_bot_in, open_stand, serving, standing_clock
from tests.samples import occasion

CITY = 1
SECRET = "a-secret-of-the-test"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


async def _voter(stand: Stand, name: str = "Sample") -> Person:
    """A person who may vote, with a ballot's message in front of them."""
    person = stand.box.user(name, language_code="en")
    house = stand.house
    await citizens.start(house, occasion(house, person.id), "en", 1)
    await citizens.accept_notice(house, occasion(house, person.id), 1, None)
    await citizens.give_consent(house, occasion(house, person.id), 1)
    _show_something(stand, person)
    return person


def _show_something(stand: Stand, person: Person) -> None:
    chat = stand.box.private_chat(person.id)
    post(stand.box, chat, stand.box.bot.id, {"text": "A ballot as it stood."})


def _wish(project_no: int, rank: int, revision: int = 0) -> str:
    return SetRank(
        process_no=1,
        heading_no=CITY,
        project_no=project_no,
        rank=rank,
        revision=revision,
        page=0,
    ).pack()


async def _tap(person: Person, project_no: int, rank: int, revision: int = 0) -> Tap:
    message = person.chat_with_bot().last_message()
    return await person.tap(_wish(project_no, rank, revision), message, stale=True)


async def _ranking(stand: Stand, person: Person) -> tuple[int, ...]:
    return (await ballots.look(stand.house, person.id, 1, CITY)).ranking


def _screen(person: Person) -> str:
    message = person.chat_with_bot().last_message()
    assert message is not None
    return message.text


@asynccontextmanager
async def _serving(folder: Path, **how: Any) -> AsyncIterator[Stand]:
    async with (
        open_stand(folder, all_handlers(), clock=standing_clock(), **how) as stand,
        serving(stand),
    ):
        yield stand


async def test_a_tap_is_saved_answered_and_shown(tmp_path: Path) -> None:
    async with _serving(tmp_path) as stand:
        person = await _voter(stand)

        tap = await _tap(person, 3, 1)
        await stand.box.quiet()

        assert await _ranking(stand, person) == (3,)
        assert stand.lane.taken == 1
        assert tap.answer == "1. Project 3"
        assert "Your rank 1 is recorded" in _screen(person)
        left = await stand.db.read(lambda tx: tx.value("SELECT COUNT(*) FROM outbox"))
        assert left == 0


@asynccontextmanager
async def _webhook(stand: Stand) -> AsyncIterator[str]:
    async def is_well() -> bool:
        return True

    app = webhook_app(stand.confirmer, SECRET, "/hook", is_well)
    server, stop = WebhookServer(app, "127.0.0.1", 0), asyncio.Event()
    running = asyncio.create_task(server.run(stop))
    while not server._server.started:  # noqa: ASYNC110 - the library tells nobody
        await asyncio.sleep(0.005)
    yield f"http://127.0.0.1:{server.port}/hook"
    stop.set()
    await running


async def test_by_webhook_the_toast_is_the_answer_to_the_delivery(tmp_path: Path) -> None:
    async with open_stand(tmp_path, all_handlers(), clock=standing_clock()) as stand:
        person = await _voter(stand)
        tap = await _tap(person, 2, 1)
        [raw] = stand.box.take_updates()

        async with (
            _webhook(stand) as url,
            aiohttp.ClientSession() as session,
            session.post(url, json=raw, headers=HEADERS) as answer,
        ):
            status, call = answer.status, await answer.json()
        saved = await _ranking(stand, person)
        await stand.lane.finish(1)

        assert (status, saved, stand.lane.taken) == (200, (2,), 1)
        assert call == {
            "method": "answerCallbackQuery",
            "callback_query_id": tap.id,
            "text": "1. Project 2",
        }
        assert stand.box.calls["answerCallbackQuery"] == 0


async def test_by_webhook_every_tap_is_answered_once(tmp_path: Path) -> None:
    async with open_stand(tmp_path, all_handlers(), clock=standing_clock()) as stand:
        person, stranger = await _voter(stand), stand.box.user("Stranger", language_code="en")
        _show_something(stand, stranger)

        async with _webhook(stand) as url:
            stand.box.webhook.set(url, SECRET, 40)
            taps = [await _tap(person, project_no, 1) for project_no in (3, 1, 2)]
            refused = await _tap(stranger, 1, 1)
            await stand.box.quiet()
            stand.box.webhook.unset()

        assert [tap.answer for tap in (*taps, refused) if tap.is_answered][2].count("·") == 2
        assert refused.is_alert
        assert stand.box.calls["answerCallbackQuery"] == 4


async def test_a_refusal_takes_the_ordinary_way_and_is_told_in_words(tmp_path: Path) -> None:
    async with _serving(tmp_path) as stand:
        stranger = stand.box.user("Stranger", language_code="en")
        _show_something(stand, stranger)
        voter = await _voter(stand)

        refused, saved = await _tap(stranger, 1, 1), await _tap(voter, 1, 1)
        await stand.box.quiet()

        assert refused.is_alert
        assert refused.answer
        assert (saved.is_alert, saved.answer) == (False, "1. Project 1")
        assert stand.lane.taken == 1


async def test_nothing_is_accepted_after_closing_however_long_it_waited(tmp_path: Path) -> None:
    async with _serving(tmp_path) as stand:
        person = await _voter(stand)
        balloting = stand.house.process(1).stage("balloting")
        assert balloting is not None
        stand.box.clock.set(balloting.ends_utc - timedelta(seconds=1))
        is_held, may_go = asyncio.Event(), asyncio.Event()

        async def hold_the_writer(_: object) -> None:
            is_held.set()
            await may_go.wait()

        holding = asyncio.create_task(stand.db.write(hold_the_writer))
        await is_held.wait()
        tap = await _tap(person, 1, 1)
        await until(lambda: not stand.db._jobs.empty())
        stand.box.clock.set(balloting.ends_utc)
        may_go.set()
        await holding
        await stand.box.quiet()

        kept = await stand.db.read(lambda tx: stored.tally(tx, 1, CITY))
        assert (kept.saves, kept.counted) == (0, 0)
        assert tap.is_alert


async def test_what_is_delivered_again_is_saved_once_and_answered_again(tmp_path: Path) -> None:
    async with open_stand(tmp_path, all_handlers(), clock=standing_clock()) as stand:
        person = await _voter(stand)
        await _tap(person, 3, 1)
        [raw] = stand.box.take_updates()

        await stand.confirmer.begin(raw)
        await stand.lane.finish(1)
        await stand.confirmer.begin(raw)
        await stand.lane.finish(1)
        await stand.deliverer.rest()

        kept = await stand.db.read(lambda tx: stored.tally(tx, 1, CITY))
        assert (kept.saves, kept.replaced, kept.counted) == (1, 0, 1)
        assert stand.box.calls["answerCallbackQuery"] == 2


async def test_each_person_keeps_their_order_beside_one_who_floods(tmp_path: Path) -> None:
    async with _serving(tmp_path) as stand:
        flooder = await _voter(stand, "Flooder")
        others = [await _voter(stand, f"Other {number}") for number in range(5)]

        for revision in range(60):
            await _tap(flooder, 1, 1 - revision % 2, revision)
        for other in others:
            await _tap(other, 3, 1, 0)
            await _tap(other, 1, 2, 1)
            await _tap(other, 2, 3, 2)
        await stand.box.quiet()

        assert [await _ranking(stand, other) for other in others] == [(3, 1, 2)] * 5
        assert await _ranking(stand, flooder) == ()
        kept = await stand.db.read(lambda tx: stored.tally(tx, 1, CITY))
        assert (kept.saves, kept.replaced, kept.withdrawn) == (30 + 15, 10, 30)
        assert stand.lane.taken == 75


async def test_three_quick_taps_within_one_redraw_are_ranks_one_to_three(tmp_path: Path) -> None:
    async with open_stand(tmp_path, all_handlers(), clock=standing_clock()) as stand:
        person = await _voter(stand)
        taps = [await _tap(person, project_no, 1, 0) for project_no in (3, 1, 2)]

        async with serving(stand):
            await stand.box.quiet()

        assert [tap.answer for tap in taps] == [
            "1. Project 3",
            "1. Project 3 · 2. Project 1",
            "1. Project 3 · 2. Project 1 · 3. Project 2",
        ]
        assert "Your ranks 1 to 3 are recorded" in _screen(person)


async def test_a_command_before_a_tap_is_done_before_it(tmp_path: Path) -> None:
    async with _serving(tmp_path) as stand:
        person = await _voter(stand)
        message = person.chat_with_bot().last_message()
        await person.send("/start")
        await person.tap(_wish(3, 1), message, stale=True)
        await stand.box.quiet()

        events = [event for event in stand.box.take_events() if event.kind in ("message", "toast")]
        assert [event.kind for event in events][-2:] == ["message", "toast"]


async def test_many_taps_share_a_commit(tmp_path: Path) -> None:
    async with _serving(tmp_path) as stand:
        people = [await _voter(stand, f"Sample {number}") for number in range(40)]
        before = stand.db.commits

        for person in people:
            await _tap(person, 4, 1)
        await stand.box.quiet()

        assert [await _ranking(stand, person) for person in people] == [(4,)] * 40
        assert stand.db.commits - before < 30


async def test_killed_after_the_commit_the_next_bot_shows_what_was_promised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stand(tmp_path, all_handlers(), clock=standing_clock()) as stand:
        person = await _voter(stand)
        await _tap(person, 3, 1)
        [raw] = stand.box.take_updates()
        monkeypatch.setattr(stand.deliverer, "take", lambda *_: None)
        await stand.confirmer.begin(raw)
        promised = _screen(person)
        await stand.deliverer.stop()

        async with open_bot_in(tmp_path, stand.box, all_handlers()) as successor:
            await successor.deliverer.rest()
            shown = _screen(person)

    assert promised == "A ballot as it stood."
    assert "Your rank 1 is recorded" in shown


async def test_killed_before_the_commit_the_tap_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stand(tmp_path, all_handlers(), clock=standing_clock()) as stand:
        person = await _voter(stand)
        tap = await _tap(person, 3, 1)

        async def fail(_: object) -> None:
            raise StorageFailed("the disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(stand.db, "write", fail)
            with pytest.raises(StorageFailed):
                await stand.confirmer.begin(stand.box.updates.pending()[0])
        told = tap.answer
        async with serving(stand):
            await stand.box.quiet()
        saved = await _ranking(stand, person)

    assert "not recorded" in told.lower() or "nothing" in told.lower()
    assert saved == (3,)


async def test_an_edit_under_way_is_followed_by_the_newest_ballot(tmp_path: Path) -> None:
    async with _serving(tmp_path) as stand:
        person = await _voter(stand)
        stand.box.faults.inject("slow", method="editMessageText", times=1, seconds=0.2)

        await _tap(person, 3, 1, 0)
        await _tap(person, 1, 2, 1)
        await _tap(person, 2, 3, 2)
        await stand.box.quiet()

        assert "Your ranks 1 to 3 are recorded" in _screen(person)
        assert stand.box.calls["editMessageText"] < 4


async def test_somebody_in_a_dialogue_leaves_it_by_the_ordinary_way(tmp_path: Path) -> None:
    async with _serving(tmp_path) as stand:
        person = await _voter(stand)
        stand.lane._in_dialogue = lambda chat_id, user_id: user_id == person.id

        await _tap(person, 3, 1)
        await stand.box.quiet()

        assert await _ranking(stand, person) == (3,)
        assert stand.lane.taken == 0


@pytest.mark.parametrize(
    "change",
    [
        {"data": "r|1|1"},
        {"data": "r|1|1|x|1|0|0|"},
        {"data": None},
        {"message": None},
        {"message": {"message_id": 5, "chat": {"id": -5, "type": "supergroup"}}},
        {"from": {}},
    ],
)
async def test_what_is_not_plainly_a_tap_is_left_to_the_ordinary_way(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    query = {
        "id": "1",
        "from": {"id": 5, "is_bot": False, "first_name": "Sample"},
        "message": {"message_id": 5, "chat": {"id": 5, "type": "private"}},
        "data": _wish(1, 1),
    }
    async with open_stand(tmp_path) as stand:
        plain = stand.lane.read({"update_id": 1, "callback_query": query})

        odd = stand.lane.read({"update_id": 1, "callback_query": {**query, **change}})

    assert plain is not None
    assert plain.tap == replace(plain.tap, project_no=1, rank=1, revision=0)
    assert odd is None
