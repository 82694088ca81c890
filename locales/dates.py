"""Instants, deadlines and durations in each language's habit.

Instants are aware datetimes (UTC inside the house); they are shown in the process's zone.
Babel's Korean says "PM" for the pattern letter `a`, hence `aaaa`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, format_timedelta

from locales.translator import Translator

_UNITS: Final[tuple[tuple[Literal["day", "hour", "minute"], int], ...]] = (
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
)


@lru_cache(maxsize=4096)
def format_instant(
    instant: datetime, zone: ZoneInfo | str, t: Translator, *, now: datetime | None = None
) -> str:
    """Day and time: "29 August, 3 p.m.", "8월 29일 오후 3시".

    Minutes are shown when they are not zero, the year when it is not that of `now`.
    """
    local = _local(instant, zone)
    return _day_with_time(local.date(), _time(local, t), t, _with_year(local, zone, now))


@lru_cache(maxsize=4096)
def format_deadline(
    instant: datetime, zone: ZoneInfo | str, t: Translator, *, now: datetime | None = None
) -> str:
    """The instant at which something closes; midnight belongs to the day that ends with it.

    "29 August, 3 p.m."; at midnight "the end of 29 August", "8월 29일 밤 12시".
    """
    local = _local(instant, zone)
    if local.hour or local.minute:
        return format_instant(instant, zone, t, now=now)
    day = local.date() - timedelta(days=1)
    shown = format_day(day, t, with_year=_with_year(local - timedelta(days=1), zone, now))
    return t.gettext("the end of {day}").format(day=shown)


def format_day(day: date, t: Translator, *, with_year: bool = False) -> str:
    """A day: "29 August", "8월 29일"; with its year where wanted."""
    if t.language in ("en", "ko"):
        pattern = {"en": "d MMMM", "ko": "M월 d일"}[t.language]
        if with_year:
            pattern = {"en": "d MMMM y", "ko": "y년 M월 d일"}[t.language]
        return str(format_date(day, pattern, locale=t.locale))
    return str(format_skeleton("yMMMMd" if with_year else "MMMMd", day, locale=t.locale))


def format_time_of_day(instant: datetime, zone: ZoneInfo | str, t: Translator) -> str:
    """The time alone: "3 p.m.", "오후 3시 30분"."""
    return _time(_local(instant, zone), t)


def format_period(
    starts: datetime,
    ends: datetime,
    zone: ZoneInfo | str,
    t: Translator,
    *,
    now: datetime | None = None,
) -> str:
    """From one day to another, both included: "17 January – 28 February", "1월 17일~2월 28일"."""
    first = _local(starts, zone)
    last = _local(ends - timedelta(microseconds=1), zone)
    with_year = _with_year(first, zone, now) or _with_year(last, zone, now)
    begin = format_day(first.date(), t, with_year=with_year)
    if first.date() == last.date():
        return begin
    end = format_day(last.date(), t, with_year=with_year and first.year != last.year)
    if t.language == "ko":
        return f"{begin}~{end}"
    if with_year and first.year == last.year:
        begin = format_day(first.date(), t)
        end = format_day(last.date(), t, with_year=True)
    return f"{begin} – {end}"


def format_duration(duration: timedelta, t: Translator) -> str:
    """The time left in its two largest units, never more than there is: "1 day 2 hours"."""
    seconds = int(duration.total_seconds())
    if seconds < 60:
        return t.gettext("less than a minute")
    parts: list[str] = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            whole = timedelta(seconds=count * size)
            parts.append(
                str(format_timedelta(whole, granularity=unit, threshold=10**9, locale=t.locale))
            )
        elif parts:
            break
        if len(parts) == 2:
            break
    return " ".join(parts)


def _local(instant: datetime, zone: ZoneInfo | str) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return instant.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


def _with_year(local: datetime, zone: ZoneInfo | str, now: datetime | None) -> bool:
    return now is not None and _local(now, zone).year != local.year


def _day_with_time(day: date, time: str, t: Translator, with_year: bool) -> str:
    shown = format_day(day, t, with_year=with_year)
    return f"{shown} {time}" if t.language == "ko" else f"{shown}, {time}"


def _time(local: datetime, t: Translator) -> str:
    if t.language == "ko":
        return _korean_time(local, t)
    if t.language == "en":
        return _english_time(local)
    return str(format_time(local, "short", locale=t.locale))


def _korean_time(local: datetime, t: Translator) -> str:
    minutes = f" {local.minute}분" if local.minute else ""
    if local.hour == 0:
        return f"0시{minutes}"
    if local.hour == 12 and not local.minute:
        return "낮 12시"
    return str(format_time(local, "aaaa h시", locale=t.locale)) + minutes


def _english_time(local: datetime) -> str:
    if local.hour in (0, 12) and not local.minute:
        return "0:00" if local.hour == 0 else "noon"
    minutes = f":{local.minute:02}" if local.minute else ""
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{(local.hour - 1) % 12 + 1}{minutes} {half}"
