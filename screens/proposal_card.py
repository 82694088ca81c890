"""A proposal's card: a picture to pass on, with the way to the proposal as text and as a QR code.

In ink on white, so that it reads the same in grey and on paper; a phone's width, and large enough
to be read from a poster. Only what everybody may read stands on it, and nothing that changes.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Final
from urllib.parse import quote

import segno
from PIL import Image, ImageDraw, ImageFont

from deliberation.proposal_views import ProposalView
from deliberation.text import escape_html
from locales.translator import Translator
from screens.attachments import files_line
from screens.drawing import INK, PALE, PAPER, drawable, font_file
from screens.headings import heading_name, programme_name
from screens.screen import Link, Screen

WIDTH, HEIGHT = 1080, 1350
QR_LEFT, QR_TOP, QR_SIZE = 37, 858, 384  # of the square with its white margin, in dots
QUIET: Final = 4  # modules of white around the code, as ISO/IEC 18004 asks
_MARGIN: Final = 80
_TITLE_SIZES: Final = (124, 108, 96, 88, 80, 72, 64, 58, 52)
_TITLE_TOP, _TITLE_BOTTOM = 190, 560
_LEADING: Final = 1.32
_CLOSER: Final = ".,!?)]}”’」』…"  # never begin a line


def draw_card(view: ProposalView, link: str, t: Translator) -> bytes:
    """Draw a proposal's card as a PNG; `link` leads to the proposal."""
    _ = t.gettext
    picture = Image.new("L", (WIDTH, HEIGHT), PAPER)
    page = ImageDraw.Draw(picture)
    _write(page, _MARGIN, 76, view.process.names.in_language(t.language), 38)
    page.line((_MARGIN, 146, WIDTH - _MARGIN, 146), fill=INK, width=3)
    _draw_title(page, drawable(view.proposal.content.title) or view.proposal.code)
    top = _TITLE_BOTTOM + 30
    for line in _facts(view, t)[:4]:
        _write(page, _MARGIN, top, line, 40)
        top += 58
    page.line((_MARGIN, 842, WIDTH - _MARGIN, 842), fill=PALE, width=2)
    _paste_code(picture, link)
    _draw_way(page, link, t)
    page.line((_MARGIN, 1258, WIDTH - _MARGIN, 1258), fill=PALE, width=2)
    _write(page, _MARGIN, 1280, _("A citizen's proposal. The city council decides."), 32)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _facts(view: ProposalView, t: Translator) -> list[str]:
    _ = t.gettext
    heading, proposal = view.heading, view.proposal
    name, programme = heading_name(heading, t), programme_name(heading.programme, t)
    facts: list[str] = [name if name == programme else f"{name} · {programme}"]
    district = view.process.district(heading.district_id)
    place = district.names.in_language(t.language) if district is not None else ""
    if place and place not in name:
        facts.append(place)
    field = view.process.field_called(proposal.content.field_id)
    if field is not None:
        facts.append(_("Field: {field}").format(field=field.names.in_language(t.language)))
    if proposal.signature:
        facts.append(_("Proposed by {name}").format(name=proposal.signature))
    facts.append(_("Receipt number: {code}").format(code=proposal.code))
    return facts


def _draw_title(page: ImageDraw.ImageDraw, title: str) -> None:
    """The largest letters in which the whole title has room."""
    room = _TITLE_BOTTOM - _TITLE_TOP
    for size in _TITLE_SIZES:
        lines = _wrapped(title, size, WIDTH - 2 * _MARGIN, is_bold=True)
        if len(lines) * size * _LEADING <= room:
            break
    most = int(room / (size * _LEADING))
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip() + "…"]
    for place, line in enumerate(lines):
        top = _TITLE_TOP + place * size * _LEADING
        _write(page, _MARGIN, top, line, size, is_bold=True)


def _draw_way(page: ImageDraw.ImageDraw, link: str, t: Translator) -> None:
    left = QR_LEFT + QR_SIZE + 20
    room, top = WIDTH - _MARGIN - left, QR_TOP + 60.0
    words: str = t.gettext("Read it in Telegram, follow and support it")
    for line in _wrapped(words, 46, room, is_bold=True):
        _write(page, left, top, line, 46, is_bold=True)
        top += 46 * _LEADING
    top += 24
    bot, question, payload = link.removeprefix("https://").partition("?")
    for part in (bot, question + payload):
        for line in _broken(part, 40, room):
            _write(page, left, top, line, 40)
            top += 40 * _LEADING


def _paste_code(picture: Image.Image, link: str) -> None:
    """The QR code in whole dots for each module, in the middle of its square."""
    matrix = code_of_link(link)
    dots = QR_SIZE // (len(matrix) + 2 * QUIET)
    small = Image.new("L", (len(matrix), len(matrix)), 255)
    small.putdata([0 if dark else 255 for row in matrix for dark in row])
    side = len(matrix) * dots
    code = small.resize((side, side), Image.Resampling.NEAREST)
    inset = (QR_SIZE - side) // 2
    picture.paste(code, (QR_LEFT + inset, QR_TOP + inset))


def code_of_link(link: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of a link's QR code, dark ones True; a quarter of it may be dirty."""
    code = segno.make_qr(link, error="q", boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def _write(
    page: ImageDraw.ImageDraw, left: float, top: float, text: str, size: int, *,
    is_bold: bool = False,
) -> None:  # fmt: skip
    room = WIDTH - _MARGIN - left
    text = drawable(text)
    while text and _font(size, is_bold).getlength(text) > room:
        text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
    page.text((left, top), text, fill=INK, font=_font(size, is_bold))


def _wrapped(text: str, size: int, room: float, *, is_bold: bool = False) -> list[str]:
    """Break a text between words; a word that is longer than a line anywhere."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _font(size, is_bold).getlength(longer) <= room:
            lines[-1] = longer
            continue
        parts = _broken(word, size, room, is_bold=is_bold)
        lines += parts if lines[-1] else []
        if lines == [""]:
            lines = parts
    return lines


def _broken(word: str, size: int, room: float, *, is_bold: bool = False) -> list[str]:
    parts = [""]
    for char in word:
        if parts[-1] and _font(size, is_bold).getlength(parts[-1] + char) > room:
            if char in _CLOSER:
                parts[-1], char = parts[-1][:-1], parts[-1][-1] + char
            parts.append("")
        parts[-1] += char
    return parts


@lru_cache(maxsize=16)
def _font(size: int, is_bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file(is_bold)), size)


def show_card(view: ProposalView, link: str, picture: bytes, t: Translator) -> Screen:
    """A proposal's card with the words that are passed on with it."""
    _ = t.gettext
    title = view.proposal.content.title
    caption = "\n".join(
        [
            "<b>" + escape_html(title) + "</b>",
            escape_html(heading_name(view.heading, t)),
            *([files_line(view.files, t)] if view.files else []),
            _("Read it, follow and support it: {link}").format(link=escape_html(link)),
        ]
    )
    shared = f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(title, safe='')}"
    return Screen(caption, ((Link(_("Pass it on"), shared),),), picture=picture)
