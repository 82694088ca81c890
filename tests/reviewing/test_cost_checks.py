from dataclasses import replace
from pathlib import Path

import pytest

from actions import cost_checks, proposals, review_drafts, review_queues, reviewing
from actions.house import House
from actions.notices import view_of
from deliberation.cost_checks import Told
from deliberation.phases import Programme
from deliberation.process import Process
from deliberation.proposals import State
from deliberation.refusals import BadInput, NotPermitted
from deliberation.reviewing import Act
from deliberation.shifting import shifted
from locales.translator import translator_for
from screens.notices import screen_of
from screens.refusals import refusal_text
from screens.reviewing import show_queue, show_review
from storage import outbox
from tests.reviewing.samples import (
    HAN,
    JIEUN,
    MANAGER,
    PARKS,
    ROADS,
    SECOND_MANAGER,
    answered,
    in_review,
    later,
    review_process,
    waiting_notices,
)
from tests.samples import DAY, NOON, occasion, open_house

UNTIL = NOON + 10 * DAY
NOTE = "그네 두 대와 바닥 공사비입니다."


def checked_year() -> Process:
    """Costs are checked within ten days, in citizen proposals alone."""
    base = review_process()
    own = replace(base.proposals, cost_checks_until=UNTIL)
    return replace(base, proposals_by_programme={Programme.PROPOSAL: own})


async def told(house: House, language: str = "en") -> dict[int, tuple[Told, str]]:
    """Return what the notices that wait would say, by chat."""
    rows = await waiting_notices(house, cost_checks.NEWS)
    said = {}
    for row in rows:
        notice = outbox.notice_of(row)  # type: ignore[arg-type]
        view = await view_of(house, notice)
        if view is not None:
            screen = screen_of(notice.kind, view, translator_for(language))
            said[notice.chat_id] = (Told(notice.params["told"]), screen.text)
    return said


async def test_everybody_reads_that_a_cost_was_checked_and_the_proposer_how_much(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, checked_year()) as house:
        number = await in_review(house)

        view = await answered(house, number, Act.COST_CHECK, "1억 4천만원", NOTE)
        own = await proposals.look(house, JIEUN, 1, number)
        others = await proposals.look(house, HAN, 1, number)

        assert view.proposal.state is State.REVIEWING
        assert own.events[-1].params["cost"] == 140_000_000
        assert others.events[-1].kind == Act.COST_CHECK
        assert not {"cost", "note"} & set(others.events[-1].params)
        # The proposal says what its proposer wrote, until there is a verdict.
        assert own.proposal.content.cost == 150_000_000


async def test_a_check_above_the_ceiling_is_refused_and_the_ceiling_named(tmp_path: Path) -> None:
    async with open_house(tmp_path, checked_year()) as house:
        number = await in_review(house)

        with pytest.raises(BadInput, match="cost-too-high") as refused:
            await answered(house, number, Act.COST_CHECK, "4억원", NOTE)

        assert "KRW 300 million" in refusal_text(refused.value, translator_for("en"))
        assert "3억 원" in refusal_text(refused.value, translator_for("ko"))
        view = await reviewing.look(house, occasion(house, PARKS), 1, number)
        assert all(event.kind != Act.COST_CHECK for event in view.events)


async def test_the_verdict_offers_the_cost_that_was_checked(tmp_path: Path) -> None:
    async with open_house(tmp_path, checked_year()) as house:
        number = await in_review(house)
        await answered(house, number, Act.COST_CHECK, "1억 4천만원", NOTE)

        draft = await review_drafts.begin(
            house, occasion(house, PARKS), 1, number, Act.FIND_FEASIBLE
        )

        assert draft.draft.readings == (140_000_000,)


async def test_the_review_shows_the_date_and_then_what_was_found(tmp_path: Path) -> None:
    t = translator_for("en")
    async with open_house(tmp_path, checked_year()) as house:
        number = await in_review(house)
        here = occasion(house, PARKS)

        before = show_review(await reviewing.look(house, here, 1, number), t).text
        queue = show_queue(await review_queues.queue(house, here, 1), t)
        await answered(house, number, Act.COST_CHECK, "1억 4천만원", NOTE)
        after = show_review(await reviewing.look(house, here, 1, number), t).text

        assert "The cost is to be checked until 15 August" in before
        assert "ceiling: KRW 300 million" in before
        assert "Costs are checked until 15 August" in queue.text
        assert any("Costs to check: 1" in key.label for row in queue.rows for key in row)
        assert "Cost checked: KRW 140 million (ceiling: KRW 300 million)" in after
        assert (await review_queues.queue(house, here, 1, "uncosted")).total == 0


async def test_departments_are_reminded_before_and_managers_told_what_is_left(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, checked_year()) as house:
        number = await in_review(house)

        again = await cost_checks.tell_of_dates(house)
        early = await told(house)
        later(house, days=6, hours=1)
        await cost_checks.tell_of_dates(house)
        await cost_checks.tell_of_dates(house)
        soon = await told(house)
        later(house, days=3)
        await cost_checks.tell_of_dates(house)
        over = await told(house)
        await answered(house, number, Act.COST_CHECK, "1억 4천만원", NOTE)
        settled = await told(house)

        assert again == UNTIL - 3 * DAY
        assert early == {}
        assert set(soon) == {PARKS}
        assert soon[PARKS][0] is Told.SOON
        assert set(over) == {MANAGER, SECOND_MANAGER}
        assert f"P1-{number:04d}" in over[MANAGER][1]
        assert settled == {}
        assert len(await waiting_notices(house, cost_checks.NEWS)) == 2 + 2


async def test_the_list_of_what_is_unchecked_is_for_its_departments_and_managers(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, checked_year()) as house:
        await in_review(house)

        totals = {}
        for user_id in (PARKS, ROADS, MANAGER):
            view = await review_queues.queue(house, occasion(house, user_id), 1, "uncosted")
            totals[user_id] = view.total

        assert totals == {PARKS: 1, ROADS: 0, MANAGER: 1}
        with pytest.raises(NotPermitted):
            await review_queues.queue(house, occasion(house, JIEUN), 1, "uncosted")


async def test_a_year_without_a_date_has_no_such_step(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)

        view = await reviewing.look(house, occasion(house, PARKS), 1, number)

        assert Act.COST_CHECK not in view.acts
        for act in (Act.COST_CHECK, Act.SITE_CHECK):
            with pytest.raises(BadInput, match="no-such-answer"):
                await review_drafts.begin(house, occasion(house, PARKS), 1, number, act)
        assert "checked" not in show_review(view, translator_for("en")).text
        assert await cost_checks.tell_of_dates(house) is None


def test_the_date_moves_with_the_year() -> None:
    moved = shifted(checked_year(), 7)

    assert moved.proposal_rules(Programme.PROPOSAL).cost_checks_until == UNTIL + 7 * DAY
