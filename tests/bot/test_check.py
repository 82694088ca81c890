from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from actions.process_file import EXAMPLES, read_process_file
from bot.commands import check


def _run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    app.callback()(lambda: None)
    check.register(app)
    result = CliRunner().invoke(app, ["check", *arguments])
    return result.exit_code, result.output


def test_a_sound_file_is_summed_up_with_its_hash() -> None:
    path = EXAMPLES / "seoul-2019.toml"

    status, output = _run(str(path))

    assert status == 0
    assert "Total KRW 200 billion" in output
    assert "vote-proposal" in output
    assert f"SHA-256 {read_process_file(path).sha256}" in output


def test_every_fault_is_printed_with_its_line_and_the_command_fails(tmp_path: Path) -> None:
    source = (EXAMPLES / "krakow-2022.toml").read_text(encoding="utf-8")
    faulty = tmp_path / "year.toml"
    faulty.write_text(
        source.replace('"PLN"', '"ZŁ"').replace('id = "voting"', 'id = "V!"'), "utf-8"
    )

    status, output = _run(str(faulty))

    assert status == 1
    line = source[: source.index('id = "voting"')].count("\n") + 1
    assert f"year.toml:{line} stages[2].id: an id is" in output
    assert "1 fault; the file cannot be used." in output


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"broken = [", "year.toml:1: this is not TOML"),
        (b'{"a": 1}', "year.toml:1: this is not TOML"),
        (b"name = 1\n\xff\xfe", "year.toml:2: the file is not text in UTF-8"),
        (b"#" * 2_000_001, "year.toml: the file is larger than 2,000,000 bytes"),
        (b"", "year.toml: the file is empty"),
    ],
)
def test_what_is_no_process_file_is_named_in_one_line(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "year.toml"
    path.write_bytes(content)

    status, output = _run(str(path))

    assert status == 1
    assert output.startswith(reason)
    assert output.splitlines()[1:] == ["1 fault; the file cannot be used."]


def test_a_folder_is_no_process_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    status, output = _run(".")

    assert (status, output.split(" (")[0]) == (1, ".: the file cannot be opened")


def test_the_report_speaks_korean_too(tmp_path: Path) -> None:
    status, output = _run("--language", "ko", str(tmp_path / "nothing.toml"))

    assert status == 1
    assert "파일을 열 수 없습니다" in output
