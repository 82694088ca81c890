"""A line review as a picture: each line before and after, and how the wishes are spread.

What a line has now is outlined and hatched, what it gets solid; small columns beside show how
many wanted each step, the one in the middle solid. Every bar has its figure.
"""

from __future__ import annotations

from typing import Any

from deliberation.budget_lines import BudgetLine
from deliberation.line_review import LineResult
from deliberation.line_review_views import LineResultView
from deliberation.text import shorten
from locales.money import format_money
from locales.translator import Translator
from screens.drawing import INK, PALE, PAPER, as_png, draw_box, draw_line, new_page, write
from screens.line_review import step_label
from screens.line_review_results import factor_line, lines_of
from screens.results_words import voters

ROWS_MOST = 14
NAME_MOST = 34
_HEAD, _ROW, _FOOT = 1.9, 1.0, 0.75  # inches
_BAR_LEFT, _BAR = 0.04, 0.34
_SPREAD_LEFT, _SPREAD = 0.64, 0.32
_COLUMN = 0.36  # inches, the highest


def draw_lines(view: LineResultView, t: Translator) -> bytes:
    """Draw what the lines become as a PNG."""
    _ = t.gettext
    lines = lines_of(view)
    shown, hidden = lines[:ROWS_MOST], max(0, len(lines) - ROWS_MOST)
    height = _HEAD + _ROW * len(shown) + _FOOT
    page = new_page(height)
    _draw_head(page, view, t)
    most = max(max(one.amount, one.result) for _line, one in lines) or 1
    for place, (line, result) in enumerate(shown):
        top = _HEAD + place * _ROW
        _draw_amounts(page, top, view, (line, result), most, t)
        _draw_spread(page, top, view, result, t)
    if hidden:
        more = t.ngettext(
            "{n} further line is not shown here.", "{n} further lines are not shown here.", hidden
        ).format(n=f"{hidden:,}")
        write(page, 0.04, height - 0.48, more, size=9.5)
    write(page, 0.04, height - 0.2, _("This is a proposal. The city council decides."), size=9.5)
    return as_png(page)


def _draw_head(page: Any, view: LineResultView, t: Translator) -> None:
    _ = t.gettext
    name = view.heading.names.in_language(t.language)
    write(page, 0.04, 0.36, shorten(name, NAME_MOST), size=16, is_bold=True)
    sums = _("All lines together: {before} → {after}").format(
        before=format_money(view.review.before, view.process.currency, t),
        after=format_money(view.review.after, view.process.currency, t),
    )
    write(page, 0.04, 0.70, f"{sums} · {voters(view.review.ballots, t)}", size=10.5)
    write(page, 0.04, 0.95, factor_line(view, t), size=9)
    for left, text, is_solid in ((0.04, _("Now"), False), (0.22, _("Proposed"), True)):
        draw_box(page, left, 1.18, 0.05, is_solid)
        write(page, left + 0.065, 1.26, text, size=10)
    write(page, _SPREAD_LEFT, 1.55, _("How many wanted what"), size=10, is_bold=True)
    write(page, _BAR_LEFT, 1.55, _("Amount"), size=10, is_bold=True)
    draw_line(page, 1.7)


def _draw_amounts(
    page: Any,
    top: float,
    view: LineResultView,
    one: tuple[BudgetLine, LineResult],
    most: int,
    t: Translator,
) -> None:
    line, result = one
    name = shorten(line.names.in_language(t.language), NAME_MOST)
    write(page, _BAR_LEFT, top + 0.16, name, size=10.5, is_bold=result.result != result.amount)
    for at, (amount, is_solid) in enumerate(((result.amount, False), (result.result, True))):
        width = max(_BAR * amount / most, 0.006)
        draw_box(page, _BAR_LEFT, top + 0.32 + at * 0.24, width, is_solid)
        figure = format_money(amount, view.process.currency, t)
        write(page, _BAR_LEFT + width + 0.012, top + 0.405 + at * 0.24, figure, size=9)


def _draw_spread(
    page: Any, top: float, view: LineResultView, result: LineResult, t: Translator
) -> None:
    from matplotlib.patches import Rectangle

    most, count = max(result.by_step) or 1, len(result.by_step)
    width = _SPREAD / count
    floor = top + 0.72
    for place, (step, n) in enumerate(zip(view.review.steps, result.by_step, strict=True)):
        left = _SPREAD_LEFT + place * width
        is_middle = bool(result.judged) and step == result.step
        high = _COLUMN * n / most
        page.add_patch(
            Rectangle(
                (left + 0.1 * width, floor - high),
                0.8 * width,
                high,
                facecolor=INK if is_middle else PAPER,
                edgecolor=INK if is_middle else PALE,
                hatch="" if is_middle else "////",
                linewidth=0.9,
            )
        )
        middle = left + width / 2
        if n:
            write(page, middle, floor - high - 0.08, f"{n:,}", size=8, align="center")
        write(page, middle, floor + 0.11, step_label(step, t), size=8, align="center")
