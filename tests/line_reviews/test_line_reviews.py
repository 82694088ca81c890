"""Line reviews from tap to result on a real store: slots, sums, reasons, two managers."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from actions import (
    ballots,
    citizens,
    closing,
    counting,
    line_review,
    line_review_counting,
    line_review_publishing,
    motions,
    phases,
    privacy,
    publishing,
)
from actions.house import House
from deliberation.budget_lines import are_one_each, judged, judgement_no, signed, with_judgement
from deliberation.line_review_count import count_lines
from deliberation.refusals import BadInput, NotNow, NotPermitted, NotThere
from locales.translator import translator_for
from screens.drawing import drawable
from screens.line_review_picture import draw_lines
from storage import outbox
from storage.database import Transaction
from tests.line_reviews.samples import CITY, STEPS, line_process
from tests.results.voting import register, rows
from tests.samples import DAY, MANAGER, NOON, SECOND_MANAGER, occasion, open_house

HAN = 7_311_442_907_121
AFTER = NOON + 9 * DAY + timedelta(minutes=10)
_updates = itertools.count(1)


async def judge(house: House, user_id: int, line_no: int, place: int) -> str:
    view = await line_review.judge(
        house, occasion(house, user_id, update_id=next(_updates)), 1, CITY, line_no, place
    )
    return view.code


async def close_and_count(house: House) -> None:
    house.clock.set(AFTER)  # type: ignore[attr-defined]

    async def deliver(tx: Transaction) -> None:
        promised = await outbox.of_kind(tx, 1, line_review.SCREEN)
        await outbox.remove(tx, (notice for notice, _state in promised))

    await phases.enter_due(house, house.clock.now())
    await house.db.write(deliver)
    assert await closing.close_due(house, house.clock.now()) is None
    await line_review_counting.count_due(house, 1, house.clock.now())


async def publish(house: House) -> None:
    desk = await line_review_publishing.look_at_desk(house, occasion(house, MANAGER), 1)
    assert desk.summary is not None
    motion = await line_review_publishing.move_publishing(
        house, occasion(house, MANAGER), 1, desk.summary.sha256
    )
    seconding = occasion(house, SECOND_MANAGER)
    await motions.second(house, seconding, motion.motion_no, motion.subject_sha256)


def test_a_ballots_numbers_mean_lines_and_steps() -> None:
    ballot = with_judgement(with_judgement((), 3, 1, 5), 1, 5, 5)

    assert ballot == (judgement_no(1, 5, 5), judgement_no(3, 1, 5)) == (5, 11)
    assert [judged(number, 5) for number in ballot] == [(1, 5), (3, 1)]
    assert with_judgement(ballot, 1, 0, 5) == (11,)
    assert not are_one_each((1, 2), 5)
    assert [signed(one) for one in (*STEPS[:1], Fraction(0), Fraction(1, 3))] == [
        "−20%",
        "0",
        "+1/3",
    ]


async def test_every_tap_is_saved_with_a_receipt_and_can_be_changed(tmp_path: Path) -> None:
    async with open_house(tmp_path, line_process()) as house:
        await register(house, HAN, CITY)

        first = await judge(house, HAN, 1, 5)
        await judge(house, HAN, 2, 1)
        last = await judge(house, HAN, 1, 3)

        [stored] = await rows(house, "SELECT ranking, revision, code FROM ballots")
        assert stored == {"ranking": "3,6", "revision": 3, "code": last}
        assert first != last
        [tally] = await rows(house, "SELECT saves, replaced, withdrawn FROM tallies")
        assert tally == {"saves": 3, "replaced": 2, "withdrawn": 0}


async def test_a_repeated_update_does_not_bring_an_older_wish_back(tmp_path: Path) -> None:
    async with open_house(tmp_path, line_process()) as house:
        await register(house, HAN, CITY)
        once = occasion(house, HAN, update_id=900)

        await line_review.judge(house, once, 1, CITY, 1, 5)
        await judge(house, HAN, 1, 2)
        again = await line_review.judge(house, once, 1, CITY, 1, 5)

        assert again.outcome == "same"
        assert again.step(1) == STEPS[1]


@pytest.mark.parametrize(
    ("line_no", "place", "kind", "code"),
    [
        (4, 1, NotThere, "no-such-line"),
        (0, 1, NotThere, "no-such-line"),
        (1, 6, BadInput, "step-not-open"),
        (3, 1, BadInput, "step-not-open"),
    ],
)
async def test_a_tap_outside_the_rules_saves_nothing(
    tmp_path: Path, line_no: int, place: int, kind: Any, code: str
) -> None:
    async with open_house(tmp_path, line_process()) as house:
        await register(house, HAN, CITY)

        with pytest.raises(kind, match=code):
            await judge(house, HAN, line_no, place)

        assert await rows(house, "SELECT * FROM ballots") == []


async def test_ranked_and_reviewed_ballots_do_not_take_each_others_taps(tmp_path: Path) -> None:
    async with open_house(tmp_path, line_process()) as house:
        await register(house, HAN, CITY)

        with pytest.raises(NotThere):
            await ballots.look(house, HAN, 1, CITY)
        with pytest.raises(NotThere):
            await line_review.look(house, HAN, 1, 2)
        with pytest.raises(NotPermitted, match="not-registered"):
            await judge(house, HAN + 1, 1, 1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("010-1234-5678로 연락 주세요", "reason-with-number"),
        ("제 번호는 900101-1234567", "personal-number"),
        ("x" * 201, "text-too-long"),
        ("ㅋㅋㅋㅋ", "text-without-words"),
    ],
)
async def test_a_reason_that_may_not_be_public_is_not_kept(
    tmp_path: Path, words: str, code: str
) -> None:
    async with open_house(tmp_path, line_process()) as house:
        await register(house, HAN, CITY)
        await judge(house, HAN, 1, 5)

        with pytest.raises(BadInput, match=code):
            await line_review.write_reason(house, occasion(house, HAN), 1, CITY, 1, words)

        assert await rows(house, "SELECT * FROM line_reasons") == []


async def test_a_reason_goes_with_its_judgement_and_with_the_ballot(tmp_path: Path) -> None:
    async with open_house(tmp_path, line_process()) as house:
        await register(house, HAN, CITY)
        with pytest.raises(BadInput, match="line-left-open"):
            await line_review.write_reason(house, occasion(house, HAN), 1, CITY, 1, "why not")
        for line_no in (1, 2):
            await judge(house, HAN, line_no, 5)
            await line_review.write_reason(
                house, occasion(house, HAN), 1, CITY, line_no, f"because {line_no}"
            )

        await judge(house, HAN, 1, 0)
        left = await rows(house, "SELECT line_no, text FROM line_reasons")
        view = await line_review.clear(house, occasion(house, HAN), 1, CITY)

        assert left == [{"line_no": 2, "text": "because 2"}]
        assert view.outcome == "withdrawn"
        assert await rows(house, "SELECT * FROM line_reasons") == []


async def test_who_is_erased_leaves_no_ballot_and_no_reason(tmp_path: Path) -> None:
    async with open_house(tmp_path, line_process()) as house:
        await register(house, HAN, CITY)
        await judge(house, HAN, 1, 5)
        await line_review.write_reason(house, occasion(house, HAN), 1, CITY, 1, "because of it")

        citizen = await citizens.start(house, occasion(house, HAN), "ko", 1)
        await privacy.forget(house, occasion(house, HAN), citizen, occasion(house, HAN).now_s)

        assert await rows(house, "SELECT * FROM line_reasons") == []
        [stored] = await rows(house, "SELECT ranking FROM ballots")
        assert stored["ranking"] == ""


async def test_after_closing_nothing_ties_ballots_or_reasons_to_anybody(tmp_path: Path) -> None:
    async with open_house(tmp_path, line_process()) as house:
        for at, place in enumerate((5, 5, 1)):
            await register(house, HAN + at, CITY)
            await judge(house, HAN + at, 1, place)
            await line_review.write_reason(
                house, occasion(house, HAN + at), 1, CITY, 1, f"reason number {at}"
            )
        slots = {row["slot"] for row in await rows(house, "SELECT slot FROM ballots")}

        await close_and_count(house)

        reasons = await rows(house, "SELECT * FROM line_reasons ORDER BY reason_no")
        assert {row["slot"] for row in reasons} == {None}
        assert {row["direction"] for row in reasons} == {None}  # three could be found by it
        assert sorted(row["text"] for row in reasons) == [
            f"reason number {at}" for at in (0, 1, 2)
        ]
        now = await rows(house, "SELECT slot, code FROM ballots")
        assert {row["slot"] for row in now}.isdisjoint(slots)
        with pytest.raises(NotNow):
            await judge(house, HAN, 1, 3)
        [logged] = [
            json.loads(row["body"])
            for row in await rows(house, "SELECT kind, body FROM public_log")
            if row["kind"] == "heading-closed" and '"city"' in row["body"]
        ]
        assert (logged["vote"], logged["saves"], logged["counted"]) == ("lines", 3, 3)


async def test_a_reason_keeps_its_direction_where_many_share_it(tmp_path: Path) -> None:
    process = replace(line_process(), least_electorate=2)
    async with open_house(tmp_path, process) as house:
        for at, place in enumerate((5, 4, 1)):
            await register(house, HAN + at, CITY)
            await judge(house, HAN + at, 1, place)
            await line_review.write_reason(
                house, occasion(house, HAN + at), 1, CITY, 1, f"reason number {at}"
            )

        await close_and_count(house)

        reasons = await rows(house, "SELECT text, direction FROM line_reasons")
        assert {row["text"]: row["direction"] for row in reasons} == {
            "reason number 0": 1,
            "reason number 1": 1,
            "reason number 2": None,
        }


async def test_two_managers_publish_what_was_counted(tmp_path: Path) -> None:
    async with open_house(tmp_path, line_process()) as house:
        for at, places in enumerate([(5, 1, 0), (5, 2, 4), (3, 0, 4)]):
            await register(house, HAN + at, CITY)
            for line_no, place in enumerate(places, start=1):
                if place:
                    await judge(house, HAN + at, line_no, place)
        await line_review.write_reason(house, occasion(house, HAN), 1, CITY, 1, "a good reason")
        await close_and_count(house)
        with pytest.raises(NotNow, match="no-line-review-yet"):
            await line_review_publishing.look_at_heading(house, occasion(house, HAN), 1, CITY)
        seen = await line_review_publishing.look_at_heading(
            house, occasion(house, MANAGER), 1, CITY
        )
        await line_review_publishing.hide_reason(
            house, occasion(house, MANAGER), 1, CITY, seen.reasons[0].reason_no, is_hidden=True
        )

        await publish(house)

        view = await line_review_publishing.look_at_heading(house, occasion(house, HAN), 1, CITY)
        assert (view.is_public, view.reasons) == (True, ())
        assert [one.step for one in view.review.lines] == [STEPS[4], STEPS[0], STEPS[3]]
        assert view.review.factor == Fraction(40, 54)
        assert [one.result for one in view.review.lines] == [229_629_000, 120_000_000, 150_370_000]
        assert view.review.after <= view.heading.budget_limit
        kinds = [row["kind"] for row in await rows(house, "SELECT kind FROM public_log")]
        assert kinds.count(line_review_publishing.LOG_PUBLISHED) == 1
        standing = [(row["code"], row["electorate"], tuple(map(int, row["ranking"].split(","))))
                    for row in await rows(house, "SELECT * FROM ballots")]  # fmt: skip
        assert count_lines(view.process, view.heading, standing).sha256 == view.sha256


async def test_the_budgets_results_do_not_wait_for_lines(tmp_path: Path) -> None:
    async with open_house(tmp_path, line_process()) as house:
        await close_and_count(house)
        await counting.count_due(house, 1, house.clock.now())

        desk = await publishing.look_at_desk(house, occasion(house, MANAGER), 1)

        assert desk.summary is not None
        assert [one.heading.no for one in desk.summary.headings] == [2, 3]


async def test_only_managers_see_the_desk_and_hide_reasons(tmp_path: Path) -> None:
    async with open_house(tmp_path, line_process()) as house:
        with pytest.raises(NotPermitted):
            await line_review_publishing.look_at_desk(house, occasion(house, HAN), 1)
        with pytest.raises(NotPermitted):
            await line_review_publishing.hide_reason(
                house, occasion(house, HAN), 1, CITY, 1, is_hidden=True
            )


async def test_ballots_that_changed_after_closing_are_not_counted(tmp_path: Path) -> None:
    async with open_house(tmp_path, line_process()) as house:
        await register(house, HAN, CITY)
        await judge(house, HAN, 1, 5)
        house.clock.set(AFTER)  # type: ignore[attr-defined]
        await phases.enter_due(house, house.clock.now())
        await house.db.write(lambda tx: tx.write("DELETE FROM outbox"))
        await closing.close_due(house, house.clock.now())
        await house.db.write(lambda tx: tx.write("UPDATE ballots SET ranking = '1'"))

        counted = await line_review_counting.count_due(house, 1, house.clock.now())

        assert counted == []
        told = await rows(house, "SELECT kind FROM outbox")
        assert counting.BALLOTS_CHANGED in {row["kind"] for row in told}


def test_a_cut_keeps_its_sign_in_the_picture() -> None:
    assert drawable(signed(STEPS[0])) == "-20%"


async def test_the_picture_needs_no_colours_and_is_the_same_every_time(tmp_path: Path) -> None:
    async with open_house(tmp_path, line_process()) as house:
        await register(house, HAN, CITY)
        await judge(house, HAN, 1, 5)
        await close_and_count(house)
        view = await line_review_publishing.look_at_heading(
            house, occasion(house, MANAGER), 1, CITY
        )

        for language in ("ko", "en"):
            first, second = (draw_lines(view, translator_for(language)) for _ in range(2))

            picture = Image.open(BytesIO(first)).convert("RGB")
            red, green, blue = picture.split()
            assert first == second
            assert picture.size[0] == 1080
            assert red.tobytes() == green.tobytes() == blue.tobytes()
