"""Bindings, topics and rounds on a real store."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions import bindings, group_changes, groups, rounds, threads, topics, watch
from actions.effects import record_done, record_refused
from actions.house import House, Occasion
from deliberation.group_views import GroupView
from deliberation.groups import RIGHTS, GroupFacts
from deliberation.refusals import BadInput, NotPermitted, NotThere, Stale
from storage import outbox, processes
from storage import threads as stored
from tests import samples

CHAT = -1_002_000_000_001
SCOPED, CITIZEN = 700_003, 700_004
FACTS = GroupFacts(CHAT, "Forum", "supergroup", "", True, True, frozenset(RIGHTS))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with samples.open_house(tmp_path, samples.sample_process()) as opened:
        yield opened


def by(house: House, user_id: int = samples.FACILITATOR, update_id: int | None = None) -> Occasion:
    return samples.occasion(house, user_id, update_id=update_id)


def here(house: House, user_id: int, update_id: int, message_id: int = 9) -> Occasion:
    return Occasion(user_id, CHAT, house.clock.now(), update_id, False, message_id)


async def bound(house: House, *numbers: int, facts: GroupFacts = FACTS) -> GroupView:
    await bindings.begin(house, by(house), facts, 1)
    await bindings.choose(house, by(house), 1, frozenset({1, 2, 3}), is_chosen=False)
    await bindings.choose(house, by(house), 1, frozenset(numbers), is_chosen=True)
    return await bindings.confirm(house, by(house), 1, facts)


async def waiting(house: House, kind: str) -> list[outbox.Notice]:
    rows = await house.db.read(
        lambda tx: tx.all(
            "SELECT * FROM outbox WHERE kind = :kind AND state = 'waiting' ORDER BY notice_no",
            {"kind": kind},
        )
    )
    return [outbox.notice_of(row) for row in rows]


async def make(house: House, *numbers: int) -> None:
    """Bind headings and let Telegram make their topics: thread 1 gets topic 101, and so on."""
    await bound(house, *numbers)
    await topics.make(house, by(house), 1, CHAT)
    for notice in await waiting(house, "create-topic"):
        outcome = {"topic_id": 100 + notice.params["thread_no"]}

        async def settle(
            tx: outbox.Transaction,
            notice: outbox.Notice = notice,
            outcome: dict[str, int] = outcome,
        ) -> None:
            await record_done(tx, notice, outcome)
            await outbox.settle(tx, notice, "delivered", 0)

        await house.db.write(settle)


def message(text: str = "words", topic_id: int = 101, **changed: object) -> watch.Message:
    given = {
        "topic_id": topic_id,
        "text": text,
        "title": "Forum",
        "username": "",
        "is_forum": True,
        "voice": CITIZEN,
    }
    return watch.Message(**{**given, **changed})  # type: ignore[arg-type]


# --- binding ---------------------------------------------------------------------------------


async def test_confirming_twice_binds_once(house: House) -> None:
    first = await bound(house, 1, 3)

    again = await bindings.confirm(house, by(house), 1, FACTS)

    assert [line.heading.no for line in first.threads] == [1, 3]
    assert again.threads == first.threads
    assert len(await waiting(house, "group-bound")) == 1


async def test_a_facilitator_of_one_heading_binds_no_other(house: House) -> None:
    now_s = int(house.clock.now().timestamp())
    await house.db.write(
        lambda tx: processes.appoint(tx, 1, SCOPED, "facilitator", scope="jongno", now_s=now_s)
    )

    view = await bindings.begin(house, by(house, SCOPED), FACTS, 1)
    more = await bindings.choose(house, by(house, SCOPED), 1, frozenset({1, 2}), is_chosen=True)

    assert [heading.no for heading in view.offered] == [3]
    assert view.chosen == more.chosen == {3}


async def test_a_facilitator_of_one_heading_cannot_take_anothers_group(house: House) -> None:
    await bound(house, 1, 2)
    now_s = int(house.clock.now().timestamp())
    await house.db.write(
        lambda tx: processes.appoint(tx, 1, SCOPED, "facilitator", scope="jongno", now_s=now_s)
    )
    await bindings.begin(house, by(house, SCOPED), FACTS, 1)

    with pytest.raises(NotPermitted, match="other-heading"):
        await bindings.confirm(house, by(house, SCOPED), 1, FACTS)
    with pytest.raises(NotPermitted, match="other-heading"):
        await groups.release(house, by(house, SCOPED), 1, CHAT)

    view = await groups.look(house, by(house), 1, CHAT)
    assert [line.heading.no for line in view.threads] == [1, 2]


async def test_what_cannot_be_bound_is_refused(house: House) -> None:
    channel = GroupFacts(CHAT, "News", "channel")
    gone = GroupFacts(CHAT, "Forum", "supergroup", is_present=False)

    with pytest.raises(BadInput, match="not-a-group"):
        await bindings.begin(house, by(house), channel, 1)
    with pytest.raises(NotThere, match="bot-not-in-group"):
        await bindings.begin(house, by(house), gone, 1)
    with pytest.raises(NotPermitted, match="role-needed"):
        await bindings.begin(house, by(house, CITIZEN), FACTS, 1)
    with pytest.raises(NotThere, match="no-binding"):
        await bindings.look(house, by(house), 1)
    with pytest.raises(BadInput, match="no-heading-chosen"):
        await bound(house)


async def test_topics_that_were_switched_on_turn_the_one_thread_into_topics(house: House) -> None:
    plain = GroupFacts(CHAT, "Forum", "supergroup", "", False, True, frozenset(RIGHTS))
    before = await bound(house, 3, facts=plain)

    after = await bound(house, 3, 1)

    assert [line.state for line in before.threads] == ["whole"]
    assert [line.state for line in after.threads] == ["wanted", "wanted"]


async def test_a_heading_that_is_left_out_loses_its_thread(house: House) -> None:
    await make(house, 1, 3)

    view = await bound(house, 3)

    assert [(line.heading.no, line.state) for line in view.threads] == [(3, "made")]


# --- topics ----------------------------------------------------------------------------------


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


# --- rounds ----------------------------------------------------------------------------------


async def test_people_are_counted_and_never_named(house: House) -> None:
    await make(house, 3)
    writers = [CITIZEN, CITIZEN, CITIZEN + 1, CITIZEN + 2, CITIZEN]
    for number, writer in enumerate(writers):
        occasion = here(house, writer, 100 + number)
        await watch.watch(house, occasion, message(f"secret {number}", voice=writer))

    view = await threads.look(house, by(house), 1)

    assert (view.round.messages, view.round.people) == (5, 3)
    kept = await everything(house)
    assert not any("secret" in value for value in kept)
    assert not any(str(writer) == value for writer in writers for value in kept)


async def test_a_redelivered_message_counts_once(house: House) -> None:
    await make(house, 3)

    for _ in range(3):
        await watch.watch(house, here(house, CITIZEN, 100), message())

    assert (await threads.look(house, by(house), 1)).round.messages == 1


async def test_edits_commands_and_other_topics_do_not_count(house: House) -> None:
    await make(house, 3)

    await watch.watch(house, here(house, CITIZEN, 1), message(is_edit=True))
    await watch.watch(house, here(house, CITIZEN, 2), message(counts=False))
    await watch.watch(house, here(house, CITIZEN, 3), message(topic_id=999))
    await watch.watch(house, here(house, CITIZEN, 4), message(topic_id=0))

    assert (await threads.look(house, by(house), 1)).round.messages == 0


async def test_closing_forgets_who_spoke_and_destroys_the_rounds_key(house: House) -> None:
    await make(house, 3)
    await watch.watch(house, here(house, CITIZEN, 1), message())
    key = house.keys.folder / "rounds" / "1-1.key"
    was_there = key.exists()

    view = await rounds.close(house, by(house), 1)

    voices = await house.db.read(lambda tx: tx.value("SELECT COUNT(*) FROM voices"))
    assert was_there
    assert not key.exists()
    assert voices == 0
    assert (view.round.messages, view.round.people) == (1, 1)


async def test_nothing_counts_in_a_closed_thread_and_the_next_round_begins_at_zero(
    house: House,
) -> None:
    await make(house, 3)
    await watch.watch(house, here(house, CITIZEN, 1), message())
    await rounds.close(house, by(house), 1)
    await watch.watch(house, here(house, CITIZEN, 2), message())

    opened = await rounds.open_again(house, by(house), 1)
    await watch.watch(house, here(house, CITIZEN, 3), message())

    after = await threads.look(house, by(house), 1)
    assert (opened.round.round_no, opened.round.messages) == (2, 0)
    assert (after.round.messages, after.round.people) == (1, 1)


async def test_closing_twice_tells_the_thread_once(house: House) -> None:
    await make(house, 3)

    outcomes = [(await rounds.close(house, by(house), 1, 1)).outcome for _ in range(2)]

    assert outcomes == ["closed", "closed-already"]
    assert len(await waiting(house, "round-closed")) == 1
    assert len(await waiting(house, "close-topic")) == 1


async def test_a_tap_on_an_old_keyboard_closes_no_newer_round(house: House) -> None:
    await make(house, 3)
    await rounds.close(house, by(house), 1, 1)
    await rounds.open_again(house, by(house), 1, 1)

    with pytest.raises(Stale, match="other-round"):
        await rounds.close(house, by(house), 1, 1)

    assert (await threads.look(house, by(house), 1)).is_open


async def test_a_closed_round_stands_in_the_public_log_as_numbers(house: House) -> None:
    await make(house, 3)
    await watch.watch(house, here(house, CITIZEN, 1), message())

    await rounds.close(house, by(house), 1, summary={"ko": "비밀 요약"})

    body = await house.db.read(
        lambda tx: tx.value("SELECT body FROM public_log WHERE kind = 'round-closed'")
    )
    assert body == '{"heading_no":3,"messages":1,"people":1,"round_no":1}'


async def test_a_thread_is_looked_after_from_its_own_group_only(house: House) -> None:
    await make(house, 3)
    elsewhere = Occasion(samples.FACILITATOR, -5, house.clock.now(), None, False)

    with pytest.raises(NotPermitted, match="wrong-chat"):
        await rounds.close(house, elsewhere, 1)
    with pytest.raises(NotPermitted, match="role-needed"):
        await rounds.close(house, here(house, CITIZEN, 1), 1)

    assert (await rounds.close(house, here(house, samples.FACILITATOR, 2), 1)).outcome == "closed"


async def test_an_empty_or_endless_note_is_refused(house: House) -> None:
    await make(house, 3)

    with pytest.raises(BadInput, match="text-too-long"):
        await threads.write_note(house, by(house), 1, {"ko": "가나다 " * 300})
    with pytest.raises(BadInput, match="personal-number"):
        await threads.write_note(house, by(house), 1, {"ko": "900101-1234567"})
    removed = await threads.write_note(house, by(house), 1, {"ko": "  "})

    assert removed.note == {}
    assert await waiting(house, "thread-note") == []


# --- numbers and moves -----------------------------------------------------------------------


async def test_a_personal_number_is_deleted_first_and_stands_in_no_row(house: House) -> None:
    await make(house, 3)

    hidden = await watch.watch(house, here(house, CITIZEN, 1), message("외국인 900101-5234567"))

    deletions = await waiting(house, "delete-message")
    assert hidden
    assert [(one.chat_id, one.message_id) for one in deletions] == [(CHAT, 9)]
    assert not any("5234567" in value for value in await everything(house))
    assert (await threads.look(house, by(house), 1)).round.messages == 0


async def test_amounts_and_phone_numbers_are_left_alone(house: House) -> None:
    await make(house, 3)
    texts = ["예산은 350,000,000원입니다.", "문의는 010-1234-5678", "2027-08-05 15:00"]

    hidden = [
        await watch.watch(house, here(house, CITIZEN, number), message(text))
        for number, text in enumerate(texts)
    ]

    assert hidden == [False, False, False]


async def test_without_the_right_to_delete_the_thread_is_asked_to(house: House) -> None:
    poor = GroupFacts(CHAT, "Forum", "supergroup", "", True, True, frozenset(RIGHTS[:2]))
    await make(house, 3)
    await group_changes.bot_changed(house, poor, samples.FACILITATOR, by(house, update_id=8))

    await watch.watch(house, here(house, CITIZEN, 1), message("900101-1234567"))

    (asked,) = await waiting(house, "number-seen")
    assert (asked.chat_id, asked.thread_id) == (CHAT, 101)
    assert await waiting(house, "delete-message") == []


async def test_rights_that_come_back_are_not_reported(house: House) -> None:
    await make(house, 3)
    poor = GroupFacts(CHAT, "Forum", "supergroup", "", True, True, frozenset(RIGHTS[:2]))
    changes = [poor, FACTS, FACTS]

    for number, facts in enumerate(changes):
        await group_changes.bot_changed(
            house, facts, samples.FACILITATOR, by(house, update_id=number)
        )

    assert len(await waiting(house, "group-rights")) == 1


async def test_a_moved_group_keeps_its_threads_under_the_new_number(house: House) -> None:
    await make(house, 3)

    await group_changes.moved(house, CHAT, CHAT - 5)
    await group_changes.moved(house, CHAT, CHAT - 5)

    view = await groups.look(house, by(house), 1, CHAT - 5)
    assert [line.heading.no for line in view.threads] == [3]
    with pytest.raises(NotThere, match="no-such-group"):
        await groups.look(house, by(house), 1, CHAT)


async def everything(house: House) -> Counter[str]:
    """Every value in the store but the roles."""

    async def read(tx: outbox.Transaction) -> Counter[str]:
        tables = await tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")
        values: Counter[str] = Counter()
        for table in tables:
            if table["name"] in ("roles", "processes"):
                continue
            for row in await tx.all(f"SELECT * FROM {table['name']}"):
                values.update(str(value) for value in tuple(row))
        return values

    return await house.db.read(read)
