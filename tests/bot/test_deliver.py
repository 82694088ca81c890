"""The deliverer: each notice reaches its chat once, or it is known that nobody knows."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from actions import effects
from rehearsal.box import Box
from rehearsal.people import Person
from screens.notices import tells
from screens.screen import Screen
from storage import outbox
from storage.database import Transaction
from storage.outbox import Lane, Notice
from tests.bot.stand import Stand, open_bot_in, open_stand, standing_clock
from tests.samples import MANAGER

KIND = "test-words"


@tells(KIND)
def show_words(view: dict[str, object], t: object) -> Screen:
    return Screen(str(view["text"]))


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with open_stand(tmp_path) as stand:
        yield stand


async def _person(stand: Stand, number: int = 0) -> Person:
    person = stand.box.user("Sample", user_id=number) if number else stand.box.user("Sample")
    await person.start()
    return person


async def _put(stand: Stand, *notices: Notice) -> None:
    async def act(tx: Transaction) -> None:
        for notice in notices:
            await outbox.put(tx, notice, 0)

    await stand.db.write(act)


def _words(chat_id: int, text: str, **rest: object) -> Notice:
    return Notice(KIND, chat_id, {"text": text}, process_no=1, **rest)  # type: ignore[arg-type]


async def _states(stand: Stand, kind: str = KIND) -> list[str]:
    rows = await stand.db.read(
        lambda tx: tx.all(
            "SELECT state FROM outbox WHERE kind = :kind ORDER BY notice_no", {"kind": kind}
        )
    )
    return [row["state"] for row in rows]


async def _rest(stand: Stand, seconds: float = 5) -> None:
    await asyncio.wait_for(stand.deliverer.rest(), seconds)


async def _until(stand: Stand, states: list[str]) -> None:
    for _ in range(500):
        if await _states(stand) == states:
            return
        await asyncio.sleep(0.01)
    raise TimeoutError(str(states))


def _texts(person: Person) -> list[str]:
    return [m.text for m in person.messages() if not m.text.startswith("/")]


async def test_a_notice_is_told_as_soon_as_it_is_committed(stand: Stand) -> None:
    person = await _person(stand)

    await _put(stand, _words(person.user.id, "one"), _words(person.user.id, "two"))
    await _rest(stand)

    assert _texts(person) == ["one", "two"]
    assert await _states(stand) == []


async def test_what_must_be_told_only_once_stays_known_as_told(stand: Stand) -> None:
    person = await _person(stand)

    for _ in range(2):
        await _put(stand, _words(person.user.id, "news", told_key="news"))
        await _rest(stand)

    assert _texts(person) == ["news"]
    assert await _states(stand) == ["delivered"]


async def test_a_notice_waits_for_its_instant(tmp_path: Path) -> None:
    clock = standing_clock()
    async with open_stand(tmp_path, clock=clock) as stand:
        person = await _person(stand)
        soon = int(clock.now().timestamp()) + 600
        await _put(stand, _words(person.user.id, "later", not_before_utc=soon))
        await _rest(stand)
        before = _texts(person)

        clock.advance(timedelta(seconds=601))
        await asyncio.sleep(0.01)
        await _rest(stand)

        assert (before, _texts(person)) == ([], ["later"])


async def test_edits_that_wait_become_one_and_the_newest_wins(tmp_path: Path) -> None:
    async with open_stand(tmp_path, delivers=False) as stand:
        person = await _person(stand)
        await _put(stand, _words(person.user.id, "first"))
        await stand.deliverer.start()
        await _rest(stand)
        [message] = [m for m in person.messages() if m.text == "first"]
        stand.box.take_events()
        for number in range(10):
            await _put(
                stand,
                _words(
                    person.user.id,
                    f"edit {number}",
                    message_id=message.id,
                    at_most_once=False,
                    told_key="screen",
                    joins=True,
                ),
            )
        await _rest(stand)
        await stand.deliverer.stop()

        edits = [event.text for event in stand.box.take_events(kinds={"edit"})]
        assert edits[-1] == "edit 9"
        assert len(edits) < 10
        assert await _states(stand) == []


async def test_an_edit_that_changes_nothing_is_done(stand: Stand) -> None:
    person = await _person(stand)
    await _put(stand, _words(person.user.id, "same"))
    await _rest(stand)
    [message] = [m for m in person.messages() if m.text == "same"]

    await _put(
        stand,
        _words(person.user.id, "same", message_id=message.id, at_most_once=False),
    )
    await _rest(stand)

    assert _texts(person) == ["same"]
    assert await _states(stand) == []


async def test_a_receipt_whose_message_is_gone_comes_as_a_new_one(stand: Stand) -> None:
    person = await _person(stand)

    await _put(stand, _words(person.user.id, "receipt", message_id=999, at_most_once=False))
    await _rest(stand)

    assert _texts(person) == ["receipt"]
    assert await _states(stand) == []


@pytest.mark.parametrize(
    ("kind", "arrives"), [("timeout", True), ("dropped", False)], ids=["done", "lost"]
)
async def test_an_unclear_announcement_is_marked_and_never_repeated(
    stand: Stand, kind: str, arrives: bool
) -> None:
    person = await _person(stand)
    stand.box.faults.inject(kind, "sendMessage")

    await _put(stand, _words(person.user.id, "news", announcement_no=1))
    await _rest(stand)
    await _put(stand, _words(person.user.id, "after"))
    await _rest(stand)

    assert _texts(person) == (["news", "after"] if arrives else ["after"])
    progress = await stand.db.read(lambda tx: outbox.progress(tx, 1))
    assert progress == outbox.Progress(uncertain=1)


async def test_managers_learn_of_uncertain_notices_once_for_many(tmp_path: Path) -> None:
    clock = standing_clock()
    async with open_stand(tmp_path, clock=clock) as stand:
        manager = await _person(stand, MANAGER)
        people = [await _person(stand) for _ in range(3)]
        stand.box.faults.inject("timeout", "sendMessage", times=3)
        await _put(stand, *(_words(p.user.id, "news", told_key=f"n{p.user.id}") for p in people))
        await _rest(stand)

        clock.advance(timedelta(minutes=2))
        await asyncio.sleep(0.01)
        await _rest(stand)

        told = _texts(manager)
        assert len(told) == 1
        assert "3" in told[0]


@pytest.mark.parametrize("kind", ["timeout", "dropped", "server_error", "bad_gateway"])
async def test_a_receipt_is_sent_until_telegram_says_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("bot.deliver.PAUSE_LEAST_S", 0.02)
    async with open_stand(tmp_path) as stand:
        person = await _person(stand)
        await _put(stand, _words(person.user.id, "first"))
        await _rest(stand)
        [message] = [m for m in person.messages() if m.text == "first"]
        stand.box.faults.inject(kind, "editMessageText", times=2)

        await _put(
            stand,
            _words(person.user.id, "receipt", message_id=message.id, at_most_once=False),
        )
        await _until(stand, [])

        assert _texts(person) == ["receipt"]


@pytest.mark.parametrize("kind", ["server_error", "bad_gateway", "flood"])
async def test_an_announcement_that_certainly_failed_is_sent_again_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("bot.deliver.PAUSE_LEAST_S", 0.02)
    async with open_stand(tmp_path) as stand:
        person = await _person(stand)
        stand.box.faults.inject(kind, "sendMessage", retry_after=1)

        await _put(stand, _words(person.user.id, "news", told_key="news"))
        await _until(stand, ["delivered"])

        assert _texts(person) == ["news"]


async def test_a_chat_in_trouble_keeps_its_order_and_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.deliver.PAUSE_LEAST_S", 0.05)
    async with open_stand(tmp_path) as stand:
        troubled, other = await _person(stand), await _person(stand)
        stand.box.faults.inject("server_error", "sendMessage", chat_id=troubled.user.id)
        numbers = [str(number) for number in range(5)]

        await _put(stand, *(_words(troubled.user.id, text) for text in numbers))
        await _put(stand, _words(other.user.id, "meanwhile"))
        await _rest(stand)
        meanwhile = (_texts(other), _texts(troubled))
        await _until(stand, [])

        assert meanwhile == (["meanwhile"], [])
        assert _texts(troubled) == numbers


async def test_somebody_who_blocked_the_bot_is_marked_and_not_retried(stand: Stand) -> None:
    person = await _person(stand)
    await stand.db.write(
        lambda tx: tx.write(
            "INSERT INTO citizens (user_id, language, first_seen_utc) VALUES (:id, 'en', 0)",
            {"id": person.user.id},
        )
    )
    await person.block()

    await _put(stand, _words(person.user.id, "news", announcement_no=3))
    await _rest(stand)

    blocked = await stand.db.read(lambda tx: tx.value("SELECT blocked FROM citizens"))
    assert blocked == 1
    assert await _states(stand) == ["blocked"]


async def _group(stand: Stand, *, forum: bool = False) -> tuple[Person, int]:
    owner = await _person(stand)
    if forum:
        chat = stand.box.supergroup("Eunpyeong", owner, forum=True)
    else:
        chat = stand.box.group("Eunpyeong", owner)
    stand.box.add_bot(chat, owner, ["can_manage_topics", "can_pin_messages"] if forum else None)
    await stand.db.write(
        lambda tx: tx.write(
            "INSERT INTO groups (chat_id, process_no, title, language, is_forum, bound_by, "
            "bound_utc) VALUES (:id, 1, 'Eunpyeong', 'en', 0, 9, 0)",
            {"id": chat.id},
        )
    )
    return owner, chat.id


async def test_a_group_that_became_a_supergroup_is_followed(stand: Stand) -> None:
    owner, old_id = await _group(stand)
    new = stand.box.migrate(stand.box.chats[old_id])

    await _put(
        stand,
        _words(old_id, "one", lane=Lane.GROUPS, told_key="one"),
        _words(old_id, "two", lane=Lane.GROUPS, told_key="two"),
    )
    await _rest(stand)

    texts = [m.text for m in owner.messages(new) if m.text in {"one", "two"}]
    assert texts == ["one", "two"]
    assert await _states(stand) == ["delivered", "delivered"]
    assert await stand.db.read(lambda tx: tx.value("SELECT chat_id FROM groups")) == new.id


async def test_thrown_out_of_a_group_managers_are_told_once(stand: Stand) -> None:
    manager = await _person(stand, MANAGER)
    owner, group_id = await _group(stand)
    await owner.remove(stand.box.chats[group_id], stand.box.bot.id)

    await _put(stand, *(_words(group_id, "news", told_key=f"n{n}") for n in range(3)))
    await _rest(stand)

    told = _texts(manager)
    assert len(told) == 1
    assert "Eunpyeong" in told[0]
    assert await _states(stand) == ["refused"] * 3
    assert await stand.db.read(lambda tx: tx.value("SELECT gone_utc FROM groups")) is not None


async def test_a_topic_that_is_gone_refuses_its_notice_with_the_reason(stand: Stand) -> None:
    manager = await _person(stand, MANAGER)
    _, group_id = await _group(stand, forum=True)

    await _put(stand, _words(group_id, "news", thread_id=77, told_key="n"))
    await _rest(stand)

    why = await stand.db.read(
        lambda tx: tx.value("SELECT why FROM outbox WHERE kind = :kind", {"kind": KIND})
    )
    assert why == "topic-gone"
    assert len(_texts(manager)) == 1


async def test_effects_are_done_in_order_and_recorded_with_their_row(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []

    async def record(tx: Transaction, notice: Notice, outcome: object) -> None:
        made.append(outcome)

    monkeypatch.setitem(effects._DONE, "create-topic", record)
    _, group_id = await _group(stand, forum=True)
    await _put(stand, Notice("create-topic", group_id, {"title": "은평구"}, process_no=1))
    await _rest(stand)
    [topic] = [t for t in stand.box.chats[group_id].topics.values() if t.name == "은평구"]
    await _put(
        stand,
        Notice("close-topic", group_id, thread_id=topic.thread_id, at_most_once=False),
        Notice("reopen-topic", group_id, thread_id=topic.thread_id, at_most_once=False),
        Notice("reopen-topic", group_id, thread_id=topic.thread_id, at_most_once=False),
        Notice("close-topic", group_id, thread_id=topic.thread_id, at_most_once=False),
    )
    await _rest(stand)

    assert made == [{"topic_id": topic.thread_id}]
    assert topic.is_closed
    assert await _states(stand, "close-topic") == []


async def test_a_notice_without_words_is_refused_not_repeated(stand: Stand) -> None:
    person = await _person(stand)

    await _put(stand, Notice("no-such-kind", person.user.id, process_no=1))
    await _put(stand, _words(person.user.id, "after"))
    await _rest(stand)

    assert _texts(person) == ["after"]
    assert await _states(stand, "no-such-kind") == ["refused"]


async def test_a_stop_leaves_the_rest_in_the_outbox_for_the_next_start(tmp_path: Path) -> None:
    clock = standing_clock()
    box = Box(clock=clock)
    people = [box.user(f"Sample {number}") for number in range(30)]
    for person in people:
        await person.start()
    async with open_bot_in(tmp_path, box, is_paced=True) as stand:
        await _put(stand, *(_words(p.user.id, "news", told_key=str(p.user.id)) for p in people))
        await asyncio.sleep(0.1)
    first = sum(len(_texts(person)) for person in people)
    async with open_bot_in(tmp_path, box) as stand:
        await _rest(stand)
        states = set(await _states(stand))
    await box.close()

    assert 0 < first < 30
    assert [_texts(person) for person in people] == [["news"]] * 30
    assert states == {"delivered"}


async def test_an_answer_overtakes_a_long_broadcast(tmp_path: Path) -> None:
    clock = standing_clock()
    async with open_stand(tmp_path, clock=clock, is_paced=True, flood_limits=True) as stand:
        people = [await _person(stand) for _ in range(60)]
        await _put(stand, *(_words(p.user.id, "news", lane=Lane.BROADCASTS) for p in people))
        await asyncio.sleep(0.05)
        hasty = await _person(stand)
        await _put(stand, _words(hasty.user.id, "answer"))
        for _ in range(40):
            clock.advance(timedelta(milliseconds=10))
            await asyncio.sleep(0.002)
        told = sum(len(_texts(person)) for person in people)

        assert _texts(hasty) == ["answer"]
        assert told < 30
