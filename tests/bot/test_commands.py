"""The command line: plain lines instead of tracebacks, backups without keys, graceful ends."""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import backup, rehearse, restore, run
from rehearsal.box import TOKEN, Box
from rehearsal.server import BoxServer
from storage import outbox
from storage.database import Database
from storage.keys import KeyRing
from storage.outbox import Notice
from tests import samples
from tests.bot.stand import running_clock

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MADANG_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    monkeypatch.delenv("MADANG_TOKEN", raising=False)
    app = typer.Typer()
    for command in (run, backup, restore):
        command.register(app)
    return app


async def _fill(folder: Path, kind: str) -> str:
    db = await Database.open(folder / "madang.db")
    await db.write(lambda tx: outbox.put(tx, Notice(kind, 1), 0))
    await db.close()
    return KeyRing(folder / "keys").slot(1, 1, "account:1")


def _kinds(path: Path) -> list[str]:
    store = sqlite3.connect(path)
    kinds = [kind for (kind,) in store.execute("SELECT kind FROM outbox")]
    store.close()
    return kinds


def test_a_wrong_setting_is_one_line_without_a_traceback(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MADANG_TOKEN", "not-a-token")

    result = CliRunner().invoke(app, ["run"])

    assert result.exit_code == run.WRONG_SETTINGS
    assert result.stderr == "MADANG_TOKEN: not a bot's token (BotFather gives one)\n"


def test_a_backup_comes_back_and_holds_no_keys(app: typer.Typer, tmp_path: Path) -> None:
    slot = asyncio.run(_fill(tmp_path / "data", "first"))
    saved = CliRunner().invoke(app, ["backup", "copy.db"])
    asyncio.run(_fill(tmp_path / "data", "second"))

    refused = CliRunner().invoke(app, ["restore", "copy.db"])
    restored = CliRunner().invoke(app, ["restore", "copy.db", "--replace"])

    assert (saved.exit_code, refused.exit_code, restored.exit_code) == (0, run.WRONG_SETTINGS, 0)
    assert "--replace" in refused.stderr
    assert _kinds(tmp_path / "data" / "madang.db") == ["first"]
    keys = [path.read_bytes() for path in (tmp_path / "data" / "keys").glob("*.key")]
    assert keys
    assert not any(key in (tmp_path / "copy.db").read_bytes() for key in keys)
    assert KeyRing(tmp_path / "data" / "keys").slot(1, 1, "account:1") == slot


def test_a_backup_needs_none_of_the_settings_for_telegram(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(_fill(tmp_path / "data", "first"))
    monkeypatch.setenv("MADANG_TOKEN", "not-a-token")
    monkeypatch.setenv("MADANG_WEBHOOK_URL", "not-an-address")

    saved = CliRunner().invoke(app, ["backup", "copy.db"])
    restored = CliRunner().invoke(app, ["restore", "copy.db", "--replace"])

    assert (saved.exit_code, restored.exit_code) == (0, 0)


def test_a_damaged_backup_leaves_the_store_as_it_is(app: typer.Typer, tmp_path: Path) -> None:
    asyncio.run(_fill(tmp_path / "data", "first"))
    (tmp_path / "bad.db").write_bytes(b"no database")

    result = CliRunner().invoke(app, ["restore", "bad.db", "--replace"])

    assert result.exit_code == run.STORAGE_TROUBLE
    assert "cannot be used" in result.stderr
    assert _kinds(tmp_path / "data" / "madang.db") == ["first"]


@pytest.mark.parametrize(
    "arguments", [["backup", "copy.db"], ["restore", "nowhere.db"], ["backup", "no/such/a.db"]]
)
def test_what_is_not_there_is_named(app: typer.Typer, arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == run.WRONG_SETTINGS
    assert result.stderr.startswith("There is no ")


async def test_a_running_bot_answers_keeps_its_folder_to_itself_and_ends_when_asked(
    tmp_path: Path,
) -> None:
    async with BoxServer(Box(clock=running_clock())) as server:
        data = tmp_path / "data"
        data.mkdir()
        async with samples.open_house(data, samples.sample_process()):
            pass
        environment = {
            **os.environ,
            "MADANG_TOKEN": TOKEN,
            "MADANG_API_URL": server.url,
            "MADANG_CLOCK_URL": server.url,
            "MADANG_DATA_DIR": str(data),
        }
        person = server.box.user("Sample", language_code="en")
        await person.start()

        bot = await _run(environment, tmp_path)
        await server.box.quiet(settle_s=0.5, within_s=30)
        second = await _run(environment, tmp_path)
        saved = await _run(environment, tmp_path, "backup", "copy.db")
        (_, complaint), _ = await asyncio.wait_for(
            asyncio.gather(second.communicate(), saved.communicate()), 30
        )
        bot.send_signal(signal.SIGTERM)
        _, log = await asyncio.wait_for(bot.communicate(), 30)
        texts = [message.text for message in person.messages()]

    assert len(texts) == 2
    assert "Sample budget 2027" in texts[-1]
    assert second.returncode == run.WRONG_SETTINGS
    assert b"another bot uses" in complaint
    assert saved.returncode == 0
    assert (tmp_path / "copy.db").is_file()
    assert bot.returncode == 0, log.decode()
    assert TOKEN.encode() not in log
    assert b"Traceback" not in log


async def _run(
    environment: dict[str, str], folder: Path, *arguments: str
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        *(arguments or ("run",)),
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def test_a_folder_that_cannot_be_made_is_one_line(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-file").write_text("in the way")
    monkeypatch.setenv("MADANG_DATA_DIR", str(tmp_path / "a-file" / "data"))
    monkeypatch.setenv("MADANG_TOKEN", TOKEN)

    result = CliRunner().invoke(app, ["run"])

    assert result.exit_code == run.WRONG_SETTINGS
    assert result.stderr.startswith("MADANG_DATA_DIR: ")
    assert "cannot be used (Not a directory)" in result.stderr


def test_settings_that_are_no_text_are_one_line(app: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("MADANG_LANGUAGE=한".encode("cp949"))

    result = CliRunner().invoke(app, ["run"])

    assert result.exit_code == run.WRONG_SETTINGS
    assert result.stderr == ".env: this is not text in UTF-8 (byte 16)\n"


def test_a_port_that_is_taken_is_named_in_one_line(app: typer.Typer) -> None:
    rehearse.register(app)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        result = CliRunner().invoke(app, ["rehearse", "--box-only", "--port", str(port)])

    assert result.exit_code == run.WRONG_SETTINGS
    assert f"Nothing can listen on 127.0.0.1:{port}: Address already in use" in result.stderr


def test_the_package_runs_as_a_program() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "bot", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "rehearse" in said.stdout


def test_a_broken_process_file_is_named_in_words_at_the_start(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "year.toml").write_text("broken = [")
    monkeypatch.setenv("MADANG_TOKEN", "123456:sample-token_of-a-test")

    refused = CliRunner().invoke(app, ["run", "--process", "year.toml"])

    assert refused.exit_code == run.WRONG_SETTINGS
    assert refused.stderr.startswith("year.toml:1: this is not TOML")
    assert "file-not-toml" not in refused.stderr
