from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions import announcements, announcing, delivery, fanouts, phases
from actions.notices import view_of
from deliberation.announcement_views import AnnouncementView
from deliberation.audiences import Audience, AudienceKind, unvoted_of
from deliberation.refusals import BadInput, NotPermitted, NotThere
from storage import ballots, groups, outbox, threads
from storage.ballots import StoredBallot
from storage.database import Transaction
from storage.fanouts import REMINDER
from storage.outbox import Notice
from tests.managing.sample import ANNA, BORA, DAY, YEAR, Setting, house_with, open_house

JIEUN, HAN, MINJI = 1, 2, 3
EVERYONE = Audience()


@pytest.fixture
async def setting(tmp_path: Path) -> AsyncIterator[Setting]:
    async with house_with(tmp_path) as setting:
        await setting.meet(JIEUN, "ko", "east")
        await setting.meet(HAN, "en", "west")
        await setting.meet(MINJI, "ko", "east")
        yield setting


async def _written(setting: Setting, audience: Audience = EVERYONE) -> str:
    """Prepare an announcement in both languages; return its key."""
    house, asks = setting.house, setting.asks
    view = await announcing.resume(house, asks(ANNA), setting.no)
    await announcing.ask(house, asks(ANNA), view.key, "ko")
    await announcing.answer(house, asks(ANNA), "오늘 마감합니다.")
    await announcing.answer(house, asks(ANNA), "Closing today.")
    await announcing.choose_audience(house, asks(ANNA), view.key, audience)
    return view.key


async def _sent_to(setting: Setting, kind: str = announcements.NOTICE) -> list[object]:
    return [row["chat_id"] for row in await setting.notices(kind)]


async def _deliver(setting: Setting, kind: str) -> dict[int, AnnouncementView | None]:
    """Do with each waiting notice what the deliverer does; return what each chat was told."""
    told: dict[int, AnnouncementView | None] = {}
    for row in await setting.notices(kind):
        if row["state"] != "waiting":
            continue
        notice = outbox.notice_of(row)  # type: ignore[arg-type]
        view = await view_of(setting.house, notice)
        assert view is None or isinstance(view, AnnouncementView)
        told[notice.chat_id] = view
        if view is None:
            await delivery.dropped(setting.house, notice)
        else:
            await delivery.claim(setting.house, notice)
            await delivery.delivered(setting.house, notice, {"message_id": 1})
    return told


async def test_a_draft_asks_for_each_language_then_for_whom_it_is(setting: Setting) -> None:
    house, asks = setting.house, setting.asks
    steps = []

    view = await announcing.resume(house, asks(ANNA), setting.no)
    steps.append((view.step, view.asked))
    view = await announcing.ask(house, asks(ANNA), view.key, "ko")
    steps.append((view.step, view.asked))
    view = await announcing.answer(house, asks(ANNA), "오늘 마감합니다.")
    steps.append((view.step, view.asked))
    view = await announcing.answer(house, asks(ANNA), "Closing today.")
    steps.append((view.step, view.asked))
    view = await announcing.choose_audience(house, asks(ANNA), view.key, EVERYONE)
    steps.append((view.step, view.asked))

    assert steps == [
        ("template", ""),
        ("text", "ko"),
        ("text", "en"),
        ("audience", ""),
        ("preview", ""),
    ]
    assert view.recipients == 3


async def test_a_confirmed_draft_reaches_everybody_once_however_often_confirmed(
    setting: Setting,
) -> None:
    key = await _written(setting)
    asks = setting.asks(ANNA, update_id=50)

    first = await announcements.send(setting.house, asks, key)
    await announcements.send(setting.house, asks, key)
    await announcements.send(setting.house, setting.asks(ANNA), key)
    again = await announcements.send(setting.house, setting.asks(BORA), key)

    assert first.announcement_no == again.announcement_no
    assert await _sent_to(setting) == [JIEUN, HAN, MINJI]


async def test_a_draft_and_a_sending_survive_a_restart(tmp_path: Path) -> None:
    async with house_with(tmp_path / "one") as setting:
        for person in range(1, 8):
            await setting.meet(person)
        key = await _written(setting)
        clock = setting.clock
    async with open_house(tmp_path / "one", clock) as setting:
        view = await announcing.draft_of(setting.house, setting.asks(ANNA))
        await setting.house.db.write(lambda tx: announcements._send(tx, setting.asks(ANNA), key))
        await fanouts.spread(setting.house, chunk=3, most_waiting=3)
        first = len(await _sent_to(setting))
    async with open_house(tmp_path / "one", clock) as setting:
        again = await announcements.send(setting.house, setting.asks(ANNA), key)
        await phases.sweep(setting.house)

        assert (view.step, view.key, first) == ("preview", key, 3)
        assert again.is_spreading
        assert await _sent_to(setting) == list(range(1, 8))


async def test_a_districts_announcement_stays_in_the_district(setting: Setting) -> None:
    key = await _written(setting, Audience(AudienceKind.DISTRICTS, ("east",)))

    await announcements.send(setting.house, setting.asks(ANNA), key)

    assert await _sent_to(setting) == [JIEUN, MINJI]


async def test_a_groups_announcement_goes_to_the_headings_topic(setting: Setting) -> None:
    async def bind(tx: Transaction) -> None:
        await groups.bind(
            tx,
            chat_id=-1001,
            process_no=setting.no,
            title="East",
            username="",
            language="ko",
            is_forum=True,
            rights=(),
            bound_by=1,
            now_s=1,
        )
        for heading_no in (2, 3, 4):
            await threads.add(
                tx,
                process_no=setting.no,
                chat_id=-1001,
                heading_no=heading_no,
                title="x",
                topic_state=threads.WANTED,
                now_s=1,
            )
        await threads.topic_made(tx, 1, 71)
        await threads.topic_made(tx, 2, 72)

    await setting.house.db.write(bind)
    all_threads = await _written(setting, Audience(AudienceKind.GROUPS))
    everywhere = await announcing.draft_of(setting.house, setting.asks(ANNA))
    await announcing.discard(setting.house, setting.asks(ANNA), all_threads)
    key = await _written(setting, Audience(AudienceKind.GROUPS, (), 2))
    preview = await announcing.draft_of(setting.house, setting.asks(ANNA))

    await announcements.send(setting.house, setting.asks(ANNA), key)

    rows = await setting.notices(announcements.NOTICE)
    assert (everywhere.recipients, preview.recipients) == (2, 1)
    assert [(row["chat_id"], row["thread_id"]) for row in rows] == [(-1001, 71)]


async def _vote(setting: Setting, user_id: int) -> None:
    slot = setting.house.keys.slot(setting.no, 2, f"account:{user_id}")

    async def act(tx: Transaction) -> None:
        ballot = StoredBallot(slot, (1,), 1, f"AAAA-BBBB-{user_id:04}", "citizens")
        await ballots.keep(tx, setting.no, 2, ballot, ())

    await setting.house.db.write(act)


async def test_a_reminder_reaches_who_has_not_voted_and_forgets_who_that_was(
    setting: Setting,
) -> None:
    setting.clock.at = YEAR[7].starts_utc + DAY
    await _vote(setting, JIEUN)
    key = await _written(setting, unvoted_of(setting.process, 2))
    sent = await announcements.send(setting.house, setting.asks(ANNA), key)

    told = await _deliver(setting, REMINDER)
    progress = await announcements.progress(
        setting.house, setting.asks(BORA), setting.no, sent.announcement_no
    )

    assert list(told) == [MINJI]
    assert await _sent_to(setting, REMINDER) == [0]
    assert (progress.delivered, progress.waiting, progress.is_done) == (1, 0, True)


async def test_who_votes_while_a_reminder_waits_is_not_reminded(setting: Setting) -> None:
    setting.clock.at = YEAR[7].starts_utc + DAY
    key = await _written(setting, unvoted_of(setting.process, 2))
    await announcements.send(setting.house, setting.asks(ANNA), key)
    await _vote(setting, JIEUN)

    told = await _deliver(setting, REMINDER)

    assert told[JIEUN] is None
    assert told[MINJI] is not None


@pytest.mark.parametrize("fate", ["blocked", "uncertain", "refused"])
async def test_a_reminder_that_did_not_arrive_loses_its_chat_too(
    setting: Setting, fate: str
) -> None:
    setting.clock.at = YEAR[7].starts_utc + DAY
    key = await _written(setting, unvoted_of(setting.process, 2))
    sent = await announcements.send(setting.house, setting.asks(ANNA), key)
    notices = [outbox.notice_of(row) for row in await setting.notices(REMINDER)]  # type: ignore[arg-type]

    async def settle(tx: Transaction) -> None:
        for notice in notices:
            await outbox.settle(tx, notice, fate, setting.now_s)

    await setting.house.db.write(settle)
    await announcements.forget_what_was_sent(setting.house)
    progress = await announcements.progress(
        setting.house, setting.asks(ANNA), setting.no, sent.announcement_no
    )

    assert await _sent_to(setting, REMINDER) == [0, 0]
    assert getattr(progress, fate) == 2


async def test_an_unclear_send_is_shown_as_uncertain_and_not_repeated(setting: Setting) -> None:
    key = await _written(setting)
    sent = await announcements.send(setting.house, setting.asks(ANNA), key)
    first: Notice = outbox.notice_of((await setting.notices(announcements.NOTICE))[0])  # type: ignore[arg-type]
    await delivery.claim(setting.house, first)
    await delivery.recover(setting.house)

    told = await _deliver(setting, announcements.NOTICE)
    await announcements.send(setting.house, setting.asks(ANNA), key)
    progress = await announcements.progress(
        setting.house, setting.asks(ANNA), setting.no, sent.announcement_no
    )

    assert list(told) == [HAN, MINJI]
    assert (progress.delivered, progress.uncertain, progress.waiting) == (2, 1, 0)


async def test_a_week_later_only_the_numbers_are_kept(setting: Setting) -> None:
    key = await _written(setting)
    sent = await announcements.send(setting.house, setting.asks(ANNA), key)
    await _deliver(setting, announcements.NOTICE)
    setting.wait(8 * DAY)

    await announcements.forget_what_was_sent(setting.house)
    listed = await announcements.listed(setting.house, setting.asks(ANNA), setting.no)

    assert await setting.notices(announcements.NOTICE) == []
    assert [(one.announcement_no, one.delivered) for one in listed.sent] == [
        (sent.announcement_no, 3)
    ]


@pytest.mark.parametrize("text", ["제 번호는 900101-1234568 입니다.", "가" * 3001, "😀" * 2000])
async def test_what_telegram_or_the_law_refuses_is_not_taken(setting: Setting, text: str) -> None:
    view = await announcing.resume(setting.house, setting.asks(ANNA), setting.no)
    await announcing.ask(setting.house, setting.asks(ANNA), view.key, "ko")

    with pytest.raises(BadInput):
        await announcing.answer(setting.house, setting.asks(ANNA), text)

    kept = await announcing.draft_of(setting.house, setting.asks(ANNA))
    assert (dict(kept.texts), kept.asked) == ({}, "ko")


async def test_nobody_but_a_manager_prepares_or_sends(setting: Setting) -> None:
    key = await _written(setting)

    with pytest.raises(NotPermitted, match="role-needed"):
        await announcing.resume(setting.house, setting.asks(JIEUN), setting.no)
    with pytest.raises(NotThere, match="no-announcement-draft"):
        await announcements.send(setting.house, setting.asks(JIEUN), key)
    with pytest.raises(NotPermitted, match="only-in-private"):
        await announcements.send(setting.house, setting.asks(ANNA, private=False), key)
    assert await _sent_to(setting) == []


async def test_a_dismissed_manager_cannot_send_a_draft_any_more(setting: Setting) -> None:
    key = await _written(setting)

    async def dismiss(tx: Transaction) -> None:
        await tx.write("DELETE FROM roles WHERE user_id = :user_id", {"user_id": ANNA})

    await setting.house.db.write(dismiss)

    with pytest.raises(NotPermitted, match="role-needed"):
        await announcements.send(setting.house, setting.asks(ANNA), key)
    assert await _sent_to(setting) == []


async def test_a_discarded_draft_cannot_be_sent(setting: Setting) -> None:
    key = await _written(setting)

    await announcing.discard(setting.house, setting.asks(ANNA), key)

    with pytest.raises(NotThere, match="no-announcement-draft"):
        await announcements.send(setting.house, setting.asks(ANNA), key)


async def test_telling_many_puts_each_chat_once(tmp_path: Path) -> None:
    async with house_with(tmp_path / "many") as setting:
        await asyncio.gather(*(setting.meet(person) for person in range(1, 1_300)))
        key = await _written(setting)

        view = await announcements.send(setting.house, setting.asks(ANNA), key)

        counted = Counter(await _sent_to(setting))
        assert view.announcement_no == 1
        assert len(counted) == 1_299
        assert set(counted.values()) == {1}
