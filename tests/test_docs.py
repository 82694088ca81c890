import re
from pathlib import Path

import pytest

from bot.cli import command_names
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_the_readme_names_every_setting(name: str) -> None:
    written = re.sub(r"`MADANG_WEBHOOK_HOST`, `MADANG_WEBHOOK_PORT`", "", README) + README

    assert f"`{PREFIX}{name.upper()}`" in written


def test_the_readme_names_no_setting_that_is_gone() -> None:
    named = set(re.findall(rf"`{PREFIX}([A-Z_]+)`", README))

    assert named <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", command_names())
def test_the_readme_names_every_command(name: str) -> None:
    assert f"madang {name.replace('_', '-')}" in README


def test_make_targets_named_in_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for target in set(re.findall(r"make ([a-z]+)", README)) - {"git", "their"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links_to_files_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    for target in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", text):
        assert (page.parent / target).exists(), f"{page.name} -> {target}"


def test_the_architecture_fits_one_screen() -> None:
    lines = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 60
    for folder in re.findall(r"^([a-z]+)/ ", "\n".join(lines), re.MULTILINE):
        assert (ROOT / folder).is_dir()
