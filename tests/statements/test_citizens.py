"""Simulated citizens hand in statements and answer them: varied, polite, the same for a seed."""

import asyncio
import re
from pathlib import Path

import pytest

from bot.rehearsing.town import town_of
from bot.rehearsing.year import SAMPLE
from deliberation.statements import accepted_statement
from rehearsal.citizens.crowd import Crowd
from rehearsal.citizens.persona import people
from rehearsal.citizens.phone import Exchange
from rehearsal.citizens.statements import ANY, LANGUAGES, field_of, opinion, statements
from storage import statements as stored
from tests.groups.town import Town
from tests.statements.samples import discussing_process
from tests.world import World, named_process

POLITE = re.compile(r"니다\.$")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_say_is_taken_as_it_stands_and_never_twice(language: str) -> None:
    texts = [one for of_field in statements(language).values() for one in of_field]

    taken = [accepted_statement(one) for one in texts]

    assert taken == texts
    assert len(set(texts)) == len(texts) >= 40
    assert all(POLITE.search(one) for one in texts) or language != "ko"


def test_every_field_of_the_sample_has_something_to_say() -> None:
    fields = set(town_of(named_process(SAMPLE.stem), home="eunpyeong").fields)

    for language in LANGUAGES:
        assert set(statements(language)) == fields | {ANY}


def test_people_answer_by_their_tastes() -> None:
    town = town_of(named_process(SAMPLE.stem), home="eunpyeong")
    crowd = people("5", 60, town)
    texts = [one for found in statements("ko").values() for one in found]

    opinions = {(who.no, text): opinion(who, text) for who in crowd for text in texts}

    given = list(opinions.values())
    shares = {what: given.count(what) / len(given) for what in (1, 0, -1)}
    assert all(share > 0.1 for share in shares.values()), shares
    liked = [
        opinions[who.no, text] for who in crowd for text in texts if field_of(text) in who.fields
    ]
    assert sum(liked) / len(liked) > sum(given) / len(given) + 0.2
    assert {one: opinion(crowd[3], one) for one in texts[:9]} == {
        one: opinions[3, one] for one in texts[:9]
    }


async def test_a_crowd_answers_and_hands_in_the_same_for_a_seed(tmp_path: Path) -> None:
    found = []

    for folder in (tmp_path / "one", tmp_path / "two"):
        await asyncio.to_thread(folder.mkdir)
        found.append(await _a_round(folder))

    deeds, matrix = found[0]
    assert found[0] == found[1]
    assert {"answered-statements", "handed-in-statement"} <= {deed for deed, _about in deeds}
    assert len(matrix) >= 12, matrix
    assert {answer for _number, _text, answer in matrix} >= {1, -1}


async def _a_round(folder: Path) -> tuple[list[tuple[str, str]], list[tuple[int, str, int]]]:
    process = discussing_process()
    town = Town(await World.open(folder, process))
    try:
        await town.start(town.mina)
        await town.with_topics("City level", title="Town forum")
        deeds: list[tuple[str, str]] = []
        async with Exchange(town.box) as exchange:
            crowd = Crowd(exchange, town_of(process), "5", 6)
            for no in [*range(6)] * 2:
                deeds += await crowd.sit(no)
            assert not crowd.deeds["gave-up"]
        world = town.world
        cells = await world.house.db.read(lambda tx: stored.cells_of(tx, 1, 1))
        listed = await world.house.db.read(lambda tx: stored.of_round(tx, 1, 1))
        texts = {one.statement_no: one.text for one in listed}
        # Slots hang on a key that is drawn anew: what counts is what was said, how often.
        return deeds, sorted((no, texts[no], int(answer)) for _slot, no, answer in cells)
    finally:
        await town.world.close()
