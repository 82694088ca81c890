"""Simulated citizens who hand in proposals: one answer after the other, as they are asked."""

from collections.abc import Sequence
from itertools import zip_longest

from bot.replay.part_one import Idea, Proposer
from bot.replay.phones import Exchange, NoScreen, Phone
from bot.replay.turns import Turns
from bot.replay.walks import Deed, Open, Say, Tap, buttons_of, first_of, lines_of, walk
from deliberation.process import Process
from deliberation.proposals import Part
from screens import links
from screens.buttons import AcceptNotice, Button, GiveConsent
from screens.proposal_buttons import (
    AskPart,
    BeginProposal,
    ConfirmCost,
    LeaveOpen,
    ResumeDraft,
    SendAnyway,
    SendProposal,
    ShowHistory,
)

# What a tap leads on with, wherever it is found; the first one found is tapped.
_FORWARD: tuple[type[Button], ...] = (
    AcceptNotice,
    GiveConsent,
    SendAnyway,
    ResumeDraft,
    SendProposal,
)
_ASKED = {"Title": Part.TITLE, "Problem": Part.PROBLEM, "Idea": Part.IDEA}


def order_of_sending(proposers: Sequence[Proposer], at_once: int) -> list[Idea]:
    """Return the order in which ideas are sent: in rounds among those who write at once."""
    order = []
    for at in range(0, len(proposers), at_once):
        rounds = zip_longest(*(one.ideas for one in proposers[at : at + at_once]))
        order += [idea for round_ in rounds for idea in round_ if idea is not None]
    return order


async def propose(
    exchange: Exchange, process: Process, proposer: Proposer, turns: Turns
) -> dict[str, int]:
    """Hand in a citizen's ideas; return the proposal's number for each project id.

    Everything is written at any time, and sent when its turn comes.
    """
    phone = await exchange.phone(proposer.user_id, f"P{proposer.user_id}", "en")
    place = process.headings[proposer.heading_no - 1].names.in_language("en")
    received: dict[str, int] = {}
    for idea in proposer.ideas:
        writing = _Writing(phone, process.no, idea, place, set(received.values()))
        await walk(phone, writing.step_before_sending, Say("/propose"))
        async with turns.of(idea):
            await walk(phone, writing.step, Say("/propose"))
        received[idea.project_id] = writing.number
    exchange.put_away(phone)
    return received


class _Writing:
    """One proposal on its way, from the link to the receipt."""

    def __init__(
        self, phone: Phone, process_no: int, idea: Idea, place: str, former: set[int]
    ) -> None:
        self.number = 0
        self._phone = phone
        self._idea = idea
        self._place = place
        self._former = former
        self._link = Open(links.payload(links.PROPOSE, process_no, idea.heading_no))
        self._answers = {
            Part.TITLE: idea.title,
            Part.PROBLEM: idea.words,
            Part.IDEA: idea.words,
            Part.PLACE: place,
            Part.COST: idea.amount,
        }

    def step_before_sending(self) -> Deed | None:
        """Like `step`, but None where only sending is left."""
        deed = self.step()
        if isinstance(deed, Tap) and isinstance(deed.button, SendProposal | SendAnyway):
            return None
        return deed

    def step(self) -> Deed | None:
        """Say what the screen calls for; None once the receipt is there."""
        phone = self._phone
        receipt = first_of(phone, ShowHistory)
        if receipt is not None and receipt.proposal_no not in self._former:
            self.number = receipt.proposal_no
            return None
        if first_of(phone, SendProposal) is not None and self._idea.title not in lines_of(phone):
            raise NoScreen(f"the preview does not say {self._idea.title!r}")
        for kind in _FORWARD:
            button = first_of(phone, kind)
            if button is not None:
                return Tap(button)
        return self._answer() or self._link

    def _answer(self) -> Deed | None:
        phone = self._phone
        for begin in buttons_of(phone, BeginProposal):
            if begin.heading_no == self._idea.heading_no:
                return Tap(begin)
        read = buttons_of(phone, ConfirmCost)
        if read:
            right: list[Button] = [one for one in read if one.cost == self._idea.cost]
            return Tap(right[0] if right else buttons_of(phone, AskPart)[0])
        open_ = first_of(phone, LeaveOpen)
        part = Part(open_.part) if open_ is not None else self._asked()
        return Say(self._answers[part]) if part in self._answers else None

    def _asked(self) -> Part | None:
        return next((_ASKED[line] for line in lines_of(self._phone) if line in _ASKED), None)
