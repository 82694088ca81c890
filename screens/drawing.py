"""What pictures have in common: a page of a phone's width, in ink that needs no colours."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

WIDTH, DPI = 7.2, 150  # inches, and dots for each: 1,080 dots, a phone's width
INK, PALE, PAPER = "#1a1a1a", "#8c8c8c", "#ffffff"


def new_page(height: float) -> Any:
    """Return an empty page; across from 0 to 1, down from 0 to `height` inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    page: Any = figure.add_axes((0, 0, 1, 1))
    page.set_xlim(0, 1)
    page.set_ylim(height, 0)
    page.axis("off")
    return page


def as_png(page: Any) -> bytes:
    """Return a page as a PNG, the same bytes for the same page."""
    out = BytesIO()
    page.figure.canvas.print_png(out, metadata={"Software": None})
    return out.getvalue()


def draw_line(page: Any, middle: float) -> None:
    """Draw a line across the page."""
    page.plot([0.04, 0.96], [middle, middle], color=INK, linewidth=0.8)


def draw_box(page: Any, left: float, top: float, width: float, is_solid: bool) -> None:
    """Draw a bar: solid, or outlined and hatched."""
    from matplotlib.patches import Rectangle

    page.add_patch(
        Rectangle(
            (left, top),
            width,
            0.16,
            facecolor=INK if is_solid else PAPER,
            edgecolor=INK if is_solid else PALE,
            hatch="" if is_solid else "////",
            linewidth=0.9,
        )
    )


def write(
    page: Any,
    left: float,
    middle: float,
    text: str,
    *,
    size: float,
    is_bold: bool = False,
    align: str = "left",
) -> None:
    """Write a line of text; what the font cannot draw, such as emoji, is left out."""
    page.text(
        left,
        middle,
        drawable(text).replace("$", r"\$"),
        fontproperties=_font(is_bold),
        fontsize=size,
        color=INK,
        va="center",
        ha=align,
    )


def drawable(text: str) -> str:
    """Leave out what the font cannot draw, such as emoji; a minus becomes a hyphen."""
    kept = "".join(one for one in text.replace("−", "-") if ord(one) in _glyphs())
    return " ".join(kept.split())


@lru_cache(maxsize=2)
def _font(is_bold: bool) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(font_file(is_bold)))


def font_file(is_bold: bool) -> Path:
    """Find the Hangul font's file; its package changes settings when imported, so it is not."""
    spec = find_spec("koreanize_matplotlib")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package koreanize-matplotlib is not installed")
    name = "NanumGothicBold.ttf" if is_bold else "NanumGothic.ttf"
    return Path(spec.origin).parent / "fonts" / name


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(font_file(False))).get_charmap()) & frozenset(
        FT2Font(str(font_file(True))).get_charmap()
    )
