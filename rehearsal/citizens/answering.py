"""Answering the department that reviews one's proposal: a question, an offer, an opinion."""

from random import Random

from rehearsal.citizens.persona import Persona
from rehearsal.citizens.phone import Phone
from rehearsal.citizens.screen import Screen
from rehearsal.citizens.texts import review_words

MY_PROPOSALS = "My proposals"
READ_AND_ANSWER = "Read and answer"
ASKED = "in review, a question waits for the proposer"
OFFERED = "in review, changes wait for the proposer"
OPINED = "in review, the proposer is reading the opinion"
ANSWER_IT, ANSWER_OPINION = "Answer the question", "Answer the opinion"
ACCEPT, DECLINE = "Accept", "Decline"
WRITE_NOTHING, SEND = "Write nothing", "Send"

ACCEPTS, GIVES_IN = 0.8, 0.3


async def answer(phone: Phone, home: Screen, who: Persona, rng: Random) -> str:
    """Answer what waits first; returns what was done, '' where nothing waits or one gives in."""
    listed = await phone.tap(home.key(MY_PROPOSALS), home, lambda one: one.tells(MY_PROPOSALS))
    # The keys stand in the order of the lines, one for each proposal.
    lines = listed.text.splitlines()[1:]
    at = next((at for at, line in enumerate(lines) if waits(listed, line)), None)
    if at is None:
        return ""
    shown = await phone.tap(listed.keys[at], listed, lambda one: one.has(READ_AND_ANSWER))
    asked = await phone.tap(
        shown.key(READ_AND_ANSWER), shown, lambda one: one.has(ANSWER_IT, ACCEPT, ANSWER_OPINION)
    )
    if asked.has(ACCEPT):
        does_accept = rng.random() < ACCEPTS
        key = asked.key(ACCEPT if does_accept else DECLINE)
        await phone.tap(key, asked, lambda one: not one.has(ACCEPT))
        return "accepted-changes" if does_accept else "declined-changes"
    if asked.has(ANSWER_OPINION) and rng.random() < GIVES_IN:
        return ""
    kind, label = ("answer", ANSWER_IT) if asked.has(ANSWER_IT) else ("appeal", ANSWER_OPINION)
    began = await phone.tap(asked.key(label), asked, lambda one: one.has(WRITE_NOTHING))
    written = await phone.write(
        rng.choice(review_words(who.language)[kind]), lambda one: one.has(SEND)
    )
    await phone.tap(written.key(SEND), written, lambda one: not one.has(SEND))
    assert began.text != written.text
    return "answered-question" if kind == "answer" else "answered-opinion"


def waits(listed: Screen, line: str) -> bool:
    """Whether a line of one's proposals says that the department waits for the proposer."""
    about = Screen(listed.message_id, line, listed.language)
    return any(about.tells(one) for one in (ASKED, OFFERED, OPINED))
