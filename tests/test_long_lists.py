"""A city's whole ballot: 120 projects with long names, twenty ranks, and quick fingers."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from deliberation.process import Field, Process
from rehearsal.people import Person
from tests import samples
from tests.proposing.phone import Citizen
from tests.world import World

PROJECTS, RANKS, FIELDS = 120, 20, 12
NAME_LENGTH = 90
EN = 'Wider footpaths & <safe> crossings with shade, benches and "good" lights along the river '
KO = "강변을 따라 그늘막과 쉼터를 놓고 <오래된> 길을 넓혀 누구나 안전하게 걷게 하는 사업 & 놀이터 "


def _named(start: str, no: int) -> str:
    end = f" {no}"
    return (start * 2)[: NAME_LENGTH - len(end)] + end


def city_of_long_names() -> Process:
    base = samples.sample_process()
    fields = tuple(
        Field(f"field-{no:02}-with-a-long-id", samples.words(f"Field {no}", f"분야 {no}"))
        for no in range(FIELDS)
    )
    projects = tuple(
        replace(
            samples.project(no, no * 1_234_567),
            names=samples.words(_named(EN, no), _named(KO, no)),
            short_names=samples.words(f"Footpath number {no}", f"놀이터 {no}호"),
            texts=samples.words("<What> it is & why. " * 50, "<어떤> 사업인지 & 왜 하는지. " * 50),
            field_id=fields[no % FIELDS].field_id,
        )
        for no in range(1, PROJECTS + 1)
    )
    city = replace(base.headings[0], ballot_size=RANKS, projects=projects)
    return replace(base, headings=(city, *base.headings[1:]), fields=fields)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = await World.open(tmp_path, city_of_long_names())
    yield world
    await world.close()


async def _registered(world: World, name: str, language: str) -> Citizen:
    person = Citizen(world, world.box.user(name, language_code=language))
    await person.starts("b-1-1")
    await person.taps("읽었고" if language == "ko" else "I have read this")
    await person.taps("동의합니다" if language == "ko" else "I agree")
    return person


def _fits(world: World, person: Person) -> None:
    """Every message of the bot so far is within Telegram's limits, and can be read."""
    for message in person.messages():
        if message.sender_id != world.box.bot.id:
            continue
        rows = (message.inline or {}).get("inline_keyboard", [])
        keys = [key for row in rows for key in row]
        assert len(message.text) <= 4096
        assert len(keys) <= 60
        assert all(len(row) <= 8 for row in rows)
        assert all(len(key.get("callback_data", "").encode()) <= 64 for key in keys)


def _free(person: Citizen) -> list[str]:
    return [label for label in person.buttons if re.match(r"(Footpath number|놀이터) \d+", label)]


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_twenty_ranks_among_120_projects_are_given_page_by_page(
    world: World, language: str
) -> None:
    person = await _registered(world, "Han", language)
    opened = list(person.buttons)

    await person.taps("전체 사업" if language == "ko" else "All projects")
    while "▲" not in "".join(person.buttons) or len(_ranked(person)) < RANKS:
        free = _free(person)
        for label in free[:3]:
            if len(_ranked(person)) < RANKS:
                await person.taps(label)
                _fits(world, person.phone)
        await person.taps("다음 ›" if language == "ko" else "More ›")
        _fits(world, person.phone)

    assert not any(re.match(r"(Footpath|놀이터)", label) for label in opened)
    assert len([label for label in opened if label.endswith("(10)")]) == FIELDS
    assert len(_ranked(person)) == RANKS


def _ranked(person: Citizen) -> list[str]:
    return [
        line
        for line in person.sees.splitlines()
        if re.match(r"(\d+순위 놀이터|\d+\. Footpath)", line)
    ]


@pytest.mark.parametrize(
    ("words", "first"), [("ㄴㅇㅌ 17", "놀이터 17호"), ("놀이터 118", "놀이터 118호")]
)
async def test_a_project_is_found_by_initial_consonants_and_ranked(
    world: World, words: str, first: str
) -> None:
    person = await _registered(world, "지은", "ko")
    await person.taps("🔍 검색")

    await person.says(words)
    found = _free(person)
    await person.taps(first)

    assert first in found
    assert f"✓ 1순위 {first}" in person.buttons
    _fits(world, person.phone)


async def test_fifty_quick_taps_of_one_finger_rank_each_project_once(world: World) -> None:
    person = await _registered(world, "Han", "en")
    await person.taps("All projects")
    shown = _free(person)
    edits = world.box.calls["editMessageText"]

    for at in range(50):
        await person.phone.tap(shown[at % len(shown)])
    await world.quiet()

    # All were tapped on the screen as it first stood, each project several times over.
    assert _ranked(person) == [f"{rank}. {name}" for rank, name in enumerate(shown, start=1)]
    assert world.box.calls["editMessageText"] - edits < 50
    _fits(world, person.phone)


async def test_people_who_tap_at_the_same_time_do_not_disturb_each_other(world: World) -> None:
    people = [await _registered(world, f"Person {no}", "en") for no in range(6)]
    for person in people:
        await person.taps("All projects")
    wanted = {person.phone.id: _free(person)[:3] for person in people}

    for at in range(3):
        await asyncio.gather(*(one.phone.tap(wanted[one.phone.id][at]) for one in people))
        await world.quiet()

    for person in people:
        expected = [f"{at}. {label}" for at, label in enumerate(wanted[person.phone.id], 1)]
        assert _ranked(person) == expected


async def test_home_leads_to_the_fields_of_a_long_ballot_and_names_what_is_missed(
    world: World,
) -> None:
    person = Citizen(world, world.box.user("Han", language_code="en"))
    await person.registers()
    home = person.sees

    await person.taps("Vote")

    assert "Choose your district to vote there, too." in home
    assert "120 projects stand here. Choose a field" in person.sees
    assert not _free(person)


async def test_whoever_has_named_a_district_is_not_asked_for_it(world: World) -> None:
    person = Citizen(world, world.box.user("Han", language_code="en"))
    await person.registers()

    await person.taps("Choose your district")
    await person.taps("Jongno-gu")

    assert "Your district: Jongno-gu" in person.sees
    assert "to vote there, too" not in person.sees
