from datetime import date
from pathlib import Path

import pytest

from actions import proposals, reviewing
from deliberation.process import Process
from deliberation.proposals import State
from deliberation.refusals import BadInput
from deliberation.review_steps import check_cost_at_verdict, site_check_day
from deliberation.reviewing import Act
from deliberation.shifting import shifted
from tests.reviewing.samples import HAN, JIEUN, PARKS, answered, in_review, review_process
from tests.samples import DAY, NOON, occasion, open_house

NOTE = "울타리 안쪽을 함께 보겠습니다."


def with_site_checks() -> Process:
    return review_process(site_checks_until=NOON + 20 * DAY)


def day(raw: str) -> date:
    process = with_site_checks()
    return site_check_day(raw, process, process.headings[0], NOON)


@pytest.mark.parametrize("raw", ["2027-08-12", "8월 12일", "12 August", "8월 12일 오후 2시"])
def test_a_day_is_read_as_people_write_it(raw: str) -> None:
    assert day(raw) == date(2027, 8, 12)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("언젠가", "date-unreadable"),
        ("2027-09-30", "site-check-too-late"),
        ("2031-08-12", "site-check-too-far"),
    ],
)
def test_a_day_that_cannot_be_is_refused(raw: str, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        day(raw)


def test_the_time_for_site_checks_moves_with_the_year() -> None:
    process = with_site_checks()

    moved = shifted(process, 7).proposals.site_checks_until

    assert moved == NOON + 27 * DAY


@pytest.mark.parametrize(
    ("own", "given", "is_fine"),
    [
        (400_000_000, None, False),
        (400_000_000, 200_000_000, True),
        (100_000_000, 400_000_000, False),
        (None, None, True),
    ],
)
def test_a_verdict_never_leaves_a_cost_above_the_ceiling(
    own: int | None, given: int | None, is_fine: bool
) -> None:
    process = review_process()

    try:
        check_cost_at_verdict(Act.OFFER, own, given, process, process.headings[0])
        refused = False
    except BadInput as refusal:
        refused = refusal.code == "cost-too-high"

    assert refused is not is_fine


async def test_everybody_reads_the_day_of_a_site_check_and_the_proposer_the_note(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, with_site_checks()) as house:
        number = await in_review(house)

        view = await answered(house, number, Act.SITE_CHECK, "8월 12일", NOTE)
        own = await proposals.look(house, JIEUN, 1, number)
        others = await proposals.look(house, HAN, 1, number)

        assert view.proposal.state is State.REVIEWING
        assert own.events[-1].params["on"] == "2027-08-12"
        assert own.events[-1].params["note"] == NOTE
        assert others.events[-1].params["on"] == "2027-08-12"
        assert NOTE not in str(others.events)


async def test_site_checks_are_offered_where_the_process_file_gives_them_a_time(
    tmp_path: Path,
) -> None:
    (tmp_path / "with").mkdir()
    async with open_house(tmp_path / "with", with_site_checks()) as house:
        number = await in_review(house)
        offered = (await reviewing.look(house, occasion(house, PARKS), 1, number)).acts
    (tmp_path / "without").mkdir()
    async with open_house(tmp_path / "without", review_process()) as house:
        number = await in_review(house)
        missing = (await reviewing.look(house, occasion(house, PARKS), 1, number)).acts

    assert Act.SITE_CHECK in offered
    assert Act.SITE_CHECK not in missing
