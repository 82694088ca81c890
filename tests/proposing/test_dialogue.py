from pathlib import Path

from telegram import Update

from storage import drafts
from tests.proposing.phone import Citizen, citizen
from tests.proposing.samples import proposing_process

RRN = "900101-1234567"


async def fills_in(han: Citizen) -> None:
    await han.says("Repair the small playground")
    await han.says("The swings are old and children get hurt.")
    await han.says("Replace the swings and the ground.")
    await han.says("Eunpyeong children's park")
    await han.says("KRW 150 million")
    await han.taps("Yes")
    await han.taps("Parks")


async def test_a_deep_link_leads_through_notice_and_consent_to_the_receipt(
    tmp_path: Path,
) -> None:
    async with citizen(tmp_path) as han:
        await han.registers("o-1-1")
        await han.taps("Begin: Citizen proposals")

        await fills_in(han)
        preview = han.sees
        await han.taps("Hand it in")

        assert "It has not been handed in yet." in preview
        assert "Your proposal is received." in han.sees
        assert "P1-0001" in han.sees
        assert "KRW 150 million" in han.sees
        assert "• Review: 25 August – 24 September" in han.sees


async def test_leaving_and_a_restart_lead_back_to_the_same_question(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await han.says("Repair the small playground")
        await han.taps("Stop for now")
        await han.taps("Keep it, go home")
        await han.says("this goes nowhere")

        await han.world.restart()
        await han.says("/home")
        await han.taps("Go on with your draft")

        assert "Your draft is here as you left it." in han.sees
        assert "Problem" in han.sees


async def test_after_a_restart_the_next_message_is_still_an_answer(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await han.says("Repair the small playground")

        await han.world.restart()
        await han.says("The swings are old and children get hurt.")

        assert "Idea" in han.sees


async def test_words_typed_after_another_command_are_no_answer(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await han.says("/help")
        await han.says("Repair the small playground")

        await han.says("/propose")

        assert "What is your proposal called?" in han.sees


async def test_a_district_searched_in_between_is_found_and_the_draft_goes_on(
    tmp_path: Path,
) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await han.says("/home")
        await han.taps("Choose your district")
        await han.says("Jong")
        await han.taps("Jongno-gu")

        await han.says("/propose")
        await han.says("Repair the small playground")

        assert "Problem" in han.sees


async def test_every_part_can_be_changed_in_the_preview(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await fills_in(han)

        await han.taps("✎ Title")
        await han.says("Repair the big playground")
        await han.taps("✎ Rough cost")
        await han.taps("I do not know")
        await han.taps("✎ Idea")
        await han.taps("Leave it as it was")

        assert "Repair the big playground" in han.sees
        assert "Rough cost: not known" in han.sees
        assert "Replace the swings" in han.sees
        assert "Hand it in" in han.buttons


async def test_a_second_tap_on_hand_it_in_shows_the_same_receipt(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await fills_in(han)
        data, message = han.button_data("Hand it in"), han.phone.screen()["message_id"]
        await han.phone.tap(data, message)
        await han.phone.tap(data, message, stale=True)
        await han.world.quiet()

        await han.says("/proposals")

        assert han.sees.count("P1-") == 1


async def test_cancel_keeps_the_draft_until_it_is_dropped(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await han.says("Repair the small playground")

        await han.says("/cancel")
        kept = han.sees
        await han.taps("Drop the draft")
        dropped = han.sees
        await han.says("/cancel")

        assert "Your draft is kept." in kept
        assert dropped == "Your draft was erased."
        assert han.sees == "Nothing is under way that could be stopped."


async def test_what_cannot_be_used_is_explained_and_the_question_asked_again(
    tmp_path: Path,
) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")

        await han.says("🎉🎉🎉🎉")
        emoji = han.sees
        await han.says("see http://example.com now")
        link = han.sees
        await han.says("<b>Playground</b> & more")

        assert "emoji and signs alone" in emoji
        assert "What is your proposal called?" in emoji
        assert "A title cannot hold a link." in link
        await han.taps("Stop for now")
        assert "<b>Playground</b> & more" in han.sees


async def test_a_voice_message_and_a_sticker_leave_the_draft_alone(
    tmp_path: Path,
) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")

        for send in (han.phone.send_voice, han.phone.send_sticker):
            await send()
            await han.world.quiet()
            assert "I can only use written text here." in han.sees
            assert "What is your proposal called?" in han.sees


async def test_a_resident_number_is_deleted_from_the_chat_and_the_sender_warned(
    tmp_path: Path,
) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")

        sent = await han.says(f"My number is {RRN}")
        await_words = han.sees
        await han.says("Repair the small playground")

        assert "a resident registration number" in await_words
        assert "I have deleted your message" in await_words
        assert sent.id not in [message.id for message in han.phone.messages()]
        assert "Problem" in han.sees


async def test_a_phone_number_is_pointed_out(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await han.says("Repair the small playground")

        await han.says("Call me at 010-1234-5678 about the swings.")

        assert "There is a phone number in what you wrote." in han.sees
        assert "Idea" in han.sees


async def test_an_edited_message_changes_its_answer(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        sent = await han.says("Repair the small playgruond")

        await han.phone.edit(sent, "Repair the small playground")
        await han.world.quiet()
        taken_over = han.sees
        await han.taps("Stop for now")

        assert "Your edited message is taken over" in taken_over
        assert "Repair the small playground" in han.sees


async def test_an_edit_of_anything_else_is_answered_and_changes_nothing(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        sent = await han.says("hello")

        await han.phone.edit(sent, "/forget")
        await han.world.quiet()

        assert "Your edit changed nothing here" in han.sees


async def test_a_location_gives_its_district_and_two_readings_are_asked_about(
    tmp_path: Path,
) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await han.says("Repair the small playground")
        await han.says("The swings are old and children get hurt.")
        await han.says("Replace the swings and the ground.")

        await han.phone.send_location(37.55, 127.05)
        await han.world.quiet()
        await han.says("1억 5천원")
        two_ways = han.sees, han.buttons
        await han.taps("KRW 150 million")
        await han.taps("None of these")

        assert "two ways" in two_ways[0]
        assert "KRW 150 million" in two_ways[1]
        assert "Where: Jongno-gu" in han.sees


async def test_a_proposal_is_looked_at_changed_and_withdrawn(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await fills_in(han)
        await han.taps("Hand it in")

        await han.taps("Change")
        await han.taps("✎ Title")
        await han.says("Repair the big playground")
        await han.taps("Save the changes")
        saved = han.sees
        await han.taps("Withdraw the proposal")
        await han.taps("Yes, withdraw it")
        await han.taps("History")

        assert "Your changes are saved." in saved
        assert "changed by the proposer (Title)" in han.sees
        assert "withdrawn by the proposer" in han.sees


async def test_once_proposals_are_closed_the_draft_says_so(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await han.says("Repair the small playground")
        await han.world.box.clock.walk(
            proposing_process().stages[0].ends_utc - han.world.box.clock.now()
        )
        await han.world.quiet()

        await han.says("The swings are old and children get hurt.")
        refused = han.sees
        await han.says("/propose")

        assert "Proposals were taken until" in refused
        assert "can no longer be handed in" in han.sees
        assert "Drop the draft" in han.buttons


async def test_with_several_headings_open_one_is_chosen(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")

        offered = han.buttons
        await han.taps("City level")
        await fills_in(han)

        assert {"Citizen proposals", "City level", "Choose your district"} <= set(offered)
        assert "Heading: City level" in han.sees


async def test_an_answer_delivered_again_after_a_crash_counts_once(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        person = {"id": han.phone.id, "is_bot": False, "first_name": "Han", "language_code": "en"}
        raw = {
            "update_id": 900_000_001,
            "message": {
                "message_id": 90,
                "date": han.world.box.clock.timestamp(),
                "chat": {"id": han.phone.id, "type": "private", "first_name": "Han"},
                "from": person,
                "text": "Repair the small playground",
            },
        }

        for _ in range(2):
            assert han.world.runtime is not None
            update = Update.de_json(raw, han.world.runtime.application.bot)
            await han.world.runtime.confirmer.handle(update)
            await han.world.restart()

        assert "What is missing or goes wrong today" in han.sees
        await han.says("The swings are old and children get hurt.")
        assert "What should be done about it?" in han.sees


async def test_the_longest_proposal_is_shown_whole_also_in_emoji(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")

        await han.says("a" + "😀" * 59)
        await han.says("b" + "&<😀" * 233)
        await han.says("c" + "😀" * 999)
        await han.says("d" + "😀" * 79)
        await han.says("KRW 299,999,999")
        await han.taps("Yes")
        await han.taps("Parks")
        preview = han.sees
        await han.taps("Hand it in")

        assert "c" + "😀" * 999 in preview
        assert "&<😀" * 233 in han.sees
        assert "P1-0001" in han.sees


async def test_a_heading_chosen_later_checks_the_cost_again(tmp_path: Path) -> None:
    async with citizen(tmp_path, proposing_process(cost_most=600_000_000)) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await han.says("Repair the small playground")
        await han.says("The swings are old and children get hurt.")
        await han.says("Replace the swings and the ground.")
        await han.taps("No particular place")
        await han.says("KRW 550 million")
        await han.taps("Yes")
        await han.taps("Parks")

        await han.taps("✎ Heading")
        await han.taps("City level")
        await han.taps("Hand it in")

        assert "at most KRW 500 million" in str(han.phone.toasts()[-1].answer)
        assert "Hand it in" in han.buttons


async def test_words_after_the_draft_is_gone_end_the_dialogue(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        house = han.world.house
        await house.db.write(lambda tx: drafts.drop(tx, han.phone.id, "proposal"))

        await han.says("Repair the small playground")
        told = han.sees
        await han.says("hello")

        assert told == "Nothing is under way that could be stopped."
        assert "Sample budget 2027" in han.sees
