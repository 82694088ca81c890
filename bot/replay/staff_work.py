"""Simulated staff in part one: departments that review and cost, managers who publish."""

from collections.abc import Mapping, Sequence

from bot.replay.part_one import FIRST_REVIEWER, Idea
from bot.replay.phones import Exchange, NoScreen, Phone
from bot.replay.walks import Deed, Open, Say, Tap, buttons_of, first_of, walk
from deliberation.process import Heading, Process
from deliberation.review_drafts import Piece
from deliberation.reviewing import Act
from screens import links
from screens.agenda_buttons import (
    AskCost,
    AskPublishCosts,
    ConfirmCost,
    PublishCosts,
    ShowCosting,
    ShowCosts,
)
from screens.buttons import Button
from screens.review_buttons import (
    AnswerAgain,
    BeginAnswer,
    ConfirmReviewCost,
    LeavePiece,
    SendAnswer,
    ShowReviewHistory,
)

STAFF = Say("/staff")


async def reviewer_of(exchange: Exchange, heading: Heading) -> Phone:
    """Return the phone of the reviewer who takes a heading's proposals."""
    phone = await exchange.phone(FIRST_REVIEWER + heading.no, f"Reviewer {heading.no}", "en")
    await phone.start("", phone.has_buttons)
    return phone


async def review(
    phone: Phone, process: Process, ideas: Sequence[Idea], numbers: Mapping[str, int]
) -> None:
    """Find a heading's proposals feasible, each at the cost that its file says."""
    for idea in ideas:
        link = Open(links.payload(links.REVIEW, process.no, numbers[idea.project_id]))
        reviewing = _Reviewing(phone, idea, numbers[idea.project_id], link)
        phone.screen = {}
        await walk(phone, reviewing.step, link)


class _Reviewing:
    """One proposal under review, from its link to the decision."""

    def __init__(self, phone: Phone, idea: Idea, number: int, link: Open) -> None:
        self._phone = phone
        self._idea = idea
        self._number = number
        self._link = link

    def step(self) -> Deed | None:
        """Say what the screen calls for; None once it is decided."""
        phone = self._phone
        for answer in buttons_of(phone, BeginAnswer):
            if answer.act == Act.FIND_FEASIBLE and answer.proposal_no == self._number:
                return Tap(answer)
        history = first_of(phone, ShowReviewHistory)
        if history is not None and history.proposal_no == self._number:
            return None
        send = first_of(phone, SendAnswer)
        if send is not None:
            return Tap(send)
        read = buttons_of(phone, ConfirmReviewCost)
        if read:
            right = [one for one in read if one.cost == self._idea.cost]
            return Tap(right[0]) if right else Say(self._idea.amount)
        note = first_of(phone, LeavePiece)
        if note is not None and note.piece == Piece.NOTE:
            return Tap(note)
        if "What would it cost?" in str(phone.screen.get("text", "")):
            return Say(self._idea.amount)
        again = first_of(phone, AnswerAgain)
        return Tap(again) if again is not None else self._link


async def cost(phone: Phone, heading: Heading, costs: Mapping[int, int]) -> None:
    """Say what each shortlisted item of a heading costs; `costs` by item number."""
    costing = _Costing(phone, heading.no, costs)
    phone.screen = {}
    await walk(phone, costing.step, STAFF)


class _Costing:
    """A heading's shortlist on its way to costs."""

    def __init__(self, phone: Phone, heading_no: int, costs: Mapping[int, int]) -> None:
        self._phone = phone
        self._heading_no = heading_no
        self._costs = costs
        self._done: set[int] = set()
        self._page = 0

    def step(self) -> Deed | None:
        """Say what the screen calls for; None once all is costed."""
        phone = self._phone
        offered = buttons_of(phone, ConfirmCost)
        if offered:
            return self._confirm(offered)
        items = [one for one in buttons_of(phone, AskCost) if one.heading_no == self._heading_no]
        if items:
            if len(self._done) == len(self._costs):
                return None
            left = [one for one in items if one.item_no not in self._done]
            return Tap(left[0]) if left else self._turn()
        for kind in (ShowCosts, ShowCosting):
            for button in buttons_of(phone, kind):
                if getattr(button, "heading_no", self._heading_no) == self._heading_no:
                    return Tap(button)
        return STAFF

    def _confirm(self, offered: Sequence[ConfirmCost]) -> Deed:
        item_no = offered[0].item_no
        right = [one for one in offered if one.cost == self._costs[item_no]]
        if not right:
            raise NoScreen(f"item {item_no} is offered at {offered[0].cost}")
        self._done.add(item_no)
        self._page = 0
        return Tap(right[0])

    def _turn(self) -> Deed:
        self._page += 1
        pages = {one.page: one for one in buttons_of(self._phone, ShowCosts)}
        return Tap(pages[self._page]) if self._page in pages else STAFF


async def publish_costs(phone: Phone, process: Process) -> None:
    """Publish the costs of every heading, as a manager."""
    for heading in process.headings:
        publishing = _PublishingCosts(phone, heading.no)
        phone.screen = {}
        await walk(phone, publishing.step, STAFF)


class _PublishingCosts:
    """A heading's costs on their way to the public."""

    def __init__(self, phone: Phone, heading_no: int) -> None:
        self._phone = phone
        self._heading_no = heading_no
        self._is_told = False

    def step(self) -> Deed | None:
        """Say what the screen calls for; None once they are published."""
        phone = self._phone
        yes = [one for one in buttons_of(phone, PublishCosts) if self._is_ours(one)]
        if yes:
            self._is_told = True
            return Tap(yes[0])
        if self._is_told:
            return None
        for kind in (AskPublishCosts, ShowCosts, ShowCosting):
            for button in buttons_of(phone, kind):
                if self._is_ours(button):
                    return Tap(button)
        return STAFF

    def _is_ours(self, button: Button) -> bool:
        return getattr(button, "heading_no", self._heading_no) == self._heading_no
