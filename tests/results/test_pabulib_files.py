"""Every .pb file that is published passes the checker of Pabulib, whatever the year is like."""

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from pabulib_helpers.fields_validations import country_name

from actions import bundles, counting, outcome_bundles, process_file
from actions.house import House
from bot.replay.drawing import process_of, rankings_of, read_election
from deliberation.bundle_check import verify_bundle
from deliberation.bundle_reading import unpacked
from deliberation.pabulib import Ballot, read_pb, write_pb
from deliberation.pabulib_meta import NO_COUNTRY, meta_of
from deliberation.phases import Phase, Programme, Vote
from deliberation.process import Electorate, Process
from locales.countries import country_called, country_of_zone
from storage.database import Transaction
from tests.count.checking import complaints
from tests.count.elections import elections
from tests.prioritising.agenda_year import CITY, JONGNO, prioritise
from tests.prioritising.agenda_year import count as count_agenda
from tests.prioritising.agenda_year import publish as publish_shortlists
from tests.results.test_publishing import publish
from tests.results.voting import cast, close_all
from tests.samples import MANAGER, agenda_process, occasion, open_house, sample_process, words

EXAMPLES = Path(__file__).parents[2] / "examples"
PABULIB = Path(__file__).parents[3] / "shared" / "data" / "pabulib"


def files_of(bundle: bytes) -> dict[str, str]:
    """The .pb files of a bundle by their headings."""
    found = {name: data.decode() for name, data in unpacked(bundle).items()}
    return {name[8:-3]: text for name, text in found.items() if name.endswith(".pb")}


async def published(
    folder: Path, process: Process, ballots: Mapping[int, Sequence[Sequence[int]]]
) -> dict[str, str]:
    """The .pb files of a year that is voted on, closed, counted and published."""
    votes = [stage for stage in process.stages if stage.phase is Phase.BALLOTING]
    staff = sample_process().staff
    at = min(stage.starts_utc for stage in votes) + timedelta(hours=1)
    closed = max(stage.ends_utc for stage in votes) + timedelta(minutes=10)
    async with open_house(folder, replace(process, staff=staff), at=at) as house:
        await cast(house, ballots)
        await into_groups(house)
        await close_all(house, closed)
        if house.process(1).seed is None:
            await counting.enter_seed(house, occasion(house, MANAGER), 1, "first")
        await counting.count_due(house, 1, house.clock.now())
        await publish(house)
        await bundles.store_what_is_published(house)
        content = (await bundles.look(house, 1, 1)).content
    verify_bundle(content)
    return files_of(content)


async def into_groups(house: House) -> None:
    """Let every second ballot be of the second group of voters, where there is one."""
    groups = [one.electorate_id for one in house.process(1).electorates]

    async def act(tx: Transaction) -> None:
        for at, row in enumerate(await tx.all("SELECT slot FROM ballots ORDER BY code")):
            await tx.write(
                "UPDATE ballots SET electorate = :one WHERE slot = :slot",
                {"one": groups[at % 2], "slot": row["slot"]},
            )

    if len(groups) > 1:
        await house.db.write(act)


async def test_a_year_with_one_group_of_voters_passes_the_checker(tmp_path: Path) -> None:
    files = await published(tmp_path, sample_process(), {1: [(1, 2, 3), (2,)], 2: [(3, 1, 2)]})

    assert len(files) == 3
    assert {name: complaints(text) for name, text in files.items()} == {name: {} for name in files}
    assert "\nnum_votes;0\n" in files["jongno"]
    assert "\ndate_begin;04.08.2027\ndate_end;14.08.2027\n" in files["city"]
    assert "\ndistrict;은평구\nsubunit;은평구\n" in files["eunpyeong"]


async def test_groups_exclusions_greedy_and_few_projects_pass_the_checker(tmp_path: Path) -> None:
    sample = sample_process()
    city, eunpyeong, jongno = sample.headings
    first, *others = eunpyeong.projects
    odd = replace(first, names=words('A "loud"; odd, name'), excludes=("p3",))
    process = replace(
        sample,
        country="South Korea",
        electorates=(
            Electorate("citizens", words("Citizens"), Fraction(7, 10)),
            Electorate("panel", words("Panel"), Fraction(3, 10)),
        ),
        least_electorate=1,
        headings=(
            replace(city, ballot_size=1, rule="greedy"),
            replace(eunpyeong, ballot_size=5, rule="greedy", projects=(odd, *others)),
            replace(jongno, budget_limit=900_000_000),
        ),
    )

    files = await published(
        tmp_path, process, {1: [(1,), (2,), (2,)], 2: [(3, 1, 2), (1,), (2, 3)], 3: [(1, 4)]}
    )

    assert {name: complaints(text) for name, text in files.items()} == {name: {} for name in files}
    assert "\nvote_type;choose-1\n" in files["city"]
    assert "\nmax_length;3\n" in files["eunpyeong"]
    assert "\nrule;greedy-exclusive\n" in files["eunpyeong"]
    assert "\nfully_funded;1\n" in files["jongno"]


@pytest.mark.parametrize(
    ("name", "country", "ballots"),
    [
        ("seoul-2019.toml", "South Korea", {1: [(1, 2, 3, 4, 5), (2,)], 4: [(3, 1)]}),
        ("krakow-2022.toml", "Poland", {1: [(1, 2, 3), (2,)], 2: [(3, 1)]}),
    ],
)
async def test_the_examples_pass_the_checker(
    tmp_path: Path, name: str, country: str, ballots: dict[int, list[tuple[int, ...]]]
) -> None:
    process = process_file.read_process_file(EXAMPLES / name).process

    files = await published(tmp_path, process, ballots)

    assert len(files) == len(process.budget_headings)
    assert {name: complaints(text) for name, text in files.items()} == {name: {} for name in files}
    assert all(f"\ncountry;{country}\n" in text for text in files.values())


async def test_shortlists_pass_the_checker_in_a_currency_with_small_coins(tmp_path: Path) -> None:
    year = replace(agenda_process(), currency="PLN")
    async with open_house(tmp_path, year) as house:
        await prioritise(house, [(1, 2, 4), (2, 1), (2,), (4, 3)])
        await count_agenda(house)
        await publish_shortlists(house)

        found = [await outcome_bundles.look(house, 1, no, Vote.AGENDA) for no in (CITY, JONGNO)]

    files = {name: text for one in found for name, text in files_of(one.content).items()}
    assert {name: complaints(text) for name, text in files.items()} == {"city": {}, "jongno": {}}
    assert "\nbudget;2\n" in files["city"]
    assert [verify_bundle(one.content).heading_id for one in found] == ["city", "jongno"]


@pytest.mark.skipif(not PABULIB.is_dir(), reason="no Pabulib files at ../shared/data/pabulib")
def test_a_replayed_city_passes_the_checker_with_all_its_ballots() -> None:
    election = read_election(PABULIB, "Kraków", "2022")
    process = process_of(election, datetime(2027, 9, 1, tzinfo=UTC))

    found = {}
    for heading, file in zip(process.headings, election.files, strict=True):
        rows = [Ballot(voter, ranks) for voter, ranks in rankings_of(file).items()]
        text = write_pb(
            file.instance, rows, meta=meta_of(process, heading), selected=file.selected or ()
        )
        found[heading.heading_id] = complaints(text)

    assert found == {one.heading_id: {} for one in process.headings}
    assert process.country == "Poland"


@given(elections(exclusions=2))
@settings(max_examples=40, deadline=None)
def test_whatever_is_drawn_passes_the_checker(drawn) -> None:  # type: ignore[no-untyped-def]
    instance = drawn.instance
    size = min(instance.ballot_size, len(instance.projects))
    dearest = max(one.cost for one in instance.projects)
    instance = replace(
        instance, ballot_size=size, budget_limit=max(instance.budget_limit, dearest)
    )
    rows = [Ballot(f"v{no}", ranks) for no, (_, ranks) in enumerate(drawn.ballots) if ranks]
    sample = sample_process()
    meta = meta_of(sample, sample.headings[0])

    text = write_pb(instance, rows, meta=meta, selected=instance.index_of.keys() & {"p0"})

    assert complaints(text) == {}
    assert read_pb(text, f"{instance.heading_id}.pb").instance.exclusions == instance.exclusions


def test_every_time_zone_names_a_country_that_the_checker_knows_or_none() -> None:
    zones = zoneinfo.available_timezones()

    countries = {zone: country_of_zone(zone) for zone in zones}

    known = {one: country_name(one) for one in {*countries.values(), NO_COUNTRY} - {""}}
    assert set(known.values()) == {True}
    assert countries["Asia/Seoul"] == countries["ROK"] == "South Korea"
    assert (countries["US/Pacific"], countries["Europe/Warsaw"]) == ("United States", "Poland")
    assert {countries[zone] for zone in ("UTC", "Etc/GMT+9")} == {""}


def test_a_country_is_found_by_its_code_or_its_english_name() -> None:
    typed = ["kr", " South  korea ", "HK", "Korea", "", "XK", "EU"]

    found = [country_called(one) for one in typed]

    assert found == ["South Korea", "South Korea", "HK", "", "", "", ""]


def test_stages_in_two_parts_are_one_vote_and_midnight_is_the_day_before() -> None:
    sample = sample_process()
    proposing, balloting, allocating = sample.stages
    midnight = datetime(2027, 8, 20, 15, tzinfo=UTC)  # the first instant of the 21st in Seoul
    later = replace(
        balloting,
        stage_id="again",
        starts_utc=balloting.ends_utc + timedelta(days=1),
        ends_utc=midnight,
        programmes=frozenset({Programme.CITY}),
    )
    process = replace(sample, stages=(proposing, balloting, allocating, later))

    city, eunpyeong, _ = (meta_of(process, one) for one in process.headings)

    assert (city["date_begin"], city["date_end"]) == ("04.08.2027", "20.08.2027")
    assert eunpyeong["date_end"] == "14.08.2027"
    assert city["country"] == NO_COUNTRY
