"""What departments do in a rehearsed year: read each proposal, ask, offer, decide."""

from collections.abc import Mapping
from random import Random

from bot.rehearsing.opening import staff_menu
from rehearsal.citizens.phone import NoAnswer, Phone
from rehearsal.citizens.screen import Key, Screen, other_than
from rehearsal.citizens.texts import review_words, written_cost

TO_REVIEW = "Proposals to review"
NOTHING_WAITS = "Nothing waits here."
OLDEST_FIRST = "{n} proposal, the oldest first: | {n} proposals, the oldest first:"
WITHOUT_DEPARTMENT = "Proposals without a department"
DEPARTMENTS, LEAD = "Departments", "Lead: {lead}"
HISTORY, QUEUE = "History", "Queue"
FEASIBLE, OFFER = "Feasible", "Feasible with changes"
UNDER_WAY, OTHER_BODY = "Already under way", "Another body's task"
COMPLAINT, INFEASIBLE = "A complaint: pass it on", "Infeasible"
UPHOLD, ASK = "Infeasible, as before", "Ask the proposer"
WRITE_NOTHING, SEND = "Write nothing", "Send"
LEAVE_WORDING = "Leave the wording"
WOULD_COST = "What would it cost? The proposal says: {amount}."
RIGHT_AMOUNT = "Is this amount right? Tap it, or write another one."
WHICH_AMOUNT = "Which amount do you mean? Tap it, or write another one."

# How often departments come to what, about as in Seoul: every second proposal passes.
_VERDICTS: Mapping[str, tuple[str, int]] = {
    FEASIBLE: ("feasible", 44),
    OFFER: ("offer", 14),
    ASK: ("ask", 14),
    INFEASIBLE: ("infeasible", 16),
    UNDER_WAY: ("under-way", 5),
    OTHER_BODY: ("other-body", 4),
    COMPLAINT: ("complaint", 3),
    UPHOLD: ("uphold", 20),
}
COSTS_FROM, COSTS_TO = 3, 40
UNIT, ROUND = 10_000_000, 5
PROPOSALS_MOST = 200
STEPS_MOST = 8
ASKS_AGAIN = 0.25


class Reviewer:
    """A department's reviewer at their phone; `currency` is that of the year."""

    def __init__(self, phone: Phone, rng: Random, currency: str) -> None:
        self._phone = phone
        self._rng = rng
        self._currency = currency

    async def review_all(self) -> list[str]:
        """Answer every proposal that lies with the department; returns the kinds of answers."""
        done: list[str] = []
        for _ in range(PROPOSALS_MOST):
            queue = await self._queue()
            waiting = proposals_on(queue)
            if not waiting:
                break
            shown = await self._phone.tap(waiting[0], queue, lambda one: one.has(HISTORY))
            verdict = self._choose(shown, has_asked="ask" in done)
            if not verdict:
                break
            await self._write(shown, verdict)
            done.append(_VERDICTS[verdict][0])
        return done

    async def _queue(self) -> Screen:
        staff = await staff_menu(self._phone)
        return await self._phone.tap(staff.key(TO_REVIEW), staff, is_queue)

    def _choose(self, shown: Screen, *, has_asked: bool) -> str:
        offered = [one for one in _VERDICTS if shown.has(one)]
        if has_asked and len(offered) > 1 and self._rng.random() > ASKS_AGAIN:
            offered = [one for one in offered if one != ASK]
        weights = [_VERDICTS[one][1] for one in offered]
        return self._rng.choices(offered, weights)[0] if offered else ""

    async def _write(self, shown: Screen, verdict: str) -> None:
        phone = self._phone
        screen = await phone.tap(shown.key(verdict), shown, is_asking)
        for _ in range(STEPS_MOST):
            if screen.has(SEND):
                await phone.tap(screen.key(SEND), screen, lambda one: one.has(QUEUE))
                return
            if screen.has(LEAVE_WORDING):
                key = screen.key(LEAVE_WORDING)
                screen = await phone.tap(key, screen, other_than(screen))
            elif screen.tells(RIGHT_AMOUNT) or screen.tells(WHICH_AMOUNT):
                screen = await phone.tap(screen.keys[0], screen, other_than(screen))
            elif screen.tells(WOULD_COST):
                screen = await phone.write(self._cost(), is_asking)
            else:
                words = review_words(phone.language)[_VERDICTS[verdict][0]]
                screen = await phone.write(self._rng.choice(words), is_asking)
        raise NoAnswer("the questions do not end")

    def _cost(self) -> str:
        units = self._rng.randint(COSTS_FROM, COSTS_TO)
        cost = units * UNIT * (ROUND if units > COSTS_TO // 2 else 1)
        return written_cost(self._rng, cost, self._phone.language, self._currency)


async def give_to_departments(phone: Phone, rng: Random) -> int:
    """Let a manager give every proposal without a department to one; returns how many."""
    for given in range(PROPOSALS_MOST):
        staff = await staff_menu(phone)
        queue = await phone.tap(staff.key(WITHOUT_DEPARTMENT), staff, is_queue)
        waiting = proposals_on(queue)
        if not waiting:
            return given
        shown = await phone.tap(waiting[0], queue, lambda one: one.has(DEPARTMENTS))
        offered = await phone.tap(
            shown.key(DEPARTMENTS), shown, lambda one: not one.has(DEPARTMENTS)
        )
        leads = offered.all_keys(LEAD)
        if not leads:
            return given
        await phone.tap(rng.choice(leads), offered, lambda one: one.has(DEPARTMENTS))
    return PROPOSALS_MOST


def is_asking(screen: Screen) -> bool:
    """Whether a screen asks for a part of an answer, or shows the whole of it."""
    return screen.has(WRITE_NOTHING)


def is_queue(screen: Screen) -> bool:
    """Whether a screen lists what lies with its reader."""
    return screen.tells(NOTHING_WAITS) or screen.tells(OLDEST_FIRST)


def proposals_on(queue: Screen) -> list[Key]:
    """The keys of a queue that lead to its proposals."""
    return [one for one in queue.keys if one.label[:1] == "P" and "-" in one.label.split(" ")[0]]
