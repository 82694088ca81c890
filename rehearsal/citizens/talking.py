"""Talking in a group's topics: finding the way in, listening, and adding something."""

from collections.abc import Collection, Sequence
from itertools import islice
from random import Random

from rehearsal.chats import Chat
from rehearsal.citizens.memory import Memory
from rehearsal.citizens.persona import Persona, liking
from rehearsal.citizens.phone import Phone
from rehearsal.citizens.screen import Screen
from rehearsal.citizens.texts import places_of, remark, shown_cost
from rehearsal.citizens.town import Item, Pot, Town
from rehearsal.citizens.words import matches
from rehearsal.messages import Message

DISCUSSION = "Discussion thread"
JOIN = "Join: {heading}"
LISTENS_BACK, REMEMBERED = 40, 300
RECENT = 8
POINTED, PLAIN = 0.7, 0.2
TRIES = 12


async def find_way(phone: Phone, home: Screen) -> bool:
    """Ask where one's district talks, and join; False where there is nothing yet."""
    key = home.key(DISCUSSION)
    if key is None:
        return False
    screen = await phone.tap(key, home, lambda one: not one.has(DISCUSSION))
    links = [
        one.url for one in screen.keys if one.url and matches(JOIN, phone.language, one.label)
    ]
    for url in dict.fromkeys(links):
        await phone.follow(url)
    return bool(links)


def groups_of(phone: Phone) -> list[Chat]:
    """The groups that somebody is in and may write in."""
    now = phone.box.clock.timestamp()
    return [
        one
        for one in phone.box.chats.values()
        if one.kind in ("group", "supergroup")
        and one.migrated_to is None
        and one.member(phone.person.id, now).is_present
    ]


async def say_something(
    phone: Phone, who: Persona, memory: Memory, town: Town, mood: str, rng: Random
) -> str:
    """Say one thing in one of the open topics; returns it, '' where there is none."""
    places = [
        (group, thread, pot)
        for group in groups_of(phone)
        for thread, pot in _open_topics(group, town)
    ]
    if not places:
        return ""
    own = [one for one in places if one[2] is not None and one[2].quarter_id]
    group, thread, pot = rng.choice(own if own and rng.random() < 0.6 else places)
    heard = _heard(group, thread)
    said = _said(group)
    text, reply_to = _compose(phone, who, pot, heard, said, town, mood, rng)
    if not text:
        return ""
    await phone.say(text, group, thread, reply_to)
    phone.person.read(group)
    memory.said += 1
    return text


async def invite(phone: Phone, who: Persona, link: str, rng: Random) -> bool:
    """Ask in a group for co-proposers; False where one is in none."""
    for group in groups_of(phone):
        topics = [one.thread_id for one in group.topics.values() if not one.is_closed]
        thread = rng.choice(topics) if group.is_forum and topics else None
        await phone.say(f"{remark(rng, 'invite', who.language)} {link}", group, thread)
        return True
    return False


def _open_topics(group: Chat, town: Town) -> list[tuple[int | None, Pot | None]]:
    if not group.is_forum:
        return [(None, None)]
    return [
        (topic.thread_id, town.pot_named(topic.name))
        for topic in group.topics.values()
        if not topic.is_closed
    ]


def _heard(group: Chat, thread: int | None) -> list[Message]:
    found: list[Message] = []
    for message in reversed(group.messages.values()):
        if len(found) >= LISTENS_BACK:
            break
        if message.thread_id == thread and not message.is_service and message.text:
            found.append(message)
    return found


def _said(group: Chat) -> set[str]:
    """What has been said lately in any of the group's topics: nobody says it again."""
    newest = islice(reversed(group.messages.values()), REMEMBERED)
    return {one.text for one in newest}


def _compose(
    phone: Phone,
    who: Persona,
    pot: Pot | None,
    heard: Sequence[Message],
    said: Collection[str],
    town: Town,
    mood: str,
    rng: Random,
) -> tuple[str, int | None]:
    """Something that nobody has just said; with the message that it answers, if it does."""
    others = [one for one in heard if one.sender_id not in (phone.person.id, phone.box.bot.id)]
    for _ in range(TRIES):
        answered = rng.choice(others[:RECENT]) if others else None
        if answered is not None and rng.random() < _invites_reply(pot, answered.text):
            text = _reply(who, pot, answered.text, town, rng)
            reply_to: int | None = answered.id
        else:
            text = _remark(who, pot, town, mood, rng)
            reply_to = None
        if text not in said:
            return text, reply_to
    return "", None


def _invites_reply(pot: Pot | None, text: str) -> float:
    """A question or a word about a project is answered more often than a greeting."""
    is_pointed = text.rstrip().endswith("?") or _named_in(pot, text) is not None
    return POINTED if is_pointed else PLAIN


def _reply(who: Persona, pot: Pot | None, text: str, town: Town, rng: Random) -> str:
    if text.rstrip().endswith("?"):
        return remark(rng, "answer", who.language)
    item = _named_in(pot, text)
    if pot is None or item is None:
        return remark(rng, "agree", who.language)
    likes = liking(who, pot, item) > _middle(who, pot)
    if rng.random() < 0.35:
        return _about(who, item, "praise" if likes else "doubt", town, rng)
    return remark(rng, "agree" if likes else "disagree", who.language)


def _remark(who: Persona, pot: Pot | None, town: Town, mood: str, rng: Random) -> str:
    items = pot.items if pot is not None else ()
    if pot is not None and items and mood in ("discussing", "voting") and rng.random() < 0.7:
        item = rng.choice(items)
        if rng.random() < 0.18:
            return _about(who, item, "ask", town, rng)
        likes = liking(who, pot, item) > _middle(who, pot)
        return _about(who, item, "praise" if likes else "doubt", town, rng)
    place = rng.choice(places_of(who.quarter, who.language) or [""])
    kind = mood if place else "discussing"
    return remark(rng, kind, who.language, place=place)


def _about(who: Persona, item: Item, kind: str, town: Town, rng: Random) -> str:
    cost = shown_cost(item.cost, who.language, town.currency)
    return remark(rng, kind, who.language, item=item, cost=cost)


def _named_in(pot: Pot | None, text: str) -> Item | None:
    for item in pot.items if pot is not None else ():
        if any(label and label in text for label in item.labels.values()):
            return item
    return None


def _middle(who: Persona, pot: Pot) -> float:
    ordered = sorted(liking(who, pot, one) for one in pot.items)
    return ordered[len(ordered) // 2]
