from pathlib import Path

import pytest

from tests.transcripts.engine import Transcript, compare
from tests.transcripts.player import Player

FOLDER = Path(__file__).parent
PATHS = sorted(FOLDER.glob("*/*.txt"))


@pytest.mark.parametrize("path", PATHS, ids=[f"{one.parent.name}/{one.stem}" for one in PATHS])
async def test_the_conversation_goes_as_written(path: Path, tmp_path: Path) -> None:
    transcript = Transcript.read(path)

    happened = await Player(transcript, tmp_path).play()

    compare(transcript, happened)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_from_a_groups_link_to_the_receipt_takes_at_most_eight_taps(language: str) -> None:
    lines = (FOLDER / language / "first-ballot.txt").read_text(encoding="utf-8").splitlines()
    # The link in the group is one tap, Telegram's own Start button another.
    receipts = [at for at, line in enumerate(lines) if "⟨code⟩" in line]
    taps = [at for at, line in enumerate(lines) if " taps " in line or " opens " in line]
    ranks = [at for at in taps if any(at < receipt < at + 12 for receipt in receipts)]

    third_rank = ranks[2]

    assert 1 + len([at for at in taps if at <= third_rank]) <= 8
