"""The opening scene: staff arrive and bind a district's group, by the bot's own screens."""

from collections.abc import Sequence
from datetime import timedelta

from bot.rehearsing.cast import Cast
from deliberation.process import Heading, Process
from locales.translator import translator_for
from rehearsal.box import Box
from rehearsal.chats import Chat
from rehearsal.citizens.phone import Exchange, NoAnswer, Phone
from rehearsal.citizens.registering import arrive
from rehearsal.citizens.screen import Screen

FOR_STAFF, YOUR_ROLE = "For staff", "Your role: {roles}."
BIND_GROUP = "Bind a group"
WHICH_HEADINGS = "Which headings are discussed in {group}? Each gets a topic of its own."
WITH_TOPICS = "A group with topics"
GO_ON = "Go on with one heading | Go on with {n} headings"
BIND = "Bind"
MAKE_TOPICS = "Make the topics"
RIGHTS = ["can_manage_topics", "can_pin_messages", "can_delete_messages", "can_invite_users"]
TOPIC_EVERY = timedelta(seconds=21)
PAGES_MOST = 8


async def open_scene(box: Box, exchange: Exchange, cast: Cast, process: Process) -> Chat | None:
    """Let staff arrive and a group be bound; returns the group, None where nobody could."""
    for one in cast:
        if one.role != "citizen":
            await arrive(Phone(exchange, one.person, one.language))
    binder = cast.binder()
    if binder is None:
        return None
    headings = headings_of_the_group(process)
    title = _title(process, headings)
    group = box.supergroup(title, binder.person, forum=True)
    for one in cast.of("citizen"):
        await one.person.join(group)
    phone = Phone(exchange, binder.person, binder.language)
    made = await bind(phone, group, headings)
    for _ in headings:
        box.clock.advance(TOPIC_EVERY)
        await box.quiet()
    if len(group.topics) < len(headings):
        raise NoAnswer(
            f"only {len(group.topics)} of {len(headings)} topics were made: {made.text}"
        )
    return group


def headings_of_the_group(process: Process) -> list[Heading]:
    """The headings that the group discusses: a district's own, and the city's."""
    districts = {one.district_id: one.residents for one in process.districts}
    local = [one for one in process.headings if one.district_id]
    local.sort(key=lambda one: (one.district_id != "eunpyeong", -districts[one.district_id]))
    others = [one for one in process.headings if not one.district_id and not one.lines]
    return local[:1] + others[:2]


async def staff_menu(phone: Phone) -> Screen:
    """Open what staff can do."""
    home = await arrive(phone, wanted=FOR_STAFF)
    return await phone.tap(home.key(FOR_STAFF), home, lambda shown: shown.tells(YOUR_ROLE))


async def bind(phone: Phone, group: Chat, headings: Sequence[Heading]) -> Screen:
    """Bind a group to headings and have its topics made."""
    staff = await staff_menu(phone)
    await phone.tap(staff.key(BIND_GROUP), staff, _asks_for_a_group, sends_anew=True)
    label = str(translator_for(phone.language).gettext(WITH_TOPICS))
    screen = await phone.press(label, group, lambda shown: shown.tells(WHICH_HEADINGS))
    for heading in headings:
        screen = await _choose(phone, screen, heading.names.in_language(phone.language))
    screen = await phone.tap(screen.key(GO_ON), screen, lambda shown: shown.has(BIND))
    screen = await phone.tap(screen.key(BIND), screen, lambda shown: shown.has(MAKE_TOPICS))
    return await phone.tap(
        screen.key(MAKE_TOPICS), screen, lambda shown: not shown.has(MAKE_TOPICS)
    )


def _asks_for_a_group(shown: Screen) -> bool:
    """The group is shared by the keyboard below, so that there is nothing to tap."""
    return not shown.keys


async def _choose(phone: Phone, screen: Screen, name: str) -> Screen:
    """Tick a heading, turning the pages from the first until it is there."""
    while screen.named("‹") is not None:
        screen = await _turn(phone, screen, "‹")
    for _ in range(PAGES_MOST):
        if screen.named(f"✓ {name}") is not None:
            return screen
        key = screen.named(name)
        if key is not None:
            return await phone.tap(key, screen, lambda shown: shown.named(f"✓ {name}") is not None)
        screen = await _turn(phone, screen, "›")
    raise NoAnswer(f"no heading {name}")


async def _turn(phone: Phone, screen: Screen, way: str) -> Screen:
    return await phone.tap(screen.named(way), screen, lambda shown: shown.keys != screen.keys)


def _title(process: Process, headings: Sequence[Heading]) -> str:
    district = process.district(headings[0].district_id) if headings else None
    if district is None:
        return process.names.in_language("ko")
    name = district.names.in_language("ko")
    return f"{name} 주민 마당"
