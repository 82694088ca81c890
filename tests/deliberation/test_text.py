from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.personal_numbers import NumberKind, mask_personal_numbers, personal_numbers
from deliberation.refusals import BadInput
from deliberation.text import (
    clean_line,
    clean_text,
    escape_html,
    has_words,
    shorten,
    typed_line,
    typed_text,
)

FAMILY = "👨\u200d👩\u200d👧"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a\u202eb\u2066c", "abc"), ("a\x00b\x1b[31m", "ab[31m"), ("\ufeff공원\u200b", "공원"),
        ("\u1100\u1169\u11bc\u110b\u116f\u11ab", "공원"), ("h\u200de", "he"),
        ("ㅋㅋ ㅎ", "ㅋㅋ ㅎ"), (FAMILY, FAMILY), (ENGLAND, ENGLAND), ("❤\ufe0f", "❤\ufe0f"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("👍🏽", "👍🏽"), ("a\ufe0f", "a"), ("a\U000e0041b", "ab"), ("\u3164\u115f", ""),
        ("x" + "\u0337" * 40, "x" + "\u0337" * 3), ("\u0301\u0301a", "a"),
        ("  한강\t공원 \n 산책로 ", "한강 공원 산책로"), ("\ud800a\ue000", "a"),
    ],
)  # fmt: skip
def test_a_line_keeps_what_shows_and_nothing_else(raw: str, cleaned: str) -> None:
    line = clean_line(raw)

    assert line == cleaned


def test_a_text_keeps_its_paragraphs() -> None:
    raw = "\r\n첫째 \u2028둘째\n\n\n \n셋째\x0b끝\n\n"

    assert clean_text(raw) == "첫째\n둘째\n\n셋째\n끝"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    cleaned = clean_text(raw)

    assert clean_text(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(
        unicodedata.category(char) in ("Cc", "Cs", "Co") for char in cleaned.replace("\n", "")
    )


@given(
    st.text(
        alphabet="a\u0301\u200d\ufe0f👨👩❤🏴\U000e0067\U000e007f1\u20e3가ㄱ \n\u1100\u1161\u3164"
    )
)
def test_cleaning_settles_for_nasty_sequences_too(raw: str) -> None:
    cleaned = clean_text(raw)

    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "words"),
    [("공원", True), ("A", True), ("3", True), ("🎉🎉", False), ("ㅋㅋㅋ", False), ("!?", False),
     ("", False), ("🎉 공원", True)],
)  # fmt: skip
def test_emoji_signs_and_single_jamo_are_no_words(text: str, words: bool) -> None:
    assert has_words(text) is words


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("\u200b \n", "text-empty"), ("🎉🎉🎉", "text-without-words"), ("숲", "text-too-short"),
        ("가" * 41, "text-too-long"), ("담당 900101-1234567", "personal-number"),
    ],
)  # fmt: skip
def test_a_title_that_cannot_be_used_is_refused_with_its_reason(raw: str, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        typed_line(raw, least=2, most=40)

    assert refusal.value.code == code


def test_a_refusal_never_carries_the_number_itself() -> None:
    with pytest.raises(BadInput) as refusal:
        typed_text("제 번호는 900101-1234567 입니다", most=100)

    assert refusal.value.params == {"kind": NumberKind.RESIDENT}


def test_a_phone_number_is_accepted_and_pointed_out() -> None:
    typed = typed_text("문의\n010-1234-5678", most=100)

    assert typed.text == "문의\n010-1234-5678"
    assert [number.kind for number in typed.numbers] == [NumberKind.PHONE]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("900101-1234567", "resident"), ("9001011234567", "resident"),
        ("９００１０１－１２３４５６７", "resident"), ("900101ㅡ2234567", "resident"),
        ("9 0 0 1 0 1 1 2 3 4 5 6 7", "resident"), ("201215/4123456", "resident"),
        ("①⑨0101-3234567", "resident"), ("900101 – 5234567", "alien"), ("0101018234567", "alien"),
        ("M12345678", "passport"), ("M123A4567", "passport"), ("여권번호는 AB1234567", "passport"),
        ("passport no. 123456789", "passport"), ("11-12-123456-12", "licence"),
        ("4111-1111-1111-1111", "card"), ("010-1234-5678", "phone"), ("01012345678", "phone"),
        ("010.1234 5678", "phone"), ("+82 10-1234-5678", "phone"), ("02-2133-1234", "phone"),
    ],
)  # fmt: skip
def test_numbers_that_name_a_person_are_recognised(text: str, kind: str) -> None:
    around = f"연락은 {text} 로"

    found = personal_numbers(around)

    assert [number.kind for number in found] == [kind]
    assert text.endswith(around[found[0].start : found[0].end])


@pytest.mark.parametrize(
    "text",
    [
        "350,000,000원", "3억 5천만원", "2020-01-15", "2025.01.01-2025.12.31", "02-120",
        "1000000000000", "종로구 세종대로 209", "991301-1234567", "A4 용지 12345678장",
    ],
)  # fmt: skip
def test_amounts_dates_and_addresses_are_no_personal_numbers(text: str) -> None:
    assert personal_numbers(text) == ()


def test_masking_leaves_the_rest_of_the_text() -> None:
    masked = mask_personal_numbers("전화 010-1234-5678, 여권 M12345678.")

    assert masked == "전화 ***-****-****, 여권 *********."


@given(st.text(alphabet="0123456789-. 년월M여권가", max_size=40))
def test_nothing_is_found_in_a_masked_text(text: str) -> None:
    masked = mask_personal_numbers(text)

    assert len(masked) == len(text)
    assert personal_numbers(masked) == ()


@given(st.text())
def test_escaped_text_shows_as_it_was_and_opens_no_tag(text: str) -> None:
    escaped = escape_html(text)

    assert html.unescape(escaped) == html.unescape(escape_html(html.unescape(escaped)))
    assert not set("<>\"'") & set(escaped)


def test_escaping_is_undone_by_reading() -> None:
    text = "<b>A & \"B\" 'C'</b>"

    assert html.unescape(escape_html(text)) == text


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("공원", 5, "공원"),
        ("어린이 놀이터", 5, "어린이…"),
        (f"가나{FAMILY}", 5, "가나…"),
        ("👍🏽👍🏽", 2, "…"),
    ],
)
def test_a_shortened_text_never_cuts_an_emoji(text: str, most: int, shown: str) -> None:
    assert shorten(text, most) == shown
