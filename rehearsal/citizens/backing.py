"""Backing what others propose: browsing, supporting, following, proposing together."""

import re
from random import Random

from rehearsal.citizens.memory import Memory
from rehearsal.citizens.persona import Persona, chances
from rehearsal.citizens.phone import NoAnswer, Phone
from rehearsal.citizens.screen import Key, Screen
from rehearsal.citizens.talking import groups_of

BROWSE, FOUND = "Browse proposals", "Proposals that were handed in"
HISTORY, BACK_TO_LIST = "History", "Back to the list"
SUPPORT, TAKE_BACK = "Support", "Take support back"
FOLLOW, FOLLOW_NO_LONGER = "Follow", "Follow no longer"
JOIN, LEAVE = "Join as a co-proposer", "Be a co-proposer no longer"
PASS_ON = "Pass on this link: {link}"
_NO_PROPOSALS = (
    "District", "Field", "Order", "State", "Without any filter", "Home",
)  # fmt: skip

LOOKS_AT = 2
LISTENS_BACK = 60
LIKES, FOLLOWS, LIKES_TOGETHER = 0.5, 0.5, 0.4
CUT = "…"
_LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]+)")


async def browse(phone: Phone, home: Screen, who: Persona, rng: Random) -> list[tuple[str, str]]:
    """Look at a few proposals, the most appealing first; returns what was done about which."""
    listed = await phone.tap(home.key(BROWSE), home, lambda one: one.asks(FOUND))
    appealing = sorted(_proposals_on(listed), key=lambda one: -appeal(who, one.label))
    done: list[tuple[str, str]] = []
    for key in appealing[:LOOKS_AT]:
        shown = await phone.tap(key, listed, lambda one: one.has(HISTORY))
        deed = await _back(phone, shown, appeal(who, key.label), rng)
        if deed:
            done.append((deed, key.label))
        shown = phone.look_at(shown) or shown
        if not shown.has(BACK_TO_LIST):
            break
        listed = await phone.tap(shown.key(BACK_TO_LIST), shown, lambda one: one.asks(FOUND))
    return done


async def answer_invitation(phone: Phone, who: Persona, memory: Memory) -> str:
    """Follow a link that somebody put into a group, once; returns the proposal that was joined."""
    for payload in _invitations(phone):
        if payload in memory.invitations or payload in memory.invited:
            continue
        memory.invitations.append(payload)
        if who.randomness("together", payload).random() > LIKES_TOGETHER:
            continue
        shown = await phone.open(payload, lambda one: one.has(HISTORY))
        if not shown.has(JOIN):
            continue
        try:
            await phone.tap(shown.key(JOIN), shown, lambda one: not one.has(JOIN))
        except NoAnswer:
            # A toast said why not: it is another district's, say.
            continue
        return payload
    return ""


def link_on(screen: Screen) -> str:
    """The link that a proposal which needs co-proposers asks to pass on; '' without one."""
    found = _LINK.search(screen.text) if screen.tells(PASS_ON) else None
    return "" if found is None else found[0]


def payload_of(link: str) -> str:
    """What a link into the bot hands over."""
    found = _LINK.search(link)
    return "" if found is None else found[1]


def appeal(who: Persona, title: str) -> float:
    """How much somebody likes a proposal, from 0 to 1: what everybody likes, and a whim."""
    favour = chances(who.seed, "appeal", title).random()
    return who.herd * favour + (1.0 - who.herd) * who.randomness("appeal", title).random()


async def _back(phone: Phone, shown: Screen, liking: float, rng: Random) -> str:
    if liking < 1.0 - LIKES:
        return ""
    if shown.has(JOIN) and liking >= 1.0 - LIKES_TOGETHER:
        await phone.tap(shown.key(JOIN), shown, lambda one: one.has(LEAVE))
        return "co-proposed"
    if shown.has(SUPPORT):
        await phone.tap(shown.key(SUPPORT), shown, lambda one: one.has(TAKE_BACK))
        return "supported"
    if shown.has(FOLLOW) and rng.random() < FOLLOWS:
        await phone.tap(shown.key(FOLLOW), shown, lambda one: one.has(FOLLOW_NO_LONGER))
        return "followed"
    return ""


def _proposals_on(listed: Screen) -> list[Key]:
    others = {listed.key(one) for one in _NO_PROPOSALS}
    return [
        one
        for one in listed.keys
        if one not in others and one.data and one.label.rstrip(CUT) in listed.text
    ]


def _invitations(phone: Phone) -> list[str]:
    """The links into the bot that others wrote lately in one's groups, the newest first."""
    found: list[str] = []
    for group in groups_of(phone):
        newest = list(group.messages.values())[-LISTENS_BACK:]
        for message in reversed(newest):
            if message.sender_id not in (phone.person.id, phone.box.bot.id):
                found += _LINK.findall(message.text)
    return list(dict.fromkeys(found))
