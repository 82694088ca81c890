"""Any call on the way to a receipt fails in any way; the receipt arrives all the same."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.proposing.phone import Citizen
from tests.world import World

STEPS = ("Playground", "Library", "Ramps")


@pytest.mark.parametrize("kind", ["server_error", "bad_gateway", "dropped", "timeout", "flood"])
async def test_a_receipt_arrives_whatever_fails_on_its_way(tmp_path: Path, kind: str) -> None:
    world = await World.open(tmp_path, "sample", "at balloting +1h")
    person = Citizen(world, world.box.user("Han", language_code="en"))
    await person.registers("b-1-2")

    for label in STEPS:
        # The toast and the screen, each of them once.
        for method in ("answerCallbackQuery", "editMessageText"):
            world.box.faults.inject(kind, method, retry_after=2)
        await person.taps(label)
        for _ in range(5):
            world.box.clock.advance(timedelta(seconds=1))
            await world.quiet()

    receipts = [line for line in person.sees.splitlines() if line.startswith("Receipt: ")]
    recorded = await world.house.db.read(lambda tx: tx.all("SELECT ranking, code FROM ballots"))
    assert [(row["ranking"], f"Receipt: {row['code']}") for row in recorded] == [
        ("1,2,3", receipts[0])
    ]
    assert len([one for one in person.phone.messages() if "Receipt" in one.text]) == 1
    assert not world.box.faults._ordered
    await world.close()
