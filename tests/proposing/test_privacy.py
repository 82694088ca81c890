import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from actions import ballots, citizens, privacy, proposal_drafts, proposals
from actions.house import House
from deliberation.phases import Phase, Stage
from deliberation.process import Process
from deliberation.views import CitizenView
from storage import ballots as stored_ballots
from storage import conversation_states, outbox, personal_data, public_log
from storage.outbox import Notice
from storage.personal_data import Fate
from tests.proposing.samples import (
    CITY,
    HAN,
    JIEUN,
    PROPOSAL,
    handed_in,
    later,
    proposing_process,
    register,
    say,
)
from tests.samples import DAY, MANAGER, NOON, occasion, open_house

BIG = 7_316_590_424


def busy_process() -> Process:
    """Proposals and voting are open at once, so that one person can do everything."""
    base = proposing_process()
    voting = Stage("balloting", Phase.BALLOTING, NOON - DAY, NOON + 5 * DAY)
    return replace(base, stages=(base.stages[0], base.stages[1], voting))


async def person(house: House, user_id: int) -> CitizenView:
    return await citizens.look(house, user_id, "ko")


async def vote(house: House, user_id: int, project_no: int = 2) -> None:
    await ballots.set_rank(
        house,
        occasion(house, user_id, message_id=9),
        1,
        CITY,
        project_no=project_no,
        rank=1,
        revision=0,
        page=0,
        field_id="",
    )


async def lives_a_full_life(house: House, user_id: int) -> None:
    """Everything that a citizen can leave behind."""
    await register(house, user_id)
    await handed_in(house, user_id)
    await proposal_drafts.begin(house, occasion(house, user_id), 1, PROPOSAL)
    await say(house, "다음 제안의 제목", user_id=user_id)
    await vote(house, user_id)
    states = [("propose", (user_id, user_id), "writing")]
    await house.db.write(lambda tx: conversation_states.save(tx, states))
    told = Notice("phase", user_id, told_key=f"phase:1:{user_id}", announcement_no=4)
    await house.db.write(lambda tx: outbox.put(tx, told, 1))
    await house.db.write(
        lambda tx: tx.write("UPDATE outbox SET state = 'delivered' WHERE announcement_no = 4")
    )


def everything_in(folder: Path) -> bytes:
    """Return the store's file and its log, as they can be read off the disk."""
    return b"".join(path.read_bytes() for path in folder.glob("madang.db*"))


def traces_of(number: int, folder: Path) -> list[str]:
    """Return where a number stands as text or as an SQLite integer in the store's file."""
    found = []
    for path in folder.glob("madang.db*"):
        content = path.read_bytes()
        if str(number).encode() in content:
            found.append(f"{path.name}: text")
        if number.to_bytes(6, "big") in content or number.to_bytes(8, "big") in content:
            found.append(f"{path.name}: integer")
    return found


async def test_my_data_holds_everything_and_the_ballot_read_through_its_slot(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, busy_process()) as house:
        await lives_a_full_life(house, JIEUN)

        view = await privacy.my_data(house, occasion(house, JIEUN), await person(house, JIEUN))

        document = json.loads(view.document)
        assert document["telegram_id"] == JIEUN
        assert set(document["stored"]) == {
            "citizens",
            "participants",
            "drafts",
            "outbox",
            "conversation_states",
        }
        assert document["proposals"][0]["receipt_number"] == "P1-0001"
        assert document["ballots"] == [
            {"process": "sample-2027", "heading": "시 단위", "ranking": ["사업 2"]}
        ]
        assert [one.ranking[0].no for one in view.ballots] == [2]
        assert view.ballots[0].code
        assert view.ballots[0].code not in view.document.decode()


async def test_my_data_holds_nothing_of_others(tmp_path: Path) -> None:
    async with open_house(tmp_path, busy_process()) as house:
        await lives_a_full_life(house, BIG)
        await register(house, HAN)

        view = await privacy.my_data(house, occasion(house, HAN), await person(house, HAN))

        assert str(BIG) not in view.document.decode()
        assert "놀이터" not in view.document.decode()
        assert view.ballots == ()


async def test_after_closing_my_data_says_that_nobody_can_find_the_ballot(tmp_path: Path) -> None:
    async with open_house(tmp_path, busy_process()) as house:
        await lives_a_full_life(house, JIEUN)
        later(house, days=6)
        house.keys.destroy(1, CITY)

        view = await privacy.my_data(house, occasion(house, JIEUN), await person(house, JIEUN))

        assert view.ballots == ()
        assert [heading.no for heading in view.sealed] == [CITY]
        assert json.loads(view.document)["ballots_nobody_can_find"] == [
            {"process": "sample-2027", "heading": "city"}
        ]


async def test_an_erased_person_is_nowhere_in_the_store(tmp_path: Path) -> None:
    async with open_house(tmp_path, busy_process()) as house:
        await lives_a_full_life(house, BIG)
        here = occasion(house, BIG)
        before = traces_of(BIG, tmp_path)

        view = await privacy.forget(house, here, await person(house, BIG), here.now_s)

        rows = await house.db.read(
            lambda tx: personal_data.rows_of(tx, BIG, Fate.ERASED, Fate.UNNAMED)
        )
        while_open = traces_of(BIG, tmp_path)
        assert view.outcome == "erased"
        assert rows == {}
    assert before
    assert while_open == []
    assert traces_of(BIG, tmp_path) == []


async def test_words_of_an_erased_draft_cannot_be_read_off_the_disk(tmp_path: Path) -> None:
    words = "다음 제안의 제목"
    async with open_house(tmp_path, busy_process()) as house:
        await lives_a_full_life(house, BIG)
        here = occasion(house, BIG)

        await privacy.forget(house, here, await person(house, BIG), here.now_s)

        kept = everything_in(tmp_path)
    assert words.encode() not in kept
    assert json.dumps(words).strip('"').encode() not in kept


async def test_public_proposals_stay_without_their_author(tmp_path: Path) -> None:
    async with open_house(tmp_path, busy_process()) as house:
        await lives_a_full_life(house, BIG)
        here = occasion(house, BIG)
        log_before = await house.db.read(lambda tx: public_log.entries(tx, 1))

        await privacy.forget(house, here, await person(house, BIG), here.now_s)

        seen = await proposals.look(house, BIG, 1, 1)
        log_after = await house.db.read(lambda tx: public_log.entries(tx, 1))
        assert seen.proposal.author == 0
        assert seen.proposal.content.title == "작은 놀이터 정비"
        assert not seen.is_own
        assert [tuple(row) for row in log_after] == [tuple(row) for row in log_before]


async def test_erasing_withdraws_open_ballots_and_the_tally_still_reconciles(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, busy_process()) as house:
        await lives_a_full_life(house, JIEUN)
        await register(house, HAN)
        await vote(house, HAN)
        here = occasion(house, JIEUN)

        view = await privacy.forget(house, here, await person(house, JIEUN), here.now_s)

        tally = await house.db.read(lambda tx: stored_ballots.tally(tx, 1, CITY))
        assert [one.heading.no for one in view.ballots] == [CITY]
        assert tally.reconciles
        assert (tally.saves, tally.withdrawn, tally.counted) == (2, 1, 1)


async def test_erasing_leaves_ballots_alone_once_voting_is_over(tmp_path: Path) -> None:
    async with open_house(tmp_path, busy_process()) as house:
        await lives_a_full_life(house, JIEUN)
        before = await house.db.read(lambda tx: stored_ballots.counted(tx, 1, CITY))
        later(house, days=6)
        here = occasion(house, JIEUN)

        await privacy.forget(house, here, await person(house, JIEUN), here.now_s)

        after = await house.db.read(lambda tx: stored_ballots.counted(tx, 1, CITY))
        assert after == before
        assert len(after) == 1


async def test_an_answer_to_an_old_question_erases_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, busy_process()) as house:
        await register(house)
        here = occasion(house, JIEUN)
        asked_s = here.now_s - int(timedelta(minutes=11).total_seconds())

        view = await privacy.forget(house, here, await person(house, JIEUN), asked_s)

        assert view.outcome == "too-late"
        assert (await person(house, JIEUN)).is_known


async def test_erasing_twice_is_erasing_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, busy_process()) as house:
        await lives_a_full_life(house, JIEUN)
        here = occasion(house, JIEUN)
        await privacy.forget(house, here, await person(house, JIEUN), here.now_s)

        again = await privacy.forget(house, here, await person(house, JIEUN), here.now_s)

        tally = await house.db.read(lambda tx: stored_ballots.tally(tx, 1, CITY))
        assert again.outcome == "erased"
        assert tally.reconciles


async def test_whoever_begins_anew_is_a_stranger_and_may_vote_again(tmp_path: Path) -> None:
    async with open_house(tmp_path, busy_process()) as house:
        await lives_a_full_life(house, JIEUN)
        here = occasion(house, JIEUN)
        await privacy.forget(house, here, await person(house, JIEUN), here.now_s)

        stranger = await person(house, JIEUN)
        await register(house, JIEUN, "jongno")
        view = await ballots.look(house, JIEUN, 1, CITY)

        assert not stranger.is_known
        assert not stranger.may_take_part
        assert view.ranking == ()


async def test_an_announcements_figures_stay_when_a_reader_is_erased(tmp_path: Path) -> None:
    async with open_house(tmp_path, busy_process()) as house:
        await lives_a_full_life(house, JIEUN)
        here = occasion(house, JIEUN)

        await privacy.forget(house, here, await person(house, JIEUN), here.now_s)

        delivered = await house.db.read(
            lambda tx: tx.value(
                "SELECT COUNT(*) FROM outbox WHERE announcement_no = 4 AND state = 'delivered'"
            )
        )
        assert delivered == 1


async def test_a_managers_role_and_acts_of_office_stay(tmp_path: Path) -> None:
    async with open_house(tmp_path, busy_process()) as house:
        await register(house, MANAGER)
        here = occasion(house, MANAGER)
        before = await privacy.before_forgetting(house, here, await person(house, MANAGER))

        await privacy.forget(house, here, await person(house, MANAGER), here.now_s)

        after = await person(house, MANAGER)
        assert before.holds_role
        assert after.roles == {"manager"}
        assert not after.is_known
