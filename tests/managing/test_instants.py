from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from deliberation.instants import typed_instant
from deliberation.refusals import BadInput
from locales.dates import format_instant
from locales.translator import translator_for

SEOUL = "Asia/Seoul"
NOW = datetime(2027, 8, 20, 1, 0, tzinfo=UTC)  # 10 a.m. in Seoul


def _local(text: str) -> str:
    return typed_instant(text, SEOUL, NOW).astimezone(ZoneInfo(SEOUL)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2027-08-29 15:00", "2027-08-29 15:00"),
        ("2027.8.29. 15:00", "2027-08-29 15:00"),
        ("8월 29일 오후 3시", "2027-08-29 15:00"),
        ("8월29일 오후3시30분까지", "2027-08-29 15:30"),
        ("8월 29일 오후 3시 반", "2027-08-29 15:30"),
        ("8월 29일 밤 12시", "2027-08-30 00:00"),
        ("8월 29일 낮 12시", "2027-08-29 12:00"),
        ("8월 29일 0시", "2027-08-29 00:00"),
        ("8월 29일 밤 11시", "2027-08-29 23:00"),
        ("8월 29일", "2027-08-30 00:00"),
        ("8/29 15:00", "2027-08-29 15:00"),
        ("29 August, 3 p.m.", "2027-08-29 15:00"),
        ("until 29 Aug 3:30 pm", "2027-08-29 15:30"),
        ("August 29, 12 am", "2027-08-29 00:00"),
        ("29 August 2028 noon", "2028-08-29 12:00"),
        ("내일 15시", "2027-08-21 15:00"),
        ("tomorrow 3 pm", "2027-08-21 15:00"),
        ("모레 정오", "2027-08-22 12:00"),
        ("15:00", "2027-08-20 15:00"),
        ("오전 9시", "2027-08-21 09:00"),
        ("1월 5일 10시", "2028-01-05 10:00"),
        ("２０２７-０８-２９ １５:００", "2027-08-29 15:00"),
    ],
)
def test_days_and_times_are_read_as_people_type_them(text: str, meant: str) -> None:
    assert _local(text) == meant


@pytest.mark.parametrize(
    "text", ["", "soon", "8월 32일", "2027-02-30", "25:00", "8월 29일 오후 3시 회의실", "3", "😀"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="date-unreadable"):
        typed_instant(text, SEOUL, NOW)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("hour", range(24))
def test_what_we_show_can_be_typed_back(language: str, hour: int) -> None:
    instant = datetime(2027, 8, 29, hour, 30 if hour % 3 else 0, tzinfo=UTC)

    shown = format_instant(instant, SEOUL, translator_for(language))

    assert typed_instant(shown, SEOUL, NOW) == instant
