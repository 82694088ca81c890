"""The handbook speaks of buttons, commands and pictures that are really there."""

import re
from pathlib import Path

import pytest

from bot.cli import command_names
from bot.settings import Settings
from locales.translator import read_catalogs, translator_for
from screens.commands import group_commands, private_commands

ROOT = Path(__file__).parents[2]
HANDBOOK = ROOT / "docs" / "handbook"
PAGES = sorted(HANDBOOK.glob("*/*.md"))
OF_TELEGRAM = {"/start", "/newbot", "/revoke", "/setprivacy", "/health"}
_BUTTON = re.compile(r"`\[([^`]+)\]`")
_COMMAND = re.compile(r"`(/[a-z]+)")
_MADANG = re.compile(r"madang ([a-z]+)")
_SETTING = re.compile(r"MADANG_([A-Z_]+)")
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


def _name(page: Path) -> str:
    return f"{page.parent.name}/{page.name}"


def _labels(language: str) -> set[str]:
    """Every text of a language's catalogs, the source's where it is the source."""
    found = set()
    for _path, catalog in read_catalogs("ko"):
        for message in catalog:
            texts = message.string if language == "ko" else message.id
            found |= set(texts) if isinstance(texts, tuple) else {texts}
    return found


def test_every_role_has_a_page_in_each_language() -> None:
    roles = {"citizens", "facilitators", "managers", "operators", "reviewers"}

    for language in ("ko", "en"):
        assert {page.stem for page in PAGES if page.parent.name == language} == roles


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_button_stands_on_a_screen(page: Path) -> None:
    known = _labels(page.parent.name)
    named = set(_BUTTON.findall(page.read_text(encoding="utf-8")))

    assert {one for one in named if one not in known and not one.startswith("ⓘ")} == set()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_is_one_that_is_understood(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    t = translator_for("en")
    known = {f"/{one}" for one in (*private_commands(t), *group_commands(t))} | OF_TELEGRAM

    assert set(_COMMAND.findall(text)) - known == set()
    assert set(_MADANG.findall(text)) - set(command_names()) == set()
    assert {one.lower() for one in _SETTING.findall(text)} - set(Settings.model_fields) == set()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_picture_is_there(page: Path) -> None:
    pictures = _PICTURE.findall(page.read_text(encoding="utf-8"))

    for picture in pictures:
        assert (page.parent / picture).resolve().is_file(), picture


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_a_page_has_the_same_chapters_in_the_other_language(page: Path) -> None:
    other = HANDBOOK / ("en" if page.parent.name == "ko" else "ko") / page.name

    chapters, others = (
        [line for line in one.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        for one in (page, other)
    )

    assert len(chapters) == len(others)


def test_the_citizens_page_is_short() -> None:
    for language in ("ko", "en"):
        text = (HANDBOOK / language / "citizens.md").read_text(encoding="utf-8")

        assert len(text) < 3_500
