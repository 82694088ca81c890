"""A whole year at once: the same for the same seed, and all of it through the screens."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.rehearsing.fast import live
from bot.rehearsing.outcome import Outcome
from bot.rehearsing.rehearsal import Wishes
from bot.settings import Settings
from tests.citizens.town import SMALL_YEAR


async def year(seed: str, citizens: int = 8) -> Outcome:
    wishes = Wishes(citizens=citizens, seed=seed, process=SMALL_YEAR)
    return await live(Settings(_env_file=None), wishes, lambda what, part: None)


async def test_the_same_seed_gives_the_same_year_and_another_seed_another() -> None:
    first, again, other = [await year(seed, citizens=5) for seed in ("11", "11", "12")]

    assert json.dumps(first.as_json()) == json.dumps(again.as_json())
    assert first.proposals != other.proposals
    assert first.said != other.said


async def test_a_year_goes_from_proposals_to_a_published_result() -> None:
    lived = await year("11")

    assert lived.is_published
    assert len(lived.proposals) >= 3
    assert {one.language for one in lived.proposals} == {"ko", "en"}
    assert lived.headings[0].ballots >= 6
    assert lived.headings[0].funded
    for one in lived.headings:
        assert one.spent <= one.budget_limit
        assert one.saves == one.ballots + one.replaced + one.withdrawn
    assert lived.deeds["read-results"] >= 3
    review = lived.line_reviews[0]
    assert review.is_published
    assert review.ballots >= 5
    assert sum(one.after for one in review.lines) <= review.budget_limit
    assert any(one.step != "0" for one in review.lines)
    assert lived.deeds["judged-lines"] >= review.ballots
    assert len(set(lived.said)) >= 15
    assert "gave-up" not in lived.deeds


@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_prints_the_year(
    as_json: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MADANG_TOKEN", raising=False)
    cli.add_commands("rehearse")
    asked = ["rehearse", "--fast", "--seed", "3", "--citizens", "3", "--process", str(SMALL_YEAR)]

    result = CliRunner().invoke(cli.app, asked + (["--json"] if as_json else []))

    assert result.exit_code == 0, result.output
    if as_json:
        told = json.loads(result.stdout)
        assert told["process"] == "small-2029"
        assert told["is_published"]
    else:
        assert "published by two managers" in result.stdout
