"""The managers' funnel: every proposal at one step, as text and as a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from actions import funnel
from deliberation.agenda import AgendaItem
from deliberation.funnel import STEPS, By, Choice, Step, first_unanswered, rows_by
from deliberation.phases import Programme
from deliberation.process import Field, Process
from deliberation.proposals import Content, State
from deliberation.refusals import NotPermitted
from locales.translator import translator_for
from screens.funnel import choice_of, show_funnel
from screens.funnel_buttons import ShowFunnel
from screens.funnel_picture import draw_funnel
from screens.screen import Press
from storage import funnel as stored
from storage import proposals
from storage.database import Transaction
from tests.managing.sample import ANNA, BEGINNING, DAY, Setting, a_year, both, house_with

Given = tuple[int, str, State, int]  # heading, field, state, days ago


def with_fields() -> Process:
    fields = (Field("parks", both("공원", "Parks")), Field("roads", both("도로", "Roads")))
    items = [
        AgendaItem(name, no, both(name, name), both(name, name), both("", ""), "parks", **more)
        for no, (name, more) in enumerate(
            [("one", {"proposals": (1,)}), ("two", {"proposals": (2, 3)}), ("own", {})], 1
        )
    ]
    year = a_year(fields=fields)
    city = replace(year.headings[0], projects=(), agenda=tuple(items), shortlist=("two",))
    return replace(year, headings=(city, *year.headings[1:]))


async def hand_in(setting: Setting, given: Sequence[Given]) -> None:
    async def act(tx: Transaction) -> None:
        for at, (heading_no, field, state, days) in enumerate(given):
            one = await proposals.add(
                tx,
                setting.no,
                heading_no,
                7,
                Content(f"Title {at}", "p", "i", "", None, field),
                language="ko",
                draft_token=f"t{at}",
                now_s=setting.now_s - days * 86_400,
            )
            await proposals.set_state(tx, one.proposal_no, state)

    await setting.house.db.write(act)


def drawn(seed: int, count: int = 200) -> list[Given]:
    draw = Random(seed)
    return [
        (
            draw.randint(1, 4),
            draw.choice(["", "parks", "roads", "gone"]),
            draw.choice(list(State)),
            draw.randint(0, 90),
        )
        for _ in range(count)
    ]


def test_every_state_is_a_step() -> None:
    assert set(State) == set(STEPS)


async def test_the_steps_add_up_to_what_was_handed_in(tmp_path: Path) -> None:
    async with house_with(tmp_path, with_fields()) as setting:
        given = drawn(1)
        await hand_in(setting, given)

        view = await funnel.look(setting.house, setting.asks(ANNA), setting.no)

        expected = Counter(STEPS[state] for _h, _f, state, _d in given)
        assert Counter({step: view.figures.at(step) for step in Step}) == expected
        assert view.figures.handed_in == sum(expected.values()) == 200
        assert (view.figures.listed, view.figures.shortlisted) == (3, 2)


@pytest.mark.parametrize("by", list(By))
async def test_each_breakdown_adds_up_to_the_whole(tmp_path: Path, by: By) -> None:
    async with house_with(tmp_path, with_fields()) as setting:
        await hand_in(setting, drawn(2))
        narrowed = Choice(Programme.DISTRICT, None, "parks")

        for choice in (Choice(), narrowed):
            view = await funnel.look(setting.house, setting.asks(ANNA), setting.no, choice, by)

            assert sum(one.figures.handed_in for one in view.rows) == view.figures.handed_in
            assert sum(one.figures.listed for one in view.rows) == view.figures.listed
            assert (
                min(one.figures.oldest_unanswered for one in view.rows)
                == view.figures.oldest_unanswered
            )


async def test_the_longest_without_an_answer_is_named(tmp_path: Path) -> None:
    async with house_with(tmp_path, with_fields()) as setting:
        await hand_in(
            setting,
            [
                (1, "parks", State.FEASIBLE, 80),
                (2, "parks", State.WITHDRAWN, 70),
                (2, "roads", State.ASKED, 20),
                (3, "roads", State.REVIEWING, 30),
            ],
        )

        everywhere = await funnel.look(setting.house, setting.asks(ANNA), setting.no)
        east = await funnel.look(
            setting.house, setting.asks(ANNA), setting.no, Choice(district_id="east")
        )
        settled = await funnel.look(
            setting.house, setting.asks(ANNA), setting.no, Choice(field_id="parks")
        )

        assert everywhere.longest is not None
        assert everywhere.longest.proposal_no == 4
        assert everywhere.now - everywhere.longest.received_utc == 30 * DAY
        assert east.longest is not None
        assert east.longest.proposal_no == 3
        assert settled.longest is None


async def test_what_a_merger_made_was_not_handed_in_once_more(tmp_path: Path) -> None:
    async with house_with(tmp_path, with_fields()) as setting:
        await hand_in(
            setting,
            [(1, "", State.MERGED, 9), (1, "", State.MERGED, 8), (1, "", State.REVIEWING, 9)],
        )

        async def merge(tx: Transaction) -> None:
            await tx.write(
                "INSERT INTO merges (merge_no, process_no, heading_no, lead_no, state,"
                " suggested_by, suggested_utc, until_utc, draft_token)"
                f" VALUES (5, {setting.no}, 1, 1, 'merged', 1, 1, 2, 't')"
            )
            await tx.write("UPDATE proposals SET from_merge = 5 WHERE proposal_no = 3")

        await setting.house.db.write(merge)

        view = await funnel.look(setting.house, setting.asks(ANNA), setting.no)

        assert (view.figures.handed_in, view.figures.made) == (2, 1)
        assert view.figures.handed_in + 1 == sum(view.figures.at(step) for step in Step)


async def test_nobody_but_a_manager_in_private_sees_it(tmp_path: Path) -> None:
    async with house_with(tmp_path) as setting:
        with pytest.raises(NotPermitted, match="role-needed"):
            await funnel.look(setting.house, setting.asks(1), setting.no)
        with pytest.raises(NotPermitted, match="only-in-private"):
            await funnel.look(setting.house, setting.asks(ANNA, private=False), setting.no)


async def test_a_tap_on_a_row_narrows_to_it(tmp_path: Path) -> None:
    async with house_with(tmp_path, with_fields()) as setting:
        await hand_in(setting, drawn(3))
        view = await funnel.look(
            setting.house, setting.asks(ANNA), setting.no, Choice(), By.DISTRICT
        )

        screen = show_funnel(view, translator_for("en"))

        presses = [key for row in screen.rows for key in row if isinstance(key, Press)]
        east = next(key.button for key in presses if key.label == "East")
        nowhere = next(key.button for key in presses if key.label == "City-wide")
        assert isinstance(east, ShowFunnel)
        assert isinstance(nowhere, ShowFunnel)
        assert choice_of(setting.process, east) == Choice(district_id="east")
        assert choice_of(setting.process, nowhere) == Choice(district_id="")


def test_what_the_year_does_not_have_is_left_open() -> None:
    process = with_fields()

    choice = choice_of(process, ShowFunnel(process_no=1, programme="moon", district=99, field=-7))

    assert choice == Choice()


async def test_the_picture_needs_no_colours_and_is_the_same_every_time(tmp_path: Path) -> None:
    async with house_with(tmp_path, with_fields()) as setting:
        await hand_in(setting, drawn(4))
        for language, by in (("ko", By.DISTRICT), ("en", None)):
            view = await funnel.look(setting.house, setting.asks(ANNA), setting.no, Choice(), by)

            first, second = (draw_funnel(view, translator_for(language)) for _ in range(2))

            picture = Image.open(BytesIO(first)).convert("RGB")
            assert first == second
            assert picture.size[0] == 1080
            red, green, blue = picture.split()
            assert red.tobytes() == green.tobytes() == blue.tobytes()


async def test_counting_reads_the_index_alone(tmp_path: Path) -> None:
    async with house_with(tmp_path, with_fields()) as setting:
        plan = await setting.house.db.read(
            lambda tx: tx.all(
                "EXPLAIN QUERY PLAN SELECT heading_no, state, field, COUNT(*),"
                " MIN(received_utc) FROM proposals WHERE process_no = 1"
                " GROUP BY heading_no, state, field"
            )
        )

        steps = " ".join(row["detail"] for row in plan)
        assert "USING COVERING INDEX proposals_by_heading" in steps
        assert "TEMP B-TREE" not in steps


async def test_of_two_that_came_together_the_first_number_is_named(tmp_path: Path) -> None:
    async with house_with(tmp_path, with_fields()) as setting:
        await hand_in(setting, [(2, "", State.RECEIVED, 5), (2, "", State.RECEIVED, 5)])

        cells = await setting.house.db.read(lambda tx: stored.cells(tx, setting.no))
        first = first_unanswered(setting.process, cells, Choice())

        assert first is not None
        assert (first.proposals, first.oldest) == (2, BEGINNING - timedelta(days=5))
        number = await setting.house.db.read(lambda tx: stored.oldest_of(tx, setting.no, first))
        assert number == 1
        assert [one.key for one in rows_by(setting.process, cells, Choice(), By.FIELD)] == [
            "parks",
            "",
        ]
