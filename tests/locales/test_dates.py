from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from locales.dates import (
    format_day,
    format_deadline,
    format_duration,
    format_instant,
    format_period,
    format_time_of_day,
)
from locales.translator import translator_for

EN, KO = translator_for("en"), translator_for("ko")
SEOUL = "Asia/Seoul"


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("instant", "english", "korean"),
    [
        (_utc(2019, 8, 29, 6), "29 August, 3 p.m.", "8월 29일 오후 3시"),
        (_utc(2019, 8, 29, 6, 30), "29 August, 3:30 p.m.", "8월 29일 오후 3시 30분"),
        (_utc(2019, 8, 29, 0, 5), "29 August, 9:05 a.m.", "8월 29일 오전 9시 5분"),
        (_utc(2019, 8, 29, 3), "29 August, noon", "8월 29일 낮 12시"),
        (_utc(2019, 8, 29, 3, 10), "29 August, 12:10 p.m.", "8월 29일 오후 12시 10분"),
        (_utc(2019, 8, 29, 15), "30 August, 0:00", "8월 30일 0시"),
        (_utc(2019, 8, 29, 15, 5), "30 August, 12:05 a.m.", "8월 30일 0시 5분"),
    ],
)
def test_an_instant_reads_as_people_write_it(instant: datetime, english: str, korean: str) -> None:
    shown = [format_instant(instant, SEOUL, t) for t in (EN, KO)]

    assert shown == [english, korean]


def test_the_year_is_shown_only_when_it_is_another() -> None:
    instant = _utc(2019, 8, 29, 6)

    same = format_instant(instant, SEOUL, EN, now=_utc(2019, 1, 5))
    other = [format_instant(instant, SEOUL, t, now=_utc(2019, 12, 31, 15)) for t in (EN, KO)]

    assert same == "29 August, 3 p.m."
    assert other == ["29 August 2019, 3 p.m.", "2019년 8월 29일 오후 3시"]


def test_a_deadline_at_midnight_belongs_to_the_day_that_ends() -> None:
    midnight = _utc(2019, 12, 31, 15)

    shown = [format_deadline(midnight, SEOUL, t) for t in (EN, KO)]

    assert shown == ["the end of 31 December", "12월 31일 밤 12시"]
    assert format_deadline(_utc(2019, 8, 29, 6), SEOUL, KO) == "8월 29일 오후 3시"


def test_a_period_names_its_last_day_not_the_instant_after_it() -> None:
    starts, ends = _utc(2020, 1, 16, 15), _utc(2020, 2, 28, 15)

    shown = [format_period(starts, ends, SEOUL, t) for t in (EN, KO)]

    assert shown == ["17 January – 28 February", "1월 17일~2월 28일"]


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", ["17 January – 28 February 2020", "20 December 2019 – 5 January 2020"]),
        ("ko", ["2020년 1월 17일~2월 28일", "2019년 12월 20일~2020년 1월 5일"]),
    ],
)
def test_a_period_of_another_year_says_so(language: str, shown: list[str]) -> None:
    t = translator_for(language)
    periods = [
        (_utc(2020, 1, 17), _utc(2020, 2, 28)),
        (_utc(2019, 12, 20), _utc(2020, 1, 5)),
    ]

    texts = [format_period(*period, SEOUL, t, now=_utc(2018, 6, 1)) for period in periods]

    assert texts == shown


def test_days_and_times_stand_alone_too() -> None:
    instant = _utc(2019, 8, 29, 6)

    assert format_time_of_day(instant, SEOUL, KO) == "오후 3시"
    assert format_day(instant.date(), KO, with_year=True) == "2019년 8월 29일"
    assert format_day(instant.date(), EN) == "29 August"


@pytest.mark.parametrize(
    ("duration", "english", "korean"),
    [
        (timedelta(hours=26), "1 day 2 hours", "1일 2시간"),
        (timedelta(days=3, minutes=5), "3 days", "3일"),
        (timedelta(minutes=61), "1 hour 1 minute", "1시간 1분"),
        (timedelta(minutes=59, seconds=59), "59 minutes", "59분"),
        (timedelta(seconds=59), "less than a minute", "1분 미만"),
        (timedelta(days=40), "40 days", "40일"),
    ],
)
def test_a_duration_never_promises_more_time_than_there_is(
    duration: timedelta, english: str, korean: str
) -> None:
    shown = [format_duration(duration, t) for t in (EN, KO)]

    assert shown == [english, korean]


def test_an_instant_without_zone_is_refused() -> None:
    naive = datetime(2019, 8, 29)  # noqa: DTZ001 - that is the point

    with pytest.raises(ValueError, match="zone"):
        format_instant(naive, SEOUL, EN)


def test_daylight_saving_of_the_processs_zone_is_kept() -> None:
    summer, winter = _utc(2022, 7, 1, 13), _utc(2022, 12, 1, 13)

    shown = [format_instant(instant, "Europe/Warsaw", EN) for instant in (summer, winter)]

    assert shown == ["1 July, 3 p.m.", "1 December, 2 p.m."]
