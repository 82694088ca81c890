from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from actions import motions
from actions.house import House
from actions.motions import Subject
from deliberation.refusals import NotPermitted, NotThere, Stale
from storage import processes as stored_processes
from storage.database import Transaction
from storage.motions import StoredMotion
from tests.managing.sample import ANNA, BORA, CLARA, Setting, a_year, house_with

HASH = "a" * 64
OTHER_HASH = "b" * 64


class Example:
    """A kind of motion whose subject can change and whose carrying is written down."""

    def __init__(self) -> None:
        self.sha256 = HASH
        self.breaks = False

    async def subject(
        self, house: House, tx: Transaction, process_no: int, params: Mapping[str, Any]
    ) -> Subject:
        return Subject(self.sha256, "shown")

    async def carry(self, house: House, tx: Transaction, motion: StoredMotion, now_s: int) -> None:
        done = f"carried-{motion.motion_no}"
        await stored_processes.tell_stage(tx, motion.process_no, done, str(now_s))
        if self.breaks:
            raise Stale("subject-changed")


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Example:
    example = Example()
    monkeypatch.setitem(motions.SUBJECTS, "example", example.subject)
    monkeypatch.setitem(motions.CARRIED, "example", example.carry)
    return example


@pytest.fixture
async def setting(tmp_path: Path, example: Example) -> AsyncIterator[Setting]:
    async with house_with(tmp_path, a_year(managers=(ANNA, BORA, CLARA))) as setting:
        yield setting


async def _carried(setting: Setting) -> dict[str, str]:
    told = await setting.house.db.read(lambda tx: stored_processes.told_of_stages(tx, setting.no))
    return {name: word for name, word in told.items() if name.startswith("carried-")}


async def _moved(setting: Setting, sha256: str = HASH, **params: Any) -> int:
    view = await motions.move(
        setting.house, setting.asks(ANNA), setting.no, "example", params, sha256
    )
    return view.motion_no


async def test_a_motion_tells_the_other_managers_only(setting: Setting) -> None:
    number = await _moved(setting)

    told = await setting.notices("motion")

    assert [row["chat_id"] for row in told] == [BORA, CLARA]
    assert {row["told_key"] for row in told} == {f"motion:{number}:{who}" for who in (BORA, CLARA)}


async def test_a_motion_carries_once_another_manager_seconds_it(setting: Setting) -> None:
    number = await _moved(setting)

    first = await motions.second(setting.house, setting.asks(BORA), number, HASH)
    again = await motions.second(setting.house, setting.asks(BORA), number, HASH)

    assert (first.state, first.outcome) == ("carried", "carried")
    assert (again.state, again.outcome) == ("carried", "carried")
    assert await _carried(setting) == {f"carried-{number}": str(setting.now_s)}
    settled = await setting.notices("motion-settled")
    assert [row["chat_id"] for row in settled] == [ANNA, CLARA]


async def test_the_first_sixteen_digits_of_the_hash_are_enough(setting: Setting) -> None:
    number = await _moved(setting)

    view = await motions.second(setting.house, setting.asks(BORA), number, HASH[:16])

    assert view.state == "carried"


@pytest.mark.parametrize("seen", [OTHER_HASH, HASH[:15], ""])
async def test_who_saw_another_hash_cannot_second(setting: Setting, seen: str) -> None:
    number = await _moved(setting)

    with pytest.raises(Stale, match="subject-changed"):
        await motions.second(setting.house, setting.asks(BORA), number, seen)

    assert await _carried(setting) == {}


async def test_the_mover_cannot_second(setting: Setting) -> None:
    number = await _moved(setting)

    with pytest.raises(NotPermitted, match="own-motion"):
        await motions.second(setting.house, setting.asks(ANNA), number, HASH)

    assert await _carried(setting) == {}


async def test_who_is_no_manager_at_that_moment_can_neither_move_nor_second(
    setting: Setting,
) -> None:
    number = await _moved(setting)

    async def dismiss(tx: Transaction) -> None:
        await tx.write("DELETE FROM roles WHERE user_id = :user_id", {"user_id": BORA})

    await setting.house.db.write(dismiss)

    with pytest.raises(NotPermitted, match="role-needed"):
        await motions.second(setting.house, setting.asks(BORA), number, HASH)
    with pytest.raises(NotPermitted, match="role-needed"):
        await motions.move(setting.house, setting.asks(999), setting.no, "example", {}, HASH)
    assert await _carried(setting) == {}


async def test_nothing_is_moved_or_seconded_outside_a_private_chat(setting: Setting) -> None:
    number = await _moved(setting)
    in_a_group = setting.asks(BORA, private=False)

    with pytest.raises(NotPermitted, match="only-in-private"):
        await motions.second(setting.house, in_a_group, number, HASH)
    with pytest.raises(NotPermitted, match="only-in-private"):
        await motions.move(setting.house, in_a_group, setting.no, "example", {}, HASH)
    assert await _carried(setting) == {}


async def test_a_motion_is_stale_once_its_subject_has_changed(
    setting: Setting, example: Example
) -> None:
    number = await _moved(setting)
    example.sha256 = OTHER_HASH

    shown = await motions.look(setting.house, setting.asks(BORA), number)
    with pytest.raises(Stale, match="subject-changed"):
        await motions.second(setting.house, setting.asks(BORA), number, HASH)

    assert shown.state == "stale"
    assert await _carried(setting) == {}


async def test_moving_anew_after_a_change_leaves_the_older_motion_behind(
    setting: Setting, example: Example
) -> None:
    older = await _moved(setting)
    example.sha256 = OTHER_HASH

    newer = await _moved(setting, OTHER_HASH)
    waiting = await motions.waiting(setting.house, setting.asks(BORA), setting.no)

    assert [view.motion_no for view in waiting.motions] == [newer]
    with pytest.raises(Stale, match="subject-changed"):
        await motions.second(setting.house, setting.asks(BORA), older, HASH)


async def test_moving_what_has_been_moved_opens_no_second_motion(setting: Setting) -> None:
    number = await _moved(setting)

    view = await motions.move(setting.house, setting.asks(CLARA), setting.no, "example", {}, HASH)

    assert (view.motion_no, view.outcome, view.is_mine) == (number, "waiting", False)
    assert len(await setting.notices("motion")) == 2


async def test_a_redelivered_move_opens_no_second_motion_after_the_first_carried(
    setting: Setting,
) -> None:
    asks = setting.asks(ANNA, update_id=77)
    moved = await motions.move(setting.house, asks, setting.no, "example", {}, HASH)
    await motions.second(setting.house, setting.asks(BORA), moved.motion_no, HASH)

    again = await motions.move(setting.house, asks, setting.no, "example", {}, HASH)

    assert (again.motion_no, again.state) == (moved.motion_no, "carried")


async def test_a_dropped_motion_cannot_be_seconded(setting: Setting) -> None:
    number = await _moved(setting)

    dropped = await motions.drop(setting.house, setting.asks(CLARA), number)

    assert dropped.state == "dropped"
    with pytest.raises(Stale, match="motion-settled"):
        await motions.second(setting.house, setting.asks(BORA), number, HASH)
    assert await _carried(setting) == {}


async def test_what_has_carried_cannot_be_dropped_or_carried_by_a_third(setting: Setting) -> None:
    number = await _moved(setting)
    await motions.second(setting.house, setting.asks(BORA), number, HASH)

    with pytest.raises(Stale, match="motion-settled"):
        await motions.drop(setting.house, setting.asks(ANNA), number)
    with pytest.raises(Stale, match="motion-settled"):
        await motions.second(setting.house, setting.asks(CLARA), number, HASH)


async def test_a_carrying_that_fails_leaves_the_motion_open(
    setting: Setting, example: Example
) -> None:
    number = await _moved(setting)
    example.breaks = True

    with pytest.raises(Stale):
        await motions.second(setting.house, setting.asks(BORA), number, HASH)

    shown = await motions.look(setting.house, setting.asks(BORA), number)
    assert shown.state == "open"
    assert await _carried(setting) == {}
    assert await setting.notices("motion-settled") == []


async def test_a_single_manager_is_told_that_a_second_is_needed(
    tmp_path: Path, example: Example
) -> None:
    async with house_with(tmp_path / "alone", a_year(managers=(ANNA,))) as alone:
        with pytest.raises(NotPermitted, match="no-second-manager"):
            await motions.move(alone.house, alone.asks(ANNA), alone.no, "example", {}, HASH)


async def test_a_motion_that_never_was_is_not_there(setting: Setting) -> None:
    with pytest.raises(NotThere, match="no-such-motion"):
        await motions.second(setting.house, setting.asks(BORA), 4711, HASH)
