from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions import loading, phases, processes, schedule, staff
from actions.process_file import MOST_BYTES, read_process
from deliberation.loading_views import FaultyFileView, LoadView
from deliberation.phase_views import ChangeView, Wish
from deliberation.refusals import BadInput, NotPermitted, NotThere, Stale
from storage import roles
from tests.managing.sample import ANNA, BORA, DAY, Setting, house_with

SMALL = (Path(__file__).parents[1] / "transcripts" / "small-year.toml").read_bytes()
MANAGER_OF_SMALL = 900_001


@pytest.fixture
async def setting(tmp_path: Path) -> AsyncIterator[Setting]:
    async with house_with(tmp_path) as setting:
        yield setting


async def _shown(setting: Setting, source: bytes = SMALL, who: int = ANNA) -> LoadView:
    view = await loading.prepare(setting.house, setting.asks(who), "small.toml", source)
    assert isinstance(view, LoadView)
    return view


async def _loaded(setting: Setting, source: bytes = SMALL, who: int = ANNA) -> int:
    view = await _shown(setting, source, who)
    return (await loading.load(setting.house, setting.asks(who), view.key)).process.no


async def _small(setting: Setting) -> None:
    """Have the small year loaded from the command line, with its own manager."""
    process = read_process(SMALL, "small.toml").process
    await processes.load(setting.house, process, SMALL, 0, setting.now_s)


async def test_a_file_is_loaded_only_once_confirmed_and_only_once(setting: Setting) -> None:
    view = await _shown(setting)
    before = set(setting.house.processes)

    first = await loading.load(setting.house, setting.asks(ANNA), view.key)
    again = await loading.load(setting.house, setting.asks(ANNA), view.key)

    assert before == {1}
    assert set(setting.house.processes) == {1, 2}
    assert [first.process.no, again.process.no] == [2, 2]
    assert (view.is_new, view.managers, view.names_reader) == (True, 1, False)


async def test_a_faulty_file_says_what_is_wrong_and_leaves_nothing(setting: Setting) -> None:
    view = await loading.prepare(setting.house, setting.asks(ANNA), "x.toml", b"[process")

    assert isinstance(view, FaultyFileView)
    assert [fault.code for fault in view.faults] == ["file-not-toml"]
    with pytest.raises(NotThere, match="no-such-file"):
        await loading.load(setting.house, setting.asks(ANNA), "0" * 16)


@pytest.mark.parametrize(
    ("name", "source", "code"),
    [
        ("year.zip", b"PK", "not-a-process-file"),
        ("", SMALL, "not-a-process-file"),
        ("year.toml", b"x" * (MOST_BYTES + 1), "file-too-large"),
    ],
)
async def test_what_is_no_process_file_is_refused(
    setting: Setting, name: str, source: bytes, code: str
) -> None:
    with pytest.raises(BadInput, match=code):
        await loading.prepare(setting.house, setting.asks(ANNA), name, source)


async def test_bytes_that_are_no_text_are_faulty_not_fatal(setting: Setting) -> None:
    view = await loading.prepare(setting.house, setting.asks(ANNA), "x.toml", b"\xff\xfe\x00")

    assert isinstance(view, FaultyFileView)


async def test_nobody_but_a_manager_may_load(setting: Setting) -> None:
    with pytest.raises(NotPermitted, match="file-not-wanted"):
        await _shown(setting, who=77)
    with pytest.raises(NotPermitted, match="only-in-private"):
        await loading.prepare(
            setting.house, setting.asks(ANNA, private=False), "small.toml", SMALL
        )


async def test_a_year_of_others_cannot_be_loaded_over(setting: Setting) -> None:
    await _small(setting)

    with pytest.raises(NotPermitted, match="other-years-file"):
        await _shown(setting)


async def test_a_manager_dismissed_after_the_summary_cannot_load(setting: Setting) -> None:
    view = await _shown(setting)

    async def dismiss(tx):  # type: ignore[no-untyped-def]
        await tx.write("DELETE FROM roles WHERE user_id = :who", {"who": ANNA})

    await setting.house.db.write(dismiss)

    with pytest.raises(NotPermitted, match="file-not-wanted"):
        await loading.load(setting.house, setting.asks(ANNA), view.key)
    assert set(setting.house.processes) == {1}


async def test_one_manager_cannot_load_what_another_was_shown(setting: Setting) -> None:
    view = await _shown(setting)

    with pytest.raises(NotThere, match="no-such-file"):
        await loading.load(setting.house, setting.asks(BORA), view.key)


async def test_frozen_rules_are_refused_before_the_summary(setting: Setting) -> None:
    await _small(setting)
    stages = setting.house.process(2).stages
    setting.clock.at = stages[1].starts_utc
    await phases.sweep(setting.house)
    other_limit = SMALL.replace("8억 원".encode(), "9억 원".encode())

    with pytest.raises(Stale, match="rules-frozen"):
        await _shown(setting, other_limit, MANAGER_OF_SMALL)


async def test_the_same_file_keeps_dates_that_were_changed(setting: Setting) -> None:
    await _small(setting)
    later = setting.house.process(2).stages[0].ends_utc + DAY
    wish = Wish(schedule.EXTEND, 1, later)
    asks = setting.asks(MANAGER_OF_SMALL)
    seen = await schedule.preview(setting.house, asks, 2, wish)
    changed = await schedule.change(setting.house, asks, 2, wish, seen.sha256)

    view = await _shown(setting, who=MANAGER_OF_SMALL)
    await loading.load(setting.house, setting.asks(MANAGER_OF_SMALL), view.key)

    assert isinstance(changed, ChangeView)
    assert view.is_same
    assert setting.house.process(2).stages[0].ends_utc == later


CLARA, DORA = 900_021, 900_022


async def _managers(setting: Setting) -> list[int]:
    return await setting.house.db.read(lambda tx: roles.holders(tx, 2, "manager"))


def _with_manager(source: bytes, user_id: int) -> bytes:
    return source + f'\n[[staff]]\nid = {user_id}\nrole = "manager"\n'.encode()


async def test_whom_a_newer_file_no_longer_names_loses_the_role(setting: Setting) -> None:
    await _small(setting)
    with_clara = _with_manager(SMALL, CLARA)
    await _loaded(setting, with_clara, MANAGER_OF_SMALL)
    while_named = await _managers(setting)

    await _loaded(setting, _with_manager(SMALL, DORA), MANAGER_OF_SMALL)

    assert while_named == [MANAGER_OF_SMALL, CLARA]
    assert await _managers(setting) == [MANAGER_OF_SMALL, DORA]


async def test_whoever_was_dismissed_does_not_come_back_with_the_next_start(
    setting: Setting,
) -> None:
    source = _with_manager(SMALL, CLARA)
    process = read_process(source, "small.toml").process
    await processes.load(setting.house, process, source, 0, setting.now_s)
    await staff.dismiss(setting.house, setting.asks(MANAGER_OF_SMALL), 2, CLARA, "manager")

    await processes.load(setting.house, process, source, 0, setting.now_s)

    assert await _managers(setting) == [MANAGER_OF_SMALL]


async def test_a_year_never_comes_to_be_without_a_manager(setting: Setting) -> None:
    await _small(setting)
    await _loaded(setting, _with_manager(SMALL, CLARA), MANAGER_OF_SMALL)
    await staff.dismiss(setting.house, setting.asks(CLARA), 2, MANAGER_OF_SMALL, "manager")

    await _loaded(setting, SMALL + b"\n# Clara has left.\n", CLARA)

    assert await _managers(setting) == [MANAGER_OF_SMALL]


async def test_a_second_file_replaces_the_first_that_was_shown(setting: Setting) -> None:
    first = await _shown(setting)
    await _shown(setting, SMALL.replace(b"small-2028", b"other-2028"))

    with pytest.raises(NotThere, match="no-such-file"):
        await loading.load(setting.house, setting.asks(ANNA), first.key)


async def test_a_file_left_aside_cannot_be_loaded_later(setting: Setting) -> None:
    view = await _shown(setting)

    await loading.discard(setting.house, setting.asks(ANNA), view.key)

    with pytest.raises(NotThere, match="no-such-file"):
        await loading.load(setting.house, setting.asks(ANNA), view.key)
    assert await _loaded(setting) == 2
