"""Shortlists and results of two votes are recounted from their bundles."""

from datetime import timedelta
from pathlib import Path

import pytest

from actions import (
    bundles,
    closing,
    costing,
    counting,
    motions,
    outcome_bundles,
    phases,
    publishing,
)
from deliberation.bundle import pack
from deliberation.bundle_check import verify_bundle
from deliberation.bundle_reading import BundleDiffers, unpacked
from deliberation.phases import Vote
from deliberation.refusals import NotNow
from tests.prioritising.agenda_year import (
    BALLOTING,
    CITY,
    JIEUN,
    JONGNO,
    cost_all,
    count,
    prioritise,
    publish,
)
from tests.results.voting import deliver_screens, vote
from tests.samples import (
    DAY,
    MANAGER,
    SECOND_MANAGER,
    agenda_process,
    occasion,
    open_house,
)


async def test_the_result_of_a_year_of_two_votes_is_verified_from_its_bundle(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2), (2, 1), (2,)])
        await count(house)
        await publish(house)
        await cost_all(house, JONGNO)
        await costing.publish(house, occasion(house, MANAGER), 1, JONGNO)
        house.clock.set(BALLOTING + timedelta(hours=1))  # type: ignore[attr-defined]
        await phases.enter_due(house, house.clock.now())
        await cost_all(house, CITY)  # late: the rules are frozen already, and are completed
        await costing.publish(house, occasion(house, MANAGER), 1, CITY)
        await vote(house, JIEUN, CITY, (1, 2))
        house.clock.set(BALLOTING + 11 * DAY)  # type: ignore[attr-defined]
        await deliver_screens(house)
        assert await closing.close_due(house, house.clock.now()) is None
        await counting.count_due(house, 1, house.clock.now())
        desk = await publishing.look_at_desk(house, occasion(house, MANAGER), 1)
        assert desk.summary is not None
        motion = await publishing.move_publishing(
            house, occasion(house, MANAGER), 1, desk.summary.sha256
        )
        await motions.second(
            house, occasion(house, SECOND_MANAGER), motion.motion_no, motion.subject_sha256
        )

        await bundles.store_what_is_published(house)

        found = verify_bundle((await bundles.look(house, 1, 1)).content)
        assert (found.headings, found.ballots) == (3, 1)


async def test_a_published_shortlist_is_recounted_from_its_bundle(tmp_path: Path) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2), (2, 1), (2,), (4, 3)])
        await count(house)
        with pytest.raises(NotNow, match="no-shortlist-yet"):
            await outcome_bundles.look(house, 1, CITY, Vote.AGENDA)
        await publish(house)
        first = await outcome_bundles.look(house, 1, CITY, Vote.AGENDA)
        await cost_all(house, CITY)
        await costing.publish(house, occasion(house, MANAGER), 1, CITY)

        again = await outcome_bundles.look(house, 1, CITY, Vote.AGENDA)
        found = verify_bundle(first.content, first.sha256[:16])

        assert again.content == first.content
        assert (found.heading_id, found.ballots) == ("city", 4)


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("ballots/city.pb", ";i2,i1\n", ";i1,i2\n", "ballots_differ"),
        ("ballots/city.pb", "max_length;3", "max_length;4", "limits_differ"),
        ("elected.json", '"ballots":4', '"ballots":5', "log_differs"),
        ("borda.json", '"ballots":4', '"ballots":5', "result_differs"),
        ("reasons.json", '"rank":1', '"rank":2', "reason_differs"),
        ("rules.json", '"slots":2', '"slots":1', "rules_differ"),
        ("edition.json", '"seed":"', '"seed":"x', "log_differs"),
    ],
)
async def test_a_change_in_a_shortlist_s_bundle_is_named(
    tmp_path: Path, name: str, old: str, new: str, code: str
) -> None:
    async with open_house(tmp_path, agenda_process()) as house:
        await prioritise(house, [(1, 2), (2, 1), (2,), (4, 3)])
        await count(house)
        await publish(house)
        files = unpacked((await outcome_bundles.look(house, 1, CITY, Vote.AGENDA)).content)
        del files["SHA256SUMS"]
        assert old in files[name].decode()
        files[name] = files[name].decode().replace(old, new).encode()

        with pytest.raises(BundleDiffers) as caught:
            verify_bundle(pack(files))

        assert caught.value.code == code
