"""Whatever comes in gets a short answer, or silence in groups, and harms nothing."""

import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from rehearsal import posting
from rehearsal.people import Person
from screens.buttons import MAX_BYTES, SEPARATOR, Button
from tests import samples
from tests.groups.town import RIGHTS, Town
from tests.proposing.phone import Citizen
from tests.proposing.samples import proposing_process
from tests.world import EXAMPLES, World

Act = Callable[[Citizen], Awaitable[object]]

KEPT = (
    *("processes", "stages", "participants", "ballots", "tallies", "announcements", "roles"),
    *("invitations", "groups", "threads", "motions", "editions", "proposals", "proposal_events"),
)
RESIDENT_NUMBER = "900101-1234567"
ANSWER_LENGTH = 900

# --- what comes ------------------------------------------------------------------------------


async def _forwarded_command(person: Citizen) -> None:
    friend = person.world.box.user("Friend", language_code="en")
    await person.phone.forward(await friend.send("/forget"))


async def _edit_of_an_old_message(person: Citizen) -> None:
    mine = [one for one in person.phone.messages() if one.sender_id == person.phone.id]
    await person.phone.edit(mine[-1], "/forget")


async def _contact(person: Citizen) -> None:
    contact = {"phone_number": "+821012345678", "first_name": "Han"}
    posting.post(
        person.world.box, person.phone.chat_with_bot(), person.phone.id, {"contact": contact}
    )


async def _caption_with_a_number(person: Citizen) -> None:
    await person.phone.send_photo(caption=f"my number is {RESIDENT_NUMBER}")


def _typed(text: str) -> Act:
    return lambda person: person.phone.send(text)


ODD: dict[str, Act] = {
    "an unknown command": _typed("/fly now"),
    "a command with another bot's name": _typed("/vote@some_other_bot"),
    "a command in capitals": _typed("/VOTES"),
    "a link that leads nowhere": _typed("/start no-such-place"),
    "a link to a heading that there is none of": _typed("/start b-1-99"),
    "a link to a year that there is none of": _typed("/start b-77-1"),
    "a link with an absurd number": _typed("/start b-1-" + "9" * 58),
    "a sticker": lambda person: person.phone.send_sticker(),
    "a voice message": lambda person: person.phone.send_voice(),
    "a picture": lambda person: person.phone.send_photo(),
    "a picture with a resident registration number": _caption_with_a_number,
    "a contact": _contact,
    "a place at sea": lambda person: person.phone.send_location(0.0, 0.0),
    "a forwarded command": _forwarded_command,
    "an edited message": _edit_of_an_old_message,
    "as much text as fits a message": _typed("가" * 4096),
    "as much text as fits, longer once escaped": _typed("<&>" * 1365),
    "markup": _typed("<b>bold</i> <a href='x'>"),
    "controls and turned directions": _typed("\u202e\u2066abc\u0007\u200b\u2069"),
    "nothing visible": _typed("\u200b\u2060"),
    "emoji alone": _typed("🎉🎉🎉"),
    "a heap of marks": _typed("a" + "\u0301" * 400),
    "a negative amount": _typed("-50000000"),
    "an absurd amount": _typed("9" * 400),
    "placeholders": _typed("{name} %s {0.__class__}"),
    "a resident registration number": _typed(f"제 번호는 {RESIDENT_NUMBER}입니다"),
}

# --- where it comes --------------------------------------------------------------------------


async def _as_a_stranger(world: World) -> Citizen:
    person = Citizen(world, world.box.user("Han", language_code="en"))
    await person.says("hello")
    return person


async def _at_home(world: World) -> Citizen:
    person = Citizen(world, world.box.user("Han", language_code="en"))
    await person.registers()
    return person


async def _asked_for_a_district(world: World) -> Citizen:
    person = await _at_home(world)
    await person.taps("Choose your district")
    return person


async def _asked_for_a_title(world: World) -> Citizen:
    person = await _at_home(world)
    await person.says("/propose")
    await person.taps("Citizen proposals")
    return person


async def _asked_for_a_cost(world: World) -> Citizen:
    person = await _asked_for_a_title(world)
    for words in ("Repair the playground", "The swings are old.", "Replace the swings."):
        await person.says(words)
    await person.taps("No particular place")
    return person


async def _a_manager(world: World, *labels: str) -> Citizen:
    phone = world.box.user("Minsu", language_code="en", user_id=samples.MANAGER)
    person = Citizen(world, phone)
    await person.registers()
    for label in ("For staff", *labels):
        await person.taps(label)
    return person


async def _loading_a_year(world: World) -> Citizen:
    return await _a_manager(world, "Load a process file")


async def _giving_a_date(world: World) -> Citizen:
    return await _a_manager(world, "Schedule", "Proposals", "Longer, until")


SITUATIONS = {
    "a stranger": _as_a_stranger,
    "at home": _at_home,
    "asked for a district": _asked_for_a_district,
    "asked for a title": _asked_for_a_title,
    "asked for a cost": _asked_for_a_cost,
    "a manager who loads a year": _loading_a_year,
    "a manager who gives a date": _giving_a_date,
}


@contextlib.asynccontextmanager
async def _world(folder: Path) -> AsyncIterator[World]:
    world = await World.open(folder, proposing_process())
    try:
        yield world
    finally:
        await world.close()


def _kept(world: World) -> dict[str, list[Any]]:
    """What bad input may not change, row by row."""
    store = sqlite3.connect(f"file:{world.folder / 'madang.db'}?mode=ro", uri=True)
    with contextlib.closing(store):
        return {table: sorted(store.execute(f"SELECT * FROM {table}"), key=repr) for table in KEPT}


def _answers(person: Person, after: int) -> list[str]:
    bot = person.box.bot.id
    return [one.text for one in person.messages() if one.sender_id == bot and one.id > after]


def _last_id(person: Person) -> int:
    return max((one.id for one in person.messages()), default=0)


@pytest.mark.parametrize("where", list(SITUATIONS))
async def test_whatever_comes_gets_one_short_answer_and_changes_nothing(
    tmp_path: Path, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with _world(tmp_path) as world:
        person = await SITUATIONS[where](world)
        before = _kept(world)
        for what, act in ODD.items():
            last = _last_id(person.phone)
            caplog.clear()

            await act(person)
            await world.quiet()

            answers = _answers(person.phone, last)
            assert len(answers) in (1, 2), (what, answers)
            assert all(0 < len(text) <= ANSWER_LENGTH for text in answers), (what, answers)
            assert "went wrong" not in answers[-1], what
            assert _kept(world) == before, what
            assert not [one for one in caplog.records if one.levelno >= logging.ERROR], what
        await person.says("/home")
        assert "Sample budget 2027" in person.sees


# --- files -----------------------------------------------------------------------------------

FILES: dict[str, tuple[str, bytes, str]] = {
    "broken": ("year.toml", b"[process", "this is not TOML"),
    "blank": ("year.toml", b"  \n", "the file is empty"),
    "in another encoding": ("year.toml", 'id = "café"'.encode("latin-1"), "not text in UTF-8"),
    "a picture by another name": ("year.toml", b"\x89PNG\r\n\x1a\n\x00\xff", "not text in UTF-8"),
    "nested without end": ("year.toml", b"a = " + b"[" * 50_000, "this is not TOML"),
    "huge": ("year.toml", b"#" * 2_000_001, "too large"),
    "not a .toml": ("year.pdf", b"%PDF-1.7", "has to end in .toml"),
    "named in markup": ("<b>&\u202e{0}.toml", b"x = 1", "there is no such key"),
    "of another year, in part": ("year.toml", b'[process]\nid = "other-2030"', "this is missing"),
}


@pytest.mark.parametrize("kind", list(FILES))
async def test_a_file_that_is_no_budget_year_is_refused_with_its_reason(
    tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    name, content, reason = FILES[kind]
    async with _world(tmp_path) as world:
        person = await _loading_a_year(world)
        before = _kept(world)

        await person.phone.send_document(content, name)
        await world.quiet()

        assert reason in person.sees
        assert not any("Load" in label for label in person.buttons)
        assert _kept(world) == before
        assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_the_file_of_a_year_of_others_says_who_may_look_after_it(tmp_path: Path) -> None:
    async with _world(tmp_path) as world:
        person = await _loading_a_year(world)
        source = (EXAMPLES / "seoul-2019.toml").read_bytes()

        await person.phone.send_document(source, "seoul-2019.toml")
        await world.quiet()

        assert "You are not among its managers" in person.sees
        assert len(_kept(world)["processes"]) == 1


# --- groups ----------------------------------------------------------------------------------

UNASKED = {
    "words": "hello everybody",
    "an unknown command": "/fly",
    "a command for private chats": "/forget",
    "a command for another bot": "/vote@some_other_bot",
    "as much as fits": "<&>" * 1365,
    "controls and turned directions": "\u202eabc\u0007",
    "emoji alone": "🎉🎉",
}


@pytest.mark.parametrize("kind", ["bound", "unbound", "without topics", "without rights"])
async def test_a_group_is_left_in_peace(
    tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    town = await Town.open(tmp_path)
    if kind == "bound":
        chat = await town.with_topics("Jongno-gu")
    else:
        chat = town.box.supergroup("Neighbours", town.mina, forum=kind != "without topics")
        await town.mina.add_bot(chat, None if kind == "without rights" else RIGHTS)
    await town.han.join(chat)
    await town.world.quiet()
    before, kept = town.said(chat), _kept(town.world)

    for text in UNASKED.values():
        await town.han.send(text, chat=chat)
    await town.han.send_location(37.5, 127.0, chat=chat)
    await town.han.send_sticker(chat=chat)
    await town.han.send_voice(chat=chat)
    await town.world.quiet()

    assert town.said(chat) == before
    assert _kept(town.world) == kept
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]
    await town.world.close()


async def test_a_channels_posts_and_anonymous_admins_words_do_nothing(tmp_path: Path) -> None:
    town = await Town.open(tmp_path)
    chat = await town.with_topics("Jongno-gu")
    channel = town.box.channel("City news", town.mina)
    await town.mina.add_bot(channel, ["can_post_messages"])
    await town.world.quiet()
    before, kept = town.said(chat), _kept(town.world)

    for text in ("/close", "/card", "/start b-1-1", "hello"):
        await town.mina.post_to_channel(text, channel)
        await town.mina.send_as_channel(text, chat, channel)
    await town.mina.send_as_anonymous_admin("hello", chat)
    await town.world.quiet()

    assert town.said(channel) == []
    assert town.said(chat) == before
    assert _kept(town.world) == kept
    await town.world.close()


# --- buttons ---------------------------------------------------------------------------------

NO_BUTTONS = ("", "|", "zz", "zz|1|2", "r", "r|1", "r|1|1|x|1|0|0|", "h|1|2", "r|1|1|1|1|0|0||")
TOO_LARGE = f"ds|{2**63}|0|"


def _forged(kind: type[Button], number: int, text: str) -> str:
    values = [
        text if field.annotation is str else str(number) for field in kind.model_fields.values()
    ]
    return SEPARATOR.join([kind.prefix, *values])


async def test_forged_and_absurd_buttons_are_answered_and_change_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with _world(tmp_path) as world:
        person = await _a_manager(world)
        forged = [
            _forged(kind, number, text)
            for kind in Button._classes.values()
            for number, text in ((2**63 - 1, "x"), (-1, "😀"))
        ]
        before, bad = _kept(world), list[str]()
        for data in (
            *NO_BUTTONS,
            TOO_LARGE,
            *(one for one in forged if len(one.encode()) <= MAX_BYTES),
        ):
            message = person.phone.chat_with_bot().last_message()
            caplog.clear()

            tap = await person.phone.tap(data, message, stale=True)
            await world.quiet()

            assert tap.is_answered, data
            bad += [data for one in caplog.records if one.levelno >= logging.ERROR]
        assert bad == []
        assert _kept(world) == before
        await person.says("/home")
        assert "Sample budget 2027" in person.sees
