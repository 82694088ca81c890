from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.money import AmountError, format_money, parse_amount
from locales.translator import translator_for

KO, EN = translator_for("ko"), translator_for("en")


@pytest.mark.parametrize(
    ("amount", "korean", "english"),
    [
        (0, "0원", "KRW 0"),
        (5_000, "5,000원", "KRW 5,000"),
        (10_000, "1만 원", "KRW 10,000"),
        (30_000_000, "3,000만 원", "KRW 30 million"),
        (200_000_000, "2억 원", "KRW 200 million"),
        (350_000_000, "3억 5,000만 원", "KRW 350 million"),
        (350_001_234, "350,001,234원", "KRW 350,001,234"),
        (350_050_000, "3억 5,005만 원", "KRW 350,050,000"),
        (3_500_000_000, "35억 원", "KRW 3.5 billion"),
        (1_234_500_000, "12억 3,450만 원", "KRW 1,234.5 million"),
        (200_000_000_000, "2,000억 원", "KRW 200 billion"),
        (1_200_500_000_000, "1조 2,005억 원", "KRW 1,200.5 billion"),
        (-30_000_000, "-3,000만 원", "-KRW 30 million"),
    ],
)
def test_won_are_written_in_each_languages_habit(amount: int, korean: str, english: str) -> None:
    shown = [format_money(amount, "KRW", t) for t in (KO, EN)]

    assert shown == [korean, english]


def test_all_digits_are_shown_on_demand() -> None:
    shown = [format_money(350_000_000, "KRW", t, short=False) for t in ("ko", "en")]

    assert shown == ["350,000,000원", "KRW 350,000,000"]


@pytest.mark.parametrize(
    ("amount", "english", "korean"),
    [
        (126_948_600, "PLN 1,269,486", "PLN 1,269,486"),
        (123_450, "PLN 1,234.50", "PLN 1,234.50"),
        (150_000_000, "PLN 1.5 million", "PLN 1,500,000"),
        (1, "PLN 0.01", "PLN 0.01"),
    ],
)
def test_smallest_units_are_kept(amount: int, english: str, korean: str) -> None:
    shown = [format_money(amount, "PLN", t) for t in (EN, KO)]

    assert shown == [english, korean]


@given(st.integers(min_value=1, max_value=10**16))
def test_what_is_shown_in_korean_reads_back_to_the_same_won(amount: int) -> None:
    shown = format_money(amount, "KRW", KO)

    assert parse_amount(shown, "KRW") == amount


@given(st.integers(min_value=1, max_value=10**16), st.sampled_from(["KRW", "PLN", "EUR"]))
def test_what_is_shown_in_english_reads_back_to_the_same_amount(
    amount: int, currency: str
) -> None:
    shown = format_money(amount, currency, EN)

    assert parse_amount(shown, currency) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3억 5천만원", 350_000_000), ("1.5억", 150_000_000), ("350,000,000원", 350_000_000),
        ("2천만", 20_000_000), ("삼억오천", 350_000_000), ("3억5000", 350_000_000),
        ("3억 5000", 350_000_000), ("3억 500", 305_000_000), ("1조5천", 1_500_000_000_000),
        ("KRW 350 million", 350_000_000), ("350m", 350_000_000), ("350 million won", 350_000_000),
        ("₩2,000,000", 2_000_000), ("\\2,000,000", 2_000_000), ("￦2,000,000", 2_000_000),
        ("３억", 300_000_000), ("３５０，０００，０００", 350_000_000), ("٣٠٠٠", 3_000),
        ("약 3억 정도", 300_000_000), ("3억원 정도요", 300_000_000),
        ("대략 2천만원쯤", 20_000_000), ("about 350m", 350_000_000), ("3억입니다.", 300_000_000),
        ("삼천만원", 30_000_000), ("천만원", 10_000_000), ("만원", 10_000), ("십억", 10**9),
        ("백오십만원", 1_500_000), ("이천이십오만원", 20_250_000), ("3천5백만원", 35_000_000),
        ("3.5천만", 35_000_000), ("1억2,500만", 125_000_000), ("12,345만원", 123_450_000),
        ("5만3천", 53_000), ("5천원", 5_000), ("1억 1원", 100_000_001), ("5000", 5_000),
        ("1 500 000", 1_500_000), ("3억 5 천 만 원", 350_000_000), ("1.000.000", 1_000_000),
        ("3억\u200b5천만", 350_000_000), ("3.5bn", 3_500_000_000), ("200k", 200_000),
        ("1억\n5천만", 150_000_000),
    ],
)  # fmt: skip
def test_people_type_won_in_many_ways(text: str, amount: int) -> None:
    parsed = parse_amount(text, "KRW")

    assert parsed == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1500", 150_000), ("1500,50", 150_050), ("1,500.50 zł", 150_050), ("1.500,50", 150_050),
        ("1,500", 150_000), ("20 tys. zł", 2_000_000), ("1,5 mln zł", 150_000_000),
        ("PLN 2 million", 200_000_000), ("10 000 zł", 1_000_000),
    ],
)  # fmt: skip
def test_people_type_zloty_in_many_ways(text: str, amount: int) -> None:
    parsed = parse_amount(text, "PLN")

    assert parsed == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "amount-empty"), ("   ", "amount-empty"), ("\u200b", "amount-empty"),
        ("abc", "amount-unreadable"), ("three million", "amount-unreadable"),
        ("수억", "amount-unreadable"), ("1억 반", "amount-unreadable"),
        ("3 5억", "amount-unreadable"), ("3억 3억", "amount-unreadable"),
        ("5천만 3억", "amount-unreadable"), ("1,50,000", "amount-unreadable"),
        ("1e9", "amount-unreadable"), ("=3+4", "amount-unreadable"), ("🎉", "amount-unreadable"),
        ("3억 5", "amount-unreadable"), ("1.5억 3천만", "amount-unreadable"),
        ("1/2억", "amount-unreadable"), ("삼오", "amount-unreadable"),
        ("3억" * 40, "amount-unreadable"), ("1.2.3", "amount-unreadable"),
        ("-3억", "amount-negative"), ("−5000", "amount-negative"), ("₩-5,000", "amount-negative"),
        ("마이너스 3억", "amount-negative"), ("minus 500", "amount-negative"),
        ("0", "amount-zero"), ("0원", "amount-zero"), ("영원", "amount-zero"),
        ("9" * 50, "amount-absurd"), ("1000000조", "amount-absurd"), ("0.5", "amount-fraction"),
        ("$5000", "amount-other-currency"), ("5000달러", "amount-other-currency"),
        ("3억 달러", "amount-other-currency"), ("5000 USD", "amount-other-currency"),
        ("€300", "amount-other-currency"), ("300 pln", "amount-other-currency"),
        ("3~5억", "amount-range"), ("3억-5억", "amount-range"), ("1억 또는 2억", "amount-range"),
        ("3억 이상", "amount-range"), ("1m to 2m", "amount-range"),
        ("3억 5000원", "amount-ambiguous"), ("5천", "amount-ambiguous"),
    ],
)  # fmt: skip
def test_what_is_no_clear_amount_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(AmountError) as refusal:
        parse_amount(text, "KRW")

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("text", "currency", "readings"),
    [
        ("3억 5000원", "KRW", (350_000_000, 300_005_000)),
        ("5천", "KRW", (50_000_000, 5_000)),
        ("1.500", "PLN", (150, 150_000)),
    ],
)
def test_both_readings_are_offered_where_there_are_two(
    text: str, currency: str, readings: tuple[int, ...]
) -> None:
    with pytest.raises(AmountError) as refusal:
        parse_amount(text, currency)

    assert refusal.value.params["readings"] == readings


def test_the_other_currency_is_named() -> None:
    with pytest.raises(AmountError) as refusal:
        parse_amount("5000달러", "KRW")

    assert refusal.value.params == {"currency": "KRW", "other": "USD"}


def _outcome(text: str) -> int | str:
    try:
        return parse_amount(text, "KRW")
    except AmountError as refusal:
        return refusal.code


@given(
    st.text(max_size=80)
    | st.text(alphabet="0123456789.,만억천백십조원일이삼오 -~₩km", max_size=16)
)
def test_any_text_is_an_amount_or_a_refusal(text: str) -> None:
    outcome = _outcome(text)

    if isinstance(outcome, int):
        assert 0 < outcome <= 10**16
    else:
        assert re.fullmatch(r"amount-[a-z-]+", outcome)
