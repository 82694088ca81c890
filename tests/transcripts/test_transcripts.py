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
