"""A year with a joined project and an exclusion, from the agenda to a bundle counted at home."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from actions import bundles, closing, costing, counting, joining, outcome_bundles, phases
from actions.house import House
from bot.commands import count
from deliberation.allocation import Allocation
from deliberation.bundle import pack
from deliberation.bundle_check import verify_bundle
from deliberation.bundle_reading import BundleDiffers, unpacked
from deliberation.phases import Vote
from deliberation.process import Process
from deliberation.reasons import Excluded
from deliberation.results_views import FileView
from locales.translator import translator_for
from screens.reason_words import reason_sentence
from tests.count.checking import complaints
from tests.prioritising.agenda_year import (
    BALLOTING,
    CITY,
    JIEUN,
    JONGNO,
    cost_all,
    prioritise,
)
from tests.prioritising.agenda_year import count as count_agenda
from tests.prioritising.agenda_year import publish as publish_shortlists
from tests.results.test_publishing import publish
from tests.results.voting import deliver_screens, vote
from tests.samples import DAY, MANAGER, agenda_process, occasion, open_house

COSTS = {2: 300_000_000, 3: 250_000_000, 4: 100_000_000}
RANKINGS = [(1, 2), (1,), (1, 3), (2, 3), (2, 1)]
JOINED = {"en": "Night clinic + Shade on the way to school", "ko": "야간 진료소 + 통학로 그늘막"}


def year() -> Process:
    """All four items of the city are shortlisted; the café and the shade exclude each other."""
    sample = agenda_process()
    city, *others = sample.headings
    shade, clinic, café, path = city.agenda
    agenda = (shade, clinic, replace(café, excludes=("i1",)), path)
    return replace(sample, headings=(replace(city, slots=4, agenda=agenda), *others))


async def lived(house: House) -> tuple[FileView, FileView]:
    """Live the whole year; return the bundles of the city's shortlist and of the result."""
    await prioritise(house, [(2, 1, 3), (1, 4), (2,), (4, 3), (3,)])
    await count_agenda(house)
    await publish_shortlists(house)
    await joining.join(house, occasion(house, MANAGER), 1, CITY, 2, 1)
    for item_no, cost in COSTS.items():
        await costing.set_cost(house, occasion(house, MANAGER), 1, CITY, item_no, cost)
    await costing.publish(house, occasion(house, MANAGER), 1, CITY)
    await cost_all(house, JONGNO)
    await costing.publish(house, occasion(house, MANAGER), 1, JONGNO)
    house.clock.set(BALLOTING + timedelta(hours=1))  # type: ignore[attr-defined]
    await phases.enter_due(house, house.clock.now())
    ids = [one.project_id for one in house.process(1).headings[CITY - 1].projects]
    assert sorted(ids) == ["i2", "i3", "i4"]
    for at, ranking in enumerate(RANKINGS):
        order = [ids.index(f"i{place + 1}") + 1 for place in ranking]
        await vote(house, JIEUN + at, CITY, order)
    house.clock.set(BALLOTING + 11 * DAY)  # type: ignore[attr-defined]
    await deliver_screens(house)
    assert await closing.close_due(house, house.clock.now()) is None
    await counting.count_due(house, 1, house.clock.now())
    await publish(house)
    await bundles.store_what_is_published(house)
    return await outcome_bundles.look(house, 1, CITY, Vote.AGENDA), await bundles.look(house, 1, 1)


async def test_a_joined_project_and_its_rival_are_recounted_at_home(tmp_path: Path) -> None:
    async with open_house(tmp_path, year()) as house:
        _shortlist, whole = await lived(house)

        verified = verify_bundle(whole.content, whole.sha256)
        files = {name: data.decode() for name, data in unpacked(whole.content).items()}
        (tmp_path / "city.pb").write_text(files["ballots/city.pb"], encoding="utf-8")
        seed = json.loads(files["edition.json"])["seed"]
        home = typer.Typer()
        count.register(home)
        told = CliRunner().invoke(home, [str(tmp_path / "city.pb"), "--json", "--seed", seed])
        result = json.loads(files["results/city.json"])
        process = house.process(1)

    assert verified.ballots == len(RANKINGS)
    assert result["funded"] == ["i2", "i4"]
    assert json.loads(told.output)["headings"][0]["funded"] == result["funded"]
    assert complaints(files["ballots/city.pb"]) == {}
    assert JOINED["ko"] in files["ballots/city.pb"]  # the year's first language
    café = Allocation.from_json(files["results/city.json"]).reason("i3")
    assert isinstance(café, Excluded)
    assert café.by == "i2"
    projects = process.headings[CITY - 1].projects
    for language, name in JOINED.items():
        names = {one.project_id: one.names.in_language(language) for one in projects}
        assert name in reason_sentence(café, names, "KRW", translator_for(language))


async def test_a_changed_byte_in_any_file_of_any_bundle_is_found(tmp_path: Path) -> None:
    draw = random.Random(2027)
    async with open_house(tmp_path, year()) as house:
        both = await lived(house)

    for whole in both:
        bundle, files = whole.content, unpacked(whole.content)
        for data in files.values():
            begins = bundle.index(data)
            for _ in range(8):
                at = begins + draw.randrange(len(data))
                changed = bytearray(bundle)
                changed[at] ^= 1 << draw.randrange(8)
                with pytest.raises(BundleDiffers):
                    verify_bundle(bytes(changed))
        for name, data in files.items():
            if name == "SHA256SUMS":
                continue
            # Somebody who makes every hash within fit again is found by the announced one.
            mended = bytearray(data)
            mended[draw.randrange(len(data))] ^= 1
            inside = {one: text for one, text in files.items() if one != "SHA256SUMS"}
            with pytest.raises(BundleDiffers):
                verify_bundle(pack({**inside, name: bytes(mended)}), whole.sha256[:16])
