"""Bindings of groups to headings, on a real store."""

import pytest

from actions import bindings, groups
from actions.house import House
from deliberation.groups import RIGHTS, GroupFacts
from deliberation.refusals import BadInput, NotPermitted, NotThere
from storage import processes
from tests.groups.desk import CHAT, CITIZEN, FACTS, SCOPED, bound, by, make, waiting


async def test_confirming_twice_binds_once(house: House) -> None:
    first = await bound(house, 1, 3)

    again = await bindings.confirm(house, by(house), 1, FACTS)

    assert [line.heading.no for line in first.threads] == [1, 3]
    assert again.threads == first.threads
    assert len(await waiting(house, "group-bound")) == 1


async def test_a_facilitator_of_one_heading_binds_no_other(house: House) -> None:
    now_s = int(house.clock.now().timestamp())
    await house.db.write(
        lambda tx: processes.appoint(tx, 1, SCOPED, "facilitator", scope="jongno", now_s=now_s)
    )

    view = await bindings.begin(house, by(house, SCOPED), FACTS, 1)
    more = await bindings.choose(house, by(house, SCOPED), 1, frozenset({1, 2}), is_chosen=True)

    assert [heading.no for heading in view.offered] == [3]
    assert view.chosen == more.chosen == {3}


async def test_a_facilitator_of_one_heading_cannot_take_anothers_group(house: House) -> None:
    await bound(house, 1, 2)
    now_s = int(house.clock.now().timestamp())
    await house.db.write(
        lambda tx: processes.appoint(tx, 1, SCOPED, "facilitator", scope="jongno", now_s=now_s)
    )
    await bindings.begin(house, by(house, SCOPED), FACTS, 1)

    with pytest.raises(NotPermitted, match="other-heading"):
        await bindings.confirm(house, by(house, SCOPED), 1, FACTS)
    with pytest.raises(NotPermitted, match="other-heading"):
        await groups.release(house, by(house, SCOPED), 1, CHAT)

    view = await groups.look(house, by(house), 1, CHAT)
    assert [line.heading.no for line in view.threads] == [1, 2]


async def test_what_cannot_be_bound_is_refused(house: House) -> None:
    channel = GroupFacts(CHAT, "News", "channel")
    gone = GroupFacts(CHAT, "Forum", "supergroup", is_present=False)

    with pytest.raises(BadInput, match="not-a-group"):
        await bindings.begin(house, by(house), channel, 1)
    with pytest.raises(NotThere, match="bot-not-in-group"):
        await bindings.begin(house, by(house), gone, 1)
    with pytest.raises(NotPermitted, match="role-needed"):
        await bindings.begin(house, by(house, CITIZEN), FACTS, 1)
    with pytest.raises(NotThere, match="no-binding"):
        await bindings.look(house, by(house), 1)
    with pytest.raises(BadInput, match="no-heading-chosen"):
        await bound(house)


async def test_topics_that_were_switched_on_turn_the_one_thread_into_topics(house: House) -> None:
    plain = GroupFacts(CHAT, "Forum", "supergroup", "", False, True, frozenset(RIGHTS))
    before = await bound(house, 3, facts=plain)

    after = await bound(house, 3, 1)

    assert [line.state for line in before.threads] == ["whole"]
    assert [line.state for line in after.threads] == ["wanted", "wanted"]


async def test_a_heading_that_is_left_out_loses_its_thread(house: House) -> None:
    await make(house, 1, 3)

    view = await bound(house, 3)

    assert [(line.heading.no, line.state) for line in view.threads] == [(3, "made")]
