import json
import logging
import re
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest

from actions import ballots, citizens, closing, processes
from actions.house import House
from deliberation.heading_count import count_heading
from deliberation.process import Electorate
from deliberation.refusals import NotNow
from storage import ballots as stored
from storage import public_log
from storage.database import StorageFailed, Transaction
from tests.results.voting import (
    AFTER,
    CLOSED,
    as_after_a_crash,
    cast,
    close_all,
    deliver_screens,
    register,
    rows,
    tally_of,
    vote,
)
from tests.samples import MANAGER, SECOND_MANAGER, occasion, open_house, sample_process, words

JIEUN, MINHO, ANNA = 7_311_442_907_121, 7_311_442_907_233, 7_311_442_907_345
PAGE = 4096


async def test_nothing_is_closed_before_the_closing_instant(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        house.clock.set(CLOSED - timedelta(seconds=1))

        again = await closing.close_due(house, house.clock.now())

        assert again is None
        assert await rows(house, "SELECT * FROM public_log WHERE kind = 'heading-closed'") == []
        assert (await tally_of(house, 1)).closed_utc is None


async def test_a_closed_heading_says_in_the_public_log_how_its_saves_add_up(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        for user_id in (JIEUN, MINHO, ANNA):
            await register(house, user_id)
        await vote(house, JIEUN, 2, (3, 1))
        await vote(house, MINHO, 2, (2,))
        cleared = await ballots.look(house, MINHO, 1, 2)
        await ballots.clear(house, occasion(house, MINHO), 1, 2, cleared.revision)

        await close_all(house)

        [logged] = await rows(house, _CLOSED_EUNPYEONG)
        assert logged["kind"] == "heading-closed"
        body = json.loads(logged["body"])
        assert body["saves"] == 3
        assert (body["counted"], body["replaced"], body["withdrawn"]) == (1, 1, 1)
        assert (body["voters"], body["emptied"]) == (2, 1)
        assert body["rank_entries"] == body["ballot_lengths"] == 2


async def test_closing_twice_is_the_same_as_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house, JIEUN)
        await vote(house, JIEUN, 2, (3, 1))
        await close_all(house)
        before = await _everything(house)

        house.clock.advance(timedelta(hours=1))
        again = await closing.close_due(house, house.clock.now())

        assert again is None
        assert await _everything(house) == before


async def test_the_key_outlives_closing_until_promised_receipts_are_out(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house, JIEUN)
        await vote(house, JIEUN, 2, (3,))
        house.clock.set(CLOSED)

        again = await closing.close_due(house, house.clock.now())
        found = await ballots.recorded(house, JIEUN, 1, 2, page=0, field_id="", outcome="saved")
        with pytest.raises(NotNow, match="ballot-closed"):
            await vote(house, JIEUN, 2, (2,))
        await deliver_screens(house)
        done = await closing.close_due(house, house.clock.now())

        assert again is not None
        assert found is not None
        assert found.ranking == (3,)
        assert done is None
        assert house.keys.is_destroyed(1, 2)


async def test_a_receipt_that_could_not_be_sent_in_two_minutes_is_explained(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house, JIEUN)
        await vote(house, JIEUN, 2, (3,))
        house.clock.set(CLOSED)
        await closing.close_due(house, house.clock.now())
        house.clock.advance(timedelta(minutes=2))

        done = await closing.close_due(house, house.clock.now())

        [notice] = await rows(house, "SELECT * FROM outbox")
        assert done is None
        assert house.keys.is_destroyed(1, 2)
        assert (notice["kind"], notice["chat_id"]) == ("ballot-late", JIEUN)
        assert notice["params"] == '{"heading_no": 2}'


async def test_who_cast_which_ballot_is_nowhere_after_closing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    voters = {JIEUN: (3, 1), MINHO: (2,), ANNA: (1, 2, 3)}
    async with open_house(tmp_path, sample_process()) as house:
        for user_id in voters:
            await register(house, user_id)
        old = [await vote(house, user_id, 2, (1,)) for user_id in voters]
        codes = [await vote(house, user_id, 2, ranking) for user_id, ranking in voters.items()]
        slots = [house.keys.slot(1, 2, citizens.person(user_id)) for user_id in voters]
        key = (tmp_path / "keys" / "1-2.key").read_bytes()
        assert any(slot.encode() in _bytes_of(tmp_path) for slot in slots)

        await close_all(house)

        left = _bytes_of(tmp_path)
        assert all(code.encode() in left for code in codes)
        assert not any(slot.encode() in left for slot in slots)
        assert not any(code.encode() in left for code in set(old) - set(codes))
        assert key not in left
        assert (tmp_path / "madang.db-wal").stat().st_size < 2 * PAGE
        for page in _pages(tmp_path / "madang.db"):
            if any(code.encode() in page for code in codes):
                assert not any(written in page for user_id in voters for written in _ids(user_id))
        told = caplog.text
        assert not any(secret in told for secret in (*codes, *slots, *map(str, voters)))
        assert not re.search(r"\b[123](,[123])+\b", told)


async def test_while_voting_no_other_table_holds_ranks_or_codes(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house, JIEUN)
        code = await vote(house, JIEUN, 2, (3, 1, 2))

        tables = [row["name"] for row in await rows(house, "SELECT name FROM sqlite_master")]
        rest = [
            str(row)
            for table in tables
            if table in _TABLES and table != "ballots"
            for row in await rows(house, f"SELECT * FROM {table}")
        ]

        assert {"outbox", "drafts", "handled", "conversation_states"} <= set(tables)
        assert rest
        assert not any(code in row or "3,1,2" in row or "3, 1, 2" in row for row in rest)


@pytest.mark.parametrize("done", range(6))
async def test_a_crash_between_any_two_steps_loses_and_repeats_nothing(
    tmp_path: Path, done: int
) -> None:
    (tmp_path / "first").mkdir()
    async with open_house(tmp_path / "first", sample_process()) as house:
        await register(house, JIEUN)
        await register(house, MINHO)
        await vote(house, JIEUN, 2, (3, 1))
        code = await vote(house, MINHO, 2, (2, 3))
        slot = house.keys.slot(1, 2, citizens.person(JIEUN))
        await deliver_screens(house)
        house.clock.set(AFTER)
        places = [closing.Place(1, heading_no) for heading_no in (1, 2, 3)]
        now = house.clock.now()
        if done >= 1:
            await closing.close_marks(house, now)
        if done == 2:  # in the middle of destroying a key
            (tmp_path / "first" / "keys" / "1-2.destroyed").touch()
        if done >= 3:
            house.keys.destroy(1, 2)
        if done >= 4:
            for place in places:
                await closing.sever(house, place, now)
        if done >= 5:
            await house.db.scrub()
        folder = await as_after_a_crash(tmp_path / "first", tmp_path / "second")

    async with open_house(folder, at=AFTER + timedelta(minutes=5)) as again:
        later = await closing.close_due(again, again.clock.now())

        tally = await tally_of(again, 2)
        log = await again.db.read(lambda tx: public_log.entries(tx, 1))
        assert later is None
        assert (tally.saves, tally.counted, tally.replaced, tally.rank_entries) == (4, 2, 2, 4)
        assert tally.sealed_utc is not None
        assert [entry["kind"] for entry in log].count("heading-closed") == 3
        assert slot.encode() not in _bytes_of(folder)
        assert code.encode() in _bytes_of(folder)
        assert not list((folder / "keys").glob("*.key"))
        assert again.keys.is_destroyed(1, 2)


async def test_sums_that_do_not_agree_are_told_to_every_manager_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house, JIEUN)
        await vote(house, JIEUN, 2, (3,))
        await house.db.write(
            lambda tx: tx.write("UPDATE ballots SET ranking = '' WHERE heading_no = 2")
        )

        await close_all(house)
        await close_all(house, AFTER + timedelta(hours=1))

        notices = await rows(house, "SELECT * FROM outbox WHERE kind = 'heading-unreconciled'")
        assert [notice["chat_id"] for notice in notices] == [MANAGER, SECOND_MANAGER]


async def test_a_handful_of_ballots_keeps_no_label_of_its_own_and_counts_the_same(
    tmp_path: Path,
) -> None:
    nobody = words("Them", "그들")
    electorates = (
        Electorate("citizens", nobody, Fraction(1, 2)),
        Electorate("panel", nobody, Fraction(3, 10)),
        Electorate("school", nobody, Fraction(1, 5)),
    )
    async with open_house(tmp_path, replace(sample_process(), electorates=electorates)) as house:
        await cast(house, {2: [(1, 2), (2,), (3, 1)] * 10})
        for label, codes in (("panel", "LIMIT 12"), ("school", "LIMIT 3 OFFSET 12")):
            await house.db.write(
                partial(
                    Transaction.write,
                    sql=f"UPDATE ballots SET electorate = '{label}' WHERE code IN"
                    f" (SELECT code FROM ballots WHERE heading_no = 2 ORDER BY code {codes})",
                )
            )
        heading = house.process(1).headings[1]
        before = await house.db.read(lambda tx: stored.counted(tx, 1, 2))

        await close_all(house)

        after = await house.db.read(lambda tx: stored.counted(tx, 1, 2))
        assert {label for _, label, _ in before} == {"citizens", "panel", "school"}
        assert {label for _, label, _ in after} == {"citizens", "panel"}
        assert b"school" not in b"".join(_ballot_pages(tmp_path, [code for code, *_ in after]))
        assert count_heading(house.process(1), heading, after, "s") == count_heading(
            house.process(1), heading, before, "s"
        )


async def test_a_file_that_cannot_be_rewritten_is_reported_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        house.clock.set(AFTER)

        async def full(_: object = None) -> None:
            raise StorageFailed("database or disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(house.db, "scrub", full)
            again = await closing.close_due(house, house.clock.now())
        left = await tally_of(house, 2)
        done = await closing.close_due(house, house.clock.now())

        notices = await rows(house, "SELECT chat_id FROM outbox WHERE kind = 'not-scrubbed'")
        assert again is not None
        assert left.closed_utc is not None
        assert left.sealed_utc is None
        assert done is None
        assert len(notices) == 6


async def test_an_extension_saved_a_moment_before_keeps_voting_open(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        longer = sample_process(balloting_days=12)
        await house.db.write(
            lambda tx: tx.write(
                "UPDATE processes SET snapshot = :snapshot",
                {"snapshot": processes.snapshot(replace(longer, no=1))},
            )
        )
        house.clock.set(AFTER)

        await closing.close_due(house, house.clock.now())

        assert (await tally_of(house, 2)).closed_utc is None
        assert not house.keys.is_destroyed(1, 2)


async def _everything(house: House) -> list[object]:
    async def look(tx: Transaction) -> list[object]:
        return [
            [tuple(row) for row in await tx.all(f"SELECT * FROM {table} ORDER BY 1, 2")]
            for table in ("ballots", "tallies", "public_log", "outbox")
        ]

    return await house.db.read(look)


_TABLES = {
    "outbox",
    "drafts",
    "handled",
    "conversation_states",
    "citizens",
    "participants",
    "processes",
    "stages",
    "tallies",
    "announcements",
    "public_log",
    "motions",
}


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def _pages(path: Path) -> list[bytes]:
    content = path.read_bytes()
    return [content[at : at + PAGE] for at in range(0, len(content), PAGE)]


def _ballot_pages(folder: Path, codes: list[str]) -> list[bytes]:
    return [
        page
        for page in _pages(folder / "madang.db")
        if any(code.encode() in page for code in codes)
    ]


def _ids(user_id: int) -> tuple[bytes, ...]:
    return str(user_id).encode(), user_id.to_bytes(6, "big"), user_id.to_bytes(8, "big")


_CLOSED_EUNPYEONG = (
    "SELECT * FROM public_log WHERE kind = 'heading-closed' AND body LIKE '%eunpyeong%'"
)
