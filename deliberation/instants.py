"""Reading a day and a time that a person typed, in the process's own zone.

Understood: `2027-08-29 15:00`, `8/29 15:00`, `8월 29일 오후 3시 30분`, `29 August, 3 p.m.`,
`내일 15시`, `tomorrow 3 pm`, and a time alone (the next such time). A day without a time ends
with that day. What was understood is always echoed before anything is done with it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from deliberation.refusals import BadInput
from deliberation.text import clean_line

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + "|sept"
_DAYS: Final = (
    re.compile(r"(?P<y>\d{4})[-./]\s?(?P<m>\d{1,2})[-./]\s?(?P<d>\d{1,2})\.?"),
    re.compile(r"(?:(?P<y>\d{4})년\s*)?(?P<m>\d{1,2})월\s*(?P<d>\d{1,2})일"),
    re.compile(
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<name>{_MONTH})\.?(?:,?\s+(?P<y>\d{{4}}))?"
    ),
    re.compile(
        rf"(?P<name>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y>\d{{4}}))?"
    ),
    re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})"),
)
_RELATIVE: Final = (("내일모레", 2), ("모레", 2), ("내일", 1), ("오늘", 0),
                    ("tomorrow", 1), ("today", 0))  # fmt: skip
_TIMES: Final = (
    re.compile(
        r"(?P<half>오전|오후|낮|밤|새벽|아침|저녁)?\s*(?P<h>\d{1,2})시\s*(?:(?P<min>\d{1,2})분|(?P<semi>반))?"
    ),
    re.compile(r"(?P<half>오전|오후)?\s*(?P<h>\d{1,2}):(?P<min>\d{2})\s*(?P<ampm>[ap]\.?m\.?)?"),
    re.compile(r"(?P<h>\d{1,2})\s*(?P<ampm>[ap]\.?m\.?)"),
    re.compile(r"(?P<name>noon|정오|midnight|자정)"),
)
_FILLERS: Final = re.compile(r"까지|until|till|at|on|by|,|\.|~")


def typed_instant(raw: str, zone: str, now: datetime) -> datetime:
    """The instant that was meant, in UTC's terms aware (BadInput "date-unreadable").

    A day without its year is the next such day.
    """
    here = now.astimezone(ZoneInfo(zone))
    rest = clean_line(raw).casefold()
    day, rest = _day(rest, here)
    clock, rest = _time(rest)
    if _FILLERS.sub("", rest).strip() or (day is None and clock is None):
        raise BadInput("date-unreadable")
    if clock is None:
        assert day is not None
        return _at(day + timedelta(days=1), time(), zone)
    days_later, at = clock
    if day is None:
        found = _at(here.date() + timedelta(days=days_later), at, zone)
        return (
            found if found > now else _at(here.date() + timedelta(days=days_later + 1), at, zone)
        )
    return _at(day + timedelta(days=days_later), at, zone)


def _at(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def _day(text: str, here: datetime) -> tuple[date | None, str]:
    for word, days in _RELATIVE:
        if word in text:
            return here.date() + timedelta(days=days), text.replace(word, " ", 1)
    for pattern in _DAYS:
        found = pattern.search(text)
        if found is None:
            continue
        given = found.groupdict()
        month = _month(given["name"]) if given.get("name") else int(given["m"])
        return _nearest(given.get("y"), month, int(given["d"]), here), (
            text[: found.start()] + " " + text[found.end() :]
        )
    return None, text


def _month(name: str) -> int:
    return next(no for no, one in enumerate(_MONTHS, 1) if one.startswith(name[:3]))


def _nearest(year: str | None, month: int, day: int, here: datetime) -> date:
    try:
        if year is not None:
            return date(int(year), month, day)
        this_year = date(here.year, month, day)
        return this_year if this_year >= here.date() else date(here.year + 1, month, day)
    except ValueError:
        raise BadInput("date-unreadable") from None


def _time(text: str) -> tuple[tuple[int, time] | None, str]:
    """The time (with 1 where it is the midnight that ends the day) and what is left."""
    for pattern in _TIMES:
        found = pattern.search(text)
        if found is None:
            continue
        rest = text[: found.start()] + " " + text[found.end() :]
        return _clock(found.groupdict()), rest
    return None, text


def _clock(given: dict[str, str | None]) -> tuple[int, time]:
    if given.get("name") in ("noon", "정오"):
        return 0, time(12)
    if given.get("name"):
        return 1, time()
    hour, minute = int(given["h"] or 0), int(given.get("min") or (30 if given.get("semi") else 0))
    half = (given.get("half") or given.get("ampm") or "").replace(".", "")
    if half in ("오후", "저녁", "pm") and hour < 12:
        hour += 12
    elif half in ("오전", "새벽", "am") and hour == 12:
        hour = 0
    elif half == "밤" and hour == 12:
        hour = 24
    elif (half == "밤" and 6 <= hour < 12) or (half == "낮" and hour < 6):
        hour += 12
    if hour == 24 and not minute:
        return 1, time()
    if hour > 23 or minute > 59:
        raise BadInput("date-unreadable")
    return 0, time(hour, minute)
