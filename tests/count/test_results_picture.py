"""The picture of a result: a phone's width, readable without colours, in both languages."""

import dataclasses
from io import BytesIO
from random import Random

import numpy as np
import pytest
from PIL import Image

from deliberation.heading_count import count_heading
from deliberation.results_views import EditionView, HeadingResult, ResultView
from locales.translator import translator_for
from screens import results_picture
from screens.results_picture import ROWS_MOST, draw_result
from tests.samples import project, sample_process


def view_of(projects=8, ballots=60):
    process = sample_process()
    heading = dataclasses.replace(
        process.headings[0],
        projects=tuple(
            project(no, no * 10_000_000, f"Cost in $ no. {no} 🌳", f"동네 사업 {no} 🌳")
            for no in range(1, projects + 1)
        ),
        ballot_size=3,
        budget_limit=100_000_000,
    )
    draw = Random(8)
    electorate = process.electorates[0].electorate_id
    standing = [
        (f"c{no}", electorate, tuple(draw.sample(range(1, projects + 1), min(3, projects))))
        for no in range(ballots)
    ]
    counts = count_heading(process, heading, standing, "seed")
    shown = HeadingResult(heading, counts.result, counts.comparison, ballots, ballots, 0, 0)
    return ResultView(process, EditionView(1, counts.sha256), shown)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_picture_has_a_phones_width_and_is_the_same_every_time(language):
    translator = translator_for(language)

    first, second = (draw_result(view_of(), translator) for _ in range(2))
    picture = Image.open(BytesIO(first))

    assert first == second
    assert picture.size[0] == 1080
    assert picture.size[1] < 3 * picture.size[0]


def test_selected_and_not_selected_differ_without_colours(monkeypatch):
    boxes = []
    draw_box = results_picture.draw_box

    def noting(page, left, top, width, is_selected):
        boxes.append((left, top, width, is_selected))
        draw_box(page, left, top, width, is_selected)

    monkeypatch.setattr(results_picture, "draw_box", noting)
    picture = Image.open(BytesIO(draw_result(view_of(), translator_for("ko"))))
    rgb = np.asarray(picture.convert("RGB"), int)
    grey = np.asarray(picture.convert("L"), float)

    assert abs(rgb - rgb.mean(axis=2, keepdims=True)).max() < 2  # there is no colour at all
    shades = {True: [], False: []}
    for left, top, width, is_selected in boxes:
        if width > 0.02:
            rows = slice(int(top * 150) + 4, int((top + 0.16) * 150) - 4)
            columns = slice(int(left * 1080) + 4, int((left + width) * 1080) - 4)
            shades[is_selected].append(grey[rows, columns].mean())
    assert max(shades[True]) + 100 < min(shades[False])


def test_what_does_not_fit_is_named_by_number():
    few, many = view_of(ROWS_MOST), view_of(ROWS_MOST + 6)

    heights = [
        Image.open(BytesIO(draw_result(view, translator_for("en")))).size[1]
        for view in (few, many)
    ]

    assert heights[0] == heights[1]


def test_a_heading_without_ballots_can_be_drawn():
    picture = Image.open(BytesIO(draw_result(view_of(2, 0), translator_for("ko"))))

    assert picture.size[0] == 1080
