"""What simulated citizens write: varied, in both languages, polite, and the same for a seed."""

import re
from random import Random

import pytest

from bot.rehearsing.town import town_of
from bot.rehearsing.year import SAMPLE
from deliberation.proposals import LENGTHS, Part
from locales.amounts import parse_amount
from rehearsal.citizens.persona import people
from rehearsal.citizens.texts import LANGUAGES, draft, remark, remarks, shown_cost, written_cost
from rehearsal.citizens.town import Town
from tests.world import named_process

KINDS = ("quiet", "proposing", "discussing", "voting", "results", "praise", "doubt", "ask")
POLITE = re.compile(r"(니다|시다|요|지요|네요|죠|까)[.?!]?$")


@pytest.fixture(scope="module")
def town() -> Town:
    return town_of(named_process(SAMPLE.stem), home="eunpyeong")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_year_has_two_hundred_different_proposals(town: Town, language: str) -> None:
    rng = Random("a year")
    fields = list(town.fields)

    written = [
        draft(rng, language, rng.choice(town.quarters), rng.sample(fields, 3)) for _ in range(300)
    ]

    assert len({one.title for one in written}) >= 200
    assert len({(one.problem, one.idea) for one in written}) >= 200
    assert {one.field_id for one in written} == set(fields)
    for one in written:
        assert "{" not in one.title + one.problem + one.idea
        for part, text in ((Part.TITLE, one.title), (Part.PROBLEM, one.problem)):
            least, most = LENGTHS[part]
            assert least <= len(text) <= most, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_hundred_different_things_are_said(town: Town, language: str) -> None:
    rng = Random("talk")
    items = [
        item for pot in town.pots if pot.quarter_id in ("", "eunpyeong") for item in pot.items
    ]

    said = {
        remark(
            rng,
            rng.choice(KINDS),
            language,
            item=(item := rng.choice(items)),
            place="응암동" if language == "ko" else "Eungam-dong",
            cost=shown_cost(item.cost, language, "KRW"),
        )
        for _ in range(1500)
    }

    assert len(said) >= 400
    assert not [one for one in said if "{" in one or "  " in one]


def test_every_korean_sentence_ends_politely() -> None:
    found = [one for kind in remarks("ko").values() for one in kind]

    rude = [
        sentence
        for text in found
        for sentence in re.split(r"(?<=[.?!]) ", text)
        if not POLITE.search(sentence) and sentence.endswith((".", "?"))
    ]

    assert rude == []


def test_both_languages_have_remarks_of_the_same_kinds() -> None:
    korean, english = remarks("ko"), remarks("en")

    assert set(korean) == set(english)
    assert all(len(set(one)) == len(one) for kind in (korean, english) for one in kind.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_are_written_in_several_ways_that_the_bot_can_read(language: str) -> None:
    rng = Random("amounts")
    cost = 320_000_000

    ways = {written_cost(rng, cost, language, "KRW") for _ in range(60)}

    assert len(ways) >= 3
    assert {parse_amount(one, "KRW") for one in ways} == {cost}


def test_a_seed_gives_the_same_people_and_another_seed_others(town: Town) -> None:
    first, again, other = (people(seed, 200, town) for seed in ("7", "7", "8"))

    assert first == again
    assert first != other
    assert {one.language for one in first} == {"ko", "en"}
    assert len({one.quarter.quarter_id for one in first if one.quarter is not None}) >= 20
    assert len({one.name for one in first}) >= 60
