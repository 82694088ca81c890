import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from rehearsal.messages import Message
from rehearsal.people import Person
from tests.proposing.samples import proposing_process
from tests.world import World

RRN = "900101-1234567"


class Citizen:
    """Somebody with a phone who waits for the bot after each act."""

    def __init__(self, world: World, person: Person) -> None:
        self.world = world
        self.phone = person

    async def starts(self, payload: str | None = None) -> None:
        await self.phone.start(payload)
        await self.world.quiet()

    async def says(self, text: str) -> Message:
        sent = await self.phone.send(text)
        await self.world.quiet()
        return sent

    async def taps(self, label: str) -> None:
        await self.phone.tap(label)
        await self.world.quiet()

    async def registers(self, payload: str | None = None) -> None:
        await self.starts(payload)
        await self.taps("I have read this and may take part")
        await self.taps("I agree")

    @property
    def sees(self) -> str:
        return str(self.phone.screen()["text"])

    @property
    def buttons(self) -> list[str]:
        markup = self.phone.screen().get("reply_markup", {})
        rows = markup.get("inline_keyboard", [])
        return [button["text"] for row in rows for button in row]

    def button_data(self, label: str) -> str:
        rows = self.phone.screen()["reply_markup"]["inline_keyboard"]
        return next(
            str(button["callback_data"])
            for row in rows
            for button in row
            if label in button["text"]
        )


@contextlib.asynccontextmanager
async def citizen(folder: Path, **rules: int) -> AsyncIterator[Citizen]:
    """A world with one English-speaking person in it."""
    world = await World.open(folder, proposing_process(**rules))
    try:
        yield Citizen(world, world.box.user("Han", language_code="en"))
    finally:
        await world.close()


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


async def test_a_voice_message_a_picture_and_a_sticker_leave_the_draft_alone(
    tmp_path: Path,
) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")

        for send in (han.phone.send_voice, han.phone.send_photo, han.phone.send_sticker):
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
        assert "Place: Jongno-gu" in han.sees


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
        await han.taps("Withdraw")
        await han.taps("Yes, withdraw")
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

        assert "Proposals closed on" in refused
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
