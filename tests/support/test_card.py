from dataclasses import replace
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image, ImageFilter

from deliberation.proposal_views import ProposalView
from deliberation.proposals import Content, Proposal, State
from locales.translator import translator_for
from screens.links import PROPOSAL, address, payload
from screens.proposal_card import (
    HEIGHT,
    QR_LEFT,
    QR_SIZE,
    QR_TOP,
    WIDTH,
    code_of_link,
    draw_card,
    show_card,
)
from screens.screen import Link
from tests.proposing.samples import EUNPYEONG, proposing_process
from tests.proposing.samples import PROPOSAL as PROPOSALS
from tests.samples import NOON
from tests.support.qr import decoded, read_code

LINK = address("madang_bot", payload(PROPOSAL, 1, 42))
LONG = (
    "어린이와 어르신이 함께 쓰는 놀이터의 낡은 그네를 바꾸고 그늘막과 쉼터 의자를 놓는 사업 " * 2
)


def proposal(title: str, heading_no: int = EUNPYEONG, signature: str = "") -> ProposalView:
    process = replace(proposing_process(), no=1)
    heading = process.heading(heading_no)
    assert heading is not None
    content = Content(title, field_id="parks")
    handed_in = Proposal(
        42, 1, heading_no, 5, content, "ko", State.OPINED, NOON, signature=signature
    )
    return ProposalView(process, heading, handed_in, NOON, True, None, False)


def drawn(view: ProposalView, language: str = "ko", link: str = LINK) -> Image.Image:
    return Image.open(BytesIO(draw_card(view, link, translator_for(language))))


def code_in(picture: Image.Image) -> Image.Image:
    return picture.crop((QR_LEFT, QR_TOP, QR_LEFT + QR_SIZE, QR_TOP + QR_SIZE))


@pytest.mark.parametrize(
    "link",
    [
        LINK,
        address("a_bot", payload(PROPOSAL, 1, 1)),
        address("a_very_long_name_of_a_city_s_bot", payload(PROPOSAL, 999_999_999, 999_999_999)),
    ],
)
def test_the_code_leads_where_the_text_says(link: str) -> None:
    picture = drawn(proposal("은평 놀이터"), link=link)

    assert read_code(code_in(picture)) == link


def test_the_code_is_read_from_a_small_blurred_grey_copy() -> None:
    picture = drawn(proposal("은평 놀이터"))

    copy = picture.resize((WIDTH // 2, HEIGHT // 2)).filter(ImageFilter.GaussianBlur(1))
    half = (QR_LEFT // 2, QR_TOP // 2, (QR_LEFT + QR_SIZE) // 2, (QR_TOP + QR_SIZE) // 2)

    assert read_code(copy.crop(half)) == LINK


def test_four_modules_of_white_are_left_around_the_code() -> None:
    square = code_in(drawn(proposal("은평 놀이터")))

    dark = square.point(lambda level: 255 if level < 128 else 0).getbbox()

    assert dark is not None
    module = (dark[2] - dark[0]) / len(code_of_link(LINK))
    assert module >= 8
    assert min(dark[0], dark[1], QR_SIZE - dark[2], QR_SIZE - dark[3]) >= 4 * module


def test_the_reader_of_codes_knows_a_wrong_one() -> None:
    modules = [list(row) for row in code_of_link(LINK)]
    modules[-1][-3] = not modules[-1][-3]

    with pytest.raises((AssertionError, UnicodeDecodeError)):
        assert decoded(modules) == LINK


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("title", ["그네", LONG, "W" * 120, "😀😀😀😀", "<b>굵게</b> & $x$"])
def test_every_title_has_room(title: str, language: str) -> None:
    picture = drawn(proposal(title, signature="김○○"), language)
    dark = picture.point(lambda level: 255 if level < 200 else 0)

    assert picture.size == (WIDTH, HEIGHT)
    assert picture.mode == "L"
    assert dark.crop((WIDTH - 78, 0, WIDTH, HEIGHT)).getbbox() is None
    assert dark.crop((0, 566, WIDTH, 586)).getbbox() is None


def test_the_proposers_signature_stands_on_it_and_no_state() -> None:
    with_name = draw_card(proposal("그네", signature="김○○"), LINK, translator_for("ko"))
    without = draw_card(proposal("그네"), LINK, translator_for("ko"))
    other_state = proposal("그네")
    changed = replace(other_state, proposal=replace(other_state.proposal, state=State.FEASIBLE))

    assert with_name != without
    assert draw_card(changed, LINK, translator_for("ko")) == without


def test_what_is_passed_on_is_escaped_and_leads_to_the_proposal() -> None:
    view = proposal("<b>그네</b> & 철봉?", PROPOSALS)

    screen = show_card(view, LINK, b"png", translator_for("en"))

    key = screen.rows[0][0]
    assert isinstance(key, Link)
    query = parse_qs(urlsplit(key.url).query)
    assert query == {"url": [LINK], "text": ["<b>그네</b> & 철봉?"]}
    assert "&lt;b&gt;그네&lt;/b&gt; &amp; 철봉?" in screen.text
    assert LINK in screen.text
