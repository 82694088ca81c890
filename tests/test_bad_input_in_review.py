"""In review, at costing and in mergers, bad input gets a clear answer, and nothing of it stays."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from actions import review_drafts, review_sheets, reviewing
from deliberation.refusals import BadInput
from deliberation.reviewing import Act
from tests.merging.samples import merging_process, suggested, three_like_ones
from tests.proposing.phone import Citizen, citizen
from tests.review_sheets.samples import checked, filled, fresh_sheet
from tests.reviewing.samples import PARKS, in_review, review_process
from tests.samples import DAY, MANAGER, NOON, occasion, open_house

LINK = '<a href="https://spam.example/x">여기</a> & <b>굵게</b> {name} %s'
TURNED = "\u202e거꾸로\u2066 쓴\u2069 글\u0007"
PLAIN = "거꾸로 쓴 글"
FOREIGN = ("$500", "5 euro", "100달러", "300 baht")


@pytest.mark.parametrize("act", [Act.FIND_FEASIBLE, Act.COST_CHECK])
async def test_a_department_names_no_cost_in_another_currency(tmp_path: Path, act: Act) -> None:
    year = review_process(cost_checks_until=NOON + 10 * DAY)
    async with open_house(tmp_path, year) as house:
        number = await in_review(house)
        here = occasion(house, PARKS)
        before = await review_drafts.begin(house, here, 1, number, act)

        for typed in FOREIGN:
            with pytest.raises(BadInput, match="amount-other-currency"):
                await review_drafts.answer(house, occasion(house, PARKS), typed)

        after = await review_drafts.look(house, occasion(house, PARKS))
        assert after.draft == before.draft


async def test_a_sheets_cost_in_another_currency_is_returned(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        answer = {"verdict": "적격", "cost": "$500", "note": "내년에 할 수 있습니다."}
        sent = filled(await fresh_sheet(house, "공원과", MANAGER), {f"P1-000{number}": answer})

        view = await checked(house, sent, MANAGER)
        done = await review_sheets.confirm(house, occasion(house, MANAGER), view.token)

        assert [one.refusal.code for one in view.faults] == ["amount-other-currency"]
        assert not done.verdicts
        events = (await reviewing.look(house, occasion(house, PARKS), 1, number)).events
        assert "feasible" not in [one.kind for one in events]


async def test_a_joint_title_holds_nothing_to_tap_and_no_turned_letters(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        numbers = await three_like_ones(house)
        text = ("그네가 낡았습니다. 모두 걱정합니다.", "그네를 함께 바꿉니다.")

        with pytest.raises(BadInput, match="title-with-link"):
            await suggested(house, numbers, "놀이터 https://x.y", *text)
        with pytest.raises(BadInput, match="title-with-mention"):
            await suggested(house, numbers, "놀이터 @someone", *text)
        view = await suggested(house, numbers, TURNED, *text)

        assert view.merge.joint.title == PLAIN


def _links(screen: dict[str, Any]) -> list[str]:
    entities = [*screen.get("entities", ()), *screen.get("caption_entities", ())]
    return [one["url"] for one in entities if one["type"] == "text_link"]


async def test_markup_in_every_part_stays_text_on_every_screen(tmp_path: Path) -> None:
    year = review_process()
    async with citizen(tmp_path, year) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        for words in ("<b>Playground</b> & more", LINK, f"{LINK} {TURNED}", LINK):
            await han.says(words)
        await han.taps("I do not know")
        await han.taps("Parks")
        for label in (None, "Hand it in", "History", "Back", "Share"):
            if label is not None:
                await han.taps(label)
            assert _links(han.phone.screen()) == [], label
        await han.says("/search 여기")

        seen = "\n".join(str(one.content.get("text", "")) for one in han.phone.messages())
        assert "<b>Playground</b> & more" in han.sees
        assert f"{LINK} {PLAIN}" in seen
        assert "\u202e" not in seen.replace(f"{LINK} {TURNED}", "")
        assert _links(han.phone.screen()) == []


async def _hands_in(person: Citizen, title: str, problem: str, idea: str) -> None:
    await person.registers()
    await person.says("/propose")
    await person.taps("Citizen proposals")
    for words in (title, problem, idea):
        await person.says(words)
    await person.taps("No particular place")
    await person.taps("I do not know")
    await person.taps("Parks")
    await person.taps("Hand it in")
    if "Hand in mine as well" in person.buttons:
        await person.taps("Hand in mine as well")


async def test_a_reply_about_another_proposal_is_no_answer_to_this_one(tmp_path: Path) -> None:
    async with citizen(tmp_path, review_process()) as han:
        jieun = Citizen(han.world, han.world.box.user("Jieun", language_code="en"))
        await _hands_in(
            han, "Swings for the playground", "They are old and hurt.", "Buy new ones."
        )
        await _hands_in(
            jieun, "Lamps along the stream", "It is dark at night.", "Put up solar lamps."
        )
        officer = Citizen(
            han.world, han.world.box.user("Parks", user_id=PARKS, language_code="en")
        )
        await officer.starts()
        han.world.box.clock.advance(timedelta(hours=26))
        await han.world.quiet()
        await officer.taps("Open the queue")
        await officer.taps("P1-0001 Swings for the playground")
        first = officer.phone.screen()
        await officer.says("/staff")
        await officer.taps("Proposals to review")
        await officer.taps("P1-0002 Lamps along the stream")
        await officer.taps("Ask the proposer")

        await officer.phone.send("Which of the swings?", reply_to=first["message_id"])
        await han.world.quiet()
        refused = officer.sees
        await officer.phone.send(
            "How many lamps are there?", reply_to=officer.phone.screen()["message_id"]
        )
        await han.world.quiet()

        assert "You have replied to a message about P1-0001" in refused
        assert "P1-0002" in refused
        assert "Which of the swings?" not in officer.sees
        assert "How many lamps are there?" in officer.sees
