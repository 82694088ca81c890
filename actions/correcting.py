"""Preparing a correction, one answer after the other; what is there so far is a draft."""

from collections.abc import Mapping

from actions import publishing, questions, roles
from actions.house import House, Occasion
from actions.questions import Question
from deliberation.motion_views import MotionView
from deliberation.process import Process
from deliberation.refusals import NotThere
from deliberation.results_views import CorrectionView
from storage import drafts
from storage.database import Transaction

DRAFT = "correction"
SEED, WHY = "correct-seed", "correct-why"


async def begin(house: House, occasion: Occasion, process_no: int) -> CorrectionView:
    """Begin to correct what is published; the seed is asked for first where it was entered.

    Raises:
        NotPermitted: "role-needed", "only-in-private".
    """
    await _keep(house, occasion, process_no, "", {})
    process = house.process(process_no)
    if process.seed is None:
        return await _ask(house, occasion, process, "", {}, "seed")
    return await _go_on(house, occasion, process, "", {})


async def keep_seed(house: House, occasion: Occasion, process_no: int) -> CorrectionView:
    """Leave the seed as it is."""
    _seed, why = await _draft(house, occasion, process_no)
    return await _go_on(house, occasion, house.process(process_no), "", why)


async def answer(
    house: House, occasion: Occasion, question: Question, typed: str
) -> CorrectionView:
    """Take the answer to what was asked last, and ask for what is still missing.

    Raises:
        BadInput: "reason-missing", "seed-unusable".
    """
    process = house.process(question.process_no)
    seed, why = await _draft(house, occasion, process.no)
    if question.topic == SEED:
        seed = publishing.checked_seed(process, typed)
    else:
        language = str(question.about["language"])
        why = {**why, language: publishing.checked_why(language, typed)}
    return await _go_on(house, occasion, process, seed, why)


async def move(house: House, occasion: Occasion, process_no: int, seen: str) -> MotionView:
    """Move the prepared correction (raises as `publishing.move_correction`)."""
    seed, why = await _draft(house, occasion, process_no)
    return await publishing.move_correction(house, occasion, process_no, why, seed, seen)


async def _go_on(
    house: House, occasion: Occasion, process: Process, seed: str, why: Mapping[str, str]
) -> CorrectionView:
    await _keep(house, occasion, process.no, seed, why)
    missing = next((one for one in process.languages if one not in why), None)
    if missing is not None:
        return await _ask(house, occasion, process, seed, why, missing)
    summary = await publishing.prepare_correction(house, occasion, process.no, why, seed)
    await questions.settle(house, occasion)
    return CorrectionView(process, seed, why, "", summary)


async def _ask(
    house: House,
    occasion: Occasion,
    process: Process,
    seed: str,
    why: Mapping[str, str],
    asked: str,
) -> CorrectionView:
    topic = SEED if asked == "seed" else WHY
    await questions.ask(house, occasion, topic, process.no, {"language": asked})
    return CorrectionView(process, seed, why, asked)


async def _keep(
    house: House, occasion: Occasion, process_no: int, seed: str, why: Mapping[str, str]
) -> None:
    async def act(tx: Transaction) -> None:
        await roles.require_manager(tx, process_no, occasion)
        data = {"seed": seed, "why": dict(why)}
        await drafts.keep(tx, occasion.user_id, DRAFT, process_no, data, occasion.now_s)

    await house.db.write(act)


async def _draft(
    house: House, occasion: Occasion, process_no: int
) -> tuple[str, Mapping[str, str]]:
    async def read(tx: Transaction) -> tuple[str, Mapping[str, str]]:
        await roles.require_manager(tx, process_no, occasion)
        draft = await drafts.of(tx, occasion.user_id, DRAFT)
        if draft is None or draft.process_no != process_no:
            raise NotThere("no-correction-begun")
        return str(draft.data["seed"]), dict(draft.data["why"])

    return await house.db.read(read)
