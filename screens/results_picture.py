"""A heading's result as a picture: read on a phone, in the dark, and printed without colours.

Selected projects have solid bars, the others outlined and hatched ones; every bar has its figure
beside it, so that nothing depends on colour or on exact lengths.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deliberation.reasons import Reason, is_funded
from deliberation.results_views import ResultView
from deliberation.text import shorten
from locales.money import format_money
from locales.translator import Translator
from screens.drawing import as_png, draw_box, draw_line, drawable, new_page, write
from screens.results_words import short_name

ROWS_MOST = 14
NAME_MOST = 34
_ROW, _HEAD, _FOOT = 0.62, 1.75, 0.75  # inches
_COST_LEFT, _SUPPORT_LEFT, _BAR = 0.04, 0.66, 0.30


@dataclass(frozen=True)
class _Bar:
    """One project in the picture."""

    label: str
    cost: int
    supporters: int
    is_selected: bool


def draw_result(view: ResultView, t: Translator) -> bytes:
    """Draw a heading's result as a PNG: what is selected and not, what it costs, who ranked it."""
    bars, hidden = _bars(view, t)
    height = _HEAD + _ROW * max(1, len(bars)) + _FOOT
    page = new_page(height)
    _draw_head(page, view, t)
    most_cost = max((bar.cost for bar in bars), default=1)
    most_people = max((bar.supporters for bar in bars), default=1) or 1
    for place, bar in enumerate(bars):
        top = _HEAD + place * _ROW
        write(page, 0.04, top + 0.16, bar.label, size=10.5, is_bold=bar.is_selected)
        amount = format_money(bar.cost, view.process.currency, t)
        _draw_bar(page, _COST_LEFT, top, bar.cost / most_cost, amount, bar.is_selected)
        people = f"{bar.supporters:,}"
        _draw_bar(page, _SUPPORT_LEFT, top, bar.supporters / most_people, people, bar.is_selected)
    _draw_foot(page, height, hidden, t)
    return as_png(page)


def _bars(view: ResultView, t: Translator) -> tuple[list[_Bar], int]:
    """Order the projects: selected ones as they were selected, then the others by points."""
    result = view.shown.result
    place = {project_id: number for number, project_id in enumerate(result.funded)}

    def order(reason: Reason) -> tuple[int, int, str]:
        return (
            place.get(reason.project_id, len(place)),
            -round(reason.points * 1000),
            reason.project_id,
        )

    names = {one.project_id: short_name(one, t) for one in view.shown.heading.projects}
    bars = [
        _Bar(
            shorten(drawable(names.get(one.project_id, one.project_id)), NAME_MOST),
            one.cost,
            one.supporters,
            is_funded(one),
        )
        for one in sorted(result.reasons, key=order)
    ]
    return bars[:ROWS_MOST], max(0, len(bars) - ROWS_MOST)


def _draw_head(page: Any, view: ResultView, t: Translator) -> None:
    _ = t.gettext
    result = view.shown.result
    name = drawable(view.shown.heading.names.in_language(t.language))
    write(page, 0.04, 0.36, shorten(name, NAME_MOST), size=16, is_bold=True)
    spent = format_money(result.spent, view.process.currency, t)
    limit = format_money(result.budget_limit, view.process.currency, t)
    write(page, 0.04, 0.70, _("{spent} of {limit}").format(spent=spent, limit=limit), size=11)
    for left, text, is_selected in ((0.04, _("Selected"), True), (0.30, _("Not selected"), False)):
        draw_box(page, left, 0.98, 0.05, is_selected)
        write(page, left + 0.065, 1.06, text, size=10)
    write(page, _COST_LEFT, 1.48, _("Cost"), size=10, is_bold=True)
    write(page, _SUPPORT_LEFT, 1.48, _("People who ranked it"), size=10, is_bold=True)
    draw_line(page, 1.62)


def _draw_foot(page: Any, height: float, hidden: int, t: Translator) -> None:
    if hidden:
        more = t.ngettext(
            "{n} further project is not shown here.",
            "{n} further projects are not shown here.",
            hidden,
        ).format(n=f"{hidden:,}")
        write(page, 0.04, height - 0.48, more, size=9.5)
    decides = t.gettext("This is a proposal. The city council decides.")
    write(page, 0.04, height - 0.2, str(decides), size=9.5)


def _draw_bar(
    page: Any, left: float, top: float, share: float, figure: str, is_selected: bool
) -> None:
    width = _BAR * (1 if left == _COST_LEFT else 0.55) * share
    draw_box(page, left, top + 0.29, max(width, 0.006), is_selected)
    write(page, left + max(width, 0.006) + 0.012, top + 0.375, figure, size=9.5)
