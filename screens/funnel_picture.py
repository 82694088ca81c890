"""The managers' funnel as a picture: steps as bars, and the breakdown below them.

What has an answer is solid, what waits for one outlined and hatched; every bar has its figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deliberation.funnel import OPEN, By, Figures, Step
from deliberation.funnel_views import FunnelView
from deliberation.text import escape_html, shorten
from locales.translator import Translator
from screens.drawing import as_png, draw_box, draw_line, new_page, write
from screens.funnel import age, as_of, by_name, key_name, narrowed_to, step_name
from screens.screen import Screen

ROWS_MOST = 30
NAME_MOST = 34
_HEAD, _STEP, _GAP, _ROW, _FOOT = 1.35, 0.5, 0.55, 0.5, 0.3  # inches
_LEFT, _BAR = 0.04, 0.6


@dataclass(frozen=True)
class _Bar:
    """A line of the picture: answered, then unanswered, with the figures beside."""

    label: str
    answered: int
    unanswered: int
    figure: str
    is_bold: bool = False


def draw_funnel(view: FunnelView, t: Translator) -> bytes:
    """Draw the funnel as a PNG."""
    bars, below = _steps(view, t), _rows(view, t)
    hidden = max(0, len(below) - ROWS_MOST)
    below = below[:ROWS_MOST]
    height = _HEAD + _STEP * len(bars) + _FOOT
    if below:
        height += _GAP + _ROW * len(below) + (0.35 if hidden else 0)
    page = new_page(height)
    _draw_head(page, view, t)
    _draw_bars(page, bars, _HEAD)
    if below and view.by is not None:
        top = _HEAD + _STEP * len(bars) + 0.12
        write(page, _LEFT, top + 0.12, by_name(view.by, t), size=11, is_bold=True)
        draw_line(page, top + 0.3)
        _draw_bars(page, below, top + _GAP - 0.12)
    if hidden:
        more = t.ngettext(
            "{n} further row is not shown here.", "{n} further rows are not shown here.", hidden
        ).format(n=f"{hidden:,}")
        write(page, _LEFT, height - 0.3, more, size=9.5)
    return as_png(page)


def show_picture(view: FunnelView, picture: bytes, t: Translator) -> Screen:
    """The picture with what it is about."""
    name = escape_html(view.process.names.in_language(t.language))
    lines = [
        t.gettext("{process}: proposals").format(process=name),
        escape_html(narrowed_to(view, t)),
        as_of(view, t),
    ]
    return Screen("\n".join(line for line in lines if line), picture=picture)


def _draw_head(page: Any, view: FunnelView, t: Translator) -> None:
    _ = t.gettext
    name = view.process.names.in_language(t.language)
    text = shorten(_("{process}: proposals").format(process=name), NAME_MOST)
    write(page, _LEFT, 0.34, text, size=15, is_bold=True)
    about = " · ".join(one for one in (narrowed_to(view, t), as_of(view, t)) if one)
    write(page, _LEFT, 0.66, shorten(about, 2 * NAME_MOST), size=10)
    for left, label, is_solid in (
        (0.04, _("Settled"), True),
        (0.30, _("No answer yet"), False),
    ):
        draw_box(page, left, 0.87, 0.05, is_solid)
        write(page, left + 0.065, 0.95, label, size=10)
    draw_line(page, 1.16)


def _steps(view: FunnelView, t: Translator) -> list[_Bar]:
    _ = t.gettext
    figures = view.figures
    bars = [_Bar(_("Handed in"), *_split(figures), f"{figures.handed_in:,}", is_bold=True)]
    for step in Step:
        count = figures.at(step)
        if not count and step in (Step.GATHERING, Step.MERGED, Step.LEFT):
            continue
        waits = step in OPEN
        figure = f"{count:,}"
        if waits and count:
            oldest = age(figures.oldest[step], view.now, t)
            figure += " " + _("(the oldest: {age})").format(age=oldest)
        bars.append(_Bar(step_name(step, t), 0 if waits else count, count if waits else 0, figure))
    for label, count in (
        (_("on the agenda"), figures.listed),
        (_("shortlisted"), figures.shortlisted),
    ):
        bars.append(_Bar(label, count, 0, f"{count:,}"))
    return bars


def _rows(view: FunnelView, t: Translator) -> list[_Bar]:
    by = view.by
    if by is None:
        return []
    return [
        _Bar(
            key_name(view.process, by, row.key, t),
            *_split(row.figures),
            _figures(view, by, row.figures, t),
        )
        for row in view.rows
    ]


def _split(figures: Figures) -> tuple[int, int]:
    """Return how many need no answer any more, and how many wait for one."""
    waiting = figures.at(*OPEN)
    return max(0, figures.handed_in - waiting), waiting


def _figures(view: FunnelView, by: By, figures: Figures, t: Translator) -> str:
    settled, waiting = _split(figures)
    text = f"{settled:,} + {waiting:,}"
    if figures.oldest_unanswered is not None:
        oldest = age(figures.oldest_unanswered, view.now, t)
        text += " " + t.gettext("(the oldest: {age})").format(age=oldest)
    return text


def _draw_bars(page: Any, bars: list[_Bar], top: float) -> None:
    most = max((bar.answered + bar.unanswered for bar in bars), default=0) or 1
    for place, bar in enumerate(bars):
        at = top + place * _STEP
        write(page, _LEFT, at + 0.1, shorten(bar.label, NAME_MOST), size=10, is_bold=bar.is_bold)
        left = _LEFT
        for count, is_solid in ((bar.answered, True), (bar.unanswered, False)):
            width = _BAR * count / most
            if count:
                draw_box(page, left, at + 0.2, max(width, 0.006), is_solid)
                left += max(width, 0.006)
        write(page, left + 0.012, at + 0.285, bar.figure, size=9.5)
