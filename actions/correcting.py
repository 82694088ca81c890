"""Preparing a correction, one answer after the other; what is there so far is a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from actions import questions, roles
from actions.correction import Correcting, checked_seed, checked_why
from actions.house import House, Occasion
from actions.questions import Question
from deliberation.motion_views import MotionView
from deliberation.phases import Vote
from deliberation.process import Process
from deliberation.refusals import NotThere
from deliberation.results_views import CorrectionView
from storage import drafts
from storage.database import Transaction

DRAFT = "correction"
SEED, WHY = "correct-seed", "correct-why"


async def begin(
    house: House, occasion: Occasion, process_no: int, vote: Vote = Vote.BUDGET
) -> CorrectionView:
    """Begin to correct what is published; the seed is asked for first where it was entered.

    Raises:
        NotPermitted: "role-needed", "only-in-private".
    """
    draft = _Draft(vote)
    await _keep(house, occasion, process_no, draft)
    process = house.process(process_no)
    if process.seed is None and Correcting.KINDS[vote].has_seed:
        return await _ask(house, occasion, process, draft, "seed")
    return await _go_on(house, occasion, process, draft)


async def keep_seed(house: House, occasion: Occasion, process_no: int) -> CorrectionView:
    """Leave the seed as it is."""
    draft = await _draft(house, occasion, process_no)
    return await _go_on(house, occasion, house.process(process_no), replace(draft, seed=""))


async def answer(
    house: House, occasion: Occasion, question: Question, typed: str
) -> CorrectionView:
    """Take the answer to what was asked last, and ask for what is still missing.

    Raises:
        BadInput: "reason-missing", "seed-unusable".
    """
    process = house.process(question.process_no)
    draft = await _draft(house, occasion, process.no)
    if question.topic == SEED:
        draft = replace(draft, seed=checked_seed(process, typed))
    else:
        language = str(question.about["language"])
        draft = replace(draft, why={**draft.why, language: checked_why(language, typed)})
    return await _go_on(house, occasion, process, draft)


async def move(house: House, occasion: Occasion, process_no: int, seen: str) -> MotionView:
    """Move the prepared correction (raises as what it corrects does)."""
    draft = await _draft(house, occasion, process_no)
    kind = Correcting.KINDS[draft.vote]
    return await kind.move(house, occasion, process_no, draft.why, draft.seed, seen)


@dataclass(frozen=True)
class _Draft:
    """A correction as far as it is prepared."""

    vote: Vote
    seed: str = ""
    why: Mapping[str, str] = field(default_factory=dict)


async def _go_on(
    house: House, occasion: Occasion, process: Process, draft: _Draft
) -> CorrectionView:
    await _keep(house, occasion, process.no, draft)
    missing = next((one for one in process.languages if one not in draft.why), None)
    if missing is not None:
        return await _ask(house, occasion, process, draft, missing)
    kind = Correcting.KINDS[draft.vote]
    summary = await kind.prepare(house, occasion, process.no, draft.why, draft.seed)
    await questions.settle(house, occasion)
    return CorrectionView(process, draft.vote, draft.seed, draft.why, "", summary)


async def _ask(
    house: House, occasion: Occasion, process: Process, draft: _Draft, asked: str
) -> CorrectionView:
    topic = SEED if asked == "seed" else WHY
    await questions.ask(house, occasion, topic, process.no, {"language": asked})
    return CorrectionView(process, draft.vote, draft.seed, draft.why, asked)


async def _keep(house: House, occasion: Occasion, process_no: int, draft: _Draft) -> None:
    async def act(tx: Transaction) -> None:
        await roles.require_manager(tx, process_no, occasion)
        data = {"vote": draft.vote.value, "seed": draft.seed, "why": dict(draft.why)}
        await drafts.keep(tx, occasion.user_id, DRAFT, process_no, data, occasion.now_s)

    await house.db.write(act)


async def _draft(house: House, occasion: Occasion, process_no: int) -> _Draft:
    async def read(tx: Transaction) -> _Draft:
        await roles.require_manager(tx, process_no, occasion)
        draft = await drafts.of(tx, occasion.user_id, DRAFT)
        if draft is None or draft.process_no != process_no:
            raise NotThere("no-correction-begun")
        data = draft.data
        return _Draft(Vote(data["vote"]), str(data["seed"]), dict(data["why"]))

    return await house.db.read(read)
