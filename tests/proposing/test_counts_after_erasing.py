import json
from pathlib import Path

import pytest

from actions import citizens, privacy, proposal_counts, proposal_drafts, proposals
from actions.house import House
from deliberation.refusals import NotPermitted
from locales.translator import translator_for
from screens.privacy import show_explain_forget, show_privacy
from tests.proposing.samples import (
    HAN,
    JIEUN,
    PROPOSAL,
    handed_in,
    later,
    proposing_process,
    register,
)
from tests.samples import occasion, open_house


async def erased(house: House, user_id: int = JIEUN) -> None:
    here = occasion(house, user_id)
    await privacy.forget(house, here, await citizens.look(house, user_id, "ko"), here.now_s)


async def begin(house: House, user_id: int = JIEUN) -> None:
    await proposal_drafts.begin(house, occasion(house, user_id), 1, PROPOSAL)


async def kept(house: House) -> list[tuple[str, int, int]]:
    rows = await house.db.read(
        lambda tx: tx.all("SELECT slot, standing, ever FROM former_proposals")
    )
    return [tuple(row) for row in rows]


async def test_erasing_and_starting_anew_gives_no_new_proposals(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process(per_person=2)) as house:
        await register(house)
        await handed_in(house)
        await erased(house)
        await register(house)
        await handed_in(house)

        view = await proposal_drafts.proposing(house, await citizens.look(house, JIEUN, "ko"), 1)
        with pytest.raises(NotPermitted, match="proposals-all-used"):
            await begin(house)

        assert view.left == 0


async def test_numbers_add_up_over_several_erasures(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process(per_person=1)) as house:
        for _time in range(3):
            await register(house)
            view = await handed_in(house)
            await proposals.withdraw(house, occasion(house, JIEUN), 1, view.proposal.proposal_no)
            await erased(house)
        await register(house)

        with pytest.raises(NotPermitted, match="proposals-too-often"):
            await begin(house)

        assert [(standing, ever) for _slot, standing, ever in await kept(house)] == [(0, 3)]


async def test_of_others_and_of_those_who_handed_in_nothing_no_number_is_kept(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, proposing_process(per_person=1)) as house:
        await register(house)
        await handed_in(house)
        await erased(house)
        await register(house, HAN)
        await erased(house, HAN)
        await register(house, HAN)

        await begin(house, HAN)

        ((slot, _standing, _ever),) = await kept(house)
        assert str(JIEUN) not in slot


async def test_number_and_key_go_when_proposals_close(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process(per_person=1)) as house:
        await register(house)
        await handed_in(house)
        await erased(house)
        before = await proposal_counts.sever(house)
        stands = await kept(house)
        (key,) = (tmp_path / "keys" / "proposals").glob("*.key")
        later(house, days=20)

        await proposal_counts.sever(house)
        await proposal_counts.sever(house)

        assert before == proposing_process().stages[0].ends_utc
        assert stands
        assert await kept(house) == []
        assert not key.exists()


async def test_after_proposals_closed_an_erasure_keeps_no_number(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process(per_person=1)) as house:
        await register(house)
        await handed_in(house)
        later(house, days=21)
        await proposal_counts.sever(house)
        citizen = await citizens.look(house, JIEUN, "ko")
        told = await privacy.before_forgetting(house, occasion(house, JIEUN), citizen)

        await erased(house)

        assert told.counted_until is None
        assert await kept(house) == []


async def test_the_notice_and_the_question_say_what_stays(tmp_path: Path) -> None:
    t = translator_for("en")
    async with open_house(tmp_path, proposing_process(per_person=2)) as house:
        await register(house)
        await handed_in(house)
        here, citizen = occasion(house, JIEUN), await citizens.look(house, JIEUN, "en")

        asked = show_explain_forget(await privacy.before_forgetting(house, here, citizen), t)
        notice = show_privacy(house.processes[1], t)
        await erased(house)
        await register(house)
        again = await citizens.look(house, JIEUN, "en")
        document = json.loads((await privacy.my_data(house, here, again)).document)

        assert "how many you have handed in" in asked.text
        assert "how many proposals you had handed in" in notice.text
        assert document["proposals_before_an_erasure"] == 1
