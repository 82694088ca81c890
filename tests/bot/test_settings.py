"""Settings: what is missing or wrong is named in one clear line."""

from pathlib import Path

import pytest

from bot.settings import SettingsWrong, load_settings

TOKEN = "123456:sample-token_of-a-test"


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("TOKEN", "WEBHOOK_URL", "WEBHOOK_SECRET", "PROCESS", "DATA_DIR", "API_URL"):
        monkeypatch.delenv(f"MADANG_{name}", raising=False)


def _wrong(monkeypatch: pytest.MonkeyPatch, **given: str) -> str:
    for name, value in given.items():
        monkeypatch.setenv(f"MADANG_{name}", value)
    with pytest.raises(SettingsWrong) as caught:
        load_settings()
    return str(caught.value)


def test_nothing_needs_to_be_set_for_the_rehearsal() -> None:
    settings = load_settings()

    assert settings.token is None
    assert settings.database_path == Path("data/madang.db")


def test_an_empty_token_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADANG_TOKEN", "")

    assert load_settings().token is None


def test_a_file_beside_the_program_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"MADANG_TOKEN={TOKEN}\nSOMETHING_ELSE=1\n")

    settings = load_settings()

    assert settings.token is not None
    assert TOKEN not in repr(settings)


def test_each_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _wrong(monkeypatch, API_URL="telegram", WEBHOOK_PORT="none", LOG_LEVEL="loud")

    lines = said.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "MADANG_API_URL",
        "MADANG_WEBHOOK_PORT",
        "MADANG_LOG_LEVEL",
    ]


def test_a_webhook_needs_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _wrong(monkeypatch, TOKEN=TOKEN, WEBHOOK_URL="https://bot.example.org/hook")

    assert said == "MADANG_WEBHOOK_SECRET: needed with MADANG_WEBHOOK_URL"


@pytest.mark.parametrize("secret", ["with space", "한글", "x" * 257])
def test_a_secret_is_what_telegram_allows(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    said = _wrong(monkeypatch, TOKEN=TOKEN, WEBHOOK_SECRET=secret)

    assert said.startswith("MADANG_WEBHOOK_SECRET: ")
    assert secret not in said


@pytest.mark.parametrize("token", ["abc", "12345", "x:abcdef", "1:a b"])
def test_a_wrong_token_is_named_but_not_shown(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    said = _wrong(monkeypatch, TOKEN=token)

    assert said.startswith("MADANG_TOKEN: ")
    assert token not in said


def test_a_process_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no such file: nowhere.toml" in _wrong(monkeypatch, PROCESS="nowhere.toml")


def test_a_language_without_a_catalog_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _wrong(monkeypatch, LANGUAGE="xx")

    assert said.startswith("MADANG_LANGUAGE: there is no catalog for it, only ['en', ")


@pytest.mark.parametrize("is_in_file", [False, True])
def test_a_misspelt_variable_does_not_open_the_rehearsal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_in_file: bool
) -> None:
    if is_in_file:
        (tmp_path / ".env").write_text(f"MADANG_TOKN={TOKEN}\n")
    else:
        monkeypatch.setenv("MADANG_TOKN", TOKEN)

    with pytest.raises(SettingsWrong) as caught:
        load_settings()

    assert str(caught.value) == "MADANG_TOKN: no such setting (MADANG_TOKEN?)"
