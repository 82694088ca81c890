"""Shortlists and line reviews: bundles with logged hashes, and corrections by two managers."""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from actions import (
    correcting,
    costing,
    counting,
    line_review_publishing,
    motions,
    outcome_bundles,
    questions,
    shortlisting,
)
from actions.house import House
from deliberation.bundle import pack
from deliberation.bundle_check import verify_bundle
from deliberation.bundle_reading import BundleDiffers, unpacked
from deliberation.line_review_views import LineSummary
from deliberation.phases import Vote
from deliberation.refusals import NotNow, NotPermitted, NotThere, Stale
from deliberation.results_views import CorrectionView
from tests.line_reviews.samples import CITY, line_process
from tests.line_reviews.test_line_reviews import HAN, close_and_count, judge
from tests.line_reviews.test_line_reviews import publish as publish_lines
from tests.prioritising.agenda_year import cost_all, prioritise
from tests.prioritising.agenda_year import count as count_agenda
from tests.prioritising.agenda_year import publish as publish_shortlists
from tests.results.voting import register, rows
from tests.samples import MANAGER, SECOND_MANAGER, agenda_process, occasion, open_house

WHY = {"ko": "추첨 번호를 잘못 입력했습니다.", "en": "The seed had been typed wrongly."}
JUDGED = [(5, 1, 0), (5, 2, 4), (3, 0, 4)]


async def reviewed(house: House) -> None:
    for at, places in enumerate(JUDGED):
        await register(house, HAN + at, CITY)
        for line_no, place in enumerate(places, start=1):
            if place:
                await judge(house, HAN + at, line_no, place)
    await close_and_count(house)
    await publish_lines(house)


async def prioritised(house: House) -> None:
    await prioritise(house, [(1, 2), (2, 1), (2,), (4, 3)])
    await count_agenda(house)
    await publish_shortlists(house)


async def prepared(house: House, vote: Vote, answers: Mapping[str, str] = WHY) -> CorrectionView:
    """Give every reason that a correction asks for, and the seed."""
    view = await correcting.begin(house, occasion(house, MANAGER), 1, vote)
    while view.asked:
        question = await questions.asked(house, MANAGER)
        assert question is not None
        view = await correcting.answer(
            house, occasion(house, MANAGER), question, answers[view.asked]
        )
    return view


async def corrected(house: House, vote: Vote, answers: Mapping[str, str] = WHY) -> None:
    view = await prepared(house, vote, answers)
    sha256 = view.summary.sha256  # type: ignore[union-attr]
    moved = await correcting.move(house, occasion(house, MANAGER), 1, sha256[:16])
    await motions.second(house, occasion(house, SECOND_MANAGER), moved.motion_no, sha256)


async def bodies(house: House, kind: str) -> list[dict[str, object]]:
    found = await rows(house, "SELECT kind, body FROM public_log ORDER BY seq")
    return [json.loads(one["body"]) for one in found if one["kind"] == kind]


async def test_a_line_review_is_recounted_from_its_bundle_and_its_hash_is_logged(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, line_process()) as house:
        with pytest.raises(NotNow, match="no-line-review-yet"):
            await outcome_bundles.look(house, 1, CITY, Vote.LINES)
        await reviewed(house)
        await outcome_bundles.store_what_is_published(house)

        file = await outcome_bundles.look(house, 1, CITY, Vote.LINES)
        again = await outcome_bundles.look(house, 1, CITY, Vote.LINES)

        found = verify_bundle(file.content, file.sha256[:16])
        codes = {row["code"] for row in await rows(house, "SELECT code FROM ballots")}
        stored = await bodies(house, "bundle-stored")
        ballots = unpacked(file.content)["ballots/city.csv"].decode().splitlines()
        assert (found.vote, found.heading_id, found.edition) == (Vote.LINES, "city", 1)
        assert found.ballots == len(JUDGED)
        assert again.content == file.content
        assert [(one["heading"], one["sha256"]) for one in stored] == [("city", file.sha256)]
        assert ballots[0] == "code,electorate,line-1,line-2,line-3"
        assert {row.split(",")[0] for row in ballots[1:]} == codes
        assert sorted(row.split(",")[2] for row in ballots[1:]) == ["0", "1/5", "1/5"]
        (tmp_path / "bundles" / file.name).unlink()
        assert (await outcome_bundles.look(house, 1, CITY, Vote.LINES)).content == file.content


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("ballots/city.csv", ",1/5,", ",1/10,", "ballots_differ"),
        ("ballots/city.csv", "line-1,line-2", "line-2,line-1", "lines_differ"),
        ("result.json", '"step":"1/5"', '"step":"1/10"', "line_differs"),
        ("result.json", '"judgements":7', '"judgements":8', "result_differs"),
        ("result.json", '"result":229629000', '"result":229630000', "log_differs"),
        ("rules.json", '"unit":1000', '"unit":100', "rules_differ"),
        ("edition.json", '"edition":1', '"edition":2', "log_differs"),
        ("edition.json", '"vote":"lines"', '"vote":"budget"', "format_unknown"),
    ],
)
async def test_a_change_in_a_line_review_s_bundle_is_named(
    tmp_path: Path, name: str, old: str, new: str, code: str
) -> None:
    async with open_house(tmp_path, line_process()) as house:
        await reviewed(house)
        file = await outcome_bundles.look(house, 1, CITY, Vote.LINES)
    files = unpacked(file.content)
    del files["SHA256SUMS"]
    assert old in files[name].decode()
    files[name] = files[name].decode().replace(old, new).encode()

    with pytest.raises(BundleDiffers) as caught:
        verify_bundle(pack(files))

    assert caught.value.code == code


async def test_a_changed_byte_in_a_line_review_s_bundle_is_found(tmp_path: Path) -> None:
    draw = random.Random(7)
    async with open_house(tmp_path, line_process()) as house:
        await reviewed(house)
        file = await outcome_bundles.look(house, 1, CITY, Vote.LINES)

    for _ in range(60):
        changed = bytearray(file.content)
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
        with pytest.raises(BundleDiffers):
            verify_bundle(bytes(changed))


async def test_a_shortlist_s_bundle_is_logged_and_a_correction_has_its_own(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritised(house)
        await outcome_bundles.store_what_is_published(house)
        first = await outcome_bundles.look(house, 1, CITY, Vote.AGENDA)

        await corrected(house, Vote.AGENDA)
        await outcome_bundles.store_what_is_published(house)

        second = await outcome_bundles.look(house, 1, CITY, Vote.AGENDA)
        before = await outcome_bundles.look(house, 1, CITY, Vote.AGENDA, 1)
        logged = {one["sha256"] for one in await bodies(house, "bundle-stored")}
        stands = await shortlisting.look_at_heading(house, occasion(house, HAN), 1, CITY)
        was = await shortlisting.look_at_heading(house, occasion(house, HAN), 1, CITY, 1)
        [entry] = await bodies(house, "shortlist-corrected")
        told = await rows(house, "SELECT kind FROM fanouts")
        assert before.content == first.content != second.content
        assert {first.sha256, second.sha256} <= logged
        assert [verify_bundle(one.content).edition for one in (first, second)] == [1, 2]
        assert (stands.edition.number, stands.edition.is_replaced) == (2, False)
        assert (was.edition.number, was.edition.is_replaced) == (1, True)
        assert stands.edition.why == was.edition.why == entry["why"] == WHY
        assert stands.count.shortlist == house.process(1).headings[CITY - 1].shortlist
        assert [one["kind"] for one in told].count(shortlisting.NEWS) == 2


async def test_a_shortlist_is_corrected_with_the_seed_that_was_drawn(tmp_path: Path) -> None:
    async with open_house(tmp_path, replace(agenda_process(), seed=None)) as house:
        await prioritise(house, [(1,), (2,), (3,), (4,)])
        await count_agenda(house)
        await counting.enter_seed(house, occasion(house, MANAGER), 1, "4 8 51", Vote.AGENDA)
        await count_agenda(house)
        await publish_shortlists(house)
        await outcome_bundles.store_what_is_published(house)
        first = await outcome_bundles.look(house, 1, CITY, Vote.AGENDA)

        await corrected(house, Vote.AGENDA, {**WHY, "seed": "4 8 15"})
        await outcome_bundles.store_what_is_published(house)

        second = await outcome_bundles.look(house, 1, CITY, Vote.AGENDA)
        [entry] = await bodies(house, "shortlist-corrected")
        [one, two] = [json.loads(unpacked(it.content)["edition.json"]) for it in (first, second)]
        [year] = await rows(house, "SELECT drawn_seed, drawn_agenda_seed FROM processes")
        assert [verify_bundle(it.content).edition for it in (first, second)] == [1, 2]
        assert (one["seed"], two["seed"], entry["seed"]) == ("4 8 51", "4 8 15", "4 8 15")
        assert (year["drawn_seed"], year["drawn_agenda_seed"]) == (None, "4 8 15")


async def test_a_shortlist_on_which_voting_rests_is_not_corrected(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritised(house)
        await cost_all(house, CITY)
        await costing.publish(house, occasion(house, MANAGER), 1, CITY)

        with pytest.raises(Stale, match="shortlist-in-use"):
            await prepared(house, Vote.AGENDA)

        assert await bodies(house, "shortlist-corrected") == []


async def test_a_line_review_is_corrected_only_by_two_and_the_old_one_is_kept(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, line_process()) as house:
        with pytest.raises(NotNow, match="no-results-yet"):
            await prepared(house, Vote.LINES)
        await reviewed(house)
        first = await outcome_bundles.look(house, 1, CITY, Vote.LINES)
        view = await prepared(house, Vote.LINES)
        assert isinstance(view.summary, LineSummary)
        sha256 = view.summary.sha256
        moved = await correcting.move(house, occasion(house, MANAGER), 1, sha256)
        with pytest.raises(NotPermitted, match="own-motion"):
            await motions.second(house, occasion(house, MANAGER), moved.motion_no, sha256)
        with pytest.raises(NotThere):
            await line_review_publishing.look_at_heading(house, occasion(house, HAN), 1, CITY, 2)

        await motions.second(house, occasion(house, SECOND_MANAGER), moved.motion_no, sha256)

        second = await outcome_bundles.look(house, 1, CITY, Vote.LINES)
        was = await line_review_publishing.look_at_heading(house, occasion(house, HAN), 1, CITY, 1)
        assert (verify_bundle(first.content).edition, verify_bundle(second.content).edition) == (
            1,
            2,
        )
        assert was.edition.is_replaced
        assert was.edition.why == WHY
        assert view.summary.confirmed.changed == frozenset()
