"""What simulated citizens write: proposals and remarks, put together from the stock."""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from locales.particles import Template
from rehearsal.citizens.town import Item, Quarter, word

STOCK = Path(__file__).parent / "stock"
LANGUAGES = ("ko", "en")
WON_PER_UNIT = 10_000
TITLE_MOST = 60
BECAUSE = 0.45

_WATER = re.compile(r"천( |$)|호수|나루|cheon\b|Seokchon lake|waterfront")
_NO_QUARTER = re.compile(r"산책로|둔치|자락길|숲길|입구|둘레|천$|뚝방길|나루|로$|사거리")
_COLUMN = {"ko": 0, "en": 1}


@dataclass(frozen=True)
class Draft:
    """A proposal that somebody has in mind; `cost` is in the currency's units."""

    field_id: str
    title: str
    problem: str
    idea: str
    place: str
    cost: int


@lru_cache(maxsize=1)
def _places() -> Mapping[str, Sequence[tuple[str, str]]]:
    read = _read("places")
    return {key: [(one[0], one[1]) for one in found] for key, found in read.items()}


@lru_cache(maxsize=4)
def themes(language: str) -> Sequence[Mapping[str, Any]]:
    """The themes of proposals in a language."""
    found: list[Mapping[str, Any]] = _read(f"proposals_{_known(language)}")["themes"]
    return found


@lru_cache(maxsize=4)
def remarks(language: str) -> Mapping[str, Sequence[str]]:
    """The remarks of a language by their kind."""
    return _read(f"remarks_{_known(language)}")


@lru_cache(maxsize=4)
def review_words(language: str) -> Mapping[str, Sequence[str]]:
    """What departments and proposers write to each other, by kind."""
    return _read(f"review_{_known(language)}")


@lru_cache(maxsize=4)
def line_reasons(language: str) -> Mapping[str, Sequence[str]]:
    """Why somebody would raise, keep or cut a budget line."""
    return _read(f"lines_{_known(language)}")


def places_of(quarter: Quarter | None, language: str, where: str = "quarter") -> list[str]:
    """Places of a district that fit: in a "quarter", by the "water", or "any"."""
    if quarter is None:
        return []
    column = _COLUMN[_known(language)]
    known = _places().get(quarter.quarter_id, [])
    if where == "water":
        return [one[column] for one in known if _WATER.search(one[0])]
    if where == "quarter":
        fitting = [one for one in known if not _NO_QUARTER.search(one[0])]
        plain = [one for one in fitting if not (column and one[1].startswith("the "))]
        known = plain or fitting
    return [one[column] for one in known] or [word(quarter.names, language)]


def draft(
    rng: Random,
    language: str,
    quarter: Quarter | None,
    fields: Sequence[str],
    cost_most: int | None = None,
    fashion: Collection[str] = (),
) -> Draft:
    """A proposal for somewhere in the district, most likely of one of the fields.

    With `fashion` it is of a theme that many have in mind, known by its first title.
    """
    fitting = [
        one
        for one in themes(language)
        if places_of(quarter, language, one.get("where", "quarter"))
    ]
    liked = [one for one in fitting if one["field"] in fields]
    shared = [one for one in fitting if one["titles"][0] in fashion]
    theme = rng.choice(shared or (liked if liked and rng.random() < 0.8 else fitting))
    place = rng.choice(places_of(quarter, language, _where(theme)))
    low, high = theme["cost"]
    units = _round(rng.randint(low, high))
    cost = units * WON_PER_UNIT
    if cost_most is not None:
        cost = min(cost, cost_most)
    which = rng.randrange(len(theme["titles"]))
    return Draft(
        field_id=theme["field"],
        title=_capital(_filled(theme["titles"][which], place=place)[:TITLE_MOST]),
        problem=_told(rng, theme["problems"], which, place),
        idea=_told(rng, theme["ideas"], which, place),
        place=_capital(place.removeprefix("the streets around ").removeprefix("the ")),
        cost=cost,
    )


def written_cost(rng: Random, cost: int, language: str, currency: str) -> str:
    """An amount as somebody types it."""
    if currency != "KRW":
        return f"{cost:,} {currency}" if language != "ko" else f"{cost:,}"
    eok, man = divmod(cost // WON_PER_UNIT, 10_000)
    if language == "ko":
        ways = [f"{cost:,}원", _in_korean(eok, man)]
        if not man % 1000:
            ways.append(_in_korean(eok, man, thousand=True))
        if eok and not man % 1000:
            ways.append(f"{eok}.{man // 1000}억")
    else:
        ways = [f"{cost:,}", f"KRW {cost:,}"]
        if not cost % 100_000:
            million = f"{cost / 1_000_000:g}"
            ways += [f"KRW {million} million", f"{million}m"]
    return rng.choice(ways)


def remark(
    rng: Random,
    kind: str,
    language: str,
    *,
    item: Item | None = None,
    place: str = "",
    cost: str = "",
) -> str:
    """Something to say of a kind."""
    text = _filled(
        rng.choice(remarks(language)[kind]),
        item="" if item is None else word(item.labels, language),
        place=place,
        cost=cost,
    )
    if kind in ("praise", "agree") and rng.random() < BECAUSE:
        text += " " + rng.choice(remarks(language)["because"])
    return _capital(text)


def shown_cost(cost: int, language: str, currency: str) -> str:
    """An amount as one says it in a remark."""
    if currency != "KRW":
        return f"{cost:,} {currency}"
    eok, man = divmod(cost // WON_PER_UNIT, 10_000)
    if language == "ko":
        return _in_korean(eok, man)
    return f"KRW {cost / 1_000_000:g} million"


def _where(theme: Mapping[str, Any]) -> str:
    return str(theme.get("where", "quarter"))


def _told(rng: Random, said: Sequence[str], which: int, place: str) -> str:
    """One of the texts, or all of them in some order; the one that fits the title is there."""
    if rng.random() < 0.4:
        return _filled(said[which], place=place)
    return " ".join(_filled(one, place=place) for one in rng.sample(said, len(said)))


def _in_korean(eok: int, man: int, *, thousand: bool = False) -> str:
    parts = []
    if eok:
        parts.append(f"{eok}억")
    if man and thousand:
        parts.append(f"{man // 1000}천만")
    elif man:
        parts.append(f"{man:,}만")
    return " ".join(parts) + (" 원" if not thousand else "원")


def _round(units: int) -> int:
    step = 500 if units >= 5000 else 100
    return max(step, units // step * step)


def _filled(text: str, **words: str) -> str:
    return str(Template(text).format(**words))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _known(language: str) -> str:
    return language if language in LANGUAGES else "en"


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((STOCK / f"{name}.toml").read_text(encoding="utf-8"))
