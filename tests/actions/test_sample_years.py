"""The budget years that come along, and moving them to another date."""

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.process_file import EXAMPLES, read_process, read_process_file
from actions.process_headings import columns
from deliberation.districts import locate, outlines
from deliberation.phases import Deed, Programme
from deliberation.shifting import days_to_shift, shifted
from tests.actions.town_file import MINIMAL
from tests.samples import open_deeds


def test_a_file_that_came_by_itself_finds_what_comes_along() -> None:
    source = (EXAMPLES / "seoul-2019.toml").read_bytes()

    process = read_process(source, "from-a-chat.toml").process

    assert len(outlines(process.geojson)) == 25


@pytest.mark.parametrize("name", ["seoul-2019", "krakow-2022"])
def test_the_sample_years_are_sound(name: str) -> None:
    file = read_process_file(EXAMPLES / f"{name}.toml")

    process = file.process
    assert sum(heading.budget_limit for heading in process.headings) == process.total
    assert process.is_sample
    assert file.warnings == ()


def test_the_sample_of_seoul_has_the_sums_of_2019() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process

    sums = {
        programme: sum(h.budget_limit for h in process.headings if h.programme is programme)
        for programme in Programme
    }

    assert process.total == 200_000_000_000
    assert sums[Programme.PROPOSAL] == 70_000_000_000
    assert sums[Programme.CITY] + sums[Programme.DISTRICT] == 130_000_000_000
    assert [str(one.weight) for one in process.electorates] == ["1/2", "3/10", "1/10", "1/10"]


def test_the_districts_of_seoul_share_by_residents() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process
    headings = [one for one in process.headings if one.programme is Programme.DISTRICT]
    residents = sum(one.residents for one in process.districts)
    whole = sum(heading.budget_limit for heading in headings)

    exact = [
        Fraction(whole * district.residents, residents)
        for heading in headings
        if (district := process.district(heading.district_id))
    ]

    assert len(exact) == 25
    assert residents == 9_261_703
    for heading, share in zip(headings, exact, strict=True):
        assert abs(heading.budget_limit - share) < 1_000_000


def test_the_projects_of_seoul_are_written_in_both_languages_and_fit_on_buttons() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process
    projects = [project for heading in process.headings for project in heading.projects]
    fields = {one.field_id for one in process.fields}

    by_heading = {one.heading_id: len(one.projects) for one in process.headings}
    assert by_heading["city"] >= 35
    assert by_heading["proposal"] >= 12
    assert (
        sum(count >= 8 for name, count in by_heading.items() if name not in ("city", "proposal"))
        >= 6
    )
    for project in projects:
        ko, en = (project.names.in_language(language) for language in ("ko", "en"))
        assert re.search("[가-힣]", ko), project.project_id
        assert not re.search("[가-힣]", en), project.project_id
        assert columns(project.short_names.in_language("ko")) <= 28, project.project_id
        assert columns(project.short_names.in_language("en")) <= 30, project.project_id
        assert project.field_id in fields
        for language in ("ko", "en"):
            text = project.texts.in_language(language)
            assert len(re.findall(r"\.(?:\s|$)", text)) >= 2, (project.project_id, language)


def test_short_names_tell_the_projects_of_a_heading_apart() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process

    for heading in process.headings:
        for language in ("ko", "en"):
            names = [one.short_names.in_language(language) for one in heading.projects]
            assert len(set(names)) == len(names), (heading.heading_id, language)


def test_most_headings_of_seoul_have_more_wishes_than_money() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process

    contested = [
        sum(one.cost for one in heading.projects) > heading.budget_limit
        for heading in process.headings
        if heading.projects
    ]

    assert all(contested)


def test_the_map_of_the_sample_finds_its_own_districts() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process

    found = locate(outlines(process.geojson), 126.9294, 37.6027)

    assert found is not None
    district = process.district(found.district_id)
    assert district is not None
    assert district.names.in_language("ko") == "은평구"


@pytest.mark.parametrize("hour", [0, 3, 8, 9, 12, 23])
def test_a_sample_year_can_be_moved_so_that_voting_is_on(hour: int) -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process
    now = datetime(2027, 3, 14, hour, 30, tzinfo=UTC)

    moved = shifted(process, days_to_shift(process, "vote-deliberation", now, days_in=2))

    stage, before = moved.stage("vote-deliberation"), process.stage("vote-deliberation")
    assert stage is not None
    assert before is not None
    assert timedelta(days=1) <= now - stage.starts_utc < timedelta(days=2)
    assert stage.ends_utc - stage.starts_utc == before.ends_utc - before.starts_utc
    for programme in Programme:
        assert Deed.CAST_BALLOT in open_deeds(moved.stages, programme, now)


@given(st.integers(-4000, 4000))
def test_moving_the_dates_keeps_the_times_of_day(days: int) -> None:
    process = read_process(MINIMAL.replace("Asia/Seoul", "Europe/Warsaw").encode(), "t").process

    moved = shifted(process, days)

    assert shifted(moved, -days).stages == process.stages
