"""What every correction of something published needs: a reason in each language, maybe a seed."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from actions import counting
from actions.house import House, Occasion
from deliberation.motion_views import MotionView
from deliberation.phases import Vote
from deliberation.process import Process
from deliberation.refusals import BadInput, Stale
from deliberation.text import clean_text

WHY_LEAST, WHY_MOST = 10, 400


class Prepare(Protocol):
    """Counts everything public once more, and returns what a correction would say."""

    def __call__(
        self, house: House, occasion: Occasion, process_no: int, why: Mapping[str, str], seed: str
    ) -> Awaitable[object]:
        """Count once more."""
        ...


class Move(Protocol):
    """Moves a prepared correction, on the hash that was seen."""

    def __call__(
        self,
        house: House,
        occasion: Occasion,
        process_no: int,
        why: Mapping[str, str],
        seed: str,
        seen_sha256: str,
    ) -> Awaitable[MotionView]:
        """Move it."""
        ...


@dataclass(frozen=True)
class Correcting:
    """How the published counts of a kind of vote are corrected."""

    has_seed: bool
    prepare: Prepare
    move: Move

    KINDS: ClassVar[dict[Vote, "Correcting"]] = {}


def correction_params(process: Process, why: Mapping[str, str], seed: str) -> dict[str, Any]:
    """Return a correction's parameters, cleaned (raises as `prepare_correction`)."""
    return {
        "why": {
            language: checked_why(language, why.get(language, ""))
            for language in process.languages
        },
        "seed": checked_seed(process, seed) if seed else "",
    }


def checked_why(language: str, typed: str) -> str:
    """Return a reason as it was typed, cleaned (BadInput "reason-missing")."""
    text = clean_text(typed)
    if not WHY_LEAST <= len(text) <= WHY_MOST:
        raise BadInput("reason-missing", language=language, least=WHY_LEAST, most=WHY_MOST)
    return text


def checked_seed(process: Process, typed: str) -> str:
    """Return a corrected seed, cleaned (BadInput "seed-unusable", Stale "seed-frozen")."""
    if process.seed is not None:
        raise Stale("seed-frozen", seed=process.seed)
    return counting.as_seed(typed)
