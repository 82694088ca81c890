from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from actions import bundles, motions, publishing, results
from actions.house import House
from deliberation.bundle import log_of
from deliberation.bundle_check import verify_bundle
from deliberation.bundle_reading import BundleDiffers
from deliberation.log_chain import LogEntry
from deliberation.reasons import Excluded
from deliberation.refusals import NotPermitted, NotThere
from locales.translator import translator_for
from screens.reason_words import reason_sentence, reason_story
from storage import allocations
from storage import citizens as stored_citizens
from tests.results.test_publishing import BALLOTS, WHY, counted, publish
from tests.results.voting import rows
from tests.samples import MANAGER, SECOND_MANAGER, occasion, sample_process


async def stored(house: House, edition: int = 1) -> bytes:
    await bundles.store_what_is_published(house)
    return (await bundles.look(house, 1, edition)).content


async def test_a_published_result_is_recounted_from_its_bundle(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        await publish(house)

        content = await stored(house)

        verified = verify_bundle(content)
        shown = await results.look(house, occasion(house, 1), 1)
        [logged] = await rows(house, "SELECT * FROM public_log WHERE kind = 'bundle-stored'")
        assert verified.ballots == sum(len(cast) for cast in BALLOTS.values())
        assert verified.headings == 3
        assert verified.checkpoint_sha256 == shown.edition.log_sha256
        assert shown.edition.bundle_sha256 == verified.sha256 == sha256(content).hexdigest()
        assert verified.sha256 in logged["body"]
        assert (tmp_path / "bundles" / "sample-2027-1.zip").read_bytes() == content


async def test_the_bundle_holds_the_standing_codes_and_nobody_else_s(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        await publish(house)
        codes = [row["code"] for row in await rows(house, "SELECT code FROM ballots")]
        people = [row["user_id"] for row in await rows(house, "SELECT user_id FROM participants")]

        content = await stored(house)

        assert len(codes) == 7
        assert all(code.encode() in content for code in codes)
        assert not any(str(user_id).encode() in content for user_id in people)


async def test_projects_that_exclude_each_other_are_counted_published_and_verified(
    tmp_path: Path,
) -> None:
    sample = sample_process()
    city, eunpyeong, jongno = sample.headings
    playground, library, ramps = eunpyeong.projects
    library = replace(library, excludes=("p3",))
    eunpyeong = replace(eunpyeong, projects=(playground, library, ramps))
    async with counted(tmp_path, replace(sample, headings=(city, eunpyeong, jongno))) as house:
        await publish(house)

        content = await stored(house)
        view = await results.look(house, occasion(house, 1), 1)

        # Both have six points, the ramps cost less; Add1 made 60 million of 50 for each voter.
        found = next(one for one in view.headings if one.heading.no == 2).result
        reason = found.reason("p2")
        assert found.funded == ("p3", "p1")
        assert isinstance(reason, Excluded)
        assert (reason.by, reason.round, reason.held) == ("p3", 1, 120_000_000)
        names = {"p3": "경사로 설치"}
        assert reason_sentence(reason, names, "KRW", translator_for("ko")) == (
            "함께 추진할 수 없는 경사로 설치가 먼저 선정되어 선정되지 않았습니다."
        )
        story = reason_story(reason, {"p3": "Ramps"}, "KRW", translator_for("en"))
        assert "Ramps was number 1 to be selected. 3 people ranked this project" in story
        assert verify_bundle(content).headings == 3
        with ZipFile(BytesIO(content)) as archive:
            assert b'excludes [[""p2"", ""p3""]]' in archive.read("ballots/eunpyeong.pb")
            assert b'"exclusions":[["p2","p3"]]' in archive.read("rules.json")


async def test_a_ballot_changed_after_publishing_is_found(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        await publish(house)
        await house.db.write(
            lambda tx: tx.write("UPDATE ballots SET ranking = '2' WHERE ranking = '1,2'")
        )

        content = await stored(house)

        with pytest.raises(BundleDiffers):
            verify_bundle(content)


async def test_a_lost_file_is_built_anew_with_the_same_bytes(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        await publish(house)
        content = await stored(house)
        (tmp_path / "bundles" / "sample-2027-1.zip").unlink()

        again = await bundles.look(house, 1, 1)

        assert again.content == content
        assert len(await rows(house, "SELECT * FROM public_log WHERE kind = 'bundle-stored'")) == 1


async def test_a_crash_between_the_file_and_the_log_leaves_one_entry(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        await publish(house)
        content = await stored(house)
        await house.db.write(lambda tx: tx.write("UPDATE editions SET bundle_sha256 = NULL"))
        await house.db.write(
            lambda tx: tx.write("DELETE FROM public_log WHERE kind = 'bundle-stored'")
        )

        again = await stored(house)
        await stored(house)

        assert again == content
        assert len(await rows(house, "SELECT * FROM public_log WHERE kind = 'bundle-stored'")) == 1


async def test_erasing_citizens_leaves_the_bundle_as_it_was(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        await publish(house)
        content = await stored(house)
        for table in ("participants", "citizens"):
            await house.db.write(lambda tx, name=table: tx.write(f"DELETE FROM {name}"))  # type: ignore[misc]
        (tmp_path / "bundles" / "sample-2027-1.zip").unlink()

        again = await bundles.look(house, 1, 1)

        assert await house.db.read(lambda tx: stored_citizens.look_up(tx, 5_000_000_001)) is None
        assert again.content == content


async def test_a_correction_has_its_own_bundle_whose_log_continues_the_first(
    tmp_path: Path,
) -> None:
    async with counted(tmp_path, replace(sample_process(), seed=None)) as house:
        await publish(house)
        first = await stored(house)
        prepared = await publishing.prepare_correction(
            house, occasion(house, MANAGER), 1, WHY, "second"
        )
        moved = await publishing.move_correction(
            house, occasion(house, MANAGER), 1, WHY, "second", prepared.sha256[:16]
        )
        await motions.second(
            house, occasion(house, SECOND_MANAGER), moved.motion_no, prepared.sha256
        )

        second = await stored(house, 2)

        old, new = verify_bundle(first), verify_bundle(second)
        assert (old.edition, new.edition) == (1, 2)
        assert (await bundles.look(house, 1, 1)).content == first
        assert _log(second)[: old.log_entries] == _log(first)
        assert new.log_entries > old.log_entries


async def test_what_is_not_there_or_too_large_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with counted(tmp_path) as house:
        with pytest.raises(NotThere, match="no-such-edition"):
            await bundles.look(house, 1, 1)
        await publish(house)
        with pytest.raises(NotThere, match="no-bundle-yet"):
            await bundles.look(house, 1, 1)
        await stored(house)
        editions = await house.db.read(lambda tx: allocations.editions(tx, 1))
        monkeypatch.setattr(bundles, "BYTES_MOST", 10)

        with pytest.raises(NotPermitted, match="bundle-too-large"):
            await bundles.look(house, 1, 1)

        assert editions[0].bundle_sha256 is not None


def _log(bundle: bytes) -> list[LogEntry]:

    with ZipFile(BytesIO(bundle)) as archive:
        return log_of(archive.read("log.jsonl").decode())
