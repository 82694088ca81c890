from __future__ import annotations

from pathlib import Path

import pytest

from locales.catalogs import MERGED, check, extract, main, merge
from locales.translator import CATALOGS, languages, read_catalogs, translator_for

ROOT = Path(__file__).parents[2]

_HEADER = (
    'msgid ""\nmsgstr ""\n"Language: ko\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
)
_CODE = """
def show(t, name, n):
    _ = t.gettext
    # Translators: on a button
    days = t.ngettext("One day", "{n} days", n)
    return _("Welcome, <b>{name}</b>.") + days + t.pgettext("v", "Vote")
"""
_SOUND = {
    "Welcome, <b>{name}</b>.": 'msgstr "<b>{name:을/를}</b> 환영합니다."',
    "One day": 'msgid_plural "{n} days"\nmsgstr[0] "{n}일"',
    "Vote": 'msgstr "투표"',
}


def _house(root: Path, **changed: str | None) -> tuple[Path, Path]:
    """A package with three texts and its Korean catalog, with entries changed or left out."""
    package, catalogs = root / "screens", root / "catalogs"
    folder = catalogs / "ko" / "LC_MESSAGES"
    package.mkdir()
    folder.mkdir(parents=True)
    (package / "home.py").write_text(_CODE, encoding="utf-8")
    entries = _SOUND | {
        {"w": "Welcome, <b>{name}</b>.", "d": "One day"}[k]: v for k, v in changed.items()
    }
    text = _HEADER
    for message, translation in entries.items():
        if translation is not None:
            context = 'msgctxt "v"\n' if message == "Vote" else ""
            text += f'{context}msgid "{message}"\n{translation}\n\n'
    (folder / "home.po").write_text(text, encoding="utf-8")
    return root, catalogs


def _kinds(root: Path, catalogs: Path) -> list[str]:
    return [trouble.kind for trouble in check(extract(root), "ko", catalogs)]


def test_a_sound_catalog_has_no_troubles(tmp_path: Path) -> None:
    root, catalogs = _house(tmp_path)

    kinds = _kinds(root, catalogs)

    assert kinds == []


@pytest.mark.parametrize(
    ("translation", "kinds"),
    [
        (None, ["missing"]),
        ('msgstr ""', ["missing"]),
        ('msgstr "환영합니다."', ["placeholders", "markup"]),
        ('msgstr "<b>{nmae}</b> 환영합니다."', ["placeholders"]),
        ('msgstr "<b>{name</b> 환영합니다."', ["placeholders"]),
        ('msgstr "<b>{name}<b> 환영합니다."', ["markup"]),
        ('msgstr "<b>{name:을}</b> 환영합니다."', ["particles"]),
    ],
)
def test_each_kind_of_trouble_is_found(
    tmp_path: Path, translation: str | None, kinds: list[str]
) -> None:
    root, catalogs = _house(tmp_path, w=translation)

    found = _kinds(root, catalogs)

    assert found == kinds


def test_a_plural_must_name_its_number_where_one_form_serves_all(tmp_path: Path) -> None:
    root, catalogs = _house(tmp_path, d='msgid_plural "{n} days"\nmsgstr[0] "하루"')

    found = _kinds(root, catalogs)

    assert found == ["placeholders"]


def test_fuzzy_obsolete_and_contradicting_entries_are_named(tmp_path: Path) -> None:
    root, catalogs = _house(tmp_path, d=None)
    other = _HEADER + (
        '#, fuzzy\nmsgid "One day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n}일"\n\n'
        'msgctxt "v"\nmsgid "Vote"\nmsgstr "표결"\n\nmsgid "Gone"\nmsgstr "없음"\n'
    )
    (catalogs / "ko" / "LC_MESSAGES" / "other.po").write_text(other, encoding="utf-8")

    found = _kinds(root, catalogs)

    assert found == ["fuzzy", "twice", "obsolete"]


def test_merging_keeps_every_translation_in_one_file(tmp_path: Path) -> None:
    root, catalogs = _house(tmp_path, d=None)
    folder = catalogs / "ko" / "LC_MESSAGES"
    other = _HEADER + f'msgid "One day"\n{_SOUND["One day"]}\n'
    (folder / "other.po").write_text(other, encoding="utf-8")

    merge(extract(root), "ko", catalogs)

    assert [path.name for path in folder.iterdir()] == [MERGED]
    assert _kinds(root, catalogs) == []
    assert translator_for("ko", catalogs).pgettext("v", "Vote") == "투표"
    assert "#. Translators: on a button" in (folder / MERGED).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", [language.code for language in languages()[1:]])
def test_every_language_that_comes_along_is_complete(language: str) -> None:
    source = extract(ROOT)

    troubles = check(source, language, CATALOGS)

    assert troubles == ()


def test_korean_comes_along_and_covers_the_code() -> None:
    source = extract(ROOT)

    entries = sum(len(catalog) for _, catalog in read_catalogs("ko"))

    assert entries >= len(source) > 0


def test_the_report_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--language", "ko"])

    assert capsys.readouterr().out.splitlines()[-1].startswith("한국어: ")
    assert status in (0, 1)
